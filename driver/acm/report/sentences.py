"""A machine's state, how long, why and how surely, in a sentence or two."""

from __future__ import annotations

from acm.analytics.episodes import SENSOR_FAULT
from acm.report import outlook, verdict, wording
from acm.report.data import Episode, Machine, Now

_STANDS_OUT = 20.0  # percent of the score from which one sensor is the story


def sentence(machine: Machine) -> str:
    """The verdict on a machine, in words."""
    if machine.now is None:
        return _waiting(machine)
    opened = machine.open_episode
    verdict_now = _calm(machine, machine.now) if opened is None else _alarm(machine, opened)
    return f"{verdict_now} {_failure(machine)}".rstrip()


def _calm(machine: Machine, now: Now) -> str:
    at = wording.moment(now.at)
    if now.operating_state == "IDLE":
        return f"The machine is not running; a standstill is no anomaly. Last row {at}."
    past = "no episode in this period"
    if machine.episodes:
        latest = machine.episodes[-1]
        ended = wording.moment(latest.ended_at) if latest.ended_at else "now"
        past = (
            f"{wording.plural(len(machine.episodes), 'episode')} in this period, the last one until {ended}"
        )
    return f"Health {wording.health(now.health)} of 100 at {at}; {past}."


def _alarm(machine: Machine, episode: Episode) -> str:
    limit = machine.limits.alarm
    sure = verdict.evidence(episode, machine.scores, limit)
    since, count = verdict.unwell_since(machine) or (episode.since, 1)
    begun = f"in alarm since {wording.moment(episode.started_at)}"
    if count > 1:
        begun = f"{count} episodes without recovery, the open one since {wording.moment(episode.since)}"
    if sure.of_sensor:
        return f"Sensor in trouble since {wording.moment(since)}, {begun}. {_broken(episode)}"
    return (
        f"Going bad since {wording.moment(since)}, {begun}. {_first_sensor(episode)}"
        f"The evidence is {sure.word}: {sure.agreeing} of {sure.detectors} detectors past their limit at "
        f"the peak, the fused score at {wording.times_limit(episode.peak, limit)} its limit. "
        f"{outlook.life_words(machine.life)}"
    ).rstrip()


def _broken(episode: Episode) -> str:
    what = episode.summary.removeprefix(SENSOR_FAULT).split(" since ")[0]
    return f"The sensor itself is suspected, not the machine: {what.strip()}."


def _first_sensor(episode: Episode) -> str:
    if not episode.culprits:
        return ""
    first = episode.culprits[0]
    how = f"{wording.DIRECTIONS[first.direction][1]}, {wording.percent(first.share)} of the score"
    if first.share >= _STANDS_OUT:
        return f"{first.sensor} says so ({how}). "
    return f"Many sensors have a part in it, {first.sensor} the largest ({how}). "


def _waiting(machine: Machine) -> str:
    if not machine.runs:
        return "Nothing has run for this machine yet: ingest readings, then let acm run."
    if failed := _failure(machine):
        return failed
    if machine.model_version is None and machine.rows_needed:
        return f"Waiting for {machine.rows_needed:,} rows to train on.".replace(",", "\u202f")
    if machine.model_version is None:
        return "There is no model yet."
    return "Trained; nothing has been scored in this period."


def _failure(machine: Machine) -> str:
    if not machine.runs or machine.runs[0].outcome != "FAIL":
        return ""
    why = machine.runs[0].error or machine.last_error or "no message was kept"
    return f"The last run failed: {why.rstrip('.')}."
