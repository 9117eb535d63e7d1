"""What a machine's latest run says of the time to come: forecast of health, and remaining life in alarm."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from markupsafe import Markup

from acm.database import Database
from acm.report import svg, wording
from acm.report.data import HealthForecast, RemainingLife
from acm.report.scales import Linear, TimeScale

_SHOWN_SHARE = 0.3  # of the period: what lies farther ahead is stored, but not drawn

_FORECAST = """
SELECT f.Timestamp, f.ForecastHealth, f.LowerHealth, f.UpperHealth, f.IntervalPct,
    f.Method
FROM dbo.ACM_HealthForecast_Current AS f
WHERE f.EquipID = ?
ORDER BY f.Timestamp;"""
_LIFE = """
SELECT r.RulStatus, r.RulHours, r.LowerHours, r.UpperHours, r.IntervalPct, r.HorizonHours, r.FailureHealth,
    r.Method
FROM dbo.ACM_RUL_Current AS r
WHERE r.EquipID = ?;"""


def load_forecast(db: Database, equip_id: int) -> HealthForecast | None:
    """The forecast of the latest run, if it made one."""
    rows = db.query(_FORECAST, (equip_id,))[-1].rows
    if not rows:
        return None
    times, expected, lower, upper, percent, method = zip(*rows, strict=True)
    return HealthForecast(
        times=np.array(times, "datetime64[ms]"),
        expected=np.array(expected, np.float64),
        lower=np.array(lower, np.float64),
        upper=np.array(upper, np.float64),
        percent=float(percent[0]),
        bucket=str(method[0]).rpartition(", ")[2],
    )


def load_life(db: Database, equip_id: int) -> RemainingLife | None:
    """What the latest run says of the remaining life."""
    row = db.query(_LIFE, (equip_id,))[-1].first()
    if row is None:
        return None
    return RemainingLife(
        status=str(row["RulStatus"]),
        hours=row["RulHours"],
        lower=row["LowerHours"],
        upper=row["UpperHours"],
        percent=row["IntervalPct"],
        horizon=row["HorizonHours"],
        failure_health=row["FailureHealth"],
        method=row["Method"] or "",
    )


def life_words(life: RemainingLife | None) -> str:
    """The remaining life of a machine in alarm, as a sentence; nothing where there is nothing to say."""
    if life is None or life.status == "HEALTHY":
        return ""
    falls = f"health falls to {wording.number(life.failure_health, 2)}, taken as failed,"
    if life.status == "ESTIMATED" and life.hours is not None:
        return (
            f"If it goes on like this, {falls} in about {wording.duration(_hours(life.hours))} "
            f"({wording.percent(life.percent or 0.0)} interval: {wording.between(life.lower, life.upper)})."
        )
    if life.status == "BEYOND_HORIZON" and life.horizon is not None:
        near = wording.duration(_hours(life.horizon))
        return f"Remaining life: beyond the horizon of {near}, in which no fall to failure is expected."
    return f"Remaining life cannot be told: {life.method}."


def shown(forecast: HealthForecast | None, period: TimeScale) -> HealthForecast | None:
    """As much of a forecast as fits beside the period."""
    if forecast is None:
        return None
    last = period.end + _SHOWN_SHARE * (period.end - period.start)
    near = forecast.times <= np.datetime64(last, "ms")
    if not near.any():
        return None
    return replace(
        forecast,
        times=forecast.times[near],
        expected=forecast.expected[near],
        lower=forecast.lower[near],
        upper=forecast.upper[near],
    )


def with_forecast(period: TimeScale, forecast: HealthForecast | None) -> TimeScale:
    """The period and what is shown of the time after it."""
    if forecast is None:
        return period
    end: datetime = forecast.times[-1].astype("datetime64[ms]").item()
    return TimeScale(period.start, max(end, period.end))


def shapes(
    forecast: HealthForecast, last: datetime, health: float, scale: TimeScale, vertical: Linear, height: float
) -> list[Markup]:
    """Band and line from the last row on, and a line where the past ends."""
    times = np.concatenate([[np.datetime64(last, "ms")], forecast.times])
    across = scale.percents(times)
    lower, expected, upper = (
        vertical.ys(np.concatenate([[health], values]))
        for values in (forecast.lower, forecast.expected, forecast.upper)
    )
    now = svg.percent(scale.percent(last))
    return [
        svg.curves(
            height, [svg.between(across, upper, lower, "ahead-band"), svg.line(across, expected, "ahead")]
        ),
        svg.element("line", x1=now, x2=now, y1=0.0, y2=height, class_="now"),
    ]


def _hours(hours: float) -> timedelta:
    return timedelta(hours=hours)
