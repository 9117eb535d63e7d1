"""acm audit"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from acm.cli.options import DsnOption, JsonOption
from acm.cli.output import print_json, progress, say, show_table, shown
from acm.database import Database, connect
from acm.equipment import find, listing
from acm.errors import AcmError, WrongUseError
from acm.ingest import FIGURES, Verdict, check_load, check_unchecked, latest_verdicts

_SIDES = {
    "row_count": ("row_count",),
    "time_range": ("first_at", "last_at"),
    "value_count": ("value_count",),
    "value_sum": ("value_sum",),
}


def register(app: typer.Typer) -> None:
    app.command("audit")(_audit)


def _audit(
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="ID", help="Check this load, also once more.")
    ] = None,
    equip: Annotated[str | None, typer.Option("--equip", metavar="CODE", help="One machine only.")] = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Check nothing; list the last verdict on each load.")
    ] = False,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check loads against their sources: those not checked yet, or one by its BatchLoadID.

    acm ingest checks what it loads; this checks what it did not come to, what other programs loaded, and
    whether a load is still as it was. Exit code 1 when a load that is shown FAILED.
    """
    if batch is not None and show_all:
        raise WrongUseError("--batch and --all do not go together: give one of them")
    load = None if batch is None else _load_id(batch)
    with connect(dsn) as db:
        equip_id = None if equip is None else find(db, equip).equip_id
        codes = {machine.equip_id: machine.code for machine in listing(db)}
        if load is not None:
            verdicts = [check_load(db, load, equip_id)]
        elif show_all:
            verdicts = latest_verdicts(db, equip_id)
        else:
            verdicts = _check_unchecked(db, equip_id, codes, as_json)
    _show(verdicts, codes, as_json)
    if any(verdict.failed for verdict in verdicts):
        raise typer.Exit(1)


def what_failed(verdict: Verdict) -> str:
    """The figures that failed, with what the source delivered and what is stored."""
    return "; ".join(
        f"{side}: {_exact(verdict.sides[side][0])} delivered, {_exact(verdict.sides[side][1])} stored"
        for figure in verdict.failed
        for side in _SIDES[figure]
    )


def _load_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise WrongUseError(f"--batch {text!r} is no BatchLoadID: acm audit --all lists them") from error


def _check_unchecked(
    db: Database, equip_id: int | None, codes: dict[int, str], as_json: bool
) -> list[Verdict]:
    """The verdicts; those given before a check broke off are shown before its error is."""
    verdicts: list[Verdict] = []
    with progress() as bar:
        task = bar.add_task("loads", total=None)
        try:
            for verdict in check_unchecked(db, equip_id):
                verdicts.append(verdict)
                bar.advance(task)
        except AcmError:
            _show(verdicts, codes, as_json)
            raise
    return verdicts


def _show(verdicts: Iterable[Verdict], codes: dict[int, str], as_json: bool) -> None:
    verdicts = list(verdicts)
    if as_json:
        print_json(_record(verdict, codes[verdict.equip_id]) for verdict in verdicts)
        return
    if not verdicts:
        say("no load to check")
        return
    show_table(
        f"{len(verdicts)} loads, {sum(bool(verdict.failed) for verdict in verdicts)} failed; times in UTC",
        ["Machine", "Load", "Source", "Rows", "Values", "Verdict", "What failed"],
        (
            (
                codes[verdict.equip_id],
                verdict.load,
                verdict.source,
                verdict.sides["row_count"][0],
                verdict.sides["value_count"][0],
                verdict.overall or "not checked",
                what_failed(verdict),
            )
            for verdict in verdicts
        ),
    )


def _exact(value: Any) -> str:
    """With all digits: sums may differ in the last ones."""
    return repr(value) if isinstance(value, float) else shown(value)


def _record(verdict: Verdict, code: str) -> dict[str, Any]:
    sides = verdict.sides
    return {
        "EquipCode": code,
        "BatchLoadID": verdict.load,
        "SourceName": verdict.source,
        "SourceRows": verdict.source_rows,
        "RejectedRows": verdict.rejected_rows,
        "DuplicateRows": verdict.duplicate_rows,
        "KeptRows": sides["row_count"][0],
        "StoredRows": sides["row_count"][1],
        "FirstAt": sides["first_at"][0],
        "StoredFirstAt": sides["first_at"][1],
        "LastAt": sides["last_at"][0],
        "StoredLastAt": sides["last_at"][1],
        "ValueCount": sides["value_count"][0],
        "StoredValueCount": sides["value_count"][1],
        "ValueSum": sides["value_sum"][0],
        "StoredValueSum": sides["value_sum"][1],
        "Figures": {figure: verdict.statuses[figure] for figure in FIGURES},
        "Verdict": verdict.overall,
    }
