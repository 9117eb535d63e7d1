"""How long until health falls to the failure limit: a number only where one is honest.

The score crosses the limit where its forecast does, and the ends of the interval are where the ends of the
forecast's interval cross. The path is that of a mean: steps with noise of their own would cross far too
early. A number is given only in alarm, before the limit is reached, and when both ends lie within the
horizon: an end that is not reached is not known, and is not replaced by the horizon. Young trouble says
little about the far future, so the horizon grows with its age.
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
    interval. BEYOND_HORIZON: in alarm, and not even the early end of the interval lies within the horizon.
    UNKNOWN: the machine does not run, the history is too short, health is past the limit already, or the late
    end is not reached; Method says which.
    """
    settings = model.settings
    horizon = _horizon(state, forecast, settings.life_share)
    status, hours, method = _estimate(state, forecast, failure_score(settings.failure_health), horizon)
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
    state: ScorerState, forecast: Forecast | None, limit: float, horizon: float | None
) -> tuple[str, tuple[float | None, float | None, float | None], str]:
    nothing = (None, None, None)
    if not state.running:
        return UNKNOWN, nothing, "the machine does not run"
    if not state.filters.alarm.active:
        return HEALTHY, nothing, "no alarm"
    if forecast is None or horizon is None:
        return UNKNOWN, nothing, "too little history"
    if forecast.level >= limit:
        return UNKNOWN, nothing, "health is past the limit already"
    hours = _hours(forecast, state)
    first, expected, last = (
        _crossing(hours, np.concatenate([[forecast.level], path]), limit, horizon)
        for path in (forecast.upper, forecast.expected, forecast.lower)
    )
    if first is None:
        return BEYOND_HORIZON, nothing, forecast.method
    if expected is None or last is None:
        return UNKNOWN, nothing, "the late end lies beyond the horizon"
    return ESTIMATED, (expected, first, last), forecast.method


def _horizon(state: ScorerState, forecast: Forecast | None, share: float) -> float | None:
    """Hours that are looked ahead in alarm: the forecast's, but no more than a share of the trouble's age."""
    if forecast is None or state.episode is None or not len(forecast.times):
        return None
    age = (state.last_at - state.episode.since_when).value / _HOUR
    return min(float(_hours(forecast, state)[-1]), share * age)


def _hours(forecast: Forecast, state: ScorerState) -> Vector:
    """Hours from the last row scored to where the history ends (before it) and to each point of the path."""
    times = np.concatenate([[forecast.level_at.value], forecast.times.as_unit("ns").asi8])
    return np.asarray((times - state.last_at.value) / _HOUR, float)


def _crossing(hours: Vector, path: Vector, limit: float, horizon: float) -> float | None:
    """When a path first reaches the limit, on straight lines between its points; None: not in the horizon."""
    over = path >= limit
    if not over.any():
        return None
    row = int(np.argmax(over))  # not the first: the level is below the limit
    share = (limit - path[row - 1]) / (path[row] - path[row - 1])
    found = max(float(hours[row - 1] + share * (hours[row] - hours[row - 1])), 0.0)
    return found if found <= horizon else None
