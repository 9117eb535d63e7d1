"""Scalar functions: T-SQL's names, argument conversions and result types over the prelude's functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from . import aggregates
from . import types as t
from .comparisons import compare
from .conversion import branch, convert, decimals, implicit, unify
from .expressions import case_of, condition, expression, session_value
from .names import text_literal
from .scope import Context, Scope, Typed
from .types import SqlType


@dataclass(frozen=True)
class Call:
    """One function call under translation."""

    name: str
    nodes: tuple[exp.Expr, ...]
    scope: Scope | None
    context: Context

    def arg(self, index: int) -> Typed:
        return expression(self.nodes[index], self.scope, self.context)

    def args(self) -> list[Typed]:
        return [self.arg(index) for index in range(len(self.nodes))]

    def as_type(self, index: int, kind: SqlType) -> str:
        """The argument converted to a type, as PostgreSQL text."""
        value = implicit(self.arg(index), kind, self.context)
        if value.literal is not None and kind.name in t.INTEGERS:
            return f"({value.sql})::{t.value_type(kind)}" if kind.name == "bigint" else value.sql
        return value.sql

    def string(self, index: int) -> str:
        return self.as_type(index, t.NVARCHAR_MAX)

    def typed_string(self, index: int) -> Typed:
        value = self.arg(index)
        if t.is_string(value.type):
            return value
        return convert(value, t.NVARCHAR_MAX if value.type.name == "null" else t.nvarchar(4000), self.context)

    def integer(self, index: int) -> str:
        return self.as_type(index, t.INT)

    def count(self, low: int, high: int | None = None) -> None:
        """Check the number of arguments. Errors: 174, 189."""
        high = low if high is None else high
        if not low <= len(self.nodes) <= high:
            if low == high:
                self.context.error(174, f"The {self.name.lower()} function requires {low} argument(s).", 15)
            self.context.error(
                189, f"The {self.name.lower()} function requires {low} to {high} arguments.", 15
            )


Handler = Callable[[Call], Typed]


def call(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    """Translate a function call. Error 195: no built-in function of the name."""
    if isinstance(node, exp.WithinGroup):
        return aggregates.within_group(node, scope, context)
    if isinstance(node, exp.Dot):
        context.unsupported(f"scalar function {node.sql()}", node)
    name = node.this.upper()
    if name in aggregates.NAMES:
        return aggregates.finished(aggregates.aggregate(node, scope, context))
    handler = HANDLERS.get(name)
    if handler is None:
        context.error(195, f"'{node.this}' is not a recognized built-in function name.", 15, 10)
    return handler(Call(name, tuple(node.expressions), scope, context))


def _plain(name: str, kinds: tuple[SqlType, ...], result: SqlType, required: int | None = None) -> Handler:
    """A function whose arguments convert to fixed types and whose result type is fixed."""

    def handler(c: Call) -> Typed:
        c.count(len(kinds) if required is None else required, len(kinds))
        values = ", ".join(c.as_type(index, kinds[index]) for index in range(len(c.nodes)))
        return Typed(f"tsql.{name}({values})", result)

    return handler


def _like_first(
    name: str, rest: tuple[SqlType, ...] = (), required: int | None = None, grow: bool = False
) -> Handler:
    """A string function whose result has the type of its first argument (nvarchar(4000) or max when it
    can grow)."""

    def handler(c: Call) -> Typed:
        least = 1 + (len(rest) if required is None else required)
        c.count(least, 1 + len(rest))
        first = c.typed_string(0)
        others = "".join(f", {c.as_type(index, rest[index - 1])}" for index in range(1, len(c.nodes)))
        length = first.type.length
        name_of = "nvarchar" if first.type.name in ("nvarchar", "nchar") else "varchar"
        if grow:
            length = t.MAX if length == t.MAX else (4000 if name_of == "nvarchar" else 8000)
        kind = SqlType(name_of, length=length)
        sql = f"tsql.{name}({first.sql}{others})"
        return Typed(f"({sql})::tsql.nvarchar({length})" if grow and length != t.MAX else sql, kind)

    return handler


def _session(key: str, kind: SqlType) -> Handler:
    def handler(c: Call) -> Typed:
        c.count(0)
        return session_value(key, kind, c.context)

    return handler


def _isnull(c: Call) -> Typed:
    c.count(2)
    first, second = c.arg(0), c.arg(1)
    if first.type.name == "null":
        return second if second.type.name != "null" else Typed("NULL::integer", t.INT)
    bounded = t.is_string(first.type) and first.type.length not in (None, t.MAX)
    second = (convert if bounded else branch)(second, first.type, c.context)
    return Typed(f"COALESCE({first.sql}, {second.sql})", first.type, first.nullable and second.nullable)


def _coalesce(c: Call) -> Typed:
    found = c.args()
    if all(value.type.name == "null" for value in found):
        c.context.error(
            4127,
            "At least one of the arguments to COALESCE must be an expression that is not the NULL constant.",
        )
    values, kind = unify(found, c.context)
    nullable = all(value.nullable for value in values)
    return Typed(f"COALESCE({', '.join(value.sql for value in values)})", kind, nullable)


def _nullif(c: Call) -> Typed:
    c.count(2)
    first, second = c.arg(0), c.arg(1)
    if second.type.name == "null":
        return first
    same = compare("=", first, second, c.context)
    sql = _pinned(first)
    return Typed(f"(CASE WHEN {same} THEN NULL ELSE {sql} END)", first.type, True)


def _pinned(value: Typed) -> str:
    return f"({value.sql})::{t.value_type(value.type)}" if value.literal is not None else value.sql


def _iif(c: Call) -> Typed:
    c.count(3)
    return case_of([condition(c.nodes[0], c.scope, c.context)], [c.arg(1), c.arg(2)], True, c.context)


def _choose(c: Call) -> Typed:
    index = c.integer(0)
    values, kind = unify([c.arg(n) for n in range(1, len(c.nodes))], c.context)
    arms = " ".join(f"WHEN {n} THEN {value.sql}" for n, value in enumerate(values, 1))
    return Typed(f"(CASE {index} {arms} END)", kind, True)


def _concat(c: Call) -> Typed:
    c.count(2, 254)
    values = [_text(c, index) for index in range(len(c.nodes))]
    lengths = [value.type.length for value in values]
    total = (
        t.MAX if t.MAX in lengths or None in lengths else min(4000, sum(n for n in lengths if n is not None))
    )
    joined = ", ".join(value.sql for value in values)
    return Typed(f"tsql.concat(VARIADIC ARRAY[{joined}])", SqlType("nvarchar", length=total), False)


def _text(c: Call, index: int) -> Typed:
    value = c.arg(index)
    if t.is_string(value.type):
        return value
    return convert(value, SqlType("nvarchar", length=_shown_width(value.type)), c.context)


def _shown_width(kind: SqlType) -> int:
    if kind.name in t.BINARIES or kind.name == "null":
        return t.MAX
    return 60


def _concat_ws(c: Call) -> Typed:
    c.count(3, 254)
    values = [_text(c, index).sql for index in range(len(c.nodes))]
    return Typed(
        f"tsql.concat_ws({values[0]}, VARIADIC ARRAY[{', '.join(values[1:])}])", t.nvarchar(4000), False
    )


def _len(c: Call) -> Typed:
    c.count(1)
    value = c.typed_string(0) if c.arg(0).type.name not in t.BINARIES else c.arg(0)
    if value.type.name in t.BINARIES:
        return Typed(f"octet_length({value.sql})", t.INT, value.nullable)
    kind = t.BIGINT if value.type.length == t.MAX else t.INT
    sql = f"tsql.len({value.sql})"
    return Typed(f"{sql}::bigint" if kind is t.BIGINT else sql, kind, value.nullable)


_FIXED_SIZE = {
    "bit": 1,
    "tinyint": 1,
    "smallint": 2,
    "int": 4,
    "bigint": 8,
    "float": 8,
    "real": 4,
    "datetime": 8,
    "date": 3,
    "uniqueidentifier": 16,
    "smalldatetime": 4,
    "money": 8,
    "smallmoney": 4,
}


def _datalength(c: Call) -> Typed:
    c.count(1)
    value = c.arg(0)
    kind = t.BIGINT if value.type.length == t.MAX else t.INT
    tail = "::bigint" if kind is t.BIGINT else ""
    if value.type.name in t.ANSI_STRINGS:
        return Typed(f"tsql.datalength_ansi({value.sql}){tail}", kind, value.nullable)
    if t.is_string(value.type):
        return Typed(f"tsql.datalength({value.sql}){tail}", kind, value.nullable)
    if value.type.name in t.BINARIES:
        return Typed(f"octet_length({value.sql}){tail}", kind, value.nullable)
    size = _FIXED_SIZE.get(value.type.name)
    if value.type.name in ("datetime2", "time"):
        scale = value.type.scale if value.type.scale is not None else 7
        size = (6 if scale < 3 else 7 if scale < 5 else 8) - (0 if value.type.name == "datetime2" else 3)
    if value.type.name in t.DECIMALS:
        size = next(
            n for limit, n in ((9, 5), (19, 9), (28, 13), (38, 17)) if (value.type.precision or 18) <= limit
        )
    if value.type.name == "null":
        return Typed("NULL::integer", t.INT)
    if size is None:
        c.context.unsupported(f"DATALENGTH of {value.type}")
    return Typed(f"(CASE WHEN {_pinned(value)} IS NULL THEN NULL ELSE {size} END)", t.INT, value.nullable)


def _substring(c: Call) -> Typed:
    c.count(3)
    value = c.arg(0)
    if value.type.name not in t.BINARIES:
        value = c.typed_string(0)
    kind = SqlType(
        "varbinary"
        if value.type.name in t.BINARIES
        else "nvarchar"
        if value.type.name.startswith("n")
        else "varchar",
        length=value.type.length,
    )
    return Typed(f"tsql.substring({value.sql}, {c.integer(1)}, {c.integer(2)})", kind)


def _left_right(c: Call) -> Typed:
    c.count(2)
    value = c.typed_string(0)
    return Typed(f'tsql."{c.name.lower()}"({value.sql}, {c.integer(1)})', value.type)


def _charindex(c: Call) -> Typed:
    c.count(2, 3)
    start = f", {c.integer(2)}" if len(c.nodes) == 3 else ""
    return Typed(f"tsql.charindex({c.string(0)}, {c.string(1)}{start})", t.INT)


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


def _numeric_same(name: str) -> Handler:
    """ABS, SIGN, CEILING, FLOOR: the argument's own type, smaller integers as int."""

    def handler(c: Call) -> Typed:
        c.count(1)
        value = c.arg(0)
        if t.is_string(value.type) or value.type.name == "null":
            value = convert(value, t.FLOAT, c.context)
        kind = t.INT if value.type.name in ("bit", "tinyint", "smallint") else value.type
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
        values = ", ".join(_as_float(c, index) for index in range(count))
        if name in ("degrees", "radians") and c.arg(0).type.name in t.INTEGERS:
            return Typed(f"tsql.to_int(tsql.{name}({values}))", t.INT)
        return Typed(f"tsql.{name}({values})", t.FLOAT)

    return handler


def _as_float(c: Call, index: int) -> str:
    value = c.arg(index)
    return value.sql if value.type.name in t.FLOATS else convert(value, t.FLOAT, c.context).sql


def _log(c: Call) -> Typed:
    c.count(1, 2)
    return Typed(f"tsql.log({', '.join(_as_float(c, index) for index in range(len(c.nodes)))})", t.FLOAT)


def _power(c: Call) -> Typed:
    c.count(2)
    value = c.arg(0)
    if t.is_string(value.type) or value.type.name == "null":
        value = convert(value, t.FLOAT, c.context)
    kind = t.INT if value.type.name in ("bit", "tinyint", "smallint") else value.type
    if kind.name in t.DECIMALS:
        kind = t.decimal(38, kind.scale or 0)
    base = f"({value.sql})::{t.value_type(kind)}"
    exponent = c.arg(1)
    if kind.name in t.FLOATS:
        return Typed(f"tsql.power({base}, {_as_float(c, 1)})", kind)
    return Typed(f"tsql.power({base}, {exponent.sql})", kind)


def _round(c: Call) -> Typed:
    c.count(2, 3)
    value = c.arg(0)
    if t.is_string(value.type) or value.type.name == "null":
        value = convert(value, t.FLOAT, c.context)
    kind = t.INT if value.type.name in ("bit", "tinyint", "smallint") else value.type
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


def _hashbytes(c: Call) -> Typed:
    c.count(2)
    value = c.arg(1)
    if value.type.name in t.BINARIES:
        sql = f"tsql.hashbytes({c.string(0)}, {value.sql})"
    elif value.type.name in t.ANSI_STRINGS:
        sql = f"tsql.hashbytes_ansi({c.string(0)}, {value.sql})"
    elif t.is_string(value.type):
        sql = f"tsql.hashbytes({c.string(0)}, {value.sql})"
    else:
        c.context.error(
            8116, f"Argument data type {value.type.name} is invalid for argument 2 of hashbytes function."
        )
    return Typed(sql, SqlType("varbinary", length=8000))


def _json_modify(c: Call) -> Typed:
    c.count(3)
    value = c.arg(2)
    if isinstance(c.nodes[2], exp.Anonymous) and c.nodes[2].this.upper() in ("JSON_QUERY", "JSON_MODIFY"):
        c.context.unsupported("JSON_MODIFY with a JSON fragment", c.nodes[2])
    if value.type.name == "null":
        value = Typed("NULL::tsql.nvarchar", t.NVARCHAR_MAX)
    return Typed(f"tsql.json_modify({c.string(0)}, {c.string(1)}, {_pinned(value)})", t.NVARCHAR_MAX)


def _formatmessage(c: Call) -> Typed:
    values = [_text(c, index).sql for index in range(len(c.nodes))]
    rest = (
        f", VARIADIC ARRAY[{', '.join(values[1:])}]"
        if len(values) > 1
        else ", VARIADIC ARRAY[]::tsql.nvarchar[]"
    )
    return Typed(f"tsql.formatmessage({values[0]}{rest})", t.nvarchar(2047))


def _replace(c: Call) -> Typed:
    c.count(3)
    first = c.typed_string(0)
    length = t.MAX if first.type.length == t.MAX else 4000
    name = "nvarchar" if first.type.name.startswith("n") else "varchar"
    return Typed(f"tsql.replace({first.sql}, {c.string(1)}, {c.string(2)})", SqlType(name, length=length))


def _optional_name(name: str, key: str, kind: SqlType, argument: SqlType) -> Handler:
    """SCHEMA_NAME(), USER_NAME(), ...: the session's own without an argument, the catalogue's with one."""

    def handler(c: Call) -> Typed:
        c.count(0, 1)
        if not c.nodes:
            return session_value(key, kind, c.context)
        return Typed(f"tsql.{name}({c.as_type(0, argument)})", kind)

    return handler


def _object_id(c: Call) -> Typed:
    c.count(1, 2)
    name = c.nodes[0].this if isinstance(c.nodes[0], exp.Literal | exp.National) else ""
    temporary = re.fullmatch(r"(?:\[?tempdb\]?\.[^.]*\.)?\[?(#[^]\[]+)\]?", name, re.IGNORECASE)
    if temporary is not None:
        return session_value(f"object_id({temporary.group(1).lower()})", t.INT, c.context)
    rest = f", {c.string(1)}" if len(c.nodes) == 2 else ""
    return Typed(f"tsql.object_id({c.string(0)}{rest})", t.INT)


def _object_name(c: Call) -> Typed:
    c.count(1, 2)
    return Typed(f"tsql.{c.name.lower()}({c.integer(0)})", t.SYSNAME)


def _variant(name: str, kinds: tuple[SqlType, ...], result: SqlType) -> Handler:
    """SERVERPROPERTY and its kind: sql_variant in SQL Server, the type given here in ours."""
    return _plain(name, kinds, result)


def _unsupported(c: Call) -> Typed:
    c.context.unsupported(f"function {c.name}")


def _trim(c: Call) -> Typed:
    c.count(1, 2)
    first = c.typed_string(0)
    rest = f", {c.string(1)}" if len(c.nodes) == 2 else ""
    return Typed(f"tsql.trim({first.sql}{rest})", first.type)


def _isnumeric(c: Call) -> Typed:
    c.count(1)
    return Typed(f"tsql.isnumeric({c.string(0)})", t.INT, False)


def _columnproperty(c: Call) -> Typed:
    c.count(3)
    return Typed(f"tsql.columnproperty({c.integer(0)}, {c.string(1)}, {c.string(2)})", t.INT)


S, I, N = t.NVARCHAR_MAX, t.INT, t.NVARCHAR_MAX  # noqa: E741 (argument columns of the table below)

HANDLERS: dict[str, Handler] = {
    "ISNULL": _isnull,
    "COALESCE": _coalesce,
    "NULLIF": _nullif,
    "IIF": _iif,
    "CHOOSE": _choose,
    "CONCAT": _concat,
    "CONCAT_WS": _concat_ws,
    "LEN": _len,
    "DATALENGTH": _datalength,
    "SUBSTRING": _substring,
    "LEFT": _left_right,
    "RIGHT": _left_right,
    "CHARINDEX": _charindex,
    "REPLACE": _replace,
    "TRIM": _trim,
    "PATINDEX": _plain("patindex", (S, S), t.INT),
    "STUFF": _like_first("stuff", (I, I, S), grow=True),
    "REPLICATE": _like_first("replicate", (I,), grow=True),
    "LTRIM": _like_first("ltrim"),
    "RTRIM": _like_first("rtrim"),
    "REVERSE": _like_first("reverse"),
    "UPPER": _like_first("upper"),
    "LOWER": _like_first("lower"),
    "SPACE": _plain("space", (I,), SqlType("varchar", length=8000)),
    "ASCII": _plain("ascii", (S,), t.INT),
    "UNICODE": _plain("unicode", (S,), t.INT),
    "NCHAR": _plain("nchar", (I,), t.nvarchar(2)),
    "CHAR": _plain('"char"', (I,), SqlType("varchar", length=1)),
    "QUOTENAME": _plain("quotename", (S, S), t.nvarchar(258), required=1),
    "TRANSLATE": _like_first("translate", (S, S)),
    "STRING_ESCAPE": _plain("string_escape", (S, S), t.NVARCHAR_MAX),
    "FORMATMESSAGE": _formatmessage,
    "ISNUMERIC": _isnumeric,
    "FORMAT": _unsupported,
    "STR": lambda c: Typed(
        f"tsql.str({_as_float(c, 0)}, {c.integer(1) if len(c.nodes) > 1 else 10}, "
        f"{c.integer(2) if len(c.nodes) > 2 else 0})",
        SqlType("varchar", length=100),
    ),
    "DATEADD": _dateadd,
    "DATEDIFF": _datediff,
    "DATEDIFF_BIG": _datediff,
    "DATEPART": _datepart,
    "DATENAME": _datepart,
    "YEAR": _date_field,
    "MONTH": _date_field,
    "DAY": _date_field,
    "EOMONTH": _eomonth,
    "DATEFROMPARTS": _plain("datefromparts", (I, I, I), t.DATE),
    "DATETIME2FROMPARTS": _plain("datetime2fromparts", (I,) * 8, t.DATETIME2),
    "DATETIMEFROMPARTS": _plain("datetimefromparts", (I,) * 7, t.DATETIME),
    "TIMEFROMPARTS": _plain("timefromparts", (I,) * 5, t.TIME),
    "ISDATE": lambda c: Typed(f"tsql.isdate({c.string(0)})", t.INT, False),
    "SYSUTCDATETIME": _now(t.DATETIME2),
    "SYSDATETIME": _now(t.DATETIME2),
    "GETDATE": _now(t.DATETIME),
    "GETUTCDATE": _now(t.DATETIME),
    "CURRENT_TIMESTAMP": _now(t.DATETIME),
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
    "PI": _plain("pi", (), t.FLOAT),
    "HASHBYTES": _hashbytes,
    "NEWID": _plain("newid", (), t.UUID),
    "NEWSEQUENTIALID": _plain("newsequentialid", (), t.UUID),
    "JSON_VALUE": _plain("json_value", (S, S), t.nvarchar(4000)),
    "JSON_QUERY": _plain("json_query", (S, S), t.NVARCHAR_MAX, required=1),
    "ISJSON": _plain("isjson", (S,), t.INT),
    "JSON_MODIFY": _json_modify,
    "ERROR_NUMBER": _session("error_number()", t.INT),
    "ERROR_MESSAGE": _session("error_message()", t.nvarchar(4000)),
    "ERROR_LINE": _session("error_line()", t.INT),
    "ERROR_PROCEDURE": _session("error_procedure()", t.SYSNAME),
    "ERROR_SEVERITY": _session("error_severity()", t.INT),
    "ERROR_STATE": _session("error_state()", t.INT),
    "XACT_STATE": _session("xact_state()", t.SMALLINT),
    "SCOPE_IDENTITY": _session("scope_identity()", t.decimal(38, 0)),
    "ROWCOUNT_BIG": _session("rowcount_big()", t.BIGINT),
    "ORIGINAL_LOGIN": _session("original_login()", t.SYSNAME),
    "SUSER_SNAME": _session("original_login()", t.SYSNAME),
    "SUSER_NAME": _session("original_login()", t.SYSNAME),
    "SYSTEM_USER": _session("original_login()", t.SYSNAME),
    "CURRENT_USER": _session("user_name()", t.SYSNAME),
    "SESSION_USER": _session("user_name()", t.SYSNAME),
    "USER": _session("user_name()", t.SYSNAME),
    "HOST_NAME": _session("host_name()", t.SYSNAME),
    "APP_NAME": _session("app_name()", t.SYSNAME),
    "CURRENT_TRANSACTION_ID": _session("current_transaction_id()", t.BIGINT),
    "GETANSINULL": lambda c: Typed("1", t.INT, False),
    "USER_NAME": _optional_name("user_name", "user_name()", t.SYSNAME, t.INT),
    "USER_ID": _optional_name("user_id", "user_id()", t.INT, S),
    "DATABASE_PRINCIPAL_ID": _optional_name("user_id", "user_id()", t.INT, S),
    "SCHEMA_NAME": _optional_name("schema_name", "schema_name()", t.SYSNAME, t.INT),
    "SCHEMA_ID": _plain("schema_id", (S,), t.INT, required=0),
    "DB_NAME": lambda c: Typed("tsql.db_name()", t.SYSNAME),
    "DB_ID": lambda c: Typed("tsql.db_id()", t.INT),
    "OBJECT_ID": _object_id,
    "OBJECT_NAME": _object_name,
    "OBJECT_SCHEMA_NAME": _object_name,
    "TYPE_ID": _plain("type_id", (S,), t.INT),
    "TYPE_NAME": _plain("type_name", (I,), t.SYSNAME),
    "COL_LENGTH": _plain("col_length", (S, S), t.SMALLINT),
    "COL_NAME": _plain("col_name", (I, I), t.SYSNAME),
    "COLUMNPROPERTY": _columnproperty,
    "OBJECTPROPERTY": _plain("objectproperty", (I, S), t.INT),
    "OBJECTPROPERTYEX": _plain("objectpropertyex", (I, S), t.INT),
    "INDEXPROPERTY": _plain("indexproperty", (I, S, S), t.INT),
    "DATABASEPROPERTYEX": _variant("databasepropertyex", (S, S), t.nvarchar(128)),
    "SERVERPROPERTY": _variant("serverproperty", (S,), t.nvarchar(128)),
    "IDENT_CURRENT": _plain("ident_current", (S,), t.decimal(38, 0)),
    "PARSENAME": _plain("parsename", (S, I), t.SYSNAME),
    "IS_MEMBER": _plain("is_member", (S,), t.INT),
    "IS_ROLEMEMBER": _plain("is_member", (S,), t.INT),
    "HAS_PERMS_BY_NAME": _plain("has_perms_by_name", (S, S, S), t.INT),
    "SESSION_CONTEXT": _plain("session_context", (S,), t.nvarchar(4000)),
    "APPLOCK_MODE": _plain("applock_mode", (S, S, S), t.nvarchar(32)),
    "APPLOCK_TEST": _plain("applock_test", (S, S, S, S), t.SMALLINT),
    "SOUNDEX": _unsupported,
    "DIFFERENCE": _unsupported,
    "CHECKSUM": _unsupported,
    "BINARY_CHECKSUM": _unsupported,
    "TRIGGER_NESTLEVEL": lambda c: Typed("0", t.INT, False),
}
