"""One process working through what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from threadpoolctl import threadpool_limits

from acm.analytics import Settings
from acm.database import Database, ServerError
from acm.equipment import Equipment, find, listing
from acm.runs.claim import Claim, claim_batch, release, release_dead
from acm.runs.cycle import RunReport, work_on
from acm.runs.models import ModelCache

_log = logging.getLogger(__name__)
_HELD_BY_ANOTHER = 51011
_NO_DATA = 51015
_UNSUCCESSFUL = frozenset({"FAIL", "REFUSED", "LEASE LOST"})


@dataclass(frozen=True)
class Plan:
    """What to work on: the machines named (none: whatever is due), one window of them, how many at most.

    `share` (i, n) takes every n-th of the named machines from the i-th on: this worker's part.
    """

    codes: tuple[str, ...] = ()
    window: tuple[datetime, datetime] | None = None
    max_batches: int | None = None
    share: tuple[int, int] = (0, 1)


def is_failure(report: RunReport) -> bool:
    return report.outcome in _UNSUCCESSFUL


def run(
    db: Database,
    plan: Plan,
    *,
    on_report: Callable[[RunReport], None] | None = None,
    take: Callable[[], bool] | None = None,
    settings: Settings | None = None,
) -> list[RunReport]:
    """Work until nothing is due or the plan is done; a machine whose run failed is left until due again.

    `take` is asked before each window and may end the work. Errors: 51008 for an unknown machine; 51015 for a
    window by name without data; 51017 for one of a machine without a model.
    """
    release_dead(db)
    allowed = take or _budget(plan.max_batches)
    chosen = settings or Settings()
    cache = ModelCache()
    reports: list[RunReport] = []
    for claim in _claims(db, plan, allowed, reports):
        try:
            # The matrices are small: more threads would only wait for one another. Workers are processes.
            with threadpool_limits(limits=1):  # type: ignore[no-untyped-call]
                report = work_on(db, claim, chosen, cache)
        except KeyboardInterrupt:
            release(db, claim)
            raise
        reports.append(report)
        _log.info(
            "%s %s %s: %s", report.code, report.stage, report.window_start, report.error or report.outcome
        )
        if on_report is not None:
            on_report(report)
    return reports


def _budget(limit: int | None) -> Callable[[], bool]:
    remaining = [limit]

    def take() -> bool:
        if remaining[0] is None:
            return True
        remaining[0] -= 1
        return remaining[0] >= 0

    return take


def _claims(
    db: Database, plan: Plan, allowed: Callable[[], bool], reports: list[RunReport]
) -> Iterator[Claim]:
    """Claims one after another; looks at the last report to leave a machine that failed."""
    if not plan.codes and plan.window is None:
        while allowed() and (claim := claim_batch(db)) is not None:
            yield claim
        return
    machines = [find(db, code) for code in plan.codes] if plan.codes else listing(db)
    first, step = plan.share
    for machine in machines[first::step]:
        if plan.window is None:
            yield from _until_nothing_due(db, machine, allowed, reports)
        else:
            yield from _parts_of_window(db, machine, plan.window, allowed, reports)


def _until_nothing_due(
    db: Database, machine: Equipment, allowed: Callable[[], bool], reports: list[RunReport]
) -> Iterator[Claim]:
    while allowed() and (claim := _claim_named(db, machine, None)) is not None:
        yield claim
        if is_failure(reports[-1]):
            return


def _parts_of_window(
    db: Database,
    machine: Equipment,
    window: tuple[datetime, datetime],
    allowed: Callable[[], bool],
    reports: list[RunReport],
) -> Iterator[Claim]:
    """A window by name; one of more than 20,000 rows comes in parts."""
    start, end = window
    while start < end and allowed():
        try:
            claim = _claim_named(db, machine, (start, end))
        except ServerError as error:
            if error.number == _NO_DATA and start > window[0]:
                return
            raise
        if claim is None:
            return
        yield claim
        if is_failure(reports[-1]):
            return
        start = claim.end


def _claim_named(db: Database, machine: Equipment, window: tuple[datetime, datetime] | None) -> Claim | None:
    """A claim on this machine; None when there is nothing to do, or another worker is doing it."""
    try:
        return claim_batch(db, machine.equip_id, window)
    except ServerError as error:
        if error.number != _HELD_BY_ANOTHER:
            raise
        _log.warning("%s: %s", machine.code, error.message)
        return None
