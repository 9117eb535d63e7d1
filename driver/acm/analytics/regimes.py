"""Operating regimes: clusters of the smoothed level, as many as the training rows clearly show.

A regime keeps its label from one version of the model to the next: see `labelled_after`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from sklearn import cluster
from sklearn.metrics import silhouette_score

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.scaling import Scaler
from acm.analytics.settings import Settings

NOVEL = -1
_SILHOUETTE_ROWS = 1000
_SMALLEST_RADIUS = 1e-3


@dataclass(frozen=True)
class Fit:
    """By row: label, distance to the nearest centre in its radii, and how sure the label is (0 to 1)."""

    label: NDArray[np.int64]
    distance: Vector
    confidence: Vector

    def beside(self, unnamed: NDArray[np.bool_], confidence: Vector) -> Fit:
        """The same, with NOVEL in `unnamed` rows."""
        return Fit(
            np.where(unnamed, NOVEL, self.label),
            self.distance,
            np.where(unnamed, confidence, self.confidence),
        )


@dataclass(frozen=True)
class Regimes:
    """Regime `label[i]` lies at the row `centres[i]`; a level beyond `radius[i]` from every centre is novel.

    `next_label` is the lowest label that no version of the machine's model has used.
    """

    centres: Matrix
    radius: Vector
    share: Vector
    label: NDArray[np.int64]
    next_label: int

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
        return cls(
            centres=centres,
            radius=settings.novelty_margin * np.maximum(radius, _SMALLEST_RADIUS),
            share=share,
            label=np.arange(len(order)),
            next_label=len(order),
        )

    def labelled_after(
        self,
        sensors: tuple[str, ...],
        scaler: Scaler,
        before: Regimes,
        sensors_before: tuple[str, ...],
        scaler_before: Scaler,
    ) -> Regimes:
        """The same regimes with the labels of an earlier version's, wherever they are the same.

        The same is, one to one and with the least distance in all, whose centre lies within the radius of
        the earlier one. Distances are between levels in the units of the sensors that both versions have,
        each in the earlier version's deviation. What matches none gets a label that was never used.
        """
        common = [name for name in sensors_before if name in sensors]
        if not common:
            fresh = np.arange(before.next_label, before.next_label + len(self.centres))
            return replace(self, label=fresh, next_label=before.next_label + len(self.centres))
        here = [sensors.index(name) for name in common]
        there = [sensors_before.index(name) for name in common]
        moved = (
            scaler.in_units(self.centres)[:, None, here]
            - scaler_before.in_units(before.centres)[None, :, there]
        )
        distance = np.linalg.norm(moved / scaler_before.scale[there], axis=2) / before.radius
        rows, columns = linear_sum_assignment(np.minimum(distance, 1e3))
        label = np.full(len(self.centres), NOVEL, np.int64)
        for row, column in zip(rows, columns, strict=True):
            if distance[row, column] <= 1.0:
                label[row] = before.label[column]
        new = np.flatnonzero(label == NOVEL)
        label[new] = before.next_label + np.arange(len(new))
        return replace(self, label=label, next_label=before.next_label + len(new))

    def of(self, level: Matrix) -> Fit:
        """The regime of each row, NOVEL outside all of them.

        Confidence is 1 at a centre, 1/2 at the radius and where the next regime is as near (in radii), and
        for a novel row from 1/2 at the radius towards 1 far away: 1 - max(d1, d1 / d2) / 2 and 1 - 1 / (2 d1)
        with d1 and d2 the distances to the nearest and the next.
        """
        distance = self._distances(level)
        nearest = distance.argmin(axis=1)
        first = distance[np.arange(len(level)), nearest]
        second = np.sort(distance, axis=1)[:, 1] if len(self.centres) > 1 else np.full(len(level), np.inf)
        fits = first <= 1.0
        inside = 1.0 - 0.5 * np.maximum(first, first / np.maximum(second, 1e-12))
        outside = 1.0 - 0.5 / np.maximum(first, 1.0)
        return Fit(
            label=np.where(fits, self.label[nearest], NOVEL).astype(np.int64),
            distance=first,
            confidence=np.where(fits, inside, outside),
        )

    def position(self, level: Matrix) -> NDArray[np.int64]:
        """Which of these regimes each row is in, NOVEL outside all of them: not its label."""
        distance = self._distances(level)
        return np.where(distance.min(axis=1) <= 1.0, distance.argmin(axis=1), NOVEL).astype(np.int64)

    def of_shifted(self, level: Matrix, accepted: Vector, aspects: Matrix) -> Fit:
        """As `of`, for a machine with a shift accepted to a level: a place of its own, without a name.

        Rows nearer to that level than to any centre are novel; their confidence is the share of the way that
        lies on the centre's side. Nearness is that of `level @ aspects`. A level within one deviation of a
        centre is not a place of its own.
        """
        fit = self.of(level)
        if not accepted.any() or np.linalg.norm((self.centres - accepted) @ aspects, axis=1).min() < 1.0:
            return fit
        away = np.linalg.norm((level - accepted) @ aspects, axis=1)
        known = np.stack([np.linalg.norm((level - c) @ aspects, axis=1) for c in self.centres]).min(axis=0)
        return fit.beside(away < known, known / np.maximum(known + away, 1e-12))

    def _distances(self, level: Matrix) -> Matrix:
        """Distance of each row to each centre in its radii."""
        parts = [
            np.linalg.norm(level - c, axis=1) / r for c, r in zip(self.centres, self.radius, strict=True)
        ]
        return np.stack(parts, axis=1)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "centres": self.centres,
            "radius": self.radius,
            "share": self.share,
            "label": self.label,
            "next_label": np.array([self.next_label]),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Regimes:
        centres, radius, share = (np.asarray(arrays[name], float) for name in ("centres", "radius", "share"))
        label = np.asarray(arrays["label"], np.int64)
        return cls(centres, radius, share, label, int(np.asarray(arrays["next_label"], np.int64)[0]))


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
