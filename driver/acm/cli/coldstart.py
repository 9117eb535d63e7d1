"""acm coldstart status|reset"""

from __future__ import annotations

from typing import Any

import typer

from acm.cli.options import DsnOption, EquipOption, JsonOption, ReasonOption, fitting
from acm.cli.output import print_json, say, show_table
from acm.database import Database, connect
from acm.equipment import Equipment, chosen
from acm.report.wording import plural

_group = typer.Typer(
    help="The way of each machine to its first model.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    app.add_typer(_group, name="coldstart")


@_group.command("status")
def show(equip: EquipOption = None, dsn: DsnOption = None, as_json: JsonOption = False) -> None:
    """How far each machine is, and what the last error was."""
    with connect(dsn) as db:
        records = [_status(db, machine) for machine in chosen(db, equip or ())]
    if as_json:
        print_json(records)
        return
    show_table(
        f"{plural(len(records), 'machine')}, times in UTC",
        [
            "Machine",
            "Status",
            "Rows",
            "Wanted",
            "From",
            "To",
            "Tried",
            "Failed",
            "Again at",
            "Done at",
            "Error",
        ],
        (
            (
                r["EquipCode"],
                r["Status"],
                r["AccumulatedRows"],
                r["RequiredRows"],
                r["DataStartTime"],
                r["DataEndTime"],
                r["AttemptCount"],
                r["ErrorCount"],
                r["RetryAt"],
                r["CompletedAt"],
                r["LastError"],
            )
            for r in records
        ),
    )


@_group.command("reset")
def reset(
    reason: ReasonOption,
    equip: EquipOption = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have a failed coldstart tried again at once; without --equip each one that has failed."""
    text = fitting(reason, "--reason", 400)
    done = []
    with connect(dsn) as db:
        machines = chosen(db, equip or ())
        if not equip:
            machines = [machine for machine in machines if _status(db, machine)["Status"] == "FAILED"]
        for machine in machines:
            row = db.call_for_row("dbo.usp_ResetColdstart", EquipID=machine.equip_id, Reason=text)
            done.append({"EquipCode": machine.code, "EquipID": row["EquipID"], "Status": row["Status"]})
            if not as_json:
                say(f"{machine.code}: {row['Status']}, due now")
    if as_json:
        print_json(done)
    elif not done:
        say("no coldstart has failed")


def _status(db: Database, machine: Equipment) -> dict[str, Any]:
    row = db.call_for_row("dbo.usp_CheckColdstartStatus", EquipID=machine.equip_id)
    return {"EquipCode": machine.code} | row
