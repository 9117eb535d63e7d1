"""Comparisons and LIKE under data type precedence."""

from __future__ import annotations

from sqlglot import exp

from . import types as t
from .conversion import convert, implicit, null_of
from .scope import Context, Typed

_BINARY_COLLATION = ' COLLATE "C"'


COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
"""Comparing nodes and their operators."""


def compare(operator: str, left: Typed, right: Typed, context: Context) -> str:
    """left operator right, the operand of lower precedence converted (Learn: "Data type precedence")."""
    if left.type.name == "null" and right.type.name == "null":
        return "(NULL::boolean)"
    left, right = _against(left, right, context), _against(right, left, context)
    if left.sql.endswith(_BINARY_COLLATION) or right.sql.endswith(_BINARY_COLLATION):
        return f"(({left.sql})::text {operator} ({right.sql})::text)"
    return f"({left.sql} {operator} {right.sql})"


def _against(value: Typed, other: Typed, context: Context) -> Typed:
    """The value as it is compared with the other."""
    mine, theirs = value.type, other.type
    if mine.name == "null":
        return Typed(null_of(theirs), theirs, True)
    if t.RANK[mine.name] >= t.RANK[theirs.name] or theirs.name == "null":
        return value
    if t.is_number(mine) and t.is_number(theirs):
        return value
    if mine.name in t.STRINGS and theirs.name in t.STRINGS:
        return value
    if mine.name in t.STAMPS | {"date"} and theirs.name in t.STAMPS | {"date"}:
        return value
    if theirs.name in t.DECIMALS and t.is_string(mine):
        return convert(value, t.decimal(38, theirs.scale or 0), context)
    if mine.name in t.BINARIES and theirs.name in t.STRINGS:
        return convert(value, theirs, context)
    if not _convertible(mine.name, theirs.name):
        context.error(206, f"Operand type clash: {mine.name} is incompatible with {theirs.name}", 16, 2)
    return convert(value, theirs, context)


def _convertible(source: str, target: str) -> bool:
    if source in t.STRINGS:
        return True
    if source in t.DATES and target in t.DATES:
        return "date" not in (source, target) or "time" not in (source, target)
    if source in t.INTEGERS or source in t.DECIMALS or source in t.FLOATS:
        return target in ("datetime", "smalldatetime")
    return source in t.BINARIES


def like(value: Typed, pattern: Typed, escape: Typed | None, context: Context) -> str:
    """value LIKE pattern [ESCAPE escape]; numbers and dates are compared by their text."""
    left, right = implicit(value, t.NVARCHAR_MAX, context), implicit(pattern, t.NVARCHAR_MAX, context)
    if escape is not None:
        return f"tsql.like_match({left.sql}, {right.sql}, {implicit(escape, t.NVARCHAR_MAX, context).sql})"
    plain = f"({left.sql} ~~ {right.sql})"
    if value.type.name in t.ANSI_STRINGS and pattern.type.name in t.ANSI_STRINGS:
        # Trailing blanks of a value that is not Unicode do not count (Learn: LIKE).
        return f"({plain} OR (tsql.rtrim({left.sql}) ~~ {right.sql}))"
    return plain
