"""A new model when an operator asks for one: trained on what came after, judged against the one in force."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
from acm.database import Database
from acm.equipment import Equipment
from acm.ingest import load_frame
from acm.runs import Plan, RunReport, run

from .conftest import Acm
from .machines import machine, trained

START = pd.Timestamp("2026-03-01")


def plant(loads: str, *, wear: float = 0.0, first: int = 0, seed: int = 0) -> pd.DataFrame:
    """A hundred minutes at each load; the bearing of a machine with `wear` runs hotter."""
    level = np.repeat([{"low": 0.0, "high": 1.0, "idle": np.nan}[load] for load in loads.split()], 100)
    noise = np.random.default_rng(seed + first).normal(0, 1, (len(level), 3))
    values = np.array([20.0, 5.0, 60.0]) + level[:, None] * [30.0, 8.0, 8.0] + noise * [1.0, 0.3, 0.5]
    values[:, 2] += wear
    values[np.isnan(level)] = 0.0
    index = pd.date_range(START + pd.Timedelta(minutes=first), periods=len(values), freq="1min", name="time")
    return pd.DataFrame(values, index=index, columns=["flow", "current", "bearing"])


def repaired(db: Database, equipment: Equipment, at: pd.Timestamp) -> None:
    db.call_for_row(
        "dbo.usp_RecordEquipmentEvent",
        EquipID=equipment.equip_id,
        EventType="REPLACEMENT",
        StartedAt=at.to_pydatetime(),
        RebaselineRequested=True,
        Description="another bearing",
    )


def worked(db: Database, code: str) -> list[RunReport]:
    return run(db, Plan((code,)))


def rows(db: Database, equipment: Equipment, text: str) -> list[dict[str, Any]]:
    return db.query(text, (equipment.equip_id,))[-1].dicts()


def active(db: Database, equipment: Equipment) -> dict[str, Any]:
    (row,) = rows(db, equipment, "SELECT a.* FROM dbo.ACM_ActiveModels AS a WHERE a.EquipID = ?")
    return row


def comparisons(db: Database, equipment: Equipment) -> dict[str, dict[str, Any]]:
    found = rows(db, equipment, "SELECT c.* FROM dbo.ACM_ModelComparisons AS c WHERE c.EquipID = ?")
    return {row["MetricName"]: row for row in found}


def flows(db: Database, equipment: Equipment, version: int) -> dict[int, float]:
    """The flow at the centre of each regime of a version, by label."""
    text = "SELECT d.* FROM dbo.ACM_RegimeDefinitions AS d WHERE d.EquipID = ?"
    found = [row for row in rows(db, equipment, text) if row["ModelVersion"] == version]
    return {row["RegimeLabel"]: round(json.loads(row["CentreJSON"])["flow"], -1) for row in found}


def test_a_machine_that_was_changed_gets_a_new_model(db: Database, code: str, acm: Acm) -> None:
    before = "low high low high low high low"
    equipment = trained(db, code, plant(before), train_rows=500)
    at = START + pd.Timedelta(minutes=700)
    load_frame(db, equipment, plant("high low high low high high high", wear=15.0, first=700), "after")
    repaired(db, equipment, at)
    reports = worked(db, code)
    assert all(report.outcome == "OK" for report in reports), reports

    stages = [report.stage for report in reports]
    assert stages.count("TRAIN") == 1
    training = reports[stages.index("TRAIN")]
    assert (training.window_start, training.window_end) == (at, at + pd.Timedelta(minutes=625))
    assert reports[stages.index("TRAIN") - 1].window_end >= training.window_end, "scored before it is learnt"
    assert reports[stages.index("TRAIN") - 1].health_status == "ALERT", "the old model knows another bearing"
    assert {report.health_status for report in reports[stages.index("TRAIN") + 1 :]} == {"HEALTHY"}

    now = active(db, equipment)
    assert (now["Version"], now["PreviousVersion"], now["RunID"]) == (2, 1, training.run_id)
    assert "baseline asked for" in now["Reason"]
    said = comparisons(db, equipment)
    assert said["AlarmPct"]["Decision"] == "ACTIVATED"
    assert said["AlarmPct"]["CandidateValue"] < 5.0 < 50.0 < said["AlarmPct"]["ActiveValue"]
    assert (said["AlarmPct"]["CandidateVersion"], said["AlarmPct"]["ActiveVersion"]) == (2, 1)
    assert said["AlarmPct"]["HeldBackRows"] == 125

    episodes = rows(db, equipment, "SELECT c.* FROM dbo.ACM_Episodes_Current AS c WHERE c.EquipID = ?")
    assert [episode["EndedAt"] is None for episode in episodes] == [False], "one, and the new model ended it"

    assert flows(db, equipment, 1) == {0: 20.0, 1: 50.0}
    assert set(flows(db, equipment, 2)) == {2, 3}, "other places than before: labels that nobody had"
    assert [report.stage for report in worked(db, code)] == [], "trained once"

    back = acm("models", "activate", "--equip", code, "1", "--reason", "as it was")
    assert back.code == 0, back.err
    load_frame(db, equipment, plant("low low", wear=15.0, first=1400), "later")
    assert "ALERT" in {report.health_status for report in worked(db, code)}


def test_a_model_that_does_worse_is_stored_and_not_used(db: Database, code: str) -> None:
    equipment = trained(db, code, plant("low high low high low high low"), train_rows=500)
    load_frame(db, equipment, plant("high high high high high low low", first=700), "after")
    repaired(db, equipment, START + pd.Timedelta(minutes=700))
    reports = worked(db, code)
    assert [r.outcome for r in reports if r.stage == "TRAIN"] == ["OK"]
    assert active(db, equipment)["Version"] == 1, "it has seen both loads, the new one only one"
    said = comparisons(db, equipment)
    assert {row["Decision"] for row in said.values()} == {"KEPT"}
    assert said["AlarmPct"]["CandidateValue"] > said["AlarmPct"]["ActiveValue"]
    assert not said["AlarmPct"]["IsBetter"]
    versions = "SELECT DISTINCT m.Version FROM dbo.ModelRegistry AS m WHERE m.EquipID = ? ORDER BY m.Version"
    assert [row["Version"] for row in rows(db, equipment, versions)] == [1, 2]
    handed_on = {0: 20.0, 1: 50.0}
    assert flows(db, equipment, 1) == flows(db, equipment, 2) == handed_on, (
        "alone, the frequent one would be 0"
    )
    assert {report.health_status for report in reports if report.stage == "SCORE"} == {"HEALTHY"}
    assert worked(db, code) == [], "asked for once, trained once"


def test_a_training_that_fails_holds_nothing_up(db: Database, code: str) -> None:
    equipment = trained(db, code, plant("low high low high"), train_rows=300)
    load_frame(db, equipment, plant("idle idle idle idle low high", first=400), "after")
    repaired(db, equipment, START + pd.Timedelta(minutes=400))
    reports = worked(db, code)
    (failed,) = [report for report in reports if report.stage == "TRAIN"]
    assert failed.outcome == "FAIL"
    assert "51409" in str(failed.error), "no sensor moves while it stands"
    assert active(db, equipment)["Version"] == 1
    assert [report.stage for report in reports].index("TRAIN") < len(reports) - 1, "windows went on"
    assert worked(db, code) == [], "an hour must pass before the next attempt"
    (progress,) = rows(db, equipment, "SELECT p.* FROM dbo.ACM_BatchProgress AS p WHERE p.EquipID = ?")
    assert progress["FailedAttempts"] == 0
    assert progress["LastBatchEndTime"] >= START + pd.Timedelta(minutes=960)


def test_a_machine_without_a_model_trains_its_first(db: Database, code: str) -> None:
    equipment = machine(db, code, plant("low high low high"), train_rows=300)
    repaired(db, equipment, START - pd.Timedelta(days=1))
    stages = [report.stage for report in worked(db, code)]
    assert stages[0] == "COLDSTART"
    assert "TRAIN" not in stages, "the first model knows the machine as it is"
