"""From raw columns to clean readings: numbers or NULL, in the order of time, each time once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pandas as pd

from acm.analytics import QualityFinding, Settings, inspect
from acm.errors import NoSensorError, TimeColumnError
from acm.ingest.files import RawTable
from acm.ingest.times import read_times

_NUMERIC_SHARE = 0.5
_DEFAULTS = Settings()
# Scoring reports these about each window.
_NOT_ABOUT_LOADING = frozenset({"GAP", "CADENCE_CHANGED", "STUCK_SENSOR", "CONSTANT_SENSOR"})


@dataclass(frozen=True)
class Readings:
    """Clean readings (naive UTC DatetimeIndex, float columns), and what was found.

    `times` are those of the rows as read, in UTC, NaT where unreadable.
    """

    frame: pd.DataFrame
    findings: tuple[QualityFinding, ...]
    times: pd.Series
    was_naive: bool

    @property
    def rows_read(self) -> int:
        """Rows of the file."""
        return len(self.times)

    @property
    def rows_rejected(self) -> int:
        """Rows without a readable time."""
        return int(self.times.isna().sum())

    @property
    def rows_merged(self) -> int:
        """Rows of a time that another row has too."""
        return int(self.times.dropna().duplicated().sum())


def numeric_columns(columns: pd.DataFrame) -> list[str]:
    """The columns whose cells, empty ones left out, are numbers for the greater part."""
    return [name for name in columns.columns if _number_share(columns[name]) >= _NUMERIC_SHARE]


def clean(
    table: RawTable, sensors: Sequence[str], zone: ZoneInfo, settings: Settings = _DEFAULTS
) -> Readings:
    """The readings of the named columns; other columns are findings.

    TimeColumnError when no row has a readable time, NoSensorError without a sensor.
    """
    if not sensors:
        raise NoSensorError(f"{table.path} has no column with numbers besides {table.time_name!r}")
    times = read_times(table.times, zone)
    if times.utc.isna().all():
        sample = table.times.dropna().head(1).tolist()
        shown = f", for example {sample[0]!r}" if sample else ""
        raise TimeColumnError(
            f"no row of {table.path} has a readable time in the column {table.time_name!r}{shown}"
        )
    raw = table.columns[list(sensors)].set_axis(pd.DatetimeIndex(times.utc), axis=0)
    inspected = inspect(raw, settings)
    unknown = [name for name in table.columns.columns if name not in set(sensors)]
    findings = [finding for finding in inspected.findings if finding.event_type not in _NOT_ABOUT_LOADING]
    findings = [_with_samples(finding, table) for finding in findings]
    return Readings(
        frame=inspected.readings,
        findings=(*times.findings, *findings, *(_unknown(name, table) for name in unknown)),
        times=times.utc,
        was_naive=times.was_naive,
    )


def _number_share(column: pd.Series) -> float:
    given = column.dropna()
    if given.empty:
        return 0.0
    if pd.api.types.is_numeric_dtype(given.dtype):
        return 1.0
    if pd.api.types.is_datetime64_any_dtype(given.dtype):
        return 0.0
    return float(pd.to_numeric(given, errors="coerce").notna().mean())


def _with_samples(finding: QualityFinding, table: RawTable) -> QualityFinding:
    """The texts that were no times, which only the raw column still has."""
    if finding.event_type != "UNREADABLE_TIME" or finding.sample_values:
        return finding
    unreadable = read_times(table.times, ZoneInfo("UTC")).utc.isna().to_numpy()
    texts = tuple(str(value)[:80] for value in table.times[unreadable].head(5))
    return replace(finding, sample_values=texts)


def _unknown(name: str, table: RawTable) -> QualityFinding:
    given = table.columns[name].dropna()
    samples = tuple(str(value)[:80] for value in given.head(5))
    detail = f"{name}: no tag of the machine has this name; its values were not loaded"
    return QualityFinding("UNKNOWN_COLUMN", name, len(given), None, None, samples, detail)
