"""Exponential smoothing whose memory is its last output: any cut into ticks gives the same numbers."""

from __future__ import annotations

import numpy as np
from scipy.signal import lfilter

from acm.analytics.arrays import Matrix, Vector


def weight(span: float) -> float:
    """Weight of the newest row for a mean age of (span - 1) / 2 rows."""
    return 2.0 / (span + 1.0)


def smooth_each(values: Matrix, newest: Vector, before: Vector) -> Matrix:
    """`smooth` with a weight for each column."""
    out = np.empty_like(values)
    for amount in np.unique(newest):
        same = newest == amount
        out[:, same] = smooth(values[:, same], float(amount), before[same])
    return out


def smooth(values: Matrix, newest: float, before: Vector) -> Matrix:
    """y[t] = y[t-1] + newest (x[t] - y[t-1]) down the rows, y[-1] = before."""
    if not len(values):
        return values.copy()
    memory = ((1.0 - newest) * before)[None, :]
    out, _ = lfilter([newest], [1.0, newest - 1.0], values, axis=0, zi=memory)
    return np.asarray(out, float)
