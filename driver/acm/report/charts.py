"""The charts of the report, each from plain data to markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from acm.report import axes, outlook, svg, thinning, wording
from acm.report.data import (
    Episode,
    Flags,
    HealthForecast,
    HealthSeries,
    Limits,
    RegimeSeries,
    SensorDrift,
    SensorTrace,
    Times,
    Values,
)
from acm.report.scales import Linear, Logarithmic, TimeScale, around

_COLUMNS = 500  # lowest and highest of each: about one point per pixel
_SPARK_COLUMNS = 130
_LANE_COLUMNS = 250
_HEALTH_HEIGHT = 190.0
_SCORE_HEIGHT = 120.0
_LANE_HEIGHT = 24.0
_SPARK_HEIGHT = 44.0
_SENSOR_HEIGHT = 110.0
_BAND_HEIGHT = 14.0
_DRIFT_HEIGHT = 30.0
_TONES = 4  # colours of regimes, used in turn
_NO_REGIME = -2
_GAP_STEPS = 10.0  # usual steps without a row that are not drawn over


def sparkline(identifier: str, series: HealthSeries, limits: Limits, scale: TimeScale) -> Markup:
    """Health at a glance, with the caution limit; 0 at the bottom, 100 at the top."""
    vertical = Linear(0.0, 100.0, _SPARK_HEIGHT)
    shapes: list[Markup] = []
    for xs, ys in _pieces(series.times, series.health, scale, vertical, _SPARK_COLUMNS):
        shapes += [svg.area(xs, ys, _SPARK_HEIGHT, "fill"), svg.line(xs, ys, "curve")]
    caution = vertical.y(limits.caution_health)
    lowest = wording.health(float(series.health.min()))
    return svg.figure(
        identifier,
        "Health over the period",
        f"Health index from 0 to 100; lowest {lowest}, last {wording.health(float(series.health[-1]))}.",
        _SPARK_HEIGHT,
        [
            svg.element("line", x1="0", x2="100%", y1=caution, y2=caution, class_="limit"),
            svg.curves(_SPARK_HEIGHT, shapes),
        ],
    )


def health_chart(
    identifier: str,
    series: HealthSeries,
    limits: Limits,
    episodes: Sequence[Episode],
    scale: TimeScale,
    forecast: HealthForecast | None = None,
) -> Markup:
    """Health over time on its zones, with episodes and standstills, and what is forecast after it."""
    height = _HEALTH_HEIGHT
    vertical = Linear(0.0, 100.0, height)
    zones = (
        ("healthy", "Healthy", 100.0, limits.caution_health),
        ("caution", "Caution", limits.caution_health, limits.alert_health),
        ("alert", "Alert", limits.alert_health, 0.0),
    )
    shapes: list[Markup] = []
    for tone, _, high, low in zones:
        top, bottom = vertical.y(high), vertical.y(low)
        shapes.append(
            svg.element("rect", x="0", y=top, width="100%", height=bottom - top, class_=f"zone {tone}")
        )
    shapes += _standstills(series, scale, height)
    for value in sorted({0.0, 50.0, 100.0, limits.caution_health, limits.alert_health}):
        shapes += axes.value_tick(wording.number(value), vertical.y(value))
    shapes += axes.time_axis(scale, 0.0, height)
    shapes += axes.episode_marks(episodes, scale, _moment(series.times, -1))
    pieces = _pieces(series.times, series.health, scale, vertical, _COLUMNS)
    shapes.append(svg.curves(height, [svg.line(xs, ys, "curve") for xs, ys in pieces]))
    last = _moment(series.times, -1)
    if forecast is not None:
        shapes += outlook.shapes(forecast, last, float(series.health[-1]), scale, vertical, height)
    for _, words, high, low in zones:
        if high > low:
            shapes.append(axes.beside(words, (vertical.y(high) + vertical.y(low)) / 2, "zone-name"))
    return svg.figure(
        identifier,
        "Health over time",
        f"Health index from 0 to 100, {wording.moment(scale.start)} to {wording.moment(last)} UTC; "
        f"lowest {wording.health(float(series.health.min()))}, "
        f"last {wording.health(float(series.health[-1]))}; {wording.plural(len(episodes), 'episode')}.",
        height + axes.AXIS_HEIGHT,
        shapes,
    )


def score_chart(
    identifier: str, series: HealthSeries, limits: Limits, episodes: Sequence[Episode], scale: TimeScale
) -> Markup:
    """The fused score on a logarithmic axis against the alarm limit."""
    height = _SCORE_HEIGHT
    highest = float(series.fused.max())
    vertical = Logarithmic(max(highest * 1.15, 2.0 * limits.alarm), height)
    shapes: list[Markup] = []
    for value in vertical.ticks():
        shapes += axes.value_tick(wording.number(value), vertical.y(value))
    shapes += axes.time_axis(scale, 0.0, height)
    shapes += axes.episode_marks(episodes, scale, _moment(series.times, -1))
    curves: list[Markup] = []
    for xs, ys in _pieces(series.times, series.fused, scale, vertical, _COLUMNS):
        curves += [svg.area(xs, ys, height, "fill"), svg.line(xs, ys, "curve")]
    shapes.append(svg.curves(height, curves))
    shapes += axes.limit("Alarm limit", vertical.y(limits.alarm))
    return svg.figure(
        identifier,
        "Fused score over time",
        f"Logarithmic axis; highest {wording.number(highest, 3)}, "
        f"alarm limit {wording.number(limits.alarm)}.",
        height + axes.AXIS_HEIGHT,
        shapes,
    )


def regime_band(identifier: str, series: RegimeSeries, scale: TimeScale) -> Markup:
    """Which regime the machine was in; empty where it did not run."""
    tones = {name: tone for name, tone, _ in regime_shares(series)}
    cells = _regime_cells(series, scale)
    shapes = [svg.element("rect", x="0", y=0.0, width="100%", height=_BAND_HEIGHT, class_="band")]
    edges = np.flatnonzero(np.diff(cells, prepend=_NO_REGIME - 1))
    for first, stop in pairwise([*edges.tolist(), len(cells)]):
        if cells[first] == _NO_REGIME:
            continue
        name = wording.regime(int(cells[first]))
        shapes.append(
            svg.element(
                "rect",
                svg.element("title", name),
                x=svg.percent(100.0 * first / len(cells)),
                y=0.0,
                width=svg.percent(100.0 * (stop - first) / len(cells)),
                height=_BAND_HEIGHT,
                class_=f"band {tones[name]}",
            )
        )
    shares = ", ".join(f"{name} {wording.percent(share)}" for name, _, share in regime_shares(series))
    return svg.figure(identifier, "Regime over time", f"Of the running time: {shares}.", _BAND_HEIGHT, shapes)


def regime_shares(series: RegimeSeries) -> list[tuple[str, str, float]]:
    """Each regime's name, tone and share of the rows in percent; novel last."""
    labels, counts = np.unique(series.labels, return_counts=True)
    known = [int(label) for label in labels if label >= 0]
    shares = [
        (
            wording.regime(int(label)),
            "novel" if label < 0 else f"r{known.index(int(label)) % _TONES}",
            100.0 * float(count) / len(series.labels),
        )
        for label, count in zip(labels, counts, strict=True)
    ]
    return sorted(shares, key=lambda share: share[1] == "novel")


def _regime_cells(series: RegimeSeries, scale: TimeScale) -> NDArray[np.int64]:
    """The last label in each of equal spans of time; none where the machine did not run."""
    cells = np.full(_COLUMNS, _NO_REGIME, np.int64)
    at = np.clip((scale.percents(series.times) / 100.0 * _COLUMNS).astype(int), 0, _COLUMNS - 1)
    cells[at] = series.labels
    # rows farther apart than a span leave holes that are no standstills
    span = (scale.end - scale.start).total_seconds() * 1000.0 / _COLUMNS
    widest = max(2.0 * thinning.usual_step(series.times) / max(span, 1.0), 1.0)
    for first, stop in pairwise(np.flatnonzero(cells != _NO_REGIME).tolist()):
        if stop - first <= widest:
            cells[first + 1 : stop] = cells[first]
    return cells


def drift_chart(identifier: str, drift: SensorDrift, scale: TimeScale) -> Markup:
    """How far a sensor was off what the others say, about the line of no difference."""
    reach = max(float(np.abs(drift.values).max()), 1.0)
    vertical = Linear(-reach, reach, _DRIFT_HEIGHT)
    longest = 3.0 * _GAP_STEPS * thinning.usual_step(drift.times)  # kept sparsely before it drifts
    pieces = _pieces(drift.times, drift.values, scale, vertical, _SPARK_COLUMNS, longest)
    middle = vertical.y(0.0)
    lowest, highest = (
        wording.number(float(drift.values.min()), 3),
        wording.number(float(drift.values.max()), 3),
    )
    return svg.figure(
        identifier,
        f"{drift.sensor}: distance from what the other sensors say",
        f"Between {lowest} and {highest} deviations.",
        _DRIFT_HEIGHT,
        [
            svg.element("line", x1="0", x2="100%", y1=middle, y2=middle, class_="grid"),
            svg.curves(_DRIFT_HEIGHT, [svg.line(xs, ys, "curve") for xs, ys in pieces]),
        ],
    )


def detector_lane(
    identifier: str, name: str, times: Times, values: Values, limits: Limits, scale: TimeScale, high: float
) -> Markup:
    """One detector's score: height is the score, what is past the limit is darker and above a line.

    `high` is the top of the scale, the same for all lanes; there must be at least one score.
    """
    vertical = Logarithmic(high, _LANE_HEIGHT)
    columns = thinning.highest_per_column(times, values, scale.start, scale.end, _LANE_COLUMNS)
    heights = vertical.ys(np.nan_to_num(columns))
    quiet = _steps(heights, ~np.isnan(columns), "quiet")
    loud = _steps(heights, np.nan_to_num(columns) >= limits.alarm, "loud")
    y = vertical.y(limits.alarm)
    highest = float(np.nanmax(values))
    return svg.figure(
        identifier,
        f"{name} over time",
        f"Highest score {wording.number(highest, 3)}, limit {wording.number(limits.alarm)}.",
        _LANE_HEIGHT,
        [
            svg.curves(_LANE_HEIGHT, [*quiet, *loud]),
            svg.element("line", x1="0", x2="100%", y1=y, y2=y, class_="limit"),
            svg.element("line", x1="0", x2="100%", y1=_LANE_HEIGHT, y2=_LANE_HEIGHT, class_="grid"),
        ],
    )


def lane_axis(scale: TimeScale) -> Markup:
    """The time axis under a stack of lanes."""
    return svg.element(
        "svg",
        *axes.time_axis(scale, 0.0, 4.0),
        class_="plot",
        width="100%",
        height=4.0 + axes.AXIS_HEIGHT,
        aria_hidden="true",
    )


def sensor_chart(
    identifier: str, trace: SensorTrace, episode: Episode, scale: TimeScale, unit: str
) -> Markup:
    """A sensor's readings and expected values around an episode."""
    height = _SENSOR_HEIGHT
    known = np.concatenate([trace.actual[~np.isnan(trace.actual)], trace.expected])
    vertical = around(known, height)
    shapes: list[Markup] = []
    for value in vertical.ticks(3):
        shapes += axes.value_tick(wording.number(value), vertical.y(value))
    shapes += axes.time_axis(scale, 0.0, height, wide=4, narrow=4)
    begin, stop = scale.percent(episode.started_at), scale.percent(episode.ended_at or scale.end)
    since = svg.percent(scale.percent(episode.since))
    shapes += [
        svg.element(
            "rect",
            x=svg.percent(begin),
            y=0.0,
            width=svg.percent(max(stop - begin, 0.25)),
            height=height,
            class_="veil",
        ),
        svg.element("line", x1=since, x2=since, y1=0.0, y2=height, class_="since"),
    ]
    longest = _GAP_STEPS * thinning.usual_step(trace.times)  # expected values are kept less densely
    expected = _pieces(trace.expected_times, trace.expected, scale, vertical, _SPARK_COLUMNS, longest)
    actual = _pieces(trace.times, trace.actual, scale, vertical, _SPARK_COLUMNS)
    lines = [svg.line(xs, ys, "actual") for xs, ys in actual]
    lines += [svg.line(xs, ys, "expected") for xs, ys in expected]
    shapes.append(svg.curves(height, lines))
    return svg.figure(
        identifier,
        f"{trace.sensor}: actual and expected",
        f"{trace.sensor}{f' in {unit}' if unit else ''}, {wording.moment(scale.start)} to "
        f"{wording.moment(scale.end)} UTC; solid: readings, dashed: expected.",
        height + axes.AXIS_HEIGHT,
        shapes,
    )


def _steps(heights: Values, drawn: Flags, class_: str) -> list[Markup]:
    """Filled steps, one per column of a lane, where `drawn`."""
    shapes = []
    for stretch in thinning.stretches(drawn):
        edges = np.arange(stretch.start, stretch.stop + 1) * (100.0 / len(heights))
        xs = np.repeat(edges, 2)
        ys = np.concatenate([[_LANE_HEIGHT], np.repeat(heights[stretch], 2), [_LANE_HEIGHT]])
        shapes.append(svg.area(xs, ys, _LANE_HEIGHT, class_))
    return shapes


def _pieces(
    times: Times,
    values: Values,
    scale: TimeScale,
    vertical: Linear | Logarithmic,
    columns: int,
    longest: float | None = None,
) -> list[tuple[Values, Values]]:
    """Positions of a series between its gaps (steps of more than `longest` milliseconds), thinned."""
    if longest is None:
        longest = _GAP_STEPS * thinning.usual_step(times)
    known = ~np.isnan(values)
    times, values = times[known], values[known]
    total = max(len(times), 1)
    pieces = []
    for stretch in thinning.breaks(times, longest):
        share = max(round(columns * (stretch.stop - stretch.start) / total), 2)
        kept, levels = thinning.envelope(times[stretch], values[stretch], share)
        pieces.append((scale.percents(kept), vertical.ys(levels)))
    return pieces


def _standstills(series: HealthSeries, scale: TimeScale, height: float) -> list[Markup]:
    """Grey where the machine was not running."""
    shapes = []
    at = partial(_moment, series.times)
    for stretch in thinning.stretches(~series.running):
        begin = scale.percent(at(stretch.start))
        stop = scale.percent(at(min(stretch.stop, len(series) - 1)))
        shapes.append(
            svg.element(
                "rect",
                svg.element("title", "not running"),
                x=svg.percent(begin),
                y=0.0,
                width=svg.percent(max(stop - begin, 0.25)),
                height=height,
                class_="standstill",
            )
        )
    return shapes


def _moment(times: Times, row: int) -> datetime:
    moment: datetime = times[row].astype("datetime64[ms]").item()
    return moment
