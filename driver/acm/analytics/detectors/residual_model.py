"""Overall model residual: every sensor predicted from all the others by ridge regression.

All regressions come out of one inverse: with P the inverse of the (ridged) covariance, the residual of
sensor j given the rest is (P x)_j / P_jj, its variance 1 / P_jj (Whittaker 1990, "Graphical Models", ch. 5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from acm.analytics.arrays import AnyArray, Matrix, Vector


@dataclass(frozen=True)
class ResidualModel:
    """Residuals about the training `mean`; `deviation` is their training standard deviation."""

    mean: Vector
    weights: Matrix  # residuals = (x - mean) @ weights
    deviation: Vector

    @classmethod
    def fit(cls, values: Matrix, ridge: float, doubt: Vector | float = 0.0) -> ResidualModel:
        """`ridge` is added to the diagonal in units of the mean sensor variance, `doubt` as it is."""
        mean = values.mean(axis=0)
        centred = values - mean
        covariance = np.atleast_2d(np.cov(centred, rowvar=False))
        covariance = covariance + np.diag(np.broadcast_to(doubt, len(mean)))
        size = covariance.shape[0]
        amount = ridge * max(float(np.trace(covariance)) / size, 1e-6)
        precision = np.linalg.inv(covariance + amount * np.eye(size))
        weights = precision / np.diag(precision)
        deviation = np.sqrt(np.mean((centred @ weights) ** 2, axis=0) + doubt)
        return cls(mean, weights, np.maximum(deviation, 1e-3))

    def residuals(self, values: Matrix) -> Matrix:
        """Standardised residuals, shape (rows, sensors)."""
        return ((values - self.mean) @ self.weights) / self.deviation

    def expected(self, values: Matrix) -> Matrix:
        """Each sensor as the others predict it, in the units of `values`."""
        return values - (values - self.mean) @ self.weights

    def score(self, values: Matrix) -> Vector:
        """Root mean square of the standardised residuals of a row."""
        return np.asarray(np.sqrt(np.mean(self.residuals(values) ** 2, axis=1)), float)

    def contributions(self, values: Matrix) -> Matrix:
        """Squared standardised residuals."""
        return self.residuals(values) ** 2

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"mean": self.mean, "weights": self.weights, "deviation": self.deviation}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> ResidualModel:
        return cls(*(np.asarray(arrays[name], float) for name in ("mean", "weights", "deviation")))
