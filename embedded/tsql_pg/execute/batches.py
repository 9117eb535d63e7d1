"""The client's batches: parameters in, results out, the first error raised at the end."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from ..errors import SqlError
from ..sqlcmd import Batch
from ..translate.names import text_literal
from . import modules, rowsets, transactions
from .arguments import Bound, as_parameter, outputs_of, split_name
from .frames import Failure, Frame, Module, Result
from .session import Session
from .values import natural, plain, shown

_log = logging.getLogger(__name__)


def start(session: Session, lock_timeout: int) -> None:
    """Settings of a new connection. Error 4060: unknown user."""
    settings = {
        "tsql.login": session.login,
        "tsql.user_name": session.user or "dbo",
        "tsql.host": session.host,
        "tsql.app": session.application,
        "application_name": session.application[:63],
    }
    script = [
        f"SELECT set_config({text_literal(name)}, {text_literal(value)}, false)"
        for name, value in settings.items()
    ]
    session.lock_timeout = lock_timeout
    if lock_timeout >= 0:
        script.append(transactions.lock_timeout_sql(lock_timeout))
    session.wire.script(script)
    if session.user is not None:
        rows = session.rows(
            f"SELECT 1 FROM tsql.principals WHERE name = {text_literal(session.user)}::tsql.nvarchar"
        )
        if not rows:
            raise SqlError(4060, f"Cannot open the database: the login failed for user '{session.user}'.", 11)


def _is_table(value: Any) -> bool:
    return hasattr(value, "columns") and hasattr(value, "dtypes")


def _refresh(session: Session) -> None:
    """Notice what other sessions have changed in the catalogue, also while this one's transaction waited."""
    try:
        found = session.rows("SELECT tsql.catalogue_version()")
    except SqlError:
        # Under SERIALIZABLE even this can be where the server ends the transaction.
        transactions.abandon(session)
        raise
    session.stock.refresh(int(found[0][0]))


@contextmanager
def guarded(session: Session) -> Iterator[None]:
    """A server that is lost at any point is an error of the engine's own, never PostgreSQL's."""
    try:
        yield
    except psycopg.Error as error:
        if session.wire.broken:
            session.trancount, session.began, session.doomed = 0, False, False
        raise session.translated(error, "SELECT") from error


def execute(session: Session, text: str, params: Sequence[Any], batch: Batch | None = None) -> Result:
    """Run one batch. SqlError: its first error."""
    try:
        _refresh(session)
        if batch is None:
            module = modules.batch_module(session, text, None)
        else:
            module = modules.batch_module(session, text, batch.file, batch.first_line)
    except SqlError as error:
        _located(error, batch)
        raise
    frame = _top(session, module)
    for place, value in enumerate(params, 1):
        key = f"?{place}"
        if _is_table(value):
            frame.values[key] = value
            continue
        frame.values[key] = plain(value)
        frame.types[key] = natural(frame.values[key])
    return _run(session, frame, batch)


def _top(session: Session, module: Module) -> Frame:
    session.result = Result()
    session.errors = []
    session.frames.clear()
    session.capture.clear()
    session.try_depth = 0
    return Frame(module, temps=session.temps)


def _run(session: Session, frame: Frame, batch: Batch | None = None) -> Result:
    try:
        modules.run(session, frame)
    except Failure as failure:
        session.errors.append(failure.error)
    except SqlError as error:
        session.errors.append(error)
    return _finished(session, batch)


def _finished(session: Session, batch: Batch | None) -> Result:
    """End of the batch: a doomed transaction ends with it (3998); the first error is raised."""
    if session.doomed and session.trancount:
        transactions.rollback_all(session)
        session.errors.append(
            SqlError(
                3998,
                "Uncommittable transaction is detected at the end of the batch. The transaction is rolled "
                "back.",
                16,
                1,
            )
        )
    if not session.trancount:
        _keep_house(session)
    if session.errors:
        error = session.errors[0]
        _located(error, batch)
        raise error
    return session.result


def _keep_house(session: Session) -> None:
    """What is done for the database between transactions; the batch's outcome does not depend on it."""
    try:
        session.statistics.refresh(session)
        _save_notes(session)
    except (psycopg.Error, SqlError) as error:
        _log.warning("statistics and notes were not kept up: %s", error)


def _located(error: SqlError, batch: Batch | None) -> None:
    """File and line of the script for an error of its own statements (a procedure's lines stay its own)."""
    if batch is None or error.procedure is not None:
        return
    if error.line:
        error.file, error.line = batch.locate(error.line - batch.first_line + 1)
    else:
        error.file = batch.file


def _save_notes(session: Session) -> None:
    if not session.notes or session.wire.broken:
        return
    values = ", ".join(
        f"({text_literal(construct)}, {text_literal(where)}, {text_literal(file)}, {line})"
        for construct, where, file, line in session.notes
    )
    session.notes.clear()
    session.rows(
        f"WITH added AS (INSERT INTO tsql.not_enforced (construct, object_name, file, line) VALUES {values} "
        "ON CONFLICT DO NOTHING RETURNING 1) SELECT count(*) FROM added"
    )


def noted(session: Session) -> list[tuple[str, str]]:
    """(construct, object) of everything that was accepted without effect."""
    _save_notes(session)
    return [(str(a), str(b)) for a, b in session.rows("SELECT construct, object_name FROM tsql.not_enforced")]


def call(session: Session, name: str, params: Mapping[str, Any]) -> Result:
    """Call a procedure by name with values by parameter. SqlError."""
    _refresh(session)
    parts = split_name(name)
    procedure = session.stock.procedure(parts)
    if procedure is None:
        raise SqlError(2812, f"Could not find stored procedure '{name}'.", 16, 62)
    frame = _top(session, Module((), None))
    session.frames.append(frame)
    bound: dict[str, Bound] = {}
    try:
        session.permit(frame, frozenset({(procedure.object_id, "EXECUTE")}))
        by_name = {parameter.name.lower(): parameter for parameter in procedure.parameters}
        for key, value in params.items():
            parameter = by_name.get(key.lower().removeprefix("@"))
            if parameter is None:
                raise SqlError(8145, f"@{key} is not a parameter for procedure {procedure.shown}.", 16, 2)
            if parameter.table is not None:
                if value is None:
                    continue
                kind = session.stock.table_type(parameter.table)
                assert kind is not None
                table = rowsets.type_table(session, kind, f"@{parameter.name}")
                frame.tables[f"?{parameter.name.lower()}"] = table
                rowsets.load(session, table, value)
                bound[parameter.name.lower()] = Bound(table=table)
            else:
                assert parameter.type is not None
                found = plain(value)
                converted = as_parameter(session, found, natural(found), parameter.type)
                bound[parameter.name.lower()] = Bound(converted)
        inner = modules.call(session, frame, procedure, bound, 0)
        session.result.return_code = inner.return_code
        for parameter in outputs_of(procedure):
            if parameter.type is not None:
                value = inner.values.get(f"@{parameter.name.lower()}")
                session.result.outputs[parameter.name] = shown(value, parameter.type)
    except Failure as failure:
        session.errors.append(failure.error)
    except SqlError as error:
        session.errors.append(error)
    finally:
        session.frames.clear()
        for table in frame.tables.values():
            session.pool.release(session, table)
    return _finished(session, None)
