"""Data quality first: make readings clean and say everything that was found or changed on the way."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from acm.analytics.errors import AnalyticsError, BadTimeIndexError, NoReadingsError
from acm.analytics.settings import Settings
from acm.analytics.streaks import lasted

_SAMPLES = 5
FINDING_COLUMNS = (
    "EventType",
    "ColumnName",
    "AffectedRows",
    "FirstAt",
    "LastAt",
    "SampleValues",
    "Detail",
)


@dataclass(frozen=True)
class QualityFinding:
    """One thing found in the readings; `column_name` None means the rows as a whole."""

    event_type: str
    column_name: str | None
    affected_rows: int
    first_at: pd.Timestamp | None
    last_at: pd.Timestamp | None
    sample_values: tuple[str, ...]
    detail: str


@dataclass(frozen=True)
class Inspected:
    """Clean readings (sorted, unique, naive UTC, float64, finite or NaN) and what was found."""

    readings: pd.DataFrame
    findings: tuple[QualityFinding, ...]


def findings_frame(findings: Sequence[QualityFinding]) -> pd.DataFrame:
    """Findings as rows; SampleValues is a JSON array."""
    rows = [
        (
            f.event_type,
            f.column_name,
            f.affected_rows,
            f.first_at,
            f.last_at,
            json.dumps(list(f.sample_values)),
            f.detail,
        )
        for f in findings
    ]
    frame = pd.DataFrame(rows, columns=list(FINDING_COLUMNS))
    for name in ("FirstAt", "LastAt"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def cadence_of(index: pd.DatetimeIndex) -> pd.Timedelta:
    """Median step between successive rows; one second when there are fewer than two."""
    if len(index) < 2:
        return pd.Timedelta(seconds=1)
    steps = np.diff(index.to_numpy().astype("datetime64[ns]").astype(np.int64))
    return pd.Timedelta(int(np.median(steps)), unit="ns")


def inspect(
    readings: pd.DataFrame,
    settings: Settings,
    *,
    cadence: pd.Timedelta | None = None,
    longest_runs: Mapping[str, int] | None = None,
    start: pd.Timestamp | None = None,
) -> Inspected:
    """Clean readings and findings about the rows from `start` on.

    Any frame with a DatetimeIndex will do. `cadence` and `longest_runs` (of equal values, by sensor) are what
    was normal at training. BadTimeIndexError without a time index, NoReadingsError without rows or columns.
    """
    if not isinstance(readings.index, pd.DatetimeIndex):
        raise BadTimeIndexError(f"readings need a DatetimeIndex, not {type(readings.index).__name__}")
    names = [str(name) for name in readings.columns]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise AnalyticsError(f"column {repeated[0]!r} appears more than once")
    findings: list[QualityFinding] = []
    frame = _with_readable_times(readings.set_axis(names, axis=1), findings)
    if frame.empty:
        raise NoReadingsError("no row has a readable time" if len(frame.columns) else "no sensor column")
    frame = _numeric(frame, findings, start)
    frame = _ordered(frame, findings, start)
    frame = _finite(frame, settings, findings, start)
    recent = frame if start is None else frame.loc[frame.index >= start]
    _find_steps(frame.index, settings, cadence, start, findings)
    _find_silent_sensors(frame, recent, settings, longest_runs or {}, findings)
    return Inspected(frame, tuple(findings))


def longest_equal_runs(frame: pd.DataFrame) -> dict[str, int]:
    """Length of the longest run of equal values in each column."""
    values = frame.to_numpy()
    return {name: int(_run_lengths(values[:, i]).max(initial=0)) for i, name in enumerate(frame.columns)}


def _run_lengths(values: np.ndarray) -> np.ndarray:
    """For each row, how many successive rows up to it hold the same value."""
    if not len(values):
        return np.zeros(0, np.int64)
    same = np.concatenate([[False], values[1:] == values[:-1]])
    return lasted(same, 0) + 1


def _finding(
    event: str,
    column: str | None,
    times: pd.DatetimeIndex,
    samples: Sequence[object],
    detail: str,
    start: pd.Timestamp | None,
) -> list[QualityFinding]:
    """A finding about the rows at `times`, or nothing when none of them lies in the window."""
    keep = np.ones(len(times), bool) if start is None else np.asarray(times >= start)
    if not keep.any():
        return []
    kept = times[keep]
    texts = [str(value)[:80] for value, wanted in zip(samples, keep, strict=False) if wanted][:_SAMPLES]
    return [QualityFinding(event, column, int(keep.sum()), kept.min(), kept.max(), tuple(texts), detail)]


def _with_readable_times(frame: pd.DataFrame, findings: list[QualityFinding]) -> pd.DataFrame:
    index = pd.DatetimeIndex(frame.index)
    if index.tz is not None:
        index = index.tz_convert("UTC").tz_localize(None)
    index = index.as_unit("ns")
    frame = frame.set_axis(index, axis=0)
    unreadable = np.asarray(index.isna())
    if unreadable.any():
        detail = f"{int(unreadable.sum())} rows without a readable time were rejected"
        findings.append(
            QualityFinding("UNREADABLE_TIME", None, int(unreadable.sum()), None, None, (), detail)
        )
        frame = frame.loc[~unreadable]
    return frame


def _numeric(frame: pd.DataFrame, findings: list[QualityFinding], start: pd.Timestamp | None) -> pd.DataFrame:
    columns = {}
    index = pd.DatetimeIndex(frame.index)
    for name in frame.columns:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column.dtype):
            columns[name] = column.to_numpy(dtype=float, na_value=np.nan)
            continue
        numbers = pd.to_numeric(column, errors="coerce")
        lost = np.asarray(numbers.isna() & column.notna())
        if lost.any():
            detail = f"{name}: cells that hold no number were read as NULL"
            findings += _finding("NOT_A_NUMBER", name, index[lost], list(column[lost]), detail, start)
        columns[name] = numbers.to_numpy(dtype=float, na_value=np.nan)
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns, dtype=float)


def _ordered(frame: pd.DataFrame, findings: list[QualityFinding], start: pd.Timestamp | None) -> pd.DataFrame:
    index = pd.DatetimeIndex(frame.index)
    if not index.is_monotonic_increasing:
        stamps = index.to_numpy().astype(np.int64)
        behind = stamps < np.maximum.accumulate(stamps)
        findings += _finding(
            "OUT_OF_ORDER",
            None,
            index[behind],
            list(index[behind]),
            "rows were put in the order of time",
            start,
        )
        frame = frame.sort_index(kind="stable")
        index = pd.DatetimeIndex(frame.index)
    if not index.is_unique:
        again = np.asarray(index.duplicated(keep="last"))
        detail = "rows of the same time were merged; the last value given for each sensor stands"
        findings += _finding("DUPLICATE_TIME", None, index[again], list(index[again]), detail, start)
        frame = frame.groupby(level=0).last()
    return frame


def _finite(
    frame: pd.DataFrame, settings: Settings, findings: list[QualityFinding], start: pd.Timestamp | None
) -> pd.DataFrame:
    values = frame.to_numpy(dtype=float)
    infinite = np.isinf(values)
    with np.errstate(invalid="ignore"):
        absurd = ~infinite & (np.abs(values) > settings.absurd_limit)
    if not infinite.any() and not absurd.any():
        return frame
    index = pd.DatetimeIndex(frame.index)
    for event, mask, what in (
        ("NON_FINITE", infinite, "infinite values"),
        ("ABSURD_VALUE", absurd, f"values beyond {settings.absurd_limit:g}"),
    ):
        for i in np.flatnonzero(mask.any(axis=0)):
            rows, name = mask[:, i], str(frame.columns[int(i)])
            detail = f"{name}: {what} were read as NULL"
            findings += _finding(event, name, index[rows], list(values[rows, i]), detail, start)
    return pd.DataFrame(np.where(infinite | absurd, np.nan, values), frame.index, frame.columns)


def _find_steps(
    times: pd.Index,
    settings: Settings,
    cadence: pd.Timedelta | None,
    start: pd.Timestamp | None,
    findings: list[QualityFinding],
) -> None:
    index = pd.DatetimeIndex(times)
    found = cadence_of(index)
    usual = cadence or found
    steps = index[1:] - index[:-1]
    gaps = np.concatenate([[False], np.asarray(steps > settings.gap_factor * usual)])
    if gaps.any():
        lengths = [str(step) for step in steps[gaps[1:]]]
        detail = f"gaps of more than {settings.gap_factor:g} times the usual step of {usual}"
        findings += _finding("GAP", None, index[gaps], lengths, detail, start)
    recent = index if start is None else index[index >= start]
    if cadence is not None and len(recent) >= 10:
        now = cadence_of(recent)
        if not 0.5 * cadence <= now <= 2.0 * cadence:
            detail = f"one row every {now}, at training one every {cadence}"
            findings.append(
                QualityFinding(
                    "CADENCE_CHANGED", None, len(recent), recent[0], recent[-1], (str(now),), detail
                )
            )


def _find_silent_sensors(
    frame: pd.DataFrame,
    recent: pd.DataFrame,
    settings: Settings,
    longest_runs: Mapping[str, int],
    findings: list[QualityFinding],
) -> None:
    if recent.empty:
        return
    index, offset = pd.DatetimeIndex(recent.index), len(frame) - len(recent)
    for name in frame.columns:
        values = frame[name].to_numpy()
        missing = np.isnan(values[offset:])
        if missing.any():
            detail = f"{name}: {int(missing.sum())} of {len(recent)} values are missing"
            findings += _finding("MISSING_VALUES", str(name), index[missing], (), detail, None)
        runs = _run_lengths(values)
        if len(values) >= settings.stuck_rows and runs[-1] == len(values):
            if longest_runs.get(str(name), 0) < len(values):
                detail = f"{name}: the same value in all {len(values)} rows"
                findings += _finding("CONSTANT_SENSOR", str(name), index, [values[-1]], detail, None)
            continue
        limit = max(settings.stuck_rows, 3 * longest_runs.get(str(name), 0))
        stuck = runs[offset:] >= limit
        if stuck.any():
            detail = f"{name}: no change for {int(runs[offset:].max())} rows, usual are {limit - 1} at most"
            findings += _finding(
                "STUCK_SENSOR", str(name), index[stuck], list(values[offset:][stuck]), detail, None
            )
