"""The fused score in the time to come, with an interval: exponential smoothing judged by its own past errors.

What is forecast is the mean score of each coming bucket of the trend memory; health is read off it, because
a trend that is straight in the score bends in health. Candidates are simple smoothing and Holt's linear
trend, plain and damped (Gardner and McKenzie 1985), of the score and of its asinh, in which growth by the
same factor is a straight line. The candidate, and the width of the interval at each horizon, come from
forecasts made from every earlier point of the machine's own history (rolling origin: Tashman 2000; Hyndman
and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, 5.10), recent errors weighing more.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student
from sklearn.isotonic import isotonic_regression

from acm.analytics.arrays import Matrix, Vector
from acm.analytics.calibration import health_index
from acm.analytics.model import Model
from acm.analytics.settings import Settings
from acm.analytics.state import ScorerState
from acm.analytics.trend import bucket_widths

FORECAST_COLUMNS = ("Timestamp", "ForecastHealth", "LowerHealth", "UpperHealth", "IntervalPct", "Method")
_LEVEL_WEIGHTS = (0.05, 0.15, 0.35, 0.7, 1.0)
_TREND_WEIGHTS = (0.05, 0.15, 0.4)
_DAMPING = (0.9, 1.0)
_CANDIDATES = np.array(
    [(level, 0.0, 1.0) for level in _LEVEL_WEIGHTS]
    + [*itertools.product(_LEVEL_WEIGHTS, _TREND_WEIGHTS, _DAMPING)]
)
_FIRST_ORIGIN = 10  # buckets before the first forecast that is judged
_MEMORY = 6  # the weight of an error halves over a sixth of the history
_FITTED = 3.0  # two weights and the damping are chosen by the errors that they are judged by
_FEWEST_ERRORS = 3.0
_LATEST = 3  # one of this many last buckets must be known
_EPISODE_SHARE = 4.0  # then the horizon is about as long as the trouble has lasted
_LARGEST_ASINH = 15.0


@dataclass(frozen=True)
class Path:
    """Expected values after a history and the ends of their interval; index 0 is one step ahead."""

    level: float  # where the history ends
    expected: Vector
    lower: Vector
    upper: Vector


@dataclass(frozen=True)
class Forecast:
    """The path of the fused score over coming buckets; `times` are the middles of the buckets."""

    times: pd.DatetimeIndex
    level_at: pd.Timestamp
    level: float
    expected: Vector
    lower: Vector
    upper: Vector
    method: str

    def frame(self, settings: Settings) -> pd.DataFrame:
        """Rows of ACM_HealthForecast, health from 0 to 100."""
        columns = (
            self.times,
            health_index(self.expected),
            health_index(self.upper),
            health_index(self.lower),
            settings.interval_percent,
            self.method,
        )
        return pd.DataFrame(dict(zip(FORECAST_COLUMNS, columns, strict=True)))


def forecast_health(model: Model, state: ScorerState) -> Forecast | None:
    """What follows the last row scored; None while the machine does not run or its history is too short."""
    settings = model.settings
    if not state.running or state.model_hash != model.model_hash:
        return None
    widths = bucket_widths(settings, model.cadence)
    level = _level(model, state, widths)
    if level is None:
        return None
    width = int(widths[level])
    newest, means = state.trend.means(level, state.last_at, model.cadence, width)
    path = predict(_trimmed(means), settings)
    middles = (newest + 1 + np.arange(len(path.expected))) * width + width // 2
    coming = middles > state.last_at.value
    return Forecast(
        times=pd.DatetimeIndex(middles[coming].astype("datetime64[ns]")),
        level_at=pd.Timestamp(newest * width + width // 2),
        level=path.level,
        expected=path.expected[coming],
        lower=path.lower[coming],
        upper=path.upper[coming],
        method=f"damped Holt, rolling origin, {_words(width)} means",
    )


def predict(history: Vector, settings: Settings) -> Path:
    """The path that follows a history of bucket means, NaN where one is missing, the first one known."""
    count = len(history)
    horizons = np.arange(1, max(int(count * settings.forecast_share), 1) + 1)
    weights = 0.5 ** ((count - 1 - np.arange(count)) * _MEMORY / count) * ~np.isnan(history)
    best: tuple[float, Path] | None = None
    for bent in (False, True):
        values = np.arcsinh(history) if bent else history
        past = _forecasts(values, horizons)
        squares = _mean_squares(values, past, horizons, weights, bent=False)
        judged = _mean_squares(values, past, horizons, weights, bent=True) if bent else squares
        merit = np.log(judged + 1e-12).mean(axis=0)
        chosen = int(np.argmin(merit))
        if best is None or merit[chosen] < best[0]:
            half = _half_width(squares[:, chosen], weights, horizons, settings.interval_percent / 100.0)
            middle = past[-1, :, chosen]
            ends = (_forecasts(values, np.zeros(1, int))[-1, :, chosen], middle, middle - half, middle + half)
            level, *path = (_straight(end) if bent else end for end in ends)
            best = float(merit[chosen]), Path(float(level[0]), *path)
    assert best is not None
    return best[1]


def _level(model: Model, state: ScorerState, widths: NDArray[np.int64]) -> int | None:
    """The coarsest level with enough history: it looks furthest ahead. In alarm the finest that reaches back
    well before the first sign of the trouble, so that a fault of hours is not looked at in means of days."""
    settings = model.settings
    usable = [
        level
        for level, width in enumerate(widths)
        if _is_enough(state.trend.means(level, state.last_at, model.cadence, int(width))[1], settings)
    ]
    if not usable or state.episode is None:
        return usable[-1] if usable else None
    needed = _EPISODE_SHARE * (state.last_at - state.episode.since_when).value
    return next((level for level in usable if widths[level] * settings.trend_buckets >= needed), usable[-1])


def _is_enough(means: Vector, settings: Settings) -> bool:
    known = ~np.isnan(means)
    return bool(known.sum() >= settings.forecast_minimum_buckets and known[-_LATEST:].any())


def _trimmed(means: Vector) -> Vector:
    return means[int(np.argmax(~np.isnan(means))) :]


def _forecasts(values: Vector, horizons: NDArray[np.int64]) -> NDArray[np.float64]:
    """Forecasts from each point of a history, shape (points, horizons, candidates).

    A missing value leaves level and trend to go on as they were. The first weights are those of a plain mean,
    so that the first value does not count for ever.
    """
    newest, trend_weight, damping = _CANDIDATES.T
    levels, trends = np.empty((2, len(values), len(_CANDIDATES)))
    level, trend, seen = np.full(len(_CANDIDATES), values[0]), np.zeros(len(_CANDIDATES)), 0
    for row, value in enumerate(values):
        expected, trend = level + damping * trend, damping * trend
        surprise = 0.0 if np.isnan(value) else value - expected
        seen += not np.isnan(value)
        first = 1.0 / max(seen, 1)
        gain = np.maximum(newest, first)
        level = expected + gain * surprise
        trend = trend + gain * np.where(trend_weight > 0, np.maximum(trend_weight, first), 0.0) * surprise
        levels[row], trends[row] = level, trend
    ahead = np.cumsum(damping ** np.arange(1, max(int(horizons.max()), 1) + 1)[:, None], axis=0)
    ahead = np.vstack([np.zeros_like(damping), ahead])[horizons]
    return np.asarray(levels[:, None, :] + ahead[None] * trends[:, None, :], float)


def _mean_squares(
    values: Vector, past: NDArray[np.float64], horizons: NDArray[np.int64], weights: Vector, *, bent: bool
) -> Matrix:
    """Weighted mean squares of past errors, shape (horizons, candidates); `bent`: of the sinh of both."""
    straight = _straight(np.nan_to_num(values)) if bent else np.nan_to_num(values)
    out = np.empty(past.shape[1:])
    for row, ahead in enumerate(horizons):
        made = past[_FIRST_ORIGIN:-ahead, row]
        came = straight[_FIRST_ORIGIN + ahead :, None]
        weight = weights[_FIRST_ORIGIN + ahead :]
        out[row] = weight @ (came - (_straight(made) if bent else made)) ** 2 / weight.sum()
    return out


def _half_width(squares: Vector, weights: Vector, horizons: NDArray[np.int64], cover: float) -> Vector:
    """Half of the interval: spread of the errors, which does not fall with the horizon, times Student's t.

    Errors of forecasts that overlap resemble each other over up to h steps. So n of them count for something
    between n / h, when they are one, and n, when the values are independent: the geometric mean is taken.
    """
    counts = np.array([(w := weights[_FIRST_ORIGIN + h :]).sum() ** 2 / (w**2).sum() for h in horizons])
    counts = np.maximum(counts, _FITTED + 1.0)
    spread = np.sqrt(np.maximum(isotonic_regression(squares * counts / (counts - _FITTED)), 0.0))
    freedom = np.maximum(counts / np.sqrt(horizons), _FEWEST_ERRORS)
    return np.asarray(student.ppf((1.0 + cover) / 2.0, freedom) * spread, float)


def _straight(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sinh(np.minimum(values, _LARGEST_ASINH))


def _words(width: int) -> str:
    """A width of time with its unit: 90 s, 15 min, 6.25 h, 2 d."""
    seconds = width / 1e9
    for unit, size in (("d", 86400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds:.4g} s"
