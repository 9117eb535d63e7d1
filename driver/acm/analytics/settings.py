"""Every constant of the analytics in one frozen place, with a hash that names the configuration."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from acm.analytics.errors import SettingsError


@dataclass(frozen=True)
class Settings:
    """The configuration of training and scoring; spans are in rows, limits in standard deviations."""

    # data quality
    absurd_limit: float = 1e100
    gap_factor: float = 10.0  # a step longer than this many cadences is a gap
    stuck_rows: int = 60  # this many equal values of a sensor that used to move
    critical_sensors: tuple[str, ...] = ()
    maximum_missing_share: float = 0.5  # of the model's sensors; more is an error
    minimum_sensor_coverage: float = 0.5  # a sensor with fewer values is not trained on

    # training
    minimum_training_rows: int = 200
    maximum_training_rows: int = 20_000
    out_of_sample_blocks: int = 5
    value_clip: float = 10_000.0  # scaled values beyond this say no more
    spike_clip: float = 40.0  # beyond this a value that comes alone says no more

    # operating state: shares of the running level below which a sensor counts as absent or running down
    idle_level: float = 0.1
    transition_level: float = 0.5
    idle_sensor_share: float = 0.5
    idle_rows: int = 5  # absent for fewer rows is no stop yet
    settle_rows: int = 30  # after a stop a machine is starting for so long
    stopping_rows: int = 5  # low for longer without coming to rest is a low load
    maximum_transition_share: float = 0.02  # of training rows; more, and the machine knows low loads
    activity_ratio: float = 4.0  # level over spread that makes zero mean "absent"
    minimum_activity_sensors: int = 2
    minimum_activity_share: float = 0.25  # of all sensors
    minimum_activity_values: int = 10
    minimum_running_share: float = 0.3

    # detectors
    level_span: int = 5
    score_spans: tuple[int, ...] = (5, 40)  # time scales, from fast to slow
    slow_clip: float = 6.0  # on the slow scales a row says no more than twice the alarm limit
    explained_variance: float = 0.9
    forest_trees: int = 64
    forest_rows: int = 256
    mixture_components: int = 3
    mixture_dimensions: int = 10
    residual_ridge: float = 0.05
    drift_doubt: float = 1.0  # of a drifting sensor's variance: as much again is thought possible

    # calibration, fusion and health
    calibration_quantile: float = 0.975
    minimum_regime_rows: int = 500  # a regime with fewer has no limits of its own
    regime_sharpness: float = 0.5  # least spread of a regime's scores over that of all
    # a healthy machine may go sqrt(margin_rows / training rows) farther than it went in training
    margin_rows: int = 400
    fused_members: tuple[str, ...] = (
        "Ar1Z",
        "PcaT2Z",
        "PcaSpeZ",
        "MahalanobisZ",
        "OverallModelResidualZ",
    )
    alarm_limit: float = 3.0
    release_exponent: float = 0.8  # 0: a fixed release limit; 1: a fixed share of the peak
    episode_gap_rows: int = 10  # an alarm that comes back before so many rows is the same episode
    rearm_ratio: float = 2.0
    release_limit: float = 1.4
    caution_health: float = 30.0
    alert_health: float = 10.0  # the health at the alarm limit
    severity_limits: tuple[float, float, float] = (6.0, 12.0, 30.0)  # MEDIUM, HIGH, CRITICAL
    drift_repeats: int = 20  # a sensor should have shown its range this often in training
    drift_correlation: float = 0.3
    drift_minimum_span: int = 30

    # regimes
    maximum_regimes: int = 6
    minimum_silhouette: float = 0.5
    novelty_quantile: float = 0.95  # of distances in training; the last rows are on the way between regimes
    novelty_margin: float = 2.0

    # what is kept for people to look at
    top_sensors: int = 5
    detail_rows: int = 120  # first rows of an episode kept in full
    sparse_rows: int = 60  # elsewhere one row in this many cadences
    change_point_rows: int = 240

    # drift: a chart per sensor, in deviations of a mean over the training rows / batches
    cusum_batches: int = 50
    cusum_slack: float = 1.0  # half of the shift that is to be found
    cusum_limit: float = 5.0
    cusum_clip: float = 4.0  # residuals of single rows count no more, in deviations

    # a shift that has come to stay: an alarm of so many rows, or of the training's if that was longer
    shift_rows: int = 1500
    shift_blocks: int = 6  # of these rows; the last half must be level and calm
    shift_pause: int = 240  # rows without an alarm after which the count begins anew

    # broken sensors
    noise_span: int = 60
    fault_rows: int = 20  # fewer rows of an episode tell nothing about a sensor
    standstill_rows: int = 20  # fewer rows of one value are no standstill
    resting_share: float = 0.2  # a sensor that has one value so often rests there by nature
    confined_quantile: float = 0.999  # of the largest residual of a row: below, there is nothing to explain
    confined_share: float = 0.8  # of an episode's rows that correcting one sensor explains

    # forecast: history in buckets of several widths, each factor times coarser than the one before
    trend_bucket_rows: int = 3
    trend_bucket_factor: int = 5
    trend_levels: int = 5
    trend_buckets: int = 96
    forecast_minimum_buckets: int = 60
    forecast_share: float = 0.2  # horizon over history: further ahead the past says nothing
    interval_percent: float = 80.0
    failure_health: float = 0.7  # the health at the score where severity HIGH begins
    life_share: float = 0.25  # trouble of this age says something about a quarter as long

    def __post_init__(self) -> None:
        if not 0 < self.calibration_quantile < 1:
            raise SettingsError("calibration_quantile must lie between 0 and 1")
        if self.slow_clip < self.alarm_limit:
            raise SettingsError("slow_clip must not lie below alarm_limit")
        if self.episode_gap_rows < 1:
            raise SettingsError("episode_gap_rows must be at least 1")
        if self.margin_rows < 0 or self.drift_doubt < 0:
            raise SettingsError("margin_rows and drift_doubt must not be negative")
        if not 0 <= self.alert_health <= self.caution_health <= 100:
            raise SettingsError("health limits must satisfy 0 <= alert_health <= caution_health <= 100")
        if not 0 < self.release_limit <= self.alarm_limit:
            raise SettingsError("release_limit must lie between 0 and alarm_limit")
        if not 0 < self.failure_health < self.alert_health:
            raise SettingsError("failure_health must lie between 0 and alert_health")
        if not 0 < self.interval_percent < 100 or not 0 < self.forecast_share <= 0.5:
            raise SettingsError("interval_percent must lie below 100, forecast_share be at most 0.5")
        if not 32 <= self.forecast_minimum_buckets <= self.trend_buckets:
            raise SettingsError("forecast_minimum_buckets must lie between 32 and trend_buckets")
        if self.minimum_training_rows < 4 * self.out_of_sample_blocks:
            raise SettingsError("minimum_training_rows must be at least four rows per out-of-sample block")

    def to_dict(self) -> dict[str, Any]:
        """All settings as JSON-able values."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in dataclasses.asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Settings:
        """Settings from a mapping; an unknown name or a wrong type is a SettingsError."""
        defaults = {f.name: f.default for f in dataclasses.fields(cls)}
        checked = {name: _coerce(name, value, defaults) for name, value in values.items()}
        return cls(**checked)

    def config_hash(self) -> str:
        """SHA-256 of the canonical JSON form, 64 hex digits."""
        text = json.dumps(self.to_dict(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _coerce(name: str, value: Any, defaults: Mapping[str, Any]) -> Any:
    if name not in defaults:
        raise SettingsError(f"unknown setting {name!r}")
    default = defaults[name]
    if isinstance(default, tuple):
        if isinstance(value, str) or not hasattr(value, "__iter__"):
            raise SettingsError(f"setting {name!r} must be a list")
        return tuple(value)
    if isinstance(default, float):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SettingsError(f"setting {name!r} must be a number, not {value!r}")
        return float(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise SettingsError(f"setting {name!r} must be a whole number, not {value!r}")
    return value
