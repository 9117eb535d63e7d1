"""Mahalanobis distance under a shrunk covariance (Ledoit and Wolf, 2004)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.covariance import ledoit_wolf

from acm.analytics.arrays import AnyArray, Matrix, Vector


def shrunk_covariance(values: Matrix) -> Matrix:
    """Ledoit-Wolf covariance about the mean, never singular."""
    covariance, _ = ledoit_wolf(values)
    size = covariance.shape[0]
    ridge = 1e-6 * max(float(np.trace(covariance)) / size, 1e-6)
    return np.asarray(covariance + ridge * np.eye(size), float)


@dataclass(frozen=True)
class Mahalanobis:
    """Distance from the training `mean` in the metric of the training covariance."""

    mean: Vector
    precision: Matrix

    @classmethod
    def fit(cls, values: Matrix, doubt: Vector | float = 0.0) -> Mahalanobis:
        """`doubt` is added to the sensors' variances."""
        added = np.diag(np.broadcast_to(doubt, values.shape[1]))
        precision = np.linalg.inv(shrunk_covariance(values) + added)
        return cls(values.mean(axis=0), (precision + precision.T) / 2)

    def score(self, values: Matrix) -> Vector:
        """Squared distance."""
        return np.asarray(np.maximum(self.contributions(values).sum(axis=1), 0.0), float)

    def contributions(self, values: Matrix) -> Matrix:
        """(x - mean)_j (S^-1 (x - mean))_j: adds up to the squared distance, may be negative."""
        centred = values - self.mean
        return centred * (centred @ self.precision)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"mean": self.mean, "precision": self.precision}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Mahalanobis:
        return cls(np.asarray(arrays["mean"], float), np.asarray(arrays["precision"], float))
