"""What a source delivered, in its own figures, for the audit to compare with what is stored."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from acm.database.tvp import to_milliseconds


@dataclass(frozen=True)
class Source:
    """Where readings come from: a name, and the time of each of its rows in UTC, NaT where unreadable."""

    name: str
    times: pd.Series


@dataclass(frozen=True)
class Figures:
    """One load in the source's figures: rows = kept + rejected + duplicate; the values are those kept."""

    source_rows: int
    rejected_rows: int
    duplicate_rows: int
    first_at: datetime
    last_at: datetime
    value_count: int
    value_sum: float


def figures_of(times: pd.Series, readings: pd.DataFrame, rows_each: int) -> list[Figures]:
    """The figures of each load of `rows_each` readings; over all loads they add up to those of the source.

    Rows are counted by the times of the source, not by the readings, so that a row lost in between is missed.
    A row belongs to the load in whose span its time lies; one without a readable time lies in none and goes
    with the first, as the findings about it do. The sum is the exact one, rounded once: the same file has
    the same figures on every machine. Without readings there is no load.
    """
    if readings.index.empty:
        return []
    readable = np.sort(to_milliseconds(times.dropna()).to_numpy())
    starts = to_milliseconds(readings.index[::rows_each].to_series()).to_numpy()
    spans = np.split(readable, np.searchsorted(readable, starts[1:]))
    return [
        _figures(
            span,
            readings.iloc[load * rows_each : (load + 1) * rows_each],
            rejected=len(times) - len(readable) if load == 0 else 0,
        )
        for load, span in enumerate(spans)
    ]


def _figures(span: np.ndarray, readings: pd.DataFrame, *, rejected: int) -> Figures:
    values = readings.to_numpy(dtype=float)
    kept = values[np.isfinite(values)]
    first, last = pd.Timestamp(span[0]), pd.Timestamp(span[-1])
    return Figures(
        source_rows=len(span) + rejected,
        rejected_rows=rejected,
        duplicate_rows=int(np.count_nonzero(span[1:] == span[:-1])),
        first_at=first.to_pydatetime(),
        last_at=last.to_pydatetime(),
        value_count=len(kept),
        value_sum=math.fsum(kept.tolist()),
    )
