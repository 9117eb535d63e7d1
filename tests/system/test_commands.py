"""The commands as people and schedulers use them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from acm.database import Database, Dsn
from acm.equipment import find

from .conftest import Acm, Command, environment, readings
from .machines import machine, trained


def test_status_and_runs_after_a_run(acm: Acm, db: Database, code: str) -> None:
    trained(db, code, readings(440), tick_minutes=30)
    assert acm("run", "--equip", code).code == 0
    (status,) = acm("status", "--equip", code, "--json").records()
    assert status["EquipCode"] == code
    assert status["HealthStatus"] in ("HEALTHY", "CAUTION", "ALERT")
    assert status["Timestamp"] >= "2026-03-01T07:"
    assert code in acm("status").out
    runs = acm("runs", "--equip", code, "--json").records()
    assert {run["Outcome"] for run in runs} == {"OK"}
    assert [run["Stage"] for run in runs].count("COLDSTART") == 1
    assert sum(run["ScoreRowCount"] for run in runs) >= 100
    assert len(acm("runs", "--equip", code, "--limit", "2", "--json").records()) == 2
    assert acm("runs", "--equip", code, "--failed", "--json").records() == []


def test_nothing_due_is_exit_code_0(acm: Acm, db: Database, code: str) -> None:
    machine(db, code, readings(100))
    ended = acm("run", "--equip", code)
    assert (ended.code, ended.out) == (0, "nothing is due\n")
    assert acm("run", "--equip", code, "--json").records() == []


def test_once_and_max_batches(acm: Acm, db: Database, code: str) -> None:
    machine(db, code, readings(440), tick_minutes=10)
    assert [r["stage"] for r in acm("run", "--equip", code, "--once", "--json").records()] == ["COLDSTART"]
    assert len(acm("run", "--equip", code, "--max-batches", "3", "--json").records()) == 3


def test_a_window_by_name(acm: Acm, db: Database, code: str) -> None:
    equipment = trained(db, code, readings(440))
    arguments = ("run", "--equip", code, "--from", "2026-03-01T05:30Z", "--to", "2026-03-01T06:30", "--json")
    (record,) = acm(*arguments).records()
    assert (record["outcome"], record["rows"]) == ("OK", 60)
    assert find(db, code).last_batch_end == equipment.last_batch_end
    (again,) = acm(*arguments).records()
    assert (again["outcome"], again["run_id"]) == ("DONE BEFORE", record["run_id"])
    refused = acm("run", "--equip", code, "--from", "2027-01-01", "--to", "2027-01-02")
    assert refused.code == 1
    assert "51015" in refused.err


def test_two_workers_share_the_machines(acm: Acm, db: Database, code: str) -> None:
    codes = [f"{code}{i}" for i in range(4)]
    for each in codes:
        machine(db, each, readings(440), tick_minutes=30)
    named = [argument for each in codes for argument in ("--equip", each)]
    records = acm("run", *named, "--workers", "2", "--json").records()
    assert {record["outcome"] for record in records} == {"OK"}
    windows = [(record["code"], record["window_start"]) for record in records]
    assert len(windows) == len(set(windows)) == 4 * (1 + 5)


def test_a_failure_is_exit_code_1_and_the_next_machine_is_done(acm: Acm, db: Database, code: str) -> None:
    flat = readings(440) * 0.0 + 1.0
    machine(db, f"{code}A", flat)
    machine(db, f"{code}B", readings(440))
    ended = acm("run", "--equip", f"{code}A", "--equip", f"{code}B", "--json")
    assert ended.code == 1
    outcomes = {record["code"][-1]: record["outcome"] for record in ended.records()}
    assert outcomes == {"A": "FAIL", "B": "OK"}
    assert "514" in ended.err
    (failed,) = acm("runs", "--equip", f"{code}A", "--failed", "--json").records()
    assert failed["ErrorMessage"].startswith("514")


def test_sql_from_another_process_while_a_run_goes_on(
    shared: Dsn, db: Database, code: str, command: Command
) -> None:
    machine(db, code, readings(900), tick_minutes=1)
    query = "SELECT Outcome, COUNT(*) AS n FROM dbo.ACM_Runs GROUP BY Outcome"
    going = subprocess.Popen(
        [sys.executable, "-m", "acm", "run", "--equip", code],
        env=environment(shared),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        seen: set[int] = set()
        while len(seen) < 2:
            ended = command(shared, "sql", query, "--json")
            assert ended.code == 0, ended.err
            assert going.poll() is None, "the run was over too soon"
            counts = {record["Outcome"]: record["n"] for record in ended.records()}
            assert set(counts) <= {"OK", "RUNNING", "FAIL", "NOOP", "ABANDONED"}, "of other tests too"
            seen.add(counts.get("OK", 0))
    finally:
        going.kill()
        going.communicate()


def test_sql_prints_what_programs_can_read(acm: Acm) -> None:
    text = """SELECT CAST('2026-03-01T06:00:00.5' AS datetime2(3)) AS At, 0x00FF AS Bytes,
              CAST(NULL AS int) AS Nothing,
              CAST(1.50 AS decimal(9, 2)) AS Amount, CAST(1 AS bit) AS Yes, N'größe' AS Text, 7 AS N"""
    ended = acm("sql", text, "--json")
    assert ended.records() == [
        {"At": "2026-03-01T06:00:00.500000", "Bytes": "0x00FF", "Nothing": None, "Amount": 1.5, "Yes": True,
         "Text": "größe", "N": 7}
    ]  # fmt: skip
    assert "größe" in acm("sql", text).out
    assert acm("sql", "SELECT 1 AS A; SELECT 2 AS A", "--json").records() == [{"A": 1}, {"A": 2}]


def test_sql_that_fails_or_leaves_a_transaction_open(acm: Acm) -> None:
    ended = acm("sql", "SELECT * FROM dbo.NoSuchTable", "--json")
    assert ended.code == 1
    assert "208" in ended.err
    ended = acm("sql", "BEGIN TRANSACTION; SELECT 1 AS A", "--json")
    assert ended.code == 1
    assert "51506" in ended.err


def test_deploy_again_changes_nothing_and_a_dry_run_touches_nothing(
    acm: Acm, tmp_path: Path, command: Command
) -> None:
    query = "SELECT COUNT(*) AS n FROM dbo.ACM_SchemaVersion"
    before = acm("sql", query, "--json").records()
    assert acm("deploy", "--json").records()[0]["Before"] == "0.1.0"
    assert acm("sql", query, "--json").records() == before
    elsewhere = Dsn(f"embedded:{tmp_path / 'none'}")
    listed = command(elsewhere, "deploy", "--dry-run", "--json").records()
    assert {"File": "procs/runs/dbo.usp_FinalizeRun.sql"} in listed
    assert not (tmp_path / "none").exists()


def test_doctor(acm: Acm, tmp_path: Path, command: Command) -> None:
    ended = acm("doctor", "--json")
    assert ended.code == 0, ended.err
    found = {record["What"]: record["Result"] for record in ended.records()}
    assert found["schema"] == "ok"
    empty = command(Dsn(f"embedded:{tmp_path / 'none'}"), "doctor", "--json")
    assert {r["Result"] for r in empty.records() if r["What"] == "database"} == {"note"}


def test_equipment_add_and_list(acm: Acm, code: str) -> None:
    added = acm(
        "equipment", "add", code, "--tag", "flow", "--critical", "speed", "--tz", "Europe/Berlin", "--json"
    )
    assert added.records()[0]["tag_count"] == 2
    again = acm("equipment", "add", code, "--tag", "flow", "--tag", "temp", "--json").records()[0]
    assert (again["tag_count"], again["tags_added"]) == (3, 1)
    listed = {record["code"]: record for record in acm("equipment", "list", "--json").records()}
    assert listed[code]["zone"] == "Europe/Berlin"
    assert code in acm("equipment", "list").out


def test_score_needs_no_database(tmp_path: Path, command: Command) -> None:
    frame = readings(440)
    frame.head(300).to_csv(tmp_path / "a.csv")
    frame.tail(140).to_csv(tmp_path / "b.csv", sep=";")
    arguments = (
        "score",
        "--train",
        tmp_path / "a.csv",
        "--data",
        tmp_path / "b.csv",
        "--out",
        tmp_path / "c.csv",
    )
    ended = command(None, *arguments, directory=tmp_path)
    assert ended.code == 0, ended.err
    scores = pd.read_csv(tmp_path / "c.csv", parse_dates=["Timestamp"])
    assert list(scores.columns) == ["Timestamp", "FusedZ", "HealthIndex", "Alarm", "Regime", "TopSensor"]
    assert (scores["Timestamp"] == frame.tail(140).index).all()
    assert scores["Alarm"].any()
    assert scores.loc[scores["Alarm"], "TopSensor"].value_counts().index[0] == "bearing"
    assert not (tmp_path / ".acm").exists()


@pytest.mark.parametrize("command", ["acm", "-m acm"])
def test_both_names_of_the_command(command: str) -> None:
    if command == "acm":
        words = [str(Path(sys.executable).with_name("acm"))]
    else:
        words = [sys.executable, *command.split()]
    done = subprocess.run([*words, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("acm 0.")
    assert json.dumps(done.stderr) == '""'


def test_a_machine_with_nothing_to_do_costs_no_window(acm: Acm, db: Database, code: str) -> None:
    machine(db, f"{code}A", readings(100))
    machine(db, f"{code}B", readings(440))
    named = ("--equip", f"{code}A", "--equip", f"{code}B")
    for workers in ("1", "2"):
        records = acm("run", *named, "--max-batches", "1", "--workers", workers, "--json").records()
        assert [record["code"] for record in records] == [f"{code}B"]
