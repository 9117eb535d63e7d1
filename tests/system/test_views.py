"""Every derived view answers what pandas computes from the base tables after real runs through the driver."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from acm.database import Database, Dsn, Rows, connect
from acm.equipment import Equipment, Tag, find, register
from acm.ingest import load_frame
from acm.runs import Plan, run

from .base_tables import Tables, base_tables, episodes
from .conftest import readings
from .expected_views import BY_NAME, EXPECTED, parked_windows
from .machines import claimed, intercepted, machine, park_after, trained

VIEWS = Path(__file__).resolve().parents[2] / "database" / "views"
ELSEWHERE = {"ACM_EpisodeStates", "ACM_HealthSteps", "ACM_OrphanRows", "RunLog"}
"""Views that others are made of, one that is empty in order, and a renaming."""
NEXT = "next window"


@dataclass(frozen=True)
class Scene:
    db: Database
    machines: dict[str, Equipment]
    tables: dict[str, Tables]


def further(health: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """Rows for the tables of a window beside its scores."""
    rng = np.random.default_rng(seed)
    times = health["Timestamp"].reset_index(drop=True)
    sensors = ["bearing", "flow"]
    drift = pd.DataFrame({"Timestamp": times[::5]}).merge(pd.DataFrame({"SensorName": sensors}), how="cross")
    ahead = times.iloc[-1] + pd.to_timedelta([1, 2, 3], unit="h")
    middle = rng.uniform(20, 80, 3)
    return {
        "DriftSeries": drift.assign(
            CusumHigh=rng.uniform(0, 9, len(drift)),
            CusumLow=rng.uniform(0, 9, len(drift)),
            DriftZ=rng.normal(0, 3, len(drift)),
            IsDrifting=rng.random(len(drift)) < 0.5,
        ),
        "RegimeTimeline": pd.DataFrame(
            {
                "Timestamp": times,
                "RegimeLabel": rng.integers(-1, 3, len(times)),
                "RegimeDistance": rng.uniform(0, 5, len(times)),
                "Confidence": rng.uniform(0, 1, len(times)),
            }
        ),
        "HealthForecast": pd.DataFrame(
            {
                "Timestamp": ahead,
                "ForecastHealth": middle,
                "LowerHealth": middle - 5,
                "UpperHealth": middle + 5,
                "IntervalPct": 80.0,
                "Method": "test",
            }
        ),
        "RUL": pd.DataFrame(
            {
                "Timestamp": times.tail(1),
                "RulStatus": "ESTIMATED",
                "RulHours": 40.0 + seed % 40,
                "LowerHours": 20.0,
                "UpperHours": 90.0,
                "IntervalPct": 80.0,
                "HorizonHours": 200.0,
                "FailureHealth": 10.0,
                "Method": "test",
            }
        ),
        "DataQuality": pd.DataFrame(
            {
                "SensorName": sensors,
                "RowsPresent": len(times),
                "RowsMissing": 0,
                "RowsStuck": 0,
                "RowsNonFinite": 0,
                "RowsOutOfRange": 0,
                "MinValue": 1.0,
                "MaxValue": 2.0,
                "MeanValue": 1.5,
                "StdValue": 0.1,
                "LongestGapSeconds": 60.0,
                "QualityLabel": ["GOOD", "SUSPECT"] if seed % 2 else ["BAD", "GOOD"],
            }
        ),
    }


def scored(db: Database, plan: Plan, seed: int, fills: int) -> list[Any]:
    """Work through a plan; the first `fills` windows leave rows in every table."""
    count = 0

    def before(call: Any, params: dict[str, Any]) -> list[Rows]:
        nonlocal count
        count += 1
        if count <= fills and "HealthTimeline" in params:
            params.update(further(params["HealthTimeline"], seed + count))
        answer: list[Rows] = call()
        return answer

    with intercepted(db, "dbo.usp_FinalizeRun", before):
        reports = run(db, plan)
    assert {report.outcome for report in reports} == {"OK"}, reports
    return reports


def two_faults(db: Database, code: str) -> Equipment:
    """An ended and an open episode around a gap over midnight; the first window was scored twice."""
    frame = readings(640, start="2026-03-01 16:00")
    frame.iloc[600:, 0] += 6.0
    equipment = trained(db, code, frame.drop(frame.index[440:500]))
    first = scored(db, Plan((code,)), 0, fills=99)[0]
    scored(db, Plan((code,), (first.window_start, first.window_end)), 100, fills=99)
    found = _episodes(db, equipment)
    seen = next(row["EpisodeID"] for row in found if row["IsOpen"])
    ended = next(row["EpisodeID"] for row in found if not row["IsOpen"])
    db.call("dbo.usp_AcknowledgeEpisode", EpisodeID=seen, ActionBy="ann")
    db.call("dbo.usp_LabelEpisode", EpisodeID=ended, LabelCode="FALSE_ALARM", ActionBy="ann")
    db.call("dbo.usp_LabelEpisode", EpisodeID=ended, LabelCode="TRUE_FAULT", ActionBy="ben")
    for seed in (1, 2):
        backtested(db, equipment, seed)
    load_frame(db, equipment, readings(120, seed=7, start="2026-03-02 04:00"), "later")
    park_after(db, 3, equipment.equip_id)
    for error in ("no sense in it", "no sense in it", "none at all"):
        failed(db, equipment, error=error)
    return equipment


def failed(
    db: Database,
    equipment: Equipment,
    window: tuple[datetime, datetime] | None = None,
    error: str = "no sense in it",
) -> tuple[datetime, datetime]:
    """A run that failed, of the next window or of the one asked for; its window."""
    token, row = claimed(db, equipment, window)
    run_id = started(db, token, row, NEXT if window is None else BY_NAME)
    failure = {"Outcome": "FAIL", "ErrorMessage": error, "ErrorJSON": "{}"}
    db.call("dbo.usp_FinalizeRun", RunID=run_id, LeaseToken=token, **failure)
    return row["WindowStart"], row["WindowEnd"]


def backtested(db: Database, equipment: Equipment, seed: int) -> None:
    """A back-test of every kind, faults found and missed, with an even and an odd number of delays."""
    rng = np.random.default_rng(seed)
    kinds = ["STEP"] * 9 + ["RAMP"] * 4 + ["VARIANCE"] * 2 + ["STUCK"] * 4 + ["CORRELATION_BREAK"] * 3
    count = len(kinds)
    start = pd.Timestamp("2026-03-01") + pd.to_timedelta(np.arange(count), unit="h")
    found = rng.random(count) < 0.7
    found[kinds.index("VARIANCE") :][:2] = False
    found[-3:] = True
    alarms = np.where(found & ((np.array(kinds) != "STUCK") | (rng.random(count) < 0.5)), 1, 0)
    sized = np.isin(kinds, ("STEP", "RAMP", "VARIANCE"))
    faults = pd.DataFrame(
        {
            "FaultNumber": np.arange(1, count + 1),
            "FaultKind": kinds,
            "SensorNames": "bearing, flow",
            "FaultSize": np.where(sized, rng.choice([-2.0, 2.0, 4.0], count), np.nan),
            "FaultStart": start,
            "FaultEnd": start + pd.to_timedelta(rng.integers(7000, 9000, count), unit="s"),
            "IsDetected": pd.Series(found, dtype=object),
            "DetectedAt": (start + pd.to_timedelta(rng.integers(0, 7000, count), unit="s")).where(found),
            "MaxFusedZ": rng.uniform(0, 9, count),
            "AlarmCount": alarms,
            "FalseAlarmsPerWeek": np.nan,
        }
    )
    calm = faults.head(1).assign(
        FaultNumber=0, FaultKind="NONE", SensorNames=None, FaultSize=np.nan, IsDetected=None
    )
    calm = calm.assign(DetectedAt=pd.NaT, AlarmCount=3, FalseAlarmsPerWeek=1.5)
    db.call(
        "dbo.usp_WriteBacktestResults",
        EquipID=equipment.equip_id,
        BacktestID=uuid.uuid4(),
        ModelVersion=1,
        ConfigSignature="c" * 64,
        Rows=pd.DataFrame(calm.to_dict("records") + faults.to_dict("records")),
    )


def recovered(db: Database, code: str) -> Equipment:
    """An ended episode, cleared and shelved; the last window has no forecast; one more run is under way."""
    equipment = trained(db, code, readings(480))
    scored(db, Plan((code,)), 200, fills=2)
    episode = _episodes(db, equipment)[0]
    db.call("dbo.usp_ClearEpisode", EpisodeID=episode["EpisodeID"], ActionBy="ann")
    later = episode["StartedAt"].replace(year=2090)
    db.call("dbo.usp_ShelveEpisode", EpisodeID=episode["EpisodeID"], ShelvedUntil=later)
    start = episode["StartedAt"].replace(minute=0)
    token, row = claimed(db, equipment, (start, start + timedelta(minutes=30)))
    run_id = started(db, token, row)
    db.call("dbo.usp_WriteRegimeTimeline", RunID=run_id, Rows=further(_times(row), 1)["RegimeTimeline"])
    return equipment


def started(db: Database, token: uuid.UUID, row: dict[str, Any], reason: str = "test") -> uuid.UUID:
    """A run of a claimed window, begun and not ended."""
    run_id = uuid.uuid4()
    db.call(
        "dbo.usp_StartRun",
        RunID=run_id,
        EquipID=row["EquipID"],
        Stage=row["Stage"],
        WindowStart=row["WindowStart"],
        WindowEnd=row["WindowEnd"],
        LeaseToken=token,
        ModelVersion=1,
        ConfigSignature="c" * 64,
        TriggerReason=reason,
        DriverVersion="0",
    )
    return run_id


def _times(row: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame({"Timestamp": pd.date_range(row["WindowStart"], periods=20, freq="1min")})


def quiet(db: Database, code: str) -> Equipment:
    """No episode at all."""
    frame = readings(440)
    frame.iloc[320:380, 3] -= 12.0
    equipment = trained(db, code, frame)
    scored(db, Plan((code,)), 300, fills=0)
    return equipment


def bare(db: Database, code: str) -> Equipment:
    """Registered, and no more."""
    register(db, code, [Tag("flow"), Tag("bearing")])
    return find(db, code)


def failing(db: Database, code: str) -> Equipment:
    """The first window failed."""
    equipment = machine(db, code, readings(400), train_rows=300)
    failed(db, equipment)
    return equipment


def parking(db: Database, code: str) -> Equipment:
    """Windows parked one by one, some done again since: whole, in parts, in part, or within a longer one.

    One was done before it failed.
    """
    equipment = trained(db, code, readings(960))
    ahead = equipment.last_batch_end
    assert ahead is not None
    done_by_name(db, equipment, ahead, ahead + timedelta(minutes=60))
    park_after(db, 1, equipment.equip_id)
    left, part, whole, longer, parts = (failed(db, equipment) for _ in range(5))
    done_by_name(db, equipment, *whole)
    middle = parts[0] + timedelta(minutes=23)
    done_by_name(db, equipment, parts[0], middle)
    done_by_name(db, equipment, middle, parts[1])
    done_by_name(db, equipment, part[0], part[1] - timedelta(minutes=1))
    done_by_name(db, equipment, longer[0] - timedelta(minutes=1), longer[1] + timedelta(minutes=1))
    failed(db, equipment, (left[0], left[0] + timedelta(minutes=30)))
    park_after(db, 3, equipment.equip_id)
    failed(db, equipment)
    run(db, Plan((code,), max_batches=1))
    failed(db, equipment)
    return equipment


def done_by_name(db: Database, equipment: Equipment, start: datetime, end: datetime) -> None:
    (report,) = run(db, Plan((equipment.code,), (start, end)))
    assert report.outcome == "OK", report


MACHINES = {made.__name__: made for made in (two_faults, recovered, quiet, bare, failing, parking)}


def _episodes(db: Database, equipment: Equipment) -> list[dict[str, Any]]:
    return db.query(
        "SELECT v.* FROM dbo.ACM_Episodes_Current AS v WHERE v.EquipID = ?", (equipment.equip_id,)
    )[-1].dicts()


@pytest.fixture(scope="module")
def scene(shared: Dsn) -> Iterator[Scene]:
    with connect(shared) as db:
        machines = {
            name: made(db, f"V{position}{uuid.uuid4().hex[:8].upper()}")
            for position, (name, made) in enumerate(MACHINES.items())
        }
        yield Scene(db, machines, {name: base_tables(db, each) for name, each in machines.items()})


def plain(value: Any) -> Any:
    """A value as Python knows it, whatever pandas made of it; None for every kind of nothing."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if isinstance(value, np.generic) else value


def rows_by_key(rows: list[dict[str, Any]], key: tuple[str, ...]) -> dict[tuple[str, ...], dict[str, Any]]:
    found = {
        tuple(str(int(row[name]) if isinstance(row[name], float) else row[name]) for name in key): row
        for row in rows
    }
    assert len(found) == len(rows), f"{key} does not identify a row"
    return found


def assert_same(answer: Rows, expected: pd.DataFrame, key: tuple[str, ...]) -> None:
    shown = [name for name in expected.columns if name in answer.columns]
    records = [{name: plain(value) for name, value in row.items()} for row in expected.to_dict("records")]
    wanted, found = rows_by_key(records, key), rows_by_key(answer.dicts(), key)
    assert sorted(found) == sorted(wanted)
    for name in shown:
        for which, row in wanted.items():
            value, other = found[which][name], row[name]
            if isinstance(value, Decimal):  # six places: the least that a division of decimals keeps
                assert float(value) == pytest.approx(other, abs=1e-5), (name, which)
            elif isinstance(value, float):
                assert value == pytest.approx(other, rel=1e-9, abs=1e-9), (name, which)
            else:
                assert value == other, (name, which)


def compare(scene: Scene, name: str, view: str) -> int:
    computed, key = EXPECTED[view]
    tables = scene.tables[name]
    answer = scene.db.query(
        f"SELECT v.* FROM dbo.{view} AS v WHERE v.EquipID = ?", (scene.machines[name].equip_id,)
    )[-1]
    expected = computed(tables)
    if not len(expected):
        assert answer.rows == []
        return 0
    assert_same(answer, expected, key)
    return len(expected)


@pytest.mark.parametrize("view", EXPECTED)
def test_view_of_a_machine_with_everything(scene: Scene, view: str) -> None:
    assert compare(scene, "two_faults", view) > 0


@pytest.mark.parametrize("name", ["recovered", "quiet", "bare", "failing", "parking"])
@pytest.mark.parametrize("view", EXPECTED)
def test_view_of_other_machines(scene: Scene, view: str, name: str) -> None:
    compare(scene, name, view)


def test_every_view_is_compared() -> None:
    views = {path.name.split(".")[1] for path in VIEWS.glob("*.sql")}
    assert views - ELSEWHERE == set(EXPECTED)


def test_the_scene_has_what_the_views_are_about(scene: Scene) -> None:
    tables = scene.tables["two_faults"]
    assert tables["ACM_Scores_Wide"].duplicated("Timestamp").sum() == 60
    assert tables["ACM_Episodes"].groupby("EpisodeID").size().max() >= 3, "seen by at least three runs"
    assert set(episodes(tables)["IsOpen"]) == {False, True}
    assert tables["ACM_HealthTimeline"]["Timestamp"].sort_values().diff().max() == timedelta(minutes=61)
    assert tables["ACM_HealthTimeline"]["Timestamp"].dt.date.nunique() == 2
    assert tables["ACM_HealthTimeline"]["RegimeLabel"].nunique() > 1
    recovered_runs = scene.tables["recovered"]["ACM_Runs"]["Outcome"]
    assert sorted(recovered_runs.unique()) == ["OK", "RUNNING"]
    assert len(scene.tables["quiet"]["ACM_Episodes"]) == 0
    assert scene.tables["failing"]["ACM_BatchProgress"]["FailedAttempts"].tolist() == [1]
    runs = scene.tables["parking"]["ACM_Runs"]
    failed_windows = runs[(runs["Outcome"] == "FAIL") & (runs["TriggerReason"] == NEXT)]["WindowStart"]
    assert failed_windows.nunique() == 7
    assert len(parked_windows(scene.tables["parking"])) == 2


def test_rows_without_a_run_are_found(scene: Scene) -> None:
    equipment = next(iter(scene.machines.values()))
    look = "SELECT v.* FROM dbo.ACM_OrphanRows AS v WHERE v.EquipID = ?"
    assert scene.db.query(look, (equipment.equip_id,))[-1].rows == []
    lost, at = uuid.uuid4(), datetime(2031, 1, 1)
    put = """INSERT INTO dbo.ACM_HealthTimeline
                 (EquipID, Timestamp, RunID, HealthIndex, HealthStatus, FusedZ, OperatingState, IsAlarm)"""
    try:
        for minutes in (0, 5):
            scene.db.query(
                f"{put} VALUES (?, ?, ?, 100, 'HEALTHY', 0, 'RUNNING', 0)",
                (equipment.equip_id, at + timedelta(minutes=minutes), lost),
            )
        (found,) = scene.db.query(look, (equipment.equip_id,))[-1].dicts()
        assert (found["TableName"], found["RunID"], found["RowsFound"]) == ("ACM_HealthTimeline", lost, 2)
        assert (found["FirstAt"], found["LastAt"]) == (at, at + timedelta(minutes=5))
    finally:
        scene.db.query("DELETE t FROM dbo.ACM_HealthTimeline AS t WHERE t.RunID = ?", (lost,))
