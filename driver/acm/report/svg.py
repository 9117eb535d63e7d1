"""SVG elements as safe markup. Text and attribute values are escaped here and nowhere else.

A plot is as wide as its place on the page and keeps its height: positions across are percent, down pixels.
Curves lie in a nested picture that is stretched across alone, so that text and strokes keep their size.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from markupsafe import Markup, escape

from acm.report.data import Values

WIDTH = 1000
"""Units across the nested picture of curves."""

Attribute = str | float | None


def element(name: str, *children: str, **attributes: Attribute) -> Markup:
    """One element; `class_` is class, underscores become hyphens, None is left out, plain text is escaped."""
    parts = [
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
        if value is not None
    ]
    head = Markup("<") + Markup(name) + Markup("").join(parts)
    if not children:
        return head + Markup("/>")
    return head + Markup(">") + Markup("").join(escape(c) for c in children) + Markup(f"</{name}>")


def group(children: Iterable[str], class_: str | None = None) -> Markup:
    """Elements together."""
    return element("g", *children, class_=class_) if children else Markup("")


def figure(identifier: str, title: str, description: str, height: float, children: Iterable[str]) -> Markup:
    """A whole plot with what a screen reader says about it."""
    return element(
        "svg",
        element("title", title, id=f"{identifier}-t"),
        element("desc", description, id=f"{identifier}-d"),
        *children,
        class_="plot",
        width="100%",
        height=height,
        role="img",
        aria_labelledby=f"{identifier}-t {identifier}-d",
    )


def curves(height: float, children: Iterable[str]) -> Markup:
    """The nested picture, stretched across alone."""
    return element(
        "svg",
        *children,
        class_="curves",
        x="0",
        y="0",
        width="100%",
        height=height,
        viewBox=f"0 0 {WIDTH} {_value(height)}",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def line(xs: Values, ys: Values, class_: str) -> Markup:
    """A curve through points: xs in percent, ys in pixels."""
    return element("path", d=path(xs, ys), class_=class_, vector_effect="non-scaling-stroke")


def area(xs: Values, ys: Values, floor: float, class_: str) -> Markup:
    """The surface between a curve and a height."""
    if not len(xs):
        return Markup("")
    outline = path(xs, ys)
    closing = f"V{_value(floor)}H{_value(float(xs[0]) * WIDTH / 100)}Z"
    return element("path", d=outline + closing, class_=class_)


def between(xs: Values, upper: Values, lower: Values, class_: str) -> Markup:
    """The surface between two curves over the same points."""
    there, back = path(xs, upper), path(xs[::-1], lower[::-1])
    return element("path", d=f"{there}L{back[1:]}Z", class_=class_)


def path(xs: Values, ys: Values) -> str:
    """Path data, one decimal; a single point becomes a dash that can be seen."""
    across = np.round(xs * WIDTH / 100.0, 1)
    down = np.round(ys, 1)
    if len(across) == 1:
        return f"M{across[0]:g},{down[0]:g}h1.5"
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in zip(across, down, strict=True))


def text(words: str, x: str, y: float, class_: str, anchor: str = "start") -> Markup:
    """A label; `x` with its unit."""
    return element("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def percent(value: float) -> str:
    """A position across."""
    return f"{round(value, 3):g}%"


def _value(value: str | float) -> str:
    return f"{round(value, 2):g}" if isinstance(value, float | int) else value
