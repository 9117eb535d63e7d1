"""Labelled faults put into healthy readings, to ask a monitor what it would have seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from acm.analytics.arrays import Vector
from acm.analytics.errors import AnalyticsError

KINDS = ("step", "ramp", "variance", "stuck", "correlation")
SIZED_KINDS = ("step", "ramp", "variance")  # the others are what they are, without a size
SIGNED_KINDS = ("step", "ramp")
_SURROGATE_ROUNDS = 50


@dataclass(frozen=True)
class Fault:
    """A fault of `kind` in `sensors` over rows [first, last); `size` in standard deviations of each sensor.

    step: a lasting shift, downwards when `size` is negative; ramp: a shift that grows from nothing to `size`
    at the last row; variance: noise of |size| deviations on top; stuck: the value of the first row stays;
    correlation: each sensor keeps its distribution and its dynamics, and loses its relation to the others.
    """

    kind: str
    sensors: tuple[str, ...]
    first: int
    last: int
    size: float = 0.0
    seed: int = 0


def inject(
    readings: pd.DataFrame, fault: Fault, deviations: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """A copy of readings with the fault in it; AnalyticsError for an unknown kind, sensor or row.

    `deviations` holds each sensor's standard deviation; without it, that of its column is taken.
    """
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
    for name in fault.sensors:
        column = out[name].to_numpy(dtype=float, copy=True)
        deviation = float(np.nanstd(column)) if deviations is None else deviations[name]
        column[fault.first : fault.last] = _faulty(column, deviation, fault, random)
        out[name] = column
    return out


def _faulty(column: Vector, deviation: float, fault: Fault, random: np.random.Generator) -> Vector:
    values, amount = column[fault.first : fault.last], fault.size * deviation
    match fault.kind:
        case "step":
            return values + amount
        case "ramp":
            return values + amount * np.linspace(0.0, 1.0, len(values))
        case "variance":
            return values + random.normal(0.0, abs(amount), len(values))
        case "stuck":
            return np.full_like(values, _held(column, fault))
        case _:
            return _surrogate(values, random)


def _held(column: Vector, fault: Fault) -> float:
    """The value at which a sensor sticks: that of the first row, or the last one known before it."""
    before = column[: fault.first + 1]
    known = before[~np.isnan(before)]
    return float(known[-1]) if len(known) else float("nan")


def _surrogate(values: Vector, random: np.random.Generator) -> Vector:
    """The same values in another order with nearly the same spectrum; missing ones stay where they are.

    Iterated amplitude-adjusted Fourier transform: Schreiber and Schmitz (1996), "Improved surrogate data for
    nonlinearity tests". A shuffle would destroy the sensor's own dynamics too, and be seen by that alone.
    """
    out, known = values.copy(), ~np.isnan(values)
    ordered = np.sort(values[known])
    amplitude = np.abs(np.fft.rfft(values[known]))
    current = random.permutation(ordered)
    for _ in range(_SURROGATE_ROUNDS if len(ordered) > 1 else 0):
        spectrum = amplitude * np.exp(1j * np.angle(np.fft.rfft(current)))
        rank = np.argsort(np.fft.irfft(spectrum, len(ordered)), kind="stable")
        current = np.empty_like(ordered)
        current[rank] = ordered
    out[known] = current
    return out
