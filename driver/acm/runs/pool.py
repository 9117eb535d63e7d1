"""Several workers as processes of their own; they share the machines through the database's leases."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection, wait

from acm.database import Dsn, connect
from acm.errors import AcmError, WorkerDiedError
from acm.runs.cycle import RunReport
from acm.runs.worker import Plan, run

_ASK = "may I take another window"


def run_workers(
    dsn: Dsn, plan: Plan, workers: int, *, on_report: Callable[[RunReport], None] | None = None
) -> list[RunReport]:
    """Work through the plan with so many processes; an error of a worker is raised when all have ended.

    Workers talk to this process alone, each over a pipe of its own, so that one that is killed blocks nobody.
    WorkerDiedError when one ended without saying why; its lease is given back by the next run on this host.
    """
    context = multiprocessing.get_context("spawn")
    remaining = plan.max_batches
    reports: list[RunReport] = []
    errors: list[AcmError] = []
    lines: dict[Connection, int] = {}
    processes = []
    for i in range(workers):
        ours, theirs = context.Pipe()
        process = context.Process(
            target=_work, args=(dsn, replace(plan, share=(i, workers)), theirs), daemon=True
        )
        process.start()
        theirs.close()
        processes.append(process)
        lines[ours] = i
    while lines:
        for line in wait(list(lines)):
            assert isinstance(line, Connection)
            try:
                said = line.recv()
            except EOFError:
                process = processes[lines.pop(line)]
                process.join()
                if process.exitcode != 0:
                    errors.append(WorkerDiedError(f"a worker process died (exit code {process.exitcode})"))
                continue
            if said == _ASK:
                allowed = remaining is None or remaining > 0
                if remaining is not None and allowed:
                    remaining -= 1
                line.send(allowed)
            elif isinstance(said, RunReport):
                reports.append(said)
                if on_report is not None:
                    on_report(said)
            else:
                errors.append(said)
    if errors:
        raise errors[0]
    return reports


def _work(dsn: Dsn, plan: Plan, line: Connection) -> None:
    """What a worker process does: report each window, and at last an error if there is one."""

    def take() -> bool:
        line.send(_ASK)
        return bool(line.recv())

    try:
        with connect(dsn) as db:
            run(db, plan, on_report=line.send, take=take)
    except AcmError as error:
        line.send(AcmError(str(error), number=error.number, exit_code=error.exit_code))
    finally:
        line.close()
