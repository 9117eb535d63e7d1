"""The readings of one window, judged sensor by sensor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from acm.analytics.arrays import Vector
from acm.analytics.quality import QualityFinding

GOOD, SUSPECT, BAD = "GOOD", "SUSPECT", "BAD"
QUALITY_COLUMNS = (
    "SensorName",
    "RowsPresent",
    "RowsMissing",
    "RowsStuck",
    "RowsNonFinite",
    "RowsOutOfRange",
    "MinValue",
    "MaxValue",
    "MeanValue",
    "StdValue",
    "LongestGapSeconds",
    "QualityLabel",
)
_STANDSTILL = ("STUCK_SENSOR", "CONSTANT_SENSOR")
_CONDEMNING = ("SENSOR_FAULT_SUSPECTED", "CONSTANT_SENSOR", "MISSING_COLUMN", "UNTRAINABLE_SENSOR")
_BAD_SHARE, _SUSPECT_SHARE = 0.5, 0.02  # of the rows without a usable value


def sensor_quality(
    window: pd.DataFrame, findings: Sequence[QualityFinding], stuck: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """One row per sensor of a clean window (NaN where a value was missing or unusable).

    `findings` are those about the window, `stuck` the rows in which a sensor stood still for too long while
    the machine ran; where it is known, findings about a standstill say no more.
    BAD: more than half of the rows are missing or stuck, or a finding condemns the sensor. SUSPECT: more than
    two in a hundred are, or there is a finding about it other than missing values.
    """
    stuck = stuck or {}
    named = {(f.event_type, f.column_name): f.affected_rows for f in findings}
    events: dict[str, set[str]] = {}
    for event, about in named:
        known = event == "MISSING_VALUES" or (event in _STANDSTILL and about in stuck)
        if about is not None and not known and event != "UNKNOWN_COLUMN":
            events.setdefault(about, set()).add(event)
    seconds = pd.DatetimeIndex(window.index).to_numpy().astype("datetime64[ns]").astype(np.int64) / 1e9
    rows = []
    for column in window.columns:
        name, values = str(column), window[column].to_numpy(dtype=float)
        present = ~np.isnan(values)
        still = stuck.get(name, 0)
        missing = int((~present).sum())
        there = values[present]
        figures = (there.min(), there.max(), there.mean(), there.std()) if len(there) else (np.nan,) * 4
        rows.append(
            (
                name,
                len(there),
                missing,
                still,
                named.get(("NON_FINITE", name), 0),
                named.get(("ABSURD_VALUE", name), 0),
                *map(float, figures),
                _longest_gap(seconds, present),
                _label((missing + still) / max(len(values), 1), events.get(name, set())),
            )
        )
    return pd.DataFrame(rows, columns=list(QUALITY_COLUMNS))


def _longest_gap(seconds: Vector, present: np.ndarray) -> float:
    """Longest time from value to value, or from one to the first or last row."""
    at = np.concatenate([seconds[:1], seconds[present], seconds[-1:]])
    return float(np.diff(at).max()) if len(at) > 1 else 0.0


def _label(share: float, events: set[str]) -> str:
    if share > _BAD_SHARE or events & set(_CONDEMNING):
        return BAD
    return SUSPECT if share > _SUSPECT_SHARE or events else GOOD
