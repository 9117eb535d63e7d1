"""First-order autoregression per sensor: a value that its predecessor does not explain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from acm.analytics.arrays import AnyArray, Matrix, Vector

_SMALLEST_DEVIATION = 1e-3  # in scaled units, so that a quantised sensor does not divide by nothing


@dataclass(frozen=True)
class Ar1:
    """x[t] = phi x[t-1] + e[t] for scaled, centred values; `deviation` is that of e."""

    phi: Vector
    deviation: Vector

    @classmethod
    def fit(cls, current: Matrix, previous: Matrix) -> Ar1:
        """Least squares on pairs of successive rows, shape (pairs, sensors) each."""
        power = np.einsum("ij,ij->j", previous, previous)
        phi = np.einsum("ij,ij->j", current, previous) / np.maximum(power, 1e-12)
        phi = np.clip(phi, -0.999, 0.999)
        deviation = np.sqrt(np.mean((current - phi * previous) ** 2, axis=0))
        return cls(phi, np.maximum(deviation, _SMALLEST_DEVIATION))

    def innovations(self, current: Matrix, previous: Matrix) -> Matrix:
        """Standardised one-step errors, shape (rows, sensors)."""
        return (current - self.phi * previous) / self.deviation

    def score(self, innovations: Matrix) -> Vector:
        """Root mean square over the sensors of a row."""
        return np.asarray(np.sqrt(np.mean(innovations**2, axis=1)), float)

    def contributions(self, innovations: Matrix) -> Matrix:
        """Squared errors: they add up to the squared score times the number of sensors."""
        return innovations**2

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"phi": self.phi, "deviation": self.deviation}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Ar1:
        return cls(np.asarray(arrays["phi"], float), np.asarray(arrays["deviation"], float))
