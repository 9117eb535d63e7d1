"""What the out-of-sample scores of training showed: kept with the model for people to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from acm.analytics.arrays import AnyArray, Matrix, Vector


@dataclass(frozen=True)
class Evidence:
    """Correlation of the members' z, NaN where one never moves, and shares of rows over the alarm limit.

    `over_limit` has the members in their order and the fused score last.
    """

    correlation: Matrix
    over_limit: Vector

    @classmethod
    def of(cls, z: Matrix, fused: Vector, limit: float) -> Evidence:
        """From calibrated training scores, shape (rows, members) and (rows,)."""
        centred = z - z.mean(axis=0)
        size = np.sqrt((centred**2).sum(axis=0))
        size[size < 1e-9] = np.nan
        correlation = np.clip(centred.T @ centred / np.outer(size, size), -1.0, 1.0)
        return cls(correlation, np.mean(np.column_stack([z, fused]) >= limit, axis=0))

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"correlation": self.correlation, "over_limit": self.over_limit}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Evidence:
        return cls(np.asarray(arrays["correlation"], float), np.asarray(arrays["over_limit"], float))
