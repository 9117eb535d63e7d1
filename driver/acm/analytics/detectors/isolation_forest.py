"""Isolation forest (Liu, Ting and Zhou, 2008): grown by scikit-learn, kept and walked as plain arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn import ensemble

from acm.analytics.arrays import AnyArray, Matrix, Vector

_EULER = 0.5772156649015329


def average_path(count: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean depth of an unsuccessful search in a binary tree of `count` points, c(n) of the paper."""
    n = np.asarray(count, float)
    large = np.maximum(n, 3.0)
    depth = 2.0 * (np.log(large - 1.0) + _EULER) - 2.0 * (large - 1.0) / large
    return np.where(n > 2, depth, np.where(n == 2, 1.0, 0.0))


@dataclass(frozen=True)
class IsolationForest:
    """Trees as arrays (trees, nodes); a leaf points at itself and `depth` is its expected path length."""

    feature: NDArray[np.int32]
    threshold: Matrix
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    depth: Matrix
    normal_path: float
    levels: int

    @classmethod
    def fit(cls, values: Matrix, trees: int, rows: int, seed: int) -> IsolationForest:
        """`trees` trees of at most `rows` rows each, about two times faster than a full forest."""
        sample = min(rows, len(values))
        forest: Any = ensemble.IsolationForest
        grower = forest(n_estimators=trees, max_samples=sample, random_state=seed).fit(values)
        grown = [estimator.tree_ for estimator in grower.estimators_]
        parts = [_plain_tree(tree) for tree in grown]
        nodes = max(tree.node_count for tree in grown)
        stacked = [np.stack([_padded(part[i], nodes) for part in parts]) for i in range(5)]
        return cls(
            feature=stacked[0].astype(np.int32),
            threshold=stacked[1].astype(float),
            left=stacked[2].astype(np.int32),
            right=stacked[3].astype(np.int32),
            depth=stacked[4].astype(float),
            normal_path=float(average_path(np.array(float(sample)))),
            levels=max(tree.max_depth for tree in grown),
        )

    def score(self, values: Matrix) -> Vector:
        """2^(-mean path / c(n)): 0.5 is ordinary, towards 1 is isolated."""
        trees = np.arange(self.feature.shape[0])
        rows = np.arange(len(values))[:, None]
        node = np.zeros((len(values), len(trees)), np.int32)
        for _ in range(self.levels):
            goes_left = values[rows, self.feature[trees, node]] <= self.threshold[trees, node]
            node = np.where(goes_left, self.left[trees, node], self.right[trees, node])
        path = self.depth[trees, node].mean(axis=1)
        return np.asarray(2.0 ** (-path / max(self.normal_path, 1e-9)), float)

    def contributions(self, values: Matrix) -> Matrix:
        """Credit of each sensor: splits on the row's paths, an earlier split counting for more."""
        trees = np.arange(self.feature.shape[0])
        rows = np.arange(len(values))[:, None]
        node = np.zeros((len(values), len(trees)), np.int32)
        credit = np.zeros((len(values), values.shape[1]))
        for level in range(self.levels):
            feature = self.feature[trees, node]
            goes_left = values[rows, feature] <= self.threshold[trees, node]
            following = np.where(goes_left, self.left[trees, node], self.right[trees, node])
            # a split is to the point when it sends the row to the emptier side, that is to a shorter path
            weight = np.where(following != node, 1.0 / (1 + level), 0.0)
            np.add.at(credit, (np.broadcast_to(rows, feature.shape), feature), weight)
            node = following
        return credit

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "feature": self.feature,
            "threshold": self.threshold,
            "left": self.left,
            "right": self.right,
            "depth": self.depth,
            "shape": np.array([self.normal_path, float(self.levels)]),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> IsolationForest:
        shape = np.asarray(arrays["shape"], float)
        return cls(
            feature=np.asarray(arrays["feature"], np.int32),
            threshold=np.asarray(arrays["threshold"], float),
            left=np.asarray(arrays["left"], np.int32),
            right=np.asarray(arrays["right"], np.int32),
            depth=np.asarray(arrays["depth"], float),
            normal_path=float(shape[0]),
            levels=int(shape[1]),
        )


def _plain_tree(tree: Any) -> tuple[AnyArray, ...]:
    """feature, threshold, left, right and expected path length of one scikit-learn tree."""
    count = tree.node_count
    own = np.arange(count)
    leaf = tree.children_left < 0
    left = np.where(leaf, own, tree.children_left)
    right = np.where(leaf, own, tree.children_right)
    level = np.zeros(count)
    for node in range(count):  # parents come before their children
        if not leaf[node]:
            level[left[node]] = level[right[node]] = level[node] + 1
    depth = level + average_path(tree.n_node_samples.astype(float))
    feature = np.where(leaf, 0, tree.feature)
    return feature, np.where(leaf, 0.0, tree.threshold), left, right, depth


def _padded(values: AnyArray, size: int) -> AnyArray:
    return np.pad(values, (0, size - len(values)))
