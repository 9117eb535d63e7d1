"""acm models list|show|activate|pin|prune"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from acm.cli.options import DsnOption, EquipOption, JsonOption, ReasonOption, fitting
from acm.cli.output import print_json, say, show_table, shown
from acm.database import connect
from acm.equipment import find
from acm.errors import WrongUseError
from acm.model_versions import Description, describe, listing
from acm.report.wording import plural

_group = typer.Typer(
    help="Stored model versions: what they know, which one scores, and going back.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_COLUMNS = (
    *("Machine", "Version", "In force", "Trained at", "On rows from", "To", "Rows", "Why trained"),
    *("Settings", "kB", "Why in force", "Since", "By"),
)
MachineOption = Annotated[str, typer.Option("--equip", metavar="CODE", help="The machine's code.")]


def register(app: typer.Typer) -> None:
    app.add_typer(_group, name="models")


@_group.command("list")
def show_list(equip: EquipOption = None, dsn: DsnOption = None, as_json: JsonOption = False) -> None:
    """List the stored versions of each machine, newest first: trained on what and why, which is in force."""
    with connect(dsn) as db:
        records = listing(db, [find(db, code).equip_id for code in equip or ()])
    if as_json:
        print_json(records)
        return
    show_table(
        f"{plural(len(records), 'model version')}, times in UTC",
        _COLUMNS,
        (
            (
                r["EquipCode"],
                r["Version"],
                _in_force(r),
                r["EntryDateTime"],
                r["WindowStart"],
                r["WindowEnd"],
                r["TrainRowCount"],
                r["TriggerReason"],
                r["ConfigSignature"][:8],
                _kilobytes(r),
                r["Reason"],
                r["ActivatedAt"],
                r["ActivatedBy"],
            )
            for r in records
        ),
    )


@_group.command("show")
def show_version(
    equip: MachineOption,
    version: Annotated[
        int | None, typer.Argument(metavar="[VERSION]", help="A stored version; else the one in force.")
    ] = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """What a version knows: its sensors, regimes and limits, and whether its bytes are sound."""
    with connect(dsn) as db:
        found = describe(db, find(db, equip), version)
    if as_json:
        print_json([found.record()])
    else:
        _show(found)


@_group.command("activate")
def activate(
    equip: MachineOption,
    version: Annotated[int, typer.Argument(metavar="VERSION", help="A stored version.")],
    reason: ReasonOption,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let a stored version score a machine from its next window on; also the way back to an older one."""
    text = fitting(reason, "--reason", 200)
    with connect(dsn) as db:
        machine = find(db, equip)
        row = db.call_for_row(
            "dbo.usp_ActivateModelVersion", EquipID=machine.equip_id, Version=version, Reason=text
        )
    row = {"EquipCode": machine.code} | {
        name: row[name] for name in ("EquipID", "Version", "PreviousVersion")
    }
    if as_json:
        print_json([row])
    elif machine.active_version == version:
        say(f"{machine.code}: version {version} is in force already, nothing was changed")
    else:
        say(f"{machine.code}: version {version} is in force, before it {shown(row['PreviousVersion'])}")


@_group.command("pin")
def pin(
    equip: MachineOption,
    reason: ReasonOption,
    version: Annotated[int | None, typer.Argument(metavar="[VERSION]", help="A stored version.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Let the machine go again.")] = False,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Hold a machine to a version: it comes into force, and nothing replaces it until it is let go."""
    if (version is None) != off:
        raise WrongUseError("name the version that the machine is held to, or let it go with --off")
    text = fitting(reason, "--reason", 200)
    with connect(dsn) as db:
        machine = find(db, equip)
        row = db.call_for_row(
            "dbo.usp_PinModelVersion", EquipID=machine.equip_id, Version=version, Reason=text
        )
    if as_json:
        names = ("EquipID", "PinnedVersion", "Version")
        print_json([{"EquipCode": machine.code} | {name: row[name] for name in names}])
    elif off:
        say(f"{machine.code}: held to no version; version {shown(row['Version'])} is in force")
    else:
        say(f"{machine.code}: held to version {version}, which is in force")


@_group.command("prune")
def prune(
    equip: Annotated[
        str | None, typer.Option("--equip", metavar="CODE", help="One machine only; else all.")
    ] = None,
    keep: Annotated[
        int, typer.Option("--keep", metavar="N", min=1, help="Of each machine the newest N stay.")
    ] = 5,
    at_most: Annotated[
        int, typer.Option("--max", metavar="N", min=1, help="Delete at most so many versions.")
    ] = 1000,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Delete old versions; those in force, before it, pinned, or with the scorer's state always stay."""
    with connect(dsn) as db:
        machines = [] if equip is None else [find(db, equip).equip_id]
        before = listing(db, machines)
        asked = {"EquipID": machines[0]} if machines else {}
        db.call_for_row("dbo.usp_PruneModels", KeepVersions=keep, MaxVersions=at_most, **asked)
        left = {(row["EquipCode"], row["Version"]) for row in listing(db, machines)}
    gone = [row for row in before if (row["EquipCode"], row["Version"]) not in left]
    if as_json:
        names = ("EquipCode", "Version", "EntryDateTime", "ModelBytes", "RunID")
        print_json({name: row[name] for name in names} for row in gone)
        return
    for row in gone:
        trained = shown(row["EntryDateTime"])
        say(f"{row['EquipCode']}: version {row['Version']} of {trained}, {_kilobytes(row)} kB")
    say(f"{plural(len(gone), 'version')} deleted, {len(left)} left")


def _show(found: Description) -> None:
    line = found.version
    damaged = [part["ModelType"] for part in found.parts if not part["IsIntact"]]
    say(
        f"{line['EquipCode']}: model version {line['Version']}, trained {shown(line['EntryDateTime'])} on "
        f"{shown(line['TrainRowCount'])} rows, {shown(line['WindowStart'])} to {shown(line['WindowEnd'])}: "
        f"{line['TriggerReason']}"
    )
    if line["IsActive"]:
        held = "held to it, " if line["IsPinned"] else ""
        say(f"in force since {shown(line['ActivatedAt'])}: {held}{line['Reason']}, by {line['ActivatedBy']}")
    else:
        say("not in force" + (": judged worse than the one that was" if line["Decision"] == "KEPT" else ""))
    sound = f"damaged: {', '.join(damaged)}" if damaged else "all as they were stored"
    say(f"settings {line['ConfigSignature']}; {line['PartCount']} parts, {_kilobytes(line)} kB, {sound}")
    regimes = [(f"In regime {regime['RegimeLabel']}", regime["Centre"]) for regime in found.regimes]
    show_table(
        plural(len(found.sensors), "sensor"),
        ["Sensor", "Unit", *(name for name, _ in regimes)],
        (
            (s["ColumnName"], s["Unit"], *(centre.get(s["ColumnName"]) for _, centre in regimes))
            for s in found.sensors
        ),
    )
    for ignored in found.ignored:
        say(f"not trained on: {ignored['FeatureName']} ({ignored['Detail'] or ignored['DropReason']})")
    _rows("regimes", {"RegimeLabel": "Regime", "SharePct": "Share %", "TrainRowCount": "Rows"}, found.regimes)
    names = {"DetectorName": "Of", "ThresholdName": "Limit", "ThresholdValue": "Value"}
    _rows("limits", names, found.thresholds)
    names = {"MetricName": "Figure", "CandidateValue": "This version", "ActiveValue": "The one in force then"}
    if found.comparisons:
        _rows("compared when trained", names | {"IsBetter": "Better"}, found.comparisons)


def _rows(title: str, names: dict[str, str], rows: list[dict[str, Any]]) -> None:
    show_table(title, list(names.values()), ([row[name] for name in names] for row in rows))


def _in_force(row: dict[str, Any]) -> str:
    if row["IsActive"]:
        return "yes, pinned" if row["IsPinned"] else "yes"
    return "no, judged worse" if row["Decision"] == "KEPT" else "no"


def _kilobytes(row: dict[str, Any]) -> int:
    return round(int(row["ModelBytes"]) / 1000)
