"""Sensors in units of their own training spread, so that detectors can compare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from acm.analytics.arrays import AnyArray, Matrix, Vector

# A normal sample of any practical size spans fewer than eight deviations: a spread below an eighth of
# the range belongs to a sensor that rests and jumps, and dividing by it would turn each jump into an alarm.
_RANGE_IN_DEVIATIONS = 8.0


@dataclass(frozen=True)
class Scaler:
    """(value - centre) / scale, clipped to +-clip; a missing value is the last one known, else normal."""

    centre: Vector
    scale: Vector
    clip: float

    @classmethod
    def fit(cls, values: Matrix, clip: float) -> Scaler:
        """Mean and standard deviation of the training values, shape (rows, sensors), NaN left out."""
        centre = np.nanmean(values, axis=0)
        span = np.nanmax(values, axis=0) - np.nanmin(values, axis=0)
        scale = np.maximum(np.nanstd(values, axis=0), span / _RANGE_IN_DEVIATIONS)
        return cls(centre, scale, clip)

    def fill(self, frame: pd.DataFrame, before: Vector | None = None) -> Matrix:
        """Values with gaps carried forward; ahead of the first known one stands `before`, else the centre."""
        values = frame.ffill().to_numpy(dtype=float)
        return np.where(np.isnan(values), self.centre if before is None else before, values)

    def scaled(self, values: Matrix) -> Matrix:
        """Filled values in training spreads."""
        return np.clip((values - self.centre) / self.scale, -self.clip, self.clip)

    def in_units(self, scaled: Matrix) -> Matrix:
        """The inverse of `scaled`, inside the clip."""
        return scaled * self.scale + self.centre

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"centre": self.centre, "scale": self.scale, "clip": np.array([self.clip])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Scaler:
        clip = np.asarray(arrays["clip"], float)
        return cls(np.asarray(arrays["centre"], float), np.asarray(arrays["scale"], float), float(clip[0]))
