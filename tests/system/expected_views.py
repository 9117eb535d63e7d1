"""What each derived view must answer for a machine, computed in pandas from the base tables alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from acm.backtest.summary import wilson

from .base_tables import Tables, culprits, current, episodes, now, steps

DETECTORS = (
    "Ar1Z",
    "PcaT2Z",
    "PcaSpeZ",
    "MahalanobisZ",
    "IsolationForestZ",
    "GaussianMixtureZ",
    "OverallModelResidualZ",
    "FusedZ",
)
SEVERITIES = ["LOW", "MEDIUM", "HIGH", "CRITICAL"]
BY_NAME = "window asked for by name"


def _end(tables: Tables) -> Any:
    return tables["ACM_BatchProgress"]["LastBatchEndTime"].iloc[0]


def _hours(later: Any, earlier: Any) -> Any:
    difference = later - earlier
    seconds = difference.dt if isinstance(difference, pd.Series) else difference
    return seconds.total_seconds() / 3600


def _named(frame: pd.DataFrame, **names: str) -> pd.DataFrame:
    return frame[list(names.values())].set_axis(list(names), axis=1)


def scores_long(tables: Tables) -> pd.DataFrame:
    long = current(tables, "ACM_Scores_Wide").melt(
        ["Timestamp", "RunID"], list(DETECTORS), "DetectorName", "Z"
    )
    return long.dropna(subset="Z")


def scores_ts(tables: Tables) -> pd.DataFrame:
    return _named(
        current(tables, "ACM_SensorExpected"),
        EntryDateTime="Timestamp",
        RunID="RunID",
        Sensor="SensorName",
        Value="ActualValue",
        Score="ResidualZ",
    )


def drift_ts(tables: Tables) -> pd.DataFrame:
    rows = current(tables, "ACM_DriftSeries")
    return pd.DataFrame(
        {
            "EntryDateTime": rows["Timestamp"],
            "RunID": rows["RunID"],
            "Sensor": rows["SensorName"],
            "Method": "CUSUM",
            "Metric": rows[["CusumHigh", "CusumLow"]].max(axis=1),
            "Direction": np.where(rows["CusumHigh"] >= rows["CusumLow"], "UP", "DOWN"),
            "IsDrifting": rows["IsDrifting"],
        }
    )


def anomaly_events(tables: Tables) -> pd.DataFrame:
    rows = episodes(tables)
    ranked = culprits(tables).sort_values("CulpritRank").groupby("EpisodeID")["SensorName"].agg(", ".join)
    events = _named(
        rows,
        EpisodeID="EpisodeID",
        RunID="RunID",
        StartEntryDateTime="StartedAt",
        EndEntryDateTime="EndedAt",
        Severity="SeverityLabel",
        Score="PeakFusedZ",
        ActionState="ActionState",
        LabelCode="LabelCode",
        Summary="Summary",
    )
    return events.assign(ContributingSensors=events["EpisodeID"].map(ranked))


def regime_episodes(tables: Tables) -> pd.DataFrame:
    rows = steps(tables)
    found = []
    for _, part in rows.groupby((rows["IsFirst"] | rows["IsChange"]).cumsum()):
        end = part["Timestamp"].iloc[-1] + pd.Timedelta(seconds=part["Seconds"].iloc[-1])
        label = part["RegimeLabel"].iloc[0]
        found.append(
            {
                "StartEntryDateTime": part["Timestamp"].iloc[0],
                "EndEntryDateTime": end,
                "RunID": part["RunID"].iloc[0],
                "StateID": label,
                "Label": "novel" if label < 0 else f"regime {label}",
                "DurationSeconds": (end - part["Timestamp"].iloc[0]).total_seconds(),
            }
        )
    return pd.DataFrame(found)


def regime_occupancy(tables: Tables) -> pd.DataFrame:
    rows = steps(tables)
    rows["IsEntry"] = rows["IsFirst"] | rows["IsChange"]
    grouped = rows.groupby(["Date", "RegimeLabel"]).agg(
        SampleCount=("Seconds", "size"), EntryCount=("IsEntry", "sum"), DwellSeconds=("Seconds", "sum")
    )
    totals = grouped["DwellSeconds"].groupby("Date").transform("sum")
    grouped["DwellPct"] = 100 * grouped["DwellSeconds"] / totals
    return grouped.reset_index().rename(columns={"Date": "PeriodDate"})


def regime_transitions(tables: Tables) -> pd.DataFrame:
    rows = steps(tables)
    changes = rows[rows["IsChange"]]
    counts = changes.groupby(["Date", "PreviousRegimeLabel", "RegimeLabel"]).size().rename("TransitionCount")
    share = 100 * counts / counts.groupby(["Date", "PreviousRegimeLabel"]).transform("sum")
    answer = pd.concat([counts, share.rename("TransitionPct")], axis=1).reset_index()
    return answer.rename(
        columns={"Date": "PeriodDate", "PreviousRegimeLabel": "FromRegime", "RegimeLabel": "ToRegime"}
    )


def regime_stability(tables: Tables) -> pd.DataFrame:
    rows = steps(tables)
    rows["Novel"] = rows["Seconds"].where(rows["RegimeLabel"] < 0, 0.0)
    days = rows.groupby("Date").agg(
        ObservedSeconds=("Seconds", "sum"),
        Novel=("Novel", "sum"),
        RegimeCount=("RegimeLabel", "nunique"),
        ChangeCount=("IsChange", "sum"),
    )
    days["MeanDwellSeconds"] = days["ObservedSeconds"] / (days["ChangeCount"] + 1)
    days["ChangesPerHour"] = days["ChangeCount"] * 3600 / days["ObservedSeconds"]
    days["NovelPct"] = 100 * days.pop("Novel") / days["ObservedSeconds"]
    return days.reset_index().rename(columns={"Date": "PeriodDate"})


def health_histogram(tables: Tables) -> pd.DataFrame:
    rows = steps(tables).dropna(subset="HealthIndex")
    rows["BinStart"] = (rows["HealthIndex"] // 10 * 10).clip(upper=90).astype(int)
    bins = rows.groupby(["Date", "BinStart"]).agg(SampleCount=("Seconds", "size"), Seconds=("Seconds", "sum"))
    bins["SamplePct"] = 100 * bins["SampleCount"] / bins["SampleCount"].groupby("Date").transform("sum")
    return bins.reset_index().rename(columns={"Date": "PeriodDate"})


def health_zones(tables: Tables) -> pd.DataFrame:
    rows = steps(tables).dropna(subset="HealthStatus")
    zones = rows.groupby(["Date", "HealthStatus"]).agg(
        SampleCount=("Seconds", "size"),
        Seconds=("Seconds", "sum"),
        AvgHealthIndex=("HealthIndex", "mean"),
        MinHealthIndex=("HealthIndex", "min"),
    )
    zones["ZonePct"] = 100 * zones["Seconds"] / zones["Seconds"].groupby("Date").transform("sum")
    return zones.reset_index().rename(columns={"Date": "PeriodDate"})


def threshold_crossings(tables: Tables) -> pd.DataFrame:
    rows = steps(tables).merge(tables["ACM_Runs"][["RunID", "ModelVersion"]], on="RunID")
    limits = tables["ACM_Thresholds"][["DetectorName", "ThresholdName", "ModelVersion", "ThresholdValue"]]
    found = []
    for name in ("FusedZ", "HealthIndex"):
        pairs = rows.merge(limits[limits["DetectorName"] == name], on="ModelVersion")
        before, after = pairs[f"Previous{name}"], pairs[name]
        was_over, is_over = before >= pairs["ThresholdValue"], after >= pairs["ThresholdValue"]
        pairs = pairs.assign(ValueBefore=before, ValueAfter=after, Direction=np.where(is_over, "UP", "DOWN"))
        found.append(pairs[before.notna() & after.notna() & (was_over != is_over)])
    of_limit = ["DetectorName", "ThresholdName", "ThresholdValue"]
    return pd.concat(found)[["Timestamp", "RunID", *of_limit, "ValueBefore", "ValueAfter", "Direction"]]


def alert_age(tables: Tables) -> pd.DataFrame:
    rows = episodes(tables)
    rows = rows[rows["IsOpen"].astype(bool) & (rows["ActionState"] != "CLEARED")]
    return rows[["EpisodeID", "SeverityLabel", "SinceWhen", "StartedAt", "PeakFusedZ", "Summary"]].assign(
        EquipCode=tables["Equipment"]["EquipCode"].iloc[0],
        AsOf=_end(tables),
        AgeHours=[_hours(_end(tables), start) for start in rows["StartedAt"]],
        ActionState=rows["ActionState"],
        ActionBy=rows["ActionBy"],
    )


def latest(tables: Tables) -> pd.DataFrame:
    machine, progress = tables["Equipment"].iloc[0], tables["ACM_BatchProgress"].iloc[0]
    row = {name: machine[name] for name in ("EquipID", "EquipCode", "EquipName")}
    row |= {name: progress[name] for name in ("LastBatchEndTime", "LastError")}
    health = current(tables, "ACM_HealthTimeline").tail(1)
    is_open = episodes(tables).query("IsOpen == True").sort_values("StartedAt").tail(1)
    run = tables["ACM_Runs"].sort_values("StartedAt").tail(1)
    of_health = ("Timestamp", "HealthIndex", "HealthStatus", "FusedZ", "OperatingState", "TopSensor")
    of_episode = ("EpisodeID", "SinceWhen", "SeverityLabel", "Summary")
    of_run = {"LastRunStartedAt": "StartedAt", "LastRunCompletedAt": "CompletedAt"}
    parts = (
        (health, {name: name for name in of_health}),
        (is_open, {name: name for name in of_episode}),
        (run, {"RunID": "RunID", "Outcome": "Outcome"} | of_run),
    )
    for part, names in parts:
        row |= {name: part[source].iloc[0] if len(part) else None for name, source in names.items()}
    return pd.DataFrame([row])


def since_when(tables: Tables) -> pd.DataFrame:
    last = latest(tables).iloc[0]
    ended = episodes(tables).query("IsOpen == False").sort_values("StartedAt")
    samples = tables["ACM_HealthTimeline"]["Timestamp"]
    since = next(
        (
            moment
            for moment in (
                last["SinceWhen"],
                ended["EndedAt"].iloc[-1] if len(ended) else None,
                samples.min() if len(samples) else None,
            )
            if not pd.isna(moment)
        ),
        None,
    )
    kept = last[["EquipCode", "HealthStatus", "HealthIndex", "EpisodeID", "SeverityLabel"]].to_dict()
    return pd.DataFrame(
        [
            kept
            | {
                "Condition": "NORMAL" if pd.isna(last["EpisodeID"]) else "EPISODE",
                "SinceWhen": since,
                "AsOf": last["Timestamp"],
                "DurationHours": None if since is None else _hours(last["Timestamp"], since),
            }
        ]
    )


def _last_month(tables: Tables, frame: pd.DataFrame) -> pd.DataFrame:
    end = _end(tables)
    return frame[:0] if end is None else frame[frame["StartedAt"] >= end - pd.Timedelta(days=30)]


def defect_summary(tables: Tables) -> pd.DataFrame:
    last = latest(tables).iloc[0]
    rows = _last_month(tables, episodes(tables))
    top = _last_month(tables, culprits(tables)).sort_values(
        ["PeakFusedZ", "CulpritRank"], ascending=[False, True]
    )
    worst = max((SEVERITIES.index(label) for label in rows["SeverityLabel"]), default=None)
    ends = rows["EndedAt"].fillna(_end(tables)) if len(rows) else rows["EndedAt"]
    return pd.DataFrame(
        [
            last[["EquipCode", "HealthStatus", "HealthIndex"]].to_dict()
            | {
                "AsOf": last["Timestamp"],
                "EpisodeCount": len(rows),
                "OpenCount": int(rows["IsOpen"].sum()),
                "EpisodeHours": float(_hours(ends, rows["StartedAt"]).sum()) if len(rows) else 0.0,
                "WorstSeverity": None if worst is None else SEVERITIES[worst],
                "TopCulprit": top["SensorName"].iloc[0] if len(top) else None,
                "TopCulpritSharePct": top["SharePct"].iloc[0] if len(top) else None,
                "TopCulpritDirection": top["Direction"].iloc[0] if len(top) else None,
            }
        ]
    )


def sensor_defects(tables: Tables) -> pd.DataFrame:
    judged = tables["ACM_DataQuality"].merge(
        tables["ACM_Runs"][["RunID", "WindowEnd", "CompletedAt"]], on="RunID"
    )
    labels = judged.sort_values(["WindowEnd", "CompletedAt"]).groupby("SensorName")["QualityLabel"].last()
    found = []
    for sensor, part in _last_month(tables, culprits(tables)).groupby("SensorName"):
        last = part.sort_values("StartedAt").iloc[-1]
        found.append(
            {
                "SensorName": sensor,
                "EpisodeCount": len(part),
                "OpenCount": int(part["IsOpen"].sum()),
                "MaxSharePct": part["SharePct"].max(),
                "BestRank": part["CulpritRank"].min(),
                "LastStartedAt": last["StartedAt"],
                "LastDirection": last["Direction"],
                "LastDeltaValue": last["DeltaValue"],
                "QualityLabel": labels.get(sensor),
            }
        )
    return pd.DataFrame(found)


def sensor_ranking(tables: Tables) -> pd.DataFrame:
    rows = current(tables, "ACM_ContributionTimeline")
    rows = rows.assign(PeriodDate=rows["Timestamp"].dt.date, AbsZ=rows["SensorZ"].abs())
    days = rows.groupby(["PeriodDate", "SensorName"]).agg(
        Total=("ContributionPct", "sum"),
        AvgContributionPct=("ContributionPct", "mean"),
        SampleCount=("ContributionPct", "size"),
        MaxAbsZ=("AbsZ", "max"),
    )
    days["RankPosition"] = days.pop("Total").groupby("PeriodDate").rank(ascending=False).astype(int)
    return days.reset_index()


def sensor_hotspots(tables: Tables) -> pd.DataFrame:
    rows = current(tables, "ACM_SensorExpected").dropna(subset="ResidualZ")
    rows = rows.assign(PeriodDate=rows["Timestamp"].dt.date, AbsZ=rows["ResidualZ"].abs())
    found = []
    for (date, sensor), part in rows.groupby(["PeriodDate", "SensorName"]):
        worst = part.loc[part["AbsZ"].idxmax()]
        found.append(
            {
                "PeriodDate": date,
                "SensorName": sensor,
                "MaxAt": worst["Timestamp"],
                "MaxResidualZ": worst["ResidualZ"],
                "DeltaValue": worst["ActualValue"] - worst["ExpectedValue"],
                "OutsideCount": int((part["AbsZ"] >= 3).sum()),
                "SampleCount": len(part),
            }
        )
    return pd.DataFrame(found)


def episode_metrics(tables: Tables) -> pd.DataFrame:
    rows = episodes(tables).sort_values("StartedAt")
    rows["Hours"] = _hours(rows["EndedAt"].fillna(_end(tables)), rows["StartedAt"])
    rows["Between"] = rows["StartedAt"].diff().dt.total_seconds() / 3600
    found = []
    for month, part in rows.groupby(rows["StartedAt"].dt.to_period("M")):
        found.append(
            {
                "PeriodStart": month.start_time.date(),
                "EpisodeCount": len(part),
                "OpenCount": int(part["IsOpen"].sum()),
                "TotalHours": part["Hours"].sum(),
                "AvgHours": part["Hours"].mean(),
                "MinHours": part["Hours"].min(),
                "MaxHours": part["Hours"].max(),
                "AvgHoursBetweenStarts": part["Between"].mean(),
                "MaxFusedZ": part["PeakFusedZ"].max(),
                "SevereCount": int(part["SeverityLabel"].isin(["HIGH", "CRITICAL"]).sum()),
                "UnseenCount": int((part["ActionState"] == "NEW").sum()),
                "TrueFaultCount": int((part["LabelCode"] == "TRUE_FAULT").sum()),
                "FalseAlarmCount": int((part["LabelCode"] == "FALSE_ALARM").sum()),
            }
        )
    return pd.DataFrame(found)


def parked_windows(tables: Tables) -> pd.DataFrame:
    scoring = tables["ACM_Runs"].query("Stage == 'SCORE'")
    failed = scoring[(scoring["Outcome"] == "FAIL") & (scoring["TriggerReason"] != BY_NAME)]
    found = []
    for (start, end), part in failed.groupby(["WindowStart", "WindowEnd"]):
        since = part["CompletedAt"].max()
        good = scoring[scoring["Outcome"].isin(["OK", "NOOP"]) & (scoring["StartedAt"] >= since)]
        if end <= _end(tables) and _is_left(start, end, good):
            found.append(
                {
                    "EquipCode": tables["Equipment"]["EquipCode"].iloc[0],
                    "WindowStart": start,
                    "WindowEnd": end,
                    "Attempts": len(part),
                    "FirstFailedAt": part["CompletedAt"].min(),
                    "LastFailedAt": since,
                    "LastError": part.sort_values("CompletedAt")["ErrorMessage"].iloc[-1],
                }
            )
    return pd.DataFrame(found)


def _is_left(start: Any, end: Any, good: pd.DataFrame) -> bool:
    """Something of the span from start to end lies in no good window."""
    for row in good.sort_values("WindowStart").to_dict("records"):
        if row["WindowStart"] <= start:
            start = max(start, row["WindowEnd"])
    return bool(start < end)


def batch_monitor(tables: Tables) -> pd.DataFrame:
    progress, runs = tables["ACM_BatchProgress"].iloc[0], tables["ACM_Runs"]
    failures, is_held = int(progress["FailedAttempts"]), progress["LeaseExpiresAt"] is not None
    overdue = progress["NextDueAt"] < now() - pd.Timedelta(hours=1)
    coldstart, active = tables["ACM_ColdstartState"], tables["ACM_ActiveModels"]
    bad = int(runs["Outcome"].isin(["FAIL", "ABANDONED"]).sum())
    parked = len(parked_windows(tables))
    waiting = "FAILING" if failures else "OVERDUE" if overdue else "PARKED" if parked else "IDLE"
    return pd.DataFrame(
        [
            {
                name: progress[name]
                for name in ("LastBatchEndTime", "BatchesCompleted", "TickMinutes", "LeaseOwner")
            }
            | {
                "EquipCode": tables["Equipment"]["EquipCode"].iloc[0],
                "MonitorStatus": "WORKING" if is_held else waiting,
                "ColdstartStatus": coldstart["Status"].iloc[0] if len(coldstart) else "PENDING",
                "ActiveVersion": active["Version"].iloc[0] if len(active) else None,
                "FailedAttempts": failures,
                "LastError": progress["LastError"],
                "RunsLastDay": len(runs),
                "FailuresLastDay": bad if len(runs) else None,
                "AvgSecondsLastDay": runs["DurationSeconds"].astype(float).mean() if len(runs) else None,
                "LastCompletedAt": runs["CompletedAt"].max() if len(runs) else None,
                "ParkedWindows": parked,
            }
        ]
    )


def write_stats(tables: Tables) -> pd.DataFrame:
    stats = tables["ACM_RunTableStats"].merge(tables["ACM_Runs"][["RunID", "StartedAt"]], on="RunID")
    stats["PeriodDate"] = stats["StartedAt"].dt.date
    days = stats.groupby(["PeriodDate", "TableName"]).agg(
        RunCount=("RunID", "size"),
        RowsInserted=("RowsInserted", "sum"),
        RowsUpdated=("RowsUpdated", "sum"),
        RowsDeleted=("RowsDeleted", "sum"),
        Milliseconds=("Milliseconds", "sum"),
        MaxMilliseconds=("Milliseconds", "max"),
    )
    written = days["RowsInserted"] + days["RowsUpdated"]
    days["RowsPerSecond"] = written * 1000 / days["Milliseconds"].replace(0, np.nan)
    return days.reset_index()


def backtest_summary(tables: Tables) -> pd.DataFrame:
    rows = tables["ACM_BacktestResults"]
    calm = rows[rows["FaultNumber"] == 0].set_index("BacktestID")
    last = calm["RecordedAt"].max() if len(calm) else None
    latest = max((key for key in calm.index if calm.loc[key, "RecordedAt"] == last), key=str, default=None)
    found = []
    sizes = rows["FaultSize"].astype(float).abs()
    for (key, kind, size), part in rows.groupby(["BacktestID", "FaultKind", sizes], dropna=False):
        is_fault, detected = kind != "NONE", part[part["IsDetected"].eq(True)]
        low, high = wilson(len(detected), len(part)) if is_fault else (None, None)
        found.append(
            {
                "EquipCode": tables["Equipment"]["EquipCode"].iloc[0],
                "BacktestID": key,
                "FaultKind": kind,
                "FaultSize": size,
                "FaultCount": len(part) if is_fault else 0,
                "DetectedCount": len(detected),
                "FindingOnlyCount": int((detected["AlarmCount"] == 0).sum()),
                "DetectedPct": 100 * len(detected) / len(part) if is_fault else None,
                "LowerPct": 100 * low if is_fault else None,
                "UpperPct": 100 * high if is_fault else None,
                "MedianDelaySeconds": (detected["DetectedAt"] - detected["FaultStart"])
                .dt.total_seconds()
                .median(),
                "FaultSeconds": (part["FaultEnd"] - part["FaultStart"]).dt.total_seconds().mean()
                if is_fault
                else None,
                "FalseAlarmCount": calm.loc[key, "AlarmCount"],
                "FalseAlarmsPerWeek": calm.loc[key, "FalseAlarmsPerWeek"],
                "TestedFrom": calm.loc[key, "FaultStart"],
                "TestedTo": calm.loc[key, "FaultEnd"],
                "ModelVersion": calm.loc[key, "ModelVersion"],
                "IsLatest": key == latest,
            }
        )
    return pd.DataFrame(found)


def of_latest_run(tables: Tables, name: str) -> pd.DataFrame:
    """The rows of the good run with the last window."""
    runs = (
        tables["ACM_Runs"].query("Outcome == 'OK'").sort_values(["WindowStart", "WindowEnd", "CompletedAt"])
    )
    return tables[name][tables[name]["RunID"] == runs["RunID"].iloc[-1]] if len(runs) else tables[name][:0]


EXPECTED: dict[str, tuple[Callable[[Tables], pd.DataFrame], tuple[str, ...]]] = {
    "ACM_Scores_Long": (scores_long, ("Timestamp", "DetectorName")),
    "ScoresTS": (scores_ts, ("EntryDateTime", "Sensor")),
    "DriftTS": (drift_ts, ("EntryDateTime", "Sensor")),
    "AnomalyEvents": (anomaly_events, ("EpisodeID",)),
    "RegimeEpisodes": (regime_episodes, ("StartEntryDateTime",)),
    "ACM_RegimeOccupancy": (regime_occupancy, ("PeriodDate", "RegimeLabel")),
    "ACM_RegimeTransitions": (regime_transitions, ("PeriodDate", "FromRegime", "ToRegime")),
    "ACM_RegimeStability": (regime_stability, ("PeriodDate",)),
    "ACM_HealthHistogram": (health_histogram, ("PeriodDate", "BinStart")),
    "ACM_HealthZoneByPeriod": (health_zones, ("PeriodDate", "HealthStatus")),
    "ACM_ThresholdCrossings": (threshold_crossings, ("Timestamp", "DetectorName", "ThresholdName")),
    "ACM_AlertAge": (alert_age, ("EpisodeID",)),
    "ACM_SinceWhen": (since_when, ("EquipCode",)),
    "ACM_DefectSummary": (defect_summary, ("EquipCode",)),
    "ACM_SensorDefects": (sensor_defects, ("SensorName",)),
    "ACM_SensorRanking": (sensor_ranking, ("PeriodDate", "SensorName")),
    "ACM_SensorHotspots": (sensor_hotspots, ("PeriodDate", "SensorName")),
    "ACM_EpisodeMetrics": (episode_metrics, ("PeriodStart",)),
    "ACM_Latest": (latest, ("EquipID",)),
    "ACM_ParkedWindows": (parked_windows, ("WindowStart", "WindowEnd")),
    "ACM_BatchMonitor": (batch_monitor, ("EquipCode",)),
    "ACM_BacktestSummary": (backtest_summary, ("BacktestID", "FaultKind", "FaultSize")),
    "ACM_WriteStats": (write_stats, ("PeriodDate", "TableName")),
    "ACM_Scores_Wide_Current": (lambda t: current(t, "ACM_Scores_Wide"), ("Timestamp",)),
    "ACM_HealthTimeline_Current": (lambda t: current(t, "ACM_HealthTimeline"), ("Timestamp",)),
    "ACM_RegimeTimeline_Current": (lambda t: current(t, "ACM_RegimeTimeline"), ("Timestamp",)),
    "ACM_DriftSeries_Current": (lambda t: current(t, "ACM_DriftSeries"), ("Timestamp", "SensorName")),
    "ACM_SensorExpected_Current": (lambda t: current(t, "ACM_SensorExpected"), ("Timestamp", "SensorName")),
    "ACM_ContributionTimeline_Current": (
        lambda t: current(t, "ACM_ContributionTimeline"),
        ("Timestamp", "SensorName"),
    ),
    "ACM_Episodes_Current": (episodes, ("EpisodeID",)),
    "ACM_EpisodeCulprits_Current": (culprits, ("EpisodeID", "SensorName")),
    "ACM_HealthForecast_Current": (lambda t: of_latest_run(t, "ACM_HealthForecast"), ("Timestamp",)),
    "ACM_RUL_Current": (lambda t: of_latest_run(t, "ACM_RUL"), ("Timestamp",)),
}
"""Each view with the computation of its answer, and the columns that identify a row of it."""
