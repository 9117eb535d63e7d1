"""Fixtures: a real server per session, a connection per test."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import tsql_pg
from tsql_pg import server
from tsql_pg.errors import SqlError, sql_error


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.ServerHandle]:
    """A server on a data directory of its own, for the whole session."""
    with server.open(tmp_path_factory.mktemp("engine") / "data") as handle:
        yield handle


@pytest.fixture
def pg(engine: server.ServerHandle) -> Iterator[psycopg.Connection[Any]]:
    """A plain connection to the session's server."""
    with engine.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def examples_pg(engine: server.ServerHandle) -> Iterator[psycopg.Connection[Any]]:
    """One connection for all examples of a Hypothesis test."""
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def value(pg: psycopg.Connection[Any]) -> Callable[[str], Any]:
    """Evaluates a PostgreSQL expression; an error is raised as the `SqlError` that it becomes."""

    def evaluate(expression: str) -> Any:
        try:
            row = pg.execute(f"SELECT {expression}".encode()).fetchone()
        except psycopg.Error as error:
            raise sql_error(error) from error
        assert row is not None
        return row[0] if len(row) == 1 else row

    return evaluate


@pytest.fixture
def error_number(value: Callable[[str], Any]) -> Callable[[str], int]:
    """The number of the error that an expression raises."""

    def evaluate(expression: str) -> int:
        with pytest.raises(SqlError) as raised:
            value(expression)
        return raised.value.number

    return evaluate


@pytest.fixture
def db(engine: server.ServerHandle) -> Iterator[tsql_pg.Connection]:
    """A T-SQL connection; what the test creates is gone after it."""
    with tsql_pg.connect(engine.path) as connection:
        yield connection
    with engine.connect() as cleaner:
        _drop_everything(cleaner)


@pytest.fixture
def db2(engine: server.ServerHandle, db: tsql_pg.Connection) -> Iterator[tsql_pg.Connection]:
    """A second session beside `db`."""
    with tsql_pg.connect(engine.path) as connection:
        yield connection


@pytest.fixture
def rows(db: tsql_pg.Connection) -> Callable[..., list[tuple[Any, ...]]]:
    """Runs a batch and gives the rows of its last result set."""
    return lambda sql, *params: db.execute(sql, params).rows


@pytest.fixture
def number(db: tsql_pg.Connection) -> Callable[..., int]:
    """The error number with which a batch ends."""

    def run(sql: str, *params: Any) -> int:
        with pytest.raises(SqlError) as raised:
            db.execute(sql, params)
        return raised.value.number

    return run


def _drop_everything(connection: psycopg.Connection[Any]) -> None:
    tables = connection.execute("SELECT pg_schema, pg_name FROM tsql.objects WHERE type = 'U'").fetchall()
    for schema, name in tables:
        connection.execute(f'DROP TABLE IF EXISTS "{schema}"."{name}" CASCADE'.encode())
    connection.execute("DELETE FROM tsql.objects")
    connection.execute("DELETE FROM tsql.principals WHERE principal_id BETWEEN 5 AND 16383")
    connection.execute("DELETE FROM tsql.schemas WHERE schema_id > 4")
    connection.execute("DELETE FROM tsql.extended_properties")
    connection.execute("DELETE FROM tsql.permissions")
