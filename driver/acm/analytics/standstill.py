"""How alarming it is that a sensor stands still.

No detector hears it: a value that does not move lies where it always did. So the standstill has a score of
its own, on the scale of the fused score. It is 0 up to the longest standstill of the training, reaches the
alarm limit at three times that, and goes no farther than twice the limit: a lost sensor is never the worst of
troubles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from acm.analytics.arrays import Matrix, Vector
from acm.analytics.sensor_faults import SensorWatch
from acm.analytics.settings import Settings

_WORST = 2.0  # alarm limits
_STANDS = 0.5  # of standstill_rows: so long, and a sensor is not just between two steps


def standstill_scores(watch: SensorWatch, still: Matrix, lost: int, settings: Settings) -> Matrix:
    """Scores of rows, shape (rows, sensors), from how many steps without a change lead up to each.

    Only sensors that hardly ever rest are judged. When all of these stand, and they are several, the
    readings have stopped and not a sensor; after `lost` rows a sensor is given up. Both stay findings, and
    are no alarm.
    """
    run = still + 1.0
    enough = watch.enough(settings.standstill_rows)
    over = (run - watch.longest) / np.maximum(enough - watch.longest, 1.0)
    score = settings.alarm_limit * np.clip(over, 0.0, _WORST)
    score[:, ~watch.restless] = 0.0
    score[run > lost] = 0.0
    if watch.restless.sum() > 1:
        stopped = (run[:, watch.restless] >= _STANDS * settings.standstill_rows).all(axis=1)
        score[stopped] = 0.0
    return score


def led_by_standstill(scores: Matrix, fused: Vector) -> NDArray[np.bool_]:
    """Rows whose fused score is that of a standstill."""
    highest = scores.max(axis=1, initial=0.0)
    return np.asarray((highest > 0.0) & (highest >= fused), bool)
