"""Numbers, times and states in words, the same everywhere on the page."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

DIRECTIONS = {
    "UP": ("▲", "above expected"),
    "DOWN": ("▼", "below expected"),
    "ERRATIC": ("≈", "erratic"),
    "STUCK": ("■", "standing still"),
}
SEVERITIES = {"LOW": "low", "MEDIUM": "medium", "HIGH": "high", "CRITICAL": "critical"}
OUTCOMES = {
    "OK": "OK",
    "NOOP": "nothing to do",
    "FAIL": "failed",
    "RUNNING": "running",
    "ABANDONED": "abandoned",
}
STAGES = {"COLDSTART": "training", "SCORE": "scoring", "TRAIN": "training anew"}
FINDINGS = {
    "GAP": "gap in the readings",
    "CADENCE_CHANGED": "readings come at another rate",
    "OUT_OF_ORDER": "rows out of order",
    "DUPLICATE_TIME": "several rows for one time",
    "UNREADABLE_TIME": "time could not be read",
    "NOT_A_NUMBER": "text where a number belongs",
    "NON_FINITE": "infinite values",
    "ABSURD_VALUE": "absurdly large values",
    "MISSING_VALUES": "missing values",
    "STUCK_SENSOR": "sensor stands still",
    "CONSTANT_SENSOR": "sensor has not moved at all",
    "NOISY_SENSOR": "sensor has become noisy",
    "QUIET_SENSOR": "sensor has lost its noise",
    "SENSOR_FAULT_SUSPECTED": "sensor fault suspected",
    "PERSISTENT_SHIFT": "shift that has come to stay",
    "MISSING_COLUMN": "sensor missing",
    "UNKNOWN_COLUMN": "sensor unknown to the model",
    "UNTRAINABLE_SENSOR": "sensor could not be trained on",
    "IDLE_ROWS": "standstill left out of training",
}


def number(value: float | None, digits: int = 4) -> str:
    """A value with `digits` significant digits and grouped thousands; a dash for none."""
    if value is None or not math.isfinite(value):
        return "–"
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude >= 9 or magnitude < -5:
        return f"{value:.{digits - 1}e}".replace("-", "−")
    text = f"{value:,.{max(digits - 1 - magnitude, 0)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\u202f").replace("-", "−")


def health(value: float) -> str:
    """A health index as people quote it: whole points, and "<1" rather than a zero that is none."""
    if 0 < value < 0.5:
        return "<1"
    return f"{value:.0f}"


def times_limit(value: float, limit: float) -> str:
    """A score as a multiple of its limit."""
    ratio = value / limit
    return f"{ratio:.1f}×" if ratio < 10 else f"{ratio:.0f}×"


def percent(value: float) -> str:
    """A percentage without needless decimals."""
    if 0 < value < 0.5:
        return "<1 %"
    return f"{value:.0f} %"


def moment(value: datetime) -> str:
    """A time of the data: 4 Mar 2025 09:12."""
    return f"{value.day} {value:%b %Y %H:%M}"


def short_moment(value: datetime) -> str:
    """A time where the year is plain from what stands around it: 4 Mar 09:12."""
    return f"{value.day} {value:%b %H:%M}"


def signed(value: float, digits: int = 3) -> str:
    """A value with its sign."""
    return f"{'+' if value > 0 else ''}{number(value, digits)}"


def regime(label: int) -> str:
    """A regime as people call it."""
    return "novel" if label < 0 else f"regime {label}"


def iso(value: datetime) -> str:
    """A time for machines, UTC."""
    return f"{value:%Y-%m-%dT%H:%M:%S}Z"


def duration(value: timedelta) -> str:
    """How long, in the two largest units that matter."""
    total = value.total_seconds()
    if total < 60:
        return f"{total:.0f} s"
    minutes = round(total / 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h" if hours else f"{days} d"


def deviations(size: float) -> str:
    """The size of a fault."""
    return f"{size:g} standard deviation{'' if size == 1 else 's'}"


def after(value: timedelta | None) -> str:
    """How long after something else; a dash for never."""
    if value is None:
        return "–"
    return "at once" if not value else f"after {duration(value)}"


def remaining_life(
    status: str | None, hours: float | None, ends: tuple[float | None, float | None], horizon: float | None
) -> str:
    """The remaining life of ACM_RUL where there is little room; nothing where nothing can be told."""
    if status == "ESTIMATED" and hours is not None:
        return f"about {duration(timedelta(hours=hours))} ({between(*ends)})"
    if status == "BEYOND_HORIZON" and horizon is not None:
        return f"beyond {duration(timedelta(hours=horizon))}"
    return ""


def between(first: float | None, last: float | None) -> str:
    """From so many hours to so many."""
    begin = duration(timedelta(hours=first)) if first else "now"
    return f"{begin} to {duration(timedelta(hours=last or 0.0))}"


def seconds(value: float | None) -> str:
    """A run's seconds."""
    if value is None:
        return "–"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}".replace(",", "\u202f")
