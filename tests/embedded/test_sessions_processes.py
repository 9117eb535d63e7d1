"""Several processes on one data directory: no lost update, no job taken twice, no key twice."""

import subprocess
import sys
from pathlib import Path

import pytest
import tsql_pg
from tsql_pg import server

PROCESSES = 3
PATIENCE_SECONDS = 120.0

WORKER = """
import sys
import tsql_pg

path, sql, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
with tsql_pg.connect(path) as connection:
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(rounds):
        for row in connection.execute(sql).rows:
            print(*row, flush=True)
"""


def together(path: Path, sql: str, rounds: int) -> list[list[str]]:
    """Run a batch again and again in several processes that start at the same moment; their output lines."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), sql, str(rounds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "ready\n"
        for worker in workers:
            assert worker.stdin is not None
            worker.stdin.write("\n")
            worker.stdin.flush()
        outputs = []
        for worker in workers:
            output, errors = worker.communicate(timeout=PATIENCE_SECONDS)
            assert worker.returncode == 0, errors
            outputs.append(output.splitlines())
        return outputs
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


@pytest.fixture(autouse=True)
def tables(db: tsql_pg.Connection) -> None:
    db.execute("""CREATE TABLE dbo.Counter (Id int NOT NULL PRIMARY KEY, N int NOT NULL);
    CREATE TABLE dbo.Job (Id int NOT NULL PRIMARY KEY, Done bit NOT NULL DEFAULT (0));""")


def test_no_update_is_lost(engine: server.ServerHandle, db: tsql_pg.Connection) -> None:
    db.execute("INSERT INTO dbo.Counter VALUES (1, 0)")
    together(engine.path, "UPDATE dbo.Counter SET N += 1 WHERE Id = 1", 40)
    assert db.execute("SELECT N FROM dbo.Counter").rows == [(40 * PROCESSES,)]


def test_read_and_write_under_an_application_lock(
    engine: server.ServerHandle, db: tsql_pg.Connection
) -> None:
    db.execute("INSERT INTO dbo.Counter VALUES (1, 0)")
    batch = """SET XACT_ABORT ON; BEGIN TRAN; EXEC sp_getapplock N'counter', N'Exclusive';
    DECLARE @n int; SELECT @n = N FROM dbo.Counter WHERE Id = 1;
    UPDATE dbo.Counter SET N = @n + 1 WHERE Id = 1; COMMIT"""
    together(engine.path, batch, 20)
    assert db.execute("SELECT N FROM dbo.Counter").rows == [(20 * PROCESSES,)]


def test_merge_holdlock_of_the_same_new_keys(engine: server.ServerHandle, db: tsql_pg.Connection) -> None:
    batch = """SET XACT_ABORT ON; DECLARE @i int = 0; WHILE @i < 20 BEGIN SET @i += 1;
    MERGE dbo.Counter WITH (HOLDLOCK, UPDLOCK) AS t USING (SELECT @i AS Id) AS s ON t.Id = s.Id
    WHEN MATCHED THEN UPDATE SET N = t.N + 1 WHEN NOT MATCHED THEN INSERT (Id, N) VALUES (s.Id, 1); END"""
    together(engine.path, batch, 2)
    expected = [(key, 2 * PROCESSES) for key in range(1, 21)]
    assert db.execute("SELECT Id, N FROM dbo.Counter ORDER BY Id").rows == expected


def test_a_queue_gives_each_job_once(engine: server.ServerHandle, db: tsql_pg.Connection) -> None:
    db.execute(
        "DECLARE @i int = 0; WHILE @i < 60 BEGIN SET @i += 1; INSERT INTO dbo.Job (Id) VALUES (@i) END"
    )
    batch = """WITH c AS (
        SELECT TOP (1) Id, Done FROM dbo.Job WITH (UPDLOCK, READPAST) WHERE Done = 0 ORDER BY Id)
    UPDATE c SET Done = 1 OUTPUT inserted.Id"""
    taken = [int(line) for lines in together(engine.path, batch, 60) for line in lines]
    assert sorted(taken) == list(range(1, 61))
