"""Results of a back-test as rows of ACM_BacktestResults."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

import pandas as pd

from acm.analytics.faults import SIZED_KINDS
from acm.backtest.experiment import Result
from acm.backtest.replay import Outcome
from acm.database import Database

NO_FAULT = "NONE"
STORED_KINDS: Mapping[str, str] = {
    "step": "STEP",
    "ramp": "RAMP",
    "variance": "VARIANCE",
    "stuck": "STUCK",
    "correlation": "CORRELATION_BREAK",
}
"""Kinds of faults and what they are called in the database."""


def store(
    db: Database,
    equip_id: int,
    backtest_id: uuid.UUID,
    version: int,
    config_hash: str,
    result: Result,
) -> None:
    """Store a back-test in the place of an earlier one of the same ID."""
    db.call(
        "dbo.usp_WriteBacktestResults",
        EquipID=equip_id,
        BacktestID=backtest_id,
        ModelVersion=version,
        ConfigSignature=config_hash,
        Rows=result_rows(result),
    )


def result_rows(result: Result) -> pd.DataFrame:
    """Row 0 is the history without a fault, the others are the faults as planned."""
    calm = {
        "FaultNumber": 0,
        "FaultKind": NO_FAULT,
        "SensorNames": None,
        "FaultSize": None,
        "FaultStart": result.start,
        "FaultEnd": result.end,
        "IsDetected": None,
        "DetectedAt": None,
        "MaxFusedZ": result.quiet.highest,
        "AlarmCount": result.quiet.alarms,
        "FalseAlarmsPerWeek": result.quiet.alarms_per_week,
    }
    faults = (_row(number, outcome) for number, outcome in enumerate(result.outcomes, start=1))
    return pd.DataFrame([calm, *faults]).astype({"IsDetected": object, "SensorNames": object})


def _row(number: int, outcome: Outcome) -> dict[str, object]:
    fault = outcome.fault
    return {
        "FaultNumber": number,
        "FaultKind": STORED_KINDS[fault.kind],
        "SensorNames": ", ".join(fault.sensors),
        "FaultSize": fault.size if fault.kind in SIZED_KINDS else None,
        "FaultStart": outcome.start,
        "FaultEnd": outcome.end,
        "IsDetected": outcome.is_detected,
        "DetectedAt": outcome.detected_at,
        "MaxFusedZ": outcome.highest,
        "AlarmCount": outcome.alarms,
        "FalseAlarmsPerWeek": None,
    }
