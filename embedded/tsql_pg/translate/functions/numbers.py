"""Mathematical functions."""

from __future__ import annotations

from .. import types as t
from ..conversion import convert
from ..scope import Typed
from .calls import Call, Handler, as_float, plain


def _number(c: Call) -> tuple[Typed, t.SqlType]:
    """The first argument as a number, text as float, and the type of the result: small integers give int."""
    value = c.arg(0)
    if t.is_string(value.type) or value.type.name == "null":
        value = convert(value, t.FLOAT, c.context)
    kind = t.INT if value.type.name in ("bit", "tinyint", "smallint") else value.type
    return value, kind


def _numeric_same(name: str) -> Handler:
    """ABS, SIGN, CEILING, FLOOR: the argument's own type, smaller integers as int."""

    def handler(c: Call) -> Typed:
        c.count(1)
        value, kind = _number(c)
        if kind.name == "real":
            kind = t.FLOAT
        if name in ("ceiling", "floor") and kind.name in ("decimal", "numeric"):
            kind = t.decimal(kind.precision or 38, 0)
        sql = f"tsql.{name}({f'({value.sql})::integer' if kind is t.INT else value.sql})"
        if name == "sign" and kind.name in t.DECIMALS:
            sql = f"tsql.to_numeric({sql}, {kind.precision or 38}, {kind.scale or 0})"
        return Typed(sql, kind, value.nullable)

    return handler


def _float_function(name: str, count: int = 1) -> Handler:
    def handler(c: Call) -> Typed:
        c.count(count)
        values = ", ".join(as_float(c, index) for index in range(count))
        if name in ("degrees", "radians") and c.arg(0).type.name in t.INTEGERS:
            return Typed(f"tsql.to_int(tsql.{name}({values}))", t.INT)
        return Typed(f"tsql.{name}({values})", t.FLOAT)

    return handler


def _log(c: Call) -> Typed:
    c.count(1, 2)
    return Typed(f"tsql.log({', '.join(as_float(c, index) for index in range(len(c.nodes)))})", t.FLOAT)


def _power(c: Call) -> Typed:
    c.count(2)
    value, kind = _number(c)
    if kind.name in t.DECIMALS:
        kind = t.decimal(38, kind.scale or 0)
    base = f"({value.sql})::{t.value_type(kind)}"
    exponent = c.arg(1)
    if kind.name in t.FLOATS:
        return Typed(f"tsql.power({base}, {as_float(c, 1)})", kind)
    return Typed(f"tsql.power({base}, {exponent.sql})", kind)


def _round(c: Call) -> Typed:
    c.count(2, 3)
    value, kind = _number(c)
    if kind.name == "real":
        kind = t.FLOAT
    sql = f"({value.sql})::{t.value_type(kind)}"
    rest = "".join(f", {c.integer(index)}" for index in range(1, len(c.nodes)))
    out = f"tsql.round({sql}{rest})"
    if kind.name in t.DECIMALS:
        out = f"tsql.to_numeric({out}, {kind.precision or 38}, {kind.scale or 0})"
    return Typed(out, kind, value.nullable)


def _rand(c: Call) -> Typed:
    c.count(0, 1)
    return Typed(f"tsql.rand({c.integer(0) if c.nodes else ''})", t.FLOAT, False)


HANDLERS: dict[str, Handler] = {
    "ABS": _numeric_same("abs"),
    "SIGN": _numeric_same("sign"),
    "CEILING": _numeric_same("ceiling"),
    "FLOOR": _numeric_same("floor"),
    "ROUND": _round,
    "POWER": _power,
    "LOG": _log,
    "RAND": _rand,
    **{
        name.upper(): _float_function(name)
        for name in (
            "sqrt",
            "square",
            "exp",
            "log10",
            "sin",
            "cos",
            "tan",
            "cot",
            "asin",
            "acos",
            "atan",
            "radians",
            "degrees",
        )
    },
    "ATN2": _float_function("atn2", 2),
    "PI": plain("pi", (), t.FLOAT),
}
