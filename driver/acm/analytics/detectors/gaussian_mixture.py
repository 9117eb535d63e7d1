"""Gaussian mixture on a few principal components: several ways of being normal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import mixture

from acm.analytics.arrays import AnyArray, Matrix, Vector


@dataclass(frozen=True)
class GaussianMixture:
    """Mixture over (x - mean) @ whitening; `triangles` are Cholesky factors of the precisions."""

    mean: Vector
    whitening: Matrix  # (sensors, dimensions)
    log_weights: Vector
    centres: Matrix  # (components, dimensions)
    triangles: NDArray[np.float64]  # (components, dimensions, dimensions)

    @classmethod
    def fit(cls, values: Matrix, components: int, dimensions: int, seed: int) -> GaussianMixture:
        """One to `components` components, as the Bayesian information criterion decides."""
        mean = values.mean(axis=0)
        whitening = _whitening(values - mean, dimensions)
        reduced = (values - mean) @ whitening
        most = max(1, min(components, len(values) // (10 * reduced.shape[1])))
        fitter: Any = mixture.GaussianMixture
        candidates = [
            fitter(count, reg_covar=1e-2, random_state=seed, n_init=1, max_iter=50, tol=1e-2).fit(reduced)
            for count in range(1, most + 1)
        ]
        best = min(candidates, key=lambda fitted: float(fitted.bic(reduced)))
        return cls(
            mean, whitening, np.log(best.weights_), best.means_.copy(), best.precisions_cholesky_.copy()
        )

    @property
    def components(self) -> int:
        return len(self.log_weights)

    @property
    def floor(self) -> float:
        """The least negative log likelihood that one component alone can give."""
        triangles = zip(self.triangles, self.log_weights, strict=True)
        return -max(float(weight + np.sum(np.log(np.diag(triangle)))) for triangle, weight in triangles)

    def _log_densities(self, reduced: Matrix) -> Matrix:
        columns = []
        for centre, triangle, log_weight in zip(self.centres, self.triangles, self.log_weights, strict=True):
            distance = np.sum(((reduced - centre) @ triangle) ** 2, axis=1)
            columns.append(log_weight + np.sum(np.log(np.diag(triangle))) - 0.5 * distance)
        return np.column_stack(columns)

    def score(self, values: Matrix) -> Vector:
        """Negative log likelihood up to a constant, in nats."""
        densities = self._log_densities((values - self.mean) @ self.whitening)
        largest = densities.max(axis=1)
        likelihood = largest + np.log(np.sum(np.exp(densities - largest[:, None]), axis=1))
        return np.asarray(-likelihood, float)

    def contributions(self, values: Matrix) -> Matrix:
        """Share of each sensor in the squared distance from the most likely component; may be negative."""
        centred = values - self.mean
        reduced = centred @ self.whitening
        nearest = self._log_densities(reduced).argmax(axis=1)
        out = np.empty_like(centred)
        back = np.linalg.pinv(self.whitening)
        for component in range(self.components):
            rows = nearest == component
            offset = reduced[rows] - self.centres[component]
            precision = self.triangles[component] @ self.triangles[component].T
            out[rows] = (centred[rows] - self.centres[component] @ back) * (
                offset @ precision @ self.whitening.T
            )
        return out

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "mean": self.mean,
            "whitening": self.whitening,
            "log_weights": self.log_weights,
            "centres": self.centres,
            "triangles": self.triangles,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> GaussianMixture:
        names = ("mean", "whitening", "log_weights", "centres", "triangles")
        return cls(*(np.asarray(arrays[name], float) for name in names))


def _whitening(centred: Matrix, dimensions: int) -> Matrix:
    eigenvalues, vectors = np.linalg.eigh(np.atleast_2d(np.cov(centred, rowvar=False)))
    keep = min(dimensions, len(eigenvalues))
    eigenvalues, vectors = eigenvalues[::-1][:keep], vectors[:, ::-1][:, :keep]
    signs = np.sign(vectors[np.argmax(np.abs(vectors), axis=0), np.arange(keep)])
    return np.asarray(vectors * signs / np.sqrt(np.maximum(eigenvalues, 1e-6)), float)
