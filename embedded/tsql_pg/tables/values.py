"""Numbers, text, bytes and uniqueidentifiers in PostgreSQL's binary format, by SQL Server's type."""

from __future__ import annotations

import decimal
import uuid
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from tsql_pg.errors import SqlError
from tsql_pg.tables import times
from tsql_pg.tables.column import Block, Place, TableColumn, Values, fixed_block, pieces_block

_INTEGER_RANGES: Final = {
    "tinyint": (0, 255, ">i2"),
    "smallint": (-(2**15), 2**15 - 1, ">i2"),
    "int": (-(2**31), 2**31 - 1, ">i4"),
    "bigint": (-(2**63), 2**63 - 1, ">i8"),
}
_NUMBERS: Final = (bool, int, float, decimal.Decimal, np.bool_, np.integer, np.floating)


def encode(column: TableColumn, values: Values, type_name: str) -> Block:
    """Encode one column; see `copy_rows` for the errors."""
    encoder = _ENCODERS.get(column.type_name.lower())
    if encoder is None:
        raise SqlError(
            206, f"Operand type clash: {column.type_name} in a table-valued parameter ({column.name}).", 16, 2
        )
    if not column.is_nullable and bool(values.nulls.any()):
        raise SqlError(
            515,
            f"Cannot insert the value NULL into column '{column.name}', table '{type_name}'; column does not "
            f"allow nulls. Row {int(np.flatnonzero(values.nulls)[0]) + 1} has none.",
            16,
            2,
        )
    return encoder(Place(column, type_name), values)


def _check_numbers(place: Place, values: Values, why: str) -> None:
    if values.array.dtype.kind in "fiub":
        return
    for row, (value, null) in enumerate(values.items()):
        if not null and not isinstance(value, _NUMBERS):
            place.refuse(row, f"{why}, not {type(value).__name__}")


def _float(place: Place, values: Values) -> Block:
    _check_numbers(place, values, "a number is needed")
    floats = _as_floats(values)
    place.refuse_where(np.isinf(floats) & ~values.nulls, "infinity")
    if place.column.type_name.lower() == "real":
        with np.errstate(over="ignore"):
            reals = floats.astype(np.float32)
        place.refuse_where(np.isinf(reals), "out of range", 8115, 2)
        # The engine has one float type; a real is a double rounded to real's precision.
        floats = reals.astype(np.float64)
    return fixed_block(floats.astype(">f8"), values.nulls)


def _as_floats(values: Values) -> NDArray[np.float64]:
    if values.array.dtype.kind in "fiub":
        return values.array.astype(np.float64, copy=False)
    return np.array(
        [np.nan if null else _to_float(value) for value, null in values.items()], dtype=np.float64
    )


def _to_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _integer(place: Place, values: Values) -> Block:
    low, high, layout = _INTEGER_RANGES[place.column.type_name.lower()]
    numbers = _as_integers(place, values)
    number = 220 if high < 2**16 else 8115
    place.refuse_where(
        np.asarray((numbers < low) | (numbers > high), dtype=np.bool_), "out of range", number, 2
    )
    return fixed_block(numbers.astype(layout), values.nulls)


def _as_integers(place: Place, values: Values) -> NDArray[Any]:
    """Integers (objects, when some need more than 64 bits), zero where null; a fraction is refused."""
    kind = values.array.dtype.kind
    if kind in "iu":
        return values.array
    if kind == "b":
        return values.array.astype(np.int64)
    if kind == "f":
        floats = np.where(values.nulls, 0.0, values.array.astype(np.float64))
        place.refuse_where(np.isinf(floats) | (floats != np.floor(floats)), "not a whole number")
        place.refuse_where(np.abs(floats) >= 2.0**63, "out of range", 8115, 2)
        return floats.astype(np.int64)
    _check_numbers(place, values, "a whole number is needed")
    numbers = []
    for row, (value, null) in enumerate(values.items()):
        if not null and (not np.isfinite(_to_float(value)) or value != int(value)):
            place.refuse(row, "not a whole number")
        numbers.append(0 if null else int(value))
    return np.array(numbers, dtype=object if any(abs(number) >= 2**63 for number in numbers) else np.int64)


def _bit(place: Place, values: Values) -> Block:
    _check_numbers(place, values, "True, False or a number is needed")
    return fixed_block((_as_floats(values) != 0).astype(">i2"), values.nulls)


def _text(place: Place, values: Values) -> Block:
    pieces = []
    for row, (value, null) in enumerate(values.items()):
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
    return pieces_block(pieces, values.nulls)


def _binary(place: Place, values: Values) -> Block:
    limit = place.column.max_length
    pieces = []
    for row, (value, null) in enumerate(values.items()):
        if not null and not isinstance(value, bytes | bytearray | memoryview | np.bytes_):
            place.refuse(row, f"bytes are needed, not {type(value).__name__}")
        content = b"" if null else bytes(value)
        if 0 <= limit < len(content):
            place.refuse(row, f"{len(content)} bytes, {limit} are allowed", 2628)
        pieces.append(content)
    return pieces_block(pieces, values.nulls)


def _uuid(place: Place, values: Values) -> Block:
    parts = []
    for row, (value, null) in enumerate(values.items()):
        if null:
            parts.append(bytes(16))
            continue
        try:
            parts.append((value if isinstance(value, uuid.UUID) else uuid.UUID(value)).bytes)
        except (ValueError, AttributeError, TypeError):
            place.refuse(row, "not a uniqueidentifier")
    return fixed_block(np.frombuffer(b"".join(parts), dtype="V16"), values.nulls)


def _numeric(place: Place, values: Values) -> Block:
    column = place.column
    step = decimal.Decimal(1).scaleb(-column.scale)
    limit = decimal.Decimal(10) ** (column.precision - column.scale)
    context = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_UP)
    _check_numbers(place, values, "a number is needed")
    pieces = []
    for row, (value, null) in enumerate(values.items()):
        if null:
            pieces.append(b"")
            continue
        exact = value if isinstance(value, decimal.Decimal) else decimal.Decimal(str(value + 0))
        if not exact.is_finite():
            place.refuse(row, "infinity or not a number")
        rounded = exact.quantize(step, context=context) if abs(exact) < limit else exact
        if abs(rounded) >= limit:
            place.refuse(row, "out of range", 8115, 8)
        pieces.append(_numeric_bytes(rounded, column.scale))
    return pieces_block(pieces, values.nulls)


def _numeric_bytes(value: decimal.Decimal, scale: int) -> bytes:
    """PostgreSQL's numeric: count, weight, sign and scale, then digits in base 10000."""
    whole, _, fraction = f"{abs(value):f}".partition(".")
    whole = whole.lstrip("0")
    whole = "0" * (-len(whole) % 4) + whole
    fraction += "0" * (-len(fraction) % 4)
    digits = [int((whole + fraction)[place : place + 4]) for place in range(0, len(whole + fraction), 4)]
    header = [len(digits), len(whole) // 4 - 1, 0x4000 if value < 0 else 0, scale]
    return np.array(header + digits, dtype=">i2").tobytes()


_ENCODERS: Final[dict[str, Callable[[Place, Values], Block]]] = {
    "float": _float,
    "real": _float,
    "tinyint": _integer,
    "smallint": _integer,
    "int": _integer,
    "bigint": _integer,
    "bit": _bit,
    "decimal": _numeric,
    "numeric": _numeric,
    "nvarchar": _text,
    "varchar": _text,
    "nchar": _text,
    "char": _text,
    "sysname": _text,
    "uniqueidentifier": _uuid,
    "varbinary": _binary,
    "binary": _binary,
    "datetime2": times.encode_timestamp,
    "datetime": times.encode_timestamp,
    "smalldatetime": times.encode_timestamp,
    "datetimeoffset": times.encode_timestamp,
    "date": times.encode_date,
    "time": times.encode_time,
}
