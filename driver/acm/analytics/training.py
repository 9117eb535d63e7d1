"""Training: clean, leave out stops, fit the detectors, and calibrate them on rows they have not seen."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.alarms import AlarmMemory
from acm.analytics.arrays import Matrix, Vector
from acm.analytics.calibration import Calibration
from acm.analytics.ensemble import Ensemble, Views
from acm.analytics.errors import (
    MissingSensorError,
    NoReadingsError,
    NoUsableSensorError,
    TooFewRowsError,
)
from acm.analytics.filtering import FilterMemory, Pipeline, fuse, views_of
from acm.analytics.model import Model
from acm.analytics.operating_state import RUNNING, OperatingState, StateMemory
from acm.analytics.quality import QualityFinding, cadence_of, inspect, longest_equal_runs
from acm.analytics.regimes import Regimes
from acm.analytics.scaling import Scaler
from acm.analytics.settings import Settings
from acm.analytics.smoothing import smooth, weight


def train(readings: pd.DataFrame, settings: Settings | None = None, *, seed: int = 0) -> Model:
    """A model of the machine that `readings` show when it is well.

    Equal readings (in any column order), settings and seed give an equal model. TooFewRowsError,
    NoUsableSensorError and MissingSensorError say what is wanting.
    """
    settings = settings or Settings()
    inspected = inspect(readings, settings)
    frame, findings = inspected.readings.tail(settings.maximum_training_rows), list(inspected.findings)
    _require_critical(frame, settings)
    sensors, untrainable = _choose_sensors(frame, settings)
    findings += untrainable
    frame = frame[sensors]

    first = Scaler.fit(frame.to_numpy(), settings.value_clip, settings.fill_limit)
    operating = OperatingState.fit(first.fill(frame), settings)
    states, _ = operating.states(first.fill(frame), StateMemory())
    running = states == RUNNING
    findings += _idle_finding(frame, running)
    if int(running.sum()) < settings.minimum_training_rows:
        raise TooFewRowsError(
            f"training needs {settings.minimum_training_rows} running rows, there are {int(running.sum())}"
        )
    used = frame.loc[running]
    moving = [name for name in sensors if used[name].nunique() > 1]
    if not moving:
        raise NoUsableSensorError("no sensor moves while the machine runs")
    if moving != sensors:
        keep = np.isin(sensors, moving)
        operating = operating.of_sensors(keep)
        findings += [
            _untrainable(used, name, "does not move while running") for name in sensors if name not in moving
        ]
        used = used[moving]

    scaler = Scaler.fit(used.to_numpy(), settings.value_clip, settings.fill_limit)
    scaled = scaler.scaled(scaler.fill(used))
    restarts = _restarts(used.index, cadence_of(pd.DatetimeIndex(frame.index)), settings)
    follow, drifting = _baselines(scaled, settings)
    views = _training_views(scaled, follow, settings)
    ensemble = Ensemble.fit(views.rows(~restarts), settings, seed)
    raw = _out_of_sample(views, restarts, settings, seed)
    instant = Calibration.fit(raw, settings.calibration_quantile)
    single = instant.z(raw)
    smoothed = smooth(single, weight(settings.score_span), np.zeros(raw.shape[1]))
    members = Calibration.fit(smoothed, settings.calibration_quantile)
    fusion = Calibration.fit(fuse(members.z(smoothed), settings)[:, None], settings.calibration_quantile)
    regimes = Regimes.fit(views.level, settings, seed)
    return Model(
        sensors=tuple(moving),
        cadence=cadence_of(pd.DatetimeIndex(frame.index)),
        training_start=pd.Timestamp(frame.index[0]),
        training_end=pd.Timestamp(frame.index[-1]),
        training_rows=len(used),
        seed=seed,
        longest_runs=longest_equal_runs(used),
        ignored=tuple(str(name) for name in inspected.readings.columns if name not in moving),
        scaler=scaler,
        operating=operating,
        regimes=regimes,
        pipeline=Pipeline(settings, ensemble, instant, members, fusion, follow, drifting),
        findings=tuple(findings),
    )


def _require_critical(frame: pd.DataFrame, settings: Settings) -> None:
    if not len(frame.columns):
        raise NoReadingsError("there is no sensor column")
    for name in settings.critical_sensors:
        if name not in frame.columns or not frame[name].notna().any():
            raise MissingSensorError(f"critical sensor {name!r} is missing from the training readings")


def _choose_sensors(frame: pd.DataFrame, settings: Settings) -> tuple[list[str], list[QualityFinding]]:
    """Sensors in the order of their names, so that the order of the columns means nothing."""
    kept, findings = [], []
    for name in sorted(frame.columns):
        if frame[name].notna().mean() < settings.minimum_sensor_coverage:
            findings.append(_untrainable(frame, name, "has too few values"))
        elif frame[name].nunique() < 2:
            findings.append(_untrainable(frame, name, "never moves"))
        else:
            kept.append(name)
    if not kept:
        raise NoUsableSensorError(f"none of {len(frame.columns)} sensors can be trained on")
    return kept, findings


def _untrainable(frame: pd.DataFrame, name: str, why: str) -> QualityFinding:
    return QualityFinding(
        "UNTRAINABLE_SENSOR",
        name,
        len(frame),
        pd.Timestamp(frame.index[0]),
        pd.Timestamp(frame.index[-1]),
        (),
        f"{name} {why}: it is left out of the model",
    )


def _idle_finding(frame: pd.DataFrame, running: NDArray[np.bool_]) -> list[QualityFinding]:
    if running.all():
        return []
    times = pd.DatetimeIndex(frame.index[~running])
    detail = f"{len(times)} of {len(frame)} rows show the machine stopped or between states: not trained on"
    return [QualityFinding("IDLE_ROWS", None, len(times), times[0], times[-1], (), detail)]


def _restarts(index: pd.Index, cadence: pd.Timedelta, settings: Settings) -> NDArray[np.bool_]:
    steps = pd.DatetimeIndex(index).to_series().diff()
    return np.asarray(steps.isna() | (steps > settings.gap_factor * cadence), bool)


def _baselines(scaled: Matrix, settings: Settings) -> tuple[Vector, NDArray[np.bool_]]:
    """How fast each sensor's baseline follows it, and which sensors drift by themselves.

    Simple exponential smoothing is the best forecast of a level that drifts under noise (Muth 1960). A sensor
    whose training rows are clearly better forecast by a short memory than by a long one drifts by itself.
    """
    long = float(max(len(scaled), settings.baseline_minimum_span))
    ahead = settings.forecast_rows
    skip = min(2 * settings.drift_spans[0], len(scaled) // 4)

    def error(span: float) -> Vector:
        level = smooth(scaled, weight(span), np.zeros(scaled.shape[1]))
        return np.asarray(np.mean((scaled[ahead:] - level[:-ahead])[skip:] ** 2, axis=0))

    best, spans = error(long), np.full(scaled.shape[1], long)
    limit = best * settings.drift_gain
    for span in settings.drift_spans:
        errors = error(span)
        better = errors < np.minimum(limit, best)
        best, spans = np.where(better, errors, best), np.where(better, span, spans)
    return 2.0 / (spans + 1.0), spans < long


def _training_views(scaled: Matrix, follow: Vector, settings: Settings) -> Views:
    nothing = np.zeros(scaled.shape[1])
    memory = FilterMemory(nothing, nothing, scaled[0], np.zeros(0), AlarmMemory())
    views, _, _ = views_of(scaled, memory, follow, settings)
    return views


def _out_of_sample(views: Views, restarts: NDArray[np.bool_], settings: Settings, seed: int) -> Matrix:
    """Raw scores of every training row under detectors fitted without its block and its neighbours."""
    rows = len(restarts)
    edges = np.linspace(0, rows, settings.out_of_sample_blocks + 1).astype(int)
    out = np.empty((rows, 7))
    for first, last in itertools.pairwise(edges):
        position = np.arange(rows)
        outside = (position < first - settings.level_span) | (position >= last + settings.level_span)
        fold = Ensemble.fit(views.rows(outside & ~restarts), settings, seed)
        raw = fold.raw_scores(views)
        raw[restarts, 0] = np.median(raw[:, 0])
        out[first:last] = raw[first:last]
    return out
