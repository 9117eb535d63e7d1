"""acm config list|get|set"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from acm.cli.options import DsnOption, JsonOption, fitting
from acm.cli.output import answered, print_json, say, show_table
from acm.database import Database, connect
from acm.equipment import Equipment, find
from acm.errors import NoSettingError, WrongUseError
from acm.report.wording import plural

_ALL = """
SELECT
    c.ParamName,
    c.ParamValue,
    c.ValueType,
    c.EquipID,
    c.Reason,
    c.UpdatedAt,
    c.UpdatedBy,
    e.EquipCode
FROM dbo.ACM_Config AS c
LEFT JOIN dbo.Equipment AS e
    ON e.EquipID = c.EquipID
ORDER BY
    c.ParamName,
    e.EquipCode;
"""
_EVERY_MACHINE = 0
_group = typer.Typer(
    help="Settings that the database keeps, for all machines or for one, with their history. "
    "The database heeds those of its own; the analytics work with the settings of the driver.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
MachineOption = Annotated[
    str | None, typer.Option("--equip", metavar="CODE", help="A machine; else what holds for all.")
]
NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="The setting.")]


def register(app: typer.Typer) -> None:
    app.add_typer(_group, name="config")


@_group.command("list")
def show(
    equip: Annotated[
        str | None,
        typer.Option("--equip", metavar="CODE", help="What holds for this machine; else all that is set."),
    ] = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """List settings, and for whom each is set."""
    with connect(dsn) as db:
        machine = None if equip is None else find(db, equip)
        records = db.query(_ALL)[-1].dicts() if machine is None else _holding(db, machine)
    if as_json:
        print_json(records)
        return
    show_table(
        f"{plural(len(records), 'setting')}{f' of {machine.code}' if machine else ''}, times in UTC",
        ["Setting", "Value", "Type", "Set for", "Changed", "By", "Why"],
        (
            (
                r["ParamName"],
                r["ParamValue"],
                r["ValueType"],
                r["EquipCode"] or "all machines",
                r["UpdatedAt"],
                r["UpdatedBy"],
                r["Reason"],
            )
            for r in records
        ),
    )


@_group.command("get")
def get(
    name: NameArgument, equip: MachineOption = None, dsn: DsnOption = None, as_json: JsonOption = False
) -> None:
    """Print the value that holds, and nothing else."""
    with connect(dsn) as db:
        machine = None if equip is None else find(db, equip)
        records = _holding(db, machine, name)
    if not records:
        whom = "all machines" if machine is None else machine.code
        raise NoSettingError(f"{name!r} is not set for {whom}: see acm config list")
    if as_json:
        print_json(records)
    else:
        say(records[0]["ParamValue"])


@_group.command("set")
def change(
    name: NameArgument,
    value: Annotated[str | None, typer.Argument(metavar="[VALUE]", help="The value.")] = None,
    equip: MachineOption = None,
    value_type: Annotated[
        str | None,
        typer.Option(
            "--type", metavar="TYPE", help="INT, FLOAT, BIT (0 or 1) or TEXT; else as before, TEXT if new."
        ),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Take the setting away; a machine then has that of all.")
    ] = False,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="Why; it is kept.")] = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Set a value, or take it away; the old one stays on record."""
    if (value is None) != remove:
        raise WrongUseError("give a VALUE, or --remove, one of them")
    fitting(name, "NAME", 128)
    with connect(dsn) as db:
        machine = None if equip is None else find(db, equip)
        kept = {row["ValueType"] for row in _holding(db, machine, name)}
        row = db.call_for_row(
            "dbo.usp_SetConfig",
            ParamName=name,
            ParamValue=fitting(value, "VALUE", 4000),
            ValueType=(value_type or next(iter(kept), "TEXT")).upper(),
            EquipID=_EVERY_MACHINE if machine is None else machine.equip_id,
            Reason=fitting(reason, "--reason", 400),
        )
    if as_json:
        print_json([answered(row) | {"EquipCode": None if machine is None else machine.code}])
        return
    what = "is taken away" if remove else f"is {value}"
    unchanged = "" if row["IsChanged"] else ", as before: nothing was changed"
    say(f"{name} {what} for {'all machines' if machine is None else machine.code}{unchanged}")


def _holding(db: Database, machine: Equipment | None, name: str | None = None) -> list[dict[str, Any]]:
    """What holds for a machine, or is set for all, with the code of the machine whose own it is."""
    asked = {"EquipID": _EVERY_MACHINE if machine is None else machine.equip_id, "ParamName": name}
    return [
        row | {"EquipCode": machine.code if machine and row["EquipID"] else None}
        for row in db.call("dbo.usp_GetConfig", **asked)[-1].dicts()
    ]
