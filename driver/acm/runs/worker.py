"""One process working through what is due."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from threadpoolctl import threadpool_limits

from acm.analytics import Settings
from acm.database import Database, ServerError
from acm.equipment import Equipment, chosen
from acm.runs.claim import LEASE_SECONDS, TRAIN, Claim, abandon_stale, claim_batch, release, release_dead
from acm.runs.cycle import DONE_BEFORE, LEASE_LOST, REFUSED, RunReport, work_on
from acm.runs.models import ModelCache

_log = logging.getLogger(__name__)
_HELD_BY_ANOTHER = 51011
_NO_DATA = 51015
_NO_MODEL = 51017
_WINDOW_REFUSED = frozenset({_HELD_BY_ANOTHER, _NO_DATA, _NO_MODEL})
_NOT_ENDED = frozenset({REFUSED, DONE_BEFORE})  # by this worker: it still has the lease
_UNSUCCESSFUL = frozenset({"FAIL", REFUSED, LEASE_LOST})


@dataclass(frozen=True)
class Plan:
    """What to work on: the machines named (none: whatever is due), one window of them, how many at most.

    `share` (i, n) takes every n-th of the named machines from the i-th on: this worker's part. A lease runs
    out `lease_seconds` after a worker was last heard of.
    """

    codes: tuple[str, ...] = ()
    window: tuple[datetime, datetime] | None = None
    max_batches: int | None = None
    share: tuple[int, int] = (0, 1)
    lease_seconds: int = LEASE_SECONDS


def is_failure(report: RunReport) -> bool:
    return report.outcome in _UNSUCCESSFUL


class Budget(Protocol):
    """How many windows may still be taken."""

    def take(self) -> bool:
        """Take one; False when there is none left."""
        ...

    def give_back(self) -> None:
        """Give one back that was taken for nothing."""
        ...


@dataclass
class OwnBudget:
    """The budget of one process; None is no limit."""

    remaining: int | None

    def take(self) -> bool:
        if self.remaining is None:
            return True
        self.remaining -= 1
        return self.remaining >= 0

    def give_back(self) -> None:
        if self.remaining is not None:
            self.remaining += 1


def run(
    db: Database,
    plan: Plan,
    *,
    on_report: Callable[[RunReport], None] | None = None,
    budget: Budget | None = None,
    settings: Settings | None = None,
) -> list[RunReport]:
    """Work until nothing is due or the plan is done; a machine whose run failed is left until due again.

    Errors: 51008 for an unknown machine; for a window by name 51011 when another worker holds the machine,
    51015 without data, 51017 without a model, each raised after the other machines are done.
    """
    release_dead(db)
    abandon_stale(db)
    work = _Work(db, plan, budget or OwnBudget(plan.max_batches), settings or Settings(), on_report)
    work.do()
    if work.errors:
        raise work.errors[0]
    return work.reports


class _Work:
    """One process's way through a plan."""

    def __init__(
        self,
        db: Database,
        plan: Plan,
        budget: Budget,
        settings: Settings,
        on_report: Callable[[RunReport], None] | None,
    ) -> None:
        self.db = db
        self.plan = plan
        self.budget = budget
        self.settings = settings
        self.on_report = on_report
        self.cache = ModelCache()
        self.reports: list[RunReport] = []
        self.errors: list[ServerError] = []

    def do(self) -> None:
        if not self.plan.codes and self.plan.window is None:
            self._whatever_is_due()
            return
        machines = chosen(self.db, self.plan.codes)
        first, step = self.plan.share
        for machine in machines[first::step]:
            if self.plan.window is None:
                self._until_nothing_due(machine)
            else:
                self._window_of(machine, *self.plan.window)

    def _whatever_is_due(self) -> None:
        """Windows that cannot be done stay leased to the end: they would be due next, again and again."""
        put_aside = []
        try:
            while (claim := self._claim(None, None)) is not None:
                if self._work_on(claim).outcome in _NOT_ENDED:
                    put_aside.append(claim)
        finally:
            for claim in put_aside:
                release(self.db, claim)

    def _until_nothing_due(self, machine: Equipment) -> None:
        done = True
        while done:
            try:
                claim = self._claim(machine, None)
            except ServerError as error:
                if error.number != _HELD_BY_ANOTHER:
                    raise
                _log.warning("%s: %s", machine.code, error.message)
                return
            done = claim is not None and self._work_on_named(claim)

    def _window_of(self, machine: Equipment, start: datetime, end: datetime) -> None:
        """A window by name; one of more than 20,000 rows comes in parts."""
        part = start
        while part < end:
            try:
                claim = self._claim(machine, (part, end))
            except ServerError as error:
                if error.number not in _WINDOW_REFUSED:
                    raise
                if error.number != _NO_DATA or part == start:
                    self.errors.append(error)
                return
            if claim is None or not self._work_on_named(claim):
                return
            part = claim.end

    def _claim(self, machine: Equipment | None, window: tuple[datetime, datetime] | None) -> Claim | None:
        """The next claim; None when there is nothing to do or the budget is spent."""
        if not self.budget.take():
            return None
        claim = None
        try:
            claim = claim_batch(
                self.db, machine.equip_id if machine else None, window, self.plan.lease_seconds
            )
        finally:
            if claim is None:
                self.budget.give_back()
        return claim

    def _work_on_named(self, claim: Claim) -> bool:
        """Do a window; False when the machine had better be left.

        A new model that fails and a window that is parked hold nothing up.
        """
        report = self._work_on(claim)
        if report.outcome in _NOT_ENDED:
            release(self.db, claim)
        return not is_failure(report) or report.parked or (report.stage == TRAIN and report.outcome == "FAIL")

    def _work_on(self, claim: Claim) -> RunReport:
        try:
            # The matrices are small: more threads would only wait for one another. Workers are processes.
            with threadpool_limits(limits=1):  # type: ignore[no-untyped-call]
                report = work_on(self.db, claim, self.settings, self.cache)
        except KeyboardInterrupt:
            release(self.db, claim)
            raise
        self.reports.append(report)
        _log.info("%s %s %s: %s", claim.code, claim.stage, claim.start, report.error or report.outcome)
        if report.parked:
            _log.warning(
                "%s: the window from %s to %s failed too often and is parked; later windows go on",
                claim.code,
                claim.start,
                claim.end,
            )
        if self.on_report is not None:
            self.on_report(report)
        return report
