"""Detector scores on several time scales: the fast one sees violent faults at once, the slow one faint ones.

What is violent the fast scale sees. On the slow one a row therefore counts up to a limit only: otherwise a
violent fault would be heard there long after it has ended.

Scores by row, scale and detector lie in one matrix, the detectors of the fastest scale first.
"""

from __future__ import annotations

import numpy as np

from acm.analytics.arrays import Matrix, Vector
from acm.analytics.ensemble import MEMBERS
from acm.analytics.settings import Settings
from acm.analytics.smoothing import smooth, weight

_COUNT = len(MEMBERS)


def columns(settings: Settings) -> int:
    """Scales x detectors."""
    return len(settings.score_spans) * _COUNT


def smooth_on_scales(z: Matrix, settings: Settings, before: Vector) -> Matrix:
    """Scores (rows, detectors) smoothed on each scale, shape (rows, columns), going on from `before`."""
    spans = [weight(span) for span in settings.score_spans]
    fast = smooth(z, spans[0], before[:_COUNT])
    quiet = np.minimum(z, settings.slow_clip)
    slow = [
        smooth(quiet, span, before[index * _COUNT : (index + 1) * _COUNT])
        for index, span in enumerate(spans[1:], start=1)
    ]
    return np.hstack([fast, *slow])


def loudest(scales: Matrix) -> Matrix:
    """For each detector the largest z of any scale, shape (rows, detectors)."""
    return np.asarray(_by_scale(scales).max(axis=1), float)


def fuse(scales: Matrix, settings: Settings) -> Vector:
    """Mean z of the chosen detectors on the scale where it is largest."""
    chosen = [MEMBERS.index(name) for name in settings.fused_members]
    means = _by_scale(scales)[:, :, chosen].mean(axis=2)
    return np.asarray(means.max(axis=1), float)


def _by_scale(scales: Matrix) -> Matrix:
    return scales.reshape(len(scales), scales.shape[1] // _COUNT, _COUNT)
