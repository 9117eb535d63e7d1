"""A column of a table type, its values as one array, and its encoded bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tsql_pg.errors import SqlError


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
class Place:
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

    def refuse_where(self, mask: NDArray[np.bool_], why: str, number: int = 8023, state: int = 1) -> None:
        """Refuse the first row where `mask` is true, if any."""
        if bool(mask.any()):
            self.refuse(int(np.flatnonzero(mask)[0]), why, number, state)


@dataclass(frozen=True)
class Values:
    """A column's values as a NumPy array of numbers, booleans, datetime64 or objects.

    Where `nulls` is true the value means nothing. `zoned` tells that the times had a zone and are now UTC.
    """

    array: NDArray[Any]
    nulls: NDArray[np.bool_]
    zoned: bool = False

    def items(self) -> list[tuple[Any, bool]]:
        """Value and is-null, row by row, as Python objects."""
        return list(zip(self.array.tolist(), self.nulls.tolist(), strict=True))


def fixed_block(values: NDArray[Any], nulls: NDArray[np.bool_]) -> Block:
    """A block of one width out of values in network order."""
    width = values.dtype.itemsize
    lengths = np.full(len(values), width, dtype=np.int64)
    lengths[nulls] = -1
    return Block(lengths, np.ascontiguousarray(values).view(np.uint8).reshape(len(values), width))


def pieces_block(pieces: list[bytes], nulls: NDArray[np.bool_]) -> Block:
    """A block of values of any length."""
    lengths = np.fromiter(map(len, pieces), dtype=np.int64, count=len(pieces))
    lengths[nulls] = -1
    return Block(lengths, None, pieces)


def objects(values: Sequence[object]) -> Values:
    """Values of any kind, row by row."""
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return Values(array, np.asarray(pd.isna(array), dtype=np.bool_))


def series_values(series: pd.Series[Any]) -> Values:
    """A Series as an array, without a Python object per value where its dtype allows."""
    dtype = series.dtype
    if isinstance(dtype, np.dtype):
        array = series.to_numpy()
        if dtype.kind == "f":
            return Values(array, np.isnan(array))
        if dtype.kind == "M":
            return Values(array, np.isnat(array))
        if dtype.kind in "iub":
            return Values(array, np.zeros(len(array), dtype=np.bool_))
        return Values(array, np.asarray(pd.isna(array), dtype=np.bool_))
    nulls = series.isna().to_numpy(dtype=np.bool_)
    if isinstance(dtype, pd.DatetimeTZDtype):
        return Values(series.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy(), nulls, zoned=True)
    if pd.api.types.is_bool_dtype(dtype):
        return Values(series.to_numpy(dtype=np.bool_, na_value=False), nulls)
    if pd.api.types.is_unsigned_integer_dtype(dtype):
        return Values(series.to_numpy(dtype=np.uint64, na_value=0), nulls)
    if pd.api.types.is_integer_dtype(dtype):
        return Values(series.to_numpy(dtype=np.int64, na_value=0), nulls)
    if pd.api.types.is_float_dtype(dtype):
        return Values(series.to_numpy(dtype=np.float64, na_value=np.nan), nulls)
    return Values(series.to_numpy(dtype=object), nulls)
