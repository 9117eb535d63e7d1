"""Runs: claim a window, read it, train or score, and hand everything over in one call."""

from acm.runs.claim import SCORE, Claim, claim_batch, release, release_dead
from acm.runs.cycle import RunReport, work_on
from acm.runs.models import ModelCache
from acm.runs.pool import run_workers
from acm.runs.worker import Budget, Plan, is_failure, run

__all__ = [
    "SCORE",
    "Budget",
    "Claim",
    "ModelCache",
    "Plan",
    "RunReport",
    "claim_batch",
    "is_failure",
    "release",
    "release_dead",
    "run",
    "run_workers",
    "work_on",
]
