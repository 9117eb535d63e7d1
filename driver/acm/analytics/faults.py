"""Labelled faults put into healthy readings, to ask a monitor what it would have seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from acm.analytics.errors import AnalyticsError

KINDS = ("step", "ramp", "variance", "stuck", "correlation")


@dataclass(frozen=True)
class Fault:
    """A fault of `kind` in `sensors` over rows [first, last); `size` in standard deviations of each sensor.

    step: a lasting shift; ramp: a shift that grows to `size` at the end; variance: noise of `size` deviations
    on top; stuck: the value of the first row stays; correlation: the sensor keeps its distribution and loses
    its relation to the others (its own rows in another order).
    """

    kind: str
    sensors: tuple[str, ...]
    first: int
    last: int
    size: float = 0.0
    seed: int = 0


def inject(readings: pd.DataFrame, fault: Fault) -> pd.DataFrame:
    """A copy of readings with the fault in it; AnalyticsError for an unknown kind, sensor or row."""
    if fault.kind not in KINDS:
        raise AnalyticsError(f"unknown fault kind {fault.kind!r}: one of {', '.join(KINDS)}")
    absent = [name for name in fault.sensors if name not in readings.columns]
    if absent or not fault.sensors:
        raise AnalyticsError(
            f"no sensor {absent[0]!r} to put a fault into" if absent else "a fault needs a sensor"
        )
    if not 0 <= fault.first < fault.last <= len(readings):
        raise AnalyticsError(f"rows {fault.first} to {fault.last} do not lie in {len(readings)} rows")
    out = readings.copy()
    random = np.random.default_rng(fault.seed)
    rows = slice(fault.first, fault.last)
    for name in fault.sensors:
        column = out[name].to_numpy(dtype=float, copy=True)
        column[rows] = _faulty(column[rows], float(np.nanstd(column)), fault, random)
        out[name] = column
    return out


def _faulty(values: np.ndarray, deviation: float, fault: Fault, random: np.random.Generator) -> np.ndarray:
    amount = fault.size * deviation
    match fault.kind:
        case "step":
            return values + amount
        case "ramp":
            return values + amount * np.linspace(0.0, 1.0, len(values))
        case "variance":
            return values + random.normal(0.0, abs(amount), len(values))
        case "stuck":
            return np.full_like(values, values[0])
        case _:
            return random.permutation(values)


def detection(alarm: Sequence[bool], fault: Fault, grace: int = 0) -> tuple[bool, int | None]:
    """Whether an alarm stood in the fault's rows or `grace` rows after, and how many rows from its start."""
    window = np.asarray(alarm, bool)[fault.first : fault.last + grace]
    return (True, int(np.argmax(window))) if window.any() else (False, None)
