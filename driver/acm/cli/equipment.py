"""acm equipment add|list|event"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from acm.cli.options import DsnOption, JsonOption, fitting, one_of, utc_time
from acm.cli.output import answered, print_json, say, show_table, shown
from acm.database import connect
from acm.equipment import EVENT_KINDS, Tag, find, listing
from acm.equipment import register as register_equipment
from acm.errors import WrongUseError
from acm.ingest import numeric_columns, read_table

_group = typer.Typer(
    help="Machines, their tags, and what happened to them.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    app.add_typer(_group, name="equipment")


@_group.command("add")
def add(
    code: Annotated[str, typer.Argument(help="The machine's code: its readings go to {CODE}_Data.")],
    tag: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A tag; may be repeated.")] = None,
    critical: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A tag that must always be there.")
    ] = None,
    tags_from: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Take the numeric columns of this file as tags.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="A name for people.")] = None,
    tz: Annotated[str | None, typer.Option(metavar="ZONE", help="Zone of its wall-clock times.")] = None,
    tick: Annotated[int | None, typer.Option(metavar="MINUTES", help="Length of a scoring window.")] = None,
    train_rows: Annotated[
        int | None, typer.Option(metavar="N", help="Rows that the first training takes.")
    ] = None,
    adopt: Annotated[
        bool, typer.Option("--adopt", help="Take an existing table {CODE}_Data as it is, read only.")
    ] = False,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a machine known, or add tags to it."""
    names = [*(tag or ())]
    if tags_from is not None:
        names += numeric_columns(read_table(tags_from).columns)
    must = set(critical or ())
    names += [wanted for wanted in critical or () if wanted not in names]
    if not names and not adopt:
        raise WrongUseError(
            "a machine needs tags: --tag NAME, --tags-from FILE, or --adopt a table that exists"
        )
    new = [Tag(wanted, is_critical=wanted in must) for wanted in dict.fromkeys(names)]
    with connect(dsn) as db:
        done = register_equipment(
            db, code, new, name=name, zone=tz, tick_minutes=tick, required_rows=train_rows, adopt=adopt
        )
    if as_json:
        print_json([asdict(done)])
    else:
        say(f"{done.code}: {done.tag_count} tags ({done.tags_added} new), table {done.data_table}")


@_group.command("list")
def show(dsn: DsnOption = None, as_json: JsonOption = False) -> None:
    """List the machines."""
    with connect(dsn) as db:
        machines = listing(db)
    if as_json:
        print_json(asdict(machine) for machine in machines)
        return
    show_table(
        f"{len(machines)} machines, times in UTC",
        ["Code", "Name", "Zone", "Tags", "Tick (min)", "Worked to", "Model"],
        (
            (m.code, m.name, m.zone, m.tag_count, m.tick_minutes, m.last_batch_end, m.active_version)
            for m in machines
        ),
    )


@_group.command("event")
def event(
    equip: Annotated[str, typer.Option("--equip", metavar="CODE", help="The machine's code.")],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help=f"{', '.join(EVENT_KINDS)}.")],
    start: Annotated[str, typer.Option("--start", metavar="TIME", help="When it began, UTC.")],
    end: Annotated[
        str | None, typer.Option("--end", metavar="TIME", help="When it ended, UTC; left out: not known.")
    ] = None,
    rebaseline: Annotated[
        bool,
        typer.Option("--rebaseline", help="The machine is another one now: ask for a new model of it."),
    ] = False,
    note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help="What was done or seen.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who reports it; else the login.")
    ] = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record what happened to a machine; the same kind and start again mends what was recorded."""
    event_type = one_of(kind, "--kind", "kind of event", EVENT_KINDS)
    started = utc_time(start, "--start")
    ended = None if end is None else utc_time(end, "--end")
    if ended is not None and ended < started:
        raise WrongUseError(f"--end {end} lies before --start {start}")
    with connect(dsn) as db:
        machine = find(db, equip)
        row = db.call_for_row(
            "dbo.usp_RecordEquipmentEvent",
            EquipID=machine.equip_id,
            EventType=event_type,
            StartedAt=started,
            EndedAt=ended,
            RebaselineRequested=rebaseline,
            Description=fitting(note, "--note", 1000),
            ReportedBy=fitting(by, "--by", 128),
        )
    if as_json:
        print_json([{"EquipCode": machine.code} | answered(row)])
    else:
        asked = ", a new model is asked for" if rebaseline else ""
        say(f"{machine.code}: {event_type} of {shown(row['StartedAt'])} is recorded{asked}")
