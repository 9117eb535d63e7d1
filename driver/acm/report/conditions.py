"""Drift per sensor and regimes of a machine, from the views of the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from acm.database import Database
from acm.report.data import RegimeSeries, SensorDrift

_SENSORS_SHOWN = 8

_DRIFT = """
SELECT SensorName, Timestamp, DriftZ, IsDrifting
FROM dbo.ACM_DriftSeries_Current
WHERE EquipID = ? AND Timestamp >= ? AND DriftZ IS NOT NULL
ORDER BY SensorName, Timestamp;"""
_UNITS = """
SELECT m.StatsJSON
FROM dbo.ModelRegistry AS m
INNER JOIN dbo.ACM_ActiveModels AS a ON a.EquipID = m.EquipID AND a.Version = m.Version
WHERE m.EquipID = ? AND m.ModelType = 'drift_model';"""
_REGIMES = """
SELECT Timestamp, RegimeLabel
FROM dbo.ACM_RegimeTimeline_Current
WHERE EquipID = ? AND Timestamp >= ?
ORDER BY Timestamp;"""


def load_drifts(db: Database, equip_id: int, start: datetime) -> tuple[SensorDrift, ...]:
    """The sensors that drifted in the period: those that still do first, the farthest off first."""
    rows = db.query(_DRIFT, (equip_id, start))[-1].rows
    if not rows:
        return ()
    stats = db.query(_UNITS, (equip_id,))[-1].rows
    units: Mapping[str, float] = json.loads(stats[0][0]).get("units", {}) if stats else {}
    newest = max(row[1] for row in rows)
    by_sensor: dict[str, list[Sequence[Any]]] = {}
    for row in rows:
        by_sensor.setdefault(row[0], []).append(row)
    found = [
        drift
        for sensor, series in by_sensor.items()
        if (drift := _drift(sensor, series, newest, units.get(sensor))) is not None
    ]
    found.sort(key=lambda d: (d.until is not None, -abs(d.deviations), d.sensor))
    return tuple(found[:_SENSORS_SHOWN])


def _drift(
    sensor: str, rows: Sequence[Sequence[Any]], newest: datetime, unit: float | None
) -> SensorDrift | None:
    """The latest drift of a sensor, from the first row that told it to the last; None when there is none."""
    drifting = np.array([bool(row[3]) for row in rows])
    if not drifting.any():
        return None
    last = int(np.flatnonzero(drifting)[-1])
    calm = np.flatnonzero(~drifting[:last])
    first = int(calm[-1]) + 1 if len(calm) else 0
    if first == last and rows[last][1] != newest:
        return None  # over as soon as it was there: the sum touched its limit
    values = np.array([float(row[2]) for row in rows])
    return SensorDrift(
        sensor=sensor,
        times=np.array([row[1] for row in rows], "datetime64[ms]"),
        values=values,
        since=rows[first][1],
        until=None if rows[last][1] == newest else rows[last][1],
        deviations=float(values[last]),
        size=None if unit is None else float(values[last]) * unit,
    )


def load_regimes(db: Database, equip_id: int, start: datetime) -> RegimeSeries:
    """The regime of each row in which the machine ran."""
    rows = db.query(_REGIMES, (equip_id, start))[-1].rows
    return RegimeSeries(
        np.array([row[0] for row in rows], "datetime64[ms]"), np.array([row[1] for row in rows], np.int64)
    )
