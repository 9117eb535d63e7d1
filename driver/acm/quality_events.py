"""Findings about readings as rows of ACM_DataQualityEvents."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pandas as pd

from acm.analytics import QualityFinding

_COLUMNS = (
    "EventOrdinal",
    "TableName",
    "ColumnName",
    "EventType",
    "AffectedRows",
    "FirstAt",
    "LastAt",
    "SampleValues",
    "Detail",
)
_SAMPLES_LENGTH = 500
_DETAIL_LENGTH = 1000
WHOLE_ROW = "*"


def events_frame(findings: Iterable[QualityFinding], table_name: str) -> pd.DataFrame:
    """Findings about a table, one row each, numbered in their order; column `*` means the rows as a whole."""
    rows = [
        (
            ordinal,
            table_name,
            finding.column_name or WHOLE_ROW,
            finding.event_type,
            finding.affected_rows,
            finding.first_at,
            finding.last_at,
            _samples(finding.sample_values),
            finding.detail[:_DETAIL_LENGTH],
        )
        for ordinal, finding in enumerate(findings, start=1)
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    for name in ("FirstAt", "LastAt"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _samples(values: tuple[str, ...]) -> str | None:
    """As many sample values as the column holds, as a JSON array."""
    for kept in range(len(values), 0, -1):
        text = json.dumps(list(values[:kept]), ensure_ascii=False)
        if len(text) <= _SAMPLES_LENGTH:
            return text
    return None
