"""SQL Server through pyodbc, which is imported only here, and only for an ODBC connection string."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from acm import __version__
from acm.database.dsn import Dsn, mask
from acm.database.rows import Rows
from acm.database.session import ServerError, TableValue
from acm.errors import AcmError, ConnectError

_CONNECT_SECONDS = 15
_LOCK_TIMEOUT_MS = 30_000
_NATIVE_NUMBER = re.compile(r"\((-?\d+)\)\s*\(SQL")
_PREFIXES = re.compile(r"^(?:\[[^\]]*\]\s*)+")
_SUFFIX = re.compile(r"\s*\(-?\d+\)\s*\(SQL\w+\).*$", re.DOTALL)


def import_pyodbc() -> Any:
    """The pyodbc module; ConnectError that says what to install where it cannot be loaded."""
    try:
        import pyodbc
    except ImportError as error:
        raise ConnectError(
            f"pyodbc cannot be loaded ({error}): an ODBC connection needs unixODBC (apt install unixodbc) "
            f"and Microsoft's ODBC Driver 18 (pip install 'acm[sqlserver]')"
        ) from error
    return pyodbc


def connect(dsn: Dsn) -> OdbcSession:
    """A new connection: every procedure commits by itself, the driver manager pools nothing."""
    pyodbc = import_pyodbc()
    pyodbc.pooling = False
    try:
        connection = pyodbc.connect(with_client_names(dsn.text), autocommit=True, timeout=_CONNECT_SECONDS)
        connection.execute(f"SET LOCK_TIMEOUT {_LOCK_TIMEOUT_MS}").close()
    except pyodbc.Error as error:
        raise server_error(error.args, f"no connection to {dsn}") from error
    return OdbcSession(connection, pyodbc.Error, str(dsn))


def with_client_names(text: str) -> str:
    """The connection string with the application's and the host's name, unless it names them itself."""
    names = {part.split("=", 1)[0].strip().lower() for part in text.split(";") if "=" in part}
    added = "" if {"app", "application name"} & names else f";APP=acm {__version__}"
    added += "" if {"wsid", "workstation id"} & names else f";WSID={socket.gethostname()}"
    return text.rstrip(";") + added


def statement(procedure: str, parameters: Sequence[str]) -> str:
    """The call of a procedure with a marker for each parameter, by name."""
    return " ".join([f"EXEC {procedure}", ", ".join(f"@{name} = ?" for name in parameters)]).rstrip()


def table_argument(table: TableValue) -> list[Any]:
    """A table parameter as pyodbc takes it: type and schema first, which spares a question to the server."""
    return [table.type_name, table.schema, *zip(*table.values, strict=True)]


def server_error(arguments: Sequence[Any], prefix: str = "") -> ServerError:
    """The native number, the state and the bare text out of what pyodbc raised."""
    state = str(arguments[0]) if arguments else ""
    text = str(arguments[1]) if len(arguments) > 1 else state
    found = _NATIVE_NUMBER.search(text)
    number = int(found.group(1)) if found else 0
    bare = _PREFIXES.sub("", _SUFFIX.sub("", text)).strip() or text
    message = mask(f"{prefix}: {bare}" if prefix else bare)
    return ServerError(message, number=number or AcmError.number, sqlstate=state)


class OdbcSession:
    """One pyodbc connection; a fresh cursor for each call, read to its end so that late errors surface."""

    def __init__(self, connection: Any, error_type: type[Exception], description: str) -> None:
        self._connection = connection
        self._error_type = error_type
        self.description = description

    def call(
        self, procedure: str, scalars: Mapping[str, Any], tables: Mapping[str, TableValue]
    ) -> list[Rows]:
        arguments = {**scalars, **{name: table_argument(table) for name, table in tables.items()}}
        return self.query(statement(procedure, list(arguments)), list(arguments.values()))

    def query(self, sql: str, params: Sequence[Any] = ()) -> list[Rows]:
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql, *params)
                answer = []
                while True:
                    if cursor.description is not None:
                        columns = tuple(str(column[0]) for column in cursor.description)
                        answer.append(Rows(columns, [tuple(row) for row in cursor.fetchall()]))
                    if not cursor.nextset():
                        return answer
        except self._error_type as error:
            raise server_error(error.args) from error

    def close(self) -> None:
        try:
            self._connection.close()
        except self._error_type as error:
            raise server_error(error.args) from error
