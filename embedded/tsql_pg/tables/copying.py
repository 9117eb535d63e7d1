"""Table-valued parameters: a DataFrame or rows copied into a table by PostgreSQL's binary COPY.

Each column becomes one fixed-width block of bytes for all rows at once, in network order with its length
before each value; the blocks stand side by side as a byte matrix, and a mask drops the bytes that a NULL or a
short text does not have. So numbers and times never pass through Python objects.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import psycopg
from numpy.typing import NDArray

from tsql_pg.errors import SqlError
from tsql_pg.tables.column import Block, TableColumn, Values, objects, series_values
from tsql_pg.tables.values import encode

_SIGNATURE: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER: Final = b"\xff\xff"
_CHUNK_ROWS: Final = 16384
_CHUNK_BYTES: Final = 32 * 1024 * 1024


def copy_rows(
    connection: psycopg.Connection[Any],
    target_sql: str,
    columns: Sequence[TableColumn],
    rows: pd.DataFrame | Sequence[Sequence[object]],
    *,
    type_name: str,
) -> int:
    """Copy rows into the table that `target_sql` (a quoted PostgreSQL name) stands for; the number of rows.

    A frame's columns are matched by name, whatever their order and case; a missing nullable column is NULL
    and one with a default takes it. The tuples of a sequence have one value per column, in the type's order.
    `type_name` is the table type's name in messages.

    Raises `SqlError` 207 for a column that the type lacks, 264 for one given twice, 515 for a NULL or a
    missing column where none is allowed, 8023 for a value that its type cannot hold (infinity, a time with a
    zone, text for a number), 8115, 220 or 242 for one out of range; the message names the column and the row,
    counted from 1. psycopg errors of the copy itself pass through (a text too long is SQLSTATE 22001).
    """
    filled, count = _matched(columns, rows, type_name)
    if count == 0:
        return 0
    if not filled:
        raise SqlError(500, f"Table-valued parameter of type {type_name}: it has rows without columns.")
    blocks = [encode(column, values, type_name) for column, values in filled]
    names = ", ".join('"' + column.pg_name.replace('"', '""') + '"' for column, _ in filled)
    statement = f"COPY {target_sql} ({names}) FROM STDIN (FORMAT binary)"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        copy.write(_SIGNATURE)
        for start in range(0, count, _CHUNK_ROWS):
            for piece in _rows_as_bytes(blocks, start, min(start + _CHUNK_ROWS, count)):
                copy.write(piece)
        copy.write(_TRAILER)
    return count


def _matched(
    columns: Sequence[TableColumn], rows: pd.DataFrame | Sequence[Sequence[object]], type_name: str
) -> tuple[list[tuple[TableColumn, Values]], int]:
    if isinstance(rows, pd.DataFrame):
        return _matched_frame(columns, rows, type_name), len(rows)
    lists = [list(row) for row in rows]
    for number, row in enumerate(lists, 1):
        if len(row) != len(columns):
            raise SqlError(
                500,
                f"Table-valued parameter of type {type_name}, row {number}: {len(row)} values for "
                f"{len(columns)} columns.",
            )
    transposed = list(zip(*lists, strict=True)) if lists else []
    filled = [(column, objects(values)) for column, values in zip(columns, transposed, strict=False)]
    return filled, len(lists)


def _matched_frame(
    columns: Sequence[TableColumn], frame: pd.DataFrame, type_name: str
) -> list[tuple[TableColumn, Values]]:
    known = {column.name.lower(): column for column in columns}
    given: dict[str, pd.Series[Any]] = {}
    for label, series in frame.items():
        name = str(label)
        if name.lower() not in known:
            raise SqlError(
                207,
                f"Invalid column name '{name}'. Table type {type_name} has no such column that takes values.",
            )
        if name.lower() in given:
            raise SqlError(264, f"The column name '{name}' is specified more than once for type {type_name}.")
        given[name.lower()] = series
    filled = []
    for column in columns:
        series_found = given.get(column.name.lower())
        if series_found is not None:
            filled.append((column, series_values(series_found)))
        elif not column.is_nullable and not column.has_default and len(frame) > 0:
            raise SqlError(
                515,
                f"Cannot insert the value NULL into column '{column.name}', table '{type_name}'; column does "
                "not allow nulls. The frame has no such column.",
                16,
                2,
            )
    return filled


def _rows_as_bytes(blocks: Sequence[Block], start: int, stop: int) -> Iterator[bytes]:
    """The rows [start, stop) as COPY sends them; halved while one wide value would blow the matrix up."""
    widths = [block.width(start, stop) for block in blocks]
    width = 2 + sum(4 + each for each in widths)
    count = stop - start
    if count > 1 and width * count > _CHUNK_BYTES:
        middle = start + count // 2
        yield from _rows_as_bytes(blocks, start, middle)
        yield from _rows_as_bytes(blocks, middle, stop)
        return
    matrix = np.zeros((count, width), dtype=np.uint8)
    matrix[:, :2] = np.array([len(blocks)], dtype=">i2").view(np.uint8)
    keep: NDArray[np.bool_] | None = None
    place = 2
    for block, block_width in zip(blocks, widths, strict=True):
        lengths = block.lengths[start:stop]
        matrix[:, place : place + 4] = lengths.astype(">i4").view(np.uint8).reshape(count, 4)
        place += 4
        matrix[:, place : place + block_width] = block.matrix(start, stop, block_width)
        if bool((lengths != block_width).any()):
            if keep is None:
                keep = np.ones((count, width), dtype=np.bool_)
            # A length of -1 (NULL) keeps nothing.
            keep[:, place : place + block_width] = np.arange(block_width) < lengths[:, None]
        place += block_width
    yield matrix.tobytes() if keep is None else matrix[keep].tobytes()
