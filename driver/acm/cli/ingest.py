"""acm ingest"""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from acm.cli.audit import what_failed
from acm.cli.options import DsnOption, JsonOption
from acm.cli.output import err, print_json, progress, say
from acm.database import connect
from acm.ingest import Ingested, Options, ingest_file


def register(app: typer.Typer) -> None:
    app.command("ingest")(_ingest)


def _ingest(
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="CSV or Parquet.")],
    equip: Annotated[str, typer.Option("--equip", metavar="CODE", help="The machine.")],
    create: Annotated[
        bool, typer.Option("--create", help="Register the machine, with the file's numeric columns as tags.")
    ] = False,
    tz: Annotated[
        str | None,
        typer.Option(metavar="ZONE", help="Zone of times without an offset; else the machine's own."),
    ] = None,
    time_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column with the time; else the first.")
    ] = None,
    decimal: Annotated[str, typer.Option(metavar="SIGN", help="Decimal sign of numbers in CSV.")] = ".",
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Load readings; nothing is lost in silence: what was changed or left out is counted and recorded.

    Each load is then checked against the file; exit code 1 when what is stored is not what the file holds.
    acm audit checks again later.
    """
    options = Options(tz, time_column, decimal, create)
    done = []
    with connect(dsn) as db, progress() as bar:
        for file in files:
            task = bar.add_task(file.name, total=None)
            result = ingest_file(db, equip, file, options, on_rows=partial(bar.advance, task))
            bar.remove_task(task)
            done.append(result)
            if not as_json:
                _show(result)
    if as_json:
        print_json(_record(result) for result in done)
    failed = [(result, verdict) for result in done for verdict in result.verdicts if verdict.failed]
    for result, verdict in failed:
        what = what_failed(verdict)
        err.print(f"{result.path.name} -> {result.code}, load {verdict.load} FAILED: {what}", soft_wrap=True)
    if failed:
        raise typer.Exit(1)


def _show(result: Ingested) -> None:
    zone = f"times taken as {result.zone}" if result.zone else "times carry their offset"
    say(
        f"{result.path.name} -> {result.code}{' (registered)' if result.created else ''}: "
        f"{result.rows_read} rows read, {result.loaded.inserted} new, {result.loaded.updated} changed, "
        f"{result.rows_merged} merged with the same time, {result.rows_rejected} rejected; {zone}"
    )
    passed = sum(not verdict.failed for verdict in result.verdicts)
    say(f"  {passed} of {len(result.verdicts)} loads hold what the file says")
    if result.loaded.late:
        say(f"  {result.loaded.late} rows lie in windows already worked through: run --from --to scores them")
    for event, count in Counter(finding.event_type for finding in result.findings).items():
        rows = sum(f.affected_rows for f in result.findings if f.event_type == event)
        say(f"  {event}: {count} finding{'s' if count > 1 else ''}, {rows} rows")


def _record(result: Ingested) -> dict[str, Any]:
    return {
        "File": result.path,
        "EquipCode": result.code,
        "Created": result.created,
        "TimeZone": result.zone,
        "RowsRead": result.rows_read,
        "RowsRejected": result.rows_rejected,
        "RowsMerged": result.rows_merged,
        "RowsReceived": result.loaded.received,
        "RowsInserted": result.loaded.inserted,
        "RowsUpdated": result.loaded.updated,
        "RowsLate": result.loaded.late,
        "BatchLoadIDs": result.loaded.loads,
        "Verdict": "FAILED" if any(verdict.failed for verdict in result.verdicts) else "PASSED",
        "Findings": [
            {"EventType": f.event_type, "ColumnName": f.column_name, "AffectedRows": f.affected_rows}
            for f in result.findings
        ],
    }
