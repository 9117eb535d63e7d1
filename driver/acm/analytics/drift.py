"""Drift per sensor: tabular CUSUM of what the other sensors do not explain.

Page (1954); Montgomery, "Introduction to Statistical Quality Control", ch. 9. Successive residuals resemble
each other, and a chart made for independent ones would signal at every slow wave. So the unit of the chart is
the standard deviation of a mean over `span` rows (method of batch means), widened by what successive means
still have in common (Johnson and Bagshaw 1974): sums over long stretches then spread as those of independent
rows do.

What is watched is the residual from the training's own level, not from the slow baseline that the detectors
follow: a drift slow enough to be followed raises no alarm and is seen here. Sensors that wander by themselves
are measured from their baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.folds import folds
from acm.analytics.settings import Settings
from acm.analytics.smoothing import smooth, weight

DRIFT_COLUMNS = ("Timestamp", "SensorName", "CusumHigh", "CusumLow", "DriftZ", "IsDrifting")
_CHUNK = 512
_SMALLEST_DEVIATION = 1e-3  # in scaled units, as in the residual model
_LARGEST_CORRELATION = 0.95  # of successive means: more than that cannot be told from fifty of them
_CEILING = 2.0  # in limits: the sums stop there, so that a drift that is over is soon forgotten


@dataclass(frozen=True)
class Cusum:
    """Sums of what exceeds `slack` deviations either way; beyond `limit` the mean has moved.

    A slack of half the shift to be found is the best one; with slack 0.5 and limit 5 independent normal
    residuals raise a false signal once in about 465 rows one way or the other. A sum never passes `ceiling`.
    """

    slack: float = 0.5
    limit: float = 5.0
    ceiling: float = np.inf

    def run(self, residuals: Matrix, high: Vector, low: Vector) -> tuple[Matrix, Matrix]:
        """Upper and lower sums after each row, shape (rows, sensors), going on from the sums before."""
        return self._one_side(residuals, high), self._one_side(-residuals, low)

    def _one_side(self, residuals: Matrix, before: Vector) -> Matrix:
        """C[t] = min(ceiling, max(0, C[t-1] + r[t] - slack)) without a loop over the rows.

        A row is the function x -> clip(x + step, least, most), two of them in a row are such a function
        again, and doubling the stretch that a function stands for reaches back to the first row.
        """
        step = residuals - self.slack
        least, most = np.zeros_like(step), np.full_like(step, self.ceiling)
        reach = 1
        while reach < len(step):
            at, ago = slice(reach, None), slice(None, -reach)
            added, floor, roof = step[at].copy(), least[at].copy(), most[at].copy()
            least[at], most[at] = (
                np.clip(least[ago] + added, floor, roof),
                np.clip(most[ago] + added, floor, roof),
            )
            step[at] += step[ago].copy()
            reach *= 2
        return np.asarray(np.clip(before + step, least, most), float)

    def signals(self, high: Matrix, low: Matrix) -> Matrix:
        """+1 where a sensor has drifted up, -1 down, 0 neither."""
        return np.where(high > self.limit, 1.0, 0.0) - np.where(low > self.limit, 1.0, 0.0)


@dataclass(frozen=True)
class DriftMemory:
    """Sums up and down, the smoothed residual in deviations, and the accepted level (scaled), per sensor."""

    high: Vector
    low: Vector
    mean: Vector
    accepted: Vector

    @classmethod
    def cold(cls, sensors: int) -> DriftMemory:
        zero = np.zeros(sensors)
        return cls(zero, zero, zero, zero)

    def after_shift(self, level: Vector) -> DriftMemory:
        """Charts begun anew at a level that was accepted."""
        return replace(self.cold(len(level)), accepted=level)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"high": self.high, "low": self.low, "mean": self.mean, "accepted": self.accepted}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> DriftMemory:
        return cls(*(np.asarray(arrays[name], float) for name in ("high", "low", "mean", "accepted")))


@dataclass(frozen=True)
class Drift:
    """By row and sensor: sums up and down, and the smoothed residual in training deviations."""

    high: Matrix
    low: Matrix
    mean: Matrix

    @classmethod
    def join(cls, parts: list[Drift]) -> Drift:
        return cls(
            np.concatenate([part.high for part in parts]),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.mean for part in parts]),
        )

    def stretched(self, running: NDArray[np.bool_], before: DriftMemory) -> Drift:
        """Rows for all rows from those of the running ones: between them nothing moves."""
        row = np.cumsum(running)  # 0: before the first running one
        return Drift(
            np.vstack([before.high, self.high])[row],
            np.vstack([before.low, self.low])[row],
            np.vstack([before.mean, self.mean])[row],
        )


@dataclass(frozen=True)
class DriftChart:
    """A chart per sensor; `deviation` of its residual (scaled units), `spread` of means, in deviations.

    Reset: the sums stop at twice the limit, so a drift that is over is no longer reported after about
    limit / slack spans of rows at the old level; a new model, and a shift that was accepted, begin at zero.
    """

    centre: Vector
    deviation: Vector
    spread: Vector
    span: int
    slack: float
    limit: float
    clip: float

    @classmethod
    def fit(cls, values: Matrix, level: Matrix, residual: ResidualModel, settings: Settings) -> DriftChart:
        """From training rows, shape (rows, sensors): `values` to be charted, `level` that `residual` fits.

        Deviations come from residuals of rows that their model was not fitted on (blocks).
        """
        unseen = out_of_sample_residuals(values, level, settings)
        deviation = np.maximum(unseen.std(axis=0), _SMALLEST_DEVIATION)
        span = max(len(values) // settings.cusum_batches, 1)
        return cls(
            centre=(values @ residual.weights).mean(axis=0),
            deviation=deviation,
            spread=_spread_of_means(unseen / deviation, span),
            span=span,
            slack=settings.cusum_slack,
            limit=settings.cusum_limit,
            clip=settings.cusum_clip,
        )

    def run(self, values: Matrix, residual: ResidualModel, memory: DriftMemory) -> tuple[Drift, DriftMemory]:
        """Charts over rows of a running machine, shape (rows, sensors), and the memory after the last."""
        # a row counts as a span-th of a mean over span rows
        chart = Cusum(self.slack / self.span, self.limit, _CEILING * self.limit)
        parts = []
        for first in range(0, max(len(values), 1), _CHUNK):
            rows = values[first : first + _CHUNK] - memory.accepted
            z = (rows @ residual.weights - self.centre) / self.deviation
            steps = np.clip(z, -self.clip, self.clip) / (self.spread * self.span)
            high, low = chart.run(steps, memory.high, memory.low)
            mean = smooth(z, weight(self.span), memory.mean)
            if len(rows):
                memory = replace(memory, high=high[-1], low=low[-1], mean=mean[-1])
            parts.append(Drift(high, low, mean))
        return Drift.join(parts), memory

    def in_units(self, scale: Vector) -> Vector:
        """What one deviation is in the units of each sensor."""
        return self.deviation * scale

    def to_arrays(self) -> dict[str, AnyArray]:
        figures = np.array([float(self.span), self.slack, self.limit, self.clip])
        return {
            "centre": self.centre,
            "deviation": self.deviation,
            "spread": self.spread,
            "figures": figures,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> DriftChart:
        span, slack, limit, clip = np.asarray(arrays["figures"], float)
        centre, deviation, spread = (
            np.asarray(arrays[name], float) for name in ("centre", "deviation", "spread")
        )
        return cls(centre, deviation, spread, int(span), float(slack), float(limit), float(clip))


def charted(current: Matrix, baseline: Matrix, wandering: NDArray[np.bool_]) -> Matrix:
    """What the charts look at: levels from the training mean, of wandering sensors from their baseline."""
    return current + np.where(wandering, 0.0, baseline)


def culpable(chart: DriftChart, residual: ResidualModel, drift: Drift, most: int) -> NDArray[np.bool_]:
    """Sensors beyond the limit, up to `most` in a row, without those that a larger drift explains.

    A sensor that drifts shifts the residuals of its neighbours as well. So the one that is farthest off is
    corrected to what the others expect, and another counts only if it is off even then, by twice the shift
    that the chart is made to find.
    """
    left = drift.mean * chart.deviation
    beyond = np.maximum(drift.high, drift.low) > chart.limit
    rows, found = np.arange(len(left)), np.zeros(left.shape, bool)
    least = np.zeros(len(left))
    for _ in range(min(most, left.shape[1])):
        off = np.where(beyond & ~found, np.abs(left) / (chart.deviation * chart.spread), -1.0)
        sensor = np.round(off, 6).argmax(axis=1)
        taken = off[rows, sensor] >= least
        found[rows[taken], sensor[taken]] = True
        amount = np.where(taken, left[rows, sensor], 0.0)
        left = left - amount[:, None] * residual.weights[sensor]
        least[:] = 4.0 * chart.slack
    return found


def drift_frame(
    chart: DriftChart,
    residual: ResidualModel,
    drift: Drift,
    times: pd.DatetimeIndex,
    sensors: tuple[str, ...],
    count: int,
    shown: NDArray[np.bool_],
    sparse: NDArray[np.bool_],
    dense: NDArray[np.bool_],
) -> pd.DataFrame:
    """`count` sensors, those that drift and the largest sums: on `sparse` rows, in a drift on `dense` too."""
    beyond = (np.maximum(drift.high, drift.low) > chart.limit).any(axis=1)
    rows = np.flatnonzero(shown & (sparse | (dense & beyond)))
    high, low, mean = drift.high[rows], drift.low[rows], drift.mean[rows]
    flag = culpable(chart, residual, Drift(high, low, mean), count)
    # sums that stopped at the ceiling are told apart by the size of the drift
    sums, size = np.round(np.maximum(high, low), 6), np.round(np.abs(mean), 6)
    order = np.lexsort((-size, -sums, ~flag), axis=1)[:, :count]

    def top(values: AnyArray) -> AnyArray:
        return np.take_along_axis(values, order, axis=1).ravel()

    return pd.DataFrame(
        {
            "Timestamp": np.repeat(times.to_numpy()[rows], order.shape[1]),
            "SensorName": np.array(sensors, dtype=object)[order].ravel(),
            "CusumHigh": top(high),
            "CusumLow": top(low),
            "DriftZ": top(mean),
            "IsDrifting": top(flag),
        },
        columns=list(DRIFT_COLUMNS),
    )


def out_of_sample_residuals(values: Matrix, level: Matrix, settings: Settings) -> Matrix:
    """Residuals (scaled units) of every training row under a model fitted without its block's levels."""
    out = np.empty_like(values)
    for block, outside in folds(len(values), settings):
        fold = ResidualModel.fit(level[outside], settings.residual_ridge)
        out[block] = values[block] @ fold.weights
    return np.asarray(out - out.mean(axis=0), float)


def _spread_of_means(z: Matrix, span: int) -> Vector:
    """Standard deviation of means over `span` rows, as if successive means were independent."""
    count = len(z) // span
    means = z[: count * span].reshape(count, span, -1).mean(axis=1)
    centred = means - means.mean(axis=0)
    power = np.maximum((centred**2).sum(axis=0), 1e-12)
    alike = np.clip((centred[1:] * centred[:-1]).sum(axis=0) / power, 0.0, _LARGEST_CORRELATION)
    return np.asarray(np.sqrt(power / max(count - 1, 1) * (1.0 + alike) / (1.0 - alike)), float)
