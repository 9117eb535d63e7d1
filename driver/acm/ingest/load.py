"""Readings into the database: whole frames as one table parameter of the machine's own load procedure."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass

import pandas as pd

from acm.analytics import QualityFinding
from acm.database import Database
from acm.equipment import Equipment, tags
from acm.ingest.figures import Figures, Source, figures_of
from acm.quality_events import events_frame

LOAD_ROWS = 20_000
_SOURCE_NAME_LENGTH = 400
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "acm:load")


@dataclass(frozen=True)
class Loaded:
    """Rows that came in, counted by the database, and the BatchLoadIDs of the loads that brought them.

    Rows that are `late` only a run with a window scores.
    """

    received: int
    inserted: int
    updated: int
    late: int
    loads: tuple[uuid.UUID, ...]


def load_frame(
    db: Database,
    equipment: Equipment,
    readings: pd.DataFrame,
    load_name: str,
    *,
    source: Source | None = None,
    findings: Sequence[QualityFinding] = (),
    on_rows: Callable[[int], None] | None = None,
) -> Loaded:
    """Load readings (naive UTC DatetimeIndex, sorted, unique; a float column per tag) by 20,000 rows.

    The same figures under the same `load_name` are the same load, and a repeat changes nothing; the figures
    are part of the BatchLoadID because a file that was loaded before a tag was added brings more values the
    next time. Tags without a column keep what is stored. Findings go with the first load.

    The figures of the source (left out: these readings under the load's name) go with the rows in one call,
    which is one transaction: figures before their rows would fail an audit that comes in between, and rows
    before their figures, once the process is killed, would never be audited.
    """
    if source is None:
        source = Source(load_name, readings.index.to_series())
    names = [tag.name for tag in tags(db, equipment.equip_id)]
    rows = readings.reindex(columns=names)
    rows.insert(0, "EntryDateTime", readings.index)
    procedure = f"dbo.[{equipment.code}_Load]"
    loads: list[uuid.UUID] = []
    counted: Counter[str] = Counter()
    for load, figures in enumerate(figures_of(source.times, readings, LOAD_ROWS)):
        part = rows.iloc[load * LOAD_ROWS : (load + 1) * LOAD_ROWS]
        loads.append(_load_id(equipment, load_name, load, figures))
        answer = db.call_for_row(
            procedure,
            BatchLoadID=loads[-1],
            Rows=part,
            Events=events_frame(findings if load == 0 else (), equipment.data_table),
            SourceName=source.name[:_SOURCE_NAME_LENGTH],
            SourceRows=figures.source_rows,
            RejectedRows=figures.rejected_rows,
            DuplicateRows=figures.duplicate_rows,
            FirstAt=figures.first_at,
            LastAt=figures.last_at,
            ValueCount=figures.value_count,
            ValueSum=figures.value_sum,
        )
        counted.update({name: int(count) for name, count in answer.items() if name.startswith("Rows")})
        if on_rows is not None:
            on_rows(len(part))
    return Loaded(
        counted["RowsReceived"],
        counted["RowsInserted"],
        counted["RowsUpdated"],
        counted["RowsLate"],
        tuple(loads),
    )


def _load_id(equipment: Equipment, load_name: str, load: int, figures: Figures) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, f"{equipment.code.upper()}:{load_name}:{load}:{astuple(figures)}")
