"""Stored model versions as operators see them: which there are, what one knows, which is in force."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from acm.database import Database
from acm.equipment import Equipment
from acm.errors import NoModelError

_LISTING = """
SELECT
    e.EquipCode,
    m.Version,
    CAST(IIF(a.Version = m.Version, 1, 0) AS bit)            AS IsActive,
    CAST(IIF(TRY_CONVERT(int, k.ParamValue) = m.Version, 1, 0) AS bit) AS IsPinned,
    m.EntryDateTime,
    r.WindowStart,
    r.WindowEnd,
    r.TrainRowCount,
    r.TriggerReason,
    r.ConfigSignature,
    m.PartCount,
    m.ModelBytes,
    c.Decision,
    IIF(a.Version = m.Version, a.Reason, NULL)               AS Reason,
    IIF(a.Version = m.Version, a.ActivatedAt, NULL)          AS ActivatedAt,
    IIF(a.Version = m.Version, a.ActivatedBy, NULL)          AS ActivatedBy,
    m.RunID
FROM
(
    SELECT
        p.EquipID,
        p.Version,
        p.RunID,
        MIN(p.EntryDateTime)          AS EntryDateTime,
        COUNT(*)                      AS PartCount,
        SUM(DATALENGTH(p.ModelBytes)) AS ModelBytes
    FROM dbo.ModelRegistry AS p
    GROUP BY
        p.EquipID,
        p.Version,
        p.RunID
) AS m
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = m.EquipID
INNER JOIN dbo.ACM_Runs AS r
    ON r.RunID = m.RunID
LEFT JOIN dbo.ACM_ActiveModels AS a
    ON a.EquipID = m.EquipID
LEFT JOIN dbo.ACM_Config AS k
    ON k.EquipID = m.EquipID
    AND k.ParamName = N'PinnedModelVersion'
OUTER APPLY
(
    SELECT TOP (1) x.Decision
    FROM dbo.ACM_ModelComparisons AS x
    WHERE x.RunID = m.RunID
) AS c
WHERE {condition}
ORDER BY
    e.EquipCode,
    m.Version DESC;
"""
_SENSORS = """
SELECT
    c.ColumnName,
    c.ColumnOrdinal,
    t.Unit
FROM dbo.ACM_RunColumns AS c
LEFT JOIN dbo.Tag_Equipment_Map AS t
    ON t.EquipID = c.EquipID
    AND t.TagName = c.ColumnName
WHERE c.RunID = ?
ORDER BY
    c.ColumnOrdinal;
"""
_IGNORED = """
SELECT
    f.FeatureName,
    f.DropReason,
    f.Detail
FROM dbo.ACM_FeatureDropLog AS f
WHERE f.RunID = ?
ORDER BY
    f.FeatureName;
"""
_REGIMES = """
SELECT
    d.RegimeLabel,
    d.RegimeName,
    d.SharePct,
    d.TrainRowCount,
    d.Radius,
    d.CentreJSON
FROM dbo.ACM_RegimeDefinitions AS d
WHERE d.RunID = ?
ORDER BY
    d.RegimeLabel;
"""
_THRESHOLDS = """
SELECT
    t.DetectorName,
    t.ThresholdName,
    t.ThresholdValue
FROM dbo.ACM_Thresholds AS t
WHERE t.RunID = ?
ORDER BY
    t.DetectorName,
    t.ThresholdName;
"""
_COMPARISONS = """
SELECT
    c.MetricName,
    c.ActiveVersion,
    c.CandidateValue,
    c.ActiveValue,
    c.IsBetter,
    c.Decision,
    c.HeldBackStart,
    c.HeldBackEnd,
    c.HeldBackRows
FROM dbo.ACM_ModelComparisons AS c
WHERE c.RunID = ?
ORDER BY
    c.MetricName;
"""


@dataclass(frozen=True)
class Description:
    """A version: its line of the listing, and the rows of what its training learnt."""

    version: dict[str, Any]
    sensors: list[dict[str, Any]]
    ignored: list[dict[str, Any]]
    regimes: list[dict[str, Any]]
    thresholds: list[dict[str, Any]]
    comparisons: list[dict[str, Any]]
    parts: list[dict[str, Any]]

    def record(self) -> dict[str, Any]:
        """All of it as one object, JSON texts read."""
        return self.version | {
            "Sensors": self.sensors,
            "Ignored": self.ignored,
            "Regimes": self.regimes,
            "Thresholds": self.thresholds,
            "Comparisons": self.comparisons,
            "Parts": self.parts,
        }


def listing(db: Database, equip_ids: Iterable[int] = ()) -> list[dict[str, Any]]:
    """The stored versions of some machines, else of all: newest first within a machine."""
    wanted = list(equip_ids)
    condition = f"m.EquipID IN ({', '.join('?' * len(wanted))})" if wanted else "1 = 1"
    return db.query(_LISTING.format(condition=condition), wanted)[-1].dicts()


def describe(db: Database, machine: Equipment, version: int | None = None) -> Description:
    """A stored version, else the one in force.

    The server's 51024 when there is no such version, NoModelError for a machine without a model.
    """
    asked = {} if version is None else {"Version": version}
    parts = db.call("dbo.usp_GetModels", EquipID=machine.equip_id, **asked)[-1].dicts()
    if not parts:
        raise NoModelError(f"{machine.code} has no model yet")
    (line,) = (row for row in listing(db, [machine.equip_id]) if row["Version"] == parts[0]["Version"])

    def rows(query: str) -> list[dict[str, Any]]:
        return [_read(row) for row in db.query(query, (line["RunID"],))[-1].dicts()]

    return Description(
        version=line,
        sensors=rows(_SENSORS),
        ignored=rows(_IGNORED),
        regimes=rows(_REGIMES),
        thresholds=rows(_THRESHOLDS),
        comparisons=rows(_COMPARISONS),
        parts=[_part(part) for part in parts],
    )


def _part(row: dict[str, Any]) -> dict[str, Any]:
    """A part without its bytes, of which it says how many they are and whether they are those hashed."""
    data = bytes(row["ModelBytes"])
    known = {name: row[name] for name in ("ModelType", "ParamsJSON", "StatsJSON")}
    intact = hashlib.sha256(data).digest() == bytes(row["ModelHash"])
    return _read(known) | {"ModelBytes": len(data), "IsIntact": intact}


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its JSON texts as values, without the JSON in their names."""
    return {
        name.removesuffix("JSON"): json.loads(value) if name.endswith("JSON") else value
        for name, value in row.items()
    }
