"""What the demo shows at its end: what was found, against what is known to have happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from acm.database import Database
from acm.demo.dataset import CADENCE, ONSET
from acm.demo.process import Scenario

_LATEST = "SELECT EquipCode, HealthStatus, HealthIndex, EpisodeID FROM dbo.ACM_Latest;"
_EPISODES = """
SELECT e.EquipCode, c.EpisodeID, c.StartedAt, c.EndedAt, c.PeakFusedZ
FROM dbo.ACM_Episodes_Current AS c
INNER JOIN dbo.Equipment AS e ON e.EquipID = c.EquipID
ORDER BY c.StartedAt;"""
_CULPRITS = """
SELECT EpisodeID, SensorName
FROM dbo.ACM_EpisodeCulprits_Current
WHERE CulpritRank <= 3
ORDER BY EpisodeID, CulpritRank;"""


@dataclass(frozen=True)
class Outcome:
    """A machine after the demo.

    `delay_samples` runs from the true onset to the first alarm after it, None without a fault or an alarm;
    `false_alarms` are episodes that began before the onset, or all of them without a fault; `top_sensors` are
    those of the first true alarm, else of the worst episode.
    """

    code: str
    title: str
    status: str | None
    in_alarm: bool
    health: float | None
    episodes: int
    delay_samples: int | None
    false_alarms: int
    top_sensors: tuple[str, ...]

    @property
    def delay_minutes(self) -> float | None:
        if self.delay_samples is None:
            return None
        return self.delay_samples * CADENCE.total_seconds() / 60


@dataclass(frozen=True)
class Alarm:
    """An episode as far as the demo judges it."""

    episode_id: str
    started_at: datetime
    peak: float


def outcomes(db: Database, scenarios: Sequence[Scenario]) -> list[Outcome]:
    """The machines of the demo, in the order of the scenarios."""
    latest = {row["EquipCode"]: row for row in db.query(_LATEST)[-1].dicts()}
    alarms: dict[str, list[Alarm]] = {}
    for row in db.query(_EPISODES)[-1].dicts():
        alarm = Alarm(str(row["EpisodeID"]), row["StartedAt"], float(row["PeakFusedZ"]))
        alarms.setdefault(row["EquipCode"], []).append(alarm)
    sensors: dict[str, list[str]] = {}
    for episode, sensor in db.query(_CULPRITS)[-1].rows:
        sensors.setdefault(str(episode), []).append(sensor)
    result = []
    for scenario in scenarios:
        now = latest.get(scenario.code, {})
        raised = alarms.get(scenario.code, [])
        delay, false, telling = judge(scenario.fault, raised)
        result.append(
            Outcome(
                code=scenario.code,
                title=scenario.title,
                status=now.get("HealthStatus"),
                in_alarm=now.get("EpisodeID") is not None,
                health=now.get("HealthIndex"),
                episodes=len(raised),
                delay_samples=delay,
                false_alarms=false,
                top_sensors=tuple(sensors.get(telling.episode_id, ())) if telling else (),
            )
        )
    return result


def judge(fault: int, alarms: Sequence[Alarm]) -> tuple[int | None, int, Alarm | None]:
    """Samples from the onset to the first true alarm, how many were false, and the alarm to speak of."""
    worst = max(alarms, key=lambda alarm: alarm.peak, default=None)
    if fault == 0:
        return None, len(alarms), worst
    true = [alarm for alarm in alarms if alarm.started_at >= ONSET]
    if not true:
        return None, len(alarms), worst
    first = min(true, key=lambda alarm: alarm.started_at)
    return round((first.started_at - ONSET) / CADENCE), len(alarms) - len(true), first
