"""T-SQL's types: declarations, precedence, PostgreSQL's spelling and the arithmetic of decimals.

Rules: Microsoft Learn, "Data type precedence" and "Precision, scale, and length".
"""

from __future__ import annotations

from dataclasses import dataclass

MAX = -1
"""Length of nvarchar(max), varchar(max) and varbinary(max)."""


@dataclass(frozen=True)
class SqlType:
    """A scalar T-SQL type: lower-case name, length in characters or bytes (MAX), precision and scale."""

    name: str
    length: int | None = None
    precision: int | None = None
    scale: int | None = None

    def __str__(self) -> str:
        if self.length is not None:
            return f"{self.name}({'max' if self.length == MAX else self.length})"
        if self.name in DECIMALS and self.precision is not None and self.name in ("decimal", "numeric"):
            return f"{self.name}({self.precision},{self.scale or 0})"
        if self.name in ("datetime2", "time", "datetimeoffset") and self.scale is not None:
            return f"{self.name}({self.scale})"
        return self.name


INTEGERS = {"bit": 1, "tinyint": 3, "smallint": 5, "int": 10, "bigint": 19}
"""Integer types and their decimal digits."""
DECIMALS = frozenset({"decimal", "numeric", "money", "smallmoney"})
FLOATS = frozenset({"float", "real"})
STRINGS = frozenset({"nvarchar", "varchar", "nchar", "char", "text", "ntext"})
ANSI_STRINGS = frozenset({"varchar", "char", "text"})
BINARIES = frozenset({"varbinary", "binary", "image", "rowversion"})
STAMPS = frozenset({"datetime2", "datetime", "smalldatetime"})
DATES = STAMPS | {"date", "time", "datetimeoffset"}

# Highest first (Learn: "Data type precedence").
_PRECEDENCE = (
    "sql_variant",
    "xml",
    "datetimeoffset",
    "datetime2",
    "datetime",
    "smalldatetime",
    "date",
    "time",
    "float",
    "real",
    "decimal",
    "numeric",
    "money",
    "smallmoney",
    "bigint",
    "int",
    "smallint",
    "tinyint",
    "bit",
    "ntext",
    "text",
    "image",
    "rowversion",
    "uniqueidentifier",
    "nvarchar",
    "nchar",
    "varchar",
    "char",
    "varbinary",
    "binary",
    "null",
)
RANK = {name: len(_PRECEDENCE) - place for place, name in enumerate(_PRECEDENCE)}

NULL = SqlType("null")
BIT = SqlType("bit")
TINYINT = SqlType("tinyint")
SMALLINT = SqlType("smallint")
INT = SqlType("int")
BIGINT = SqlType("bigint")
FLOAT = SqlType("float")
DATE = SqlType("date")
DATETIME = SqlType("datetime")
DATETIME2 = SqlType("datetime2", scale=7)
TIME = SqlType("time", scale=7)
UUID = SqlType("uniqueidentifier")
SYSNAME = SqlType("nvarchar", length=128)
NVARCHAR_MAX = SqlType("nvarchar", length=MAX)
VARBINARY_MAX = SqlType("varbinary", length=MAX)

_SYNONYMS = {
    "integer": "int",
    "dec": "decimal",
    "double precision": "float",
    "double": "float",
    "character": "char",
    "character varying": "varchar",
    "char varying": "varchar",
    "national character varying": "nvarchar",
    "national char varying": "nvarchar",
    "national character": "nchar",
    "national char": "nchar",
    "timestamp": "rowversion",
    "national text": "ntext",
    "binary varying": "varbinary",
}


def nvarchar(length: int) -> SqlType:
    """nvarchar of a length; beyond 4000 characters it is max."""
    return SqlType("nvarchar", length=length if 0 <= length <= 4000 else MAX)


def decimal(precision: int, scale: int) -> SqlType:
    return SqlType("decimal", precision=precision, scale=scale)


def declared(name: str, params: tuple[str, ...] = (), *, default_length: int = 1) -> SqlType | None:
    """The type of a declaration such as ("nvarchar", ("50",)); None when the name is no system type.

    default_length: 1 in a declaration, 30 in CAST and CONVERT (Learn: "char and varchar").
    """
    folded = _SYNONYMS.get(name.lower(), name.lower())
    if folded == "sysname":
        return SYSNAME
    if folded in ("nvarchar", "varchar", "nchar", "char", "varbinary", "binary"):
        if not params:
            return SqlType(folded, length=default_length)
        return SqlType(folded, length=MAX if params[0].lower() == "max" else int(params[0]))
    if folded in ("text", "ntext"):
        return SqlType("varchar" if folded == "text" else "nvarchar", length=MAX)
    if folded == "image":
        return VARBINARY_MAX
    if folded in ("decimal", "numeric"):
        precision = int(params[0]) if params else 18
        return decimal(precision, int(params[1]) if len(params) > 1 else 0)
    if folded == "money":
        return SqlType("money", precision=19, scale=4)
    if folded == "smallmoney":
        return SqlType("smallmoney", precision=10, scale=4)
    if folded == "float":
        return SqlType("real") if params and int(params[0]) <= 24 else FLOAT
    if folded in ("datetime2", "time", "datetimeoffset"):
        return SqlType(folded, scale=int(params[0]) if params else 7)
    if folded in RANK and folded != "null":
        return SqlType(folded)
    return None


_PG_NAMES = {
    "int": "integer",
    "bigint": "bigint",
    "smallint": "smallint",
    "tinyint": "tsql.tinyint",
    "bit": "tsql.bit",
    "float": "tsql.float8",
    "real": "tsql.float8",
    "datetime": "timestamp(3)",
    "smalldatetime": "timestamp(0)",
    "date": "date",
    "uniqueidentifier": "uuid",
    "varbinary": "bytea",
    "binary": "bytea",
    "rowversion": "bytea",
    "null": "tsql.nvarchar",
    "xml": "tsql.nvarchar",
}


def column_type(kind: SqlType) -> str:
    """PostgreSQL type of a column: domains, lengths and scales included. KeyError: no such type there."""
    if kind.name in STRINGS:
        return "tsql.nvarchar" if kind.length in (None, MAX) else f"tsql.nvarchar({kind.length})"
    if kind.name in DECIMALS:
        return f"numeric({kind.precision or 18},{kind.scale or 0})"
    if kind.name == "datetime2":
        return f"timestamp({min(6, kind.scale if kind.scale is not None else 7)})"
    if kind.name == "time":
        return f"time({min(6, kind.scale if kind.scale is not None else 7)})"
    if kind.name == "datetimeoffset":
        return f"timestamptz({min(6, kind.scale if kind.scale is not None else 7)})"
    return _PG_NAMES[kind.name]


def value_type(kind: SqlType) -> str:
    """PostgreSQL type of a value in an expression: no domain, no length."""
    if kind.name in STRINGS:
        return "tsql.nvarchar"
    if kind.name in DECIMALS:
        return "numeric"
    if kind.name in FLOATS:
        return "double precision"
    if kind.name in ("bit", "tinyint"):
        return "smallint"
    if kind.name in STAMPS:
        return "timestamp"
    if kind.name == "time":
        return "time"
    if kind.name == "datetimeoffset":
        return "timestamptz"
    return _PG_NAMES[kind.name]


def is_string(kind: SqlType) -> bool:
    return kind.name in STRINGS


def is_number(kind: SqlType) -> bool:
    return kind.name in INTEGERS or kind.name in DECIMALS or kind.name in FLOATS


def stronger(left: SqlType, right: SqlType) -> SqlType:
    """The type that a mix of two types has by precedence, with the wider length, precision and scale."""
    if RANK[left.name] < RANK[right.name]:
        left, right = right, left
    if right.name == "null":
        return left
    if left.name in STRINGS and right.name in STRINGS:
        lengths = (left.length, right.length)
        name = left.name
        if "char" in (left.name, right.name) or "nchar" in (left.name, right.name):
            name = "nvarchar" if left.name.startswith("n") or right.name.startswith("n") else "varchar"
            if left.name == right.name:
                name = left.name
        return SqlType(
            name,
            length=MAX if MAX in lengths or None in lengths else max(left.length or 0, right.length or 0),
        )
    if left.name in BINARIES and right.name in BINARIES:
        return SqlType(
            left.name,
            length=MAX if MAX in (left.length, right.length) else max(left.length or 0, right.length or 0),
        )
    if left.name in DECIMALS and (right.name in DECIMALS or right.name in INTEGERS):
        (p1, s1), (p2, s2) = digits(left), digits(right)
        scale = max(s1, s2)
        precision = max(p1 - s1, p2 - s2) + scale
        if left.name in ("money", "smallmoney"):
            return left
        return capped(precision, scale)
    if left.name in ("datetime2", "time", "datetimeoffset") and right.name == left.name:
        return SqlType(left.name, scale=max(left.scale or 0, right.scale or 0))
    if left.name == "datetime2" and right.name == "datetime":
        return SqlType("datetime2", scale=max(left.scale or 0, 3))
    return left


def digits(kind: SqlType) -> tuple[int, int]:
    """Precision and scale of a number in decimal arithmetic."""
    if kind.name in INTEGERS:
        return (kind.precision or INTEGERS[kind.name], 0)
    return (kind.precision if kind.precision is not None else 38, kind.scale or 0)


def capped(precision: int, scale: int) -> SqlType:
    """decimal(precision, scale) brought under 38 digits, integral digits kept first, at least 6 of scale."""
    if precision > 38:
        scale = max(min(scale, 38 - (precision - scale)), min(scale, 6))
        precision = 38
    return decimal(precision, scale)


def arithmetic(operator: str, left: SqlType, right: SqlType) -> SqlType:
    """The decimal type of left operator right (Learn: "Precision, scale, and length")."""
    (p1, s1), (p2, s2) = digits(left), digits(right)
    if operator in "+-":
        scale = max(s1, s2)
        precision = max(p1 - s1, p2 - s2) + scale + 1
        return (
            decimal(38, min(scale, 38 - (precision - 1 - scale)))
            if precision > 38
            else decimal(precision, scale)
        )
    if operator == "*":
        return capped(p1 + p2 + 1, s1 + s2)
    if operator == "/":
        scale = max(6, s1 + p2 + 1)
        return capped(p1 - s1 + s2 + scale, scale)
    return decimal(min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
