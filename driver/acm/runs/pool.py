"""Several workers as processes of their own; they share the machines through the database's leases."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from acm.database import Dsn, connect
from acm.errors import AcmError, WorkerDiedError
from acm.runs.cycle import RunReport
from acm.runs.worker import Plan, run

_ASK, _GIVE_BACK = "may I take another window", "it was for nothing"


def run_workers(
    dsn: Dsn, plan: Plan, workers: int, *, on_report: Callable[[RunReport], None] | None = None
) -> list[RunReport]:
    """Work through the plan with so many processes; an error of a worker is raised when all have ended.

    Workers talk to this process alone, each over a pipe of its own, so that one that is killed blocks nobody.
    WorkerDiedError when one ended without saying why; its lease is given back by the next run on this host.
    """
    context = multiprocessing.get_context("spawn")
    budget = _LentBudget(plan.max_batches)
    reports: list[RunReport] = []
    errors: list[AcmError] = []
    processes: dict[Connection, SpawnProcess] = {}
    for i in range(workers):
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_work, args=(dsn, replace(plan, share=(i, workers)), theirs), daemon=True
        )
        process.start()
        theirs.close()
        processes[ours] = process
    while processes:
        for line in wait(list(processes)):
            assert isinstance(line, Connection)
            try:
                said = line.recv()
            except EOFError:
                process = processes.pop(line)
                process.join()
                if process.exitcode != 0:
                    errors.append(WorkerDiedError(f"a worker process died (exit code {process.exitcode})"))
                budget.used(line)
                continue
            if said == _ASK:
                budget.ask(line)
            elif said == _GIVE_BACK:
                budget.give_back(line)
            elif isinstance(said, RunReport):
                budget.used(line)
                reports.append(said)
                if on_report is not None:
                    on_report(said)
            else:
                errors.append(said)
    if errors:
        raise errors[0]
    return reports


class _LentBudget:
    """The windows that all workers together may take; who asks while the last are lent waits for them."""

    def __init__(self, limit: int | None) -> None:
        self._remaining = limit
        self._lent: set[Connection] = set()
        self._waiting: list[Connection] = []

    def ask(self, line: Connection) -> None:
        self._waiting.append(line)
        self._answer()

    def used(self, line: Connection) -> None:
        self._lent.discard(line)
        self._answer()

    def give_back(self, line: Connection) -> None:
        self._lent.discard(line)
        if self._remaining is not None:
            self._remaining += 1
        self._answer()

    def _answer(self) -> None:
        while self._waiting and (self._remaining is None or self._remaining > 0):
            line = self._waiting.pop(0)
            self._lent.add(line)
            if self._remaining is not None:
                self._remaining -= 1
            _send(line, True)
        if not self._lent:
            while self._waiting:
                _send(self._waiting.pop(0), False)


def _send(line: Connection, answer: bool) -> None:
    # A worker that has died is noticed when its line is read.
    with suppress(BrokenPipeError):
        line.send(answer)


@dataclass(frozen=True)
class _AskedBudget:
    """The budget that the process at the other end of the line keeps for all workers."""

    line: Connection

    def take(self) -> bool:
        self.line.send(_ASK)
        return bool(self.line.recv())

    def give_back(self) -> None:
        self.line.send(_GIVE_BACK)


def _work(dsn: Dsn, plan: Plan, line: Connection) -> None:
    """What a worker process does: report each window, and at last an error if there is one."""
    try:
        with connect(dsn) as db:
            run(db, plan, on_report=line.send, budget=_AskedBudget(line))
    except AcmError as error:
        line.send(AcmError(str(error), number=error.number, exit_code=error.exit_code))
    except (KeyboardInterrupt, BrokenPipeError, EOFError):
        # Ctrl-C reaches every process of the group; a broken line means that the starting process is gone.
        sys.exit(1)
    finally:
        line.close()
