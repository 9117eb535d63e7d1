"""Readings and expected values of the sensors behind an episode."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from acm.database import Database, ServerError
from acm.report.data import Episode, EpisodeDetail, SensorTrace

_PERMISSION_DENIED = 229
_LEAD_SHARE = 0.3
_SHORTEST_LEAD = timedelta(hours=2)
_LONGEST_LEAD = timedelta(days=2)
_LONGEST_SPAN = timedelta(days=7)

_EXPECTED = """
SELECT Timestamp, SensorName, ActualValue, ExpectedValue
FROM dbo.ACM_SensorExpected_Current
WHERE EquipID = ? AND Timestamp >= ? AND Timestamp < ? AND ExpectedValue IS NOT NULL
ORDER BY Timestamp;"""


def load_details(
    db: Database, equip_id: int, episodes: Sequence[Episode], last: datetime
) -> tuple[EpisodeDetail, ...]:
    """The traces of the open and of the worst episode, with some time before and after."""
    wanted = {e.episode_id: e for e in episodes if e.is_open}
    if episodes:
        worst = max(episodes, key=lambda e: e.peak)
        wanted[worst.episode_id] = worst
    return tuple(_detail(db, equip_id, episode, last) for episode in wanted.values() if episode.culprits)


def _detail(db: Database, equip_id: int, episode: Episode, last: datetime) -> EpisodeDetail:
    start, end = _period(episode, last)
    stop = end + timedelta(milliseconds=1)
    expected: defaultdict[str, list[tuple[datetime, float | None, float]]] = defaultdict(list)
    for moment, sensor, actual, value in db.query(_EXPECTED, (equip_id, start, stop))[-1].rows:
        expected[sensor].append((moment, actual, float(value)))
    readings = _readings(db, equip_id, start, stop)
    traces = []
    for culprit in episode.culprits:
        kept = expected[culprit.sensor]
        moments = np.array([row[0] for row in kept], "datetime64[ms]")
        if readings is not None and culprit.sensor in readings.columns:
            times = readings.index.to_numpy().astype("datetime64[ms]")
            actual = readings[culprit.sensor].to_numpy(np.float64)
        else:
            times = moments
            actual = np.array([np.nan if row[1] is None else row[1] for row in kept], np.float64)
        values = np.array([row[2] for row in kept], np.float64)
        traces.append(SensorTrace(culprit.sensor, times, actual, moments, values))
    return EpisodeDetail(episode.episode_id, start, end, tuple(traces))


def _period(episode: Episode, last: datetime) -> tuple[datetime, datetime]:
    """From some time before the first sign to some time after the end, a week at most."""
    end = episode.ended_at or last
    lead = min(max((end - episode.since) * _LEAD_SHARE, _SHORTEST_LEAD), _LONGEST_LEAD)
    return episode.since - lead, min(end + lead, last, episode.since + _LONGEST_SPAN)


def _readings(db: Database, equip_id: int, start: datetime, stop: datetime) -> pd.DataFrame | None:
    """The readings themselves; None for a login that may read results only."""
    try:
        answer = db.call(
            "dbo.usp_GetEquipmentData", EquipID=equip_id, WindowStart=start, WindowEnd=stop, LookbackRows=0
        )
    except ServerError as error:
        if error.number != _PERMISSION_DENIED:
            raise
        return None
    return answer[-1].frame().set_index("EntryDateTime").astype(float)
