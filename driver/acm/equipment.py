"""Machines: finding them, registering them, their tags and time zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from acm.database import Database
from acm.errors import AnswerError, TimeZoneError

EVENT_KINDS = (
    *("MAINTENANCE", "REPAIR", "REPLACEMENT", "INSPECTION"),
    *("FAILURE", "SHUTDOWN", "PROCESS_CHANGE", "OTHER"),
)


@dataclass(frozen=True)
class Tag:
    """A sensor of a machine: the column of its readings."""

    name: str
    unit: str | None = None
    is_critical: bool = False


@dataclass(frozen=True)
class Equipment:
    """A machine as the database knows it; `tick_minutes` is the length of a scoring window."""

    equip_id: int
    code: str
    name: str
    zone: str
    data_table: str
    is_adopted: bool
    tag_count: int
    tick_minutes: int
    required_rows: int
    last_batch_end: datetime | None
    active_version: int | None


@dataclass(frozen=True)
class Registered:
    """What registering did."""

    equip_id: int
    code: str
    data_table: str
    tag_count: int
    tags_added: int


def time_zone(name: str) -> ZoneInfo:
    """The zone with this IANA name; TimeZoneError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TimeZoneError(
            f"the time zone {name!r} is unknown: use an IANA name such as Europe/Berlin"
        ) from error


def listing(db: Database) -> list[Equipment]:
    """All machines, by code."""
    return [_equipment(row) for row in db.call("dbo.usp_ListEquipment")[-1].dicts()]


def find(db: Database, code: str) -> Equipment:
    """The machine with this code; the server's 51008 when there is none."""
    answer = db.call("dbo.usp_ListEquipment", EquipCode=code)[-1].dicts()
    if not answer:
        raise AnswerError(f"dbo.usp_ListEquipment answered nothing for {code!r}")
    return _equipment(answer[0])


def chosen(db: Database, codes: Sequence[str]) -> list[Equipment]:
    """The machines with these codes, in their order; all of them when none is named."""
    return [find(db, code) for code in codes] if codes else listing(db)


def tags(db: Database, equip_id: int) -> list[Tag]:
    """The tags of a machine in the order of their columns."""
    rows = db.call("dbo.usp_ListTags", EquipID=equip_id)[-1].dicts()
    return [Tag(str(row["TagName"]), row["Unit"], bool(row["IsCritical"])) for row in rows]


def register(
    db: Database,
    code: str,
    new_tags: Sequence[Tag],
    *,
    name: str | None = None,
    zone: str | None = None,
    tick_minutes: int | None = None,
    required_rows: int | None = None,
    adopt: bool = False,
) -> Registered:
    """Make a machine known, or add tags to it; settings left out keep what is there, or take the default."""
    if zone is not None:
        time_zone(zone)
    frame = pd.DataFrame(
        {
            "TagName": [tag.name for tag in new_tags],
            "TagOrdinal": range(1, len(new_tags) + 1),
            "Unit": pd.Series([tag.unit for tag in new_tags], dtype=object),
            "IsCritical": [tag.is_critical for tag in new_tags],
        }
    )
    row = db.call_for_row(
        "dbo.usp_RegisterEquipment",
        EquipCode=code,
        EquipName=name,
        Tags=frame,
        TimeZoneName=zone,
        TickMinutes=tick_minutes,
        RequiredRows=required_rows,
        Adopt=adopt,
    )
    return Registered(
        int(row["EquipID"]),
        str(row["EquipCode"]),
        str(row["DataTable"]),
        int(row["TagCount"]),
        int(row["TagsAdded"]),
    )


def _equipment(row: dict[str, Any]) -> Equipment:
    return Equipment(
        equip_id=int(row["EquipID"]),
        code=str(row["EquipCode"]),
        name=str(row["EquipName"]),
        zone=str(row["TimeZoneName"]),
        data_table=str(row["DataTable"]),
        is_adopted=bool(row["IsAdopted"]),
        tag_count=int(row["TagCount"]),
        tick_minutes=int(row["TickMinutes"]),
        required_rows=int(row["RequiredRows"]),
        last_batch_end=row["LastBatchEndTime"],
        active_version=None if row["ActiveVersion"] is None else int(row["ActiveVersion"]),
    )
