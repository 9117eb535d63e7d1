"""Workers and the database under the worst: killed processes, and a server killed at work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from acm.database import Database, Dsn, connect
from acm.equipment import find

from .conftest import PATIENCE_SECONDS, Command, environment, readings
from .machines import contents, machine
from .test_kill import VOLATILE

CODES = ("P1", "P2", "P3")


def until(met: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def going(dsn: Dsn, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "acm", *arguments],
        env=environment(dsn),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def scored(db: Database) -> int:
    rows = db.query(
        "SELECT COUNT(*) AS N FROM dbo.ACM_Runs AS r WHERE r.Stage = 'SCORE' AND r.Outcome = 'OK'"
    )
    return int(rows[-1].rows[0][0])


def outcomes(db: Database) -> set[str]:
    return {row[0] for row in db.query("SELECT DISTINCT r.Outcome FROM dbo.ACM_Runs AS r")[-1].rows}


def holders(db: Database) -> dict[int, str]:
    """Process ids of the workers that hold a lease."""
    rows = db.call("dbo.usp_GetProgress")[-1].dicts()
    return {int(row["LeaseOwner"].split("/")[1]): row["EquipCode"] for row in rows if row["LeaseOwner"]}


@pytest.fixture
def busy(fresh: Dsn) -> Dsn:
    """Three machines with work for a while."""
    with connect(fresh) as db:
        for code in CODES:
            machine(db, code, readings(440), tick_minutes=5)
    return fresh


def test_a_killed_worker_is_reported_and_its_work_done_by_the_next_run(busy: Dsn, command: Command) -> None:
    with connect(busy) as db:
        process = going(busy, "run", "--workers", "2")
        until(lambda: len(holders(db)) == 2, "two workers at work")
        victim = next(iter(holders(db)))
        assert victim != process.pid
        os.kill(victim, signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 1
        assert "51519" in said
        assert "Traceback" not in said
        done = command(busy, "run", "--workers", "2", "--json")
        assert done.code == 0, done.err
        assert outcomes(db) == {"OK"}
        ends = {find(db, code).last_batch_end for code in CODES}
        assert len(ends) == 1
        rows = db.query(
            "SELECT COUNT(*) AS N, COUNT(DISTINCT s.Timestamp) AS D FROM dbo.ACM_Scores_Wide AS s"
        )
        count, distinct = rows[-1].rows[0]
        assert count == len(CODES) * distinct == len(CODES) * 140


def test_the_workers_end_with_the_process_that_started_them(busy: Dsn, command: Command) -> None:
    with connect(busy) as db:
        process = going(busy, "run", "--workers", "2")
        until(lambda: len(holders(db)) == 2, "two workers at work")
        workers = set(holders(db))
        process.kill()
        process.communicate()
        until(lambda: not any(alive(pid) for pid in workers), "the end of the workers")
        assert command(busy, "run").code == 0
        assert outcomes(db) == {"OK"}


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def test_a_server_killed_at_work_is_back_and_the_run_goes_on(busy: Dsn, command: Command) -> None:
    assert busy.path is not None
    with connect(busy) as db:
        process = going(busy, "run", "--equip", "P1")
        until(lambda: scored(db) >= 3, "a run at work")
        server = int((busy.path / "pg" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        os.kill(server, signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert command(busy, "run", "--equip", "P2").code == 0
    with connect(busy) as db:
        assert outcomes(db) == {"OK"}
        skipped = (*VOLATILE, "RunID", "EquipID", "EpisodeID", "LastBatchEndTime", "TableName")
        first, second = (contents(db, find(db, code), without=skipped) for code in ("P1", "P2"))
        for table in ("ACM_Scores_Wide", "ACM_HealthTimeline", "ACM_Episodes"):
            assert first[table] == second[table], table


def test_a_database_that_stays_away_stops_the_worker_with_a_clear_message(busy: Dsn) -> None:
    assert busy.path is not None
    with connect(busy) as db:
        process = going(busy, "run", "--equip", "P1")
        until(lambda: scored(db) >= 3, "a run at work")
        server = int((busy.path / "pg" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        stamp = busy.path / "engine.json"
        stamp.write_text(
            stamp.read_text(encoding="utf-8").replace('"layout": 1', '"layout": 99'), encoding="utf-8"
        )
        os.kill(server, signal.SIGKILL)
        _, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 1
    assert "error 51503" in said
    assert "Traceback" not in said
