"""Machines for the tests: registered, loaded and, where wanted, trained."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pandas as pd
from acm.database import Database, Rows
from acm.equipment import Equipment, Tag, find, register
from acm.ingest import load_frame
from acm.runs import Plan, run
from acm.runs.owner import lease_owner

RESULT_TABLES = (
    "ACM_Scores_Wide",
    "ACM_HealthTimeline",
    "ACM_RegimeTimeline",
    "ACM_ContributionTimeline",
    "ACM_SensorExpected",
    "ACM_DriftSeries",
    "ACM_Episodes",
    "ACM_EpisodeCulprits",
    "ACM_DataQualityEvents",
    "ACM_RunTableStats",
    "ACM_Thresholds",
    "ACM_RegimeDefinitions",
    "ACM_PCA_Metrics",
    "ACM_PCA_Loadings",
    "ACM_DetectorCorrelation",
    "ACM_CalibrationSummary",
    "ACM_DataQuality",
    "ACM_HealthForecast",
    "ACM_RUL",
    "ACM_RunColumns",
    "ACM_FeatureDropLog",
    "ModelRegistry",
    "ACM_ActiveModels",
    "ACM_ScorerState",
)
"""Every table in which a run leaves rows of its own; each has a column RunID."""


def machine(
    db: Database, code: str, frame: pd.DataFrame, *, tick_minutes: int = 60, train_rows: int = 300
) -> Equipment:
    """A machine with readings."""
    register(
        db,
        code,
        [Tag(str(name)) for name in frame.columns],
        tick_minutes=tick_minutes,
        required_rows=train_rows,
    )
    equipment = find(db, code)
    load_frame(db, equipment, frame, "test")
    return equipment


def trained(db: Database, code: str, frame: pd.DataFrame, **settings: int) -> Equipment:
    """A machine with a model."""
    machine(db, code, frame, **settings)
    (report,) = run(db, Plan((code,), max_batches=1))
    assert (report.stage, report.outcome) == ("COLDSTART", "OK"), report
    return find(db, code)


def claimed(
    db: Database, equipment: Equipment, window: tuple[datetime, datetime] | None = None
) -> tuple[uuid.UUID, dict[str, Any]]:
    """A lease token and the claim as the procedure answers it."""
    token = uuid.uuid4()
    asked = {} if window is None else {"WindowStart": window[0], "WindowEnd": window[1]}
    row = db.call_for_row(
        "dbo.usp_ClaimBatch", LeaseToken=token, LeaseOwner=lease_owner(), EquipID=equipment.equip_id, **asked
    )
    return token, row


def park_after(db: Database, attempts: int, equip_id: int = 0) -> None:
    """A machine, or each one, parks a window after so many failures; 0 is never."""
    setting = {"ParamName": "ParkAfterAttempts", "ParamValue": str(attempts), "ValueType": "INT"}
    db.call("dbo.usp_SetConfig", EquipID=equip_id, **setting)


def rows_of_run(db: Database, run_id: uuid.UUID) -> dict[str, int]:
    """How many rows each result table has of a run; tables without any are left out."""
    counts = {
        table: int(
            db.query(f"SELECT COUNT(*) AS N FROM dbo.{table} AS t WHERE t.RunID = ?", (run_id,))[-1].rows[0][
                0
            ]
        )
        for table in RESULT_TABLES
    }
    return {table: count for table, count in counts.items() if count}


def contents(
    db: Database, equipment: Equipment, tables: Sequence[str] = RESULT_TABLES, without: Sequence[str] = ()
) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a machine, sorted, with the columns `without` left out."""
    found = {}
    for table in tables:
        keyed = "RunID IN (SELECT r.RunID FROM dbo.ACM_Runs AS r WHERE r.EquipID = ?)"
        rows = db.query(f"SELECT t.* FROM dbo.{table} AS t WHERE t.{keyed}", (equipment.equip_id,))[-1]
        found[table] = sorted(map(repr, _without(rows, without)))
    runs = db.query("SELECT r.* FROM dbo.ACM_Runs AS r WHERE r.EquipID = ?", (equipment.equip_id,))[-1]
    progress = db.query(
        "SELECT p.* FROM dbo.ACM_BatchProgress AS p WHERE p.EquipID = ?", (equipment.equip_id,)
    )[-1]
    found["ACM_Runs"] = sorted(map(repr, _without(runs, without)))
    found["ACM_BatchProgress"] = sorted(map(repr, _without(progress, without)))
    return found


def _without(rows: Rows, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    kept = [position for position, name in enumerate(rows.columns) if name not in columns]
    return [tuple(row[position] for position in kept) for row in rows.rows]


@contextmanager
def intercepted(db: Database, procedure: str, around: Any) -> Iterator[None]:
    """While open, `around(call, params)` stands for each call of a procedure and gives its answer."""
    call, outer = db.call, vars(db).get("call")

    def watched(name: str, **params: Any) -> list[Rows]:
        if name != procedure:
            return call(name, **params)
        return around(lambda: call(name, **params), params)

    db.call = watched  # type: ignore[method-assign]
    try:
        yield
    finally:
        if outer is None:
            del db.call
        else:
            db.call = outer  # type: ignore[method-assign]
