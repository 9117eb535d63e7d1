"""The embedded engine behind the same face."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import tsql_pg
from tsql_pg.errors import EngineError, SqlError

from acm import __version__
from acm.database.dsn import Dsn
from acm.database.rows import Rows
from acm.database.session import ServerError, TableValue
from acm.errors import ConnectError

_LOCK_TIMEOUT_MS = 30_000


def connect(dsn: Dsn) -> EmbeddedSession:
    """A connection to the data directory, whose server is started when nobody uses it yet."""
    if dsn.path is None:
        raise ConnectError(f"{dsn} is not an embedded database")
    name = f"acm {__version__} {socket.gethostname()}:{os.getpid()}"
    try:
        connection = tsql_pg.connect(dsn.path, application_name=name, lock_timeout_ms=_LOCK_TIMEOUT_MS)
    except EngineError as error:
        raise ConnectError(f"no connection to {dsn}: {error}") from error
    except SqlError as error:
        raise server_error(error, f"no connection to {dsn}: ") from error
    return EmbeddedSession(connection, str(dsn))


def server_error(error: SqlError, prefix: str = "") -> ServerError:
    """The engine's error as the driver's."""
    return ServerError(
        prefix + error.message, number=error.number, procedure=error.procedure, line=error.line
    )


class EmbeddedSession:
    """One connection of tsql_pg."""

    def __init__(self, connection: tsql_pg.Connection, description: str) -> None:
        self.connection = connection
        self.description = description

    def call(
        self, procedure: str, scalars: Mapping[str, Any], tables: Mapping[str, TableValue]
    ) -> list[Rows]:
        frames = {
            name: pd.DataFrame(
                {
                    column: pd.Series(values, dtype=object)
                    for column, values in zip(table.columns, table.values, strict=True)
                }
            )
            for name, table in tables.items()
        }
        try:
            return _rows(self.connection.call(procedure, **scalars, **frames))
        except SqlError as error:
            raise server_error(error) from error
        except EngineError as error:
            raise ConnectError(f"{self.description}: {error}") from error

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Rows]:
        try:
            return _rows(self.connection.execute(sql, tuple(params)))
        except SqlError as error:
            raise server_error(error) from error
        except EngineError as error:
            raise ConnectError(f"{self.description}: {error}") from error

    def close(self) -> None:
        self.connection.close()


def _rows(result: tsql_pg.Result) -> list[Rows]:
    return [Rows(answer.columns, answer.rows) for answer in result.result_sets]
