"""Episodes along the rows of one call: opened, extended and closed by the alarm."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import Matrix, Vector
from acm.analytics.calibration import health_index
from acm.analytics.episodes import (
    CULPRIT_COLUMNS,
    EPISODE_COLUMNS,
    EpisodeMemory,
    change_point,
    culprit_frame,
    episode_row,
    for_sensors,
)
from acm.analytics.explanation import Explanation
from acm.analytics.filtering import Filtered
from acm.analytics.model import Model
from acm.analytics.quality import QualityFinding
from acm.analytics.sensor_faults import suspect, suspect_finding
from acm.analytics.state import ScorerState


@dataclass
class Tracker:
    """Follows episodes through the rows of one call."""

    model: Model
    namespace: uuid.UUID
    episode: EpisodeMemory | None
    recent_times: NDArray[np.int64]
    recent: Vector
    first_row: int = 0

    def __post_init__(self) -> None:
        self.left_open = None if self.episode is None else self.episode.episode_id
        self.touched: list[EpisodeMemory] = []
        self.detail = np.zeros(0, bool)
        self.alarms = pd.DatetimeIndex([])

    @classmethod
    def of(
        cls,
        model: Model,
        state: ScorerState | None,
        carried: ScorerState | None,
        namespace: uuid.UUID,
    ) -> Tracker:
        episode = None if state is None or state.episode is None else state.episode
        if episode is not None and state is not None and state.sensors != model.sensors:
            episode = for_sensors(episode, state.sensors, model.sensors)
        if carried is None:
            return cls(model, namespace, episode, np.zeros(0, np.int64), np.zeros(0))
        return cls(model, namespace, episode, carried.recent_times, carried.recent)

    def from_row(self, row: int) -> Tracker:
        """Leave the episode alone before `row`: an earlier call has counted those rows."""
        return replace(self, first_row=row)

    def follow(
        self,
        times: pd.DatetimeIndex,
        running: NDArray[np.bool_],
        result: Filtered,
        actual: Matrix,
        positions: NDArray[np.intp],
        explanation: Explanation,
        steps: Matrix,
        accepted: NDArray[np.intp],
        stood: NDArray[np.int64],
    ) -> None:
        """Open, extend and close episodes along the alarm flags.

        `steps` are what EpisodeMemory adds up; at `accepted` rows an alarm ends because its shift has come to
        stay. `stood` is for how many rows a sensor has stood still, where its standstill is what is alarming.
        """
        alarm = result.alarm
        self.alarms = times[alarm]
        self.detail = np.zeros(len(times), bool)
        stamps = times.to_numpy().astype("datetime64[ns]").astype(np.int64)
        health = health_index(result.fused)
        edges = np.flatnonzero(np.diff(alarm.astype(np.int8))) + 1
        row_of = np.full(len(times), -1)
        row_of[positions] = np.arange(len(positions))
        for first, last in zip([0, *edges], [*edges, len(alarm)], strict=True):
            stop = max(first, min(last, len(alarm)))
            begin = max(first, self.first_row)
            if alarm[first:stop].any():
                if self.episode is None:
                    self._remember(stamps[first : first + 1], result.instant[first : first + 1])
                    since = pd.Timestamp(int(self.recent_times[self._since(int(stood[first]))]))
                    self.episode = EpisodeMemory.begin(
                        self.namespace, times[first], min(since, times[first]), len(self.model.sensors)
                    )
                rows = np.arange(begin, stop)
                in_detail = max(self.model.settings.detail_rows - self.episode.rows, 0)
                self.detail[rows[:in_detail]] = True
                at = row_of[rows]
                self.episode = self.episode.extend(
                    times[rows],
                    result.fused[rows],
                    health[rows],
                    explanation.share[at],
                    actual[rows],
                    explanation.expected[at],
                    explanation.residual_z[at],
                    explanation.alone[at],
                    explanation.calm[at],
                    steps[rows],
                )
            elif stop > begin:
                if self.episode is not None:
                    first = (
                        self._rest(self.episode, times[begin:stop], bool(np.isin(begin, accepted))) + begin
                    )
                usable = np.arange(first, stop)[running[first:stop]]
                self._remember(stamps[usable], result.instant[usable])

    def _rest(self, episode: EpisodeMemory, times: pd.DatetimeIndex, stays: bool) -> int:
        """Rows without an alarm: the episode ends where they began, once there are enough of them.

        Gives the first of the rows that is no longer of the episode, their number when all are. A shift that
        `stays` ends it at once.
        """
        since = times[0] if episode.quiet_since is None else episode.quiet_since
        enough = 1 if stays else self.model.settings.episode_gap_rows
        quiet = episode.quiet + len(times)
        if quiet < enough:
            self.episode = replace(episode, quiet=quiet, quiet_since=since)
            return len(times)
        self.touched.append(replace(episode, ended_at=since, persisted=stays))
        self.episode = None
        self.recent_times, self.recent = self.recent_times[:0], self.recent[:0]
        return enough - 1 - episode.quiet

    def _since(self, stood: int) -> int:
        """Where in the recent rows the trouble began: at the change point, or with the standstill."""
        return max(len(self.recent) - 1 - stood, 0) if stood else change_point(self.recent)

    def _remember(self, stamps: NDArray[np.int64], instant: Vector) -> None:
        rows = self.model.settings.change_point_rows
        self.recent_times = np.concatenate([self.recent_times, stamps])[-rows:]
        self.recent = np.concatenate([self.recent, instant])[-rows:]

    def frames(
        self, start: pd.Timestamp, units: Mapping[str, str]
    ) -> tuple[pd.DataFrame, pd.DataFrame, list[QualityFinding]]:
        """Episodes that reach into the window, their culprits, and sensors suspected of being at fault.

        One that an earlier call has left open is told of when it ends, be it before the window: in rows that
        came late, or of a window that nobody has scored.
        """
        model, settings = self.model, self.model.settings
        touched = [
            e
            for e in self.touched
            if e.ended_at is None or e.ended_at >= start or e.episode_id == self.left_open
        ]
        if self.episode is not None:
            touched.append(self.episode)
        culprits = [culprit_frame(e, model.sensors, model.scaler.scale, settings) for e in touched]
        broken = [suspect(e, model.watch, model.sensors, settings) for e in touched]
        rows = [
            episode_row(e, c, settings, None if b is None else b.what, units)
            for e, c, b in zip(touched, culprits, broken, strict=True)
        ]
        findings = []
        for e, b in zip(touched, broken, strict=True):
            if b is not None:
                last = e.ended_at if e.ended_at is not None else pd.Timestamp.max
                inside = (self.alarms >= max(start, e.started_at)) & (self.alarms < last)
                if last >= start:
                    findings.append(suspect_finding(b, self.alarms[inside]))
        episodes = pd.DataFrame(rows, columns=list(EPISODE_COLUMNS))
        for name in ("StartedAt", "EndedAt", "SinceWhen", "PeakAt"):
            episodes[name] = pd.to_datetime(episodes[name])
        empty = pd.DataFrame(columns=list(CULPRIT_COLUMNS))
        return episodes, pd.concat(culprits, ignore_index=True) if culprits else empty, findings
