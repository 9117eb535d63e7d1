"""What the page shows of each machine: its data with charts and judgements."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from markupsafe import Markup

from acm.report import backtests, charts, outlook, verdict, wording
from acm.report.data import (
    DETECTORS,
    Culprit,
    Episode,
    EpisodeDetail,
    Finding,
    HealthForecast,
    Machine,
    ReportData,
    Run,
    SensorDrift,
    Times,
)
from acm.report.scales import TimeScale
from acm.report.sentences import sentence

_EPISODES_SHOWN = 10
_RUNS_SHOWN = 8
_FINDINGS_SHOWN = 8
_TRACES_SHOWN = 4


@dataclass(frozen=True)
class Lane:
    """One detector: its chart, its highest score, and for how much of the time it was past its limit."""

    name: str
    chart: Markup
    highest: float
    past_limit: float


@dataclass(frozen=True)
class EpisodeView:
    """An episode under the number that the charts give it."""

    count: int
    episode: Episode
    evidence: verdict.Evidence
    lasted: timedelta

    @property
    def to_alarm(self) -> timedelta:
        return self.episode.started_at - self.episode.since


@dataclass(frozen=True)
class Focus:
    """An episode looked at closely: its culprits and their traces."""

    view: EpisodeView
    heading: str
    culprits: tuple[Culprit, ...]
    traces: tuple[tuple[str, str, Markup], ...]


@dataclass(frozen=True)
class RunsView:
    """The run history: the latest, the others, and the sum of it."""

    latest: tuple[Run, ...]
    earlier: tuple[Run, ...]
    summary: str


@dataclass(frozen=True)
class DriftView:
    """A sensor's drift with its chart over the period."""

    drift: SensorDrift
    unit: str
    chart: Markup


@dataclass(frozen=True)
class RegimesView:
    """The band of regimes, and each regime's name, tone and share in percent."""

    band: Markup
    shares: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True)
class MachineView:
    """One machine as the page shows it: episodes newest first, charts None where there is nothing to draw."""

    anchor: str
    machine: Machine
    status: verdict.Status
    sentence: str
    spark: Markup | None
    health: Markup | None
    score: Markup | None
    regimes: RegimesView | None
    drifts: tuple[DriftView, ...]
    lanes: tuple[Lane, ...]
    lane_axis: Markup | None
    episodes: tuple[EpisodeView, ...]
    earlier_episodes: tuple[EpisodeView, ...]
    focuses: tuple[Focus, ...]
    findings: tuple[Finding, ...]
    findings_more: int
    runs: RunsView
    since: datetime | None
    top: Culprit | None
    life: str
    forecast: HealthForecast | None  # as far as it is drawn
    backtest: backtests.BacktestView | None


def machine_views(data: ReportData) -> list[MachineView]:
    """Every machine, in the order in which someone should look at them."""
    fleet = _span([m.health.times for m in data.machines])
    ordered = verdict.worst_first(data.machines)
    return [_machine_view(machine, f"m{count}", fleet) for count, machine in enumerate(ordered, start=1)]


def _machine_view(machine: Machine, anchor: str, fleet: TimeScale | None) -> MachineView:
    episodes = tuple(
        EpisodeView(
            count,
            episode,
            verdict.evidence(episode, machine.scores, machine.limits.alarm),
            (episode.ended_at or _last(machine)) - episode.started_at,
        )
        for count, episode in enumerate(machine.episodes, start=1)
    )
    focuses = _focuses(machine, episodes, anchor)
    opened = next((view for view in reversed(episodes) if view.episode.is_open), None)
    spark = health = score = axis = None
    lanes: tuple[Lane, ...] = ()
    drifts: tuple[DriftView, ...] = ()
    regimes = None
    scale, forecast = _span([machine.health.times]), None
    if scale is not None and fleet is not None:
        marks, limits = machine.episodes, machine.limits
        forecast = outlook.shown(machine.forecast, scale)
        scale = outlook.with_forecast(scale, forecast)
        spark = charts.sparkline(f"{anchor}-spark", machine.health, limits, fleet)
        health = charts.health_chart(f"{anchor}-health", machine.health, limits, marks, scale, forecast)
        score = charts.score_chart(f"{anchor}-score", machine.health, limits, marks, scale)
        lanes = _lanes(machine, anchor, scale)
        axis = charts.lane_axis(scale) if lanes else None
        regimes = _regimes(machine, anchor, scale)
        drifts = _drifts(machine, anchor, scale)
    return MachineView(
        anchor=anchor,
        machine=machine,
        status=verdict.status(machine),
        sentence=sentence(machine),
        spark=spark,
        health=health,
        score=score,
        regimes=regimes,
        drifts=drifts,
        lanes=lanes,
        lane_axis=axis,
        episodes=episodes[: -_EPISODES_SHOWN - 1 : -1],
        earlier_episodes=episodes[:-_EPISODES_SHOWN][::-1],
        focuses=focuses,
        findings=machine.findings[:_FINDINGS_SHOWN],
        findings_more=max(len(machine.findings) - _FINDINGS_SHOWN, 0),
        runs=_runs_view(machine.runs),
        since=since[0] if (since := verdict.unwell_since(machine)) else None,
        top=next(iter(opened.episode.culprits), None) if opened else None,
        life=_life(machine) if opened else "",
        forecast=forecast,
        backtest=backtests.view(machine.backtest) if machine.backtest else None,
    )


def _regimes(machine: Machine, anchor: str, scale: TimeScale) -> RegimesView | None:
    """Nothing when there is one regime and the machine never left it."""
    series = machine.regimes
    if series is None or len(np.unique(series.labels)) < 2:
        return None
    return RegimesView(
        charts.regime_band(f"{anchor}-regimes", series, scale), tuple(charts.regime_shares(series))
    )


def _drifts(machine: Machine, anchor: str, scale: TimeScale) -> tuple[DriftView, ...]:
    return tuple(
        DriftView(
            drift,
            machine.units.get(drift.sensor, ""),
            charts.drift_chart(f"{anchor}-d{count}", drift, scale),
        )
        for count, drift in enumerate(machine.drifts, start=1)
    )


def _focuses(machine: Machine, episodes: Sequence[EpisodeView], anchor: str) -> tuple[Focus, ...]:
    """The open episode and the worst one, once if they are the same."""
    opened, worst = machine.open_episode, machine.worst_episode
    wanted: list[tuple[Episode, str]] = []
    if opened is not None:
        wanted.append((opened, _open_words(opened is worst, len(episodes))))
    if worst is not None and worst is not opened:
        wanted.append((worst, "the worst" if len(episodes) > 1 else "closed"))
    details = {detail.episode_id: detail for detail in machine.details}
    focuses = []
    for episode, what in wanted:
        view = next(v for v in episodes if v.episode is episode)
        detail = details.get(episode.episode_id)
        traces = _traces(episode, detail, machine.units, f"{anchor}-e{view.count}") if detail else ()
        focuses.append(Focus(view, f"Episode {view.count}, {what}", episode.culprits, traces))
    return tuple(focuses)


def _open_words(is_worst: bool, episodes: int) -> str:
    if episodes == 1:
        return "open"
    return "open and the worst" if is_worst else "open now"


def _traces(
    episode: Episode, detail: EpisodeDetail, units: Mapping[str, str], anchor: str
) -> tuple[tuple[str, str, Markup], ...]:
    scale = TimeScale(detail.start, detail.end)
    traces = []
    for count, trace in enumerate(detail.traces[:_TRACES_SHOWN], start=1):
        if not (~np.isnan(trace.actual)).any() and not len(trace.expected):
            continue
        unit = units.get(trace.sensor, "")
        chart = charts.sensor_chart(f"{anchor}-s{count}", trace, episode, scale, unit)
        traces.append((trace.sensor, unit, chart))
    return tuple(traces)


def _lanes(machine: Machine, anchor: str, scale: TimeScale) -> tuple[Lane, ...]:
    scores, limits = machine.scores, machine.limits
    known = {c: v for c, v in scores.detectors.items() if c in DETECTORS and not np.isnan(v).all()}
    if not known:
        return ()
    high = max(2.0 * limits.alarm, *(float(np.nanmax(v)) for v in known.values()))
    lanes = []
    for column, values in known.items():
        name = DETECTORS[column]
        chart = charts.detector_lane(f"{anchor}-{column}", name, scores.times, values, limits, scale, high)
        past = 100.0 * float(np.mean(values[~np.isnan(values)] >= limits.alarm))
        lanes.append(Lane(name, chart, float(np.nanmax(values)), past))
    return tuple(lanes)


def _runs_view(runs: Sequence[Run]) -> RunsView:
    if not runs:
        return RunsView((), (), "No runs yet.")
    counts = Counter(run.outcome for run in runs)
    parts = [f"{count} {wording.OUTCOMES[outcome]}" for outcome, count in counts.most_common()]
    taken = [run.seconds for run in runs if run.seconds is not None]
    middle = f"; median {wording.seconds(statistics.median(taken))} s" if taken else ""
    summary = f"{wording.plural(len(runs), 'run')}: {', '.join(parts)}{middle}."
    return RunsView(tuple(runs[:_RUNS_SHOWN]), tuple(runs[_RUNS_SHOWN:]), summary)


def _life(machine: Machine) -> str:
    life = machine.life
    if life is None:
        return ""
    return wording.remaining_life(life.status, life.hours, (life.lower, life.upper), life.horizon)


def _last(machine: Machine) -> datetime:
    if len(machine.health):
        moment: datetime = machine.health.times[-1].astype("datetime64[ms]").item()
        return moment
    return max(e.peak_at for e in machine.episodes)


def _span(series: Sequence[Times]) -> TimeScale | None:
    present = [times for times in series if len(times)]
    if not present:
        return None
    start = min(times[0] for times in present).astype("datetime64[ms]").item()
    end = max(times[-1] for times in present).astype("datetime64[ms]").item()
    return TimeScale(start, end)
