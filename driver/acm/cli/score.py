"""acm score: file mode, without a database"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from acm.cli.output import say
from acm.equipment import time_zone
from acm.errors import FileError
from acm.ingest import clean, numeric_columns, read_table

COLUMNS = ["Timestamp", "FusedZ", "HealthIndex", "Alarm", "Regime", "TopSensor"]


def register(app: typer.Typer) -> None:
    app.command("score", short_help="Train on one file, score another; no database.")(_score)


def _score(
    train: Annotated[Path, typer.Option(metavar="FILE", help="Readings of the machine while it is well.")],
    data: Annotated[Path, typer.Option(metavar="FILE", help="Readings to score.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Scores, as CSV.")],
    time_column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column with the time; else the first.")
    ] = None,
    tz: Annotated[str, typer.Option(metavar="ZONE", help="Zone of times without an offset.")] = "UTC",
    decimal: Annotated[str, typer.Option(metavar="SIGN", help="Decimal sign of numbers in CSV.")] = ".",
) -> None:
    """Train on one file and score another: Timestamp (UTC), FusedZ, HealthIndex, Alarm, Regime, TopSensor."""
    from acm.monitor import Monitor

    monitor = Monitor().fit(_readings(train, time_column, tz, decimal))
    scores = monitor.score(_readings(data, time_column, tz, decimal))
    table = scores.rename_axis("Timestamp").reset_index()[COLUMNS]
    table["Timestamp"] = [moment.isoformat() for moment in pd.DatetimeIndex(table["Timestamp"])]
    try:
        table.to_csv(out, index=False)
    except OSError as error:
        raise FileError(f"{out} cannot be written: {error.strerror or error}") from error
    alarms = int(table["Alarm"].sum())
    say(f"{out}: {len(table)} rows, {alarms} in alarm; times without an offset taken as {tz}")


def _readings(file: Path, time_column: str | None, tz: str, decimal: str) -> pd.DataFrame:
    table = read_table(file, time_column, decimal)
    readings = clean(table, numeric_columns(table.columns), time_zone(tz))
    for finding in readings.findings:
        if finding.event_type != "MISSING_VALUES":
            typer.echo(f"{file.name}: {finding.event_type} {finding.detail}", err=True)
    return readings.frame
