"""acm run"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from acm.cli.options import DsnOption, EquipOption, JsonOption, utc_time
from acm.cli.output import err, print_json, progress, say, shown
from acm.database import connect, resolve
from acm.errors import RunFailedError, WrongUseError
from acm.runs import SCORE, Plan, RunReport, is_failure, run, run_workers


def register(app: typer.Typer) -> None:
    app.command("run")(_run)


def _run(
    equip: EquipOption = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="TIME", help="Start of a window, UTC.")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="TIME", help="Its end, not included.")] = None,
    max_batches: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Stop after so many windows.")
    ] = None,
    workers: Annotated[int, typer.Option(metavar="N", min=1, max=64, help="Processes.")] = 1,
    once: Annotated[
        bool, typer.Option("--once/--until-done", help="One window, or until nothing is due.")
    ] = False,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Train machines that have no model yet, and score what is due; exit code 0 also when nothing is."""
    if once and max_batches is not None:
        raise WrongUseError("--once is --max-batches 1: give one of them")
    plan = Plan(tuple(equip or ()), _window(start, end), 1 if once else max_batches)
    target = resolve(dsn)
    with progress() as bar:
        task = bar.add_task("looking for work", total=None)

        def said(report: RunReport) -> None:
            label = f"{report.code} {shown(report.window_start)}"
            bar.update(task, advance=1, description=label)
            if is_failure(report):
                err.print(f"{label} {report.stage} {report.outcome}: {report.error}", soft_wrap=True)

        if workers > 1:
            connect(target).close()
            reports = run_workers(target, plan, workers, on_report=said)
        else:
            with connect(target) as db:
                reports = run(db, plan, on_report=said)
    failed = [report for report in reports if is_failure(report)]
    if as_json:
        print_json(asdict(report) for report in reports)
    else:
        _summary(reports, len(failed))
    if failed:
        raise RunFailedError(f"{len(failed)} of {len(reports)} runs failed; the last: {failed[-1].error}")


def _window(start: str | None, end: str | None) -> tuple[datetime, datetime] | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise WrongUseError("a window needs --from and --to")
    window = (utc_time(start, "--from"), utc_time(end, "--to"))
    if window[0] >= window[1]:
        raise WrongUseError(f"the window from {start} to {end} is empty")
    return window


def _summary(reports: list[RunReport], failed: int) -> None:
    if not reports:
        say("nothing is due")
        return
    machines = len({report.code for report in reports})
    trained = sum(report.stage != SCORE and report.outcome == "OK" for report in reports)
    rows = sum(report.rows for report in reports if report.stage == SCORE)
    before = sum(report.outcome == "DONE BEFORE" for report in reports)
    text = f"{len(reports)} windows of {machines} machines: {trained} trained, {rows} rows scored"
    text += f", {before} done before" if before else ""
    say(text + (f", {failed} failed" if failed else ""))
