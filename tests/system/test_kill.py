"""kill -9 of the driver between any two calls, then the same command: the tables of an undisturbed run."""

from __future__ import annotations

import signal
from pathlib import Path

from acm.analytics import Settings
from acm.database import Database, Dsn, connect
from acm.equipment import find
from acm.runs import Plan, run

from .conftest import Command, copied, readings
from .machines import contents, machine

RUN = ("run", "--equip", "P1")
# progress, release, abandon, claim, models, start, tags or state, readings, finalize, next claim
CALLS_OF_A_WINDOW = 10

VOLATILE = (
    # wall clock
    "StartedAt", "CompletedAt", "DurationSeconds", "EntryDateTime", "ActivatedAt", "UpdatedAt", "EventTime",
    "NextDueAt",
    # milliseconds
    "Milliseconds",
    # IDENTITY
    "EventID",
    # who held the lease
    "LeaseToken", "WorkerName",
)  # fmt: skip
"""Columns that differ between any two runs of the same work."""


def running(db: Database) -> int:
    return int(
        db.query("SELECT COUNT(*) AS N FROM dbo.ACM_Runs AS r WHERE r.Outcome = 'RUNNING'")[-1].rows[0][0]
    )


def test_killed_between_any_two_calls_and_run_again(command: Command, template: Path, tmp_path: Path) -> None:
    undisturbed, disturbed = copied(template, tmp_path / "a"), copied(template, tmp_path / "b")
    frame = readings(440)
    found = []
    for dsn, kills in ((undisturbed, False), (disturbed, True)):
        with connect(dsn) as db:  # open throughout: the server starts once
            machine(db, "P1", frame, tick_minutes=10)
            if kills:
                killed = 0
                for n in range(1, 2 * CALLS_OF_A_WINDOW + 1):
                    killed += command(dsn, *RUN, kill_at=n).code == -signal.SIGKILL
                    killed += command(dsn, *RUN, kill_at=-n).code == -signal.SIGKILL
                assert killed >= 3 * CALLS_OF_A_WINDOW, "the work was over before the kills were"
            done = command(dsn, *RUN, "--json")
            assert done.code == 0, done.err
            assert running(db) == 0
            found.append(contents(db, find(db, "P1"), without=VOLATILE))
    assert found[0]["ACM_Scores_Wide"]
    assert found[0]["ACM_Episodes"]
    for table in found[0]:
        assert found[1][table] == found[0][table], table


def test_killed_at_each_call_of_one_window_alone(command: Command, template: Path, tmp_path: Path) -> None:
    """Each kill is followed by the same command at once, so that no later kill hides what it left."""
    dsn = copied(template, tmp_path / "db")
    frame = readings(440)
    with connect(dsn) as db:
        machine(db, "P0", frame, tick_minutes=10)
        assert command(dsn, "run", "--equip", "P0").code == 0
        machine(db, "P1", frame, tick_minutes=10)
        for n in range(1, CALLS_OF_A_WINDOW + 1):
            command(dsn, *RUN, kill_at=n)
            assert command(dsn, *RUN, "--max-batches", "1").code == 0
            assert running(db) == 0
        outcomes = db.query("SELECT DISTINCT r.Outcome FROM dbo.ACM_Runs AS r")[-1].rows
        assert outcomes == [("OK",)]


def test_a_run_interrupted_under_another_configuration_is_abandoned_and_its_window_done_anew(
    command: Command, fresh: Dsn
) -> None:
    """Once in the training and once in a window that is scored."""

    def interrupt() -> None:
        for n in range(1, CALLS_OF_A_WINDOW + 1):
            assert command(fresh, *RUN, kill_at=-n).code == -signal.SIGKILL
            if running(db):
                return
        raise AssertionError("no run was begun")

    with connect(fresh) as db:
        machine(db, "P1", readings(440))
        for outcomes, trees in (("COLDSTART", 30), ("SCORE", 31)):
            interrupt()
            (report,) = run(db, Plan(("P1",), max_batches=1), settings=Settings(forest_trees=trees))
            assert (report.stage, report.outcome, report.error) == (outcomes, "OK", None)
            assert running(db) == 0
        assert db.query(
            """SELECT r.Stage, r.Outcome, COUNT(*) AS Runs, COUNT(DISTINCT r.WindowStart) AS Windows,
                      SUM(r.ScoreRowCount) AS Scores
               FROM dbo.ACM_Runs AS r GROUP BY r.Stage, r.Outcome ORDER BY r.Stage, r.Outcome"""
        )[-1].rows == [
            ("COLDSTART", "ABANDONED", 1, 1, None),
            ("COLDSTART", "OK", 1, 1, 0),
            ("SCORE", "ABANDONED", 1, 1, None),
            ("SCORE", "OK", 1, 1, 60),
        ]
        assert db.query(
            "SELECT COUNT(DISTINCT r.WindowStart) AS N FROM dbo.ACM_Runs AS r WHERE r.Stage = 'SCORE'"
        )[-1].rows == [(1,)]
        assert db.call("dbo.usp_CheckColdstartStatus", EquipID=1)[-1].dicts()[0]["Status"] == "COMPLETE"
