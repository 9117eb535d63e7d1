"""What a machine's history holds: readings, and the times that are marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from acm.backtest.plan import Flags
from acm.database import Database
from acm.runs.readings import read

MOST_ROWS = 50_000
_FOR_EVER = datetime(9999, 12, 30)
# What says that the machine was not well. FALSE_ALARM says that it was, UNKNOWN says nothing.
_ILL_LABELS = frozenset({"TRUE_FAULT", "SENSOR_FAULT", "MAINTENANCE", "PROCESS_CHANGE"})
_ILL_EVENTS = frozenset({"MAINTENANCE", "REPAIR", "REPLACEMENT", "FAILURE", "SHUTDOWN", "PROCESS_CHANGE"})


@dataclass(frozen=True)
class Mark:
    """A marked time; `label` is that of an episode, None while there is none, or the kind of an event.

    `end` is None for an episode that is open and for an event at one moment.
    """

    is_episode: bool
    start: datetime
    end: datetime | None
    label: str | None

    @property
    def is_known_ill(self) -> bool:
        return self.label in (_ILL_LABELS if self.is_episode else _ILL_EVENTS)

    @property
    def is_suspect(self) -> bool:
        return self.is_episode and self.label != "FALSE_ALARM"


def latest_readings(db: Database, equip_id: int, end: datetime | None) -> pd.DataFrame:
    """The last rows before `end` (None: of all), at most `MOST_ROWS`."""
    limit = end or _FOR_EVER
    rows = read(db, equip_id, limit, limit + timedelta(milliseconds=1), MOST_ROWS)
    return rows.loc[rows.index < limit]


def marks(db: Database, equip_id: int, start: datetime, end: datetime) -> list[Mark]:
    """Episodes and events that reach into [start, end)."""
    answer = db.call("dbo.usp_GetMarkedTimes", EquipID=equip_id, WindowStart=start, WindowEnd=end)
    return [
        Mark(row["MarkType"] == "EPISODE", row["MarkStart"], row["MarkEnd"], row["MarkLabel"])
        for row in answer[-1].dicts()
    ]


def flagged(times: pd.DatetimeIndex, found: Sequence[Mark], cadence: pd.Timedelta) -> tuple[Flags, Flags]:
    """Rows known to be ill, and rows in episodes that nobody has called false alarms."""
    known_ill, suspect = np.zeros(len(times), bool), np.zeros(len(times), bool)
    for mark in found:
        moment = times.max() if mark.is_episode else pd.Timestamp(mark.start)
        end = moment + cadence if mark.end is None else pd.Timestamp(mark.end)
        inside = slice(*times.searchsorted([pd.Timestamp(mark.start), end]))
        known_ill[inside] |= mark.is_known_ill
        suspect[inside] |= mark.is_suspect
    return known_ill, suspect
