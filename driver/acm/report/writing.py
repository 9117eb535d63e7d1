"""The report as a file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from acm.database import Database
from acm.errors import FileError
from acm.report.load import load
from acm.report.page import render

DEFAULT_DAYS = 30


def write_report(
    db: Database, out: Path, generated_at: datetime, codes: Sequence[str] = (), days: int = DEFAULT_DAYS
) -> int:
    """Write the report of some machines, or of all; the number of machines in it.

    The file appears whole or not at all. FileError when it cannot be written; 51008 for an unknown machine.
    """
    data = load(db, codes, days, generated_at)
    page = render(data)
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_text(page, encoding="utf-8")
        draft.replace(out)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise FileError(f"the report {out} cannot be written: {error.strerror or error}") from error
    return len(data.machines)
