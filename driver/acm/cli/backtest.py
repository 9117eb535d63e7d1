"""acm backtest"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Annotated, Any

import typer

from acm.analytics.faults import KINDS
from acm.backtest.backtest import Backtest, Request, backtest
from acm.backtest.plan import Wishes
from acm.backtest.storing import NO_FAULT, STORED_KINDS
from acm.backtest.summary import Cell
from acm.cli.options import DsnOption, JsonOption, utc_time
from acm.cli.output import print_json, progress, say, show_table, shown
from acm.database import connect
from acm.errors import WrongUseError
from acm.report import wording

_DEFAULTS = Wishes()
_SIZES = ",".join(f"{size:g}" for size in _DEFAULTS.sizes)
_COLUMNS = ("Fault", "Size", "Found", "Rate", "95 % interval", "By data quality alone", "Median delay")


def register(app: typer.Typer) -> None:
    app.command("backtest")(_backtest)


def _backtest(
    equip: Annotated[str, typer.Option("--equip", metavar="CODE", help="The machine's code.")],
    start: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="Test from here on, UTC; else from the training on."),
    ] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="TIME", help="Test up to here; else to the last row.")
    ] = None,
    train_rows: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="Train a model on the first N rows, test what follows."),
    ] = None,
    train_to: Annotated[
        str | None, typer.Option(metavar="TIME", help="Train a model on what came before, test what follows.")
    ] = None,
    faults: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=1000, help="Faults of each kind and size, if there is room."),
    ] = _DEFAULTS.faults,
    sizes: Annotated[
        str, typer.Option(metavar="LIST", help="Sizes of faults in standard deviations of the sensor.")
    ] = _SIZES,
    kinds: Annotated[str, typer.Option(metavar="LIST", help="Kinds of faults.")] = ",".join(KINDS),
    fault_rows: Annotated[
        int, typer.Option(metavar="N", min=10, max=5000, help="Rows that a fault lasts.")
    ] = _DEFAULTS.fault_rows,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Decides where the faults go.")] = 0,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """What the monitor would have seen: faults put into copies of healthy history, and counted."""
    if train_rows is not None and train_to is not None:
        raise WrongUseError("--train-rows and --train-to: give one of them")
    request = Request(
        start=None if start is None else utc_time(start, "--from"),
        end=None if end is None else utc_time(end, "--to"),
        train_rows=train_rows,
        train_to=None if train_to is None else utc_time(train_to, "--train-to"),
        wishes=Wishes(_kinds(kinds), _sizes(sizes), faults, fault_rows, seed),
    )
    if request.start is not None and request.end is not None and request.start >= request.end:
        raise WrongUseError(f"the window from {start} to {end} is empty")
    with connect(dsn) as db, progress() as bar:
        task = bar.add_task(f"{equip}: replaying its history", total=None)

        def on_step(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{equip}: faults")

        found = backtest(db, equip, request, on_step)
    if as_json:
        print_json(_records(found))
    else:
        _show(found)


def _kinds(text: str) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip()))
    unknown = [kind for kind in named if kind not in KINDS]
    if unknown or not named:
        wrong = f"{unknown[0]!r} is no kind of fault" if unknown else "--kinds names none"
        raise WrongUseError(f"{wrong}: {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in named)


def _sizes(text: str) -> tuple[float, ...]:
    try:
        sizes = sorted({float(word) for word in text.split(",")})
    except ValueError as error:
        raise WrongUseError(f"--sizes {text!r} is no list of numbers: use for example 1,2,4") from error
    if not all(math.isfinite(size) and size >= 0 for size in sizes):
        raise WrongUseError(f"--sizes {text!r}: a size is a number of standard deviations, 0 or more")
    return tuple(sizes)


def _show(found: Backtest) -> None:
    result, model, quiet = found.result, found.model, found.result.quiet
    whose = f"model version {found.version}" if found.version else "a model of its own"
    lasting = wording.duration(found.wishes.fault_rows * model.cadence)
    say(
        f"{found.code}: {whose}, trained on {model.training_rows} rows, "
        f"{shown(model.training_start)} to {shown(model.training_end)}"
    )
    say(
        f"tested on what follows: {result.rows} rows, {shown(result.start)} to {shown(result.end)}, "
        f"{result.healthy_rows} of them healthy, with room for {result.places} faults of "
        f"{found.wishes.fault_rows} rows ({lasting}) at a time"
    )
    show_table("", _COLUMNS, (_line(cell) for cell in result.cells))
    untried = [kind for kind in found.wishes.kinds if kind not in {cell.kind for cell in result.cells}]
    if untried:
        say(f"not tried, because no sensor of this machine can show it: {', '.join(untried)}")
    say(
        f"without a fault: {wording.plural(quiet.alarms, 'alarm')} that nobody has confirmed, in "
        f"{wording.number(quiet.weeks, 3)} weeks of running: "
        f"{wording.number(quiet.alarms_per_week, 2)} a week (95 % interval {_pair(quiet.interval_per_week)})"
    )
    say(f"stored as back-test {found.backtest_id}")


def _line(cell: Cell) -> tuple[Any, ...]:
    return (
        cell.kind,
        None if cell.size is None else f"{cell.size:g}",
        f"{cell.found} of {cell.faults}",
        f"{100 * cell.share:.0f} %",
        f"{100 * cell.low:.0f} to {100 * cell.high:.0f} %",
        cell.by_finding or None,
        None if cell.delay_seconds is None else _delay(cell.delay_seconds),
    )


def _pair(interval: tuple[float, float]) -> str:
    return " to ".join(wording.number(value, 2) for value in interval)


def _delay(seconds: float) -> str:
    return wording.duration(timedelta(seconds=seconds)) if seconds else "at once"


def _records(found: Backtest) -> list[dict[str, Any]]:
    """A record per kind and size and one without a fault, named as in ACM_BacktestSummary."""
    result, model = found.result, found.model
    about = {
        "EquipCode": found.code,
        "BacktestID": found.backtest_id,
        "ModelVersion": found.version,
        "ConfigSignature": model.config_hash,
        "TrainedFrom": model.training_start,
        "TrainedTo": model.training_end,
        "TrainRowCount": model.training_rows,
        "TestedFrom": result.start,
        "TestedTo": result.end,
        "TestedRows": result.rows,
        "HealthyRows": result.healthy_rows,
    }
    quiet = {
        "FalseAlarmCount": result.quiet.alarms,
        "FalseAlarmsPerWeek": result.quiet.alarms_per_week,
        "FalseAlarmsPerWeekLow": result.quiet.interval_per_week[0],
        "FalseAlarmsPerWeekHigh": result.quiet.interval_per_week[1],
        "RunningWeeks": result.quiet.weeks,
    }
    nothing = dict.fromkeys(("FaultSize", "DetectedPct", "LowerPct", "UpperPct", "MedianDelaySeconds"))
    counts = {"FaultCount": 0, "DetectedCount": 0, "FindingOnlyCount": 0}
    return [about | {"FaultKind": NO_FAULT} | nothing | counts | quiet] + [
        about
        | {
            "FaultKind": STORED_KINDS[cell.kind],
            "FaultSize": cell.size,
            "DetectedPct": 100 * cell.share,
            "LowerPct": 100 * cell.low,
            "UpperPct": 100 * cell.high,
            "MedianDelaySeconds": cell.delay_seconds,
            "FaultCount": cell.faults,
            "DetectedCount": cell.found,
            "FindingOnlyCount": cell.by_finding,
        }
        | quiet
        for cell in result.cells
    ]
