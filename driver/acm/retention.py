"""Deleting what is older than it needs to be, and telling of which tables it goes or would go."""

from __future__ import annotations

from dataclasses import dataclass

from acm.database import Database


@dataclass(frozen=True)
class Periods:
    """How many days each kind of row stays; None leaves it to usp_ApplyRetention."""

    series_days: int | None = None
    run_days: int | None = None
    reading_days: int | None = None
    log_days: int | None = None

    def parameters(self) -> dict[str, int]:
        named = {
            "SeriesDays": self.series_days,
            "RunDays": self.run_days,
            "ReadingDays": self.reading_days,
            "LogDays": self.log_days,
        }
        return {name: days for name, days in named.items() if days is not None}


@dataclass(frozen=True)
class Retained:
    """What was old in each table before, and what of it is left; `is_finished`: nothing that was to go."""

    found: dict[str, int]
    left: dict[str, int]
    is_finished: bool


def count_old(db: Database, periods: Periods) -> dict[str, int]:
    """The rows of each table that retention would delete; the server's 51045 for impossible periods."""
    rows = db.call("dbo.usp_ApplyRetention", **periods.parameters(), DryRun=True)[-1].dicts()
    return {str(row["TableName"]): int(row["RowsFound"]) for row in rows}


def apply(db: Database, periods: Periods, max_seconds: int | None = None) -> Retained:
    """Delete what is old, for `max_seconds` at most: what is left then is old the next time too."""
    found = count_old(db, periods)
    limit = {} if max_seconds is None else {"MaxSeconds": max_seconds}
    row = db.call_for_row("dbo.usp_ApplyRetention", **periods.parameters(), **limit)
    return Retained(found, count_old(db, periods), bool(row["IsFinished"]))
