"""CREATE and ALTER of procedures, views and inline functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from ...errors import NotSupported, SqlError
from ...parse import tree
from ...translate import types as t
from ...translate.names import pg_name
from ...translate.queries import query, renamed, settled
from ...translate.scope import Scope, Typed
from .. import stored
from ..compile import context_of
from ..frames import Frame
from ..session import Session
from ..walking import check, walk
from .catalogue_rows import object_ids, schema_of


def _existing_module(session: Session, node: Any, kinds: tuple[str, ...]) -> int | None:
    """Object id of the module that CREATE OR ALTER or ALTER changes. Errors: 208, 2714, 2010."""
    found = session.stock.find_exactly(node.name.parts)
    if found is None:
        if node.action == "ALTER":
            raise SqlError(208, f"Invalid object name '{node.name}'.", 16, 6)
        return None
    if node.action == "CREATE":
        raise SqlError(2714, f"There is already an object named '{node.name.name}' in the database.", 16, 3)
    if found.type not in kinds:
        raise SqlError(
            2010, f"Cannot perform alter on '{node.name}' because it is an incompatible object type."
        )
    return found.object_id


def _save_module(
    session: Session,
    frame: Frame,
    node: Any,
    kind: str,
    rows: Callable[[int], list[str]],
    execute_as: str | None = None,
) -> None:
    existing = _existing_module(session, node, (kind,))
    schema_id, pg_schema = schema_of(session, node.name.schema)
    script: list[str] = []
    if existing is None:
        object_id = object_ids(session, 1)[0]
        script.append(
            stored.object_row(
                object_id,
                schema_id,
                node.name.name,
                kind,
                pg_schema=pg_schema,
                pg_name=pg_name(node.name.name),
            )
        )
    else:
        object_id = existing
        script += [
            f"DELETE FROM tsql.columns WHERE object_id = {object_id}",
            f"DELETE FROM tsql.parameters WHERE object_id = {object_id}",
            "UPDATE tsql.objects SET modify_date = clock_timestamp()::timestamp WHERE object_id = "
            f"{object_id}",
        ]
    script.append(stored.module_row(object_id, node.text, frame.module.file, node.line, execute_as))
    script += rows(object_id)
    session.script(script)
    session.stock.changed(object_id)


def _check_table_parameter(parameter: tree.ParameterDefinition, node: tree.CreateProcedure) -> None:
    """Errors 352 for a table parameter that is not READONLY, 10700 for a statement that changes one."""
    if not parameter.readonly:
        raise SqlError(
            352,
            f'The table-valued parameter "@{parameter.name}" must be declared with the READONLY option.',
            15,
            line=parameter.line,
        )
    for statement in walk(node.body):
        if not isinstance(statement, tree.Insert | tree.Update | tree.Delete | tree.Merge):
            continue
        targets = [
            statement.target,
            *(output.into for output in statement.outputs if output.into is not None),
        ]
        for target in targets:
            if isinstance(target.this, exp.Parameter) and target.this.name.lower() == parameter.name.lower():
                raise SqlError(
                    10700,
                    f'The table-valued parameter "@{parameter.name}" is READONLY and cannot be modified.',
                    16,
                    1,
                    line=statement.line,
                )


def create_procedure(session: Session, frame: Frame, node: tree.CreateProcedure) -> None:
    session.writing(frame, f"{node.action} PROCEDURE", str(node.name), node.line)
    parameters = [session.stock.parameter(item, frame.module.file) for item in node.parameters]
    types: dict[str, int] = {}
    check(node.body, in_module=True, file=frame.module.file)
    for written, parameter in zip(node.parameters, parameters, strict=True):
        if parameter.table is not None:
            _check_table_parameter(written, node)
            found = session.stock.table_type(parameter.table)
            if found is not None:
                types[parameter.name] = found.object_id
    execute_as = None
    for option in node.options:
        if option.name == "EXECUTE AS":
            execute_as = (option.value or "").strip("'").upper()
        elif option.name not in ("RECOMPILE",):
            raise NotSupported(frame.module.file, node.line, f"procedure option {option.name}")
    _save_module(session, frame, node, "P", lambda i: stored.parameter_rows(i, parameters, types), execute_as)


def create_view(session: Session, frame: Frame, node: tree.CreateView) -> None:
    """CREATE VIEW: translated once for its columns; statements that use it take it in."""
    session.writing(frame, f"{node.action} VIEW", str(node.name), node.line)
    if node.check_option:
        session.note({"WITH CHECK OPTION"}, frame, node.line)
    for option in node.options:
        if option.name not in ("SCHEMABINDING", "VIEW_METADATA"):
            raise NotSupported(frame.module.file, node.line, f"view option {option.name}")
        session.note({f"view option {option.name}"}, frame, node.line)
    context = context_of(session, frame, node.line)
    context.variables = {}
    columns = settled(renamed(query(node.query, None, context).columns, list(node.columns)))
    if any(not info.name for info in columns):
        raise SqlError(
            4511,
            "Create View or Function failed because no column name was specified for column "
            f"{1 + next(n for n, c in enumerate(columns) if not c.name)}.",
            line=node.line,
        )
    _save_module(session, frame, node, "V", lambda i: stored.result_columns(i, columns))


def create_function(session: Session, frame: Frame, node: tree.CreateFunction) -> None:
    """CREATE FUNCTION: inline ones."""
    if node.query is None:
        raise NotSupported(frame.module.file, node.line, f"{node.kind} function")
    session.writing(frame, f"{node.action} FUNCTION", str(node.name), node.line)
    for option in node.options:
        session.note({f"function option {option.name}"}, frame, node.line)
    context = context_of(session, frame, node.line)
    context.variables = {}
    parameters = [session.stock.parameter(item, frame.module.file) for item in node.parameters]
    scope = Scope()
    for parameter in parameters:
        if parameter.type is None:
            raise NotSupported(frame.module.file, node.line, "a table-valued parameter of a function")
        scope.inner[parameter.name.lower()] = Typed(f"NULL::{t.value_type(parameter.type)}", parameter.type)
    assert node.query is not None
    columns = settled(query(node.query, scope, context).columns)
    _save_module(
        session,
        frame,
        node,
        "IF",
        lambda i: [*stored.result_columns(i, columns), *stored.parameter_rows(i, parameters, {})],
    )
