"""Dates and times in PostgreSQL's binary format: microseconds and days since 2000-01-01."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tsql_pg.tables.column import Block, Place, Values, fixed_block

_SECOND: Final = 1_000_000  # microseconds
_DAY: Final = 86_400 * _SECOND
_EPOCH_2000: Final = 946_684_800 * _SECOND
_FIRST_TIME: Final = -62_135_596_800 * _SECOND  # 0001-01-01
_FIRST_DATETIME: Final = -6_847_804_800 * _SECOND  # 1753-01-01
_END_OF_TIME: Final = 253_402_300_800 * _SECOND  # 10000-01-01
_EPOCH: Final = dt.datetime(1970, 1, 1)
_MICROS_PER_UNIT: Final = {"us": 1, "ms": 1000, "s": _SECOND}
_ZONE_REFUSED: Final = "a time with a zone; convert it to UTC and drop the zone"


def encode_timestamp(place: Place, values: Values) -> Block:
    """datetime2, datetime, smalldatetime and datetimeoffset, rounded to the column's decimals of a second."""
    name = place.column.type_name.lower()
    micros = _as_micros(place, values, min(place.column.scale, 6) if name == "datetime2" else 6)
    if name == "datetime":
        # 1/300 s, shown as .000, .003 and .007.
        whole = micros // _SECOND
        ticks = ((micros - whole * _SECOND) * 3 + 5000) // 10000
        micros = whole * _SECOND + (ticks * 10 + 1) // 3 * 1000
    elif name == "smalldatetime":
        micros = _rounded(micros, 60 * _SECOND)
    first = _FIRST_DATETIME if name in ("datetime", "smalldatetime") else _FIRST_TIME
    _check_range(place, values, micros, first)
    return fixed_block((micros - _EPOCH_2000).astype(">i8"), values.nulls)


def encode_date(place: Place, values: Values) -> Block:
    """date; a time of day is cut off, as a conversion to date does."""
    micros = _as_micros(place, values, 6)
    _check_range(place, values, micros, _FIRST_TIME)
    return fixed_block(((micros - _EPOCH_2000) // _DAY).astype(">i4"), values.nulls)


def encode_time(place: Place, values: Values) -> Block:
    """time, rounded to the column's decimals of a second."""
    micros = np.zeros(len(values.array), dtype=np.int64)
    for row, (value, null) in enumerate(values.items()):
        if null:
            continue
        if not isinstance(value, dt.time):
            place.refuse(row, f"a time of day is needed, not {type(value).__name__}")
        if value.tzinfo is not None:
            place.refuse(row, _ZONE_REFUSED)
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        micros[row] = seconds * _SECOND + value.microsecond
    rounded = _rounded(micros, 10 ** (6 - min(place.column.scale, 6))) % _DAY
    return fixed_block(rounded.astype(">i8"), values.nulls)


def _check_range(place: Place, values: Values, micros: NDArray[np.int64], first: int) -> None:
    place.refuse_where(((micros < first) | (micros >= _END_OF_TIME)) & ~values.nulls, "out of range", 242, 3)


def _rounded(counts: NDArray[np.int64], step: int) -> NDArray[np.int64]:
    return (counts + step // 2) // step * step


def _as_micros(place: Place, values: Values, digits: int) -> NDArray[np.int64]:
    """Microseconds since 1970, rounded to `digits` decimals of a second; 0 where null."""
    takes_zone = place.column.type_name.lower() == "datetimeoffset"
    if values.zoned and not takes_zone:
        place.refuse_where(~values.nulls, _ZONE_REFUSED)
    if values.array.dtype.kind == "M":
        unit = values.array.dtype.name.removeprefix("datetime64[").removesuffix("]")
        counts: NDArray[np.int64] = np.where(values.nulls, 0, values.array.view(np.int64))
        if unit == "ns":
            return _rounded(counts, 10 ** (9 - digits)) // 1000
        return _rounded(counts * _MICROS_PER_UNIT[unit], 10 ** (6 - digits))
    nanos = [
        0 if null else _nanos(place, row, value, takes_zone)
        for row, (value, null) in enumerate(values.items())
    ]
    step = 10 ** (9 - digits)
    return np.array([(count + step // 2) // step * step // 1000 for count in nanos], dtype=np.int64)


def _nanos(place: Place, row: int, value: Any, takes_zone: bool) -> int:
    """Nanoseconds since 1970 of one datetime, Timestamp, datetime64 or date."""
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, dt.datetime):
        if value.tzinfo is not None:
            if not takes_zone:
                place.refuse(row, _ZONE_REFUSED)
            value = value.astimezone(dt.UTC).replace(tzinfo=None)
        rest = 0
        if isinstance(value, pd.Timestamp):
            rest = value.nanosecond
            value = value.to_pydatetime(warn=False)
        return int((value - _EPOCH) // dt.timedelta(microseconds=1)) * 1000 + rest
    if isinstance(value, dt.date):
        return (dt.datetime(value.year, value.month, value.day) - _EPOCH).days * _DAY * 1000
    place.refuse(row, f"a date or time is needed, not {type(value).__name__}")
