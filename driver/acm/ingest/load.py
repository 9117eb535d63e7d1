"""Readings into the database: whole frames as one table parameter of the machine's own load procedure."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from acm.analytics import QualityFinding
from acm.database import Database
from acm.equipment import Equipment, tags
from acm.quality_events import events_frame

CHUNK_ROWS = 20_000
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "acm:load")


@dataclass(frozen=True)
class Loaded:
    """Rows that a load brought, counted by the database; `late` ones only a run with a window scores."""

    received: int
    inserted: int
    updated: int
    late: int


def load_frame(
    db: Database,
    equipment: Equipment,
    readings: pd.DataFrame,
    load_name: str,
    *,
    findings: Sequence[QualityFinding] = (),
    on_rows: Callable[[int], None] | None = None,
) -> Loaded:
    """Load readings (naive UTC DatetimeIndex, sorted, unique; a float column per tag) by 20,000 rows.

    `load_name` makes the BatchLoadIDs: the same name is the same load, and a repeat changes nothing. Tags
    without a column keep what is stored. Findings go with the first chunk, in its transaction.
    """
    names = [tag.name for tag in tags(db, equipment.equip_id)]
    rows = readings.reindex(columns=names)
    rows.insert(0, "EntryDateTime", readings.index)
    procedure = f"dbo.[{equipment.code}_Load]"
    received = inserted = updated = late = 0
    for chunk, first in enumerate(range(0, len(rows), CHUNK_ROWS)):
        part = rows.iloc[first : first + CHUNK_ROWS]
        said = findings if chunk == 0 else ()
        answer = db.call_for_row(
            procedure,
            BatchLoadID=uuid.uuid5(_NAMESPACE, f"{equipment.code.upper()}:{load_name}:{chunk}"),
            Rows=part,
            Events=events_frame(said, equipment.data_table),
        )
        received += int(answer["RowsReceived"])
        inserted += int(answer["RowsInserted"])
        updated += int(answer["RowsUpdated"])
        late += int(answer["RowsLate"])
        if on_rows is not None:
            on_rows(len(part))
    return Loaded(received, inserted, updated, late)
