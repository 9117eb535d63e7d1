"""The judgement that a reader needs first: how a machine stands, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from acm.analytics.episodes import SENSOR_FAULT
from acm.report.data import Episode, Machine, ScoreSeries

_FAR_PAST_LIMIT = 2.0
_CLEARLY_PAST_LIMIT = 1.5


@dataclass(frozen=True)
class Status:
    """A machine's state: `tone` chooses colour and glyph, `words` say it, `rank` sorts (worst first)."""

    tone: str
    words: str
    rank: int


@dataclass(frozen=True)
class Evidence:
    """How sure an episode is: detectors past their limit at its peak, and the peak over the limit."""

    agreeing: int
    detectors: int
    ratio: float
    of_sensor: bool = False  # the episode is laid to a broken sensor: detectors have no say in that

    @property
    def word(self) -> str:
        """Strong, moderate or weak: see the report's own explanation of the rule."""
        share = self.agreeing / self.detectors if self.detectors else 0.0
        if share >= 2 / 3 and self.ratio >= _FAR_PAST_LIMIT:
            return "strong"
        if share >= 1 / 2 and self.ratio >= _CLEARLY_PAST_LIMIT:
            return "moderate"
        return "weak"


def status(machine: Machine) -> Status:
    """How a machine stands now; an open episode outweighs everything else."""
    if machine.now is None:
        if not machine.runs:
            return Status("none", "No runs yet", 6)
        if machine.runs[0].outcome == "FAIL":
            return Status("fail", "Run failed", 2)
        return Status("none", "No results yet" if machine.model_version else "No model yet", 5)
    if machine.open_episode is not None:
        return Status("alert", "In alarm", 0)
    if machine.now.operating_state == "IDLE":
        return Status("idle", "Not running", 4)
    if machine.now.status == "ALERT":
        return Status("alert", "Alert", 1)
    if machine.now.status == "CAUTION":
        return Status("caution", "Caution", 3)
    return Status("healthy", "Healthy", 7)


def evidence(episode: Episode, scores: ScoreSeries, limit: float) -> Evidence:
    """The detectors past the alarm limit at an episode's peak."""
    at, of_sensor = _row(scores, episode.peak_at), episode.summary.startswith(SENSOR_FAULT)
    if at is None:
        return Evidence(0, 0, episode.peak / limit, of_sensor)
    known = [float(values[at]) for values in scores.detectors.values() if not np.isnan(values[at])]
    agreeing = sum(value >= limit for value in known)
    return Evidence(agreeing, len(known), episode.peak / limit, of_sensor)


def _row(scores: ScoreSeries, moment: datetime) -> int | None:
    at = int(np.searchsorted(scores.times, np.datetime64(moment, "ms")))
    found = at < len(scores.times) and scores.times[at] == np.datetime64(moment, "ms")
    return at if found else None


def unwell_since(machine: Machine) -> tuple[datetime, int] | None:
    """Since when a machine in alarm has not been healthy, and how many episodes that has been.

    Episodes between which health never came back to the healthy zone are one story.
    """
    opened = machine.open_episode
    if opened is None:
        return None
    first, count = opened, 1
    before = machine.episodes[: machine.episodes.index(opened)]
    for earlier in reversed(before):
        if earlier.ended_at is None or _was_healthy(machine, earlier.ended_at, first.started_at):
            break
        first, count = earlier, count + 1
    return first.since, count


def _was_healthy(machine: Machine, start: datetime, end: datetime) -> bool:
    times = machine.health.times
    between = (times >= np.datetime64(start, "ms")) & (times < np.datetime64(end, "ms"))
    return bool((machine.health.health[between] >= machine.limits.caution_health).any() or not between.any())


def worst_first(machines: tuple[Machine, ...]) -> list[Machine]:
    """Machines in the order in which someone should look at them."""

    def urgency(machine: Machine) -> tuple[int, float, str]:
        episode = machine.open_episode
        return (status(machine).rank, -(episode.peak if episode else 0.0), machine.code)

    return sorted(machines, key=urgency)


def headline(machines: tuple[Machine, ...]) -> str:
    """The fleet in one sentence."""
    tones = [status(machine).tone for machine in machines]
    if not tones:
        return "No machines yet"
    alarms, caution = tones.count("alert"), tones.count("caution")
    failed = sum(bool(machine.runs) and machine.runs[0].outcome == "FAIL" for machine in machines)
    waiting = tones.count("none")
    parts = []
    if alarms:
        parts.append(f"{alarms} in alarm")
    if caution:
        parts.append(f"{caution} to watch")
    if failed:
        parts.append(f"{failed} with a failed run")
    if not parts and waiting == len(tones):
        return "Nothing has been scored yet"
    total = "1 machine" if len(tones) == 1 else f"{len(tones)} machines"
    if not parts:
        return f"{total}, none in alarm" if waiting else f"{total}, all well"
    return f"{total}: {', '.join(parts)}"
