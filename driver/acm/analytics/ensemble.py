"""The seven scores of a row, and which detector looks at what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.detectors.ar1 import Ar1
from acm.analytics.detectors.gaussian_mixture import GaussianMixture
from acm.analytics.detectors.isolation_forest import IsolationForest
from acm.analytics.detectors.mahalanobis import Mahalanobis
from acm.analytics.detectors.pca import Pca
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.settings import Settings

MEMBERS = (
    "Ar1Z",
    "PcaT2Z",
    "PcaSpeZ",
    "MahalanobisZ",
    "IsolationForestZ",
    "GaussianMixtureZ",
    "OverallModelResidualZ",
)
ARTIFACTS = ("ar1_params", "pca_model", "mhal_params", "iforest_model", "gmm_model", "omr_model")


@dataclass(frozen=True)
class Views:
    """What detectors look at, shape (rows, sensors) each: steps from row to row, and the smoothed level."""

    current: Matrix
    previous: Matrix
    level: Matrix

    def rows(self, chosen: AnyArray) -> Views:
        return Views(self.current[chosen], self.previous[chosen], self.level[chosen])


@dataclass(frozen=True)
class Ensemble:
    """The fitted detectors."""

    ar1: Ar1
    pca: Pca
    mahalanobis: Mahalanobis
    forest: IsolationForest
    mixture: GaussianMixture
    residual: ResidualModel
    level_deviation: Vector

    @classmethod
    def fit(cls, views: Views, drifting: NDArray[np.bool_], settings: Settings, seed: int) -> Ensemble:
        """From training rows; how far a `drifting` sensor goes is known from few of its waves only."""
        level = views.level
        doubt = np.where(drifting, settings.drift_doubt * level.var(axis=0), 0.0)
        return cls(
            ar1=Ar1.fit(views.current, views.previous),
            pca=Pca.fit(level, settings.explained_variance, doubt),
            mahalanobis=Mahalanobis.fit(level, doubt),
            forest=IsolationForest.fit(level, settings.forest_trees, settings.forest_rows, seed),
            mixture=GaussianMixture.fit(
                level, settings.mixture_components, settings.mixture_dimensions, seed
            ),
            residual=ResidualModel.fit(level, settings.residual_ridge, doubt),
            level_deviation=np.maximum(level.std(axis=0), 1e-3),
        )

    def raw_scores(self, views: Views) -> Matrix:
        """Distance-like scores, shape (rows, 7): squared distances come as their roots."""
        level = views.level
        return np.column_stack(
            [
                self.ar1.score(self.ar1.innovations(views.current, views.previous)),
                np.sqrt(self.pca.t2(level)),
                np.sqrt(self.pca.spe(level)),
                np.sqrt(self.mahalanobis.score(level)),
                self.forest.score(level),
                np.sqrt(2.0 * np.maximum(self.mixture.score(level) - self.mixture.floor, 0.0)),
                self.residual.score(level),
            ]
        )

    def shares(self, views: Views, z: Matrix, members: tuple[str, ...]) -> Matrix:
        """Share of each sensor in the members' scores, rows adding up to 1, weighted by the members' z."""
        total = np.full(views.level.shape, 1e-9)
        for member in members:
            # even a healthy row has a largest part, so no member ever has no say at all
            weight = np.maximum(z[:, MEMBERS.index(member)], 0.05)
            part = np.maximum(self._contributions(member, views), 0.0)
            total += weight[:, None] * part / np.maximum(part.sum(axis=1, keepdims=True), 1e-12)
        return np.asarray(total / total.sum(axis=1, keepdims=True), float)

    def _contributions(self, member: str, views: Views) -> Matrix:
        level = views.level
        match member:
            case "Ar1Z":
                return self.ar1.contributions(self.ar1.innovations(views.current, views.previous))
            case "PcaT2Z":
                return self.pca.t2_contributions(level)
            case "PcaSpeZ":
                return self.pca.spe_contributions(level)
            case "MahalanobisZ":
                return self.mahalanobis.contributions(level)
            case "IsolationForestZ":
                return self.forest.contributions(level)
            case "GaussianMixtureZ":
                return self.mixture.contributions(level)
            case "OverallModelResidualZ":
                return self.residual.contributions(level)
        raise ValueError(f"no detector is called {member!r}")

    def to_arrays(self) -> dict[str, dict[str, AnyArray]]:
        return {
            "ar1_params": self.ar1.to_arrays(),
            "pca_model": self.pca.to_arrays(),
            "mhal_params": self.mahalanobis.to_arrays(),
            "iforest_model": self.forest.to_arrays(),
            "gmm_model": self.mixture.to_arrays(),
            "omr_model": self.residual.to_arrays() | {"level_deviation": self.level_deviation},
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Mapping[str, AnyArray]]) -> Ensemble:
        return cls(
            Ar1.from_arrays(arrays["ar1_params"]),
            Pca.from_arrays(arrays["pca_model"]),
            Mahalanobis.from_arrays(arrays["mhal_params"]),
            IsolationForest.from_arrays(arrays["iforest_model"]),
            GaussianMixture.from_arrays(arrays["gmm_model"]),
            ResidualModel.from_arrays(arrays["omr_model"]),
            np.asarray(arrays["omr_model"]["level_deviation"], float),
        )
