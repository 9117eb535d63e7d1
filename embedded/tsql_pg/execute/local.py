"""Simple expressions evaluated without a round trip: constants, variables, @@values, integer and text
    comparisons.

Anything else is left to PostgreSQL (NotLocal), so the results here must be the same by construction:
    integers,
ASCII text, NULL logic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from ..translate import types as t
from ..translate.expressions import SESSION_VALUES
from ..translate.types import SqlType
from .values import NotLocal

if TYPE_CHECKING:
    from .frames import Frame
    from .session import Session

Value = tuple[Any, SqlType]

_FUNCTIONS: dict[str, SqlType] = {
    "ERROR_NUMBER": t.INT,
    "ERROR_MESSAGE": t.nvarchar(4000),
    "ERROR_LINE": t.INT,
    "ERROR_PROCEDURE": t.SYSNAME,
    "ERROR_SEVERITY": t.INT,
    "ERROR_STATE": t.INT,
    "XACT_STATE": t.SMALLINT,
    "SYSUTCDATETIME": t.DATETIME2,
    "SYSDATETIME": t.DATETIME2,
    "ORIGINAL_LOGIN": t.SYSNAME,
    "HOST_NAME": t.SYSNAME,
    "APP_NAME": t.SYSNAME,
    "ROWCOUNT_BIG": t.BIGINT,
    "GETDATE": t.DATETIME,
    "GETUTCDATE": t.DATETIME,
}


def evaluate(session: Session, frame: Frame, node: exp.Expr) -> Value:
    """The value and type of an expression. NotLocal: PostgreSQL has to be asked."""
    handler = _VALUES.get(type(node))
    if handler is None:
        raise NotLocal
    return handler(session, frame, node)


def _literal(session: Session, frame: Frame, node: exp.Expr) -> Value:
    if node.args.get("is_string"):
        return node.this, SqlType("varchar", length=max(1, len(node.this)))
    if not node.this.isdigit() or int(node.this) > 2147483647:
        raise NotLocal
    return int(node.this), t.INT


def _national(session: Session, frame: Frame, node: exp.Expr) -> Value:
    return node.this, t.nvarchar(max(1, len(node.this)))


def _hex(session: Session, frame: Frame, node: exp.Expr) -> Value:
    digits = node.this if len(node.this) % 2 == 0 else f"0{node.this}"
    return bytes.fromhex(digits), SqlType("varbinary", length=max(1, len(digits) // 2))


def _null(session: Session, frame: Frame, node: exp.Expr) -> Value:
    return None, t.NULL


def _variable(session: Session, frame: Frame, node: exp.Expr) -> Value:
    key = f"@{node.name.lower()}"
    kind = frame.types.get(key)
    if kind is None:
        raise NotLocal
    return frame.values.get(key), kind


def _placeholder(session: Session, frame: Frame, node: exp.Expr) -> Value:
    key = f"?{node.this}"
    kind = frame.types.get(key)
    if kind is None:
        raise NotLocal
    return frame.values.get(key), kind


def _session(session: Session, frame: Frame, node: exp.Expr) -> Value:
    kind = SESSION_VALUES.get(node.name.upper())
    if kind is None or kind.name == "decimal":
        raise NotLocal
    return session.value_of(frame, f"@@{node.name.lower()}"), kind


def _paren(session: Session, frame: Frame, node: exp.Expr) -> Value:
    return evaluate(session, frame, node.this)


def _negative(session: Session, frame: Frame, node: exp.Expr) -> Value:
    value, kind = evaluate(session, frame, node.this)
    if kind != t.INT or value is None:
        raise NotLocal
    return -value, kind


def _call(session: Session, frame: Frame, node: exp.Expr) -> Value:
    name = node.this.upper()
    arguments = node.expressions
    if name in _FUNCTIONS and not arguments:
        return session.value_of(frame, f"{name.lower()}()"), _FUNCTIONS[name]
    if name == "IIF" and len(arguments) == 3:
        one, two = evaluate(session, frame, arguments[1]), evaluate(session, frame, arguments[2])
        if one[1] != two[1]:
            raise NotLocal
        return one if truth(session, frame, arguments[0]) else two
    if name in ("ISNULL", "COALESCE") and len(arguments) == 2:
        one, two = evaluate(session, frame, arguments[0]), evaluate(session, frame, arguments[1])
        if one[1] != two[1]:
            raise NotLocal
        return one if one[0] is not None else two
    raise NotLocal


def _plus_minus(session: Session, frame: Frame, node: exp.Expr) -> Value:
    (left, one), (right, two) = evaluate(session, frame, node.this), evaluate(session, frame, node.expression)
    if one != t.INT or two != t.INT:
        raise NotLocal
    if left is None or right is None:
        return None, t.INT
    value = left + right if isinstance(node, exp.Add) else left - right
    if not -(2**31) <= value < 2**31:
        raise NotLocal
    return value, t.INT


_VALUES: dict[type[exp.Expr], Callable[[Session, Frame, exp.Expr], Value]] = {
    exp.Literal: _literal,
    exp.National: _national,
    exp.HexString: _hex,
    exp.Null: _null,
    exp.Parameter: _variable,
    exp.Placeholder: _placeholder,
    exp.SessionParameter: _session,
    exp.Paren: _paren,
    exp.Neg: _negative,
    exp.Anonymous: _call,
    exp.Add: _plus_minus,
    exp.Sub: _plus_minus,
}

_COMPARE: dict[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: lambda a, b: bool(a == b),
    exp.NEQ: lambda a, b: bool(a != b),
    exp.LT: lambda a, b: bool(a < b),
    exp.LTE: lambda a, b: bool(a <= b),
    exp.GT: lambda a, b: bool(a > b),
    exp.GTE: lambda a, b: bool(a >= b),
}


def truth(session: Session, frame: Frame, node: exp.Expr) -> bool | None:
    """A condition's value, None for UNKNOWN. NotLocal: PostgreSQL has to be asked."""
    kind = type(node)
    if kind is exp.Paren:
        return truth(session, frame, node.this)
    if kind is exp.Not:
        inner = truth(session, frame, node.this)
        return None if inner is None else not inner
    if kind in (exp.And, exp.Or):
        return _logic(
            kind is exp.And, truth(session, frame, node.this), truth(session, frame, node.expression)
        )
    if kind is exp.Is:
        return evaluate(session, frame, node.this)[0] is None
    if kind is exp.In and node.args.get("query") is None:
        found: bool | None = False
        for item in node.expressions:
            found = _logic(
                False,
                found,
                _compared(exp.EQ, evaluate(session, frame, node.this), evaluate(session, frame, item)),
            )
        return found
    if kind in _COMPARE:
        return _compared(kind, evaluate(session, frame, node.this), evaluate(session, frame, node.expression))
    raise NotLocal


def _logic(conjunction: bool, left: bool | None, right: bool | None) -> bool | None:
    if conjunction:
        if left is False or right is False:
            return False
        return None if left is None or right is None else True
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def _compared(kind: type[exp.Expr], left: Value, right: Value) -> bool | None:
    (one, one_type), (two, two_type) = left, right
    both_integers = one_type.name in t.INTEGERS and two_type.name in t.INTEGERS
    both_texts = one_type.name in t.STRINGS and two_type.name in t.STRINGS
    same = one_type.name == two_type.name and one_type.name in (
        "uniqueidentifier",
        "datetime2",
        "date",
        "float",
    )
    if not (both_integers or both_texts or same):
        raise NotLocal
    if one is None or two is None:
        return None
    if both_texts:
        if kind not in (exp.EQ, exp.NEQ) or not (one.isascii() and two.isascii()):
            raise NotLocal
        one, two = one.lower().rstrip(" "), two.lower().rstrip(" ")
    elif same and one_type.name == "uniqueidentifier" and kind not in (exp.EQ, exp.NEQ):
        raise NotLocal
    return _COMPARE[kind](one, two)
