"""From the views of the database to the plain values of `data`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from acm import __version__, equipment
from acm.analytics import Settings
from acm.database import Database
from acm.equipment import Equipment
from acm.report.conditions import load_drifts, load_regimes
from acm.report.data import (
    DETECTORS,
    Backtest,
    Culprit,
    Episode,
    Finding,
    HealthSeries,
    Limits,
    Machine,
    Now,
    ReportData,
    Run,
    ScoreSeries,
    Trial,
)
from acm.report.outlook import load_forecast, load_life
from acm.report.traces import load_details

_RUNS_KEPT = 200
_TO_ACT_ON = ("SENSOR_FAULT_SUSPECTED", "PERSISTENT_SHIFT")

_ACTIVE = "SELECT EquipCode FROM dbo.ACM_Latest ORDER BY EquipCode;"
_LATEST = """
SELECT Timestamp, HealthIndex, HealthStatus, FusedZ, OperatingState, TopSensor, LastError
FROM dbo.ACM_Latest WHERE EquipID = ?;"""
_HEALTH = """
SELECT Timestamp, HealthIndex, FusedZ, OperatingState
FROM dbo.ACM_HealthTimeline_Current
WHERE EquipID = ? AND Timestamp >= ? AND HealthIndex IS NOT NULL AND FusedZ IS NOT NULL
ORDER BY Timestamp;"""
_SCORES = f"""
SELECT Timestamp, {", ".join(DETECTORS)}
FROM dbo.ACM_Scores_Wide_Current
WHERE EquipID = ? AND Timestamp >= ?
ORDER BY Timestamp;"""
_EPISODES = """
SELECT EpisodeID, StartedAt, EndedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex, SeverityLabel,
    SampleCount, Summary
FROM dbo.ACM_Episodes_Current
WHERE EquipID = ? AND (EndedAt IS NULL OR EndedAt >= ?)
ORDER BY StartedAt;"""
_CULPRITS = """
SELECT EpisodeID, SensorName, SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
FROM dbo.ACM_EpisodeCulprits_Current
WHERE EquipID = ?
ORDER BY EpisodeID, CulpritRank;"""
_FINDINGS = """
SELECT ColumnName, EventType, AffectedRows, FirstAt, LastAt, Detail
FROM dbo.ACM_DataQualityEvents
WHERE EquipID = ?
ORDER BY EventID;"""
_RUNS = f"""
SELECT TOP ({_RUNS_KEPT}) StartedAt, Stage, WindowStart, WindowEnd, Outcome, RowsRead, RowsWritten,
    DurationSeconds, ModelVersion, TriggerReason, ErrorMessage, ConfigSignature
FROM dbo.ACM_Runs
WHERE EquipID = ?
ORDER BY StartedAt DESC, WindowStart DESC;"""
_BACKTEST = """
SELECT FaultKind, FaultSize, FaultCount, DetectedCount, FindingOnlyCount, DetectedPct, LowerPct, UpperPct,
    MedianDelaySeconds, FaultSeconds, FalseAlarmCount, FalseAlarmsPerWeek, TestedFrom, TestedTo, ModelVersion
FROM dbo.ACM_BacktestSummary
WHERE EquipID = ? AND IsLatest = 1
ORDER BY FaultKind, FaultSize;"""
_SETTINGS = """
SELECT m.ParamsJSON
FROM dbo.ModelRegistry AS m
INNER JOIN dbo.ACM_ActiveModels AS a ON a.EquipID = m.EquipID AND a.Version = m.Version
WHERE m.EquipID = ? AND m.ModelType = 'scaler';"""


def load(db: Database, codes: Sequence[str], days: int, generated_at: datetime) -> ReportData:
    """The report of some machines, or of all active ones; each over the `days` up to its last scored row.

    The server's error 51008 for an unknown code.
    """
    wanted = dict.fromkeys(codes) or [row["EquipCode"] for row in _rows(db, _ACTIVE)]
    found = [equipment.find(db, code) for code in wanted]
    return ReportData(
        generated_at=generated_at,
        version=__version__,
        engine=_engine(db),
        period_days=days,
        machines=tuple(_machine(db, machine, timedelta(days=days)) for machine in found),
    )


def _machine(db: Database, machine: Equipment, period: timedelta) -> Machine:
    latest = next(iter(_rows(db, _LATEST, machine.equip_id)), {})
    now = _now(latest)
    start = now.at - period if now else datetime(1753, 1, 1)
    health = _health(_columns(db, _HEALTH, machine.equip_id, start))
    episodes = _episodes(db, machine.equip_id, start)
    return Machine(
        code=machine.code,
        name=machine.name,
        now=now,
        limits=_limits(_rows(db, _SETTINGS, machine.equip_id)),
        model_version=machine.active_version,
        rows_needed=machine.required_rows,
        last_error=latest.get("LastError"),
        health=health,
        scores=_scores(_columns(db, _SCORES, machine.equip_id, start)),
        units={tag.name: tag.unit for tag in equipment.tags(db, machine.equip_id) if tag.unit},
        forecast=load_forecast(db, machine.equip_id),
        life=load_life(db, machine.equip_id),
        episodes=episodes,
        details=load_details(db, machine.equip_id, episodes, now.at) if now else (),
        drifts=load_drifts(db, machine.equip_id, start),
        regimes=load_regimes(db, machine.equip_id, start),
        findings=_findings(_rows(db, _FINDINGS, machine.equip_id)),
        runs=tuple(_run(row) for row in _rows(db, _RUNS, machine.equip_id)),
        backtest=_backtest(_rows(db, _BACKTEST, machine.equip_id)),
    )


def _rows(db: Database, sql: str, *params: Any) -> list[dict[str, Any]]:
    return db.query(sql, params)[-1].dicts()


def _columns(db: Database, sql: str, *params: Any) -> dict[str, Sequence[Any]]:
    """An answer of many rows, column by column."""
    answer = db.query(sql, params)[-1]
    columns = list(zip(*answer.rows, strict=True)) or [()] * len(answer.columns)
    return dict(zip(answer.columns, columns, strict=True))


def _engine(db: Database) -> str:
    return "embedded engine" if db.session.description.startswith("embedded:") else "SQL Server"


def _now(row: Mapping[str, Any]) -> Now | None:
    if row.get("Timestamp") is None or row["HealthIndex"] is None:
        return None
    return Now(
        row["Timestamp"],
        float(row["HealthIndex"]),
        str(row["HealthStatus"]),
        float(row["FusedZ"]),
        str(row["OperatingState"]),
        row["TopSensor"],
    )


def _limits(rows: Sequence[Mapping[str, Any]]) -> Limits:
    """The limits frozen with the active model, or the defaults while there is none."""
    stored = json.loads(rows[0]["ParamsJSON"]).get("settings", {}) if rows else {}
    settings = Settings().to_dict() | stored
    return Limits(
        alarm=float(settings["alarm_limit"]),
        release=float(settings["release_limit"]),
        caution_health=float(settings["caution_health"]),
        alert_health=float(settings["alert_health"]),
    )


def _health(columns: Mapping[str, Sequence[Any]]) -> HealthSeries:
    return HealthSeries(
        times=np.array(columns["Timestamp"], "datetime64[ms]"),
        health=np.array(columns["HealthIndex"], np.float64),
        fused=np.array(columns["FusedZ"], np.float64),
        running=np.array([state == "RUNNING" for state in columns["OperatingState"]], bool),
    )


def _scores(columns: Mapping[str, Sequence[Any]]) -> ScoreSeries:
    detectors = {name: np.array(columns[name], np.float64) for name in DETECTORS}  # None becomes NaN
    return ScoreSeries(np.array(columns["Timestamp"], "datetime64[ms]"), detectors)


def _episodes(db: Database, equip_id: int, start: datetime) -> tuple[Episode, ...]:
    culprits: defaultdict[str, list[Culprit]] = defaultdict(list)
    rows = _rows(db, _EPISODES, equip_id, start)
    for row in _rows(db, _CULPRITS, equip_id) if rows else ():
        culprits[str(row["EpisodeID"])].append(
            Culprit(
                row["SensorName"],
                float(row["SharePct"]),
                row["Direction"],
                row["ActualMean"],
                row["ExpectedMean"],
                row["DeltaValue"],
            )
        )
    return tuple(
        Episode(
            episode_id=str(row["EpisodeID"]),
            started_at=row["StartedAt"],
            ended_at=row["EndedAt"],
            since=row["SinceWhen"],
            peak_at=row["PeakAt"],
            peak=float(row["PeakFusedZ"]),
            lowest_health=float(row["MinHealthIndex"]),
            severity=row["SeverityLabel"],
            samples=int(row["SampleCount"]),
            summary=row["Summary"],
            culprits=tuple(culprits[str(row["EpisodeID"])]),
        )
        for row in rows
    )


def _findings(rows: Sequence[Mapping[str, Any]]) -> tuple[Finding, ...]:
    """Events of one kind and column added up; the latest detail stands for all."""
    together: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        together[(row["EventType"], row["ColumnName"] or "")].append(row)
    findings = [
        Finding(
            event_type=event,
            column=column,
            events=len(group),
            rows=sum(int(row["AffectedRows"]) for row in group),
            first_at=min((row["FirstAt"] for row in group if row["FirstAt"]), default=None),
            last_at=max((row["LastAt"] for row in group if row["LastAt"]), default=None),
            detail=group[-1]["Detail"] or "",
        )
        for (event, column), group in together.items()
    ]
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[bool, int, str, str]:
    """What somebody has to act on first, then by rows."""
    return (finding.event_type not in _TO_ACT_ON, -finding.rows, finding.event_type, finding.column)


def _backtest(rows: Sequence[Mapping[str, Any]]) -> Backtest | None:
    if not rows:
        return None
    any_row = rows[0]
    return Backtest(
        start=any_row["TestedFrom"],
        end=any_row["TestedTo"],
        model_version=int(any_row["ModelVersion"]) or None,
        false_alarms=int(any_row["FalseAlarmCount"]),
        false_alarms_per_week=float(any_row["FalseAlarmsPerWeek"]),
        trials=tuple(
            Trial(
                kind=str(row["FaultKind"]),
                size=row["FaultSize"],
                faults=int(row["FaultCount"]),
                found=int(row["DetectedCount"]),
                by_finding=int(row["FindingOnlyCount"]),
                share=float(row["DetectedPct"]),
                low=float(row["LowerPct"]),
                high=float(row["UpperPct"]),
                delay=_seconds(row["MedianDelaySeconds"]),
                lasting=timedelta(seconds=float(row["FaultSeconds"])),
            )
            for row in rows
            if row["FaultCount"]
        ),
    )


def _seconds(value: float | None) -> timedelta | None:
    return None if value is None else timedelta(seconds=float(value))


def _run(row: Mapping[str, Any]) -> Run:
    return Run(
        started_at=row["StartedAt"],
        stage=row["Stage"],
        window_start=row["WindowStart"],
        window_end=row["WindowEnd"],
        outcome=row["Outcome"],
        rows_read=row["RowsRead"],
        rows_written=row["RowsWritten"],
        seconds=None if row["DurationSeconds"] is None else float(row["DurationSeconds"]),
        model_version=int(row["ModelVersion"]),
        reason=row["TriggerReason"],
        error=row["ErrorMessage"],
        config_hash=row["ConfigSignature"],
    )
