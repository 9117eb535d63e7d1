"""Drift per sensor: tabular CUSUM of standardised residuals.

Page (1954); Montgomery, "Introduction to Statistical Quality Control", ch. 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acm.analytics.arrays import Matrix, Vector


@dataclass(frozen=True)
class Cusum:
    """Sums of what exceeds `slack` deviations either way; beyond `limit` the mean has moved.

    A slack of half the shift to be found is the best one; with slack 0.5 and limit 5 independent normal
    residuals raise a false signal once in about 465 rows one way or the other.
    """

    slack: float = 0.5
    limit: float = 5.0

    def run(self, residuals: Matrix, high: Vector, low: Vector) -> tuple[Matrix, Matrix]:
        """Upper and lower sums after each row, shape (rows, sensors), going on from the sums before.

        C+[t] = max(0, C+[t-1] + r[t] - slack), written without a loop: a sum held at zero from below is the
        cumulative sum less its running minimum.
        """
        return self._one_side(residuals, high), self._one_side(-residuals, low)

    def _one_side(self, residuals: Matrix, before: Vector) -> Matrix:
        total = before + np.cumsum(residuals - self.slack, axis=0)
        floor = np.minimum(np.minimum.accumulate(total, axis=0), 0.0)
        return np.asarray(total - floor, float)

    def signals(self, high: Matrix, low: Matrix) -> Matrix:
        """+1 where a sensor has drifted up, -1 down, 0 neither."""
        return np.where(high > self.limit, 1.0, 0.0) - np.where(low > self.limit, 1.0, 0.0)
