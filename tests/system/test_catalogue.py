"""What the deployed catalogue says: the indexes that procedures seek by, and what times mean."""

from __future__ import annotations

import pytest
from acm.database import Database


@pytest.mark.parametrize(
    ("table", "keys", "included"),
    [
        ("processing_log", ["payload_id", "attempt"], ["status"]),
        ("Ingest_Payload", ["Status", "PayloadID"], []),
        ("Ingest_Payload", ["EquipID", "Status", "PayloadID"], []),
        ("validation_log", ["equip_id", "batch_load_id", "validation_id"], []),
        ("validation_log", ["tgt_table", "validation_run_start_time"], []),
        ("validation_summary", ["equip_id", "batch_load_id"], []),
        ("ACM_Runs", ["EquipID", "StartedAt"], []),
        ("ACM_Runs", ["EquipID", "WindowStart", "WindowEnd"], ["Stage", "TriggerReason", "CompletedAt"]),
    ],
)
def test_an_index_begins_with(db: Database, table: str, keys: list[str], included: list[str]) -> None:
    rows = db.query(
        """SELECT i.name, c.name AS ColumnName, k.key_ordinal, k.is_included_column
           FROM sys.indexes AS i
           INNER JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id
           INNER JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
           WHERE i.object_id = OBJECT_ID(?)
           ORDER BY i.name, k.key_ordinal""",
        (f"dbo.{table}",),
    )[-1].dicts()
    found = {
        name: (
            [row["ColumnName"] for row in rows if row["name"] == name and not row["is_included_column"]],
            [row["ColumnName"] for row in rows if row["name"] == name and row["is_included_column"]],
        )
        for name in {row["name"] for row in rows}
    }
    assert any(own[: len(keys)] == keys and set(included) <= set(more) for own, more in found.values()), found


def test_every_time_says_that_it_is_utc(db: Database) -> None:
    rows = db.query(
        """SELECT o.name, c.name AS ColumnName, x.value
           FROM sys.tables AS o
           INNER JOIN sys.columns AS c ON c.object_id = o.object_id
           LEFT JOIN sys.extended_properties AS x
               ON x.major_id = o.object_id AND x.minor_id = c.column_id AND x.name = N'MS_Description'
           WHERE TYPE_NAME(c.user_type_id) = N'datetime2' AND o.name NOT LIKE N'%[_]Data'"""
    )[-1].rows
    assert len(rows) > 30
    assert [(table, column) for table, column, said in rows if not said or "UTC" not in said] == []
