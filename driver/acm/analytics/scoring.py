"""Scoring: look-back and carried state in, frames and the next state out."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import Matrix, Vector
from acm.analytics.calibration import health_index
from acm.analytics.drift import Drift, DriftMemory, charted, drift_frame
from acm.analytics.ensemble import MEMBERS
from acm.analytics.errors import MissingSensorError, StateAheadError
from acm.analytics.explanation import (
    Explanation,
    explain_rows,
    sensor_frames,
    shift_findings,
    sparse_rows,
)
from acm.analytics.filtering import Filtered, FilterMemory
from acm.analytics.model import Model
from acm.analytics.operating_state import NAMES, RUNNING, StateMemory
from acm.analytics.persistent_shift import Shift, ShiftMemory, moved_to
from acm.analytics.quality import QualityFinding, inspect
from acm.analytics.regimes import Fit
from acm.analytics.sensor_faults import Watched, WatchMemory, noise_findings
from acm.analytics.sensor_quality import sensor_quality
from acm.analytics.standstill import Standstill
from acm.analytics.state import ScorerState
from acm.analytics.tracking import Tracker
from acm.analytics.trend import TrendMemory, bucket_widths

NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:acm:episodes")
_THINNING = 10  # rows out of health are kept this many times denser than healthy ones


@dataclass(frozen=True)
class Scored:
    """Result frames of one call, ready for the tables of the same names, and the state for the next call."""

    scores: pd.DataFrame
    health: pd.DataFrame
    regimes: pd.DataFrame
    contributions: pd.DataFrame
    expected: pd.DataFrame
    episodes: pd.DataFrame
    culprits: pd.DataFrame
    drift: pd.DataFrame
    quality: pd.DataFrame
    state: ScorerState
    findings: tuple[QualityFinding, ...]


def lookback_rows(model: Model) -> int:
    """Rows before the window that bring the fast filters to within a thousandth of their value."""
    settings = model.settings
    fast = 4 * (settings.level_span + max(settings.score_spans))
    return max(fast, settings.change_point_rows, 2 * model.operating.settle_rows)


def score(
    model: Model,
    readings: pd.DataFrame,
    start: pd.Timestamp,
    state: ScorerState | None = None,
    *,
    namespace: uuid.UUID = NAMESPACE,
    units: Mapping[str, str] | None = None,
) -> Scored:
    """Score the rows from `start` on; earlier rows are look-back. `units` by sensor are for sentences only.

    With a state, rows up to `state.last_at` only fill gaps; without one, the look-back warms the filters up.
    StateAheadError when the state has passed `start`; MissingSensorError when too many sensors are missing.
    """
    start = pd.Timestamp(start)
    if state is not None and state.last_at >= start:
        raise StateAheadError(f"the scorer state stands at {state.last_at}, the window starts at {start}")
    settings = model.settings
    inspected = inspect(
        readings, settings, cadence=model.cadence, longest_runs=model.longest_runs, start=start
    )
    frame, findings = _align(model, inspected.readings, start)
    index = pd.DatetimeIndex(frame.index)
    carried = state if state is not None and state.model_hash == model.model_hash else None
    new = np.ones(len(index), bool) if carried is None else np.asarray(index > carried.last_at)
    values = model.scaler.fill(frame.loc[new], None if carried is None else carried.known)
    times, actual = index[new], frame.to_numpy()[new]

    states, operating = model.operating.states(
        values, StateMemory() if carried is None else carried.operating
    )
    running = states == RUNNING
    present = ~np.isnan(actual)
    watched, watch_memory = _watch(model, values, present, running, carried)
    standstill = Standstill.of(model.watch, watched.still, running, present, model.shift.rows, settings)
    result, filters, shift, shifts = _filter(model, times, values, running, standstill.floor, carried)
    stands = standstill.leading(result.fused)
    drift, drift_memory = _drift(model, result, running, shifts, carried)
    tracker = Tracker.of(model, state, carried, namespace)
    ill = result.alarm | (health_index(result.fused) < settings.caution_health)
    before = None if carried is None else carried.last_at
    sparse = sparse_rows(times, settings.sparse_rows, model.cadence, before)
    dense = sparse_rows(times, max(settings.sparse_rows // _THINNING, 1), model.cadence, before)
    positions = np.flatnonzero(ill | sparse)
    explanation = explain_rows(model, result, stands, positions)
    if state is not None and carried is None:
        tracker = tracker.from_row(int(times.searchsorted(state.last_at, side="right")))
    steps = np.zeros(values.shape)
    steps[running] = watched.steps
    accepted = np.array([accepted.row for accepted in shifts], np.intp)
    tracker.follow(times, running, result, actual, positions, explanation, steps, accepted, stands.rows)

    shown = np.asarray(times >= start)
    stored = shown & (sparse | (ill & dense) | tracker.detail)
    sensors = sensor_frames(model, times, actual, positions, explanation, stored)
    fit = _regimes(model, result, shifts, carried)
    scores, health, regimes = _row_frames(model, times, states, result, fit, positions, explanation, shown)
    episodes, culprits, suspects = tracker.frames(start, units or {})
    seen = shown[running]
    by_itself = np.ones(values.shape, bool)
    loud = ill[positions] & ~explanation.calm
    by_itself[positions[loud]] = explanation.alone[loud] > 0
    noise = noise_findings(
        model.watch, watched.rows(seen), times[running][seen], by_itself[running][seen], model.sensors
    )
    drifts = drift_frame(
        model.drift,
        model.pipeline.ensemble.residual,
        drift,
        times,
        model.sensors,
        settings.top_sensors,
        shown,
        sparse,
        dense,
    )
    last_at = times[-1] if len(times) else (state.last_at if state is not None else start - model.cadence)
    was_running = bool(running[-1]) if len(times) else (carried.running if carried else True)
    after = ScorerState(
        last_at=pd.Timestamp(last_at),
        model_hash=model.model_hash,
        sensors=model.sensors,
        filters=filters,
        operating=operating,
        drift=drift_memory,
        trend=_trend(
            model, times, result, running & ~stands.alarming & (carried is not None or shown), carried
        ),
        watch=watch_memory,
        shift=shift,
        running=was_running,
        known=values[-1] if len(values) else (model.scaler.centre if carried is None else carried.known),
        recent_times=tracker.recent_times[-settings.change_point_rows :],
        recent=tracker.recent[-settings.change_point_rows :],
        episode=tracker.episode,
    )
    shifted = [f for s in shifts if shown[s.row] for f in shift_findings(model, s, times[s.row])]
    said = (*inspected.findings, *findings, *noise, *suspects, *shifted)
    still = watched.still[seen] + 1 >= model.watch.enough(settings.stuck_rows)
    stuck = dict(zip(model.sensors, map(int, still.sum(axis=0)), strict=True))
    window = inspected.readings.loc[inspected.readings.index >= start]
    quality = sensor_quality(window, said, stuck)
    return Scored(scores, health, regimes, *sensors, episodes, culprits, drifts, quality, after, said)


def _align(
    model: Model, frame: pd.DataFrame, start: pd.Timestamp
) -> tuple[pd.DataFrame, list[QualityFinding]]:
    """The model's sensors in its order; absent ones are NaN; absent and unknown ones are reported."""
    missing = [name for name in model.sensors if name not in frame.columns]
    critical = [name for name in model.settings.critical_sensors if name not in frame.columns]
    if critical:
        raise MissingSensorError(f"critical sensor {critical[0]!r} is missing from the readings")
    if len(missing) > model.settings.maximum_missing_share * len(model.sensors):
        raise MissingSensorError(
            f"{len(missing)} of the model's {len(model.sensors)} sensors are missing, such as {missing[0]!r}"
        )
    unknown = [name for name in frame.columns if name not in model.sensors and name not in model.ignored]
    recent = frame.index[frame.index >= start]
    findings = [
        QualityFinding(event, str(name), len(recent), recent[0], recent[-1], (), f"{name}: {what}")
        for event, names, what in (
            ("MISSING_COLUMN", missing, "the model's sensor is not among the readings; taken as normal"),
            ("UNKNOWN_COLUMN", unknown, "the model does not know this sensor; left out"),
        )
        for name in names
        if len(recent)
    ]
    return frame.reindex(columns=list(model.sensors)), findings


def _filter(
    model: Model,
    times: pd.DatetimeIndex,
    values: Matrix,
    running: NDArray[np.bool_],
    floor: Vector,
    carried: ScorerState | None,
) -> tuple[Filtered, FilterMemory, ShiftMemory, list[Shift]]:
    """Filter the running rows stretch by stretch; other rows get zeros, and what follows starts settled.

    Where a shift has come to stay, the baseline moves to it and the alarm ends, so a stretch is cut there.
    """
    pipeline, residual = model.pipeline, model.pipeline.ensemble.residual
    shift = ShiftMemory.cold(len(model.sensors)) if carried is None else carried.shift
    shifts: list[Shift] = []
    memory = pipeline.cold() if carried is None else carried.filters
    scaled = model.scaler.scaled(values)
    before = None if carried is None else carried.last_at
    restarts = _restarts(times, before, model.settings.gap_factor * model.cadence)
    was_running = np.concatenate([[carried is None or carried.running], running[:-1]])[: len(running)]
    restarts |= ~was_running
    parts = []
    edges = np.flatnonzero(np.diff(running.astype(np.int8))) + 1
    for first, last in zip([0, *edges], [*edges, len(running)], strict=True):
        if last > first and not running[first]:
            memory = pipeline.settled(memory)
            parts.append(Filtered.nothing(scaled[first:last], memory))
            continue
        at = first
        while at < last or at == first:
            part, after = pipeline.run(scaled[at:last], restarts[at:last], floor[at:last], memory)
            stays, level, shift = model.shift.follow(scaled[at:last], part.alarm, residual, shift)
            if stays is not None:
                stop = at + stays + 1
                part, after = pipeline.run(scaled[at:stop], restarts[at:stop], floor[at:stop], memory)
                part.alarm[-1] = False
                shifts.append(Shift(stop - 1, level - after.baseline, level))
                after = moved_to(level, after, pipeline)
            memory = after
            parts.append(part)
            at += max(len(part.fused), 1)
    return Filtered.join(parts), memory, shift, shifts


def _drift(
    model: Model,
    result: Filtered,
    running: NDArray[np.bool_],
    shifts: list[Shift],
    carried: ScorerState | None,
) -> tuple[Drift, DriftMemory]:
    """Drift charts over the running rows: between these nothing moves, and at shifts they begin anew."""
    before = DriftMemory.cold(len(model.sensors)) if carried is None else carried.drift
    pipeline = model.pipeline
    values = charted(result.views.current[running], result.baseline[running], pipeline.drifting)
    memory, parts, at = before, [], 0
    for shift in shifts:
        stop = int(running[: shift.row + 1].sum())
        part, memory = model.drift.run(values[at:stop], pipeline.ensemble.residual, memory)
        parts.append(part)
        memory, at = memory.after_shift(np.where(pipeline.drifting, 0.0, shift.level)), stop
    part, memory = model.drift.run(values[at:], pipeline.ensemble.residual, memory)
    return Drift.join([*parts, part]).stretched(running, before), memory


def _regimes(model: Model, result: Filtered, shifts: list[Shift], carried: ScorerState | None) -> Fit:
    """The regime of every row, given the shift that was accepted before it."""
    pipeline, residual = model.pipeline, model.pipeline.ensemble.residual
    level = result.views.level + result.baseline
    accepted = np.zeros(len(model.sensors)) if carried is None else carried.drift.accepted
    if not shifts and not accepted.any():
        return model.regimes.of(level)
    # levels, and what the other sensors leave of them: a shift shows in either, whatever the load
    aspects = np.hstack([np.eye(level.shape[1]), residual.weights / residual.deviation])
    aspects = aspects[:, np.tile(~pipeline.drifting, 2)]
    edges = [0, *(shift.row + 1 for shift in shifts), len(level)]
    places = [accepted, *(shift.level for shift in shifts)]
    parts = [
        model.regimes.of_shifted(level[first:last], place, aspects)
        for (first, last), place in zip(itertools.pairwise(edges), places, strict=True)
    ]
    return Fit(*(np.concatenate([getattr(p, n) for p in parts]) for n in ("label", "distance", "confidence")))


def _watch(
    model: Model,
    values: Matrix,
    present: NDArray[np.bool_],
    running: NDArray[np.bool_],
    carried: ScorerState | None,
) -> tuple[Watched, WatchMemory]:
    """Noise and standstill of each sensor over the running rows."""
    memory = model.watch.cold() if carried is None else carried.watch
    first = values[:1] if carried is None else carried.known[None, :]
    previous = np.vstack([first, values[:-1]])[: len(values)]
    step = model.scaler.scaled(values) - model.scaler.scaled(previous)
    return model.watch.run(values[running], previous[running], step[running], present[running], memory)


def _trend(
    model: Model,
    times: pd.DatetimeIndex,
    result: Filtered,
    counted: NDArray[np.bool_],
    carried: ScorerState | None,
) -> TrendMemory:
    """The trend with the rows that count: running, and scored rather than looked back at."""
    memory = TrendMemory.cold(model.settings) if carried is None else carried.trend
    return memory.extend(times[counted], result.fused[counted], bucket_widths(model.settings, model.cadence))


def _restarts(
    times: pd.DatetimeIndex, before: pd.Timestamp | None, longest: pd.Timedelta
) -> NDArray[np.bool_]:
    """Rows without a predecessor within `longest`."""
    stamps = times.to_numpy().astype("datetime64[ns]").astype(np.int64)
    if not len(stamps):
        return np.zeros(0, bool)
    earlier = np.concatenate([[stamps[0] if before is None else before.value], stamps[:-1]])
    far = stamps - earlier > longest.value
    if before is None:
        far[0] = True
    return np.asarray(far, bool)


def _row_frames(
    model: Model,
    times: pd.DatetimeIndex,
    states: NDArray[np.int8],
    result: Filtered,
    fit: Fit,
    positions: NDArray[np.intp],
    explanation: Explanation,
    shown: NDArray[np.bool_],
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Scores, health and regimes of the rows shown; a machine that does not run is in no regime."""
    settings = model.settings
    running = (states == RUNNING)[shown]
    fused = np.maximum(result.fused, 0.0)
    health = health_index(fused)
    status = np.where(health < settings.caution_health, "CAUTION", "HEALTHY").astype(object)
    status[health <= settings.alert_health] = "ALERT"
    top = np.full(len(times), None, dtype=object)
    names = np.array(model.sensors, dtype=object)
    top[positions] = (
        names[np.round(explanation.share, 9).argmax(axis=1)] if len(positions) else top[positions]
    )
    top[(status == "HEALTHY") & ~result.alarm] = None
    stamps = times.to_numpy()[shown]
    z = np.maximum(result.z, 0.0)[shown]
    scores = pd.DataFrame({"Timestamp": stamps} | dict(zip(MEMBERS, z.T, strict=True)))
    scores["FusedZ"] = fused[shown]
    frame = pd.DataFrame(
        {
            "Timestamp": stamps,
            "HealthIndex": health[shown],
            "HealthStatus": status[shown],
            "FusedZ": fused[shown],
            "OperatingState": np.array(NAMES, dtype=object)[states[shown]],
            "RegimeLabel": pd.Series(fit.label[shown], dtype="Int64").where(running),
            "IsAlarm": result.alarm[shown],
            "TopSensor": pd.Series(top[shown], dtype=object),  # None, not NaN, while healthy
        }
    )
    regimes = pd.DataFrame(
        {
            "Timestamp": stamps[running],
            "RegimeLabel": fit.label[shown][running],
            "RegimeDistance": fit.distance[shown][running],
            "Confidence": fit.confidence[shown][running],
        }
    )
    return scores, frame, regimes
