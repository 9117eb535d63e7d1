"""Running, idle, starting, stopping, from the readings themselves.

A machine that stands still shows it by its flows, currents, speeds and vibrations falling to nothing. So
sensors whose running level lies far from zero, measured by their own spread, vote: idle when enough of them
are absent. Fewer than a few such sensors tell nothing, and the machine counts as running.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.settings import Settings

RUNNING, IDLE, STARTING, STOPPING = 0, 1, 2, 3
_LONG_AGO = 1_000_000
NAMES = ("RUNNING", "IDLE", "STARTING", "STOPPING")


@dataclass(frozen=True)
class StateMemory:
    """What the next row needs to know: rows since idle, and rows low without a break."""

    rows_since_idle: int = _LONG_AGO
    rows_low: int = 0


@dataclass(frozen=True)
class OperatingState:
    """`level` is the running level of each sensor, 0 for those that have no vote."""

    level: Vector
    idle_level: float
    transition_level: float
    share: float
    settle_rows: int
    stopping_rows: int

    @classmethod
    def fit(cls, values: Matrix, settings: Settings) -> OperatingState:
        """Levels and votes from training rows (filled, in sensor units), stops included."""
        magnitude = np.abs(values)
        high = np.quantile(magnitude, 0.9, axis=0)
        level = np.zeros(values.shape[1])
        for i in range(values.shape[1]):
            running = magnitude[magnitude[:, i] > settings.transition_level * high[i], i]
            if high[i] > 0 and _tells(values[:, i], running, settings):
                level[i] = float(np.median(running))
        votes = np.count_nonzero(level)
        fewest = max(settings.minimum_activity_sensors, settings.minimum_activity_share * len(level))
        if votes < fewest:
            level[:] = 0.0
        found = cls(
            level,
            settings.idle_level,
            settings.transition_level,
            settings.idle_sensor_share,
            settings.settle_rows,
            settings.stopping_rows,
        )
        states, _ = found.states(values, StateMemory())
        if np.mean(states == RUNNING) < settings.minimum_running_share:
            return replace(found, level=np.zeros_like(level))
        return found

    def states(self, values: Matrix, memory: StateMemory) -> tuple[NDArray[np.int8], StateMemory]:
        """State of each row, causal, and the memory after the last one."""
        votes = self.level > 0
        if not votes.any() or not len(values):
            return np.zeros(len(values), np.int8), memory
        magnitude = np.abs(values[:, votes]) / self.level[votes]
        idle = np.mean(magnitude < self.idle_level, axis=1) >= self.share
        low = ~idle & (np.mean(magnitude < self.transition_level, axis=1) >= self.share)
        position = np.arange(len(values))
        last_idle = np.maximum.accumulate(np.where(idle, position, -1))
        since = np.where(last_idle >= 0, position - last_idle, memory.rows_since_idle + position + 1)
        last_high = np.maximum.accumulate(np.where(low, -1, position))
        lasted = np.where(last_high >= 0, position - last_high, memory.rows_low + position + 1)
        # a machine that stays low without coming to rest runs at a low load
        states = np.where(low & (lasted <= self.stopping_rows), STOPPING, RUNNING)
        states = np.where(since <= self.settle_rows, STARTING, states)
        states = np.where(idle, IDLE, states)
        after = StateMemory(int(min(since[-1], _LONG_AGO)), int(min(lasted[-1], _LONG_AGO)))
        return states.astype(np.int8), after

    def of_sensors(self, keep: NDArray[np.bool_]) -> OperatingState:
        """The same rule on some of the sensors."""
        return replace(self, level=self.level[keep])

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "level": self.level,
            "limits": np.array(
                [
                    self.idle_level,
                    self.transition_level,
                    self.share,
                    float(self.settle_rows),
                    float(self.stopping_rows),
                ]
            ),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> OperatingState:
        idle, transition, share, settle, stopping = np.asarray(arrays["limits"], float)
        level = np.asarray(arrays["level"], float)
        return cls(level, float(idle), float(transition), float(share), int(settle), int(stopping))


def _tells(values: Vector, running: Vector, settings: Settings) -> bool:
    """Whether zero means absent: the sensor runs often, well above nothing, and is no switch or setting."""
    return bool(
        len(running) >= settings.minimum_running_share * len(values)
        and np.mean(values < 0) < 0.02
        and len(np.unique(running)) >= settings.minimum_activity_values
        and np.median(running) > settings.activity_ratio * running.std()
    )
