"""Application locks. Expectations: Microsoft Learn, "sp_getapplock (Transact-SQL)"."""

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from tsql_pg import server
from tsql_pg.errors import sql_error

Connection = psycopg.Connection[Any]


@pytest.fixture
def two(engine: server.ServerHandle) -> Iterator[tuple[Connection, Connection]]:
    with engine.connect() as one, engine.connect() as other:
        yield one, other


def take(
    connection: Connection, mode: str, owner: str = "Session", timeout_ms: int = 0, resource: str = "deploy"
) -> int:
    row = connection.execute(
        "SELECT tsql.sp_getapplock(%s, %s, %s, %s)", (resource, mode, owner, timeout_ms)
    ).fetchone()
    assert row is not None
    return int(row[0])


def release(connection: Connection, owner: str = "Session", resource: str = "deploy") -> int:
    row = connection.execute("SELECT tsql.sp_releaseapplock(%s, %s)", (resource, owner)).fetchone()
    assert row is not None
    return int(row[0])


def mode(connection: Connection, resource: str = "deploy") -> str:
    row = connection.execute("SELECT tsql.applock_mode('public', %s, 'Session')", (resource,)).fetchone()
    assert row is not None
    return str(row[0])


# The documentation's table of compatible modes.
@pytest.mark.parametrize(
    ("held", "asked", "granted"),
    [
        ("Shared", "Shared", True),
        ("Shared", "Update", True),
        ("Shared", "Exclusive", False),
        ("Update", "Shared", True),
        ("Update", "Update", False),
        ("Update", "Exclusive", False),
        ("Exclusive", "Shared", False),
        ("Exclusive", "Update", False),
        ("Exclusive", "Exclusive", False),
    ],
)
@pytest.mark.parametrize("owner", ["Session", "Transaction"])
def test_compatibility(
    two: tuple[Connection, Connection], held: str, asked: str, granted: bool, owner: str
) -> None:
    one, other = two
    with one.transaction(), other.transaction():
        assert take(one, held, owner) == 0
        assert mode(one) == held
        assert take(other, asked, owner) == (0 if granted else -1)
        assert mode(other) == (asked if granted else "NoLock")
    if owner == "Session":
        release(one)
        if granted:
            release(other)
    assert mode(one) == mode(other) == "NoLock"


def test_a_lock_can_be_taken_twice_and_is_given_back_twice(two: tuple[Connection, Connection]) -> None:
    one, other = two
    assert take(one, "Exclusive") == take(one, "Exclusive") == 0
    assert release(one) == 0
    assert take(other, "Exclusive") == -1
    assert release(one) == 0
    assert take(other, "Exclusive") == 0
    release(other)


def test_a_wait_that_ends_returns_1(two: tuple[Connection, Connection], engine: server.ServerHandle) -> None:
    one, other = two
    take(one, "Exclusive")
    result: list[int] = []
    waiter = threading.Thread(target=lambda: result.append(take(other, "Exclusive", timeout_ms=60_000)))
    waiter.start()
    with engine.connect() as watcher:
        waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while watcher.execute(waiting).fetchone() == (0,):
            pass
    release(one)
    waiter.join()
    assert result == [1]
    release(other)


def test_a_wait_that_times_out_returns_minus_1_and_leaves_nothing(two: tuple[Connection, Connection]) -> None:
    one, other = two
    take(one, "Shared")
    assert take(other, "Exclusive", timeout_ms=50) == -1
    assert mode(other) == "NoLock"
    with other.transaction():
        assert take(other, "Exclusive", "Transaction", timeout_ms=50) == -1
        assert other.execute("SELECT 1").fetchone() == (1,)
    assert other.execute("SHOW lock_timeout").fetchone() == ("0",)
    release(one)


def test_a_deadlock_returns_minus_3_to_one(two: tuple[Connection, Connection]) -> None:
    results: list[int] = []
    barrier = threading.Barrier(2)

    def cross(connection: Connection, first: str, second: str) -> None:
        with connection.transaction():
            take(connection, "Exclusive", "Transaction", resource=first)
            barrier.wait()
            results.append(take(connection, "Exclusive", "Transaction", 60_000, resource=second))

    threads = [
        threading.Thread(target=cross, args=(two[0], "a", "b")),
        threading.Thread(target=cross, args=(two[1], "b", "a")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [-3, 1]


def test_a_transactions_lock_ends_with_it(two: tuple[Connection, Connection]) -> None:
    one, other = two
    with one.transaction():
        take(one, "Exclusive", "Transaction")
        assert take(other, "Shared") == -1
    assert take(other, "Shared") == 0
    release(other)


def test_a_sessions_lock_ends_with_it(engine: server.ServerHandle, pg: Connection) -> None:
    with engine.connect() as held:
        take(held, "Exclusive", resource="session")
        assert take(pg, "Shared", resource="session") == -1
    assert take(pg, "Shared", timeout_ms=60_000, resource="session") in (0, 1)
    release(pg, resource="session")


def test_resources_and_case(two: tuple[Connection, Connection]) -> None:
    one, other = two
    take(one, "exclusive", "SESSION", resource="A")
    assert take(other, "Exclusive", resource="B") == 0
    release(one, resource="A")
    release(other, resource="B")


@pytest.mark.parametrize(("mode_name", "owner"), [("Sharing", "Session"), ("Shared", "Batch")])
def test_wrong_arguments_return_minus_999(pg: Connection, mode_name: str, owner: str) -> None:
    assert take(pg, mode_name, owner) == -999


def test_releasing_what_is_not_held_is_1223(pg: Connection) -> None:
    with pytest.raises(psycopg.Error) as raised:
        release(pg, resource="never taken")
    assert sql_error(raised.value).number == 1223


def test_applock_test(two: tuple[Connection, Connection]) -> None:
    one, other = two
    take(one, "Shared")
    test = "SELECT tsql.applock_test('public', 'deploy', %s, 'Transaction')"
    assert other.execute(test, ("Shared",)).fetchone() == (1,)
    assert other.execute(test, ("Exclusive",)).fetchone() == (0,)
    assert mode(other) == "NoLock"
    release(one)
