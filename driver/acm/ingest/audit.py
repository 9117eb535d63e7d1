"""Loads against their sources: what the database holds of them, compared with what the source delivered."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from acm.database import Database
from acm.errors import AnswerError

FIGURES = ("row_count", "time_range", "value_count", "value_sum")
"""What is compared; each is PASSED, FAILED or SKIPPED."""

_LATEST = """
SELECT
    b.EquipID       AS equip_id,
    b.BatchLoadID   AS batch_load_id,
    b.SourceName    AS src_table,
    b.SourceRows    AS src_records,
    b.RejectedRows  AS src_rejected,
    b.DuplicateRows AS src_duplicates,
    s.tgt_records,
    b.FirstAt       AS src_first_at,
    b.LastAt        AS src_last_at,
    b.ValueCount    AS src_values,
    s.tgt_values,
    b.ValueSum      AS src_value_sum,
    s.row_count_status,
    s.time_range_status,
    s.value_count_status,
    s.value_sum_status,
    s.overall_status
FROM dbo.ACM_BatchSource AS b
OUTER APPLY
(
    SELECT TOP (1) v.validation_id
    FROM dbo.validation_log AS v
    WHERE v.equip_id = b.EquipID
    AND   v.batch_load_id = b.BatchLoadID
    AND   v.validation_run_status = 'SUCCESS'
    ORDER BY
        v.validation_id DESC
) AS l
LEFT JOIN dbo.validation_summary AS s
    ON s.validation_id = l.validation_id
WHERE b.EquipID = COALESCE(?, b.EquipID)
ORDER BY
    b.RecordedAt,
    b.EquipID,
    b.BatchLoadID;
"""


@dataclass(frozen=True)
class Verdict:
    """How a load compares with its source; `overall` is None for a load that nobody has checked yet.

    `statuses` are by figure; `sides`, where a time range is `first_at` and `last_at`, hold what the source
    delivered and what is stored (None: nothing, or not on record).
    """

    equip_id: int
    load: uuid.UUID
    source: str
    source_rows: int
    rejected_rows: int
    duplicate_rows: int
    overall: str | None
    statuses: dict[str, str | None]
    sides: dict[str, tuple[Any, Any]]

    @property
    def failed(self) -> list[str]:
        """The figures that failed."""
        return [figure for figure in FIGURES if self.statuses[figure] == "FAILED"]


def check_load(db: Database, load: uuid.UUID, equip_id: int | None = None) -> Verdict:
    """Check one load, also one that was checked before; the server's 51042 when no source is on record.

    The machine may be left out when only one has such a load.
    """
    return _verdict(db.call_for_row("dbo.usp_ValidateBatch", EquipID=equip_id, BatchLoadID=load))


def check_unchecked(db: Database, equip_id: int | None = None) -> Iterator[Verdict]:
    """Check the loads that nobody has checked yet, of a machine or of all; each commits by itself."""
    while True:
        answer = db.call("dbo.usp_AuditBatches", EquipID=equip_id, MaxBatches=1)
        said = answer[-1].first() if answer else None
        if said is None:
            raise AnswerError("dbo.usp_AuditBatches answered without a row")
        if not said["BatchesChecked"]:
            return
        yield from (_verdict(row) for row in answer[0].dicts())


def latest_verdicts(db: Database, equip_id: int | None = None) -> list[Verdict]:
    """The last verdict on each load, oldest load first; the stored times and sum are not on record."""
    return [_verdict(row) for row in db.query(_LATEST, (equip_id,))[-1].dicts()]


def _verdict(row: dict[str, Any]) -> Verdict:
    kept = row["src_records"] - row["src_rejected"] - row["src_duplicates"]
    return Verdict(
        equip_id=int(row["equip_id"]),
        load=uuid.UUID(str(row["batch_load_id"])),
        source=str(row["src_table"]),
        source_rows=int(row["src_records"]),
        rejected_rows=int(row["src_rejected"]),
        duplicate_rows=int(row["src_duplicates"]),
        overall=row["overall_status"],
        statuses={figure: row[f"{figure}_status"] for figure in FIGURES},
        sides={
            "row_count": (kept, row["tgt_records"]),
            "first_at": (row["src_first_at"], row.get("tgt_first_at")),
            "last_at": (row["src_last_at"], row.get("tgt_last_at")),
            "value_count": (row["src_values"], row["tgt_values"]),
            "value_sum": (row["src_value_sum"], row.get("tgt_value_sum")),
        },
    )
