"""One window from claim to end: start the run, read, train or score, and finalize in one call."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from acm import __version__
from acm.analytics import Settings
from acm.database import Database, ServerError
from acm.errors import AcmError
from acm.runs.claim import TRAIN, Claim, is_parked
from acm.runs.failure import error_json, error_message
from acm.runs.lease import LEASE_IS_LOST, KeptLease
from acm.runs.models import ModelCache, next_version
from acm.runs.training import first_model, new_model
from acm.runs.window import score_window
from acm.runs.work import Work

_log = logging.getLogger(__name__)
REFUSED, DONE_BEFORE, LEASE_LOST = "REFUSED", "DONE BEFORE", "LEASE LOST"
_OWN_NUMBERS = 51000  # below are SQL Server's own errors
# dbo.ACM_ParkedWindows knows a window asked for by name by these words.
_TRIGGER = {True: "next window", False: "window asked for by name"}
_REASONS = {TRAIN: "new baseline asked for"}
# What numpy, scipy and scikit-learn raise for numbers that they cannot work with.
_NUMERIC_ERRORS = (ValueError, ArithmeticError, LookupError, TypeError, np.linalg.LinAlgError, MemoryError)


@dataclass(frozen=True)
class RunReport:
    """What became of a window.

    `outcome` is what is stored (OK, NOOP, FAIL), or DONE BEFORE; or REFUSED, LEASE LOST: nothing is stored.
    `parked`: it has failed too often, and the machine goes on without it.
    """

    code: str
    stage: str
    window_start: datetime
    window_end: datetime
    run_id: uuid.UUID
    outcome: str
    rows: int
    episodes: int
    health_status: str | None
    seconds: float
    error: str | None = None
    parked: bool = False


def work_on(db: Database, claim: Claim, settings: Settings, cache: ModelCache) -> RunReport:
    """Do a claimed window. A failure is recorded as FAIL and reported, not raised.

    REFUSED and DONE BEFORE leave the lease to the caller.

    A database that stays out of reach is raised, and leaves the run to be taken over by the next worker.
    """
    began = time.monotonic()
    choice, version = None, claim.active_version
    try:
        if claim.active_version is not None:
            choice = cache.choose(db, claim.equip_id, claim.active_version)
            version = choice.version
        if claim.stage == TRAIN or version is None:
            version = next_version(db, claim.equip_id)
        run_id, outcome = _start(db, claim, version, settings)
    except ServerError as error:
        if error.number < _OWN_NUMBERS:
            raise
        unknown = claim.run_id(version or 0, claim.attempt)
        return _report(claim, unknown, REFUSED, Work(), began, error)
    if outcome != "RUNNING":
        return _report(claim, run_id, DONE_BEFORE, Work(), began)
    try:
        with KeptLease(db, claim) as lease:
            if choice is None:
                work = first_model(db, claim, settings)
            elif claim.stage == TRAIN:
                work = new_model(db, claim, settings, version, choice)
            else:
                work = score_window(db, claim, choice)
        lease.check()
        stored = _finalize(db, claim, run_id, work.outcome, work.arguments)
    except (AcmError, *_NUMERIC_ERRORS) as error:
        return _failed(db, claim, run_id, error, began)
    return _report(claim, run_id, stored, work, began)


def _start(db: Database, claim: Claim, version: int, settings: Settings) -> tuple[uuid.UUID, str]:
    """Open the run. An earlier attempt that failed is left alone: the next free attempt is taken."""
    attempt = claim.attempt
    while True:
        run_id = claim.run_id(version, attempt)
        row = db.call_for_row(
            "dbo.usp_StartRun",
            RunID=run_id,
            EquipID=claim.equip_id,
            Stage=claim.stage,
            WindowStart=claim.start,
            WindowEnd=claim.end,
            LeaseToken=claim.token,
            ModelVersion=version,
            ConfigSignature=settings.config_hash(),
            TriggerReason=_REASONS.get(claim.stage, _TRIGGER[claim.advances]),
            DriverVersion=__version__,
        )
        outcome = str(row["Outcome"])
        if outcome not in ("FAIL", "ABANDONED"):
            return run_id, outcome
        attempt += 1


def _finalize(
    db: Database, claim: Claim, run_id: uuid.UUID, outcome: str, arguments: Mapping[str, Any]
) -> str:
    """End the run with everything it has, and give the outcome that is stored."""
    row = db.call_for_row(
        "dbo.usp_FinalizeRun", RunID=run_id, LeaseToken=claim.token, Outcome=outcome, **arguments
    )
    return str(row["Outcome"])


def _failed(db: Database, claim: Claim, run_id: uuid.UUID, error: Exception, began: float) -> RunReport:
    """Record a failure by a call of its own; the run that was stored after all stays as it is.

    Whose lease is lost has nothing to record: the run is another's.
    """
    if isinstance(error, ServerError) and error.number == LEASE_IS_LOST:
        return _report(claim, run_id, LEASE_LOST, Work(), began, error)
    message = error_message(error)
    _log.debug("%s %s failed", claim.code, claim.start, exc_info=error)
    try:
        stored = _finalize(
            db, claim, run_id, "FAIL", {"ErrorMessage": message, "ErrorJSON": error_json(error)}
        )
    except ServerError as second:
        if second.number != LEASE_IS_LOST:
            raise
        return _report(claim, run_id, LEASE_LOST, Work(), began, second)
    if stored != "FAIL":
        return _report(claim, run_id, stored, Work(), began)
    return _report(claim, run_id, stored, Work(), began, error, parked=is_parked(db, claim))


def _report(
    claim: Claim,
    run_id: uuid.UUID,
    outcome: str,
    work: Work,
    began: float,
    error: Exception | None = None,
    parked: bool = False,
) -> RunReport:
    return RunReport(
        code=claim.code,
        stage=claim.stage,
        window_start=claim.start,
        window_end=claim.end,
        run_id=run_id,
        outcome=outcome,
        rows=work.rows,
        episodes=work.episodes,
        health_status=work.health_status,
        seconds=time.monotonic() - began,
        error=None if error is None else error_message(error),
        parked=parked,
    )
