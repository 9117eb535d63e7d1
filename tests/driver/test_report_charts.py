"""Thinning, axes and markup of the report's charts."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from acm.report import charts, svg, thinning
from acm.report.axes import episode_marks
from acm.report.data import Episode, HealthSeries, Limits
from acm.report.scales import Linear, Logarithmic, TimeScale, around
from hypothesis import given
from hypothesis import strategies as st

START = datetime(2025, 3, 4, 1, 0)
LIMITS = Limits(alarm=3.0, release=2.0, caution_health=30.0, alert_health=10.0)


def minutes(count: int, step: int = 3) -> np.ndarray:
    return np.datetime64(START, "ms") + np.arange(count) * np.timedelta64(step, "m")


def series(health: np.ndarray) -> HealthSeries:
    count = len(health)
    return HealthSeries(minutes(count), health, np.full(count, 1.0), np.ones(count, bool))


def episode(start_hours: float, end_hours: float | None, peak: float = 9.0) -> Episode:
    begin = START + timedelta(hours=start_hours)
    end = None if end_hours is None else START + timedelta(hours=end_hours)
    since = begin - timedelta(hours=1)
    return Episode("e", begin, end, since, begin, peak, 1.0, "HIGH", 5, "Flow is high")


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3000), st.integers(2, 200))
def test_thinning_keeps_the_extremes_and_the_order(values: list[float], columns: int) -> None:
    data = np.array(values)
    times, kept = thinning.envelope(minutes(len(data)), data, columns)
    assert len(kept) <= max(2 * columns, 1)
    assert kept.max() == data.max()
    assert kept.min() == data.min()
    assert (np.diff(times) > np.timedelta64(0, "ms")).all()
    positions = np.searchsorted(minutes(len(data)), times)
    assert (data[positions] == kept).all()


def test_a_peak_of_one_row_survives() -> None:
    data = np.zeros(100_000)
    data[77_777] = 50.0
    times, kept = thinning.envelope(minutes(100_000), data, 100)
    assert len(kept) <= 200
    assert times[kept.argmax()] == minutes(100_000)[77_777]


def test_missing_values_are_left_out_of_the_envelope() -> None:
    data = np.array([1.0, np.nan, 3.0])
    assert thinning.envelope(minutes(3), data, 10)[1].tolist() == [1.0, 3.0]


def test_columns_without_a_score_stay_empty() -> None:
    values = np.array([1.0, 2.0, np.nan, 7.0])
    end = START + timedelta(minutes=9)
    columns = thinning.highest_per_column(minutes(4), values, START, end, 3)
    assert columns[0] == 1.0
    assert columns[1] == 2.0
    assert columns[2] == 7.0
    assert np.isnan(thinning.highest_per_column(minutes(4)[:1], values[:1], START, end, 3)[1:]).all()


def test_gaps_break_a_line() -> None:
    times = np.concatenate([minutes(10), minutes(10) + np.timedelta64(5, "h")])
    limit = 10 * thinning.usual_step(times)
    assert [(s.start, s.stop) for s in thinning.breaks(times, limit)] == [(0, 10), (10, 20)]


@pytest.mark.parametrize(
    ("span", "wide"),
    [
        (timedelta(minutes=12), 9),
        (timedelta(hours=5), 9),
        (timedelta(hours=48), 9),
        (timedelta(days=9), 9),
        (timedelta(days=30), 4),
        (timedelta(days=400), 9),
        (timedelta(days=4000), 9),
    ],
)
def test_time_ticks_are_round_even_and_few(span: timedelta, wide: int) -> None:
    ticks = TimeScale(START, START + span).ticks(wide)
    assert 2 <= len(ticks) <= wide + 1
    assert all(START <= tick.at <= START + span for tick in ticks)
    assert all(tick.at.second == 0 for tick in ticks)
    if span < timedelta(days=60):
        assert len({b.at - a.at for a, b in pairwise(ticks)}) == 1
    assert ticks[0].day or span > timedelta(days=1000)


def test_a_new_day_is_named_once() -> None:
    ticks = TimeScale(START, START + timedelta(hours=48)).ticks(9)
    assert [tick.day for tick in ticks if tick.day] == ["4 Mar", "5 Mar", "6 Mar"]


def test_value_ticks_are_round_and_inside() -> None:
    assert Linear(0.0, 100.0, 200.0).ticks(4) == [0.0, 25.0, 50.0, 75.0, 100.0]
    assert Linear(12.9, 15.7, 100.0).ticks(3) == [13.0, 14.0, 15.0]
    assert Linear(13.1, 15.9, 100.0).ticks(3) == [14.0, 15.0]
    assert len(Linear(1.0, 99.0, 100.0).ticks(3)) >= 2
    assert all(2693.4 <= tick <= 2731.8 for tick in Linear(2693.4, 2731.8, 100.0).ticks(3))
    assert Logarithmic(113.0, 100.0).ticks() == [0.0, 1.0, 3.0, 10.0, 30.0, 100.0]


def test_a_constant_gets_an_axis() -> None:
    scale = around(np.full(5, 42.0), 100.0)
    assert scale.low < 42.0 < scale.high
    assert around(np.zeros(3), 100.0).y(0.0) == pytest.approx(50.0)


def test_markup_escapes_text_and_attributes() -> None:
    made = svg.element("text", '<script>alert("x")</script>', data_name='"><script>')
    assert "<script" not in made
    assert ET.fromstring(made).text == '<script>alert("x")</script>'
    assert ET.fromstring(made).get("data-name") == '"><script>'


def test_health_chart_draws_zones_episodes_and_says_what_it_shows() -> None:
    health = np.concatenate([np.full(100, 95.0), np.full(100, 4.0)])
    scale = TimeScale(START, START + timedelta(minutes=3 * 199))
    chart = charts.health_chart("m1-health", series(health), LIMITS, [episode(5.0, None)], scale)
    tree = ET.fromstring(chart)
    assert tree.findtext("title") == "Health over time"
    description = tree.findtext("desc")
    assert description is not None
    assert "lowest 4" in description
    assert "1 episode" in description
    zones = [node for node in tree.iter("rect") if (node.get("class") or "").startswith("zone")]
    assert sum(float(node.get("height") or 0) for node in zones) == pytest.approx(190.0)
    assert any("still open" in (node.text or "") for node in tree.iter("title"))


def test_the_curve_falls_where_health_falls() -> None:
    health = np.concatenate([np.full(100, 100.0), np.full(100, 0.0)])
    scale = TimeScale(START, START + timedelta(minutes=3 * 199))
    chart = charts.health_chart("a", series(health), LIMITS, [], scale)
    curve = next(node for node in ET.fromstring(chart).iter("path") if node.get("class") == "curve")
    points = [tuple(map(float, point.split(","))) for point in (curve.get("d") or "")[1:].split("L")]
    assert points[0] == (0.0, 0.0)
    assert points[-1] == (1000.0, 190.0)
    assert {y for x, y in points if x < 495} == {0.0}


def test_standstills_are_marked() -> None:
    running = np.ones(200, bool)
    running[50:80] = False
    stopped = HealthSeries(minutes(200), np.full(200, 100.0), np.zeros(200), running)
    scale = TimeScale(START, START + timedelta(minutes=3 * 199))
    chart = ET.fromstring(charts.health_chart("a", stopped, LIMITS, [], scale))
    bands = [node for node in chart.iter("rect") if node.get("class") == "standstill"]
    assert len(bands) == 1
    assert float((bands[0].get("width") or "").rstrip("%")) == pytest.approx(100 * 30 / 199, abs=0.01)


def test_crowded_episodes_keep_their_bars_and_drop_numbers_that_would_touch() -> None:
    many = [episode(10 + 0.2 * i, 10 + 0.2 * i + 0.1) for i in range(20)]
    scale = TimeScale(START, START + timedelta(hours=48))
    marks = ET.fromstring(svg.element("svg", *episode_marks(many, scale, scale.end)))
    assert len([n for n in marks.iter("rect") if n.get("class") == "mark"]) == 20
    named = [float((n.get("x") or "").rstrip("%")) for n in marks.iter("text")]
    assert 2 <= len(named) < 20
    assert min(b - a for a, b in pairwise(named)) >= 2.5


def test_a_lane_shows_what_is_past_the_limit() -> None:
    values = np.concatenate([np.full(500, 1.0), np.full(500, 8.0)])
    scale = TimeScale(START, START + timedelta(minutes=3 * 999))
    chart = charts.detector_lane("a", "PCA", minutes(1000), values, LIMITS, scale, 20.0)
    loud = [node for node in ET.fromstring(chart).iter("path") if node.get("class") == "loud"]
    assert len(loud) == 1
    assert (loud[0].get("d") or "").startswith("M500,")


def test_one_row_can_be_drawn() -> None:
    scale = TimeScale(START, START)
    assert ET.fromstring(charts.health_chart("a", series(np.array([50.0])), LIMITS, [], scale)) is not None
    assert ET.fromstring(charts.sparkline("b", series(np.array([50.0])), LIMITS, scale)) is not None
