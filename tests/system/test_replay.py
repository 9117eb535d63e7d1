"""A repeated call changes nothing, other arguments are refused, and a lost reply is harmless."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from acm.analytics import Settings
from acm.backtest.backtest import model_in_force
from acm.database import Database, Rows, ServerError
from acm.equipment import Equipment, find
from acm.runs import ModelCache, Plan, claim_batch, run, work_on
from acm.runs.claim import Claim

from .conftest import readings
from .machines import claimed, contents, intercepted, rows_of_run, trained


@pytest.fixture
def equipment(db: Database, code: str) -> Equipment:
    return trained(db, code, readings(440))


def worked(db: Database, equipment: Equipment) -> tuple[Claim, dict[str, dict[str, Any]]]:
    """A finished window, and the arguments of its calls."""
    claim = claim_batch(db, equipment.equip_id)
    assert claim is not None
    noted: dict[str, dict[str, Any]] = {}

    def note(name: str) -> Callable[[Callable[[], list[Rows]], dict[str, Any]], list[Rows]]:
        def before(call: Callable[[], list[Rows]], params: dict[str, Any]) -> list[Rows]:
            noted[name] = params
            return call()

        return before

    with (
        intercepted(db, "dbo.usp_StartRun", note("start")),
        intercepted(db, "dbo.usp_FinalizeRun", note("finalize")),
    ):
        report = work_on(db, claim, Settings(), ModelCache())
    assert report.outcome == "OK", report
    return claim, noted


def test_replays_change_nothing_clock_columns_included(db: Database, equipment: Equipment) -> None:
    _, calls = worked(db, equipment)
    before = contents(db, equipment)
    assert before["ACM_Scores_Wide"]
    for _ in range(3):
        start = db.call_for_row("dbo.usp_StartRun", **calls["start"])
        final = db.call_for_row("dbo.usp_FinalizeRun", **calls["finalize"])
        assert (start["Outcome"], bool(start["IsReplay"])) == ("OK", True)
        assert (final["Outcome"], bool(final["IsReplay"])) == ("OK", True)
        assert contents(db, equipment) == before


def test_starting_again_before_the_end_changes_nothing(db: Database, equipment: Equipment) -> None:
    token, row = claimed(db, equipment)
    start = arguments(row, token)
    db.call("dbo.usp_StartRun", **start)
    before = contents(db, equipment)
    for _ in range(3):
        again = db.call_for_row("dbo.usp_StartRun", **start)
        assert (again["Outcome"], bool(again["IsReplay"])) == ("RUNNING", True)
        assert contents(db, equipment) == before
    repeated = db.call_for_row(
        "dbo.usp_ClaimBatch", LeaseToken=token, LeaseOwner="whoever", EquipID=equipment.equip_id
    )
    assert (repeated["WindowStart"], repeated["WindowEnd"]) == (row["WindowStart"], row["WindowEnd"])
    assert contents(db, equipment) == before


def arguments(row: dict[str, Any], token: uuid.UUID, **changed: Any) -> dict[str, Any]:
    return {
        "RunID": uuid.uuid4(),
        "EquipID": row["EquipID"],
        "Stage": row["Stage"],
        "WindowStart": row["WindowStart"],
        "WindowEnd": row["WindowEnd"],
        "LeaseToken": token,
        "ModelVersion": 1,
        "ConfigSignature": "c" * 64,
        "TriggerReason": "test",
        "DriverVersion": "0",
    } | changed


@pytest.mark.parametrize(
    "changed",
    [
        {"ModelVersion": 2},
        {"ConfigSignature": "d" * 64},
        {"Stage": "COLDSTART"},
        {"WindowEnd": timedelta(minutes=1)},
        {"WindowStart": timedelta(minutes=-1)},
    ],
)
def test_the_same_run_with_other_arguments_is_refused(
    db: Database, equipment: Equipment, changed: dict[str, Any]
) -> None:
    token, row = claimed(db, equipment)
    start = arguments(row, token)
    db.call("dbo.usp_StartRun", **start)
    before = contents(db, equipment)
    ((name, value),) = changed.items()
    other = start[name] + value if isinstance(value, timedelta) else value
    with pytest.raises(ServerError) as raised:
        db.call("dbo.usp_StartRun", **(start | {name: other}))
    assert raised.value.number == 51003
    assert contents(db, equipment) == before


def test_a_token_that_is_not_the_holders_is_refused(db: Database, equipment: Equipment) -> None:
    token, row = claimed(db, equipment)
    start = arguments(row, token)
    db.call("dbo.usp_StartRun", **start)
    before = contents(db, equipment)
    stranger = uuid.uuid4()
    for procedure, params in (
        ("dbo.usp_StartRun", start | {"LeaseToken": stranger}),
        ("dbo.usp_FinalizeRun", {"RunID": start["RunID"], "LeaseToken": stranger, "Outcome": "NOOP"}),
        ("dbo.usp_RenewLease", {"EquipID": equipment.equip_id, "LeaseToken": stranger}),
    ):
        with pytest.raises(ServerError) as raised:
            db.call(procedure, **params)
        assert raised.value.number == 51004, procedure
    with pytest.raises(ServerError) as raised:
        claimed(db, equipment)
    assert raised.value.number == 51011
    assert contents(db, equipment) == before


def test_a_reply_lost_after_the_commit_is_asked_for_again(db: Database, equipment: Equipment) -> None:
    """The connection breaks after the commit: the driver's own retry meets the stored result."""
    lost: list[str] = []
    session = db.session
    call = session.call

    def breaking(procedure: str, scalars: Any, tables: Any) -> list[Rows]:
        answer = call(procedure, scalars, tables)
        if procedure == "dbo.usp_FinalizeRun" and not lost:
            lost.append(procedure)
            raise ServerError("connection reset", number=10054, sqlstate="08S01")
        return answer

    session.call = breaking  # type: ignore[method-assign]
    claim = claim_batch(db, equipment.equip_id)
    assert claim is not None
    report = work_on(db, claim, Settings(), ModelCache())
    assert lost
    assert report.outcome == "OK"
    assert rows_of_run(db, report.run_id)["ACM_Scores_Wide"] == report.rows


def test_a_failure_reported_after_a_lost_reply_leaves_the_run_ok(db: Database, equipment: Equipment) -> None:
    """The reply is lost for good, the driver takes it for a failure and says so: the run stays OK."""

    def lose(call: Callable[[], list[Rows]], params: dict[str, Any]) -> list[Rows]:
        answer = call()
        if params["Outcome"] == "FAIL":
            return answer
        raise ServerError("no answer", number=8646)

    claim = claim_batch(db, equipment.equip_id)
    assert claim is not None
    with intercepted(db, "dbo.usp_FinalizeRun", lose):
        report = work_on(db, claim, Settings(), ModelCache())
    assert (report.outcome, report.error) == ("OK", None)
    stored = db.query(
        "SELECT r.Outcome, r.ErrorMessage FROM dbo.ACM_Runs AS r WHERE r.RunID = ?", (report.run_id,)
    )
    assert stored[-1].rows == [("OK", None)]


def test_a_window_done_by_name_before_is_not_done_again(db: Database, equipment: Equipment) -> None:
    claim, _ = worked(db, equipment)
    by_name = Plan((equipment.code,), (claim.start, claim.end))
    assert [report.outcome for report in run(db, by_name)] == ["OK"]
    before = contents(db, equipment, without=["UpdatedAt"])
    assert [report.outcome for report in run(db, by_name)] == ["DONE BEFORE"]
    assert contents(db, equipment, without=["UpdatedAt"]) == before


def test_a_window_that_is_refused_leaves_no_lease(db: Database, equipment: Equipment, code: str) -> None:
    """The window was done under another configuration: 51003, once, and the lease is given back."""
    token, due = claimed(db, equipment)
    window = (due["WindowStart"], due["WindowEnd"])
    db.call("dbo.usp_ReleaseBatch", EquipID=equipment.equip_id, LeaseToken=token)
    token, row = claimed(db, equipment, window)
    same = Claim(
        token, equipment.equip_id, code, row["Stage"], *window, attempt=0, active_version=1, advances=False
    )
    start = arguments(row, token, RunID=same.run_id(1, 0))
    db.call("dbo.usp_StartRun", **start)
    db.call("dbo.usp_FinalizeRun", RunID=start["RunID"], LeaseToken=token, Outcome="NOOP")
    (report,) = run(db, Plan((code,), window))
    assert report.outcome == "REFUSED"
    assert report.error is not None
    assert report.error.startswith("51003")
    (progress,) = db.call("dbo.usp_GetProgress", EquipID=equipment.equip_id)[-1].dicts()
    assert progress["LeaseOwner"] is None


def test_a_damaged_state_is_left_and_said(db: Database, equipment: Equipment) -> None:
    worked(db, equipment)
    db.query(
        "UPDATE s SET s.StateBytes = 0x00 FROM dbo.ACM_ScorerState AS s WHERE s.EquipID = ?",
        (equipment.equip_id,),
    )
    worked(db, equipment)
    rows = db.query(
        """SELECT q.Detail FROM dbo.ACM_DataQualityEvents AS q
           WHERE q.EquipID = ? AND q.EventType = 'STATE_REBUILT'""",
        (equipment.equip_id,),
    )[-1].rows
    assert len(rows) == 1
    assert "not those that were hashed" in rows[0][0]


def damage(db: Database, equipment: Equipment, version: int) -> None:
    db.query(
        """UPDATE m SET m.ModelBytes = 0x00 FROM dbo.ModelRegistry AS m
           WHERE m.EquipID = ? AND m.Version = ? AND m.ModelType = 'scaler'""",
        (equipment.equip_id, version),
    )


def activate_copy(db: Database, equipment: Equipment, version: int) -> None:
    """A version with the parts of the first."""
    db.query(
        """INSERT INTO dbo.ModelRegistry
               (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
           SELECT m.EquipID, ?, m.ModelType, m.RunID, m.ParamsJSON, m.StatsJSON, m.ModelBytes, m.ModelHash
           FROM dbo.ModelRegistry AS m WHERE m.EquipID = ? AND m.Version = 1""",
        (version, equipment.equip_id),
    )
    db.call(
        "dbo.usp_ActivateModelVersion", EquipID=equipment.equip_id, Version=version, Reason="a test says so"
    )


def scoring_runs(db: Database, equipment: Equipment) -> list[tuple[Any, ...]]:
    """Outcome and model version of each, and what it says about refused models."""
    return db.query(
        """SELECT r.Outcome, r.ModelVersion, q.Detail
           FROM dbo.ACM_Runs AS r
           LEFT JOIN dbo.ACM_DataQualityEvents AS q
               ON q.RunID = r.RunID AND q.EventType = 'MODEL_REFUSED'
           WHERE r.EquipID = ? AND r.Stage = 'SCORE'
           ORDER BY r.WindowStart""",
        (equipment.equip_id,),
    )[-1].rows


def test_a_damaged_model_is_refused_and_the_last_good_version_scores(
    db: Database, equipment: Equipment
) -> None:
    activate_copy(db, equipment, 2)
    activate_copy(db, equipment, 3)
    damage(db, equipment, 3)
    db.query(
        """DELETE m FROM dbo.ModelRegistry AS m
           WHERE m.EquipID = ? AND m.Version = 2 AND m.ModelType <> 'scaler'""",
        (equipment.equip_id,),
    )
    reports = run(db, Plan((equipment.code,)))
    assert {report.outcome for report in reports} == {"OK"}
    runs = scoring_runs(db, equipment)
    assert len(runs) == len(reports)
    for outcome, version, said in runs:
        assert (outcome, version) == ("OK", 1)
        assert "worked with model version 1" in said
        assert "model part scaler, version 3" in said
        assert "version 2" in said
        assert "is missing" in said
    assert model_in_force(db, find(db, equipment.code))[0] == 1, "a back-test takes the same"


def test_a_version_newer_than_that_in_force_does_not_stand_in(db: Database, equipment: Equipment) -> None:
    activate_copy(db, equipment, 2)
    db.call(
        "dbo.usp_ActivateModelVersion", EquipID=equipment.equip_id, Version=1, Reason="version 2 is a bad one"
    )
    damage(db, equipment, 1)
    (report,) = run(db, Plan((equipment.code,)))
    assert report.outcome == "FAIL"


def test_without_a_usable_version_the_run_fails_and_says_which_part_and_what_to_do(
    db: Database, equipment: Equipment
) -> None:
    activate_copy(db, equipment, 2)
    damage(db, equipment, 1)
    damage(db, equipment, 2)
    (report,) = run(db, Plan((equipment.code,)))
    assert report.outcome == "FAIL"
    assert report.error is not None
    assert report.error.startswith("51516")
    assert "restore ModelRegistry" in report.error
    assert "scaler, version 1" in report.error
    assert "scaler, version 2" in report.error
    assert scoring_runs(db, equipment) == [("FAIL", 2, None)]
