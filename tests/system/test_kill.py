"""kill -9 of the driver between any two calls, then the same command: the tables of an undisturbed run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from acm.database import Database, Dsn, connect
from acm.equipment import find

from .conftest import acm_command, copied, environment, readings
from .machines import contents, machine

ROOT = Path(__file__).resolve().parents[2]
NEVER = 1_000_000
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


@dataclass(frozen=True)
class Killer:
    """Runs commands in processes that kill themselves at a call of the database."""

    helper: subprocess.Popen[str]

    def run(self, n: int, *arguments: str) -> int:
        """What the process ended with: an exit code, or minus the signal."""
        assert self.helper.stdin is not None
        assert self.helper.stdout is not None
        self.helper.stdin.write(json.dumps([n, *arguments]) + "\n")
        self.helper.stdin.flush()
        ended, said = json.loads(self.helper.stdout.readline())
        assert "Traceback" not in said, said
        return int(ended)


@contextmanager
def killer(dsn: Dsn) -> Iterator[Killer]:
    helper = subprocess.Popen(
        [sys.executable, "-m", "tests.system.killed"],
        cwd=ROOT,
        env=environment(dsn) | {"OMP_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with helper:
        yield Killer(helper)


def running(db: Database) -> int:
    return int(
        db.query("SELECT COUNT(*) AS N FROM dbo.ACM_Runs AS r WHERE r.Outcome = 'RUNNING'")[-1].rows[0][0]
    )


def test_killed_between_any_two_calls_and_run_again(template: Path, tmp_path: Path) -> None:
    undisturbed, disturbed = copied(template, tmp_path / "a"), copied(template, tmp_path / "b")
    frame = readings(440)
    found = []
    for dsn, kills in ((undisturbed, False), (disturbed, True)):
        with killer(dsn) as kill, connect(dsn) as db:  # open throughout: the server starts once
            machine(db, "P1", frame, tick_minutes=10)
            if kills:
                killed = 0
                for n in range(1, 2 * CALLS_OF_A_WINDOW + 1):
                    killed += kill.run(n, "run", "--equip", "P1") == -signal.SIGKILL
                    killed += kill.run(-n, "run", "--equip", "P1") == -signal.SIGKILL
                assert killed >= 3 * CALLS_OF_A_WINDOW, "the work was over before the kills were"
            done = acm_command(dsn, "run", "--equip", "P1", "--json")
            assert done.code == 0, done.err
            assert running(db) == 0
            found.append(contents(db, find(db, "P1"), without=VOLATILE))
    assert found[0]["ACM_Scores_Wide"]
    assert found[0]["ACM_Episodes"]
    for table in found[0]:
        assert found[1][table] == found[0][table], table


def test_killed_at_each_call_of_one_window_alone(template: Path, tmp_path: Path) -> None:
    """Each kill is followed by the same command at once, so that no later kill hides what it left."""
    dsn = copied(template, tmp_path / "db")
    frame = readings(440)
    with killer(dsn) as kill, connect(dsn) as db:
        machine(db, "P0", frame, tick_minutes=10)
        assert acm_command(dsn, "run", "--equip", "P0").code == 0
        machine(db, "P1", frame, tick_minutes=10)
        for n in range(1, CALLS_OF_A_WINDOW + 1):
            kill.run(n, "run", "--equip", "P1")
            assert kill.run(NEVER, "run", "--equip", "P1", "--max-batches", "1") == 0
            assert running(db) == 0
        outcomes = db.query("SELECT DISTINCT r.Outcome FROM dbo.ACM_Runs AS r")[-1].rows
        assert outcomes == [("OK",)]
