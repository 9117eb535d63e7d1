"""Operating regimes: clusters of the smoothed level, as many as the training rows clearly show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import cluster
from sklearn.metrics import silhouette_score

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.settings import Settings

NOVEL = -1
_SILHOUETTE_ROWS = 1000


@dataclass(frozen=True)
class Regimes:
    """Regime r is the row `centres[r]`; a level farther than `radius[r]` from every centre is novel."""

    centres: Matrix
    radius: Vector
    share: Vector

    @classmethod
    def fit(cls, level: Matrix, settings: Settings, seed: int) -> Regimes:
        """One regime unless the silhouette clearly speaks for more; labels go from frequent to rare."""
        labels = _clusters(level, settings, seed)
        order = np.argsort(-np.bincount(labels), kind="stable")
        centres = np.stack([level[labels == old].mean(axis=0) for old in order])
        share = np.array([np.mean(labels == old) for old in order])
        distance = [
            np.linalg.norm(level[labels == old] - centres[new], axis=1) for new, old in enumerate(order)
        ]
        radius = np.array([np.quantile(d, settings.novelty_quantile) for d in distance])
        return cls(centres, settings.novelty_margin * np.maximum(radius, 1e-3), share)

    def labels(self, level: Matrix) -> NDArray[np.int64]:
        """Label of the nearest regime for each row, NOVEL outside all of them."""
        distance = np.stack([np.linalg.norm(level - centre, axis=1) for centre in self.centres], axis=1)
        nearest = distance.argmin(axis=1)
        fits = distance[np.arange(len(level)), nearest] <= self.radius[nearest]
        return np.where(fits, nearest, NOVEL).astype(np.int64)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"centres": self.centres, "radius": self.radius, "share": self.share}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Regimes:
        return cls(*(np.asarray(arrays[name], float) for name in ("centres", "radius", "share")))


def _clusters(level: Matrix, settings: Settings, seed: int) -> NDArray[np.int64]:
    best, best_value = np.zeros(len(level), np.int64), settings.minimum_silhouette
    k_means: Any = cluster.KMeans
    sample = np.linspace(0, len(level) - 1, min(len(level), _SILHOUETTE_ROWS)).astype(int)
    for count in range(2, settings.maximum_regimes + 1):
        labels = k_means(count, n_init=2, random_state=seed).fit_predict(level)
        if len(np.unique(labels[sample])) < count or np.bincount(labels).min() < 0.02 * len(level):
            continue
        value = float(silhouette_score(level[sample], labels[sample]))
        if value > best_value + 0.02:
            best, best_value = labels.astype(np.int64), value
    return best
