"""Axes: time and values to positions, and ticks where people expect them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from acm.report.data import Times, Values

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_STEPS = (
    *(m * _MINUTE for m in (1, 2, 5, 10, 15, 30)),
    *(h * _HOUR for h in (1, 2, 3, 6, 12)),
    *(d * _DAY for d in (1, 2, 4, 7, 14)),
)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True)
class TimeTick:
    """A mark on a time axis: `label` below it, `day` under that where a new day begins to matter."""

    at: datetime
    label: str
    day: str


@dataclass(frozen=True)
class TimeScale:
    """Times from `start` to `end` as percent of the width."""

    start: datetime
    end: datetime

    def percent(self, moment: datetime) -> float:
        """Position of a time, held within the axis."""
        share = (moment - self.start).total_seconds() / self._seconds
        return 100.0 * min(max(share, 0.0), 1.0)

    def percents(self, times: Times) -> Values:
        """Positions of many times."""
        offset = (times - np.datetime64(self.start, "ms")).astype("timedelta64[ms]").astype(np.float64)
        return np.asarray(offset / (10.0 * self._seconds), np.float64)

    def ticks(self, target: int) -> list[TimeTick]:
        """At most about `target` ticks at round times."""
        wanted = self._seconds / max(target, 1)
        step = next((s for s in _STEPS if s >= wanted), None)
        if step is None:
            return self._month_ticks(wanted)
        moments = self._moments(step)
        if step >= _DAY:
            return [TimeTick(m, f"{m.day} {m:%b}", self._year(m, i)) for i, m in enumerate(moments)]
        ticks, last_day = [], None
        for moment in moments:
            day = moment.date()
            words = f"{day.day} {day:%b}" if day != last_day else ""
            ticks.append(TimeTick(moment, f"{moment:%H:%M}", words))
            last_day = day
        return ticks

    @property
    def _seconds(self) -> float:
        return max((self.end - self.start).total_seconds(), 1.0)

    def _moments(self, step: int) -> list[datetime]:
        origin = datetime(self.start.year, 1, 1)
        if step >= 7 * _DAY:
            origin -= timedelta(days=origin.weekday())
        passed = (self.start - origin).total_seconds()
        moment = origin + timedelta(seconds=math.ceil(passed / step) * step)
        moments = []
        while moment <= self.end:
            moments.append(moment)
            moment += timedelta(seconds=step)
        return moments

    def _month_ticks(self, wanted: float) -> list[TimeTick]:
        months = next((m for m in _MONTHS if m * 30 * _DAY >= wanted), _MONTHS[-1])
        count = self.start.year * 12 + self.start.month - 1
        count = -(-count // months) * months
        ticks: list[TimeTick] = []
        while (moment := datetime(count // 12, count % 12 + 1, 1)) <= self.end:
            if moment >= self.start:
                label = f"{moment:%b}" if months < 12 else f"{moment:%Y}"
                ticks.append(TimeTick(moment, label, self._year(moment, len(ticks)) if months < 12 else ""))
            count += months
        return ticks

    @staticmethod
    def _year(moment: datetime, position: int) -> str:
        return f"{moment:%Y}" if position == 0 or (moment.month == 1 and moment.day <= 14) else ""


@dataclass(frozen=True)
class Linear:
    """Values from `low` (bottom) to `high` (top) on `height` pixels."""

    low: float
    high: float
    height: float

    def y(self, value: float) -> float:
        """Distance from the top."""
        span = self.high - self.low or 1.0
        return self.height * (1.0 - (value - self.low) / span)

    def ys(self, values: Values) -> Values:
        """Distances from the top."""
        span = self.high - self.low or 1.0
        return np.asarray(self.height * (1.0 - (values - self.low) / span), np.float64)

    def ticks(self, target: int = 3) -> list[float]:
        """Round values within the axis: about `target`, two at least."""
        span = self.high - self.low
        if not span > 0:
            return [self.low]
        marks = self._ticks(span / max(target, 1))
        return marks if len(marks) > 1 else self._ticks(span / (2 * max(target, 1)))

    def _ticks(self, spacing: float) -> list[float]:
        power = 10.0 ** math.floor(math.log10(spacing))
        step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= spacing * 0.999)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(i * step, 12) for i in range(first, last + 1)]


@dataclass(frozen=True)
class Logarithmic:
    """Scores from 0 (bottom) to `high` (top) as log(1 + score): small ones stay visible beside large ones."""

    high: float
    height: float

    def y(self, value: float) -> float:
        """Distance from the top."""
        return self.height * (1.0 - math.log1p(max(value, 0.0)) / math.log1p(self.high))

    def ys(self, values: Values) -> Values:
        """Distances from the top."""
        share = np.log1p(np.maximum(values, 0.0)) / math.log1p(self.high)
        return np.asarray(self.height * (1.0 - share), np.float64)

    def ticks(self) -> list[float]:
        """0, 1, 3, 10, 30 … up to the top; more where the top is low."""
        marks, decade = [0.0], 1.0
        steps = (
            (1.0, 3.0) if self.high >= 20.0 else (1.0, 3.0, 5.0) if self.high >= 8.0 else (1.0, 2.0, 3.0, 5.0)
        )
        while decade <= self.high:
            marks += [m * decade for m in steps if m * decade <= self.high]
            decade *= 10.0
        return marks


def around(values: Values, height: float, margin: float = 0.08) -> Linear:
    """A linear scale around values, with room above and below; a constant gets a span of its own."""
    low, high = float(np.min(values)), float(np.max(values))
    room = (high - low) * margin or max(abs(high) * 0.01, 1e-6)
    return Linear(low - room, high + room, height)
