"""The report on drift, regimes and suspected sensors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from acm.analytics.episodes import SENSOR_FAULT
from acm.database import Database, connect
from acm.database.dsn import parse
from acm.deploy import deploy
from acm.equipment import Tag, find, register
from acm.ingest import load_frame
from acm.report import ReportData, charts, render
from acm.report.conditions import load_drifts, load_regimes
from acm.report.data import (
    DETECTORS,
    Culprit,
    Episode,
    HealthSeries,
    Limits,
    Machine,
    Now,
    RegimeSeries,
    ScoreSeries,
    SensorDrift,
)
from acm.report.load import load
from acm.report.scales import TimeScale
from acm.runs import Plan, run
from markupsafe import Markup

START = datetime(2025, 3, 4)
ROWS = 400
TIMES = np.datetime64(START, "ms") + np.arange(ROWS) * np.timedelta64(3, "m")
SCALE = TimeScale(START, START + timedelta(minutes=3 * (ROWS - 1)))
HOSTILE = '"><script>alert(1)</script>'


def drift(sensor: str = "Outlet", **changes: object) -> SensorDrift:
    values = np.linspace(0.0, -6.0, ROWS)
    since = START + timedelta(hours=8)
    return replace(SensorDrift(sensor, TIMES, values, since, None, -6.0, -1.25), **changes)  # type: ignore[arg-type]


def machine(**changes: object) -> Machine:
    flat = np.full(ROWS, 0.5)
    made = Machine(
        code="PUMP01",
        name="Feed pump",
        now=Now(START + timedelta(hours=19), 98.0, "HEALTHY", 0.5, "RUNNING", None),
        limits=Limits(alarm=3.0, release=2.0, caution_health=30.0, alert_health=10.0),
        model_version=1,
        rows_needed=500,
        last_error=None,
        health=HealthSeries(TIMES, np.full(ROWS, 98.0), flat, np.ones(ROWS, bool)),
        scores=ScoreSeries(TIMES, dict.fromkeys(DETECTORS, flat)),
        units={"Outlet": "°C"},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def page(shown: Machine) -> str:
    html = render(ReportData(datetime(2025, 6, 1), "0.1.0", "embedded engine", 30, (shown,)))
    return re.sub(r"\s+", " ", Markup(html[html.index("<body") :]).striptags().replace("\xa0", " "))


def test_a_drift_is_told_with_direction_size_and_time() -> None:
    text = page(machine(drifts=(drift(), drift("Inlet", until=START + timedelta(hours=12), size=None))))
    assert "Drift sensors that have moved away" in text
    assert "Outlet ▼ −1.25 °C −6 4 Mar 2025 08:00 still" in text
    assert "Inlet ▼ – −6 4 Mar 2025 08:00 4 Mar 2025 12:00" in text


def test_without_drift_and_with_one_regime_nothing_is_said() -> None:
    text = page(machine(regimes=RegimeSeries(TIMES, np.zeros(ROWS, np.int64))))
    assert "Drift sensors" not in text
    assert "regime 0" not in text


def test_names_stay_names() -> None:
    assert "<script" not in render(
        ReportData(datetime(2025, 6, 1), "0.1.0", "engine", 30, (machine(drifts=(drift(HOSTILE),)),))
    )


def test_the_band_shows_each_regime_where_it_was() -> None:
    labels = np.repeat(np.array([3, 7, -1, 3], np.int64), ROWS // 4)
    shown = RegimeSeries(TIMES, labels)
    band = charts.regime_band("b", shown, SCALE)
    found = re.findall(
        r'<rect x="([\d.]+)%"[^>]*width="([\d.]+)%"[^>]*class="band (\w+)"><title>([^<]+)', band
    )
    assert [(tone, name) for _, _, tone, name in found] == [
        ("r0", "regime 3"),
        ("r1", "regime 7"),
        ("novel", "novel"),
        ("r0", "regime 3"),
    ]
    assert [round(float(x) / 25) for x, *_ in found] == [0, 1, 2, 3]
    assert sum(float(width) for _, width, *_ in found) == pytest.approx(100, abs=1)
    shares = charts.regime_shares(shown)
    assert shares == [("regime 3", "r0", 50.0), ("regime 7", "r1", 25.0), ("novel", "novel", 25.0)]
    assert "Novel: the readings lie where the training has none." in page(machine(regimes=shown))


def test_a_standstill_is_empty_in_the_band() -> None:
    running = np.ones(ROWS, bool)
    running[100:200] = False
    band = charts.regime_band("b", RegimeSeries(TIMES[running], np.zeros(300, np.int64)), SCALE)
    assert len(re.findall('class="band r0"', band)) == 2


def test_a_suspected_sensor_is_the_first_thing_said() -> None:
    begun = START + timedelta(hours=12)
    what = "Outlet has stood still at 4"
    episode = Episode(
        episode_id="e1",
        started_at=begun,
        ended_at=None,
        since=begun,
        peak_at=begun,
        peak=8.0,
        lowest_health=1.5,
        severity="HIGH",
        samples=150,
        summary=f"{SENSOR_FAULT} {what} since 2025-03-04 12:00:00 UTC; the other sensors agree",
        culprits=(Culprit("Outlet", 54.0, "STUCK", 4.0, 6.0, -2.0),),
    )
    now = Now(START + timedelta(hours=19), 1.5, "ALERT", 8.0, "RUNNING", "Outlet")
    text = page(machine(now=now, episodes=(episode,)))
    assert f"The sensor itself is suspected, not the machine: {what}." in text
    assert "says so" not in text
    assert "Sensor in trouble since" in text
    assert "The evidence is" not in text
    assert text.count("not the machine") == 2  # in the sentence and beside the episode
    other = page(machine(now=now, episodes=(replace(episode, summary=what),)))
    assert "says so" in other
    assert "The evidence is" in other
    assert "not the machine" not in other


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A machine whose third sensor drifts slowly away."""
    rng = np.random.default_rng(3)
    cause = np.convolve(rng.normal(0, 1, 1300), np.ones(20) / 6, "valid")[:1200]
    names = [f"s{i}" for i in range(6)]
    frame = pd.DataFrame(
        {name: 50 + (i + 1) * cause + rng.normal(0, 0.3 * (i + 1), 1200) for i, name in enumerate(names)},
        index=pd.date_range("2025-03-03", periods=1200, freq="5min"),
    )
    frame.iloc[700:, 2] += np.linspace(0, 2.5, 500)
    dsn = parse(f"embedded:{tmp_path_factory.mktemp('drift') / 'db'}", "the test")
    deploy(dsn)
    with connect(dsn) as database:
        register(database, "PUMP01", [Tag(n, "bar") for n in names], tick_minutes=1440, required_rows=500)
        load_frame(database, find(database, "PUMP01"), frame, "test")
        run(database, Plan(("PUMP01",)))
        yield database


def test_what_is_loaded_is_what_was_put_in(db: Database) -> None:
    equip_id = find(db, "PUMP01").equip_id
    (found,) = [d for d in load_drifts(db, equip_id, datetime(2025, 1, 1)) if d.until is None]
    assert found.sensor == "s2"
    assert found.size == pytest.approx(2.4, rel=0.25)
    assert datetime(2025, 3, 5, 10) < found.since < datetime(2025, 3, 6, 20)
    assert len(found.times) == len(found.values) > 5
    regimes = load_regimes(db, equip_id, datetime(2025, 1, 1))
    assert len(regimes.times) == len(regimes.labels) > 600
    assert load_drifts(db, equip_id, datetime(2030, 1, 1)) == ()


def test_the_page_of_a_drifting_machine(db: Database) -> None:
    data = load(db, ["PUMP01"], 30, datetime(2025, 6, 1))
    text = page(data.machines[0])
    assert re.search(r"s2 ▲ \+2\.\d+ bar", text)
