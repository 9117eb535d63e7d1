"""A window that fails again and again is parked: its machine goes on, and it is done later by name."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from acm.database import Database, Dsn, ServerError, connect
from acm.equipment import find

from .conftest import Command, readings
from .machines import machine, park_after

JOBS = Path(__file__).resolve().parents[2] / "database" / "jobs" / "agent_jobs.sql"
BAD, GOOD = "P1", "P2"
START, END, LAST = datetime(2026, 3, 1, 6), datetime(2026, 3, 1, 7), datetime(2026, 3, 1, 11)


def break_window(db: Database) -> None:
    """The server refuses the results of one window of the bad machine."""
    span = f"Timestamp >= '{START.isoformat()}' AND Timestamp < '{END.isoformat()}'"
    db.query(
        "ALTER TABLE dbo.ACM_HealthTimeline ADD CONSTRAINT CK_ACM_HealthTimeline_Broken "
        f"CHECK (NOT (EquipID = {find(db, BAD).equip_id} AND {span}))"
    )


def mend(db: Database) -> None:
    db.query("ALTER TABLE dbo.ACM_HealthTimeline DROP CONSTRAINT CK_ACM_HealthTimeline_Broken")


def watch(db: Database) -> str | None:
    """What the hourly job of SQL Server Agent fails with; None when all is well."""
    row = re.search(r"N'ACM watch', N'TSQL',\s+(.*?),\s+8, 1,", JOBS.read_text(encoding="ascii"), re.DOTALL)
    assert row is not None
    texts = re.findall(r"N'((?:[^']|'')*)'(?=\s|$)", row[1])
    try:
        db.query("".join(texts).replace("''", "'"))
    except ServerError as error:
        return error.message
    return None


def progress(db: Database, code: str) -> tuple[Any, ...]:
    row = db.call("dbo.usp_GetProgress", EquipID=find(db, code).equip_id)[-1].dicts()[0]
    return row["LastBatchEndTime"], row["FailedAttempts"], row["ParkedWindows"]


def parked(db: Database) -> list[dict[str, Any]]:
    return db.query("SELECT w.* FROM dbo.ACM_ParkedWindows AS w")[-1].dicts()


def runs_of_window(db: Database) -> list[tuple[Any, ...]]:
    return db.query(
        """SELECT r.Outcome, r.TriggerReason, r.ScoreRowCount FROM dbo.ACM_Runs AS r
           WHERE r.EquipID = ? AND r.WindowStart = ? AND r.WindowEnd = ? ORDER BY r.StartedAt""",
        (find(db, BAD).equip_id, START, END),
    )[-1].rows


@pytest.fixture
def broken(fresh: Dsn) -> Dsn:
    """Two machines with the same readings; one window of the first cannot be stored."""
    with connect(fresh) as db:
        for code in (BAD, GOOD):
            machine(db, code, readings(660))
        break_window(db)
    return fresh


def test_a_window_is_parked_and_done_later_by_name(broken: Dsn, command: Command) -> None:
    with connect(broken) as db:
        park_after(db, 3, find(db, BAD).equip_id)

        first = command(broken, "run")
        assert first.code == 1
        assert progress(db, BAD) == (START, 1, 0)
        assert progress(db, GOOD) == (LAST, 0, 0), "the other machine is not held up"
        assert command(broken, "run", "--equip", BAD).code == 1
        assert progress(db, BAD) == (START, 2, 0)
        assert parked(db) == []

        third = command(broken, "run", "--equip", BAD, "--json")
        assert third.code == 1
        reports = third.records()
        assert [report["parked"] for report in reports] == [True, False, False, False, False]
        assert [report["outcome"] for report in reports] == ["FAIL", "OK", "OK", "OK", "OK"]
        assert f"WARNING {BAD}: the window from {START} to {END} failed too often and is parked" in third.err
        assert progress(db, BAD) == (LAST, 0, 1)
        (row,) = parked(db)
        assert (row["EquipCode"], row["WindowStart"], row["WindowEnd"]) == (BAD, START, END)
        assert row["Attempts"] == 3
        assert "CK_ACM_HealthTimeline_Broken" in row["LastError"]
        monitor = "SELECT m.EquipCode, m.MonitorStatus, m.ParkedWindows FROM dbo.ACM_BatchMonitor AS m"
        assert sorted(db.query(monitor)[-1].rows) == [(BAD, "PARKED", 1), (GOOD, "IDLE", 0)]
        assert watch(db) == f"{BAD}: PARKED, 1 parked windows"
        assert command(broken, "run").code == 0, "what is parked is not tried by itself"

        opened = "SELECT COUNT(*) AS N FROM dbo.ACM_Episodes_Current AS e WHERE e.IsOpen = 1"
        assert db.query(opened)[-1].rows == [(0,)], "the alarm that ended in the parked window has ended"

        said = command(broken, "status").out
        assert f"{BAD}: 1 parked window" in said
        assert f"{GOOD}: " not in said
        again = shlex.split(next(line for line in said.splitlines() if "acm run" in line))[1:]
        counts = {r["EquipCode"]: r["ParkedWindows"] for r in command(broken, "status", "--json").records()}
        assert counts == {BAD: 1, GOOD: 0}

        assert command(broken, *again).code == 1, "nothing is mended yet"
        assert progress(db, BAD) == (LAST, 0, 1)
        assert parked(db)[0]["Attempts"] == 3, "what is asked for by name does not count"

        mend(db)
        done = command(broken, *again)
        assert done.code == 0, done.err
        assert progress(db, BAD) == (LAST, 0, 0)
        assert parked(db) == []
        assert "parked" not in command(broken, "status").out
        assert watch(db) is None
        next_window, by_name = "next window", "window asked for by name"
        assert runs_of_window(db) == [
            *[("FAIL", next_window, 0)] * 3,
            ("FAIL", by_name, 0),
            ("OK", by_name, 60),
        ]
        assert command(broken, *again).code == 0, "done before"
        stored(db)


def stored(db: Database) -> None:
    """The results of the window are there, with its episode, and nothing is missing on either side of it."""
    for table in ("ACM_Scores_Wide_Current", "ACM_HealthTimeline_Current"):
        counts = {
            code: db.query(
                "SELECT COUNT(*) AS N, COUNT(DISTINCT t.Timestamp) AS D "
                f"FROM dbo.{table} AS t WHERE t.EquipID = ?",
                (find(db, code).equip_id,),
            )[-1].rows
            for code in (BAD, GOOD)
        }
        assert counts[BAD] == counts[GOOD] == [(360, 360)], table
    episodes = """SELECT COUNT(*) AS N FROM dbo.ACM_Episodes AS e
                  INNER JOIN dbo.ACM_Runs AS r ON r.RunID = e.RunID
                  WHERE r.EquipID = ? AND r.WindowStart = ? AND r.WindowEnd = ?"""
    for code in (BAD, GOOD):
        assert db.query(episodes, (find(db, code).equip_id, START, END))[-1].rows[0][0] >= 1, code


def test_one_run_parks_and_goes_on_where_one_failure_is_enough(broken: Dsn, command: Command) -> None:
    with connect(broken) as db:
        park_after(db, 1)
        assert command(broken, "run", "--workers", "2").code == 1
        assert progress(db, BAD) == (LAST, 0, 1)
        assert progress(db, GOOD) == (LAST, 0, 0)


def test_a_machine_that_parks_nothing_waits(broken: Dsn, command: Command) -> None:
    with connect(broken) as db:
        park_after(db, 1)
        park_after(db, 0, find(db, BAD).equip_id)
        for attempt in (1, 2):
            assert command(broken, "run", "--equip", BAD).code == 1
            assert progress(db, BAD) == (START, attempt, 0)


def test_a_parked_window_whose_readings_are_gone_is_settled_by_a_run(broken: Dsn, command: Command) -> None:
    with connect(broken) as db:
        park_after(db, 1)
        command(broken, "run", "--equip", BAD)
        span = ("--from", START.isoformat(), "--to", END.isoformat())
        db.query(
            f"DELETE t FROM dbo.[{BAD}_Data] AS t WHERE t.EntryDateTime >= ? AND t.EntryDateTime < ?",
            (START, END),
        )
        (report,) = command(broken, "run", "--equip", BAD, *span, "--json").records()
        assert report["outcome"] == "NOOP"
        assert parked(db) == []
        again = command(broken, "run", "--equip", BAD, *span)
        assert again.code == 1
        assert "51015" in again.err, "a window that nobody waits for has no data"
