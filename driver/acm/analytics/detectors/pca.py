"""Principal components: Hotelling's T2 inside the model's plane, squared prediction error beside it.

Jackson and Mudholkar (1979), "Control procedures for residuals associated with principal component analysis".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from acm.analytics.arrays import AnyArray, Matrix, Vector


@dataclass(frozen=True)
class Pca:
    """`loadings` (sensors, components), `variances` of the scores, all about the training `mean`."""

    mean: Vector
    loadings: Matrix
    variances: Vector
    explained: Vector  # share of the total variance by component

    @classmethod
    def fit(cls, values: Matrix, explained_variance: float, doubt: Vector | float = 0.0) -> Pca:
        """The fewest components whose variance reaches the share `explained_variance` of the total.

        `doubt` is added to the sensors' variances.
        """
        mean = values.mean(axis=0)
        covariance = np.atleast_2d(np.cov(values - mean, rowvar=False))
        covariance = covariance + np.diag(np.broadcast_to(doubt, len(mean)))
        eigenvalues, vectors = np.linalg.eigh(covariance)
        eigenvalues, vectors = np.maximum(eigenvalues[::-1], 0.0), vectors[:, ::-1]
        share = eigenvalues / max(float(eigenvalues.sum()), 1e-12)
        count = int(np.searchsorted(np.cumsum(share), explained_variance - 1e-9) + 1)
        # one direction is left to the prediction error wherever there are two sensors or more
        count = max(1, min(count, len(mean) - 1 or 1))
        signs = np.sign(vectors[np.argmax(np.abs(vectors), axis=0), np.arange(len(mean))])
        loadings = (vectors * signs)[:, :count]
        return cls(mean, loadings, np.maximum(eigenvalues[:count], 1e-9), share[:count])

    def project(self, values: Matrix) -> Matrix:
        """Scores on the components, shape (rows, components)."""
        return (values - self.mean) @ self.loadings

    def residuals(self, values: Matrix) -> Matrix:
        """What the components leave over, shape (rows, sensors)."""
        return values - self.mean - self.project(values) @ self.loadings.T

    def t2(self, values: Matrix) -> Vector:
        """Hotelling's T2: sum of squared scores over their variances."""
        return np.asarray(np.sum(self.project(values) ** 2 / self.variances, axis=1), float)

    def spe(self, values: Matrix) -> Vector:
        """Squared prediction error (Q statistic): squared length of the residual."""
        return np.asarray(np.sum(self.residuals(values) ** 2, axis=1), float)

    def t2_contributions(self, values: Matrix) -> Matrix:
        """Complete decomposition (x - mean)_j (P L^-1 P' (x - mean))_j: adds up to T2, may be negative."""
        return (values - self.mean) * ((self.project(values) / self.variances) @ self.loadings.T)

    def spe_contributions(self, values: Matrix) -> Matrix:
        """Squared residuals: they add up to the SPE."""
        return self.residuals(values) ** 2

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "mean": self.mean,
            "loadings": self.loadings,
            "variances": self.variances,
            "explained": self.explained,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Pca:
        return cls(*(np.asarray(arrays[k], float) for k in ("mean", "loadings", "variances", "explained")))
