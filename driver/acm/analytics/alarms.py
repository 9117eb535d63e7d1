"""From the fused score to alarms: hysteresis whose release level rises with the running peak."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acm.analytics.arrays import Vector
from acm.analytics.settings import Settings


@dataclass(frozen=True)
class AlarmMemory:
    """`active` and its running `peak`; after a release above the limit `trough` is the lowest since."""

    active: bool = False
    peak: float = 0.0
    trough: float = 0.0  # 0: armed


def next_flip(
    fused: Vector, held: NDArray[np.bool_], memory: AlarmMemory, settings: Settings
) -> tuple[int | None, AlarmMemory]:
    """Position of the first row at which the alarm changes (None: at none of them), and the memory after it.

    An alarm starts at `alarm_limit` and ends below `release_level`, but never in a `held` row: what is known
    to go on has not ended. One that ended above the limit starts again only after the score has been below
    the limit, or has risen clearly above its lowest since.
    """
    if not len(fused):
        return None, memory
    if memory.active:
        peak = np.maximum.accumulate(np.maximum(fused, memory.peak))
        over = ~held & (fused < release_level(peak, settings))
        if not over.any():
            return None, replace(memory, peak=float(peak[-1]))
        row = int(np.argmax(over))
        trough = float(fused[row]) if fused[row] >= settings.alarm_limit else 0.0
        return row, AlarmMemory(False, 0.0, trough)
    if memory.trough == 0.0:
        return _armed(fused, settings)
    return _disarmed(fused, memory, settings)


def release_level(peak: Vector, settings: Settings) -> Vector:
    """Score below which an alarm of that peak is over: the way back is measured in logarithms."""
    over = np.maximum(peak / settings.alarm_limit, 1.0)
    return np.asarray(settings.release_limit * over**settings.release_exponent, float)


def _armed(fused: Vector, settings: Settings) -> tuple[int | None, AlarmMemory]:
    starts = fused >= settings.alarm_limit
    if not starts.any():
        return None, AlarmMemory()
    row = int(np.argmax(starts))
    return row, AlarmMemory(True, float(fused[row]), 0.0)


def _disarmed(fused: Vector, memory: AlarmMemory, settings: Settings) -> tuple[int | None, AlarmMemory]:
    trough = np.minimum.accumulate(np.minimum(fused, memory.trough))
    rearmed = fused < settings.alarm_limit
    again = ~rearmed & (fused >= trough * settings.rearm_ratio)
    first_armed = int(np.argmax(rearmed)) if rearmed.any() else len(fused)
    first_again = int(np.argmax(again)) if again.any() else len(fused)
    if first_again < first_armed:
        return first_again, AlarmMemory(True, float(fused[first_again]), 0.0)
    if first_armed == len(fused):
        return None, replace(memory, trough=float(trough[-1]))
    row, after = _armed(fused[first_armed:], settings)
    return (None if row is None else row + first_armed), after
