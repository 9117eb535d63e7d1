"""EXECUTE of procedures and of text, and INSERT ... EXEC."""

from __future__ import annotations

from sqlglot import exp

from ..errors import NotSupported, SqlError
from ..parse import tree
from ..translate import types as t
from ..translate.scope import ColumnInfo
from ..translate.types import SqlType
from . import evaluate
from .arguments import bind, split_name
from .data import insert_rows
from .frames import Frame, Result
from .modules import call, dynamic
from .session import Session
from .system import SYSTEM_PROCEDURES


def execute(session: Session, frame: Frame, node: tree.Execute) -> None:
    """EXECUTE of a procedure by name or by a variable that holds the name."""
    if isinstance(node.module, exp.Parameter):
        name = evaluate.value(session, frame, node.module, t.nvarchar(776), node.line)
        parts = split_name(str(name or ""))
    else:
        parts = node.module.parts
    system = SYSTEM_PROCEDURES.get(parts[-1].lower())
    if system is not None and (len(parts) == 1 or parts[-2].lower() in ("sys", "dbo", "")):
        code = system(session, frame, node)
        if node.return_variable is not None:
            kind = evaluate.variable_type(frame, node.return_variable)
            evaluate.assign(
                session, frame, node.return_variable, evaluate.converted(session, code, t.INT, kind)
            )
        return
    procedure = session.stock.procedure(parts)
    if procedure is None and parts[-1].lower().startswith(("sp_", "xp_")):
        raise NotSupported(frame.module.file, node.line, f"system procedure {parts[-1]}")
    if procedure is None:
        raise SqlError(2812, f"Could not find stored procedure '{'.'.join(parts)}'.", 16, 62)
    session.permit(frame, frozenset({(procedure.object_id, "EXECUTE")}))
    arguments = bind(session, frame, procedure, node)
    inner = call(session, frame, procedure, arguments, node.line)
    code = inner.return_code
    for parameter in procedure.parameters:
        given = arguments.get(parameter.name.lower())
        if given is not None and given.back is not None and parameter.type is not None:
            kind = evaluate.variable_type(frame, given.back)
            found = inner.values.get(f"@{parameter.name.lower()}")
            evaluate.assign(
                session, frame, given.back, evaluate.converted(session, found, parameter.type, kind)
            )
    if node.return_variable is not None:
        kind = evaluate.variable_type(frame, node.return_variable)
        evaluate.assign(session, frame, node.return_variable, evaluate.converted(session, code, t.INT, kind))


def execute_string(session: Session, frame: Frame, node: tree.ExecuteString) -> None:
    """EXEC (N'...')."""
    text = evaluate.value(session, frame, node.text, t.NVARCHAR_MAX, node.line)
    if text:
        dynamic(session, frame, str(text), {}, {})


def _captured(session: Session, frame: Frame, node: tree.Execute | tree.ExecuteString) -> Result:
    """Run an EXECUTE and keep its result sets for INSERT ... EXEC."""
    if session.capture:
        raise SqlError(8164, "An INSERT EXEC statement cannot be nested.", 16, 1)
    session.capture.append(Result())
    try:
        if isinstance(node, tree.Execute):
            execute(session, frame, node)
        else:
            execute_string(session, frame, node)
        return session.capture[-1]
    finally:
        session.capture.pop()


def insert_exec(session: Session, frame: Frame, node: tree.Insert) -> None:
    """INSERT ... EXEC."""
    assert isinstance(node.source, tree.Execute | tree.ExecuteString)
    result = _captured(session, frame, node.source)
    total = 0
    for rows in result.result_sets:
        columns = tuple(
            ColumnInfo(name, _type_of(kind)) for name, kind in zip(rows.columns, rows.types, strict=True)
        )
        insert_rows(session, frame, node, columns, rows.rows)
        total += len(rows.rows)
    session.rowcount = session.result.rowcount = total


def _type_of(shown: str) -> SqlType:
    name, _, rest = shown.partition("(")
    kind = t.declared(name, tuple(part.strip() for part in rest.rstrip(")").split(",")) if rest else ())
    return kind if kind is not None else t.NVARCHAR_MAX
