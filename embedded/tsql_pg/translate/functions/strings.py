"""Functions of text, of its bytes and of JSON text."""

from __future__ import annotations

from sqlglot import exp

from .. import types as t
from ..scope import Typed
from ..types import SqlType
from .calls import Call, Handler, as_float, as_text, like_first, pinned, plain, unsupported


def _concat(c: Call) -> Typed:
    c.count(2, 254)
    values = [as_text(c, index) for index in range(len(c.nodes))]
    lengths = [value.type.length for value in values]
    total = (
        t.MAX if t.MAX in lengths or None in lengths else min(4000, sum(n for n in lengths if n is not None))
    )
    joined = ", ".join(value.sql for value in values)
    return Typed(f"tsql.concat(VARIADIC ARRAY[{joined}])", SqlType("nvarchar", length=total), False)


def _concat_ws(c: Call) -> Typed:
    c.count(3, 254)
    values = [as_text(c, index).sql for index in range(len(c.nodes))]
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
    return Typed(f"(CASE WHEN {pinned(value)} IS NULL THEN NULL ELSE {size} END)", t.INT, value.nullable)


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


def _replace(c: Call) -> Typed:
    c.count(3)
    first = c.typed_string(0)
    length = t.MAX if first.type.length == t.MAX else 4000
    name = "nvarchar" if first.type.name.startswith("n") else "varchar"
    return Typed(f"tsql.replace({first.sql}, {c.string(1)}, {c.string(2)})", SqlType(name, length=length))


def _trim(c: Call) -> Typed:
    c.count(1, 2)
    first = c.typed_string(0)
    rest = f", {c.string(1)}" if len(c.nodes) == 2 else ""
    return Typed(f"tsql.trim({first.sql}{rest})", first.type)


def _isnumeric(c: Call) -> Typed:
    c.count(1)
    return Typed(f"tsql.isnumeric({c.string(0)})", t.INT, False)


def _formatmessage(c: Call) -> Typed:
    values = [as_text(c, index).sql for index in range(len(c.nodes))]
    rest = (
        f", VARIADIC ARRAY[{', '.join(values[1:])}]"
        if len(values) > 1
        else ", VARIADIC ARRAY[]::tsql.nvarchar[]"
    )
    return Typed(f"tsql.formatmessage({values[0]}{rest})", t.nvarchar(2047))


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
    return Typed(f"tsql.json_modify({c.string(0)}, {c.string(1)}, {pinned(value)})", t.NVARCHAR_MAX)


S, I = t.NVARCHAR_MAX, t.INT  # noqa: E741 (argument columns of the table below)

HANDLERS: dict[str, Handler] = {
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
    "PATINDEX": plain("patindex", (S, S), t.INT),
    "STUFF": like_first("stuff", (I, I, S), grow=True),
    "REPLICATE": like_first("replicate", (I,), grow=True),
    "LTRIM": like_first("ltrim"),
    "RTRIM": like_first("rtrim"),
    "REVERSE": like_first("reverse"),
    "UPPER": like_first("upper"),
    "LOWER": like_first("lower"),
    "SPACE": plain("space", (I,), SqlType("varchar", length=8000)),
    "ASCII": plain("ascii", (S,), t.INT),
    "UNICODE": plain("unicode", (S,), t.INT),
    "NCHAR": plain("nchar", (I,), t.nvarchar(2)),
    "CHAR": plain('"char"', (I,), SqlType("varchar", length=1)),
    "QUOTENAME": plain("quotename", (S, S), t.nvarchar(258), required=1),
    "TRANSLATE": like_first("translate", (S, S)),
    "STRING_ESCAPE": plain("string_escape", (S, S), t.NVARCHAR_MAX),
    "FORMATMESSAGE": _formatmessage,
    "ISNUMERIC": _isnumeric,
    "FORMAT": unsupported,
    "STR": lambda c: Typed(
        f"tsql.str({as_float(c, 0)}, {c.integer(1) if len(c.nodes) > 1 else 10}, "
        f"{c.integer(2) if len(c.nodes) > 2 else 0})",
        SqlType("varchar", length=100),
    ),
    "SOUNDEX": unsupported,
    "DIFFERENCE": unsupported,
    "HASHBYTES": _hashbytes,
    "NEWID": plain("newid", (), t.UUID),
    "NEWSEQUENTIALID": plain("newsequentialid", (), t.UUID),
    "JSON_VALUE": plain("json_value", (S, S), t.nvarchar(4000)),
    "JSON_QUERY": plain("json_query", (S, S), t.NVARCHAR_MAX, required=1),
    "ISJSON": plain("isjson", (S,), t.INT),
    "JSON_MODIFY": _json_modify,
    "CHECKSUM": unsupported,
    "BINARY_CHECKSUM": unsupported,
}
