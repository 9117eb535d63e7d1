"""What a report says, as plain values: filled by `load`, drawn by `charts`, laid out by `page`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.datetime64]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

DETECTORS: Mapping[str, str] = {
    "Ar1Z": "Autoregression",
    "PcaT2Z": "PCA T²",
    "PcaSpeZ": "PCA residual (SPE)",
    "MahalanobisZ": "Mahalanobis distance",
    "IsolationForestZ": "Isolation forest",
    "GaussianMixtureZ": "Gaussian mixture",
    "OverallModelResidualZ": "Sensor against sensors",
}
"""Columns of ACM_Scores_Wide and what people call them; values are calibrated, one-sided deviations."""


@dataclass(frozen=True)
class Limits:
    """Limits of the active model: fused score (deviations) and health index (0 to 100)."""

    alarm: float
    release: float
    caution_health: float
    alert_health: float


@dataclass(frozen=True)
class HealthSeries:
    """Health over time; every array has the length of `times` (UTC, ascending)."""

    times: Times
    health: Values
    fused: Values
    running: Flags

    def __len__(self) -> int:
        return len(self.times)


@dataclass(frozen=True)
class HealthForecast:
    """Health to come, as means over `bucket`, with the ends of its interval of `percent`; times ascending."""

    times: Times
    expected: Values
    lower: Values
    upper: Values
    percent: float
    bucket: str


@dataclass(frozen=True)
class RemainingLife:
    """A row of ACM_RUL: hours are None unless the status is ESTIMATED; `method` also says why not."""

    status: str
    hours: float | None
    lower: float | None
    upper: float | None
    percent: float | None
    horizon: float | None
    failure_health: float | None
    method: str


@dataclass(frozen=True)
class ScoreSeries:
    """Detector scores over time; `detectors` maps a column of ACM_Scores_Wide to values (NaN: none)."""

    times: Times
    detectors: Mapping[str, Values]


@dataclass(frozen=True)
class Culprit:
    """A sensor's part in an episode; values in the sensor's unit, share in percent."""

    sensor: str
    share: float
    direction: str
    actual: float | None
    expected: float | None
    delta: float | None


@dataclass(frozen=True)
class Episode:
    """One alarm from its first sign to its end; `ended_at` is None while it is open."""

    episode_id: str
    started_at: datetime
    ended_at: datetime | None
    since: datetime
    peak_at: datetime
    peak: float
    lowest_health: float
    severity: str
    samples: int
    summary: str
    culprits: tuple[Culprit, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True)
class SensorTrace:
    """A sensor around an episode: readings, and expected values where they were kept."""

    sensor: str
    times: Times
    actual: Values
    expected_times: Times
    expected: Values


@dataclass(frozen=True)
class EpisodeDetail:
    """The traces of an episode's culprits from `start` to `end`."""

    episode_id: str
    start: datetime
    end: datetime
    traces: tuple[SensorTrace, ...]


@dataclass(frozen=True)
class SensorDrift:
    """A sensor's latest drift: how far off what the others say, in its training deviations and its unit.

    `until` is None while it drifts; `size` is None when the model's units are not known.
    """

    sensor: str
    times: Times
    values: Values
    since: datetime
    until: datetime | None
    deviations: float
    size: float | None


@dataclass(frozen=True)
class RegimeSeries:
    """The regime over time, -1 where none fits; only rows in which the machine ran."""

    times: Times
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class Finding:
    """Data-quality events of one kind on one column, added up."""

    event_type: str
    column: str
    events: int
    rows: int
    first_at: datetime | None
    last_at: datetime | None
    detail: str


@dataclass(frozen=True)
class Run:
    """One run; `seconds` is None while it runs."""

    started_at: datetime
    stage: str
    window_start: datetime
    window_end: datetime
    outcome: str
    rows_read: int | None
    rows_written: int | None
    seconds: float | None
    model_version: int
    reason: str
    error: str | None
    config_hash: str


@dataclass(frozen=True)
class Trial:
    """Faults of one kind and size (None: the kind has none) that a back-test put in; shares in percent.

    `found` of `faults` were told of, `by_finding` of those by data quality alone; `low` and `high` are the
    95 % interval of the share. `delay` is the median of those found, None when none was; `lasting` how long
    a fault was.
    """

    kind: str
    size: float | None
    faults: int
    found: int
    by_finding: int
    share: float
    low: float
    high: float
    delay: timedelta | None
    lasting: timedelta


@dataclass(frozen=True)
class Backtest:
    """What a machine's latest back-test found; `false_alarms` came without a fault and were not confirmed.

    `model_version` None: a model trained for the back-test alone.
    """

    start: datetime
    end: datetime
    model_version: int | None
    false_alarms: int
    false_alarms_per_week: float
    trials: tuple[Trial, ...]


@dataclass(frozen=True)
class Now:
    """Where a machine stands at its last scored row."""

    at: datetime
    health: float
    status: str
    fused: float
    operating_state: str
    top_sensor: str | None


@dataclass(frozen=True)
class Machine:
    """Everything about one machine in the period of the report."""

    code: str
    name: str
    now: Now | None
    limits: Limits
    model_version: int | None
    rows_needed: int | None
    last_error: str | None
    health: HealthSeries
    scores: ScoreSeries
    units: Mapping[str, str] = field(default_factory=dict)
    forecast: HealthForecast | None = None
    life: RemainingLife | None = None
    episodes: tuple[Episode, ...] = ()
    details: tuple[EpisodeDetail, ...] = ()
    drifts: tuple[SensorDrift, ...] = ()
    regimes: RegimeSeries | None = None
    findings: tuple[Finding, ...] = ()
    runs: tuple[Run, ...] = ()
    backtest: Backtest | None = None

    @property
    def open_episode(self) -> Episode | None:
        """The episode that goes on, if any."""
        return next((e for e in reversed(self.episodes) if e.is_open), None)

    @property
    def worst_episode(self) -> Episode | None:
        """The episode with the highest score."""
        return max(self.episodes, key=lambda e: e.peak, default=None)


@dataclass(frozen=True)
class ReportData:
    """The whole report; times are naive UTC."""

    generated_at: datetime
    version: str
    engine: str
    period_days: int
    machines: tuple[Machine, ...]

    @property
    def config_hashes(self) -> tuple[str, ...]:
        """Configurations of each machine's latest run, without repetition."""
        return tuple(dict.fromkeys(m.runs[0].config_hash for m in self.machines if m.runs))
