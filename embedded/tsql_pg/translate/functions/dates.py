"""Functions of dates and times."""

from __future__ import annotations

from sqlglot import exp

from .. import types as t
from ..conversion import convert, decimals, implicit
from ..expressions import session_value
from ..names import text_literal
from ..scope import Typed
from ..types import SqlType
from .calls import Call, Handler, plain

_TIME_PARTS = frozenset({"HOUR", "MINUTE", "SECOND", "MILLISECOND", "MICROSECOND", "NANOSECOND"})


def _part(c: Call, kind: SqlType) -> str:
    """The datepart as the prelude takes it. Errors: 1023, 9810 for one that the type has not got."""
    part = c.nodes[0]
    if not isinstance(part, exp.Var):
        c.context.error(1023, f"Invalid parameter 1 specified for {c.name.lower()}.", 15)
    name = part.name.upper()
    if (kind.name == "date" and name in _TIME_PARTS) or (kind.name == "time" and name not in _TIME_PARTS):
        c.context.error(
            9810,
            f"The datepart {name.lower()} is not supported by date function {c.name.lower()} for data "
            f"type {kind.name}.",
        )
    return text_literal(part.name.lower())


def _moment(c: Call, index: int) -> Typed:
    """A date argument: strings become datetime2, numbers datetime."""
    value = c.arg(index)
    if t.is_string(value.type):
        return convert(value, t.DATETIME2, c.context)
    if value.type.name == "null":
        return Typed("NULL::timestamp", t.DATETIME2)
    if value.type.name not in t.DATES:
        return convert(value, t.DATETIME, c.context)
    return value


def _dateadd(c: Call) -> Typed:
    c.count(3)
    moment = _moment(c, 2)
    amount = c.arg(1)
    number = implicit(amount, t.INT, c.context) if not t.is_number(amount.type) else amount
    if number.type.name not in t.INTEGERS:
        number = convert(number, t.INT, c.context)
    kind = t.DATETIME if t.is_string(c.arg(2).type) else moment.type
    sql = f"tsql.dateadd({_part(c, moment.type)}, ({number.sql})::bigint, {moment.sql})"
    if kind.name == "datetime":
        sql = f"tsql.to_datetime({sql})"
    elif (
        kind.name == "datetime2"
        and decimals(kind) < 6
        and c.nodes[0].name.upper() in ("MICROSECOND", "NANOSECOND")
    ):
        sql = f"({sql})::{t.column_type(kind)}"
    return Typed(sql, kind, moment.nullable or number.nullable)


def _datediff(c: Call) -> Typed:
    c.count(3)
    first, second = _moment(c, 1), _moment(c, 2)
    name = c.name.lower()
    sql = f"tsql.{name}({_part(c, t.DATETIME2)}, {_wide(first, second)}, {_wide(second, first)})"
    return Typed(sql, t.BIGINT if c.name == "DATEDIFF_BIG" else t.INT, first.nullable or second.nullable)


def _wide(value: Typed, other: Typed) -> str:
    """date beside timestamp becomes timestamp, so that one overload fits both."""
    names = {value.type.name, other.type.name}
    if value.type.name == "date" and names & t.STAMPS:
        return f"({value.sql})::timestamp"
    if value.type.name == "datetimeoffset" or ("datetimeoffset" in names and value.type.name in t.STAMPS):
        return f"({value.sql})::timestamp"
    if value.type.name == "time" and len(names) > 1:
        return f"('1900-01-01'::date + {value.sql})"
    return value.sql


def _datepart(c: Call) -> Typed:
    c.count(2)
    moment = _moment(c, 1)
    name = c.name.lower()
    return Typed(
        f"tsql.{name}({_part(c, moment.type)}, {moment.sql})",
        t.nvarchar(30) if name == "datename" else t.INT,
        moment.nullable,
    )


def _date_field(c: Call) -> Typed:
    c.count(1)
    moment = _moment(c, 0)
    return Typed(f"tsql.{c.name.lower()}({moment.sql})", t.INT, moment.nullable)


def _eomonth(c: Call) -> Typed:
    c.count(1, 2)
    months = f", {c.integer(1)}" if len(c.nodes) == 2 else ""
    return Typed(f"tsql.eomonth(({_moment(c, 0).sql})::date{months})", t.DATE)


def _now(kind: SqlType) -> Handler:
    def handler(c: Call) -> Typed:
        name = c.name.lower()
        return session_value(f"{name}()", kind, c.context)

    return handler


S, I = t.NVARCHAR_MAX, t.INT  # noqa: E741 (argument columns of the table below)

HANDLERS: dict[str, Handler] = {
    "DATEADD": _dateadd,
    "DATEDIFF": _datediff,
    "DATEDIFF_BIG": _datediff,
    "DATEPART": _datepart,
    "DATENAME": _datepart,
    "YEAR": _date_field,
    "MONTH": _date_field,
    "DAY": _date_field,
    "EOMONTH": _eomonth,
    "DATEFROMPARTS": plain("datefromparts", (I, I, I), t.DATE),
    "DATETIME2FROMPARTS": plain("datetime2fromparts", (I,) * 8, t.DATETIME2),
    "DATETIMEFROMPARTS": plain("datetimefromparts", (I,) * 7, t.DATETIME),
    "TIMEFROMPARTS": plain("timefromparts", (I,) * 5, t.TIME),
    "ISDATE": lambda c: Typed(f"tsql.isdate({c.string(0)})", t.INT, False),
    "SYSUTCDATETIME": _now(t.DATETIME2),
    "SYSDATETIME": _now(t.DATETIME2),
    "GETDATE": _now(t.DATETIME),
    "GETUTCDATE": _now(t.DATETIME),
    "CURRENT_TIMESTAMP": _now(t.DATETIME),
}
