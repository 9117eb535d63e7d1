"""Long series for a small picture: nothing that stood out is lost."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import numpy as np

from acm.report.data import Flags, Times, Values


def envelope(times: Times, values: Values, columns: int) -> tuple[Times, Values]:
    """At most 2 * `columns` points: of each equal span of time the lowest and the highest, in their order.

    Series that fit are returned as they are; NaN is left out. A peak of one row survives any thinning.
    """
    known = ~np.isnan(values)
    times, values = times[known], values[known]
    if len(times) <= 2 * columns:
        return times, values
    column = _columns(times, columns)
    starts = np.flatnonzero(np.diff(column, prepend=-1))
    order = np.lexsort((values, column))
    lowest = order[starts]
    highest = order[np.append(starts[1:], len(order)) - 1]
    keep = np.unique(np.concatenate([lowest, highest]))
    return times[keep], values[keep]


def highest_per_column(times: Times, values: Values, start: datetime, end: datetime, columns: int) -> Values:
    """The highest value in each of `columns` equal spans of [start, end]; NaN where there is none."""
    result = np.full(columns, np.nan)
    first, last = np.datetime64(start, "ms"), np.datetime64(end, "ms")
    known = ~np.isnan(values) & (times >= first) & (times <= last)
    span = max(int((last - first).astype(np.int64)), 1)
    offset = (times[known] - first).astype("timedelta64[ms]").astype(np.int64)
    column = np.minimum(offset * columns // span, columns - 1)
    np.fmax.at(result, column, values[known])
    return result


def usual_step(times: Times) -> float:
    """The median step in milliseconds; 0 for fewer than two times."""
    return float(np.median(_milliseconds(times))) if len(times) > 1 else 0.0


def breaks(times: Times, longest: float) -> list[slice]:
    """The stretches between gaps, which are steps of more than `longest` milliseconds."""
    if not len(times):
        return []
    edges = np.flatnonzero(_milliseconds(times) > longest) + 1
    bounds = [0, *edges.tolist(), len(times)]
    return [slice(first, last) for first, last in pairwise(bounds)]


def stretches(flags: Flags) -> list[slice]:
    """The runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [slice(int(first), int(last)) for first, last in zip(edges[::2], edges[1::2], strict=True)]


def _milliseconds(times: Times) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.asarray(np.diff(times).astype("timedelta64[ms]").astype(np.int64), np.int64)


def _columns(times: Times, columns: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    offset = (times - times[0]).astype("timedelta64[ms]").astype(np.int64)
    return np.asarray(offset * columns // (int(offset[-1]) + 1), np.int64)
