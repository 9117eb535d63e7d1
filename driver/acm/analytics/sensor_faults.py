"""Stuck and dying sensors told apart from faults of the process.

A fault of the process moves several sensors, or moves one the way a machine moves it. A broken sensor is
alone: correct it to what the others expect of it, and nothing else is left to explain. It shows, besides,
what no process does to a reading: it stands still, or its noise has gone, or grown, or it lies at a rail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.episodes import EpisodeMemory
from acm.analytics.quality import QualityFinding
from acm.analytics.settings import Settings
from acm.analytics.smoothing import smooth, weight

RAILED, STUCK, NOISY, QUIET = "RAILED", "STUCK", "NOISY", "QUIET"
_LARGEST_STEP = 6.0  # in usual steps: one jump, however large, is no noise
# Of what training ever showed: healthy noise with heavy tails passes its training's most by a factor of two.
_MORE, _LESS = 2.5, 0.5
_CANDIDATES = 3  # sensors of a row that are tried as the only one at fault


@dataclass(frozen=True)
class WatchMemory:
    """Smoothed squared steps, and rows for which the value has stood still, per sensor."""

    noise: Vector
    still: Vector

    def to_arrays(self) -> dict[str, AnyArray]:
        return {"noise": self.noise, "still": self.still}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> WatchMemory:
        return cls(np.asarray(arrays["noise"], float), np.asarray(arrays["still"], float))


@dataclass(frozen=True)
class Watched:
    """By row and sensor: squared steps (winsorised, in usual steps), smoothed ones, rows stood still."""

    steps: Matrix
    noise: Matrix
    still: Matrix

    def rows(self, chosen: NDArray[np.bool_]) -> Watched:
        return Watched(self.steps[chosen], self.noise[chosen], self.still[chosen])


@dataclass(frozen=True)
class SensorWatch:
    """What is usual of each sensor: range (in its units), step (scaled), noise, rows of equal values.

    `restless` sensors have no value that they rest at, and stood still for short stretches only. `rest` is
    the largest residual of a row, over its sensors, that training leaves unexplained.
    """

    lowest: Vector
    highest: Vector
    step: Vector
    usual: Vector
    least: Vector
    most: Vector
    longest: Vector
    restless: NDArray[np.bool_]
    rest: float
    span: int

    @classmethod
    def fit(
        cls, values: Matrix, scaled: Matrix, unseen: Matrix, longest: Vector, settings: Settings
    ) -> SensorWatch:
        """From training rows: `values` in units, `unseen` out-of-sample residuals in deviations."""
        step = np.diff(scaled, axis=0)
        size = np.maximum(np.sqrt(np.mean(step**2, axis=0)), 1e-9)
        squares = np.minimum(np.abs(step) / size, _LARGEST_STEP) ** 2
        usual = squares.mean(axis=0)
        noise = smooth(squares, weight(settings.noise_span), usual)
        return cls(
            lowest=values.min(axis=0),
            highest=values.max(axis=0),
            step=size,
            usual=usual,
            least=noise.min(axis=0) * _LESS,
            most=noise.max(axis=0) * _MORE,
            longest=longest,
            restless=_restless(values, longest, settings),
            rest=float(np.quantile(np.abs(unseen).max(axis=1), settings.confined_quantile)),
            span=settings.noise_span,
        )

    def cold(self) -> WatchMemory:
        return WatchMemory(self.usual, np.zeros(len(self.usual)))

    def run(
        self,
        values: Matrix,
        previous: Matrix,
        step: Matrix,
        present: NDArray[np.bool_],
        memory: WatchMemory,
    ) -> tuple[Watched, WatchMemory]:
        """Follow running rows, shape (rows, sensors): filled values in units, those before, scaled steps.

        A missing value is neither a step nor a standstill.
        """
        if not len(values):
            return Watched(step, step, step), memory
        squares = np.where(present, np.minimum(np.abs(step) / self.step, _LARGEST_STEP) ** 2, self.usual)
        noise = smooth(squares, weight(self.span), memory.noise)
        same = values == previous
        counted = np.cumsum(same & present, axis=0) + memory.still
        still = counted - np.maximum.accumulate(np.where(same, 0.0, counted), axis=0)
        return Watched(squares, noise, still), WatchMemory(noise[-1], still[-1])

    def enough(self, least_rows: int) -> Vector:
        """Rows of equal values that are too many for each sensor."""
        return np.asarray(np.maximum(least_rows, 3.0 * self.longest), float)

    def out_of_range(self, value: Matrix) -> NDArray[np.bool_]:
        """Values farther outside the training's range than half of it."""
        half = (self.highest - self.lowest) / 2.0
        return np.asarray((value < self.lowest - half) | (value > self.highest + half), bool)

    def to_arrays(self) -> dict[str, AnyArray]:
        names = ("lowest", "highest", "step", "usual", "least", "most", "longest", "restless")
        return {name: getattr(self, name) for name in names} | {
            "figures": np.array([self.rest, float(self.span)])
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> SensorWatch:
        rest, span = np.asarray(arrays["figures"], float)
        names = ("lowest", "highest", "step", "usual", "least", "most", "longest")
        vectors = {name: np.asarray(arrays[name], float) for name in names}
        restless = np.asarray(arrays["restless"], bool)
        return cls(**vectors, restless=restless, rest=float(rest), span=int(span))


def _restless(values: Matrix, longest: Vector, settings: Settings) -> NDArray[np.bool_]:
    rows = len(values)
    usual = np.array([np.unique(column, return_counts=True)[1].max() for column in values.T])
    return np.asarray(
        (usual <= settings.resting_share * rows) & (longest * settings.drift_repeats <= rows), bool
    )


def alone(residual_z: Matrix, residual: ResidualModel, rest: float) -> tuple[Matrix, NDArray[np.bool_]]:
    """1 where one sensor, corrected to what the others expect, leaves its row unremarkable; rows that are so
    anyway.

    A reading that is off by s adds s times its row of `weights` to all residuals, so the correction is exact.
    """
    out = np.zeros_like(residual_z)
    rows = np.arange(len(residual_z))
    calm = np.abs(residual_z).max(axis=1, initial=0.0) <= rest
    order = np.argsort(-np.round(np.abs(residual_z), 6), axis=1, kind="stable")
    for rank in range(min(_CANDIDATES, residual_z.shape[1])):
        sensor = order[:, rank]
        off = residual_z[rows, sensor] * residual.deviation[sensor]
        left = residual_z - off[:, None] * residual.weights[sensor] / residual.deviation
        explained = ~calm & (np.abs(left).max(axis=1) <= rest)
        out[rows[explained], sensor[explained]] = 1.0
    return out, calm


def noise_findings(
    watch: SensorWatch,
    watched: Watched,
    times: pd.DatetimeIndex,
    by_itself: NDArray[np.bool_],
    sensors: tuple[str, ...],
) -> list[QualityFinding]:
    """NOISY_SENSOR and QUIET_SENSOR, from rows in which next to no other sensor is: many are the process.

    `by_itself` is false where something else goes on than this sensor explains.
    """
    few = max(1, len(sensors) // 25)
    findings = []
    noisy = watched.noise > watch.most
    quiet = (watched.noise < watch.least) & (
        watched.still < watch.enough(1)
    )  # one that is stuck is reported so
    for event, flags, what in (
        ("NOISY_SENSOR", noisy, "its steps have grown beyond all that training showed"),
        ("QUIET_SENSOR", quiet, "its noise has gone"),
    ):
        flags &= (flags.sum(axis=1) <= few)[:, None] & by_itself
        for i in map(int, np.flatnonzero(flags.any(axis=0))):
            rows = flags[:, i]
            size = np.sqrt(watched.noise[rows, i].mean() / watch.usual[i])
            detail = f"{sensors[i]}: {what}, {size:.2g} times as usual, while the other sensors step as ever"
            found = times[rows]
            findings.append(
                QualityFinding(event, sensors[i], int(rows.sum()), found[0], found[-1], (), detail)
            )
    return findings


@dataclass(frozen=True)
class Suspect:
    """The one sensor that an episode is laid to, what is wrong with it, and that as a clause."""

    sensor: str
    kind: str
    what: str


def suspect(
    episode: EpisodeMemory, watch: SensorWatch, sensors: tuple[str, ...], settings: Settings
) -> Suspect | None:
    """The broken sensor behind an episode; None when the process is at fault, or when it is too early to say.

    It must be the only one that shows a symptom, and correcting it alone must explain nearly all rows.
    """
    if episode.rows < settings.fault_rows:
        return None
    kinds = {i: kind for i in range(len(sensors)) if (kind := _symptom(episode, watch, i, settings))}
    if len(kinds) != 1:
        return None
    i, kind = kinds.popitem()
    by_itself = float(episode.alone[i])
    # a standstill inside the usual range leaves nothing for the other sensors to object to
    silent = kind == STUCK and bool(watch.restless[i])
    if (by_itself == 0.0 and not silent) or by_itself + episode.calm < settings.confined_share * episode.rows:
        return None
    mean = float(episode.actual[i] / episode.present[i])
    what = {
        RAILED: f"lies at {mean:.6g}, outside its range of {watch.lowest[i]:.6g} to {watch.highest[i]:.6g}",
        STUCK: f"has stood still at {mean:.6g}",
        NOISY: f"has become noisy, steps {_times(episode, watch, i)} times as large as usual",
        QUIET: f"has lost its noise, steps {_times(episode, watch, i)} times as large as usual",
    }
    return Suspect(sensors[i], kind, f"{sensors[i]} {what[kind]}")


def _symptom(episode: EpisodeMemory, watch: SensorWatch, i: int, settings: Settings) -> str | None:
    present = float(episode.present[i])
    if present < settings.fault_rows:
        return None
    noise = float(episode.steps[i]) / present
    still = episode.lowest[i] == episode.highest[i] and present >= watch.enough(settings.fault_rows)[i]
    if (still or noise < watch.least[i]) and watch.out_of_range(
        episode.actual / np.maximum(episode.present, 1.0)
    )[i]:
        return RAILED
    if still:
        return STUCK
    if noise > watch.most[i]:
        return NOISY
    return QUIET if noise < watch.least[i] else None


def _times(episode: EpisodeMemory, watch: SensorWatch, i: int) -> str:
    return f"{np.sqrt(episode.steps[i] / episode.present[i] / watch.usual[i]):.2g}"


def suspect_finding(found: Suspect, times: pd.DatetimeIndex) -> QualityFinding:
    """What a suspected sensor adds to the findings of a window; `times` are those of the episode in it."""
    first, last = (times[0], times[-1]) if len(times) else (None, None)
    detail = f"{found.what}; the other sensors agree with one another"
    return QualityFinding("SENSOR_FAULT_SUSPECTED", found.sensor, len(times), first, last, (), detail)
