"""Forecast and remaining life in the database: what a run leaves of them, and for whom there is none."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from acm.analytics import estimate_life, forecast_health, lookback_rows, score, train
from acm.analytics.arrays import pack, unpack
from acm.database import Database
from acm.ingest import load_frame
from acm.runs import Plan, run

from .machines import machine

TRAINED = 2000
_FORECAST = """
SELECT f.Timestamp, f.ForecastHealth, f.LowerHealth, f.UpperHealth, f.IntervalPct, f.Method
FROM dbo.ACM_HealthForecast_Current AS f WHERE f.EquipID = ? ORDER BY f.Timestamp;"""
_LIFE = """
SELECT r.Timestamp, r.RulStatus, r.RulHours, r.LowerHours, r.UpperHours, r.HorizonHours, r.FailureHealth
FROM dbo.ACM_RUL_Current AS r WHERE r.EquipID = ?;"""
_NUMBERS = """
SELECT r.RulHours, r.LowerHours, r.UpperHours FROM dbo.ACM_RUL AS r WHERE r.EquipID = ?;"""
_STATE = """
SELECT TOP (1) s.StateBytes FROM dbo.ACM_ScorerState AS s WHERE s.EquipID = ? ORDER BY s.AsOf DESC;"""


def pump(rows: int, seed: int) -> pd.DataFrame:
    """Five sensors about a slow load, one row a minute; from row 5000 on the bearing warms up slowly."""
    random = np.random.default_rng(seed)
    load = np.sin(np.arange(rows) / 50)
    columns = {
        "flow": 20 + 2 * load + random.normal(0, 0.2, rows),
        "current": 5 + 0.5 * load + random.normal(0, 0.1, rows),
        "pressure": 3 + 0.2 * load + random.normal(0, 0.05, rows),
        "bearing": 60 + 3 * load + random.normal(0, 0.5, rows),
        "ambient": 21 + random.normal(0, 0.3, rows),
    }
    frame = pd.DataFrame(columns, index=pd.date_range("2026-03-01", periods=rows, freq="1min", name="time"))
    frame.iloc[5000:, 3] += 0.003 * np.arange(rows - 5000)
    return frame


@dataclass(frozen=True)
class Failing:
    """A machine's readings up to a row at which the analytics give it a number, and what they say there."""

    readings: pd.DataFrame
    forecast: pd.DataFrame
    life: pd.Series


@pytest.fixture(scope="module")
def failing() -> Failing:
    for seed in range(6):
        frame = pump(5600, seed)
        model = train(frame.iloc[:TRAINED])
        back = lookback_rows(model)
        state = score(model, frame.iloc[TRAINED - back : 5000], frame.index[TRAINED]).state
        for last in range(5025, len(frame), 25):
            part = score(model, frame.iloc[last - 25 - back : last], frame.index[last - 25], state)
            state = part.state
            ahead = forecast_health(model, state)
            life = estimate_life(model, state, ahead).iloc[0]
            if life.RulStatus == "ESTIMATED" and ahead is not None:
                return Failing(frame.iloc[:last], ahead.frame(model.settings), life)
    raise AssertionError("none of six failing machines comes to a number")


def test_a_failing_machine_has_a_forecast_and_hours(db: Database, code: str, failing: Failing) -> None:
    pump1 = machine(db, code, failing.readings, tick_minutes=1000, train_rows=TRAINED)
    assert {report.outcome for report in run(db, Plan((code,)))} == {"OK"}
    (life,) = db.query(_LIFE, (pump1.equip_id,))[-1].dicts()
    assert (life["RulStatus"], life["Timestamp"]) == ("ESTIMATED", failing.life.Timestamp)
    for name in ("RulHours", "LowerHours", "UpperHours", "HorizonHours", "FailureHealth"):
        assert life[name] == pytest.approx(failing.life[name], abs=1e-6), name
    stored = db.query(_FORECAST, (pump1.equip_id,))[-1].frame()
    assert stored["Timestamp"].tolist() == failing.forecast["Timestamp"].tolist()
    for name in ("ForecastHealth", "LowerHealth", "UpperHealth", "IntervalPct"):
        assert stored[name].to_numpy(float) == pytest.approx(failing.forecast[name].to_numpy(), abs=1e-6), (
            name
        )
    assert stored["ForecastHealth"].iloc[-1] < stored["ForecastHealth"].iloc[0]


def test_a_healthy_machine_has_no_number(db: Database, code: str) -> None:
    well = machine(db, code, pump(3000, 1), tick_minutes=500, train_rows=TRAINED)
    assert {report.outcome for report in run(db, Plan((code,)))} == {"OK"}
    rows = db.query(_NUMBERS, (well.equip_id,))[-1].rows
    assert len(rows) >= 2
    assert set(rows) == {(None, None, None)}
    (life,) = db.query(_LIFE, (well.equip_id,))[-1].dicts()
    assert life["RulStatus"] in ("HEALTHY", "BEYOND_HORIZON")
    stored = db.query(_FORECAST, (well.equip_id,))[-1].rows
    assert 5 <= len(stored) <= 40
    assert stored[0][0] > life["Timestamp"]


def test_a_machine_without_enough_history_has_none(db: Database, code: str) -> None:
    """The first window after the training is too short; the run says so and invents nothing."""
    young = machine(db, code, pump(TRAINED + 100, 1), tick_minutes=100, train_rows=TRAINED)
    assert {report.outcome for report in run(db, Plan((code,)))} == {"OK"}
    assert db.query(_FORECAST, (young.equip_id,))[-1].rows == []
    assert len(db.query(_LIFE, (young.equip_id,))[-1].rows) == 1


@pytest.mark.parametrize("tick_minutes", [30, 170])
def test_ticks_leave_the_outlook_of_the_whole(
    db: Database, code: str, failing: Failing, tick_minutes: int
) -> None:
    """The trend is carried from tick to tick through the database."""
    frame = failing.readings.iloc[-1200 - TRAINED :]
    frame = frame.iloc[: TRAINED + 1190 // tick_minutes * tick_minutes]  # both end with the same row
    found = []
    for suffix, minutes in (("T", tick_minutes), ("W", 100_000)):
        equipment = machine(db, code + suffix, frame, tick_minutes=minutes, train_rows=TRAINED)
        assert {report.outcome for report in run(db, Plan((code + suffix,)))} == {"OK"}
        life = db.query(_LIFE, (equipment.equip_id,))[-1].dicts()
        found.append((life, db.query(_FORECAST, (equipment.equip_id,))[-1].frame()))
    (life, ticks), (other, whole) = found
    assert life[0]["Timestamp"] == other[0]["Timestamp"]
    assert life[0]["RulStatus"] == other[0]["RulStatus"]
    assert len(ticks) >= 5
    assert ticks["Timestamp"].tolist() == whole["Timestamp"].tolist()
    for name in ("ForecastHealth", "LowerHealth", "UpperHealth"):
        assert ticks[name].to_numpy(float) == pytest.approx(whole[name].to_numpy(float), abs=1e-6)


def test_a_state_of_an_older_format_is_rebuilt_and_said(db: Database, code: str) -> None:
    """What an earlier version stored is not read: a new history begins, and there is no forecast yet."""
    frame = pump(TRAINED + 600, 1)
    old = machine(db, code, frame.iloc[: TRAINED + 500], tick_minutes=250, train_rows=TRAINED)
    run(db, Plan((code,)))
    assert db.query(_FORECAST, (old.equip_id,))[-1].rows
    stored = unpack(db.query(_STATE, (old.equip_id,))[-1].rows[0][0])
    older = pack(
        {name: a for name, a in stored.items() if not name.startswith("trend_")} | {"format": np.array([1])}
    )
    db.query(
        "UPDATE dbo.ACM_ScorerState SET StateBytes = ?, StateHash = ? WHERE EquipID = ?;",
        (older, hashlib.sha256(older).digest(), old.equip_id),
    )
    load_frame(db, old, frame.iloc[TRAINED + 500 :], "later")
    assert {report.outcome for report in run(db, Plan((code,)))} == {"OK"}
    assert db.query(_FORECAST, (old.equip_id,))[-1].rows == []
    said = db.query(
        """SELECT q.Detail FROM dbo.ACM_DataQualityEvents AS q
           WHERE q.EquipID = ? AND q.EventType = 'STATE_REBUILT';""",
        (old.equip_id,),
    )[-1].rows
    assert "format 1" in said[0][0]
