"""Episodes: what one alarm adds up to while it lasts, over as many ticks as it takes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import AnyArray, Matrix, Vector
from acm.analytics.settings import Settings

SENSOR_FAULT = "sensor fault suspected:"
"""How the summary begins of an episode that is laid to one sensor."""
SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
EPISODE_COLUMNS = (
    "EpisodeID",
    "StartedAt",
    "EndedAt",
    "SinceWhen",
    "PeakAt",
    "PeakFusedZ",
    "MinHealthIndex",
    "SeverityLabel",
    "SampleCount",
    "IsOpen",
    "Summary",
)
CULPRIT_COLUMNS = (
    "EpisodeID",
    "SensorName",
    "CulpritRank",
    "SharePct",
    "Direction",
    "ActualMean",
    "ExpectedMean",
    "DeltaValue",
)
_STUCK_SPREAD = 1e-9  # of the training spread
_ERRATIC_RATIO = 2.0  # spread over mean of the residual that makes a culprit restless rather than shifted


_SUMS = (
    "share",
    "actual",
    "present",
    "expected",
    "residual",
    "residual_squares",
    "lowest",
    "highest",
    "alone",
    "steps",
)


@dataclass(frozen=True)
class EpisodeMemory:
    """An episode and the sums behind its culprits; sums are per sensor, residuals in scaled units."""

    episode_id: uuid.UUID
    started_at: pd.Timestamp
    since_when: pd.Timestamp
    peak_at: pd.Timestamp
    peak: float
    minimum_health: float
    rows: int
    share: Vector
    actual: Vector
    present: Vector
    expected: Vector
    residual: Vector
    residual_squares: Vector
    lowest: Vector
    highest: Vector
    alone: Vector  # rows that this sensor explains by itself
    steps: Vector  # squared, in usual steps, where a value is present
    calm: int = 0  # rows that need no explanation
    quiet: int = 0  # rows without an alarm up to now
    quiet_since: pd.Timestamp | None = None
    ended_at: pd.Timestamp | None = None
    persisted: bool = False  # it ended because the shift has come to stay

    @classmethod
    def begin(
        cls, namespace: uuid.UUID, started_at: pd.Timestamp, since_when: pd.Timestamp, sensors: int
    ) -> EpisodeMemory:
        """An episode without rows, named after the machine's namespace and its start."""
        zero = np.zeros(sensors)
        return cls(
            episode_id=uuid.uuid5(namespace, started_at.isoformat()),
            started_at=started_at,
            since_when=since_when,
            peak_at=started_at,
            peak=0.0,
            minimum_health=100.0,
            rows=0,
            share=zero,
            actual=zero,
            present=zero,
            expected=zero,
            residual=zero,
            residual_squares=zero,
            lowest=np.full(sensors, np.inf),
            highest=np.full(sensors, -np.inf),
            alone=zero,
            steps=zero,
        )

    def extend(
        self,
        times: pd.DatetimeIndex,
        fused: Vector,
        health: Vector,
        share: Matrix,
        actual: Matrix,
        expected: Matrix,
        residual: Matrix,
        alone: Matrix,
        calm: NDArray[np.bool_],
        steps: Matrix,
    ) -> EpisodeMemory:
        """The episode with more rows; `actual` may hold NaN."""
        if not len(times):
            return self
        top = int(np.argmax(fused))
        higher = float(fused[top]) > self.peak
        known = ~np.isnan(actual)
        return replace(
            self,
            peak=float(fused[top]) if higher else self.peak,
            peak_at=times[top] if higher else self.peak_at,
            minimum_health=min(self.minimum_health, float(health.min())),
            rows=self.rows + len(times),
            share=self.share + share.sum(axis=0),
            actual=self.actual + np.where(known, actual, 0.0).sum(axis=0),
            present=self.present + known.sum(axis=0),
            expected=self.expected + expected.sum(axis=0),
            residual=self.residual + residual.sum(axis=0),
            residual_squares=self.residual_squares + (residual**2).sum(axis=0),
            lowest=np.minimum(self.lowest, np.where(known, actual, np.inf).min(axis=0)),
            highest=np.maximum(self.highest, np.where(known, actual, -np.inf).max(axis=0)),
            alone=self.alone + alone.sum(axis=0),
            steps=self.steps + np.where(known, steps, 0.0).sum(axis=0),
            calm=self.calm + int(calm.sum()),
            quiet=0,
            quiet_since=None,
        )


def for_sensors(episode: EpisodeMemory, old: tuple[str, ...], new: tuple[str, ...]) -> EpisodeMemory:
    """The episode under a model with other sensors: what is known of each by its name."""
    source = [old.index(name) if name in old else -1 for name in new]
    known = np.array([i >= 0 for i in source])
    fresh = EpisodeMemory.begin(episode.episode_id, episode.started_at, episode.since_when, len(new))
    sums = {name: np.where(known, getattr(episode, name)[source], getattr(fresh, name)) for name in _SUMS}
    return replace(episode, **sums)


def severity(peak: float, settings: Settings) -> str:
    """Severity by the highest fused score so far."""
    return SEVERITIES[sum(peak >= limit for limit in settings.severity_limits)]


def change_point(values: Vector) -> int:
    """First row after the most likely rise of the mean (likelihood ratio of two means, equal variance)."""
    rows = len(values)
    if rows < 2:
        return rows - 1
    split = np.arange(1, rows)
    total = np.cumsum(values)
    before = total[:-1] / split
    after = (total[-1] - total[:-1]) / (rows - split)
    gain = np.where(after > before, split * (rows - split) / rows * (after - before) ** 2, -1.0)
    return int(split[np.argmax(gain)]) if gain.max() > 0 else rows - 1


def culprit_frame(
    episode: EpisodeMemory, sensors: tuple[str, ...], scale: Vector, settings: Settings
) -> pd.DataFrame:
    """The sensors with the largest shares, at least one."""
    share = 100.0 * episode.share / max(float(episode.share.sum()), 1e-12)
    order = np.lexsort((np.arange(len(share)), -share))[: settings.top_sensors]
    order = order[: max(int(np.sum(share[order] > 0.0)), 1)]
    rows = []
    for rank, i in enumerate(order, start=1):
        expected = float(episode.expected[i] / max(episode.rows, 1))
        present = float(episode.present[i])
        actual = float(episode.actual[i] / present) if present else expected
        rows.append(
            (
                episode.episode_id,
                sensors[i],
                rank,
                float(share[i]),
                _direction(episode, int(i), float(scale[i])),
                actual,
                expected,
                actual - expected,
            )
        )
    return pd.DataFrame(rows, columns=list(CULPRIT_COLUMNS))


def _direction(episode: EpisodeMemory, sensor: int, scale: float) -> str:
    if episode.present[sensor] >= 10:
        moved = episode.highest[sensor] - episode.lowest[sensor]
        if moved <= _STUCK_SPREAD * scale:
            return "STUCK"
    mean = episode.residual[sensor] / max(episode.rows, 1)
    square = episode.residual_squares[sensor] / max(episode.rows, 1)
    spread = float(np.sqrt(max(square - mean**2, 0.0)))
    if episode.rows >= 10 and spread > _ERRATIC_RATIO * abs(mean):
        return "ERRATIC"
    return "UP" if mean >= 0 else "DOWN"


def summary(
    culprits: pd.DataFrame,
    since: pd.Timestamp,
    broken: str | None = None,
    *,
    persisted: bool = False,
    unit: str = "",
) -> str:
    """What changed, as a sentence: sensor, direction, size in the sensor's unit, since when.

    `broken` says what is wrong with the sensor that is suspected of being at fault itself; `persisted` that
    the alarm ended because the shift has come to stay; `unit` is that of the first culprit, where known.
    """
    first = culprits.iloc[0]
    of = f" {unit}" if unit else ""
    size, expected = f"{abs(float(first['DeltaValue'])):.4g}", f"{float(first['ExpectedMean']):.6g}{of}"
    actual, name = f"{float(first['ActualMean']):.6g}{of}", first["SensorName"]
    moment = f"{since:%Y-%m-%d %H:%M:%S} UTC"
    if broken is not None:
        return f"{SENSOR_FAULT} {broken} since {moment}; the other sensors agree with one another"[:1000]
    match first["Direction"]:
        case "STUCK":
            what = f"{name} has stood still at {actual} (expected {expected})"
        case "ERRATIC":
            what = f"{name} has been restless around {actual} (expected {expected})"
        case "UP":
            what = f"{name} has been {size} above the expected {expected}"
        case _:
            what = f"{name} has been {size} below the expected {expected}"
    others = [str(other) for other in culprits["SensorName"].iloc[1:3]]
    also = f"; also {' and '.join(others)}" if others else ""
    end = "; the machine stays there: taken as its new normal until it is trained anew" if persisted else ""
    return f"{what} since {moment}{also}"[: 1000 - len(end)] + end


def episode_row(
    episode: EpisodeMemory,
    culprits: pd.DataFrame,
    settings: Settings,
    broken: str | None,
    units: Mapping[str, str],
) -> tuple[object, ...]:
    """One row of EPISODE_COLUMNS; `broken` as in `summary`, units by sensor."""
    unit = units.get(str(culprits["SensorName"].iloc[0]), "")
    return (
        episode.episode_id,
        episode.started_at,
        pd.NaT if episode.ended_at is None else episode.ended_at,
        episode.since_when,
        episode.peak_at,
        episode.peak,
        episode.minimum_health,
        severity(episode.peak, settings),
        episode.rows,
        episode.ended_at is None,
        summary(culprits, episode.since_when, broken, persisted=episode.persisted, unit=unit),
    )


def episode_to_arrays(episode: EpisodeMemory) -> dict[str, AnyArray]:
    """An open episode as arrays."""
    moments = (episode.started_at, episode.since_when, episode.peak_at, episode.quiet_since or pd.NaT)
    return {name: getattr(episode, name) for name in _SUMS} | {
        "id": np.frombuffer(episode.episode_id.bytes, np.uint8),
        "moments": np.array([moment.value for moment in moments], np.int64),
        "figures": np.array([episode.peak, episode.minimum_health]),
        "counts": np.array([episode.rows, episode.calm, episode.quiet], np.int64),
    }


def episode_from_arrays(arrays: Mapping[str, AnyArray]) -> EpisodeMemory:
    """The inverse of `episode_to_arrays`."""
    started, since, peak_at, quiet = (pd.Timestamp(int(ns)) for ns in np.asarray(arrays["moments"], np.int64))
    peak, health = np.asarray(arrays["figures"], float)
    rows, calm, quiet_rows = (int(count) for count in np.asarray(arrays["counts"], np.int64))
    sums: dict[str, NDArray[np.float64]] = {name: np.asarray(arrays[name], float) for name in _SUMS}
    return EpisodeMemory(
        episode_id=uuid.UUID(bytes=np.asarray(arrays["id"], np.uint8).tobytes()),
        started_at=started,
        since_when=since,
        peak_at=peak_at,
        peak=float(peak),
        minimum_health=float(health),
        rows=rows,
        share=sums["share"],
        actual=sums["actual"],
        present=sums["present"],
        expected=sums["expected"],
        residual=sums["residual"],
        residual_squares=sums["residual_squares"],
        lowest=sums["lowest"],
        highest=sums["highest"],
        alone=sums["alone"],
        steps=sums["steps"],
        calm=calm,
        quiet=quiet_rows,
        quiet_since=None if pd.isna(quiet) else quiet,
    )
