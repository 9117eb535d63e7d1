"""How alarming it is that a sensor stands still.

No detector hears it: a value that does not move lies where it always did. So the standstill has a score of
its own, on the scale of the fused score. It is 0 up to the longest standstill of the training, reaches the
alarm limit at three times that, and goes no farther than twice the limit: a lost sensor is never the worst of
troubles.
"""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Standstill:
    """By row and sensor: the score, and for how many steps the value has not changed."""

    scores: Matrix
    still: Matrix

    @classmethod
    def of(
        cls,
        watch: SensorWatch,
        still: Matrix,
        running: NDArray[np.bool_],
        present: NDArray[np.bool_],
        lost: int,
        settings: Settings,
    ) -> Standstill:
        """From the steps of the `running` rows; where a value is not `present`, nothing stands."""
        scores, steps = np.zeros(present.shape), np.zeros(present.shape)
        scores[running] = standstill_scores(watch, still, lost, settings)
        steps[running] = still
        return cls(np.where(present, scores, 0.0), steps)

    @property
    def floor(self) -> Vector:
        """The score of the worst standstill of each row: no fused score lies below it."""
        return np.asarray(self.scores.max(axis=1, initial=0.0), float)

    def leading(self, fused: Vector) -> Standstill:
        """The same where the fused score is that of a standstill; all other rows are 0."""
        leads = (self.floor >= fused)[:, None]
        return Standstill(np.where(leads, self.scores, 0.0), np.where(leads, self.still, 0.0))

    @property
    def alarming(self) -> NDArray[np.bool_]:
        """Rows in which a standstill has a score."""
        return np.asarray(self.scores.any(axis=1), bool)

    @property
    def rows(self) -> NDArray[np.int64]:
        """For how many rows the worst standstill of each row has lasted; 0 where none has a score."""
        worst = self.still[np.arange(len(self.still)), self.scores.argmax(axis=1)]
        return np.asarray(np.where(self.alarming, worst, 0), np.int64)
