"""Kills of clients and of the server at random moments under load.

Afterwards: what was acknowledged is found, nothing is half there, no lock is left, no process stays behind.
KILLS sets the number of kills of each kind (6 by default), FUZZ_SEED the choice of the moments.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tsql_pg
from tsql_pg import server
from tsql_pg.server.directory import DataDirectory, read_postmaster

KILLS = int(os.environ.get("KILLS", "6"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
WORKERS = 3
ROWS = 200
PATIENCE_SECONDS = 60.0

SETUP = [
    "CREATE TABLE dbo.Run (Id int NOT NULL PRIMARY KEY, Worker int NOT NULL)",
    "CREATE TABLE dbo.Sample (RunId int NOT NULL, N int NOT NULL, V float, PRIMARY KEY (RunId, N))",
    "CREATE TABLE dbo.Tally (Id int NOT NULL PRIMARY KEY, Runs int NOT NULL); INSERT dbo.Tally VALUES (1, 0)",
    """CREATE PROCEDURE dbo.SaveRun @Id int, @Worker int, @Rows int AS
    BEGIN
        SET NOCOUNT, XACT_ABORT ON;
        BEGIN TRY
            BEGIN TRANSACTION;
            EXEC sys.sp_getapplock @Resource = N'save', @LockMode = N'Shared';
            INSERT INTO dbo.Run (Id, Worker) VALUES (@Id, @Worker);
            WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < @Rows)
            INSERT INTO dbo.Sample (RunId, N, V) SELECT @Id, i, i * 0.5e0 FROM n OPTION (MAXRECURSION 0);
            UPDATE dbo.Tally SET Runs += 1 WHERE Id = 1;
            COMMIT TRANSACTION;
        END TRY
        BEGIN CATCH
            IF XACT_STATE() <> 0 ROLLBACK TRANSACTION;
            THROW;
        END CATCH;
        SELECT @Id AS Saved;
    END""",
]

# Saves runs one after the other and prints the number of each when it is acknowledged;
# connects again after a failure.
WORKER = """
import sys
import tsql_pg

path, worker, first, rows = sys.argv[1], *map(int, sys.argv[2:5])
run, connection = first, None
while True:
    try:
        if connection is None or connection.closed:
            connection = tsql_pg.connect(path)
        saved = connection.call("dbo.SaveRun", Id=run, Worker=worker, Rows=rows).rows
        assert saved == [(run,)], saved
        print(run, flush=True)
    except tsql_pg.EngineError:
        connection = None
    except tsql_pg.SqlError as error:
        if error.number not in (10054, 4060):
            raise
        if connection is not None:
            connection.close()
        connection = None
    run += 1
"""


class Worker:
    """A client process under load; `acknowledged` grows as it reports."""

    def __init__(self, path: Path, number: int, first: int) -> None:
        self.acknowledged: list[int] = []
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, str(path), str(number), str(first), str(ROWS)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.acknowledged.append(int(line))

    def kill(self) -> None:
        self.process.kill()
        self.reader.join()
        assert self.process.stderr is not None
        errors = self.process.stderr.read()
        assert self.process.wait() == -signal.SIGKILL, errors


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_SECONDS:.0f} s"
        time.sleep(0.01)


def postmaster(path: Path) -> int:
    running = read_postmaster(DataDirectory(path))
    assert running is not None
    return running.pid


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except ProcessLookupError:
        return False  # it ended while it was read
    except FileNotFoundError:
        return not Path("/proc/self").exists()  # it ended, or this system has no /proc
    return stat.rpartition(")")[2].split()[0] != "Z"


def check(connection: tsql_pg.Connection, acknowledged: list[int]) -> None:
    """Acknowledged is found, nothing is half there, and every lock can be had."""
    connection.execute("""SET LOCK_TIMEOUT 30000; SET XACT_ABORT ON; BEGIN TRAN; DECLARE @r int;
    EXEC @r = sp_getapplock @Resource = N'save', @LockMode = N'Exclusive', @LockTimeout = 30000;
    IF @r < 0 THROW 51000, N'the application lock is left', 1;
    UPDATE dbo.Tally SET Runs = Runs WHERE Id = 1; COMMIT""")
    found = {row[0] for row in connection.execute("SELECT Id FROM dbo.Run").rows}
    assert set(acknowledged) <= found
    counts = connection.execute("SELECT RunId, COUNT(*) AS n FROM dbo.Sample GROUP BY RunId").rows
    assert dict(counts) == dict.fromkeys(found, ROWS)
    assert connection.execute("SELECT Runs FROM dbo.Tally").rows == [(len(found),)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A data directory of its own; whoever ran on it is gone at the end."""
    path = tmp_path / "data"
    with tsql_pg.connect(path) as connection:
        for batch in SETUP:
            connection.execute(batch)
        yield path
        pid = postmaster(path)
    wait_until(lambda: not alive(pid), "the end of the server")
    wait_until(lambda: read_postmaster(DataDirectory(path)) is None, "the end of the supervisor")


def test_killed_clients(place: Path) -> None:
    moments = random.Random(SEED)
    acknowledged: list[int] = []
    workers = [Worker(place, number, number * 1_000_000) for number in range(WORKERS)]
    try:
        with tsql_pg.connect(place) as observer:
            for kill in range(KILLS):
                victim = workers[kill % WORKERS]
                before = len(victim.acknowledged)
                wait_until(lambda v=victim, n=before: len(v.acknowledged) > n + 1, "progress")
                time.sleep(moments.uniform(0, 0.05))
                victim.kill()
                acknowledged += victim.acknowledged
                workers[kill % WORKERS] = Worker(place, WORKERS + kill, (WORKERS + kill) * 1_000_000)
            for worker in workers:
                worker.kill()
                acknowledged += worker.acknowledged
            check(observer, acknowledged)
            with server.open(place) as handle, handle.connect(autocommit=True) as plain:
                sessions = b"SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"

                def only_we() -> bool:
                    row = plain.execute(sessions).fetchone()
                    return row is not None and row[0] <= 3

                wait_until(only_we, "the end of the killed clients' sessions")
    finally:
        for worker in workers:
            worker.process.kill()
    assert len(acknowledged) > KILLS


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_killed_servers(place: Path) -> None:
    moments = random.Random(SEED)
    acknowledged: list[int] = []
    workers = [Worker(place, number, number * 1_000_000) for number in range(WORKERS)]
    killed: list[int] = []
    try:
        for _ in range(KILLS):
            counts = [len(worker.acknowledged) for worker in workers]
            wait_until(
                lambda c=counts: any(len(w.acknowledged) > n + 1 for w, n in zip(workers, c, strict=True)),
                "progress after the last kill",
            )
            time.sleep(moments.uniform(0, 0.05))
            pid = postmaster(place)
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)
            wait_until(lambda p=pid: not alive(p), "the end of the killed server")
            wait_until(
                lambda p=pid: (
                    (running := read_postmaster(DataDirectory(place))) is not None
                    and running.pid != p
                    and running.ready
                ),
                "another server",
            )
        for worker in workers:
            worker.kill()
            acknowledged += worker.acknowledged
        with tsql_pg.connect(place) as connection:
            check(connection, acknowledged)
    finally:
        for worker in workers:
            worker.process.kill()
    assert len(set(killed)) == KILLS
    assert len(acknowledged) > KILLS
    assert not any(alive(pid) for pid in killed)
