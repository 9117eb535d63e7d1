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
from acm.analytics.streaks import lasted

RUNNING, IDLE, STARTING, STOPPING = 0, 1, 2, 3
_LONG_AGO = 1_000_000
NAMES = ("RUNNING", "IDLE", "STARTING", "STOPPING")


@dataclass(frozen=True)
class StateMemory:
    """What the next row needs to know: rows since idle, rows absent and rows low without a break."""

    rows_since_idle: int = _LONG_AGO
    rows_absent: int = 0
    rows_low: int = 0


@dataclass(frozen=True)
class OperatingState:
    """`level` is the running level of each sensor, 0 for those that have no vote."""

    level: Vector
    idle_level: float
    transition_level: float
    share: float
    idle_rows: int
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
            settings.idle_rows,
            settings.settle_rows,
            settings.stopping_rows,
        )
        states, _ = found.states(values, StateMemory())
        if np.mean(states == RUNNING) < settings.minimum_running_share:
            return replace(found, level=np.zeros_like(level))
        if np.mean(found.low(values) & (states != IDLE)) > settings.maximum_transition_share:
            return replace(found, transition_level=found.idle_level)  # it knows low loads
        return found

    def low(self, values: Matrix) -> NDArray[np.bool_]:
        """Rows in which enough of the voting sensors are below the transition level."""
        return self._below(values, self.transition_level)

    def _below(self, values: Matrix, level: float) -> NDArray[np.bool_]:
        votes = self.level > 0
        if not votes.any():
            return np.zeros(len(values), bool)
        part = np.abs(values[:, votes]) / self.level[votes]
        return np.asarray(np.mean(part < level, axis=1) >= self.share, bool)

    def states(self, values: Matrix, memory: StateMemory) -> tuple[NDArray[np.int8], StateMemory]:
        """State of each row, causal, and the memory after the last one."""
        if not len(values) or not self.level.any():
            return np.zeros(len(values), np.int8), memory
        absent_for = lasted(self._below(values, self.idle_level), memory.rows_absent)
        low_for = lasted(self.low(values), memory.rows_low)
        idle = absent_for >= self.idle_rows
        since = lasted(~idle, memory.rows_since_idle)
        # a machine that stays low without coming to rest runs at a low load
        stopping = ((low_for > 0) & (low_for <= self.stopping_rows)) | (absent_for > 0)
        states = np.where(stopping, STOPPING, RUNNING)
        states = np.where(since <= self.settle_rows, STARTING, states)
        states = np.where(idle, IDLE, states)
        rows = (min(int(count[-1]), _LONG_AGO) for count in (since, absent_for, low_for))
        after = StateMemory(*rows)
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
                    float(self.idle_rows),
                    float(self.settle_rows),
                    float(self.stopping_rows),
                ]
            ),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> OperatingState:
        idle, transition, share, rows, settle, stopping = np.asarray(arrays["limits"], float)
        level = np.asarray(arrays["level"], float)
        return cls(level, float(idle), float(transition), float(share), int(rows), int(settle), int(stopping))


def _tells(values: Vector, running: Vector, settings: Settings) -> bool:
    """Whether zero means absent: the sensor runs often, well above nothing, and is no switch or setting."""
    return bool(
        len(running) >= settings.minimum_running_share * len(values)
        and np.mean(values < 0) < 0.02
        and len(np.unique(running)) >= settings.minimum_activity_values
        and np.median(running) > settings.activity_ratio * running.std()
    )
