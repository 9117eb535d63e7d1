"""The report on what is to come: forecast beside the past, remaining life in alarm, always with its ends."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from acm.report import ReportData, outlook, render, wording
from acm.report.data import (
    DETECTORS,
    Episode,
    HealthForecast,
    HealthSeries,
    Limits,
    Machine,
    Now,
    RemainingLife,
    ScoreSeries,
)
from acm.report.scales import TimeScale
from markupsafe import Markup

START = datetime(2025, 3, 4)
ROWS = 400
TIMES = np.datetime64(START, "ms") + np.arange(ROWS) * np.timedelta64(3, "m")
LAST = START + timedelta(minutes=3 * (ROWS - 1))
PERIOD = TimeScale(START, LAST)
ESTIMATED = RemainingLife("ESTIMATED", 5.5, 2.0, 30.0, 80.0, 40.0, 2.0, "damped Holt")
BEYOND = RemainingLife("BEYOND_HORIZON", None, None, None, 80.0, 60.0, 2.0, "damped Holt")
UNKNOWN = RemainingLife("UNKNOWN", None, None, None, 80.0, None, 2.0, "too little history")
HEALTHY = RemainingLife("HEALTHY", None, None, None, 80.0, None, 2.0, "no alarm")


def forecast(points: int = 12, step_minutes: int = 15) -> HealthForecast:
    times = np.datetime64(LAST, "ms") + np.arange(1, points + 1) * np.timedelta64(step_minutes, "m")
    middle = np.linspace(8.0, 3.0, points)
    return HealthForecast(times, middle, middle * 0.5, middle * 2.0, 80.0, "15 min means")


def machine(life: RemainingLife | None, ahead: HealthForecast | None, *, in_alarm: bool = True) -> Machine:
    fused = np.where(np.arange(ROWS) < 300, 0.4, 3.4)
    episode = Episode(
        "e", START + timedelta(hours=15), None, START + timedelta(hours=14), LAST, 3.4, 8.0, "LOW", 99, "x"
    )
    return Machine(
        code="PUMP01",
        name="Feed pump",
        now=Now(LAST, 8.0, "ALERT", 3.4, "RUNNING", None),
        limits=Limits(alarm=3.0, release=2.0, caution_health=30.0, alert_health=10.0),
        model_version=1,
        rows_needed=500,
        last_error=None,
        health=HealthSeries(TIMES, 100.0 / (1.0 + fused**2), fused, np.ones(ROWS, bool)),
        scores=ScoreSeries(TIMES, dict.fromkeys(DETECTORS, fused)),
        episodes=(episode,) if in_alarm else (replace(episode, ended_at=LAST),),
        forecast=ahead,
        life=life,
    )


def html(shown: Machine) -> str:
    return render(ReportData(datetime(2025, 6, 1), "0.1.0", "embedded engine", 30, (shown,)))


def words(shown: Machine) -> str:
    page = html(shown)
    return re.sub(r"\s+", " ", Markup(page[page.index("<body") :]).striptags())


def test_a_number_comes_with_its_interval_and_a_fitting_unit() -> None:
    text = words(machine(ESTIMATED, forecast()))
    assert "health falls to 2, taken as failed, in about 5 h 30 min (80 % interval: 2 h to 1 d 6 h)" in text
    assert "remaining life about 5 h 30 min (2 h to 1 d 6 h)" in text


def test_beyond_the_horizon_is_said_as_such() -> None:
    text = words(machine(BEYOND, forecast()))
    assert "Remaining life: beyond the horizon of 2 d 12 h" in text
    assert "remaining life beyond 2 d 12 h" in text


def test_what_cannot_be_told_is_not_told_and_says_why() -> None:
    text = words(machine(UNKNOWN, None))
    assert "Remaining life cannot be told: too little history." in text
    assert "remaining life about" not in text


@pytest.mark.parametrize("life", [HEALTHY, UNKNOWN, None])
def test_a_machine_that_is_not_in_alarm_has_no_remaining_life(life: RemainingLife | None) -> None:
    assert "emaining life" not in words(machine(life, forecast(), in_alarm=False))


@pytest.mark.parametrize(
    ("hours", "said"), [(0.005, "18 s"), (0.5, "30 min"), (7.25, "7 h 15 min"), (100.0, "4 d 4 h")]
)
def test_units_of_time_fit(hours: float, said: str) -> None:
    assert wording.remaining_life("ESTIMATED", hours, (0.0, hours), 200.0) == f"about {said} (now to {said})"


def test_the_chart_goes_on_with_the_forecast_only_where_there_is_one() -> None:
    with_it, without = (html(machine(ESTIMATED, ahead)) for ahead in (forecast(), None))
    for class_ in ("ahead", "ahead-band", "now"):
        assert f'class="{class_}"' in with_it
        assert f'class="{class_}"' not in without
    assert "forecast of 15 min means" in with_it
    assert "forecast of" not in without
    assert "forecast of" not in html(machine(ESTIMATED, forecast(step_minutes=3000)))


def test_the_band_lies_where_the_interval_is() -> None:
    """From the last row on: the past ends where the forecast begins, and the axis reaches its last point."""
    scale = outlook.with_forecast(PERIOD, forecast())
    assert scale.end == LAST + timedelta(minutes=180)
    now = scale.percent(LAST)
    page = html(machine(None, forecast()))
    path = re.search(r'<path d="M([^"]+)Z" class="ahead-band"', page)
    assert path is not None
    points = [tuple(map(float, point.split(","))) for point in path.group(1).split("L")]
    assert points[0][0] == pytest.approx(now * 10, abs=0.1)
    assert max(x for x, _ in points) == pytest.approx(1000.0, abs=0.1)
    assert [y for x, y in points if x == points[12][0]] == pytest.approx([190 * 0.94, 190 * 0.985], abs=0.1)


def test_far_points_are_not_drawn() -> None:
    """A forecast of a month beside a day would leave no room for the day."""
    near = outlook.shown(forecast(points=12, step_minutes=60), PERIOD)
    assert near is not None
    assert len(near.times) == len(near.lower) == 5
    assert outlook.shown(forecast(step_minutes=3000), PERIOD) is None
    assert outlook.shown(None, PERIOD) is None
