"""Episodes as operators see them: which are open, which one is meant, and what was done about it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from acm.database import Database
from acm.errors import EpisodeError

LABELS = ("TRUE_FAULT", "FALSE_ALARM", "SENSOR_FAULT", "MAINTENANCE", "PROCESS_CHANGE", "UNKNOWN")
SHORT = 8
"""So many signs of an EpisodeID are shown to people, and more where that would name two."""
_HYPHENS_BEFORE = (8, 12, 16, 20)
_NAMED_AT_MOST = 5
_LISTING = """
SELECT
    q.EquipCode,
    e.EpisodeID,
    e.EquipID,
    e.RunID,
    e.StartedAt,
    e.EndedAt,
    e.SinceWhen,
    e.PeakAt,
    e.PeakFusedZ,
    e.MinHealthIndex,
    e.SeverityLabel,
    e.SampleCount,
    e.IsOpen,
    c.SensorName AS TopSensor,
    c.Direction,
    e.ActionState,
    e.ActionAt,
    e.ActionBy,
    e.ShelvedUntil,
    e.LabelCode,
    e.FaultName,
    e.LabelledBy,
    e.Summary
FROM dbo.ACM_EpisodeStates AS e
INNER JOIN dbo.Equipment AS q
    ON q.EquipID = e.EquipID
LEFT JOIN dbo.ACM_EpisodeCulprits AS c
    ON c.EpisodeID = e.EpisodeID
    AND c.RunID = e.RunID
    AND c.CulpritRank = 1
WHERE {condition}
ORDER BY
    e.StartedAt DESC,
    q.EquipCode;
"""
_BEGINNING = """
SELECT DISTINCT TOP ({limit}) e.EpisodeID
FROM dbo.ACM_Episodes AS e
WHERE CONVERT(char(36), e.EpisodeID) LIKE ?
ORDER BY
    e.EpisodeID;
"""


def listing(db: Database, equip_ids: Iterable[int] = (), *, ended: bool = False) -> list[dict[str, Any]]:
    """Episodes, latest first: the open ones that nobody has cleared, with `ended` all; of some machines."""
    conditions = ["1 = 1"] if ended else ["e.IsOpen = 1", "e.ActionState <> 'CLEARED'"]
    wanted = list(equip_ids)
    if wanted:
        conditions.append(f"e.EquipID IN ({', '.join('?' * len(wanted))})")
    return db.query(_LISTING.format(condition=" AND ".join(conditions)), wanted)[-1].dicts()


def shortened(episodes: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Beginnings that tell these episodes apart, all of one length."""
    named = {episode: str(episode) for episode in episodes}
    length = SHORT
    while len({name[:length] for name in named.values()}) < len(named):
        length += 1
    return {episode: name[:length] for episode, name in named.items()}


def find(db: Database, text: str) -> uuid.UUID:
    """The episode with this EpisodeID, or the only one whose EpisodeID begins so; EpisodeError otherwise."""
    digits = re.sub(r"[-{}\s]", "", text).lower()
    if not re.fullmatch(r"[0-9a-f]{1,32}", digits):
        raise EpisodeError(f"{text!r} is no EpisodeID, nor the beginning of one: see acm episodes list --all")
    beginning = "".join(
        ("-" if place in _HYPHENS_BEFORE else "") + digit for place, digit in enumerate(digits)
    )
    query = _BEGINNING.format(limit=_NAMED_AT_MOST + 1)
    found = [uuid.UUID(str(episode)) for (episode,) in db.query(query, (f"{beginning}%",))[-1].rows]
    if not found:
        raise EpisodeError(f"there is no episode {text!r}: see acm episodes list --all")
    if len(found) > 1:
        named = ", ".join(str(episode) for episode in found[:_NAMED_AT_MOST])
        more = " and more" if len(found) > _NAMED_AT_MOST else ""
        raise EpisodeError(f"several episodes begin with {text!r}: {named}{more}")
    return found[0]


def server_time(db: Database) -> datetime:
    """Now, by the server's clock (UTC), which shelving goes by."""
    now: datetime = db.query("SELECT SYSUTCDATETIME() AS Now;")[-1].rows[0][0]
    return now


def act(db: Database, procedure: str, episode: uuid.UUID, **details: Any) -> dict[str, Any]:
    """Record what somebody did; the action as it is stored. A call whose reply is lost is one action."""
    return db.call_for_row(procedure, EpisodeID=episode, ActionKey=uuid.uuid4(), **details)
