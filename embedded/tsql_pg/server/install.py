"""Installing the prelude (schemas `tsql` and `sys`) into a database, once per data directory and version.

The files are applied in the order below in one transaction. The first group creates types and tables
and runs once; the second consists of replaceable functions and views, and is applied again when their
text has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from tsql_pg.errors import EngineError
from tsql_pg.server import binaries, locks
from tsql_pg.server.directory import LAYOUT_VERSION, DataDirectory, Stamp, read_stamp, write_stamp

ONCE = ("schema.sql", "types.sql", "catalogue_tables.sql")
REPLACEABLE = (
    "numbers_from_text.sql",
    "conversion.sql",
    "numbers_to_text.sql",
    "dates_text.sql",
    "dates.sql",
    "json_text.sql",
    "json_query.sql",
    "strings.sql",
    "names_and_messages.sql",
    "numbers.sql",
    "hash.sql",
    "locks.sql",
    "session.sql",
    "catalogue_views.sql",
    "constraint_views.sql",
    "database_views.sql",
    "information_schema.sql",
    "catalogue_functions.sql",
)


@cache
def prelude_texts() -> dict[str, str]:
    """The prelude's files by name, in the order of their application."""
    folder = Path(__file__).parent.parent / "prelude"
    return {name: (folder / name).read_text(encoding="utf-8") for name in (*ONCE, *REPLACEABLE)}


@cache
def prelude_hash() -> str:
    """SHA-256 over all of the prelude."""
    digest = hashlib.sha256()
    for name, text in prelude_texts().items():
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


@cache
def once_hash() -> str:
    """SHA-256 over the part that cannot be replaced in place."""
    return hashlib.sha256("\0".join(prelude_texts()[name] for name in ONCE).encode()).hexdigest()


def ensure_installed(directory: DataDirectory, connect: Callable[[], psycopg.Connection[Any]]) -> None:
    """Install or refresh the prelude unless the directory's stamp says that it is the current one."""
    wanted = Stamp(LAYOUT_VERSION, binaries.POSTGRESQL_MAJOR, prelude_hash())
    if read_stamp(directory) == wanted:
        return
    lock = locks.acquire(directory.install_lock)
    try:
        if read_stamp(directory) == wanted:
            return
        with connect() as connection:
            _install(directory, connection)
        write_stamp(directory, wanted)
    finally:
        lock.release()


def _install(directory: DataDirectory, connection: psycopg.Connection[Any]) -> None:
    found = connection.execute("SELECT to_regclass('tsql.prelude') IS NOT NULL").fetchone()
    installed = bool(found and found[0])
    with connection.transaction():
        if installed:
            row = connection.execute("SELECT once_hash FROM tsql.prelude").fetchone()
            if row is None or row[0] != once_hash():
                raise EngineError(
                    f"the data directory {directory.path} was made by a version of the engine with other "
                    "types or catalogue tables: export its data with that version, or name a new directory"
                )
        try:
            for name in REPLACEABLE if installed else (*ONCE, *REPLACEABLE):
                _apply(connection, name)
        except EngineError as error:
            if not installed:
                raise
            raise EngineError(
                f"the functions of the data directory {directory.path} cannot be brought up to this version "
                f"of the engine ({error}): export its data with the version that made it, or name a new one"
            ) from error
        connection.execute("DELETE FROM tsql.prelude")
        connection.execute(
            "INSERT INTO tsql.prelude (once_hash, prelude_hash) VALUES (%s, %s)",
            (once_hash(), prelude_hash()),
        )


def _apply(connection: psycopg.Connection[Any], name: str) -> None:
    try:
        connection.execute(prelude_texts()[name].encode())
    except psycopg.Error as error:
        position = error.diag.statement_position
        line = prelude_texts()[name].count("\n", 0, int(position)) + 1 if position else 0
        raise EngineError(
            f"prelude {name}, line {line}: {error.diag.message_primary} {error.diag.context}"
        ) from error
