"""Two sessions at once: blocking, READPAST, timeouts, application locks, deadlocks, dirty reads, MERGE.

Documentation (learn.microsoft.com): sql-server-transaction-locking-and-row-versioning-guide,
hints-transact-sql-table, set-lock-timeout-transact-sql, sp-getapplock-transact-sql,
sql-server-deadlocks-guide, merge-transact-sql.
A session counts as waiting when the server says so, not after a time.
"""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import tsql_pg
from tsql_pg import server

from .conformance.case import outcome

PATIENCE_SECONDS = 60.0
ROUNDS = 15


class Running:
    """A batch that runs in a thread of its own."""

    def __init__(self, connection: tsql_pg.Connection, sql: str) -> None:
        self.rows: list[tuple[Any, ...]] = []
        self.error: int | None = None
        self.thread = threading.Thread(target=self._run, args=(connection, sql))
        self.thread.start()

    def _run(self, connection: tsql_pg.Connection, sql: str) -> None:
        try:
            self.rows = connection.execute(sql).rows
        except tsql_pg.SqlError as error:
            self.error = error.number

    def ended(self) -> "Running":
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive(), "the batch did not end"
        return self


@pytest.fixture
def waiting(engine: server.ServerHandle) -> Iterator[Callable[[int], None]]:
    """Waits until a number of sessions wait for a lock."""
    with engine.connect(autocommit=True) as observer:

        def until(count: int) -> None:
            deadline = time.monotonic() + PATIENCE_SECONDS
            query = b"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            while True:
                row = observer.execute(query).fetchone()
                if row is not None and row[0] >= count:
                    return
                assert time.monotonic() < deadline, "no session waits"
                time.sleep(0.005)

        yield until


Waiting = Callable[[int], None]


@pytest.fixture(autouse=True)
def table(db: tsql_pg.Connection) -> None:
    db.execute("""CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, V int NOT NULL);
    INSERT INTO dbo.T (Id, V) VALUES (1, 10), (2, 20), (3, 30);""")


def values(connection: tsql_pg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute("SELECT Id, V FROM dbo.T ORDER BY Id").rows


# --- blocking -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("end", "expected"), [("COMMIT", 12), ("ROLLBACK", 11)])
def test_an_update_waits_for_the_same_row(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting, end: str, expected: int
) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = V + 1 WHERE Id = 1")
    other = Running(db2, "UPDATE dbo.T SET V = V + 1 WHERE Id = 1")
    waiting(1)
    db.execute(end)
    assert other.ended().error is None
    assert values(db)[0] == (1, expected)


def test_another_row_is_free(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 0 WHERE Id = 1")
    db2.execute("SET LOCK_TIMEOUT 0; UPDATE dbo.T SET V = 0 WHERE Id = 2")
    db.execute("COMMIT")
    assert values(db) == [(1, 0), (2, 0), (3, 30)]


def test_a_where_is_checked_again_after_waiting(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting
) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 99 WHERE Id = 1")
    other = Running(db2, "UPDATE dbo.T SET V = 0 WHERE V = 10; SELECT @@ROWCOUNT AS n")
    waiting(1)
    db.execute("COMMIT")
    assert other.ended().rows == [(0,)]


@pytest.mark.parametrize(("end", "error", "value"), [("COMMIT", 2627, 1), ("ROLLBACK", None, 2)])
def test_an_insert_waits_for_the_same_key(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting, end: str, error: int | None, value: int
) -> None:
    db.execute("BEGIN TRAN; INSERT INTO dbo.T (Id, V) VALUES (9, 1)")
    other = Running(db2, "INSERT INTO dbo.T (Id, V) VALUES (9, 2)")
    waiting(1)
    db.execute(end)
    assert other.ended().error == error
    assert values(db)[-1] == (9, value)


def test_updlock_waits_for_updlock(db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting) -> None:
    read = "BEGIN TRAN; SELECT V FROM dbo.T WITH (UPDLOCK) WHERE Id = 1"
    assert db.execute(read).rows == [(10,)]
    other = Running(db2, read)
    waiting(1)
    db.execute("UPDATE dbo.T SET V = 11 WHERE Id = 1; COMMIT")
    assert other.ended().rows == [(11,)]
    db2.execute("COMMIT")


def test_a_key_that_is_looked_for_in_vain_is_held(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting
) -> None:
    read = """DECLARE @found int, @id int = {0};
              SELECT @found = V FROM dbo.T WITH (UPDLOCK, HOLDLOCK) WHERE Id = @id;
              SELECT @found"""
    assert db.execute("BEGIN TRAN;" + read.format(9)).rows == [(None,)]
    assert db2.execute("BEGIN TRAN;" + read.format(8) + "; ROLLBACK").rows == [(None,)], "another key is free"
    other = Running(db2, "BEGIN TRAN;" + read.format(9))
    waiting(1)
    db.execute("INSERT INTO dbo.T (Id, V) VALUES (9, 90); COMMIT")
    assert other.ended().rows == [(90,)]
    db2.execute("COMMIT")


LOOK = "SELECT {what} FROM dbo.T AS t WITH (UPDLOCK, HOLDLOCK) WHERE t.Id = @id"
LOOKS = {
    "IF EXISTS": f"IF EXISTS ({LOOK.format(what='1')}) SET @n = 1",
    "IF NOT EXISTS": f"SET @n = 1; IF (NOT EXISTS ({LOOK.format(what='1')})) SET @n = 0",
    "IF of more": f"IF @id > 0 AND EXISTS ({LOOK.format(what='1')}) SET @n = 1",
    "COUNT": LOOK.format(what="@n = COUNT(*)"),
    "scalar subquery": f"SET @n = ISNULL(({LOOK.format(what='1')}), 0)",
    "rows": f"{LOOK.format(what='t.V')}; SET @n = @@ROWCOUNT",
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_every_look_in_vain_holds_its_key(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting, look: str
) -> None:
    """Look, insert when it is not there: the second session waits, finds the row, and meets no 2627."""
    add = f"""DECLARE @n int = 0, @id int = {{0}}; BEGIN TRAN; {look};
              IF @n = 0 INSERT INTO dbo.T (Id, V) VALUES (@id, 7)"""
    result = f"{add}; COMMIT; SELECT @n AS n"
    db.execute(add.format(9))
    assert db2.execute(result.format(8)).rows == [(0,)], "another key is free"
    other = Running(db2, result.format(9))
    waiting(1)
    db.execute("COMMIT")
    assert other.ended().error is None
    assert other.rows == [(1,)]
    assert (9, 7) in values(db)


def test_a_look_with_holdlock_alone_blocks_no_other(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    look = "BEGIN TRAN; SELECT V FROM dbo.T WITH (HOLDLOCK) WHERE Id = 9"
    assert db.execute(look).rows == db2.execute(f"SET LOCK_TIMEOUT 0; {look}").rows == []
    db.execute("COMMIT")
    db2.execute("COMMIT")


def test_a_foreign_key_waits_for_its_row(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting
) -> None:
    db.execute("CREATE TABLE dbo.C (Id int NOT NULL REFERENCES dbo.T (Id))")
    db.execute("BEGIN TRAN; DELETE FROM dbo.T WHERE Id = 3")
    other = Running(db2, "INSERT INTO dbo.C VALUES (3)")
    waiting(1)
    db.execute("COMMIT")
    assert other.ended().error == 547


# --- READPAST -------------------------------------------------------------------------------------------


def test_readpast_skips_locked_rows(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 0 WHERE Id = 1")
    rows = db2.execute("SELECT Id FROM dbo.T WITH (UPDLOCK, READPAST) ORDER BY Id").rows
    db.execute("ROLLBACK")
    assert rows == [(2,), (3,)]


def test_two_sessions_claim_different_rows(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    claim = """BEGIN TRAN;
    WITH c AS (SELECT TOP (1) Id, V FROM dbo.T WITH (UPDLOCK, READPAST) WHERE V > 0 ORDER BY Id)
    UPDATE c SET V = -1 OUTPUT inserted.Id"""
    claimed = [db.execute(claim).rows, db2.execute(claim).rows]
    db.execute("COMMIT")
    db2.execute("COMMIT")
    assert claimed == [[(1,)], [(2,)]]


def test_readpast_finds_nothing_when_all_is_locked(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = V")
    assert db2.execute("DELETE TOP (1) FROM dbo.T WITH (READPAST) OUTPUT deleted.Id").rows == []
    db.execute("COMMIT")


# --- dirty reads ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", ["UPDATE dbo.T SET V = 99", "DELETE FROM dbo.T", "INSERT INTO dbo.T VALUES (4, 4)"]
)
@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_dirty_reads_never(db: tsql_pg.Connection, db2: tsql_pg.Connection, change: str, level: str) -> None:
    db.execute(f"BEGIN TRAN; {change}")
    db2.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
    assert values(db2) == [(1, 10), (2, 20), (3, 30)]
    db.execute("ROLLBACK")
    assert values(db2) == [(1, 10), (2, 20), (3, 30)]


def test_read_committed_sees_each_commit(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db2.execute("BEGIN TRAN; SELECT V FROM dbo.T WHERE Id = 1")
    db.execute("UPDATE dbo.T SET V = 11 WHERE Id = 1")
    assert db2.execute("SELECT V FROM dbo.T WHERE Id = 1; COMMIT").rows == [(11,)]


def test_repeatable_read_repeats(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db2.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; BEGIN TRAN")
    first = db2.execute("SELECT V FROM dbo.T WHERE Id = 1").rows
    update = Running(db, "UPDATE dbo.T SET V = 11 WHERE Id = 1")
    again = db2.execute("SELECT V FROM dbo.T WHERE Id = 1").rows
    db2.execute("COMMIT")
    update.ended()
    assert first == again == [(10,)]


@pytest.mark.parametrize(
    "write", ["UPDATE dbo.T SET V = 0 WHERE Id = {}", "INSERT INTO dbo.T VALUES ({} + 10, 0)"]
)
def test_serializable_sessions_do_not_both_go_by_what_they_read(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, write: str
) -> None:
    both = (db, db2)
    for connection in both:
        connection.execute(
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; BEGIN TRAN; SELECT SUM(V) FROM dbo.T"
        )
    errors = []
    for step in ("{}", "COMMIT"):
        for place, connection in enumerate(both, 1):
            sql = write.format(place) if step == "{}" else step
            if connection.in_transaction:
                _, failure = outcome(connection, sql)
                errors += [failure.number] if failure else []
    assert errors == [3960]
    assert [connection.in_transaction for connection in both] == [False, False]
    assert db.execute("SELECT COUNT(*) AS n FROM dbo.T WHERE V = 0").rows == [(1,)]
    assert db2.execute("BEGIN TRAN; DECLARE @t table (A int); INSERT INTO @t VALUES (1); COMMIT").rows == []


# --- lock timeout ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("timeout", [0, 50])
def test_lock_timeout(db: tsql_pg.Connection, db2: tsql_pg.Connection, timeout: int) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 0 WHERE Id = 1")
    db2.execute(f"SET LOCK_TIMEOUT {timeout}")
    with pytest.raises(tsql_pg.SqlError) as raised:
        db2.execute("UPDATE dbo.T SET V = 1 WHERE Id = 1")
    assert raised.value.number == 1222
    db.execute("ROLLBACK")
    db2.execute("UPDATE dbo.T SET V = 1 WHERE Id = 1")


def test_lock_timeout_leaves_the_transaction_open(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 0 WHERE Id = 1")
    batch = """SET LOCK_TIMEOUT 0; BEGIN TRAN; UPDATE dbo.T SET V = 5 WHERE Id = 2;
    BEGIN TRY UPDATE dbo.T SET V = 1 WHERE Id = 1 END TRY
    BEGIN CATCH SELECT ERROR_NUMBER() AS n, XACT_STATE() AS s END CATCH; COMMIT"""
    assert db2.execute(batch).rows == [(1222, 1)]
    db.execute("ROLLBACK")
    assert values(db) == [(1, 10), (2, 5), (3, 30)]


def test_lock_timeout_with_xact_abort_dooms(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 0 WHERE Id = 1")
    batch = """SET XACT_ABORT ON; SET LOCK_TIMEOUT 0; BEGIN TRAN; UPDATE dbo.T SET V = 5 WHERE Id = 2;
    BEGIN TRY UPDATE dbo.T SET V = 1 WHERE Id = 1 END TRY
    BEGIN CATCH SELECT ERROR_NUMBER() AS n, XACT_STATE() AS s; ROLLBACK END CATCH"""
    assert db2.execute(batch).rows == [(1222, -1)]
    db.execute("ROLLBACK")
    assert values(db) == [(1, 10), (2, 20), (3, 30)]


# --- application locks ----------------------------------------------------------------------------------

TAKE = "DECLARE @r int; EXEC @r = sp_getapplock N'job', N'{}', N'{}', {}; SELECT @r AS r"


def test_an_application_lock_times_out(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; EXEC sp_getapplock N'job', N'Exclusive'")
    db2.execute("BEGIN TRAN")
    for timeout in (0, 50):
        assert db2.execute(TAKE.format("Exclusive", "Transaction", timeout)).rows == [(-1,)]
    db2.execute("COMMIT")
    db.execute("COMMIT")


def test_an_application_lock_is_granted_after_waiting(
    db: tsql_pg.Connection, db2: tsql_pg.Connection
) -> None:
    db.execute("BEGIN TRAN; EXEC sp_getapplock N'job', N'Exclusive'")
    other = Running(db2, "BEGIN TRAN; " + TAKE.format("Exclusive", "Transaction", -1) + "; COMMIT")
    other.thread.join(0.1)
    assert other.thread.is_alive()
    db.execute("COMMIT")
    assert other.ended().rows == [(1,)]


def test_application_locks_shared(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    assert db.execute(TAKE.format("Shared", "Session", 0)).rows == [(0,)]
    assert db2.execute(TAKE.format("Shared", "Session", 0)).rows == [(0,)]
    assert db2.execute(TAKE.format("Exclusive", "Session", 0)).rows == [(-1,)]


def test_an_application_lock_goes_with_its_session(
    engine: server.ServerHandle, db: tsql_pg.Connection
) -> None:
    with tsql_pg.connect(engine.path) as holder:
        assert holder.execute(TAKE.format("Exclusive", "Session", 0)).rows == [(0,)]
        assert db.execute(TAKE.format("Exclusive", "Session", 0)).rows == [(-1,)]
    assert db.execute(TAKE.format("Exclusive", "Session", 10000)).rows in ([(0,)], [(1,)])


# --- deadlock -------------------------------------------------------------------------------------------


def test_a_deadlock_gives_1205_to_exactly_one(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting
) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.T SET V = 1 WHERE Id = 1")
    db2.execute("BEGIN TRAN; UPDATE dbo.T SET V = 2 WHERE Id = 2")
    one = Running(db, "UPDATE dbo.T SET V = 1 WHERE Id = 2")
    waiting(1)
    two = Running(db2, "UPDATE dbo.T SET V = 2 WHERE Id = 1")
    errors = [one.ended().error, two.ended().error]
    assert sorted(errors, key=str) == [1205, None]
    loser, winner = (db, db2) if errors[0] == 1205 else (db2, db)
    assert not loser.in_transaction
    winner.execute("COMMIT")
    kept = 2 if winner is db2 else 1
    assert values(db) == [(1, kept), (2, kept), (3, 30)]


def test_a_caught_deadlock_can_be_tried_again(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting
) -> None:
    batch = """SET XACT_ABORT ON; DECLARE @tries int = 0, @done bit = 0;
    WHILE @done = 0 AND @tries < 5
    BEGIN
        BEGIN TRY
            BEGIN TRAN;
            UPDATE dbo.T SET V += 1 WHERE Id = {0};
            WAITFOR DELAY '00:00:00.100';
            UPDATE dbo.T SET V += 1 WHERE Id = {1};
            COMMIT; SET @done = 1;
        END TRY
        BEGIN CATCH
            IF XACT_STATE() <> 0 ROLLBACK;
            IF ERROR_NUMBER() <> 1205 THROW;
            SET @tries += 1;
        END CATCH;
    END;
    SELECT @done AS d, @tries AS t"""
    one, two = Running(db, batch.format(1, 2)), Running(db2, batch.format(2, 1))
    assert one.ended().error is None
    assert two.ended().error is None
    assert [one.rows[0][0], two.rows[0][0]] == [True, True]
    assert values(db) == [(1, 12), (2, 22), (3, 30)]


# --- MERGE ----------------------------------------------------------------------------------------------

MERGE = """SET XACT_ABORT ON; MERGE dbo.T WITH (HOLDLOCK) AS t USING (SELECT {0} AS Id) AS s ON t.Id = s.Id
WHEN MATCHED THEN UPDATE SET V = t.V + 1 WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, 1);"""


def test_merge_holdlock_of_a_new_key_waits(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, waiting: Waiting
) -> None:
    db.execute("BEGIN TRAN; " + MERGE.format(50))
    other = Running(db2, MERGE.format(50))
    waiting(1)
    db.execute("COMMIT")
    assert other.ended().error is None
    assert values(db)[-1] == (50, 2)


def test_merge_holdlock_races_on_new_keys(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    for key in range(100, 100 + ROUNDS):
        runs = [Running(connection, MERGE.format(key)) for connection in (db, db2)]
        assert [run.ended().error for run in runs] == [None, None]
    assert values(db)[3:] == [(key, 2) for key in range(100, 100 + ROUNDS)]
