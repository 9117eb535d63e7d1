"""A process's hold on a running server, and connections to it."""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg

from tsql_pg.errors import EngineError
from tsql_pg.server import install, locks
from tsql_pg.server.directory import DataDirectory, os_failure, prepare
from tsql_pg.server.lifecycle import DATABASE, SUPERUSER, ensure_running

_RECONNECT_SECONDS = 30.0


class ServerHandle:
    """Keeps the server of one data directory running until `close()`, or the end of the process."""

    def __init__(self, directory: DataDirectory, users: locks.FileLock, socket_directory: str) -> None:
        self._directory = directory
        self._users = users
        self._socket_directory = socket_directory
        self._closed = False

    @property
    def path(self) -> Path:
        """The data directory."""
        return self._directory.path

    @property
    def conninfo(self) -> dict[str, str]:
        """Keyword arguments of a psycopg connection as the engine's superuser."""
        return {"host": self._socket_directory, "dbname": DATABASE, "user": SUPERUSER}

    @property
    def dsn(self) -> str:
        """The same as a libpq connection string."""
        return psycopg.conninfo.make_conninfo("", **self.conninfo)

    def connect(self, **options: Any) -> psycopg.Connection[Any]:
        """A new connection; a server that was killed is started again first.

        `options` go to `psycopg.connect` and override `conninfo`. Raises `EngineError` when the handle
        is closed or the server cannot be started.
        """
        if self._closed:
            raise EngineError(f"the handle on {self.path} is closed")
        deadline = time.monotonic() + _RECONNECT_SECONDS
        while True:
            try:
                return psycopg.Connection.connect(**{**self.conninfo, "autocommit": True, **options})
            except psycopg.OperationalError as error:
                if not _server_is_away(error):
                    raise
                if time.monotonic() > deadline:
                    raise EngineError(f"no connection to the server of {self.path}: {error}") from error
            time.sleep(0.02)
            self._socket_directory = ensure_running(self._directory)

    def close(self) -> None:
        """Let go of the server, which stops when nobody else holds it. May be called again."""
        self._closed = True
        self._users.release()

    def __enter__(self) -> ServerHandle:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _server_is_away(error: psycopg.OperationalError) -> bool:
    """Whether a failed connection attempt met no server, or one that is starting, stopping or crashing."""
    away = (
        "No such file or directory",
        "Connection refused",
        "server closed the connection",
        "reset by peer",
        "terminating connection due to",
    )
    states = ("is starting up", "is shutting down", "in recovery mode", "not yet accepting connections")
    return any(text in str(error) for text in away + states)


def open(path: Path | str) -> ServerHandle:
    """Open the data directory `path`, creating it and starting its server as needed.

    Raises `EngineError` when the directory cannot be used (not ours, not writable, another version, disk
    full) or the server does not start.
    """
    directory = prepare(Path(path))
    try:
        users = locks.acquire(directory.users_lock, shared=True)
    except OSError as error:
        raise os_failure("cannot lock the data directory", directory.path, error) from error
    try:
        handle = ServerHandle(directory, users, ensure_running(directory))
        install.ensure_installed(directory, handle.connect)
    except BaseException:
        users.release()
        raise
    return handle
