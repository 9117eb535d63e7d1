"""Training: clean, leave out stops, fit the detectors, and calibrate them on rows they have not seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from acm.analytics.alarms import AlarmMemory
from acm.analytics.arrays import Matrix, Vector
from acm.analytics.calibration import Calibration, RegimeCalibration
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.drift import DriftChart, out_of_sample_residuals
from acm.analytics.ensemble import Ensemble, Views
from acm.analytics.errors import (
    MissingSensorError,
    NoReadingsError,
    NoUsableSensorError,
    TooFewRowsError,
)
from acm.analytics.evidence import Evidence
from acm.analytics.filtering import FilterMemory, Pipeline, confirmed, unknown, views_of
from acm.analytics.folds import folds
from acm.analytics.model import Model
from acm.analytics.operating_state import RUNNING, OperatingState, StateMemory
from acm.analytics.persistent_shift import ShiftRule
from acm.analytics.quality import QualityFinding, cadence_of, inspect, longest_equal_runs
from acm.analytics.regimes import Regimes
from acm.analytics.scaling import Scaler
from acm.analytics.sensor_faults import SensorWatch
from acm.analytics.settings import Settings
from acm.analytics.timescales import columns, fuse, loudest, smooth_on_scales


def train(
    readings: pd.DataFrame,
    settings: Settings | None = None,
    *,
    seed: int = 0,
    previous: Model | None = None,
) -> Model:
    """A model of the machine that `readings` show when it is well.

    Regimes that the `previous` version knew keep its labels; nothing else is taken from it.
    Equal readings (in any column order), settings and seed give an equal model. TooFewRowsError,
    NoUsableSensorError and MissingSensorError say what is wanting.
    """
    # On matrices of this size threads cost more than they bring, and several workers share the machine.
    limits: Any = threadpool_limits
    with limits(limits=1):
        return _train(readings, settings or Settings(), seed, previous)


def _train(readings: pd.DataFrame, settings: Settings, seed: int, previous: Model | None) -> Model:
    inspected = inspect(readings, settings)
    frame, findings = inspected.readings.tail(settings.maximum_training_rows), list(inspected.findings)
    _require_critical(frame, settings)
    sensors, untrainable = _choose_sensors(frame, settings)
    findings += untrainable
    frame = frame[sensors]

    first = Scaler.fit(frame.to_numpy(), settings.value_clip)
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

    scaler = Scaler.fit(used.to_numpy(), settings.value_clip)
    values = scaler.fill(used)
    scaled, _ = confirmed(scaler.scaled(values), unknown(len(moving)), settings.spike_clip)
    restarts = _restarts(used.index, cadence_of(pd.DatetimeIndex(frame.index)), settings)
    follow, drifting = _baselines(scaled, settings)
    views = _training_views(scaled, follow, settings)
    ensemble = Ensemble.fit(views.rows(~restarts), drifting, settings, seed)
    raw = _out_of_sample(views, restarts, drifting, settings, seed)
    quantile, blocks = settings.calibration_quantile, settings.out_of_sample_blocks
    absolute = views.level + (scaled - views.current)
    regimes = Regimes.fit(absolute, settings, seed)
    position = regimes.position(absolute)
    instant = RegimeCalibration.fit(raw, position, len(regimes.centres), settings)
    smoothed = smooth_on_scales(instant.z(raw, position), settings, np.zeros(columns(settings)))
    scales = Calibration.fit(smoothed, quantile, blocks)
    z = scales.z(smoothed)
    fused = fuse(z, settings)[:, None]
    margin = 1.0 + float(np.sqrt(settings.margin_rows / len(fused)))
    fusion = Calibration.fit(fused, quantile, blocks, margin=margin)
    evidence = Evidence.of(loudest(z), fusion.z(fused)[:, 0], settings.alarm_limit)
    watched = np.where(drifting, views.current, scaled)
    if previous is not None:
        regimes = regimes.labelled_after(
            tuple(moving), scaler, previous.regimes, previous.sensors, previous.scaler
        )
    unseen = out_of_sample_residuals(views.level, views.level, settings) / ensemble.residual.deviation
    longest = longest_equal_runs(used)
    drift = DriftChart.fit(watched, views.level, ensemble.residual, settings)
    return Model(
        sensors=tuple(moving),
        cadence=cadence_of(pd.DatetimeIndex(frame.index)),
        training_start=pd.Timestamp(frame.index[0]),
        training_end=pd.Timestamp(frame.index[-1]),
        training_rows=len(used),
        seed=seed,
        longest_runs=longest,
        ignored=tuple(str(name) for name in inspected.readings.columns if name not in moving),
        scaler=scaler,
        operating=operating,
        pipeline=Pipeline(settings, ensemble, regimes, instant, scales, fusion, follow, drifting),
        evidence=evidence,
        drift=drift,
        watch=SensorWatch.fit(
            values, scaled, unseen, np.array([float(longest[n]) for n in moving]), settings
        ),
        shift=ShiftRule.fit(scaled, ensemble.residual, drift.deviation, settings),
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

    A sensor that still resembles itself after a twentieth of the training has shown its range fewer than
    twenty times. If the other sensors do not explain that either, its level tomorrow is not known from these
    rows, only how it moves: its baseline follows it over that lag, also in alarm. The others are followed as
    slowly as the training is long.
    """
    rows = len(scaled)
    lag = max(rows // settings.drift_repeats, 1)
    unexplained = _unexplained(scaled, settings)
    drifting = (_resemblance(scaled, lag) > settings.drift_correlation) & (
        _resemblance(unexplained, lag) > settings.drift_correlation
    )
    short = float(max(lag, settings.drift_minimum_span))
    return 2.0 / (np.where(drifting, short, float(rows)) + 1.0), drifting


def _unexplained(scaled: Matrix, settings: Settings) -> Matrix:
    """What the other sensors leave of each, by a model of the other half of the rows.

    Two sensors that drift independently seem to explain each other in the rows of the fit (spurious
    regression, Granger and Newbold 1974), but not in the other half.
    """
    middle = len(scaled) // 2
    halves = (scaled[:middle], scaled[middle:])
    first, second = (ResidualModel.fit(half, settings.residual_ridge) for half in halves)
    return np.vstack([second.residuals(halves[0]), first.residuals(halves[1])])


def _resemblance(values: Matrix, lag: int) -> Vector:
    """Autocorrelation of each column at a lag."""
    centred = values - values.mean(axis=0)
    power = np.maximum(np.einsum("ij,ij->j", centred, centred), 1e-12)
    return np.asarray(np.einsum("ij,ij->j", centred[lag:], centred[:-lag]) / power, float)


def _training_views(scaled: Matrix, follow: Vector, settings: Settings) -> Views:
    nothing = np.zeros(scaled.shape[1])
    memory = FilterMemory(nothing, nothing, unknown(len(nothing)), scaled[0], np.zeros(0), AlarmMemory())
    views, _, _ = views_of(scaled, memory, follow, settings)
    return views


def _out_of_sample(
    views: Views,
    restarts: NDArray[np.bool_],
    drifting: NDArray[np.bool_],
    settings: Settings,
    seed: int,
) -> Matrix:
    """Raw scores of every training row under detectors fitted without its block and its neighbours."""
    out = np.empty((len(restarts), 7))
    for block, outside in folds(len(restarts), settings):
        fold = Ensemble.fit(views.rows(outside & ~restarts), drifting, settings, seed)
        raw = fold.raw_scores(views)
        raw[restarts, 0] = np.median(raw[:, 0])
        out[block] = raw[block]
    return out
