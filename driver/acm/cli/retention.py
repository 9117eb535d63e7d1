"""acm retention"""

from __future__ import annotations

from typing import Annotated

import typer

from acm.cli.options import DsnOption, JsonOption
from acm.cli.output import print_json, progress, say, show_table
from acm.database import connect
from acm.retention import Periods, apply, count_old


def register(app: typer.Typer) -> None:
    app.command("retention")(_retention)


def _retention(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count what would be deleted; nothing is.")
    ] = False,
    series_days: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Scores and other series stay so long; 400.")
    ] = None,
    run_days: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Runs and their episodes, at least as long; 800.")
    ] = None,
    reading_days: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Readings; left out: they stay for ever.")
    ] = None,
    log_days: Annotated[
        int | None, typer.Option(metavar="DAYS", help="Documents, findings and logs; 400.")
    ] = None,
    max_seconds: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Stop after so long; 300. Call again for the rest.")
    ] = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete what is old: results and readings by the machine's own time, logs by the clock."""
    periods = Periods(series_days, run_days, reading_days, log_days)
    with connect(dsn) as db, progress() as bar:
        bar.add_task("counting what is old" if dry_run else "deleting what is old", total=None)
        if dry_run:
            found, left, finished = count_old(db, periods), None, True
        else:
            done = apply(db, periods, max_seconds)
            found, left, finished = done.found, done.left, done.is_finished
    if left is None:
        rows = [{"TableName": table, "RowsFound": rows} for table, rows in found.items()]
    else:
        rows = [
            {
                "TableName": table,
                "RowsDeleted": max(old - left.get(table, 0), 0),
                "RowsLeft": left.get(table, 0),
            }
            for table, old in found.items()
        ]
    if as_json:
        print_json(rows)
        return
    columns = ["Table", "Would go"] if left is None else ["Table", "Deleted", "Left"]
    told = [list(row.values()) for row in rows if any(list(row.values())[1:])]
    if told:
        show_table("", columns, told)
    else:
        say("nothing is old enough")
    if not finished:
        say("the time was over before all was deleted: call it again")
