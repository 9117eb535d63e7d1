"""DataFrames as table parameters: each column converted as a whole to what the type's column takes.

Row by row conversion is six times slower, and drivers store NaT, numpy scalars and nanoseconds
wrongly without a word: so nothing but plain Python values leaves this module.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from acm.database.contract import Column, TableType
from acm.database.session import TableValue
from acm.errors import ContractError

_INTEGERS = {
    "tinyint": (0, 255),
    "smallint": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "bigint": (-(2**63), 2**63 - 1),
}


def table_value(frame: pd.DataFrame, table_type: TableType) -> TableValue:
    """The frame's rows for a table parameter of this type, columns in the type's order.

    ContractError names a column that is missing, unknown, or holds a value that the type cannot take.
    """
    wanted = [column.name for column in table_type.columns]
    given = [str(name) for name in frame.columns]
    missing = [name for name in wanted if name not in given]
    unknown = [name for name in given if name not in wanted]
    label = f"{table_type.schema}.{table_type.name}"
    if missing:
        raise ContractError(f"rows for {label} lack the column {', '.join(missing)}")
    if unknown:
        raise ContractError(f"rows for {label} have a column that it does not: {', '.join(unknown)}")
    if len(set(given)) < len(given):
        raise ContractError(f"rows for {label} have a column twice")
    values = tuple(_converted(frame[column.name], column, label) for column in table_type.columns)
    return TableValue(table_type.schema, table_type.name, tuple(wanted), values)


def to_milliseconds(times: pd.Series) -> pd.Series:
    """Times (naive, or aware and turned to UTC) rounded half up to the millisecond that the tables keep."""
    if isinstance(times.dtype, pd.DatetimeTZDtype):
        times = times.dt.tz_convert("UTC").dt.tz_localize(None)
    rounded: pd.Series = (
        (times.dt.as_unit("ns") + pd.Timedelta(500, unit="us")).dt.floor("ms").dt.as_unit("us")
    )
    return rounded


def _converted(values: pd.Series, column: Column, label: str) -> list[Any]:
    convert = _CONVERTERS.get(column.type_name) or (_integers if column.type_name in _INTEGERS else None)
    if convert is None:
        raise ContractError(f"{label}.{column.name}: the driver does not send {column.type_name}")
    try:
        converted = convert(values, column)
    except (ValueError, TypeError, OverflowError) as error:
        raise ContractError(f"{label}.{column.name} ({column.type_name}): {error}") from error
    if not column.is_nullable and None in converted:
        raise ContractError(f"{label}.{column.name} takes no NULL, and row {converted.index(None)} is one")
    return converted


def _plain(values: pd.Series, convert: Callable[[Any], Any]) -> list[Any]:
    """Each value converted; missing ones of any kind are None."""
    missing = values.isna().to_numpy()
    return [None if gone else convert(value) for value, gone in zip(values.tolist(), missing, strict=True)]


def _floats(values: pd.Series, column: Column) -> list[Any]:
    if values.dtype == object and any(isinstance(value, str | bytes) for value in values):
        raise ValueError("text where a number belongs")
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    if np.isinf(numbers).any():
        raise ValueError(f"row {int(np.flatnonzero(np.isinf(numbers))[0])} is infinite")
    plain: list[Any] = numbers.tolist()
    for row in np.flatnonzero(np.isnan(numbers)):
        plain[row] = None
    return plain


def _integers(values: pd.Series, column: Column) -> list[Any]:
    low, high = _INTEGERS[column.type_name]
    plain = _plain(values, _whole)
    beyond = [value for value in plain if value is not None and not low <= value <= high]
    if beyond:
        raise ValueError(f"{beyond[0]} does not fit")
    return plain


def _whole(value: Any) -> int:
    whole = int(value)
    if isinstance(value, str | bytes) or whole != value:
        raise ValueError(f"{value!r} is not a whole number")
    return whole


def _bits(values: pd.Series, column: Column) -> list[Any]:
    return _plain(values, lambda value: bool(_whole(value)))


def _times(values: pd.Series, column: Column) -> list[Any]:
    if values.isna().all():
        return [None] * len(values)
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        if any(not hasattr(value, "isoformat") for value in values.dropna()):
            raise ValueError("a value is not a time")
        values = pd.Series(pd.to_datetime(values, utc=True))
    rounded = to_milliseconds(values).to_numpy(dtype="datetime64[us]")
    plain: list[Any] = rounded.astype(object).tolist()  # NaT becomes None
    return plain


def _texts(values: pd.Series, column: Column) -> list[Any]:
    return _plain(values, str)


def _bytes(values: pd.Series, column: Column) -> list[Any]:
    return _plain(values, _binary)


def _binary(value: Any) -> bytes:
    if not isinstance(value, bytes | bytearray | memoryview):
        raise ValueError(f"{type(value).__name__} where bytes belong")
    return bytes(value)


def _identifiers(values: pd.Series, column: Column) -> list[Any]:
    return _plain(values, lambda value: value if isinstance(value, uuid.UUID) else uuid.UUID(str(value)))


_CONVERTERS: dict[str, Callable[[pd.Series, Column], list[Any]]] = {
    "float": _floats,
    "real": _floats,
    "bit": _bits,
    "datetime2": _times,
    "datetime": _times,
    **dict.fromkeys(("nvarchar", "varchar", "nchar", "char", "sysname"), _texts),
    **dict.fromkeys(("varbinary", "binary"), _bytes),
    "uniqueidentifier": _identifiers,
}
