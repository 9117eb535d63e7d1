"""A connection to the embedded engine: batches, procedure calls, sqlcmd scripts."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

from . import server, sqlcmd
from .errors import SqlError, sql_error
from .execute import batches
from .execute.dispatch import STATEMENTS
from .execute.frames import Result, StatementEvent
from .execute.session import Session
from .server.handle import ServerHandle


class Connection:
    """One session. Not thread-safe; several connections may be open on one data directory."""

    def __init__(self, handle: ServerHandle, session: Session) -> None:
        self._handle = handle
        self._session = session

    @property
    def hook(self) -> Callable[[StatementEvent], None] | None:
        """Called before each statement that changes data; it may raise SqlError to make the statement
        fail."""
        return self._session.hook

    @hook.setter
    def hook(self, hook: Callable[[StatementEvent], None] | None) -> None:
        self._session.hook = hook

    def execute(self, sql: str, params: Sequence[Any] = ()) -> Result:
        """Run one batch. `?` markers take params; a DataFrame for a procedure's table-valued parameter.

        SqlError: the batch's first error, after the batch has run as far as SQL Server would have run it.
        """
        with batches.guarded(self._session):
            return batches.execute(self._session, sql, params)

    def call(self, procedure: str, /, **params: Any) -> Result:
        """Call a procedure with named parameters (without @); a DataFrame for a table-valued one.
        SqlError."""
        with batches.guarded(self._session):
            return batches.call(self._session, procedure, params)

    def sqlcmd(
        self, file: str | Path, variables: Mapping[str, str] | None = None, *, root: str | Path | None = None
    ) -> list[Result]:
        """Run a sqlcmd script; `root` is what relative `:r` paths start from. One result per batch.

        SqlError: the first error under `:on error exit`, else the last one after the whole script.
        """
        results: list[Result] = []
        failed: SqlError | None = None
        for batch in sqlcmd.read_script(file, root=root, variables=variables):
            for _ in range(batch.repeat):
                try:
                    with batches.guarded(self._session):
                        results.append(batches.execute(self._session, batch.text, (), batch))
                except SqlError as error:
                    failed = error
                    if batch.exit_on_error:
                        raise
        if failed is not None:
            raise failed
        return results

    @property
    def closed(self) -> bool:
        """Whether the connection can no longer be used."""
        return self._session.wire.connection.closed

    @property
    def in_transaction(self) -> bool:
        """Whether @@TRANCOUNT is above 0."""
        return self._session.trancount > 0

    def close(self) -> None:
        """Roll back what is open and let go of the server. May be called again."""
        if not self._session.wire.connection.closed:
            self._session.wire.connection.close()
        self._handle.close()

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(
    path: str | Path,
    *,
    user: str | None = None,
    application_name: str = "",
    lock_timeout_ms: int = -1,
    hook: Callable[[StatementEvent], None] | None = None,
) -> Connection:
    """Connect to the data directory `path`; it is created and its server started as needed.

    user: a database user whose permissions apply (None: the owner, who may do everything). Errors:
    EngineError when the server cannot be started, SqlError 4060 for an unknown user, 10054 when the server
    is lost meanwhile.
    """
    handle = server.open(path)
    try:
        connection = handle.connect()
        login = user or getpass.getuser()
        session = Session(
            connection,
            login=login,
            user=user,
            application=application_name or "tsql_pg",
            host=socket.gethostname(),
            statements=STATEMENTS,
        )
        session.hook = hook
        batches.start(session, lock_timeout_ms)
    except psycopg.Error as error:
        handle.close()
        raise sql_error(error) from error
    except SqlError:
        handle.close()
        raise
    return Connection(handle, session)


def not_enforced(connection: Connection) -> list[str]:
    """Constructs that scripts of this database used and that have no effect here, each once, sorted."""
    rows = batches.noted(connection._session)
    return sorted(f"{construct} ({name})" if name else construct for construct, name in rows)
