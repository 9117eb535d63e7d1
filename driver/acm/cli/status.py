"""acm status and acm runs"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from acm.cli.options import DsnOption, EquipOption, JsonOption
from acm.cli.output import print_json, say, show_table
from acm.database import connect
from acm.equipment import find
from acm.report.wording import plural, remaining_life

_LATEST = """
SELECT
    l.EquipCode,
    l.HealthStatus,
    l.HealthIndex,
    l.OperatingState,
    l.Timestamp,
    l.SinceWhen,
    l.SeverityLabel,
    l.TopSensor,
    l.Summary,
    l.Outcome,
    l.LastRunCompletedAt,
    l.LastBatchEndTime,
    l.LastError,
    u.RulStatus,
    u.RulHours,
    u.LowerHours,
    u.UpperHours,
    u.HorizonHours
FROM dbo.ACM_Latest AS l
LEFT JOIN dbo.ACM_RUL_Current AS u
    ON u.EquipID = l.EquipID
ORDER BY
    l.EquipCode;
"""
_PARKED = """
SELECT
    w.EquipCode,
    w.WindowStart,
    w.WindowEnd,
    w.LastError
FROM dbo.ACM_ParkedWindows AS w
ORDER BY
    w.EquipCode,
    w.WindowStart;
"""
_RANGES_SHOWN = 5
_RUNS = """
SELECT TOP ({limit})
    e.EquipCode,
    r.Stage,
    r.WindowStart,
    r.WindowEnd,
    r.Outcome,
    r.RowsRead,
    r.ScoreRowCount,
    r.EpisodeCount,
    r.HealthStatus,
    r.MinHealthIndex,
    r.MaxFusedZ,
    r.ModelVersion,
    r.StartedAt,
    r.DurationSeconds,
    r.WorkerName,
    r.RunID,
    r.ErrorMessage
FROM dbo.ACM_Runs AS r
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = r.EquipID
WHERE {condition}
ORDER BY
    r.StartedAt DESC,
    r.RunID;
"""


def register(app: typer.Typer) -> None:
    app.command("status")(_status)
    app.command("runs")(_runs)


def _status(equip: EquipOption = None, dsn: DsnOption = None, as_json: JsonOption = False) -> None:
    """How each machine stands: health, since when, which sensor."""
    with connect(dsn) as db:
        wanted = {find(db, code).code for code in equip or ()}
        records = db.query(_LATEST)[-1].dicts()
        parked: dict[str, list[dict[str, Any]]] = {}
        for window in db.query(_PARKED)[-1].dicts():
            parked.setdefault(window["EquipCode"], []).append(window)
    chosen = [record for record in records if not wanted or record["EquipCode"] in wanted]
    if as_json:
        print_json(r | {"ParkedWindows": len(parked.get(r["EquipCode"], ()))} for r in chosen)
        return
    lives = [
        remaining_life(r["RulStatus"], r["RulHours"], (r["LowerHours"], r["UpperHours"]), r["HorizonHours"])
        for r in chosen
    ]
    told = any(lives)
    show_table(
        f"{len(chosen)} machines, times in UTC",
        ["Machine", "Status", "Health", "State", "As of", "Since", "Top sensor"]
        + ["Remaining life"] * told
        + ["Last run", "What"],
        (
            (
                r["EquipCode"],
                r["HealthStatus"],
                None if r["HealthIndex"] is None else f"{r['HealthIndex']:.1f}",
                r["OperatingState"],
                r["Timestamp"],
                r["SinceWhen"],
                r["TopSensor"],
                *([life] if told else []),
                r["Outcome"],
                r["LastError"] or r["Summary"],
            )
            for r, life in zip(chosen, lives, strict=True)
        ),
    )
    for record in chosen:
        if windows := parked.get(record["EquipCode"]):
            _say_parked(record["EquipCode"], windows)


def _say_parked(code: str, windows: list[dict[str, Any]]) -> None:
    """Which windows of a machine wait to be done again, and the commands that do it."""
    say(f"{code}: {plural(len(windows), 'parked window')}, the last: {windows[-1]['LastError']}")
    say("  when mended, do again:")
    ranges = list(_ranges(windows))
    name = code if re.fullmatch(r"[\w.-]+", code) else f'"{code}"'
    for start, end in ranges[:_RANGES_SHOWN]:
        say(f"    acm run --equip {name} --from {_iso(start)} --to {_iso(end)}")
    if len(ranges) > _RANGES_SHOWN:
        say(f"    and {len(ranges) - _RANGES_SHOWN} more in dbo.ACM_ParkedWindows")


def _ranges(windows: list[dict[str, Any]]) -> Iterator[tuple[datetime, datetime]]:
    """Windows, those that follow one another without a gap as one."""
    start, end = windows[0]["WindowStart"], windows[0]["WindowEnd"]
    for window in windows[1:]:
        if window["WindowStart"] > end:
            yield start, end
            start = window["WindowStart"]
        end = max(end, window["WindowEnd"])
    yield start, end


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds" if moment.microsecond else "seconds")


def _runs(
    equip: Annotated[str | None, typer.Option("--equip", metavar="CODE", help="One machine only.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Failed runs only.")] = False,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="At most so many, newest first.")] = 20,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """The latest runs."""
    with connect(dsn) as db:
        conditions, params = ["1 = 1"], []
        if equip is not None:
            conditions.append("r.EquipID = ?")
            params.append(find(db, equip).equip_id)
        if failed:
            conditions.append("r.Outcome = 'FAIL'")
        text = _RUNS.format(limit=limit, condition=" AND ".join(conditions))
        records = db.query(text, params)[-1].dicts()
    if as_json:
        print_json(records)
        return
    names = ["EquipCode", "Stage", "WindowStart", "WindowEnd", "Outcome", "ScoreRowCount", "EpisodeCount"]
    names += ["HealthStatus", "MinHealthIndex", "DurationSeconds", "ErrorMessage"]
    show_table(f"{len(records)} runs, times in UTC", names, ([r[name] for name in names] for r in records))
