"""Values and conditions of the T-SQL program: in Python where that is the same, in PostgreSQL otherwise."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ..errors import SqlError
from ..translate import types as t
from ..translate.aggregates import finished
from ..translate.conditions import condition
from ..translate.conversion import convert
from ..translate.expressions import expression
from ..translate.scope import Context, Typed
from ..translate.types import SqlType
from . import local
from .compile import compiled, looked_up
from .frames import Frame
from .session import Session
from .values import NotLocal, encoded, fitted


def value(session: Session, frame: Frame, node: exp.Expr, target: SqlType, line: int) -> Any:
    """The value of an expression as a variable of the target type holds it."""
    try:
        found, kind = local.evaluate(session, frame, node)
        return fitted(found, kind, target)
    except NotLocal:
        pass

    def build(context: Context) -> tuple[str, None]:
        typed = convert(finished(expression(node, None, context)), target, context)
        return f"SELECT {typed.sql}", None

    made = compiled(session, frame, ("value", id(node), target), line, build)
    return _only(looked_up(session, frame, made))


def natural_value(session: Session, frame: Frame, node: exp.Expr, line: int) -> tuple[Any, SqlType]:
    """The value of an expression with the type it has by itself."""
    try:
        return local.evaluate(session, frame, node)
    except NotLocal:
        pass

    def build(context: Context) -> tuple[str, SqlType]:
        typed = finished(expression(node, None, context))
        return f"SELECT {typed.sql}", typed.type

    made = compiled(session, frame, ("natural", id(node)), line, build)
    return _only(looked_up(session, frame, made)), made.payload


def truth(session: Session, frame: Frame, node: exp.Expr, line: int) -> bool:
    """Whether a condition is TRUE (not FALSE, not UNKNOWN)."""
    try:
        return bool(local.truth(session, frame, node))
    except NotLocal:
        pass

    def build(context: Context) -> tuple[str, None]:
        return f"SELECT ({condition(node, None, context)}) IS TRUE", None

    made = compiled(session, frame, ("truth", id(node)), line, build)
    return bool(_only(looked_up(session, frame, made, lambda rows: not _finds(node, bool(_only(rows))))))


def _finds(node: exp.Expr, holds: bool) -> bool:
    """Whether a condition that holds or not says that EXISTS found a row; of any other it is not known."""
    if isinstance(node, exp.Paren):
        return _finds(node.this, holds)
    if isinstance(node, exp.Not):
        return _finds(node.this, not holds)
    return isinstance(node, exp.Exists) and holds


def converted(session: Session, found: Any, kind: SqlType, target: SqlType) -> Any:
    """A value of one type as another: of a Python argument or a passed variable."""
    try:
        return fitted(found, kind, target)
    except NotLocal:
        pass
    context = Context(session.stock, {})  # type: ignore[arg-type]
    shown = t.value_type(kind if kind.name != "null" else t.NVARCHAR_MAX)
    typed = convert(Typed(f"$1::{shown}", kind), target, context)
    return _only(session.run(f"SELECT {typed.sql}", [encoded(found)]).rows)


def assign(session: Session, frame: Frame, name: str, found: Any) -> None:
    """Store a value that has the variable's type. Error 137: not declared."""
    key = f"@{name.lower()}"
    if key not in frame.types:
        raise SqlError(137, f'Must declare the scalar variable "@{name}".', 15, 2)
    frame.values[key] = found


def variable_type(frame: Frame, name: str) -> SqlType:
    """The type of a variable. Error 137: not declared."""
    kind = frame.types.get(f"@{name.lower()}")
    if kind is None:
        raise SqlError(137, f'Must declare the scalar variable "@{name}".', 15, 2)
    return kind


def _only(rows: list[tuple[Any, ...]] | None) -> Any:
    return rows[0][0] if rows else None
