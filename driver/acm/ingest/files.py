"""Files of a historian: CSV (any usual separator) and Parquet, as raw columns and their times."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow.lib

from acm.errors import FileError, TimeColumnError

_PARQUET = frozenset({".parquet", ".pq"})
_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class RawTable:
    """A file's columns as they are; `times` is the time column, `columns` the others."""

    path: Path
    digest: str
    time_name: str
    times: pd.Series
    columns: pd.DataFrame


def read_table(path: Path, time_column: str | None = None, decimal: str = ".") -> RawTable:
    """Read a file; the time is the column named, or the first.

    FileError for a file that cannot be read or holds no row, TimeColumnError for a missing time column.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}") from error
    is_parquet = path.suffix.lower() in _PARQUET or content[:4] == b"PAR1"
    frame = _parquet(path, content) if is_parquet else _csv(path, content, decimal)
    names = [str(name).strip() for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileError(f"{path} has the column {twice[0]!r} more than once")
    frame = frame.set_axis(names, axis=1)
    time_name = names[0] if time_column is None else time_column.strip()
    if time_name not in names:
        raise TimeColumnError(f"{path} has no column {time_name!r}; it has {', '.join(names[:10])}")
    if frame.empty:
        raise FileError(f"{path} holds no rows")
    digest = hashlib.sha256(content).hexdigest()
    return RawTable(path, digest, time_name, frame[time_name], frame.drop(columns=time_name))


def _csv(path: Path, content: bytes, decimal: str) -> pd.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not UTF-8 text: {error.reason} at byte {error.start}") from error
    header = next(iter(text.splitlines()), "")
    if not header.strip():
        raise FileError(f"{path} is empty, or its first line is")
    separator = max(_SEPARATORS, key=header.count)
    names = next(csv.reader([header], delimiter=separator))
    try:
        return pd.read_csv(
            io.StringIO(text),
            sep=separator,
            decimal=decimal,
            header=None,
            names=range(len(names)),  # pandas would rename repeated names
            skiprows=1,
            index_col=False,
            low_memory=False,
            skip_blank_lines=True,
        ).set_axis(names, axis=1)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise FileError(f"{path} cannot be read as CSV: {str(error).strip()}") from error


def _parquet(path: Path, content: bytes) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(io.BytesIO(content))
    except (pyarrow.lib.ArrowException, ValueError, OSError) as error:
        raise FileError(f"{path} cannot be read as Parquet: {str(error).strip()}") from error
    if isinstance(frame.index, pd.RangeIndex):
        return frame
    return frame.reset_index()
