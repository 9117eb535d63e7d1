"""The base tables of a machine, and which of their rows count, worked out in pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
from acm.database import Database, Rows
from acm.equipment import Equipment

BASE_TABLES = (
    "Equipment",
    "ACM_BatchProgress",
    "ACM_ColdstartState",
    "ACM_ActiveModels",
    "ACM_Runs",
    "ACM_Scores_Wide",
    "ACM_HealthTimeline",
    "ACM_RegimeTimeline",
    "ACM_ContributionTimeline",
    "ACM_SensorExpected",
    "ACM_DriftSeries",
    "ACM_Episodes",
    "ACM_EpisodeCulprits",
    "ACM_EpisodeActions",
    "ACM_HealthForecast",
    "ACM_RUL",
    "ACM_DataQuality",
    "ACM_Thresholds",
    "ACM_BacktestResults",
)
Tables = dict[str, pd.DataFrame]


def base_tables(db: Database, equipment: Equipment) -> Tables:
    """The rows of a machine in every table that the views read."""
    tables = {
        name: _typed(db.query(f"SELECT t.* FROM dbo.{name} AS t WHERE t.EquipID = ?", (equipment.equip_id,)))
        for name in BASE_TABLES
    }
    stats = """SELECT s.* FROM dbo.ACM_RunTableStats AS s
               INNER JOIN dbo.ACM_Runs AS r ON r.RunID = s.RunID WHERE r.EquipID = ?"""
    return tables | {"ACM_RunTableStats": _typed(db.query(stats, (equipment.equip_id,)))}


def _typed(answer: list[Rows]) -> pd.DataFrame:
    """A table as a frame; times and keys have their type without rows too."""
    frame = answer[-1].frame()
    times = [name for name in frame.columns if name.endswith(("At", "Timestamp", "End", "Until"))]
    keys = [name for name in frame.columns if name in ("RunID", "EpisodeID", "BacktestID")]
    types = dict.fromkeys(times, "datetime64[us]") | dict.fromkeys(keys, "object")
    return frame if len(frame) else frame.astype(types)


def current(tables: Tables, name: str) -> pd.DataFrame:
    """Of each time the rows of the good run that was completed last."""
    runs = tables["ACM_Runs"]
    good = tables[name].merge(runs.loc[runs["Outcome"] == "OK", ["RunID", "CompletedAt"]], on="RunID")
    latest = good.sort_values("CompletedAt").groupby("Timestamp")["RunID"].last()
    return good[good["RunID"] == good["Timestamp"].map(latest)].sort_values("Timestamp")


def episodes(tables: Tables) -> pd.DataFrame:
    """Of each episode the row of the good run whose window ends last, and what people did about it."""
    runs = tables["ACM_Runs"]
    good = tables["ACM_Episodes"].merge(
        runs.loc[runs["Outcome"] == "OK", ["RunID", "WindowEnd", "CompletedAt"]], on="RunID"
    )
    rows = good.sort_values(["WindowEnd", "CompletedAt"]).groupby("EpisodeID").tail(1).copy()
    actions = tables["ACM_EpisodeActions"].sort_values("ActionID")
    shown = {"ACKNOWLEDGE": "ACKNOWLEDGED", "CLEAR": "CLEARED"}
    for position, row in rows.iterrows():
        own = actions[actions["EpisodeID"] == row["EpisodeID"]]
        seen, labels, shelved = (
            own[own["ActionType"].isin(kinds)] for kinds in (list(shown), ["LABEL"], ["SHELVE"])
        )
        is_shelved = len(shelved) and shelved["ShelvedUntil"].iloc[-1] > pd.Timestamp.now("UTC").tz_localize(
            None
        )
        state = shown[seen["ActionType"].iloc[-1]] if len(seen) else "NEW"
        rows.loc[position, "ActionState"] = "SHELVED" if is_shelved else state
        rows.loc[position, "ActionBy"] = seen["ActionBy"].iloc[-1] if len(seen) else None
        rows.loc[position, "LabelCode"] = labels["LabelCode"].iloc[-1] if len(labels) else None
    return rows.reindex(
        columns=[*rows.columns, *({"ActionState", "ActionBy", "LabelCode"} - {*rows.columns})]
    )


def culprits(tables: Tables) -> pd.DataFrame:
    kept = episodes(tables)[["EpisodeID", "RunID", "StartedAt", "IsOpen", "PeakFusedZ"]]
    return tables["ACM_EpisodeCulprits"].merge(kept, on=["EpisodeID", "RunID"])


def steps(tables: Tables) -> pd.DataFrame:
    """Samples with how long each stood; `piece` numbers the stretches without a gap (a tenfold step)."""
    rows = current(tables, "ACM_HealthTimeline").reset_index(drop=True)
    seconds = rows["Timestamp"].diff().dt.total_seconds()
    after = seconds.shift(-1)
    is_before_gap = after > 10 * seconds
    is_after_gap = seconds > 10 * after
    rows["Seconds"] = np.where(is_before_gap, seconds, after.fillna(0.0))
    rows["Date"] = rows["Timestamp"].dt.date
    rows["IsFirst"] = is_after_gap | (rows.index == 0)
    rows["IsLast"] = is_before_gap | (rows.index == len(rows) - 1)
    for name in ("HealthIndex", "FusedZ", "RegimeLabel"):
        rows[f"Previous{name}"] = rows[name].shift().where(~rows["IsFirst"])
    rows["IsChange"] = ~rows["IsFirst"] & (rows["PreviousRegimeLabel"] != rows["RegimeLabel"])
    return rows


def now() -> pd.Timestamp:
    """This moment as the server's clock says it: naive UTC."""
    return pd.Timestamp.now("UTC").tz_localize(None)
