"""A training beside a version in force hands the labels of its regimes on, through the database."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
from acm.analytics import Settings
from acm.database import Database
from acm.runs import cycle
from acm.runs.claim import claim_batch, release
from acm.runs.models import ModelCache

from .machines import trained


def plant(loads: str) -> pd.DataFrame:
    """A hundred rows at each load."""
    level = np.repeat([{"low": 0.0, "high": 1.0}[load] for load in loads.split()], 100)
    noise = np.random.default_rng(0).normal(0, 1, (len(level), 3))
    values = np.array([20.0, 5.0, 60.0]) + level[:, None] * [30.0, 8.0, 8.0] + noise * [1.0, 0.3, 0.5]
    index = pd.date_range("2026-03-01", periods=len(values), freq="1min", name="time")
    return pd.DataFrame(values, index=index, columns=["flow", "current", "bearing"])


def flows(rows: list[dict[str, object]]) -> dict[object, float]:
    """The flow at the centre of each regime, by label."""
    return {row["RegimeLabel"]: round(json.loads(str(row["CentreJSON"]))["flow"], -1) for row in rows}


def test_labels_are_handed_on(db: Database, code: str) -> None:
    frame = plant("low high low high low high high low high high high")
    equipment = trained(db, code, frame, train_rows=500)
    stored = db.query(
        "SELECT d.RegimeLabel, d.CentreJSON FROM dbo.ACM_RegimeDefinitions AS d WHERE d.EquipID = ?",
        (equipment.equip_id,),
    )[-1].dicts()
    assert flows(stored) == {0: 20.0, 1: 50.0}
    claim = claim_batch(db, equipment.equip_id)
    assert claim is not None
    assert claim.active_version == 1
    again = dataclasses.replace(
        claim,
        stage=cycle.COLDSTART,
        start=frame.index[500].to_pydatetime(),
        end=frame.index[-1].to_pydatetime(),
    )
    work = cycle._train(db, again, Settings(), ModelCache().choose(db, equipment.equip_id, 1))
    release(db, claim)
    definitions = work.arguments["RegimeDefinitions"]
    assert flows(definitions.to_dict("records")) == {0: 20.0, 1: 50.0}
    shares = definitions.set_index("RegimeLabel")["SharePct"]
    assert shares[1] > shares[0], "alone, the frequent one would be 0"
