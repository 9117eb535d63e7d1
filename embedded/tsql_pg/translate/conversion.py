"""Conversions between T-SQL types, implicit and explicit, as calls of the prelude.

Rules: Microsoft Learn, "CAST and CONVERT" and "Data type conversion".
"""

from __future__ import annotations

from sqlglot import exp

from . import types as t
from .scope import Context, Typed
from .types import SqlType


def null_of(kind: SqlType) -> str:
    return f"NULL::{t.value_type(kind)}"


def convert(
    value: Typed, target: SqlType, context: Context, *, safe: bool = False, style: str | None = None
) -> Typed:
    """The value as `target`: CAST's rules (strings are cut, numbers to int truncate); safe = TRY_CAST."""
    source = value.type
    nullable = value.nullable or safe
    if source.name == "null":
        return Typed(null_of(target), target, True)
    if not _allowed(source.name, target.name):
        context.error(
            529, f"Explicit conversion from data type {source.name} to {target.name} is not allowed.", 16, 2
        )
    sql = _convert_sql(value, target, context, safe, style)
    return Typed(sql, target, nullable)


def _allowed(source: str, target: str) -> bool:
    """Whether SQL Server converts the one type to the other at all (Learn: "CAST and CONVERT", the chart)."""
    numbers = {*t.INTEGERS, *t.DECIMALS, *t.FLOATS}
    if source in t.DATES and target in numbers:
        return source in ("datetime", "smalldatetime")
    if source in numbers and target in t.DATES:
        return target in ("datetime", "smalldatetime")
    if {source, target} == {"date", "time"}:
        return False
    if "uniqueidentifier" in (source, target):
        other = target if source == "uniqueidentifier" else source
        return other in t.STRINGS or other in t.BINARIES or other == "uniqueidentifier"
    return not (source in t.BINARIES and target in t.FLOATS)


def _convert_sql(value: Typed, target: SqlType, context: Context, safe: bool, style: str | None) -> str:
    source = value.type
    prefix = "tsql.try_to_" if safe else "tsql.to_"
    tail = f", {style}" if style is not None else ""
    if target.name in t.STRINGS:
        return _to_string(value, target, tail, context)
    if target.name == source.name and style is None:
        return _same(value, target)
    if target.name in t.INTEGERS:
        return _to_integer(value, target, prefix)
    if target.name in t.DECIMALS:
        precision, scale = target.precision or 18, target.scale or 0
        if source.name in t.INTEGERS and not safe and precision - scale >= t.INTEGERS[source.name]:
            return f"({value.sql})::numeric({precision},{scale})"
        return f"{prefix}numeric({value.sql}, {precision}, {scale})"
    if target.name in t.FLOATS:
        if target.name == "real":
            return f"{prefix}real({value.sql})"
        if source.name in t.INTEGERS or source.name in t.DECIMALS or source.name == "real":
            return f"({value.sql})::double precision"
        return f"{prefix}float({value.sql})"
    if target.name in t.DATES:
        return _to_date(value, target, prefix, tail, context)
    if target.name == "uniqueidentifier":
        return f"{prefix}uuid({value.sql})"
    if target.name in t.BINARIES:
        return _to_binary(value, target, prefix, tail)
    context.unsupported(f"conversion of {source} to {target}")


def _same(value: Typed, target: SqlType) -> str:
    source = value.type
    if target.name in ("decimal", "numeric") and (source.precision, source.scale) != (
        target.precision,
        target.scale,
    ):
        return f"tsql.to_numeric({value.sql}, {target.precision}, {target.scale or 0})"
    if target.name in ("datetime2", "time", "datetimeoffset") and (target.scale or 0) < min(
        6, decimals(source)
    ):
        return f"({value.sql})::{t.column_type(target)}"
    if target.name in t.BINARIES and target.length not in (None, t.MAX) and source.length != target.length:
        if target.name == "binary":
            return f"substr({value.sql} || {_zeros(target)}, 1, {target.length})"
        return f"tsql.cut({value.sql}, {target.length})"
    return value.sql


def _money_text(value: Typed, tail: str, context: Context) -> str:
    """money as text: two decimals, with commas (style 1) or four decimals (style 2)."""
    style = tail.removeprefix(", ") or "0"
    if style not in ("0", "1", "2", "126"):
        context.unsupported(f"CONVERT of money with style {style}")
    picture = {"0": "FM999999999999990.00", "1": "FM999,999,999,999,990.00"}.get(
        style, "FM999999999999990.0000"
    )
    return f"to_char({value.sql}, '{picture}')::tsql.nvarchar"


def _integer_text(value: Typed, target: SqlType) -> str:
    """An integer as nvarchar(n): error 8115 when it does not fit (varchar would show a star)."""
    if (target.length or 0) > t.INTEGERS[value.type.name]:
        return f"tsql.to_nvarchar({_plain(value)})"
    return f"tsql.to_nvarchar_n(({value.sql})::numeric, {target.length})"


def _to_string(value: Typed, target: SqlType, tail: str, context: Context) -> str:
    source = value.type
    bounded = target.length not in (None, t.MAX)
    sized = bounded and source.name not in t.BINARIES and source.name not in t.DATES
    if source.name in t.STRINGS:
        sql = value.sql
        if bounded and (source.length in (None, t.MAX) or (source.length or 0) > (target.length or 0)):
            sql = f"({sql})::tsql.nvarchar({target.length})"
    elif source.name in ("money", "smallmoney"):
        sql = _money_text(value, tail, context)
    elif source.name in t.INTEGERS and target.name.startswith("n") and bounded:
        sql = _integer_text(value, target)
    elif sized:
        sql = f"tsql.to_nvarchar_n({_plain(value)}, {target.length}{tail})"
    else:
        if source.name in t.BINARIES and target.name in t.ANSI_STRINGS:
            sql = f"tsql.to_varchar({value.sql}{tail or ', 0'})"
        elif source.name in t.DATES:
            sql = _date_text(value, tail)
        else:
            sql = f"tsql.to_nvarchar({_plain(value)}{tail})"
        sql = f"({sql})::tsql.nvarchar({target.length})" if bounded else sql
    if target.name in ("char", "nchar"):
        sql = f"tsql.pad({sql}, {target.length})"
    return sql


_LEGACY_DATES = ("datetime", "smalldatetime")


def _date_text(value: Typed, tail: str) -> str:
    """A date as text: style 0 unless given for the legacy types, ISO for the others, with the declared
    decimals."""
    kind = value.type
    if kind.name == "date":
        return f"tsql.to_nvarchar({value.sql}{tail})"
    style = tail or (", 0" if kind.name in _LEGACY_DATES else ", 121")
    # Without a scale it is a datetime, whose milliseconds stand behind a colon in some styles.
    scale = "NULL" if kind.name == "datetime" else decimals(kind)
    return f"tsql.to_nvarchar({value.sql}{style}, {scale})"


def decimals(kind: SqlType) -> int:
    """How many decimals of a second a type shows."""
    if kind.name in _LEGACY_DATES:
        return 3 if kind.name == "datetime" else 0
    return kind.scale if kind.scale is not None else 7


def _plain(value: Typed) -> str:
    """The value with PostgreSQL's type pinned where a literal would be ambiguous."""
    if value.literal is not None:
        return f"({value.sql})::{t.value_type(value.type)}"
    if value.type.name == "bit":
        return f"({value.sql})::integer"
    return value.sql


def _to_integer(value: Typed, target: SqlType, prefix: str) -> str:
    source = value.type
    if target.name == "bit":
        return f"{prefix}bit({_plain(value)})::smallint"
    if source.name in t.INTEGERS and t.INTEGERS[source.name] <= t.INTEGERS[target.name]:
        return f"({value.sql})::{t.value_type(target)}"
    return f"{prefix}{target.name}({_plain(value)})"


def _to_date(value: Typed, target: SqlType, prefix: str, tail: str, context: Context) -> str:
    source = value.type
    if (
        source.name in t.STRINGS
        or source.name in t.INTEGERS
        or source.name in t.FLOATS
        or source.name in t.DECIMALS
    ):
        name = {"datetime2": "datetime2", "datetime": "datetime", "date": "date", "time": "time"}.get(
            target.name
        )
        if name is None and target.name == "smalldatetime":
            name = "datetime2"
        if name is None:
            context.unsupported(f"conversion of {source.name} to {target.name}")
        if source.name in t.STRINGS:
            sql = f"{prefix}{name}({value.sql}{tail})"
        else:
            days = f"(({value.sql})::double precision * interval '1 day')"
            sql = f"tsql.to_datetime('1900-01-01'::timestamp + {days})"
        if target.name == "smalldatetime":
            return f"date_trunc('minute', {sql} + interval '30 seconds')"
        return f"({sql})::{t.column_type(target)}" if target.scale is not None and target.scale < 6 else sql
    if source.name in t.STAMPS or source.name in ("date", "datetimeoffset"):
        if target.name == "datetime":
            return f"{prefix}datetime(({value.sql})::timestamp)"
        if target.name == "smalldatetime":
            return f"date_trunc('minute', ({value.sql})::timestamp + interval '30 seconds')"
        if target.name in ("datetime2", "date", "time"):
            return f"({value.sql})::{t.column_type(target)}"
    if source.name == "time" and target.name in t.STAMPS:
        sql = f"{prefix}{'datetime' if target.name == 'datetime' else 'datetime2'}({value.sql})"
        return f"({sql})::{t.column_type(target)}"
    if source.name == "datetime2" and target.name == "datetimeoffset":
        return f"({value.sql})::timestamptz"
    context.unsupported(f"conversion of {source.name} to {target.name}")


def _to_binary(value: Typed, target: SqlType, prefix: str, tail: str) -> str:
    if value.type.name in t.BINARIES:
        sql = value.sql
    elif value.type.name in t.ANSI_STRINGS and not tail:
        sql = f"tsql.to_varbinary_ansi({value.sql})"
    else:
        sql = f"{prefix}varbinary({_plain(value)}{tail})"
    if target.length in (None, t.MAX):
        return sql
    if value.type.name in t.INTEGERS:
        # Of a number the low bytes are kept.
        if target.name == "binary":
            return f"substr({_zeros(target)} || {sql}, octet_length({sql}) + 1)"
        return f"substr({sql}, greatest(1, octet_length({sql}) - {target.length} + 1))"
    if target.name == "binary":
        return f"substr({sql} || {_zeros(target)}, 1, {target.length})"
    return f"tsql.cut({sql}, {target.length})"


def _zeros(kind: SqlType) -> str:
    return f"'\\x{'00' * (kind.length or 1)}'::bytea"


def implicit(value: Typed, target: SqlType, context: Context) -> Typed:
    """The value converted where SQL Server would convert without being asked; unchanged when it fits
    already."""
    if _fits(value.type, target):
        return value
    return convert(value, target, context)


def _fits(source: SqlType, target: SqlType) -> bool:
    if source.name == target.name:
        return True
    if source.name in t.STRINGS:
        return target.name in t.STRINGS
    if source.name in t.STAMPS:
        return target.name in t.STAMPS and target.name != "datetime"
    if source.name in t.BINARIES:
        return target.name in t.BINARIES
    return source.name in ("decimal", "numeric", "money", "smallmoney") and target.name in t.DECIMALS


def unify(values: list[Typed], context: Context) -> tuple[list[Typed], SqlType]:
    """The values of CASE branches, UNION columns or VALUES rows under one type by precedence."""
    kind = t.NULL
    for value in values:
        kind = t.stronger(kind, literal_type(value) if kind.name in t.DECIMALS else value.type)
    if kind.name == "null":
        return [Typed("NULL::integer", t.INT, True) for _ in values], t.INT
    return [branch(value, kind, context) for value in values], kind


def branch(value: Typed, kind: SqlType, context: Context) -> Typed:
    """One value brought to the common type of its siblings; numbers that PostgreSQL unifies itself are
    left."""
    if value.type.name == "null":
        return Typed(null_of(kind), kind, True)
    if value.type == kind and not (value.literal is not None and kind.name in t.INTEGERS):
        return value
    if value.type.name in t.STRINGS and kind.name in t.STRINGS:
        return Typed(value.sql, kind, value.nullable)
    return convert(value, kind, context)


def literal_type(value: Typed) -> SqlType:
    """The type for decimal arithmetic: an integer literal has the digits it is written with."""
    if value.type.name == "int" and isinstance(value.literal, exp.Literal):
        return SqlType("int", precision=max(1, len(str(value.literal.this).lstrip("-"))))
    return value.type
