"""Operators between values: addition and its kind, concatenation, dates and days, bits."""

from __future__ import annotations

from . import types as t
from .conversion import branch, convert, literal_type, null_of
from .scope import Context, Typed
from .types import SqlType


def arithmetic(operator: str, left: Typed, right: Typed, context: Context) -> Typed:
    """left operator right under T-SQL's rules: concatenation, integer division, decimal precision,
    precedence."""
    nullable = left.nullable or right.nullable
    if left.type.name == "null" and right.type.name == "null":
        return Typed("NULL", t.NULL, True)
    if operator == "+":
        joined = _concatenation(left, right)
        if joined is not None:
            return joined
    if left.type.name in t.DATES or right.type.name in t.DATES:
        return _date_arithmetic(operator, left, right, context)
    kind = t.stronger(left.type, right.type)
    if not t.is_number(kind) or left.type.name == right.type.name == "bit":
        verb = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "%": "modulo"}[operator]
        if t.is_string(kind) and operator != "+":
            context.error(8117, f"Operand data type {kind.name} is invalid for {verb} operator.")
        context.error(
            402,
            f"The data types {left.type.name} and {right.type.name} are incompatible in the {verb} operator.",
        )
    left, right = _number(left, kind, context), _number(right, kind, context)
    if kind.name in t.FLOATS:
        if operator == "%":
            context.error(402, "The data types float and float are incompatible in the modulo operator.")
        left = _floating(left)
        return Typed(
            f"({left.sql} {operator} {_floating(right).sql})",
            t.FLOAT if kind.name == "float" else kind,
            nullable,
        )
    if kind.name in t.DECIMALS:
        return _decimal_arithmetic(operator, left, right, nullable)
    if kind.name in ("bit", "tinyint", "smallint"):
        kind = t.SMALLINT if kind.name == "smallint" else t.TINYINT
        sql = f"tsql.{kind.name}_result(({left.sql})::integer {operator} ({right.sql})::integer)"
        return Typed(sql, kind, nullable)
    return Typed(f"({left.sql} {operator} {right.sql})", SqlType(kind.name), nullable)


def _floating(value: Typed) -> Typed:
    if value.type.name in t.FLOATS:
        return value
    return Typed(f"({value.sql})::double precision", t.FLOAT, value.nullable)


def _number(value: Typed, kind: SqlType, context: Context) -> Typed:
    if value.type.name == "null":
        return Typed(null_of(kind), kind, True)
    if t.is_number(value.type):
        return value
    target = t.decimal(38, kind.scale or 0) if kind.name in t.DECIMALS and t.is_string(value.type) else kind
    return convert(value, target, context)


def _concatenation(left: Typed, right: Typed) -> Typed | None:
    names = {left.type.name, right.type.name} - {"null"}
    family = t.STRINGS if names <= t.STRINGS else t.BINARIES if names <= t.BINARIES else None
    if family is None:
        return None
    base = next(iter(names))
    if family is t.STRINGS:
        name = "nvarchar" if any(n.startswith("n") for n in names) else "varchar"
    else:
        name = "varbinary"
    cap = 4000 if name == "nvarchar" else 8000
    lengths = [0 if s.type.name == "null" else s.type.length for s in (left, right)]
    known = [n for n in lengths if n is not None]
    total = t.MAX if None in lengths or t.MAX in lengths else min(cap, sum(known))
    pg = t.value_type(SqlType(base))
    sides = [f"NULL::{pg}" if side.type.name == "null" else side.sql for side in (left, right)]
    sql = f"({sides[0]} || {sides[1]})"
    if total == cap and sum(known) > cap:
        sql = f"{sql}::tsql.nvarchar({cap})" if family is t.STRINGS else f"tsql.cut({sql}, {cap})"
    return Typed(sql, SqlType(name, length=total), left.nullable or right.nullable)


def _date_arithmetic(operator: str, left: Typed, right: Typed, context: Context) -> Typed:
    names = (left.type.name, right.type.name)
    simple = ("datetime", "smalldatetime")
    nullable = left.nullable or right.nullable
    if operator in "+-" and names[0] in simple and t.is_number(right.type):
        days = f"(({right.sql})::double precision * interval '1 day')"
        return Typed(f"tsql.to_datetime({left.sql} {operator} {days})", t.DATETIME, nullable)
    if operator == "+" and names[1] in simple and t.is_number(left.type):
        return _date_arithmetic("+", right, left, context)
    verb = "add" if operator == "+" else "subtract" if operator == "-" else "arithmetic"
    if names[0] in t.DATES and names[1] in t.DATES and not set(names) <= set(simple):
        context.error(8117, f"Operand data type {names[0]} is invalid for {verb} operator.")
    if set(names) <= set(simple):
        context.unsupported("arithmetic of two datetime values")
    date, other = (left, right) if names[0] in t.DATES else (right, left)
    context.error(206, f"Operand type clash: {date.type.name} is incompatible with {other.type.name}", 16, 2)


def _decimal_arithmetic(operator: str, left: Typed, right: Typed, nullable: bool) -> Typed:
    one, two = literal_type(left), literal_type(right)
    result = t.arithmetic(operator, one, two)
    if operator == "/":
        return Typed(
            f"tsql.div(({left.sql})::numeric, ({right.sql})::numeric, {result.scale})", result, nullable
        )
    sql = f"({left.sql} {operator} {right.sql})"
    exact = (one.scale or 0) + (two.scale or 0) if operator == "*" else max(one.scale or 0, two.scale or 0)
    if (result.scale or 0) < exact or (result.precision or 0) == 38:
        sql = f"tsql.to_numeric({sql}, {result.precision}, {result.scale})"
    return Typed(sql, result, nullable)


def bitwise(operator: str, left: Typed, right: Typed, context: Context) -> Typed:
    """left operator right of two integers, bit by bit. Error 402: other types."""
    kind = t.stronger(left.type, right.type)
    if kind.name in t.BINARIES or kind.name not in t.INTEGERS:
        context.error(
            402,
            f"The data types {left.type.name} and {right.type.name} are incompatible in the "
            f"'{operator}' operator.",
        )
    sides = [branch(side, kind, context).sql for side in (left, right)]
    return Typed(f"({sides[0]} {operator} {sides[1]})", kind, left.nullable or right.nullable)
