"""Running a module: a procedure with its arguments, a dynamic batch, the batch of the client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ..errors import SqlError
from ..parse import parse_batch, tree
from ..translate import types as t
from ..translate.types import SqlType
from . import control, evaluate, rowsets
from .arguments import Bound, short_name
from .catalogue import Parameter, Procedure
from .frames import Failure, Frame, LocalTable, Module
from .session import MAX_NESTING, Session
from .tables import local_info
from .walking import check, walk


def call(
    session: Session, caller: Frame, procedure: Procedure, arguments: dict[str, Bound], line: int
) -> Frame:
    """Run a procedure with bound arguments; its frame holds the return code and the parameters' last
    values."""
    module = session.modules.get((procedure.object_id, procedure.definition_hash))
    if module is None:
        module = Module(procedure.body, procedure.file, procedure.text)
        session.modules[(procedure.object_id, procedure.definition_hash)] = module
    frame = Frame(module, procedure.shown, procedure.object_id, caller, caller.depth + 1)
    for parameter in procedure.parameters:
        given = arguments.get(parameter.name.lower())
        key = f"@{parameter.name.lower()}"
        if parameter.table is not None:
            frame.tables[key] = _table_parameter(session, parameter, given)
            continue
        assert parameter.type is not None
        frame.types[key] = parameter.type
        if given is not None:
            frame.values[key] = given.value
        elif parameter.default is not None:
            frame.values[key] = evaluate.value(session, frame, parameter.default, parameter.type, line)
        else:
            raise SqlError(
                201,
                f"Procedure or function '{short_name(procedure.shown)}' expects parameter "
                f"'@{parameter.name}', which was not supplied.",
                16,
                4,
            )
    before = session.trancount
    user = session.user
    if procedure.execute_as is not None and procedure.execute_as.upper() != "CALLER":
        session.user = None
    try:
        run(session, frame)
    finally:
        session.user = user
    check_count(session, before)
    return frame


def _table_parameter(session: Session, parameter: Parameter, given: Bound | None) -> LocalTable:
    assert parameter.table is not None
    wanted = session.stock.table_type(parameter.table)
    assert wanted is not None
    info = rowsets.type_info(wanted, f"@{parameter.name}")
    if given is not None and given.table is not None:
        table = given.table
        return LocalTable(info, table.pg, table.pool_key, True, table.rows, identity=table.identity)
    made = rowsets.type_table(session, wanted, f"@{parameter.name}")
    made.readonly = True
    made.owned = True
    return made


def check_count(session: Session, before: int) -> None:
    """Error 266 when a module leaves another transaction count than it found (not under XACT_ABORT ON)."""
    if session.trancount != before and not session.xact_abort:
        raise SqlError(
            266,
            "Transaction count after EXECUTE indicates a mismatching number of BEGIN and COMMIT "
            "statements. Previous "
            f"count = {before}, current count = {session.trancount}.",
            16,
            2,
        )


def run(session: Session, frame: Frame) -> None:
    """Run a frame's module: declarations, body, clean-up; SET options end with it."""
    if frame.depth > MAX_NESTING:
        raise SqlError(
            217,
            "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit "
            f"{MAX_NESTING}).",
        )
    with _level(session, frame):
        declare_all(frame)
        try:
            control.body(session, frame, frame.module.body)
        except Failure as failure:
            if failure.scope != frame.depth or session.try_depth or frame.depth == 0 or failure.aborts:
                failure.scope = -1
                raise
            # An error of name resolution ends its own level only.
            session.errors.append(failure.error)


@contextmanager
def _level(session: Session, frame: Frame) -> Iterator[None]:
    kept = (session.xact_abort, session.nocount, session.isolation, session.identity_insert)
    session.frames.append(frame)
    try:
        yield
    finally:
        session.frames.pop()
        if frame.depth:
            session.xact_abort, session.nocount, session.isolation, session.identity_insert = kept
            for table in frame.temps.values():
                session.pool.release(session, table)
        for table in frame.tables.values():
            if not table.readonly or table.owned:
                session.pool.release(session, table)


def declare_all(frame: Frame) -> None:
    """Declare the scalar variables of the whole module: in T-SQL a declaration holds from its place on,
    run or not."""
    kept = frame.module.compiled.get("declared")
    if kept is None:
        kept = {}
        for statement in walk(frame.module.body):
            if isinstance(statement, tree.Declare):
                for variable in statement.variables:
                    if isinstance(variable, tree.ScalarVariable) and variable.type.builtin:
                        arguments = tuple(str(item) for item in variable.type.arguments)
                        kind = t.declared(variable.type.name, arguments)
                        if kind is not None:
                            kept[f"@{variable.name.lower()}"] = kind
        frame.module.compiled["declared"] = kept
    for name, kind in kept.items():
        frame.types.setdefault(name, kind)


def dynamic(
    session: Session,
    caller: Frame,
    text: str,
    types: dict[str, SqlType],
    values: dict[str, Any],
    tables: dict[str, LocalTable] | None = None,
) -> Frame:
    """Run a batch given as text, at a level of its own; gives the frame for its OUTPUT parameters."""
    module = batch_module(session, text, None)
    frame = Frame(module, None, 0, caller, caller.depth + 1)
    frame.types.update(types)
    frame.values.update(values)
    for name, table in (tables or {}).items():
        info = replace(table.info, name=name, sql=local_info(name, (), ()).sql)
        frame.tables[name] = LocalTable(
            info, table.pg, table.pool_key, True, table.rows, identity=table.identity
        )
    before = session.trancount
    run(session, frame)
    check_count(session, before)
    return frame


def batch_module(session: Session, text: str, file: str | None, first_line: int = 1) -> Module:
    """The parsed batch of a text, kept for the next time."""
    key = (text, file, first_line)
    module = session.batches.get(key)
    if module is None:
        body = tuple(parse_batch(text, file=file or "batch", first_line=first_line))
        check(body, in_module=False, file=file)
        module = Module(body, file, text)
        if len(session.batches) > 500:
            session.batches.clear()
        session.batches[key] = module
    return module
