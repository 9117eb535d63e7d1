"""Training rows in blocks of time, each beside the rows that a model to judge it may be fitted on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from acm.analytics.settings import Settings


def folds(rows: int, settings: Settings) -> Iterator[tuple[slice, NDArray[np.bool_]]]:
    """Each block, and a mark on the rows outside it and farther off than the level's smoothing reaches."""
    edges = np.linspace(0, rows, settings.out_of_sample_blocks + 1).astype(int)
    position = np.arange(rows)
    for first, last in itertools.pairwise(edges):
        outside = (position < first - settings.level_span) | (position >= last + settings.level_span)
        yield slice(first, last), outside
