"""acm report"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from acm.cli.options import DsnOption, EquipOption
from acm.cli.output import console, err
from acm.database import connect
from acm.report.writing import DEFAULT_DAYS, write_report


def register(app: typer.Typer) -> None:
    app.command("report", short_help="Write a report: one HTML file, worst machine first.")(_report)


def _report(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The HTML file to write.")],
    equip: EquipOption = None,
    days: Annotated[
        int, typer.Option(metavar="N", min=1, max=3660, help="So many days up to each machine's last row.")
    ] = DEFAULT_DAYS,
    dsn: DsnOption = None,
) -> None:
    """Write a report: which machine is going bad, since when, which sensor says so, and how sure that is."""
    with connect(dsn) as db, err.status("reading results"):
        count = write_report(db, out, datetime.now(UTC).replace(tzinfo=None), equip or (), days)
    console.print(f"{out}: {count} machine{'' if count == 1 else 's'}", markup=False)
