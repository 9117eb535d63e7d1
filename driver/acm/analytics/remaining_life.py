"""How long until health falls to the failure limit: a number only where one is honest.

The score crosses the limit where its forecast does, and the ends of the interval are where the ends of the
forecast's interval cross. The path is that of a mean: steps with noise of their own would cross far too
early. A number is given only in alarm, before the limit is reached, and when both ends lie within the
horizon: an end that is not reached is not known, and is not replaced by the horizon.
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

    HEALTHY: no alarm, so there is nothing to count down to. UNKNOWN: the machine does not run, the history
    is too short for a forecast, or health is past the limit already. BEYOND_HORIZON: in alarm, and the
    interval of the crossing does not end within the horizon. ESTIMATED: hours from the last row, and their
    interval.
    """
    settings = model.settings
    status, hours = _estimate(state, forecast, failure_score(settings.failure_health))
    horizon = None if forecast is None or status == HEALTHY else _hours(forecast, state)[-1]
    row = (
        state.last_at,
        status,
        *hours,
        settings.interval_percent,
        horizon,
        settings.failure_health,
        None if forecast is None else forecast.method,
    )
    return pd.DataFrame([row], columns=list(RUL_COLUMNS)).astype(
        dict.fromkeys(("RulHours", "LowerHours", "UpperHours", "HorizonHours"), float)
    )


def failure_score(failure_health: float) -> float:
    """The fused score at a health: the inverse of 100 / (1 + z^2)."""
    return math.sqrt(100.0 / failure_health - 1.0)


def _estimate(
    state: ScorerState, forecast: Forecast | None, limit: float
) -> tuple[str, tuple[float | None, float | None, float | None]]:
    nothing = (None, None, None)
    if not state.running:
        return UNKNOWN, nothing
    if not state.filters.alarm.active:
        return HEALTHY, nothing
    if forecast is None or forecast.level >= limit:
        return UNKNOWN, nothing
    hours = _hours(forecast, state)
    first, expected, last = (
        _crossing(hours, np.concatenate([[forecast.level], path]), limit)
        for path in (forecast.upper, forecast.expected, forecast.lower)
    )
    if first is None or expected is None or last is None:
        return BEYOND_HORIZON, nothing
    return ESTIMATED, (expected, first, last)


def _hours(forecast: Forecast, state: ScorerState) -> Vector:
    """Hours from the last row scored to where the history ends (before it) and to each point of the path."""
    times = np.concatenate([[forecast.level_at.value], forecast.times.as_unit("ns").asi8])
    return np.asarray((times - state.last_at.value) / _HOUR, float)


def _crossing(hours: Vector, path: Vector, limit: float) -> float | None:
    """When a path first reaches the limit, between its points on a straight line; None: it does not."""
    over = path >= limit
    if not over.any():
        return None
    row = int(np.argmax(over))
    if row == 0:
        return 0.0
    share = (limit - path[row - 1]) / (path[row] - path[row - 1])
    return max(float(hours[row - 1] + share * (hours[row] - hours[row - 1])), 0.0)
