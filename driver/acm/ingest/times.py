"""The time column of a file, as UTC.

Text with an offset, and aware timestamps, are what they say. Everything else is wall-clock time of a zone,
and a change of the clocks neither loses nor doubles a row:

- an hour that comes twice: rows are of the first pass until the clock steps back or a time comes again, then
  of the second;
- an hour that is left out: the clock of the source had not been put forward yet, so the offset from before
  the change holds.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from pandas.tseries.api import guess_datetime_format

from acm.analytics import QualityFinding
from acm.database.tvp import to_milliseconds
from acm.errors import TimeColumnError

_OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"
_SAMPLES = 5


@dataclass(frozen=True)
class Times:
    """Times in UTC, to the millisecond, NaT where unreadable; `was_naive`: some were wall-clock times."""

    utc: pd.Series
    was_naive: bool
    findings: tuple[QualityFinding, ...]


def read_times(values: pd.Series, zone: ZoneInfo) -> Times:
    """The times of a column of text or timestamps; wall-clock times are those of `zone`."""
    values = values.reset_index(drop=True)
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        return Times(to_milliseconds(values), False, ())
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return _from_wall_clock(values, zone)
    if pd.api.types.is_numeric_dtype(values.dtype):
        # A bare number is a time only by a guess at its unit and origin.
        return Times(pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]"), False, ())
    text = values.astype("string").str.strip()
    aware = text.str.contains(_OFFSET, regex=True).fillna(False) & text.str.contains(":", regex=False)
    utc = pd.Series(pd.NaT, index=values.index, dtype="datetime64[us]")
    findings: tuple[QualityFinding, ...] = ()
    if aware.any():
        parsed = pd.to_datetime(text[aware], utc=True, format="ISO8601", errors="coerce")
        utc[aware] = to_milliseconds(parsed)
    naive = ~aware & text.notna()
    if naive.any():
        local = _from_wall_clock(_parse_naive(text[naive]), zone)
        utc[naive] = local.utc
        findings = local.findings
    return Times(utc, bool(naive.any()), findings)


def _parse_naive(text: pd.Series) -> pd.Series:
    """ISO 8601; where no row is, the format of the first row, day or month first as fits more rows.

    TimeColumnError where both fit as well and mean different times.
    """
    parsed = pd.Series(pd.to_datetime(text, format="ISO8601", errors="coerce"))
    if parsed.notna().any():
        return parsed
    first = str(text.iloc[0])
    readings = [
        pd.Series(pd.to_datetime(text, format=layout, errors="coerce"))
        for layout in dict.fromkeys(_layouts(first))
    ]
    if not readings:
        return parsed
    best = max(readings, key=lambda reading: int(reading.notna().sum()))
    rivals = [r for r in readings if r.notna().sum() == best.notna().sum() and not r.equals(best)]
    if rivals:
        raise TimeColumnError(
            f"{first!r} may have the day or the month first, and no row tells which: use ISO 8601"
        )
    return best


def _layouts(first: str) -> list[str]:
    """Formats that fit a text; with dots the day is first everywhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it took the other order, which is what is asked
        orders = (True,) if "." in first.split(" ")[0] else (False, True)
        guesses = [guess_datetime_format(first, dayfirst=order) for order in orders]
        if any(guesses) and len(orders) == 2:
            guesses += [_swapped(layout) for layout in guesses if layout]
    return [layout for layout in guesses if layout]


def _swapped(layout: str) -> str:
    return layout.translate(str.maketrans("dm", "md"))


def _from_wall_clock(local: pd.Series, zone: ZoneInfo) -> Times:
    local = to_milliseconds(local)
    utc = (
        local.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
        .dt.tz_convert("UTC")
        .dt.tz_localize(None)
    )
    utc = utc.astype("datetime64[us]")
    unsettled = utc.isna() & local.notna()
    if not unsettled.any():
        return Times(utc, True, ())
    moments: list[datetime] = local[unsettled].dt.to_pydatetime().tolist()
    before = [moment.replace(tzinfo=zone, fold=0).utcoffset() for moment in moments]
    after = [moment.replace(tzinfo=zone, fold=1).utcoffset() for moment in moments]
    repeated = np.array([first > second for first, second in zip(before, after, strict=True)])  # type: ignore[operator]
    second_pass = repeated & _second_passes(local[unsettled])
    offsets = [
        second if again else first for first, second, again in zip(before, after, second_pass, strict=True)
    ]
    settled = [moment - offset for moment, offset in zip(moments, offsets, strict=True)]  # type: ignore[operator]
    utc[unsettled] = pd.Series(settled, index=local[unsettled].index, dtype="datetime64[us]")
    wall = local[unsettled]
    findings = [
        *_finding(
            "AMBIGUOUS_TIME",
            wall[repeated],
            utc,
            f"of an hour that {zone} has twice: first pass until the "
            f"clock steps back or a time comes again, then second",
        ),
        *_finding(
            "NONEXISTENT_TIME",
            wall[~repeated],
            utc,
            f"of an hour that {zone} leaves out: taken with the offset from before the change",
        ),
    ]
    return Times(utc, True, tuple(findings))


def _second_passes(wall: pd.Series) -> np.ndarray:
    """Which of the repeated wall-clock times, in the order of the file, belong to the second pass."""
    frame = pd.DataFrame({"wall": wall, "day": wall.dt.floor("D")})
    stepped_back = frame["wall"] < frame.groupby("day")["wall"].cummax()
    after_step = stepped_back.groupby(frame["day"]).cummax()
    seen_before = frame.duplicated("wall")
    return np.asarray(after_step | seen_before)


def _finding(event: str, wall: pd.Series, utc: pd.Series, detail: str) -> Sequence[QualityFinding]:
    if wall.empty:
        return ()
    at = utc[wall.index]
    samples = tuple(moment.isoformat() for moment in wall.head(_SAMPLES))
    text = f"{len(wall)} times {detail}"
    return (QualityFinding(event, None, len(wall), at.min(), at.max(), samples, text),)
