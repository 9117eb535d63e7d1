"""acm demo"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from acm.backtest.backtest import Request, backtest
from acm.backtest.plan import Wishes
from acm.cli.options import DsnOption, JsonOption
from acm.cli.output import console, err, print_json, progress, show_table, shown
from acm.database import Dsn, connect, resolve
from acm.demo import machines
from acm.demo.dataset import CADENCE, ONSET, fetch
from acm.demo.outcome import Outcome, outcomes
from acm.demo.process import SCENARIOS
from acm.deploy import deploy
from acm.errors import RunFailedError
from acm.report.writing import write_report
from acm.runs import Plan, RunReport, is_failure, run_workers

_DOWNLOADS = Path(".acm") / "downloads"
_WORKERS = 2
_HEALTHY = "TEP_NORMAL"
_TRIED = Request(wishes=Wishes(sizes=(1.0, 3.0), faults=8))
_BACKTESTS = """
SELECT s.EquipID
FROM dbo.ACM_BacktestSummary AS s
INNER JOIN dbo.Equipment AS e ON e.EquipID = s.EquipID
WHERE e.EquipCode = ?;"""
_COLUMNS = (
    "Machine",
    "Fault",
    "Now",
    "Health",
    "Episodes",
    "Alarm after onset",
    "False alarms",
    "Top sensors",
)


def register(app: typer.Typer) -> None:
    app.command("demo", short_help="From benchmark data to a report, to see it work.")(_demo)


def _demo(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The report to write.")] = Path(
        "report.html"
    ),
    downloads: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the benchmark data is kept.")
    ] = _DOWNLOADS,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """The Tennessee Eastman plant, healthy and with five known faults, from raw data to the report."""
    target = resolve(dsn)
    with err.status("deploying"):
        deploy(target)
    _load(target, downloads)
    failed = _work(target)
    if not failed:
        _try_faults(target)
    with connect(target) as db, err.status("writing the report"):
        found = outcomes(db, SCENARIOS)
        write_report(db, out, datetime.now(UTC).replace(tzinfo=None), [s.code for s in SCENARIOS])
    if as_json:
        print_json(_record(outcome) for outcome in found)
    else:
        _show(found, out)
    if failed:
        raise RunFailedError(f"{len(failed)} runs failed; the last: {failed[-1].error}")


def _load(target: Dsn, downloads: Path) -> None:
    with connect(target) as db:
        new = machines.unloaded(db)
        if not new:
            return
        with err.status("fetching the benchmark data") as status:
            wheel = fetch(downloads)
            rows = machines.load(db, wheel, new, lambda s: status.update(f"loading {s.code}"))
    err.print(f"{rows} rows of {len(new)} machines loaded", markup=False)


def _work(target: Dsn) -> list[RunReport]:
    """Train and score what is left; the runs that failed."""
    with connect(target) as db:
        left = machines.left(db)
    codes = tuple(code for code, windows in left.items() if windows)
    if not codes:
        err.print("Everything is done already: nothing left to train or to score.", markup=False)
        return []
    with progress() as bar:
        task = bar.add_task("starting", total=sum(left.values()))

        def said(report: RunReport) -> None:
            bar.update(task, advance=1, description=f"{report.code} {shown(report.window_start)[:16]}")

        workers = min(_WORKERS, os.cpu_count() or 1, len(codes))
        reports = run_workers(target, Plan(codes), workers, on_report=said)
    return [report for report in reports if is_failure(report)]


def _try_faults(target: Dsn) -> None:
    """A back-test of the healthy machine, unless there is one."""
    with connect(target) as db:
        if db.query(_BACKTESTS, (_HEALTHY,))[-1].rows:
            return
        with err.status(f"{_HEALTHY}: what would its model have seen?"):
            backtest(db, _HEALTHY, _TRIED, lambda _done, _total: None)


def _show(found: Sequence[Outcome], out: Path) -> None:
    show_table(
        f"Tennessee Eastman process: the faults begin {shown(ONSET.to_pydatetime())} UTC, "
        f"a row every {CADENCE.total_seconds() / 60:.0f} min",
        _COLUMNS,
        [
            (
                outcome.code,
                outcome.title,
                _now(outcome),
                None if outcome.health is None else f"{outcome.health:.1f}",
                outcome.episodes,
                _delay(outcome),
                outcome.false_alarms,
                ", ".join(outcome.top_sensors[:2]),
            )
            for outcome in found
        ],
    )
    console.print(
        "Health is that of the last row. The plant's own controls absorb fault 5: most variables come back, "
        "the valve stays moved.\n"
        "False alarms are episodes begun before the onset, and all those without a fault.",
        markup=False,
    )
    console.print(f"The report: {out}", markup=False)


def _now(outcome: Outcome) -> str | None:
    return "IN ALARM" if outcome.in_alarm else outcome.status


def _delay(outcome: Outcome) -> str | None:
    if outcome.delay_samples is None:
        return None
    return f"{outcome.delay_minutes:.0f} min, {outcome.delay_samples} rows"


def _record(outcome: Outcome) -> dict[str, Any]:
    return {
        "EquipCode": outcome.code,
        "Scenario": outcome.title,
        "HealthStatus": outcome.status,
        "InAlarm": outcome.in_alarm,
        "HealthIndex": outcome.health,
        "Episodes": outcome.episodes,
        "DelaySamples": outcome.delay_samples,
        "DelayMinutes": outcome.delay_minutes,
        "FalseAlarms": outcome.false_alarms,
        "TopSensors": outcome.top_sensors,
    }
