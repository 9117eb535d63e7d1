"""A change that has come to stay: a long alarm in which the machine is level and calm at another place.

A fault moves on or is repaired. A machine that has stood at a new level for as long as its training took, and
is as steady there as it was in training, has been changed: a part was replaced, a set point moved. An alarm
that never ends tells nobody anything, so the change is reported once, and the new level becomes the baseline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acm.analytics.alarms import AlarmMemory
from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.filtering import FilterMemory, Pipeline
from acm.analytics.settings import Settings
from acm.analytics.streaks import lasted

_LEVEL_BLOCKS = 3  # successive blocks at the end that must be level and calm
_SMALLEST_MOVE = 1.0  # of block means, in deviations: less is no trend
_WIDER, _NARROWER = 1.5, 0.25  # spread of a block, in those that training showed


@dataclass(frozen=True)
class ShiftMemory:
    """Rows since an alarm began, those in alarm, rows since it was last on, and sums over blocks of rows.

    `sums` and `squares` are of the block that is filling, `means` and `spreads` of the last full ones,
    shape (_LEVEL_BLOCKS, sensors), NaN while there are fewer.
    """

    rows: int
    alarms: int
    pause: int
    sums: Vector
    squares: Vector
    means: Matrix
    spreads: Matrix

    @classmethod
    def cold(cls, sensors: int) -> ShiftMemory:
        zero, none = np.zeros(sensors), np.full((_LEVEL_BLOCKS, sensors), np.nan)
        return cls(0, 0, 0, zero, zero, none, none)

    def to_arrays(self) -> dict[str, AnyArray]:
        counts = np.array([self.rows, self.alarms, self.pause], np.int64)
        names = ("sums", "squares", "means", "spreads")
        return {"counts": counts} | {name: getattr(self, name) for name in names}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> ShiftMemory:
        rows, alarms, pause = (int(count) for count in np.asarray(arrays["counts"], np.int64))
        names = ("sums", "squares", "means", "spreads")
        return cls(rows, alarms, pause, *(np.asarray(arrays[name], float) for name in names))


@dataclass(frozen=True)
class Shift:
    """A shift that is accepted at `row`: by how much each sensor has moved, and where it stands (scaled)."""

    row: int
    moved: Vector
    level: Vector


def moved_to(level: Vector, memory: FilterMemory, pipeline: Pipeline) -> FilterMemory:
    """The filters about a new baseline: scores begin at their median, and no alarm is on."""
    return replace(
        memory,
        baseline=level,
        level=memory.level + memory.baseline - level,
        smoothed=pipeline.cold().smoothed,
        alarm=AlarmMemory(),
    )


@dataclass(frozen=True)
class ShiftRule:
    """`rows` of alarm, looked at in blocks of `block`; moves and spreads of blocks that training showed."""

    rows: int
    block: int
    pause: int
    move: Vector  # scaled
    residual_move: Vector  # scaled
    least: Vector
    most: Vector

    @classmethod
    def fit(cls, scaled: Matrix, residual: ResidualModel, deviation: Vector, settings: Settings) -> ShiftRule:
        """From scaled training rows; `deviation` is that of the residuals, in scaled units."""
        rows = max(settings.shift_rows, len(scaled))
        blocks = np.array_split(scaled, settings.shift_blocks)
        means = np.stack([block.mean(axis=0) for block in blocks])
        spreads = np.stack([block.std(axis=0) for block in blocks])
        return cls(
            rows=rows,
            block=-(-rows // settings.shift_blocks),
            pause=settings.shift_pause,
            move=np.maximum(np.ptp(means, axis=0), _SMALLEST_MOVE),
            residual_move=np.maximum(np.ptp(means @ residual.weights, axis=0), _SMALLEST_MOVE * deviation),
            least=_NARROWER * spreads.min(axis=0),
            most=_WIDER * spreads.max(axis=0),
        )

    def follow(
        self, scaled: Matrix, alarm: NDArray[np.bool_], residual: ResidualModel, memory: ShiftMemory
    ) -> tuple[int | None, Vector, ShiftMemory]:
        """Rows of a running machine, shape (rows, sensors): where a shift is accepted, and its level.

        The row is None when none is; the memory is that after the row, or after the last one.
        """
        pause = lasted(~alarm, memory.pause)
        over = np.flatnonzero(pause > self.pause)
        at = 0
        while at < len(alarm):
            if memory.rows == 0:
                if not alarm[at:].any():
                    break
                at += int(np.argmax(alarm[at:]))
            later = over[over >= at]
            until = min(at + self.block - memory.rows % self.block, len(alarm))
            if len(later) and later[0] < until:
                memory, at = ShiftMemory.cold(scaled.shape[1]), int(later[0]) + 1
                continue
            memory = self._extend(memory, scaled[at:until], int(alarm[at:until].sum()), int(pause[until - 1]))
            at = until
            full = memory.rows % self.block == 0 and memory.alarms >= self.rows
            if full and self._settled(memory, residual):
                return at - 1, memory.means.mean(axis=0), ShiftMemory.cold(scaled.shape[1])
        return None, memory.sums, memory

    def _extend(self, memory: ShiftMemory, rows: Matrix, alarms: int, pause: int) -> ShiftMemory:
        count, alarms = memory.rows + len(rows), memory.alarms + alarms
        sums, squares = memory.sums + rows.sum(axis=0), memory.squares + (rows**2).sum(axis=0)
        if count % self.block:
            return ShiftMemory(count, alarms, pause, sums, squares, memory.means, memory.spreads)
        mean = sums / self.block
        spread = np.sqrt(np.maximum(squares / self.block - mean**2, 0.0))
        zero = np.zeros_like(sums)
        means, spreads = np.vstack([memory.means[1:], mean]), np.vstack([memory.spreads[1:], spread])
        return ShiftMemory(count, alarms, pause, zero, zero, means, spreads)

    def _settled(self, memory: ShiftMemory, residual: ResidualModel) -> bool:
        moves = np.ptp(memory.means, axis=0)
        residual_moves = np.ptp(memory.means @ residual.weights, axis=0)
        calm = (memory.spreads >= self.least) & (memory.spreads <= self.most)
        level = (moves <= self.move) & (residual_moves <= self.residual_move)
        return bool(level.all() and calm.all())

    def to_arrays(self) -> dict[str, AnyArray]:
        names = ("move", "residual_move", "least", "most")
        counts = np.array([self.rows, self.block, self.pause], np.int64)
        return {"counts": counts} | {name: getattr(self, name) for name in names}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> ShiftRule:
        rows, block, pause = (int(count) for count in np.asarray(arrays["counts"], np.int64))
        names = ("move", "residual_move", "least", "most")
        return cls(rows, block, pause, *(np.asarray(arrays[name], float) for name in names))
