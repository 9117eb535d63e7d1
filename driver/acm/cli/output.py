"""What commands print: results on stdout, everything else on stderr."""

from __future__ import annotations

import json
import math
import sys
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

console = Console(highlight=False, markup=False)
err = Console(stderr=True, highlight=False, markup=False)
_NARROW = 80


def print_json(records: Iterable[Mapping[str, Any]]) -> None:
    """An array of objects on stdout: ISO times, 0x… bytes, null."""
    values = [{name: _plain(value) for name, value in record.items()} for record in records]
    sys.stdout.write(json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    sys.stdout.flush()


def answered(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a procedure answered, without TranCount, which the driver has checked."""
    return {name: value for name, value in row.items() if name != "TranCount"}


def say(text: str) -> None:
    """A line on stdout, never broken: programs may read it too."""
    console.print(text, soft_wrap=True)


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table on stdout; piped into another program it is as wide as it needs to be."""
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(shown(value) for value in row))
    if not console.is_terminal:
        Console(highlight=False, markup=False, width=10_000).print(table)
    else:
        console.print(table)


def shown(value: Any) -> str:
    """A value for people."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds" if value.microsecond == 0 else "milliseconds")
    plain = _plain(value)
    return "-" if plain is None else str(plain)


def progress(*, transient: bool = True) -> Progress:
    """A progress bar on stderr, with a count, the time gone and what is being done."""
    return Progress(
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=err,
        transient=transient,
    )


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return (
            int(value)
            if value == value.to_integral_value() and value.as_tuple().exponent == 0
            else float(value)
        )
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, bytes | bytearray | memoryview):
        return "0x" + bytes(value).hex().upper()
    if isinstance(value, uuid.UUID | Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return str(value)
