"""The report of a real database: readings in, runs done, page out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from acm.database import Database, ServerError, connect
from acm.database.dsn import parse
from acm.deploy import deploy
from acm.equipment import Tag, find, register
from acm.errors import FileError
from acm.ingest import load_frame
from acm.report.data import Machine, ReportData
from acm.report.load import load
from acm.report.writing import write_report
from acm.runs import Plan, run

START = pd.Timestamp("2025-03-03 00:00")
NOW = datetime(2025, 6, 1, 9, 30)
TRAINING_ROWS, ROWS, ONSET = 300, 780, 600
TAGS = (
    Tag("Flow <m>", "m³/h"),
    Tag("Bearing temperature", "°C"),
    Tag("Motor current", "A"),
    Tag("Speed", "rpm"),
)


def readings(fault: bool) -> pd.DataFrame:
    """A pump at varying load; with a fault the bearing warms up from row 600 on."""
    random = np.random.default_rng(7)
    load_level = 1.0 + 0.1 * np.sin(np.arange(ROWS) / 25.0) + 0.02 * random.standard_normal(ROWS)
    warm = np.where(np.arange(ROWS) >= ONSET, 12.0, 0.0) if fault else np.zeros(ROWS)
    return pd.DataFrame(
        {
            "Flow <m>": 50 * load_level + 0.3 * random.standard_normal(ROWS),
            "Bearing temperature": 40 + 20 * load_level + warm + 0.3 * random.standard_normal(ROWS),
            "Motor current": 12 * load_level + 0.1 * random.standard_normal(ROWS),
            "Speed": 1490 - 20 * load_level + random.standard_normal(ROWS),
        },
        index=pd.date_range(START, periods=ROWS, freq="5min"),
    )


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    dsn = parse(f"embedded:{tmp_path_factory.mktemp('report') / 'db'}", "the test")
    deploy(dsn)
    with connect(dsn) as database:
        for code, fault in (("PUMP01", False), ("PUMP02", True)):
            register(database, code, TAGS, name=f"Pump {code}", tick_minutes=720, required_rows=TRAINING_ROWS)
            load_frame(database, find(database, code), readings(fault), "test")
        run(database, Plan(("PUMP01", "PUMP02")))
        register(database, "NEW01", TAGS, required_rows=TRAINING_ROWS)
        yield database


@pytest.fixture(scope="module")
def data(db: Database) -> ReportData:
    return load(db, (), 30, NOW)


def machine(data: ReportData, code: str) -> Machine:
    return next(m for m in data.machines if m.code == code)


def test_every_machine_is_there_with_its_runs(data: ReportData) -> None:
    assert {m.code for m in data.machines} == {"PUMP01", "PUMP02", "NEW01"}
    runs = machine(data, "PUMP01").runs
    assert [r.outcome for r in runs] == ["OK"] * len(runs)
    assert runs[-1].stage == "COLDSTART"
    assert all(r.seconds is not None and r.seconds >= 0 for r in runs)
    assert len(data.config_hashes) == 1


def test_every_scored_row_is_there_once(data: ReportData) -> None:
    expected = pd.date_range(START, periods=ROWS, freq="5min")[TRAINING_ROWS:]
    for code in ("PUMP01", "PUMP02"):
        found = machine(data, code)
        assert pd.DatetimeIndex(found.health.times).equals(expected.as_unit("ms"))
        assert (found.scores.times == found.health.times).all()
        assert found.now is not None
        assert found.now.at == expected[-1].to_pydatetime()


def test_the_fault_is_told_with_its_sensor_and_its_readings(data: ReportData) -> None:
    ill = machine(data, "PUMP02")
    episode = ill.open_episode
    assert episode is not None
    onset = (START + ONSET * pd.Timedelta(minutes=5)).to_pydatetime()
    assert abs((episode.since - onset).total_seconds()) <= 3600
    assert episode.culprits[0].sensor == "Bearing temperature"
    assert episode.culprits[0].direction == "UP"
    detail = next(d for d in ill.details if d.episode_id == episode.episode_id)
    trace = next(t for t in detail.traces if t.sensor == "Bearing temperature")
    stored = readings(True)["Bearing temperature"]
    shown = pd.Series(trace.actual, index=pd.DatetimeIndex(trace.times))
    assert detail.start < episode.since
    assert np.allclose(shown, stored.loc[shown.index])
    assert len(trace.expected) > 10
    assert machine(data, "PUMP01").open_episode is None
    assert ill.units["Bearing temperature"] == "°C"


def test_a_machine_without_runs_has_no_health(data: ReportData) -> None:
    new = machine(data, "NEW01")
    assert new.now is None
    assert len(new.health) == 0
    assert new.rows_needed == TRAINING_ROWS


def test_the_period_ends_at_the_last_row_not_today(db: Database) -> None:
    short = machine(load(db, ("PUMP01",), 1, NOW), "PUMP01")
    assert short.now is not None
    assert short.health.times[-1] == np.datetime64(short.now.at, "ms")
    assert short.health.times[0] == np.datetime64(short.now.at, "ms") - np.timedelta64(1, "D")


def test_some_machines_only_and_unknown_ones_are_refused(db: Database) -> None:
    assert [m.code for m in load(db, ("PUMP02", "PUMP02"), 30, NOW).machines] == ["PUMP02"]
    with pytest.raises(ServerError) as caught:
        load(db, ("NOSUCH",), 30, NOW)
    assert caught.value.number == 51008


def test_the_page_is_written_whole_and_escaped(db: Database, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert write_report(db, out, NOW) == 3
    page = out.read_text(encoding="utf-8")
    assert page.rstrip().endswith("</html>")
    assert "Flow <m>" not in page
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]


def test_a_page_that_cannot_be_written_is_an_error(db: Database, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        write_report(db, tmp_path / "missing" / "report.html", NOW)
