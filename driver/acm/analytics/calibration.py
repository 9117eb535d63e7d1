"""Raw detector scores as one-sided standard deviations, frozen at training from out-of-sample scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.settings import Settings

_SMALLEST_SPREAD = (
    0.02  # of the median: a detector that hardly moves at training must not become a hair trigger
)


@dataclass(frozen=True)
class Calibration:
    """z = (score - median) / spread; the spread puts the training quantile at its normal deviate."""

    median: Vector
    spread: Vector

    @classmethod
    def fit(cls, scores: Matrix, quantile: float, blocks: int, margin: float = 1.0) -> Calibration:
        """From out-of-sample training scores, shape (rows, detectors), in order of time.

        The quantile is that of the second highest of `blocks` equal stretches: one odd stretch in training
        widens no limit. `margin` is how much farther than that a healthy machine may go later on.
        """
        median = np.median(scores, axis=0)
        each = np.sort(
            [np.quantile(part, quantile, axis=0) for part in np.array_split(scores, blocks)], axis=0
        )
        upper = each[-2] if blocks > 1 else each[-1]
        spread = margin * (upper - median) / float(norm.ppf(quantile))
        return cls(median, np.maximum(spread, np.maximum(_SMALLEST_SPREAD * np.abs(median), 1e-6)))

    def z(self, scores: Matrix) -> Matrix:
        """Signed standard deviations; below 0 is better than the training median."""
        return (scores - self.median) / self.spread

    def to_arrays(self, prefix: str) -> dict[str, AnyArray]:
        return {f"{prefix}_median": self.median, f"{prefix}_spread": self.spread}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], prefix: str) -> Calibration:
        return cls(
            np.asarray(arrays[f"{prefix}_median"], float), np.asarray(arrays[f"{prefix}_spread"], float)
        )


@dataclass(frozen=True)
class RegimeCalibration:
    """A calibration for each regime, rows of `median` and `spread`; the last one is for all rows together."""

    median: Matrix
    spread: Matrix

    @classmethod
    def fit(
        cls, scores: Matrix, regime: NDArray[np.int64], regimes: int, settings: Settings
    ) -> RegimeCalibration:
        """From out-of-sample training scores and the regime of each row, negative where there is none.

        What is usual at full load may be much at half load. A regime with too few rows for a quantile in each
        block is taken as all rows are, and none is judged much more sharply than all are.
        """
        quantile, blocks = settings.calibration_quantile, settings.out_of_sample_blocks
        overall = Calibration.fit(scores, quantile, blocks)
        each = [
            Calibration.fit(scores[regime == i], quantile, blocks)
            if np.sum(regime == i) >= settings.minimum_regime_rows
            else overall
            for i in range(regimes)
        ]
        parts = [*each, overall]
        narrowest = settings.regime_sharpness * overall.spread
        return cls(
            np.stack([c.median for c in parts]), np.stack([np.maximum(c.spread, narrowest) for c in parts])
        )

    @property
    def overall(self) -> Calibration:
        """The calibration of all rows together."""
        return Calibration(self.median[-1], self.spread[-1])

    def z(self, scores: Matrix, regime: NDArray[np.int64]) -> Matrix:
        """Signed standard deviations, each row in its own regime; a negative regime is none."""
        own = np.where(regime < 0, len(self.median) - 1, regime)
        return (scores - self.median[own]) / self.spread[own]

    def to_arrays(self, prefix: str) -> dict[str, AnyArray]:
        return {f"{prefix}_median": self.median, f"{prefix}_spread": self.spread}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], prefix: str) -> RegimeCalibration:
        return cls(
            np.asarray(arrays[f"{prefix}_median"], float), np.asarray(arrays[f"{prefix}_spread"], float)
        )


def health_index(fused: Vector) -> Vector:
    """100 / (1 + z^2): 100 at the training median or better, 10 at three standard deviations."""
    return 100.0 / (1.0 + np.maximum(fused, 0.0) ** 2)
