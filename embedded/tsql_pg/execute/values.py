"""Values between Python, T-SQL variables and PostgreSQL's text format."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from ..errors import SqlError
from ..translate import types as t
from ..translate.types import SqlType


def encoded(value: Any) -> bytes | None:
    """A value in PostgreSQL's text format; None is NULL. TypeError: no T-SQL type for it."""
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, bool):
        return b"1" if value else b"0"
    if isinstance(value, int | Decimal):
        return str(value).encode()
    if isinstance(value, float):
        return repr(value).encode()
    if isinstance(value, bytes | bytearray | memoryview):
        return b"\\x" + bytes(value).hex().encode()
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat().encode()
    if isinstance(value, UUID):
        return str(value).encode()
    raise TypeError(f"a value of type {type(value).__name__} has no T-SQL type")


def natural(value: Any) -> SqlType:
    """The T-SQL type that a driver would bind a Python value as. SqlError 8016: none."""
    if value is None:
        return t.NULL
    if isinstance(value, bool):
        return t.BIT
    if isinstance(value, int):
        if -(2**31) <= value < 2**31:
            return t.INT
        return t.BIGINT if -(2**63) <= value < 2**63 else t.decimal(38, 0)
    if isinstance(value, float):
        return t.FLOAT
    if isinstance(value, str):
        return t.nvarchar(max(1, len(value)))
    if isinstance(value, bytes | bytearray | memoryview):
        size = len(bytes(value))
        return SqlType("varbinary", length=size if 0 < size <= 8000 else t.MAX)
    if isinstance(value, dt.datetime):
        return SqlType("datetimeoffset", scale=7) if value.tzinfo is not None else t.DATETIME2
    if isinstance(value, dt.date):
        return t.DATE
    if isinstance(value, dt.time):
        return t.TIME
    if isinstance(value, UUID):
        return t.UUID
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        scale = max(0, -int(exponent)) if isinstance(exponent, int) else 0
        return t.decimal(min(38, max(len(digits), scale, 1)), scale)
    raise SqlError(8016, f"A value of Python type {type(value).__name__} cannot be passed as a parameter.")


def plain(value: Any) -> Any:
    """numpy and pandas scalars as Python's own; NaT and NA as None."""
    if value is None or type(value) in _PLAIN:
        return value
    if type(value).__name__ in ("NaTType", "NAType"):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime(warn=False)
    if hasattr(value, "item") and not isinstance(value, bytes | memoryview):
        return value.item()
    return value


_PLAIN = frozenset({int, str, float, bool, bytes, Decimal, UUID, dt.datetime, dt.date, dt.time})

_RANGES = {
    "tinyint": (0, 255), "smallint": (-(2**15), 2**15 - 1), "int": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1), "bit": (0, 1),
}  # fmt: skip


class NotLocal(Exception):  # noqa: N818 (control flow)
    """The value's conversion is left to PostgreSQL."""


def fitted(value: Any, source: SqlType, target: SqlType) -> Any:
    """The value of a source type as a variable of the target type holds it. NotLocal: ask PostgreSQL."""
    if value is None:
        return None
    name = target.name
    if name in t.INTEGERS:
        if source.name not in t.INTEGERS:
            raise NotLocal
        if name == "bit":
            return 1 if value else 0
        low, high = _RANGES[name]
        if low <= int(value) <= high:
            return int(value)
        raise NotLocal
    if name in ("nvarchar", "varchar"):
        if source.name not in ("nvarchar", "varchar"):
            raise NotLocal
        return value if target.length in (None, t.MAX) else value[: target.length]
    if name == source.name and name in ("float", "uniqueidentifier", "date"):
        return value
    if name == "varbinary" and source.name in t.BINARIES:
        return bytes(value) if target.length in (None, t.MAX) else bytes(value)[: target.length]
    if name == "datetime2" and source.name == "datetime2":
        return _scaled(value, target.scale if target.scale is not None else 7)
    if name == "datetime" and source.name == "datetime":
        return value
    if name == "decimal" and source == target:
        return value
    raise NotLocal


def _scaled(value: dt.datetime, scale: int) -> dt.datetime:
    if scale >= 6:
        return value
    step = 10 ** (6 - scale)
    rest = value.microsecond % step
    return value + dt.timedelta(microseconds=(step - rest) if rest * 2 >= step else -rest)


def shown(value: Any, kind: SqlType) -> Any:
    """A result value as the caller gets it: bit as bool."""
    if kind.name == "bit" and value is not None:
        return bool(value)
    return value
