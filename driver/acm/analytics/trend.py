"""The course of the fused score so far: means over buckets of time, in a memory of fixed size.

A fault that takes an hour and one that takes a season need different widths of bucket, so there are several
levels, each coarser than the one before by the same factor, and each with the same number of buckets. Buckets
lie on a grid of time that does not depend on when scoring began or on how the rows are cut into ticks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.settings import Settings

_LONG_AGO = -(2**62)
_FEWEST = 0.25  # a bucket with a smaller share of its rows says nothing


@dataclass(frozen=True)
class TrendMemory:
    """Sums and counts, shape (levels, buckets); the last column is the bucket whose number is `newest`."""

    newest: NDArray[np.int64]
    sums: Matrix
    counts: Matrix

    @classmethod
    def cold(cls, settings: Settings) -> TrendMemory:
        """A memory without rows."""
        shape = (settings.trend_levels, settings.trend_buckets)
        return cls(np.full(shape[0], _LONG_AGO, np.int64), np.zeros(shape), np.zeros(shape))

    def extend(self, times: pd.DatetimeIndex, fused: Vector, widths: NDArray[np.int64]) -> TrendMemory:
        """The memory after more rows, in the order of time; `widths` are those of `bucket_widths`."""
        if not len(times):
            return self
        stamps = times.to_numpy().astype("datetime64[ns]").astype(np.int64)
        newest, sums, counts = self.newest.copy(), self.sums.copy(), self.counts.copy()
        buckets = sums.shape[1]
        for level, width in enumerate(widths):
            number = stamps // width
            kept = max(buckets - int(number[-1] - newest[level]), 0)
            for rows in (sums[level], counts[level]):
                rows[:kept] = rows[buckets - kept :].copy()
                rows[kept:] = 0.0
            newest[level] = number[-1]
            place = number - number[-1] + buckets - 1
            inside = place >= 0
            np.add.at(sums[level], place[inside], fused[inside])  # row by row: any cut adds up the same
            np.add.at(counts[level], place[inside], 1.0)
        return TrendMemory(newest, sums, counts)

    def means(
        self, level: int, last_at: pd.Timestamp, cadence: pd.Timedelta, width: int
    ) -> tuple[int, Vector]:
        """Number of the newest bucket that is over, and the means up to it; NaN where rows are too few."""
        counts = self.counts[level]
        known = counts >= max(_FEWEST * width / cadence.value, 1.0)
        means = np.where(known, self.sums[level] / np.maximum(counts, 1.0), np.nan)
        newest = int(self.newest[level])
        if last_at.value + cadence.value < (newest + 1) * width:
            return newest - 1, means[:-1]
        return newest, means

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"newest": self.newest, "sums": self.sums, "counts": self.counts}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> TrendMemory:
        return cls(
            np.asarray(arrays["newest"], np.int64),
            np.asarray(arrays["sums"], float),
            np.asarray(arrays["counts"], float),
        )


def bucket_widths(settings: Settings, cadence: pd.Timedelta) -> NDArray[np.int64]:
    """Width of a bucket of each level in nanoseconds."""
    rows = settings.trend_bucket_rows * settings.trend_bucket_factor ** np.arange(settings.trend_levels)
    return np.asarray(rows * cadence.value, np.int64)
