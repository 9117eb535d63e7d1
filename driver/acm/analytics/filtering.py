"""The row-by-row part: baseline, smoothing, detectors, fusion and alarm, with a memory that fits in a page.

Rows are worked on in chunks. Inside a chunk the alarm state is taken as given; where it changes, the chunk is
cut after that row and the rest is done again, because the slow baseline stands still while there is an alarm.
The cut changes no number: every filter remembers just its last output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from acm.analytics.alarms import AlarmMemory, next_flip
from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.calibration import Calibration, RegimeCalibration
from acm.analytics.ensemble import MEMBERS, Ensemble, Views
from acm.analytics.regimes import Regimes
from acm.analytics.settings import Settings
from acm.analytics.smoothing import smooth, smooth_each, weight
from acm.analytics.timescales import columns, fuse, loudest, smooth_on_scales

_CHUNK = 512
_CONFIRMING = 2  # rows before a wild value that may confirm it


@dataclass(frozen=True)
class FilterMemory:
    """Last outputs of all filters; `latest` are the rows as they came, `previous` the last confirmed one."""

    baseline: Vector
    level: Vector
    latest: Matrix
    previous: Vector
    smoothed: Vector
    alarm: AlarmMemory

    def to_arrays(self) -> dict[str, AnyArray]:
        now = self.alarm
        alarm = np.array([float(now.active), now.peak, now.trough])
        return {
            "baseline": self.baseline,
            "level": self.level,
            "latest": self.latest,
            "previous": self.previous,
            "smoothed": self.smoothed,
            "alarm": alarm,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> FilterMemory:
        active, peak, trough = np.asarray(arrays["alarm"], float)
        return cls(
            baseline=np.asarray(arrays["baseline"], float),
            level=np.asarray(arrays["level"], float),
            latest=np.asarray(arrays["latest"], float),
            previous=np.asarray(arrays["previous"], float),
            smoothed=np.asarray(arrays["smoothed"], float),
            alarm=AlarmMemory(bool(active), float(peak), float(trough)),
        )


@dataclass(frozen=True)
class Filtered:
    """By row: views, baseline (scaled), scores on all scales, z, fused z (signed), the same unsmoothed."""

    views: Views
    baseline: Matrix
    smoothed: Matrix
    z: Matrix
    fused: Vector
    instant: Vector
    alarm: NDArray[np.bool_]

    @classmethod
    def nothing(cls, scaled: Matrix, memory: FilterMemory) -> Filtered:
        """Rows that no detector looks at, because the machine does not run."""
        rows = len(scaled)
        below = np.tile(memory.baseline, (rows, 1))
        current = scaled - below
        members = np.zeros((rows, len(MEMBERS)))
        zero = np.zeros(rows)
        views = Views(current, current, current)
        return cls(
            views, below, np.zeros((rows, len(memory.smoothed))), members, zero, zero, np.zeros(rows, bool)
        )

    @classmethod
    def join(cls, parts: list[Filtered]) -> Filtered:
        return cls(
            Views(
                np.concatenate([p.views.current for p in parts]),
                np.concatenate([p.views.previous for p in parts]),
                np.concatenate([p.views.level for p in parts]),
            ),
            np.concatenate([p.baseline for p in parts]),
            np.concatenate([p.smoothed for p in parts]),
            np.concatenate([p.z for p in parts]),
            np.concatenate([p.fused for p in parts]),
            np.concatenate([p.instant for p in parts]),
            np.concatenate([p.alarm for p in parts]),
        )

    def head(self, rows: int) -> Filtered:
        return Filtered(
            self.views.rows(np.arange(rows)),
            self.baseline[:rows],
            self.smoothed[:rows],
            self.z[:rows],
            self.fused[:rows],
            self.instant[:rows],
            self.alarm[:rows],
        )


@dataclass(frozen=True)
class Pipeline:
    """Everything between scaled rows and alarms that is frozen at training."""

    settings: Settings
    ensemble: Ensemble
    regimes: Regimes
    instant: RegimeCalibration  # of raw scores, row by row
    scales: Calibration  # of the same after smoothing, on every time scale
    fusion: Calibration
    follow: Vector  # newest-row weight of each sensor's baseline
    drifting: NDArray[np.bool_]  # sensors whose baseline follows them even in alarm

    @property
    def members(self) -> Calibration:
        """The calibration on the slowest scale, where limits are tightest."""
        return Calibration(self.scales.median[-len(MEMBERS) :], self.scales.spread[-len(MEMBERS) :])

    def cold(self) -> FilterMemory:
        """Memory of a machine about which nothing is known: at its training mean and median scores."""
        sensors = np.zeros(len(self.ensemble.ar1.phi))
        smoothed = np.zeros(columns(self.settings))
        return FilterMemory(sensors, sensors, unknown(len(sensors)), sensors, smoothed, AlarmMemory())

    def settled(self, memory: FilterMemory) -> FilterMemory:
        """Memory after a stop: the slow baseline stays, everything fast starts anew."""
        cold = self.cold()
        return replace(cold, baseline=memory.baseline, previous=memory.baseline, latest=memory.latest)

    def run(
        self, scaled: Matrix, restarts: NDArray[np.bool_], floor: Vector, memory: FilterMemory
    ) -> tuple[Filtered, FilterMemory]:
        """Filter rows, shape (rows, sensors); `restarts` marks rows without a predecessor one step away.

        No fused score lies below its row's `floor`, and no alarm ends where that is the alarm limit or above.
        """
        parts: list[Filtered] = []
        scaled, latest = confirmed(scaled, memory.latest, self.settings.spike_clip)
        at = 0
        while at < len(scaled) or not parts:
            rows = slice(at, at + _CHUNK)
            chunk = scaled[rows]
            part, after = self._chunk(chunk, restarts[rows], floor[rows], memory)
            held = floor[rows] >= self.settings.alarm_limit
            flip, alarm = next_flip(part.fused, held, memory.alarm, self.settings)
            if flip is not None:
                part = part.head(flip + 1)
                part.alarm[flip] = alarm.active
                after = replace(
                    after,
                    baseline=part.baseline[flip]
                    + self.follow * self.drifting * (chunk[flip] - part.baseline[flip]),
                    level=part.views.level[flip],
                    previous=chunk[flip],
                    smoothed=part.smoothed[flip],
                    alarm=alarm,
                )
            memory = replace(after, alarm=alarm)
            parts.append(part)
            at += max(len(part.fused), 1)
        return Filtered.join(parts), replace(memory, latest=latest)

    def views(
        self, scaled: Matrix, memory: FilterMemory, *, frozen: bool
    ) -> tuple[Views, Matrix, FilterMemory]:
        """Views, the baseline of each row, and the memory after the last one (its scores untouched)."""
        return views_of(scaled, memory, self.follow * self.drifting if frozen else self.follow, self.settings)

    def _chunk(
        self, scaled: Matrix, restarts: NDArray[np.bool_], floor: Vector, memory: FilterMemory
    ) -> tuple[Filtered, FilterMemory]:
        views, baseline, after = self.views(scaled, memory, frozen=memory.alarm.active)
        raw = self.ensemble.raw_scores(views)
        single = self.instant.z(raw, self.regimes.position(views.level + baseline))
        single[restarts, 0] = 0.0  # no step without a predecessor
        smoothed = smooth_on_scales(single, self.settings, memory.smoothed)
        scales = self.scales.z(smoothed)
        part = Filtered(
            views,
            baseline,
            smoothed,
            loudest(scales),
            np.maximum(self._fuse(scales), floor),
            np.maximum(self._fuse(single), floor),
            np.full(len(scaled), memory.alarm.active),
        )
        last = smoothed[-1] if len(scaled) else memory.smoothed
        return part, replace(after, smoothed=last)

    def _fuse(self, scales: Matrix) -> Vector:
        return np.asarray(self.fusion.z(fuse(scales, self.settings)[:, None])[:, 0], float)


def unknown(sensors: int) -> Matrix:
    """The latest rows where there are none."""
    return np.zeros((_CONFIRMING, sensors))


def confirmed(scaled: Matrix, latest: Matrix, clip: float) -> tuple[Matrix, Matrix]:
    """Rows in which a value beyond `clip` counts only as far as one of those before it, and the latest rows.

    A wild value that comes alone would otherwise be heard by every filter for many rows.
    """
    rows = np.vstack([latest, scaled])
    size = np.abs(rows)
    limit = np.full(scaled.shape, clip)
    for back in range(_CONFIRMING):
        limit = np.maximum(limit, size[back : back + len(scaled)])
    return np.clip(scaled, -limit, limit), rows[-_CONFIRMING:]


def views_of(
    scaled: Matrix, memory: FilterMemory, follow: Vector, settings: Settings
) -> tuple[Views, Matrix, FilterMemory]:
    """The views of rows under a slow baseline that follows them, or stands still when `frozen`."""
    if not len(scaled):
        empty = scaled.copy()
        return Views(empty, empty, empty), empty, memory
    after = smooth_each(scaled, follow, memory.baseline)
    before = np.vstack([memory.baseline, after[:-1]])
    current = scaled - before
    previous = np.vstack([memory.previous, scaled[:-1]]) - before
    level = smooth(current, weight(settings.level_span), memory.level)
    ended = replace(memory, baseline=after[-1].copy(), level=level[-1], previous=scaled[-1])
    return Views(current, previous, level), before, ended
