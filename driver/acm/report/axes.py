"""What every chart over time has in common: its time axis and the marks of episodes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from acm.report import svg, wording
from acm.report.data import Episode
from acm.report.scales import TimeScale

AXIS_HEIGHT = 34.0
_WIDE_TICKS, _NARROW_TICKS = 9, 4
_LABEL_ROOM = 2.6  # percent of the width that a numbered mark needs
_EDGE = 5.0  # percent at either end where a centred label would stick out


def time_axis(
    scale: TimeScale, top: float, bottom: float, wide: int = _WIDE_TICKS, narrow: int = _NARROW_TICKS
) -> list[Markup]:
    """Ticks twice, for wide pages and for phones; the style sheet shows one set."""
    return [
        svg.group(_ticks(scale, top, bottom, wide), "wide"),
        svg.group(_ticks(scale, top, bottom, narrow), "narrow"),
    ]


def _ticks(scale: TimeScale, top: float, bottom: float, target: int) -> list[Markup]:
    marks = []
    for tick in scale.ticks(target):
        at = scale.percent(tick.at)
        x = svg.percent(at)
        anchor = "start" if at < _EDGE else "end" if at > 100 - _EDGE else "middle"
        marks.append(svg.element("line", x1=x, x2=x, y1=top, y2=bottom, class_="grid"))
        marks.append(svg.text(tick.label, x, bottom + 14, "tick", anchor))
        if tick.day:
            marks.append(svg.text(tick.day, x, bottom + 28, "tick day", anchor))
    return marks


def value_tick(label: str, y: float) -> list[Markup]:
    """A label at the left, with its line across."""
    return [
        svg.element("line", x1="0", x2="100%", y1=y, y2=y, class_="grid"),
        svg.text(label, "-6", y + 3.5, "tick", "end"),
    ]


def beside(words: str, y: float, class_: str) -> Markup:
    """A name to the right of the plot, level with `y`; phones have no room for it."""
    return svg.element(
        "text", words, x="100%", dx="8", y=y + 4, class_=f"{class_} beside", text_anchor="start"
    )


def limit(words: str, y: float) -> list[Markup]:
    """A dashed limit with its name: beside the plot, on phones above the line."""
    return [
        svg.element("line", x1="0", x2="100%", y1=y, y2=y, class_="limit"),
        beside(words, y, "limit-name"),
        svg.text(words, "4", y - 5, "limit-name narrow"),
    ]


def episode_marks(episodes: Sequence[Episode], scale: TimeScale, last: datetime) -> list[Markup]:
    """Numbered bars above the plot from alarm to end, with a thin line from the first sign."""
    marks: list[Markup] = []
    labelled = -100.0
    for count, episode in enumerate(episodes, start=1):
        begin, stop = scale.percent(episode.started_at), scale.percent(episode.ended_at or last)
        first = svg.percent(scale.percent(episode.since))
        width = max(stop - begin, 0.25)
        x = svg.percent(begin)
        until = "still open" if episode.ended_at is None else f"until {wording.moment(episode.ended_at)}"
        words = (
            f"Episode {count}: since {wording.moment(episode.since)}, alarm "
            f"{wording.moment(episode.started_at)}, {until}, severity {wording.SEVERITIES[episode.severity]}"
        )
        parts = [
            svg.element("title", words),
            svg.element("line", x1=first, x2=x, y1=-7.0, y2=-7.0, class_="lead"),
            svg.element("line", x1=first, x2=first, y1=-10.0, y2=-4.0, class_="lead"),
            svg.element("rect", x=x, y=-9.5, width=svg.percent(width), height=5.0, class_="mark"),
        ]
        if begin - labelled >= _LABEL_ROOM:
            parts.append(svg.text(str(count), x, -13.0, "mark-name", "start" if begin < 97 else "end"))
            labelled = begin
        marks.append(svg.group(parts, "episode"))
    return marks
