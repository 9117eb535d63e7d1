"""How long something has lasted, row by row and over the cut between two calls."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def lasted(flags: NDArray[np.bool_], before: int) -> NDArray[np.int64]:
    """For each row, how many successive rows up to it are flagged; `before` rows were, ahead of the first."""
    position = np.arange(len(flags))
    return np.asarray(position - np.maximum.accumulate(np.where(flags, -1 - before, position)), np.int64)
