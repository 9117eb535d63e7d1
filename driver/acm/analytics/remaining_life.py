"""How long until health falls to the failure limit: a number only where one is honest.

The score crosses the limit where its forecast does, and the ends of the interval are where the ends of the
forecast's interval cross. The path is that of a mean: steps with noise of their own would cross far too
early. A number is given only in alarm, before the limit is reached, and when both ends lie within the
horizon: an end that is not reached is not known, and is not replaced by the horizon. What is said to lie
beyond the horizon is the early end; young trouble may change its pace, so this horizon grows with its age.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from acm.analytics.arrays import Vector
from acm.analytics.forecast import Forecast
from acm.analytics.model import Model
from acm.analytics.state import ScorerState

HEALTHY, ESTIMATED, BEYOND_HORIZON, UNKNOWN = "HEALTHY", "ESTIMATED", "BEYOND_HORIZON", "UNKNOWN"
RUL_COLUMNS = (
    "Timestamp",
    "RulStatus",
    "RulHours",
    "LowerHours",
    "UpperHours",
    "IntervalPct",
    "HorizonHours",
    "FailureHealth",
    "Method",
)
_HOUR = 3.6e12  # nanoseconds


def estimate_life(model: Model, state: ScorerState, forecast: Forecast | None) -> pd.DataFrame:
    """One row of ACM_RUL, as of the last row scored.

    HEALTHY: no alarm, so there is nothing to count down to. ESTIMATED: hours from the last row, and their
    interval. BEYOND_HORIZON: in alarm, and not even the early end of the interval lies within HorizonHours.
    UNKNOWN: the machine does not run, the history is too short, health is past the limit already, or the late
    end is not reached; Method says which.
    """
    settings = model.settings
    status, hours, horizon, method = _estimate(model, state, forecast)
    row = (
        state.last_at,
        status,
        *hours,
        settings.interval_percent,
        horizon,
        settings.failure_health,
        method,
    )
    return pd.DataFrame([row], columns=list(RUL_COLUMNS)).astype(
        dict.fromkeys(("RulHours", "LowerHours", "UpperHours", "HorizonHours"), float)
    )


def failure_score(failure_health: float) -> float:
    """The fused score at a health: the inverse of 100 / (1 + z^2)."""
    return math.sqrt(100.0 / failure_health - 1.0)


def _estimate(
    model: Model, state: ScorerState, forecast: Forecast | None
) -> tuple[str, tuple[float | None, float | None, float | None], float | None, str]:
    """Status, hours (expected, early and late end), horizon and how they were found."""
    nothing = (None, None, None)
    if not state.running:
        return UNKNOWN, nothing, None, "the machine does not run"
    if not state.filters.alarm.active or state.episode is None:
        return HEALTHY, nothing, None, "no alarm"
    if forecast is None or not len(forecast.times):
        return UNKNOWN, nothing, None, "too little history"
    hours = _hours(forecast, state)
    limit, horizon = failure_score(model.settings.failure_health), float(hours[-1])
    if forecast.level >= limit:
        return UNKNOWN, nothing, horizon, "health is past the limit already"
    first, expected, last = (
        _crossing(hours, np.concatenate([[forecast.level], path]), limit)
        for path in (forecast.upper, forecast.expected, forecast.lower)
    )
    if first is not None and expected is not None and last is not None:
        return ESTIMATED, (expected, first, last), horizon, forecast.method
    age = (state.last_at - state.episode.since_when).value / _HOUR
    near = min(horizon, model.settings.life_share * age)
    if first is None or first > near:
        return BEYOND_HORIZON, nothing, near, forecast.method
    return UNKNOWN, nothing, horizon, "its interval does not end within the horizon"


def _hours(forecast: Forecast, state: ScorerState) -> Vector:
    """Hours from the last row scored to where the history ends (before it) and to each point of the path."""
    times = np.concatenate([[forecast.level_at.value], forecast.times.as_unit("ns").asi8])
    return np.asarray((times - state.last_at.value) / _HOUR, float)


def _crossing(hours: Vector, path: Vector, limit: float) -> float | None:
    """When a path first reaches the limit, on straight lines between its points; None: it does not."""
    over = path >= limit
    if not over.any():
        return None
    row = int(np.argmax(over))  # not the first: the level is below the limit
    share = (limit - path[row - 1]) / (path[row] - path[row - 1])
    return max(float(hours[row - 1] + share * (hours[row] - hours[row - 1])), 0.0)
