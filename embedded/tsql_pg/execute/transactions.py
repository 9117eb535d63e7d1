"""BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION; table variables live through rollbacks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from sqlglot import exp

from ..errors import SqlError
from ..parse import tree
from ..translate import types as t
from ..translate.names import quoted
from . import evaluate
from .frames import Frame, LocalTable
from .session import Session

_DOOMED_COMMIT = (
    "The current transaction cannot be committed and cannot support operations that write to the log file. "
    "Roll back the transaction."
)


def begin(session: Session, frame: Frame, node: tree.BeginTransaction) -> None:
    """BEGIN TRANSACTION: the first opens one (sent with the next statement), others count."""
    if session.trancount == 0:
        session.transaction_name = _name(session, frame, node.name, node.line)
        session.began = False
        session.pool.created.clear()
        for table in _variables(session):
            table.written = False
    session.trancount += 1


def commit(session: Session) -> None:
    """COMMIT: the outermost makes the changes last. Errors: 3902, 3930."""
    if session.trancount == 0:
        raise SqlError(3902, "The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.")
    if session.doomed:
        raise SqlError(3930, _DOOMED_COMMIT)
    if session.trancount > 1:
        session.trancount -= 1
        return
    try:
        if session.began:
            session.wire.script([*session._flushed(), "COMMIT"])
    except psycopg.Error as error:
        translated = session.translated(error, "COMMIT")
        _closed(session)
        session.stock.forget()
        session.pool.forget_created()
        raise translated from error
    _closed(session)
    session.pool.created.clear()


def _closed(session: Session) -> None:
    session.trancount, session.began, session.doomed = 0, False, False
    session.savepoints.clear()
    session.transaction_name = None


def rollback(session: Session, frame: Frame, node: tree.RollbackTransaction) -> None:
    """ROLLBACK of the transaction, or to a savepoint. Errors: 3903, 3931, 6401."""
    name = _name(session, frame, node.name, node.line)
    if session.trancount == 0:
        raise SqlError(3903, "The ROLLBACK TRANSACTION request has no corresponding BEGIN TRANSACTION.")
    if name is None:
        rollback_all(session)
        return
    place = next(
        (n for n in range(len(session.savepoints) - 1, -1, -1) if session.savepoints[n][0] == name.lower()),
        None,
    )
    if place is not None:
        if session.doomed:
            raise SqlError(
                3931,
                "The current transaction cannot be committed and cannot be rolled back to a savepoint. "
                "Roll back the "
                "entire transaction.",
            )
        _, pg, mark = session.savepoints[place]
        del session.savepoints[place + 1 :]
        _undo(session, [f"ROLLBACK TO SAVEPOINT {quoted(pg)}"], mark)
        return
    if session.transaction_name is not None and session.transaction_name.lower() == name.lower():
        rollback_all(session)
        return
    raise SqlError(6401, f"Cannot roll back {name}. No transaction or savepoint of that name was found.")


def rollback_all(session: Session) -> None:
    """Roll the whole transaction back, whatever its nesting."""
    if session.began:
        _undo(session, ["ROLLBACK"], 0)
        if session.lock_timeout != -1:
            session.later(lock_timeout_sql(session.lock_timeout))
    _closed(session)


def abandon(session: Session) -> None:
    """End the transaction after the server has given it up: as rollback_all, but nothing may be readable."""
    try:
        rollback_all(session)
    except psycopg.Error:
        if not session.wire.broken:
            session.wire.script(["ROLLBACK"])
        session.stock.forget()
        session.pool.forget_created()
        _closed(session)


def lock_timeout_sql(milliseconds: int) -> str:
    """SET lock_timeout; T-SQL's 0 (do not wait) becomes PostgreSQL's least wait."""
    return f"SET lock_timeout = {0 if milliseconds < 0 else max(1, milliseconds)}"


def save(session: Session, frame: Frame, node: tree.SaveTransaction) -> None:
    """SAVE TRANSACTION. Errors: 628, 3933."""
    name = _name(session, frame, node.name, node.line) or ""
    if session.trancount == 0:
        raise SqlError(628, "Cannot issue SAVE TRANSACTION when there is no active transaction.", 16, 0)
    if session.doomed:
        raise SqlError(
            3933, "Cannot promote the transaction to a distributed transaction or save it: it is doomed."
        )
    pg = f"tsql_save_{len(session.savepoints)}"
    session.flush()
    session.wire.script([f"SAVEPOINT {quoted(pg)}"])
    session.savepoints.append((name.lower(), pg, len(session.pool.created)))


def _name(session: Session, frame: Frame, name: str | exp.Parameter | None, line: int) -> str | None:
    if name is None or isinstance(name, str):
        return name
    found = evaluate.value(session, frame, name, t.nvarchar(32), line)
    return str(found) if found is not None else None


def _variables(session: Session) -> list[LocalTable]:
    """The live table variables of all frames, each once."""
    found: dict[int, LocalTable] = {}
    for frame in session.frames:
        for table in frame.tables.values():
            found[id(table)] = table
    return list(found.values())


@dataclass(frozen=True)
class _Kept:
    table: LocalTable
    rows: list[tuple[Any, ...]]


def _undo(session: Session, statements: list[str], mark: int) -> None:
    """Roll back in PostgreSQL, and put back what table variables held: they take no part in transactions."""
    kept = [_dump(session, table) for table in _variables(session) if table.written]
    session._flushed()
    session.wire.script(statements)
    gone = session.pool.forget_created(mark)
    session.stock.forget()
    if statements == ["ROLLBACK"]:
        session.began = False
        session.trancount = 0
    for frame in session.frames:
        for name in [name for name, table in frame.temps.items() if table.pg in gone]:
            del frame.temps[name]
    missing = {id(table): table for table in _variables(session) if table.pg in gone}
    for item in kept:
        missing.pop(id(item.table), None)
        _restore(session, item, item.table.pg in gone)
    for table in missing.values():
        session.wire.script(_definition(session, table))


def _definition(session: Session, table: LocalTable) -> list[str]:
    """The statements that create the variable's table again."""
    return [
        text.replace("{table}", session.pg_table(table)).replace("{name}", table.pg) for text in table.make
    ]


def _dump(session: Session, table: LocalTable) -> _Kept:
    names = ", ".join(quoted(c.pg) + "::text" for c in table.info.columns if not c.computed)
    rows = session.wire.run(f"SELECT {names} FROM {session.pg_table(table)}").rows or []
    return _Kept(table, rows)


def _restore(session: Session, kept: _Kept, create: bool) -> None:
    table = kept.table
    target = session.pg_table(table)
    if create:
        session.wire.script(_definition(session, table))
    else:
        session.wire.script([f"TRUNCATE {target}"])
    columns = [c for c in table.info.columns if not c.computed]
    names = ", ".join(quoted(c.pg) for c in columns)
    if kept.rows:
        with session.wire.connection.cursor().copy(f"COPY {target} ({names}) FROM STDIN") as copy:
            for row in kept.rows:
                copy.write_row(row)
