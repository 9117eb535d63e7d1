"""Windows to work on: claimed under a lease, so that any number of workers share the machines."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from acm.database import Database
from acm.runs.owner import is_dead, lease_owner

_log = logging.getLogger(__name__)
LEASE_SECONDS = 900
SCORE, TRAIN = "SCORE", "TRAIN"
"""Stages beside COLDSTART: a window, and a model to replace the one in force."""
_RUNS = uuid.uuid5(uuid.NAMESPACE_URL, "acm:run")
_EPISODES = "acm:equip:{}"


@dataclass(frozen=True)
class Claim:
    """A window of a machine under a lease; `advances`: it moves the watermark, not asked for by name."""

    token: uuid.UUID
    equip_id: int
    code: str
    stage: str
    start: datetime
    end: datetime
    attempt: int
    active_version: int | None
    advances: bool
    lease_seconds: int = LEASE_SECONDS

    def run_id(self, model_version: int, attempt: int) -> uuid.UUID:
        """The same work has the same RunID, whoever does it and however often it was begun."""
        kind = "next" if self.advances else "asked"
        window = (
            f"{self.start.isoformat(timespec='milliseconds')}/{self.end.isoformat(timespec='milliseconds')}"
        )
        return uuid.uuid5(
            _RUNS, f"{self.code.upper()}|{window}|{self.stage}|{model_version}|{attempt}|{kind}"
        )

    @property
    def data_table(self) -> str:
        return f"{self.code}_Data"

    @property
    def episode_namespace(self) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, _EPISODES.format(self.equip_id))


def claim_batch(
    db: Database,
    equip_id: int | None = None,
    window: tuple[datetime, datetime] | None = None,
    lease_seconds: int = LEASE_SECONDS,
) -> Claim | None:
    """Claim the machine due for longest, or the one named, or a window of it; None: nothing to do."""
    token = uuid.uuid4()
    asked: dict[str, Any] = {"LeaseSeconds": lease_seconds}
    asked |= {} if equip_id is None else {"EquipID": equip_id}
    if window is not None:
        asked |= {"WindowStart": window[0], "WindowEnd": window[1]}
    answer = db.call("dbo.usp_ClaimBatch", LeaseToken=token, LeaseOwner=lease_owner(), **asked)
    row = answer[-1].first() if answer else None
    if row is None:
        return None
    return Claim(
        token=token,
        equip_id=int(row["EquipID"]),
        code=str(row["EquipCode"]),
        stage=str(row["Stage"]),
        start=row["WindowStart"],
        end=row["WindowEnd"],
        attempt=int(row["AttemptNumber"]),
        active_version=None if row["ActiveVersion"] is None else int(row["ActiveVersion"]),
        advances=window is None,
        lease_seconds=lease_seconds,
    )


def release(db: Database, claim: Claim) -> None:
    """Give a lease back without having worked."""
    db.call("dbo.usp_ReleaseBatch", EquipID=claim.equip_id, LeaseToken=claim.token)


def is_parked(db: Database, claim: Claim) -> bool:
    """Whether the failure of a claim was one too many: the machine has gone on past the window."""
    if claim.stage != SCORE or not claim.advances:
        return False
    progress = db.call("dbo.usp_GetProgress", EquipID=claim.equip_id)[-1].dicts()[0]
    return progress["LastBatchEndTime"] is not None and progress["LastBatchEndTime"] >= claim.end


def abandon_stale(db: Database) -> int:
    """End the runs that were begun an hour ago or longer on machines that nobody holds; how many."""
    abandoned = int(db.call_for_row("dbo.usp_AbandonStaleRuns")["RunsAbandoned"])
    if abandoned:
        _log.warning("%d runs whose workers are gone were ended as ABANDONED", abandoned)
    return abandoned


def release_dead(db: Database) -> list[str]:
    """Give back the leases of processes of this host that are gone; the codes of their machines.

    What such a process had begun is taken over under the same RunID by whoever claims the window next.
    """
    released = []
    for row in db.call("dbo.usp_GetProgress")[-1].dicts():
        if row["LeaseOwner"] and is_dead(str(row["LeaseOwner"])):
            db.call("dbo.usp_ReleaseBatch", EquipID=row["EquipID"], LeaseToken=row["LeaseToken"])
            _log.warning("%s was held by %s, which is gone: released", row["EquipCode"], row["LeaseOwner"])
            released.append(str(row["EquipCode"]))
    return released
