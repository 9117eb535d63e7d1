"""Fixtures: a real server per session, a connection per test."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
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
