"""kill -9 of the driver between any two calls, then the same command: the tables of an undisturbed run."""

from __future__ import annotations

import signal
from pathlib import Path

from acm.database import Database, connect
from acm.equipment import find

from .conftest import Command, copied, readings
from .machines import contents, machine

RUN = ("run", "--equip", "P1")
CALLS_OF_A_WINDOW = (
    9  # progress, release, claim, models, start, tags or state, readings, finalize, next claim
)

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
