"""Two sessions: blocking, READPAST, lock timeouts, application locks, deadlocks, races for a key.

Documentation (learn.microsoft.com): table-hints, set-lock-timeout, sp-getapplock,
    sql-server-transaction-locking
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import tsql_pg

Rows = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def table(db: tsql_pg.Connection) -> None:
    db.execute("""CREATE TABLE dbo.Q (Id int NOT NULL CONSTRAINT PK_Q PRIMARY KEY, V int NULL);
    INSERT INTO dbo.Q (Id, V) VALUES (1, 0), (2, 0), (3, 0)""")


@pytest.fixture
def background() -> Iterator[Callable[..., "Future[Any]"]]:
    with ThreadPoolExecutor(2) as pool:
        yield pool.submit


def number_of(run: Callable[[], Any]) -> int:
    with pytest.raises(tsql_pg.SqlError) as raised:
        run()
    return raised.value.number


def test_readers_never_see_uncommitted_rows(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 9")
    assert db2.execute("SELECT SUM(V) AS s FROM dbo.Q WITH (NOLOCK)").rows == [(0,)]
    db2.execute("SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED")
    assert db2.execute("SELECT SUM(V) AS s FROM dbo.Q").rows == [(0,)]
    db.execute("ROLLBACK")


def test_a_writer_waits_and_times_out(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 9 WHERE Id = 1")
    db2.execute("SET LOCK_TIMEOUT 50")
    assert number_of(lambda: db2.execute("UPDATE dbo.Q SET V = 8 WHERE Id = 1")) == 1222
    assert db2.execute("SELECT @@LOCK_TIMEOUT AS t").rows == [(50,)]
    db.execute("ROLLBACK")
    db2.execute("UPDATE dbo.Q SET V = 8 WHERE Id = 1")


def test_lock_timeout_of_zero_does_not_wait(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 9 WHERE Id = 1")
    assert number_of(lambda: db2.execute("SET LOCK_TIMEOUT 0; UPDATE dbo.Q SET V = 8 WHERE Id = 1")) == 1222
    db.execute("ROLLBACK")


def test_lock_timeout_under_xact_abort_ends_the_transaction(
    db: tsql_pg.Connection, db2: tsql_pg.Connection
) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 9 WHERE Id = 1")
    batch = (
        "SET XACT_ABORT ON; SET LOCK_TIMEOUT 20; BEGIN TRAN; UPDATE dbo.Q SET V = 1 WHERE Id = 2; "
        "UPDATE dbo.Q SET V = 8 WHERE Id = 1"
    )
    assert number_of(lambda: db2.execute(batch)) == 1222
    assert not db2.in_transaction
    db.execute("ROLLBACK")
    assert db.execute("SELECT SUM(V) AS s FROM dbo.Q").rows == [(0,)]


def test_a_waiting_writer_goes_on_after_the_commit(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, background: Callable[..., "Future[Any]"]
) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 10 WHERE Id = 1")
    waiting = background(db2.execute, "UPDATE dbo.Q SET V = V + 1 WHERE Id = 1")
    db.execute("COMMIT")
    waiting.result(30)
    assert db.execute("SELECT V FROM dbo.Q WHERE Id = 1").rows == [(11,)]


def test_updlock_holds_the_row(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; DECLARE @v int; SELECT @v = V FROM dbo.Q WITH (UPDLOCK, HOLDLOCK) WHERE Id = 1")
    db2.execute("SET LOCK_TIMEOUT 20")
    assert number_of(lambda: db2.execute("SELECT V FROM dbo.Q WITH (UPDLOCK) WHERE Id = 1")) == 1222
    assert db2.execute("SELECT V FROM dbo.Q WITH (UPDLOCK) WHERE Id = 2").rows == [(0,)]
    assert db2.execute("SELECT V FROM dbo.Q WHERE Id = 1").rows == [(0,)]
    db.execute("ROLLBACK")


def test_readpast_takes_the_next_row(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    claim = """WITH c AS (SELECT TOP (1) q.Id, q.V FROM dbo.Q AS q WITH (UPDLOCK, READPAST) WHERE q.V = 0
    ORDER BY q.Id)
    UPDATE c SET V = 1 OUTPUT inserted.Id"""
    db.execute("BEGIN TRAN")
    assert db.execute(claim).rows == [(1,)]
    assert db2.execute(claim).rows == [(2,)]
    db.execute("COMMIT")
    assert db.execute(claim).rows == [(3,)]
    assert db.execute(claim).rows == []


def test_readpast_on_the_updated_table(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 5 WHERE Id = 1")
    db2.execute("UPDATE TOP (1) dbo.Q WITH (READPAST) SET V = 7 WHERE V = 0")
    db.execute("ROLLBACK")
    assert db.execute("SELECT Id FROM dbo.Q WHERE V = 7").rows in ([(2,)], [(3,)])


def test_deadlock_chooses_one_victim(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, background: Callable[..., "Future[Any]"]
) -> None:
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 1 WHERE Id = 1")
    db2.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 2 WHERE Id = 2")
    barrier = threading.Barrier(2)

    def cross(session: tsql_pg.Connection, other: int) -> int:
        barrier.wait(30)
        try:
            session.execute(f"UPDATE dbo.Q SET V = 3 WHERE Id = {other}")
            session.execute("COMMIT")
        except tsql_pg.SqlError as error:
            assert not session.in_transaction
            return error.number
        return 0

    found = sorted(item.result(60) for item in [background(cross, db, 2), background(cross, db2, 1)])
    assert found == [0, 1205]


def test_deadlock_in_a_try_dooms(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, background: Callable[..., "Future[Any]"]
) -> None:
    batch = """BEGIN TRY UPDATE dbo.Q SET V = 3 WHERE Id = {0}; COMMIT; SELECT 0 AS n, 1 AS s, 0 AS c END TRY
    BEGIN CATCH SELECT ERROR_NUMBER() AS n, XACT_STATE() AS s, @@TRANCOUNT AS c; ROLLBACK END CATCH"""
    db.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 1 WHERE Id = 1")
    db2.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 2 WHERE Id = 2")
    runs = [background(db.execute, batch.format(2)), background(db2.execute, batch.format(1))]
    assert sorted(run.result(60).rows[0] for run in runs) == [(0, 1, 0), (1205, -1, 1)]


def test_application_locks_exclude_and_time_out(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    take = """DECLARE @r int; EXEC @r = sp_getapplock @Resource = N'one', @LockMode = N'Exclusive',
    @LockOwner = N'{0}',
    @LockTimeout = 0; SELECT @r AS r"""
    db.execute("BEGIN TRAN")
    assert db.execute(take.format("Transaction")).rows == [(0,)]
    assert db2.execute(take.format("Session")).rows == [(-1,)]
    db.execute("COMMIT")
    assert db2.execute(take.format("Session")).rows == [(0,)]
    db2.execute("EXEC sp_releaseapplock @Resource = N'one', @LockOwner = N'Session'")
    assert (
        number_of(lambda: db2.execute("EXEC sp_releaseapplock @Resource = N'one', @LockOwner = N'Session'"))
        == 1223
    )


def test_application_locks_of_a_transaction_need_one(db: tsql_pg.Connection) -> None:
    assert db.execute("SELECT @@TRANCOUNT AS n").rows == [(0,)]
    with pytest.raises(tsql_pg.SqlError):
        db.execute("EXEC sp_getapplock @Resource = N'x', @LockMode = N'Exclusive'")


MERGE = """MERGE dbo.Q WITH (HOLDLOCK) AS t USING (SELECT 50 AS Id) AS s ON s.Id = t.Id
WHEN MATCHED THEN UPDATE SET V = t.V + 1 WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, 1);"""


def test_two_merges_of_the_same_new_key(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, background: Callable[..., "Future[Any]"]
) -> None:
    db.execute("BEGIN TRAN")
    db.execute(MERGE)
    waiting = background(db2.execute, f"BEGIN TRAN; {MERGE} COMMIT")
    db.execute("COMMIT")
    waiting.result(30)
    assert db.execute("SELECT V FROM dbo.Q WHERE Id = 50").rows == [(2,)]


def test_two_inserts_where_not_exists_with_holdlock(
    db: tsql_pg.Connection, db2: tsql_pg.Connection, background: Callable[..., "Future[Any]"]
) -> None:
    batch = """INSERT INTO dbo.Q (Id) SELECT 60 WHERE NOT EXISTS
    (SELECT 1 FROM dbo.Q AS q WITH (UPDLOCK, HOLDLOCK) WHERE q.Id = 60)"""
    db.execute("BEGIN TRAN")
    db.execute(batch)
    waiting = background(db2.execute, batch)
    db.execute("COMMIT")
    waiting.result(30)
    assert db.execute("SELECT COUNT(*) AS n FROM dbo.Q WHERE Id = 60").rows == [(1,)]


def test_an_insert_without_a_hint_meets_the_duplicate(
    db: tsql_pg.Connection, db2: tsql_pg.Connection
) -> None:
    db.execute("INSERT INTO dbo.Q (Id) VALUES (70)")
    assert number_of(lambda: db2.execute("INSERT INTO dbo.Q (Id) VALUES (70)")) == 2627


def test_snapshot_conflict(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("SET TRANSACTION ISOLATION LEVEL SNAPSHOT; BEGIN TRAN; SELECT V FROM dbo.Q")
    db2.execute("UPDATE dbo.Q SET V = 4 WHERE Id = 1")
    assert db.execute("SELECT V FROM dbo.Q WHERE Id = 1").rows == [(0,)]
    assert number_of(lambda: db.execute("UPDATE dbo.Q SET V = 5 WHERE Id = 1")) == 3960
    assert not db.in_transaction


def test_a_closed_connection_rolls_back(engine: Any, db: tsql_pg.Connection) -> None:
    other = tsql_pg.connect(engine.path)
    other.execute("BEGIN TRAN; UPDATE dbo.Q SET V = 1")
    other.close()
    db.execute("SET LOCK_TIMEOUT 5000; UPDATE dbo.Q SET V = 2")
    assert db.execute("SELECT SUM(V) AS s FROM dbo.Q").rows == [(6,)]
