"""Columns of values as the bytes of PostgreSQL's binary format, by SQL Server's type."""

from __future__ import annotations

import datetime as dt
import decimal
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from tsql_pg.errors import SqlError

_INTEGER_RANGES: Final = {
    "tinyint": (0, 255, ">i2"),
    "smallint": (-(2**15), 2**15 - 1, ">i2"),
    "int": (-(2**31), 2**31 - 1, ">i4"),
    "bigint": (-(2**63), 2**63 - 1, ">i8"),
}
_TEXT_TYPES: Final = ("nvarchar", "varchar", "nchar", "char", "sysname", "ntext", "text")
_TICKS_PER_SECOND: Final = 1_000_000
_EPOCH_2000: Final = 946_684_800 * _TICKS_PER_SECOND
_FIRST_TIME: Final = -62_135_596_800 * _TICKS_PER_SECOND  # 0001-01-01
_FIRST_DATETIME: Final = -6_847_804_800 * _TICKS_PER_SECOND  # 1753-01-01
_END_OF_TIME: Final = 253_402_300_800 * _TICKS_PER_SECOND  # 10000-01-01


@dataclass(frozen=True)
class TableColumn:
    """A column of a table type: declared name and type, PostgreSQL's name, and what it takes.

    `max_length` counts characters of text and bytes of varbinary, -1 for max; `scale` is that of decimal,
    datetime2 and time.
    """

    name: str
    type_name: str
    pg_name: str
    max_length: int = -1
    precision: int = 0
    scale: int = 0
    is_nullable: bool = True
    has_default: bool = False


@dataclass(frozen=True)
class Block:
    """One encoded column: the length of each value (-1 for NULL) and the bytes.

    `fixed` is (rows, width) uint8 for types of one width, else None and `pieces` holds each value's bytes.
    """

    lengths: NDArray[np.int64]
    fixed: NDArray[np.uint8] | None = None
    pieces: Sequence[bytes] = ()

    def width(self, start: int, stop: int) -> int:
        """The widest value among the rows."""
        if self.fixed is not None:
            return int(self.fixed.shape[1])
        return max(int(self.lengths[start:stop].max()), 0)

    def matrix(self, start: int, stop: int, width: int) -> NDArray[np.uint8]:
        """The rows' bytes, filled up with zeros to `width`."""
        if self.fixed is not None:
            return self.fixed[start:stop]
        if width == 0:
            return np.zeros((stop - start, 0), dtype=np.uint8)
        padded = np.array(self.pieces[start:stop], dtype=f"S{width}")
        return padded.view(np.uint8).reshape(stop - start, width)


@dataclass(frozen=True)
class _Place:
    """Where a value stands, for messages."""

    column: TableColumn
    type_name: str

    def refuse(self, row: int, why: str, number: int = 8023, state: int = 1) -> NoReturn:
        raise SqlError(
            number,
            f'Table-valued parameter of type {self.type_name}, row {row + 1}, column "{self.column.name}": '
            f"the supplied value is not a valid instance of data type {self.column.type_name} ({why}).",
            16,
            state,
        )


def encode(column: TableColumn, values: pd.Series[Any], type_name: str) -> Block:
    """Encode one column; see `tables.copy_rows` for the errors."""
    place = _Place(column, type_name)
    encoder = _encoder(column.type_name.lower())
    if encoder is None:
        raise SqlError(
            206, f"Operand type clash: {column.type_name} in a table-valued parameter ({column.name})."
        )
    nulls = values.isna().to_numpy(dtype=np.bool_, na_value=True)
    if not column.is_nullable and bool(nulls.any()):
        raise SqlError(
            515,
            f"Cannot insert the value NULL into column '{column.name}', table '{type_name}'; column does not "
            f"allow nulls. Row {int(np.flatnonzero(nulls)[0]) + 1} has none.",
            16,
            2,
        )
    return encoder(place, values, nulls)


Encoder = Callable[[_Place, "pd.Series[Any]", NDArray[np.bool_]], Block]


def _encoder(type_name: str) -> Encoder | None:
    if type_name in _TEXT_TYPES:
        return _text
    return _ENCODERS.get(type_name)


def _fixed(values: NDArray[Any], nulls: NDArray[np.bool_]) -> Block:
    """A block of one width out of big-endian numbers."""
    width = values.dtype.itemsize
    lengths = np.full(len(values), width, dtype=np.int64)
    lengths[nulls] = -1
    return Block(lengths, np.ascontiguousarray(values).view(np.uint8).reshape(len(values), width))


def _pieces(pieces: list[bytes], nulls: NDArray[np.bool_]) -> Block:
    lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    lengths[nulls] = -1
    return Block(lengths, None, pieces)


def _is_number(dtype: Any) -> bool:
    return pd.api.types.is_numeric_dtype(dtype) or pd.api.types.is_bool_dtype(dtype)


def _number_kinds() -> tuple[type, ...]:
    return (bool, int, float, decimal.Decimal, np.bool_, np.integer, np.floating)


def _float(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    if not _is_number(values.dtype):
        _check_kinds(place, values, nulls, _number_kinds(), "a number is needed")
    floats = _as_floats(values, nulls)
    endless = np.isinf(floats) & ~nulls
    if bool(endless.any()):
        place.refuse(int(np.flatnonzero(endless)[0]), "infinity")
    if place.column.type_name.lower() == "real":
        with np.errstate(over="ignore"):
            reals = floats.astype(np.float32)
        if bool(np.isinf(reals).any()):
            place.refuse(int(np.flatnonzero(np.isinf(reals))[0]), "out of range", 8115, 2)
        # real is stored as a double (float(24) of the engine's one float type), rounded to its precision.
        floats = reals.astype(np.float64)
    return _fixed(floats.astype(">f8"), nulls)


def _as_floats(values: pd.Series[Any], nulls: NDArray[np.bool_]) -> NDArray[np.float64]:
    if isinstance(values.dtype, np.dtype) and values.dtype != object:
        return values.to_numpy(dtype=np.float64)
    # Python floats of Decimal and big integers: what is too large becomes infinity and is refused.
    return np.array(
        [np.nan if null else _to_float(value) for value, null in zip(values.tolist(), nulls, strict=True)],
        dtype=np.float64,
    )


def _to_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _integer(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    low, high, layout = _INTEGER_RANGES[place.column.type_name.lower()]
    numbers = _as_integers(place, values, nulls)
    outside = (numbers < low) | (numbers > high)
    if bool(outside.any()):
        number = 220 if high < 2**16 else 8115
        place.refuse(int(np.flatnonzero(outside)[0]), "out of range", number, 2)
    return _fixed(numbers.astype(np.int64).astype(layout), nulls)


def _as_integers(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> NDArray[Any]:
    """int64, or object with big Python integers; zeros where null. A number with a fraction is refused."""
    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "iub":
        return values.to_numpy() if dtype.kind != "b" else values.to_numpy(dtype=np.int64)
    if isinstance(dtype, np.dtype) and dtype.kind == "f":
        floats = np.where(nulls, 0.0, values.to_numpy(dtype=np.float64))
        broken = np.isinf(floats) | (floats != np.floor(floats))
        if bool(broken.any()):
            place.refuse(int(np.flatnonzero(broken)[0]), "not a whole number")
        if bool((np.abs(floats) >= 2.0**63).any()):
            place.refuse(int(np.flatnonzero(np.abs(floats) >= 2.0**63)[0]), "out of range", 8115, 2)
        return floats.astype(np.int64)
    if not _is_number(dtype):
        _check_kinds(place, values, nulls, _number_kinds(), "a whole number is needed")
    numbers = []
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if not null and (not np.isfinite(_to_float(value)) or value != int(value)):
            place.refuse(row, "not a whole number")
        numbers.append(0 if null else int(value))
    return np.array(numbers, dtype=object if any(abs(number) >= 2**63 for number in numbers) else np.int64)


def _bit(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    if not _is_number(values.dtype):
        _check_kinds(place, values, nulls, _number_kinds(), "True, False or a number is needed")
    return _fixed((_as_floats(values, nulls) != 0).astype(">i2"), nulls)


def _check_kinds(
    place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_], kinds: tuple[type, ...], why: str
) -> None:
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if not null and not isinstance(value, kinds):
            place.refuse(row, f"{why}, not {type(value).__name__}")


def _text(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    pieces = []
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if null:
            pieces.append(b"")
            continue
        if not isinstance(value, str):
            place.refuse(row, f"text is needed, not {type(value).__name__}")
        try:
            encoded = value.encode()
        except UnicodeEncodeError:
            place.refuse(row, "half of a surrogate pair")
        if b"\0" in encoded:
            place.refuse(row, "a character of code 0, which the embedded engine cannot store")
        pieces.append(encoded)
    return _pieces(pieces, nulls)


def _binary(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    limit = place.column.max_length
    pieces = []
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if not null and not isinstance(value, bytes | bytearray | memoryview | np.bytes_):
            place.refuse(row, f"bytes are needed, not {type(value).__name__}")
        content = b"" if null else bytes(value)
        if 0 <= limit < len(content):
            place.refuse(row, f"{len(content)} bytes, {limit} are allowed", 2628)
        pieces.append(content)
    return _pieces(pieces, nulls)


def _uuid(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    parts = []
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if null:
            parts.append(bytes(16))
            continue
        try:
            parts.append((value if isinstance(value, uuid.UUID) else uuid.UUID(value)).bytes)
        except (ValueError, AttributeError, TypeError):
            place.refuse(row, "not a uniqueidentifier")
    fixed = np.frombuffer(b"".join(parts), dtype=np.uint8).reshape(len(parts), 16)
    lengths = np.where(nulls, -1, 16).astype(np.int64)
    return Block(lengths, fixed)


def _numeric(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    column = place.column
    step = decimal.Decimal(1).scaleb(-column.scale)
    limit = decimal.Decimal(10) ** (column.precision - column.scale)
    context = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_UP)
    if not _is_number(values.dtype):
        _check_kinds(place, values, nulls, _number_kinds(), "a number is needed")
    pieces = []
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if null:
            pieces.append(b"")
            continue
        exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(repr(value + 0))
        if not exact.is_finite():
            place.refuse(row, "infinity or not a number")
        if abs(exact) >= limit:
            place.refuse(row, "out of range", 8115, 8)
        rounded = exact.quantize(step, context=context)
        if abs(rounded) >= limit:
            place.refuse(row, "out of range", 8115, 8)
        pieces.append(_numeric_bytes(rounded, column.scale))
    return _pieces(pieces, nulls)


def _numeric_bytes(value: decimal.Decimal, scale: int) -> bytes:
    """PostgreSQL's numeric: count, weight, sign and scale, then digits in base 10000."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    whole = whole.lstrip("0")
    whole = "0" * (-len(whole) % 4) + whole
    fraction += "0" * (-len(fraction) % 4)
    digits = [int((whole + fraction)[place : place + 4]) for place in range(0, len(whole + fraction), 4)]
    weight = len(whole) // 4 - 1
    header = np.array([len(digits), weight, 0x4000 if value < 0 else 0, scale], dtype=">i2")
    return header.tobytes() + np.array(digits, dtype=">i2").tobytes()


def _timestamp(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    column = place.column
    name = column.type_name.lower()
    micros = _as_micros(place, values, nulls, 6 if name == "datetimeoffset" else min(column.scale, 6))
    if name == "datetime":
        # 1/300 s, shown as .000, .003 and .007.
        whole = micros // _TICKS_PER_SECOND
        ticks = ((micros - whole * _TICKS_PER_SECOND) * 3 + 5000) // 10000
        micros = whole * _TICKS_PER_SECOND + (ticks * 10 + 1) // 3 * 1000
    first = _FIRST_DATETIME if name in ("datetime", "smalldatetime") else _FIRST_TIME
    outside = ((micros < first) | (micros >= _END_OF_TIME)) & ~nulls
    if bool(outside.any()):
        place.refuse(int(np.flatnonzero(outside)[0]), "out of range", 242, 3)
    return _fixed((micros - _EPOCH_2000).astype(">i8"), nulls)


def _as_micros(
    place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_], digits: int
) -> NDArray[np.int64]:
    """Microseconds since 1970, rounded to `digits` decimals of a second; 0 where null."""
    dtype = values.dtype
    takes_zone = place.column.type_name.lower() == "datetimeoffset"
    if isinstance(dtype, pd.DatetimeTZDtype):
        if not takes_zone:
            place.refuse(_first(~nulls), "a time with a zone; convert it to UTC and drop the zone")
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
        dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind == "M":
        unit = dtype.name.removeprefix("datetime64[").removesuffix("]")
        counts: NDArray[np.int64] = np.where(nulls, 0, values.to_numpy().view(np.int64))
        if unit == "ns":
            return _rounded(counts, 10 ** (9 - digits)) // 1000
        return _rounded(counts * {"us": 1, "ms": 1000, "s": _TICKS_PER_SECOND}[unit], 10 ** (6 - digits))
    if pd.api.types.is_extension_array_dtype(dtype) or pd.api.types.is_object_dtype(dtype):
        return _object_micros(place, values, nulls, digits, takes_zone)
    if bool(nulls.all()):
        return np.zeros(len(values), dtype=np.int64)
    place.refuse(_first(~nulls), f"a time is needed, not {dtype}")


def _rounded(counts: NDArray[np.int64], step: int) -> NDArray[np.int64]:
    return (counts + step // 2) // step * step


def _object_micros(
    place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_], digits: int, takes_zone: bool
) -> NDArray[np.int64]:
    step = 10 ** (9 - digits)
    result = np.zeros(len(values), dtype=np.int64)
    epoch = dt.datetime(1970, 1, 1)
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if null:
            continue
        if isinstance(value, np.datetime64):
            value = pd.Timestamp(value)
        if isinstance(value, dt.datetime):
            if value.tzinfo is not None:
                if not takes_zone:
                    place.refuse(row, "a time with a zone; convert it to UTC and drop the zone")
                value = value.astimezone(dt.UTC).replace(tzinfo=None)
            nanos = value.nanosecond if isinstance(value, pd.Timestamp) else 0
            elapsed = (
                value.to_pydatetime(warn=False) - epoch if isinstance(value, pd.Timestamp) else value - epoch
            )
        elif isinstance(value, dt.date):
            nanos = 0
            elapsed = dt.datetime(value.year, value.month, value.day) - epoch
        else:
            place.refuse(row, f"a date or time is needed, not {type(value).__name__}")
        total = (elapsed // dt.timedelta(microseconds=1)) * 1000 + nanos
        result[row] = (total + step // 2) // step * step // 1000
    return result


def _first(mask: NDArray[np.bool_]) -> int:
    found = np.flatnonzero(mask)
    return int(found[0]) if len(found) else 0


def _date(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    micros = _as_micros(place, values, nulls, 6)
    days = micros // (86_400 * _TICKS_PER_SECOND)
    outside = ((micros < _FIRST_TIME) | (micros >= _END_OF_TIME)) & ~nulls
    if bool(outside.any()):
        place.refuse(int(np.flatnonzero(outside)[0]), "out of range", 242, 3)
    return _fixed((days - 10_957).astype(">i4"), nulls)  # 2000-01-01


def _time(place: _Place, values: pd.Series[Any], nulls: NDArray[np.bool_]) -> Block:
    step = 10 ** (6 - min(place.column.scale, 6))
    micros = np.zeros(len(values), dtype=np.int64)
    for row, (value, null) in enumerate(zip(values.tolist(), nulls, strict=True)):
        if null:
            continue
        if isinstance(value, dt.datetime) or not isinstance(value, dt.time):
            place.refuse(row, f"a time of day is needed, not {type(value).__name__}")
        if value.tzinfo is not None:
            place.refuse(row, "a time with a zone")
        seconds = (value.hour * 60 + value.minute) * 60 + value.second
        micros[row] = seconds * _TICKS_PER_SECOND + value.microsecond
    rounded = (micros + step // 2) // step * step % (86_400 * _TICKS_PER_SECOND)
    return _fixed(rounded.astype(">i8"), nulls)


_ENCODERS: Final[dict[str, Encoder]] = {
    "float": _float,
    "real": _float,
    "tinyint": _integer,
    "smallint": _integer,
    "int": _integer,
    "bigint": _integer,
    "bit": _bit,
    "decimal": _numeric,
    "numeric": _numeric,
    "datetime2": _timestamp,
    "datetime": _timestamp,
    "smalldatetime": _timestamp,
    "datetimeoffset": _timestamp,
    "date": _date,
    "time": _time,
    "uniqueidentifier": _uuid,
    "varbinary": _binary,
    "binary": _binary,
}
