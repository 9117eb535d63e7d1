"""Which command fills which table: after these commands no table that they are meant to fill is empty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from acm.database import Database, connect

from .conftest import Command, Dsn, readings

SCHEMA = Path(__file__).resolve().parents[2] / "database" / "schema"
DEPLOY, ADD, INGEST, RUN, BACKTEST = "deploy", "equipment add", "ingest", "run", "backtest"
FILLED = {
    "ACM_SchemaVersion": DEPLOY,
    "Equipment": ADD,
    "Tag_Equipment_Map": ADD,
    "ACM_BatchProgress": ADD,
    "ACM_DataQualityEvents": INGEST,
    "ACM_BatchSource": INGEST,
    "validation_log": INGEST,
    "validation_summary": INGEST,
    "ACM_Runs": RUN,
    "ACM_RunTableStats": RUN,
    "ACM_ColdstartState": RUN,
    "ACM_ColdstartHistory": RUN,
    "ModelRegistry": RUN,
    "ACM_ActiveModels": RUN,
    "ACM_ScorerState": RUN,
    "ACM_Scores_Wide": RUN,
    "ACM_HealthTimeline": RUN,
    "ACM_RegimeTimeline": RUN,
    "ACM_RegimeDefinitions": RUN,
    "ACM_ContributionTimeline": RUN,
    "ACM_SensorExpected": RUN,
    "ACM_DriftSeries": RUN,
    "ACM_Episodes": RUN,
    "ACM_EpisodeCulprits": RUN,
    "ACM_Thresholds": RUN,
    "ACM_PCA_Metrics": RUN,
    "ACM_PCA_Loadings": RUN,
    "ACM_DetectorCorrelation": RUN,
    "ACM_CalibrationSummary": RUN,
    "ACM_DataQuality": RUN,
    "ACM_RunColumns": RUN,
    "ACM_FeatureDropLog": RUN,
    "ACM_HealthForecast": RUN,
    "ACM_RUL": RUN,
    "ACM_BacktestResults": BACKTEST,
}
BY_PROCEDURE = {
    "Ingest_Payload": "documents from other systems: usp_StagePayloads",
    "processing_log": "usp_CommitPayloads",
    "Readings_Quality": "usp_CommitPayloads, for readings whose quality is not good",
    "Readings_Rejected": "usp_CommitPayloads, for readings that it cannot take",
    "ACM_EpisodeActions": "operators: usp_AcknowledgeEpisode and the like",
    "ACM_EquipmentEvents": "operators: usp_RecordEquipmentEvent",
    "ACM_Config": "operators: usp_SetConfig",
    "ACM_ConfigHistory": "operators: usp_SetConfig",
    "ACM_ModelComparisons": "a training that an operator asks for: usp_RecordEquipmentEvent",
}
"""Tables that no command fills; their procedures have tests of their own."""


@pytest.fixture(scope="module")
def filled(command: Command, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Dsn:
    """A database after the commands, with a machine that has a dead sensor, gaps, bad input and a fault."""
    directory = tmp_path_factory.mktemp("filled")
    dsn = Dsn(f"embedded:{directory / 'db'}")
    frame = readings(700).assign(dead=1.0)
    frame.iloc[320:380, 3] -= 12.0
    frame.iloc[500:, 3] += 12.0
    file = directory / "readings.csv"
    frame.to_csv(file)
    text = file.read_text().replace(str(frame.iloc[10, 1]), "bad")
    file.write_text(text)
    for words in (
        (DEPLOY,),
        ("equipment", "add", "P1", "--tags-from", file, "--tick", "60", "--train-rows", "300"),
        (INGEST, file, "--equip", "P1"),
        (RUN, "--equip", "P1"),
        (BACKTEST, "--equip", "P1", "--faults", "1", "--sizes", "4", "--kinds", "step", "--fault-rows", "30"),
    ):
        done = command(dsn, *words)
        assert done.code == 0, (words, done.err)
    return dsn


def test_every_table_is_accounted_for() -> None:
    scripts = "".join(path.read_text() for path in SCHEMA.glob("*.sql"))
    tables = set(re.findall(r"CREATE TABLE dbo\.(\w+)", scripts))
    assert tables == FILLED.keys() | BY_PROCEDURE.keys()
    assert not FILLED.keys() & BY_PROCEDURE.keys()


def test_no_table_that_a_command_fills_is_empty(filled: Dsn) -> None:
    with connect(filled) as db:
        empty = [
            f"{table} (acm {by})"
            for table, by in FILLED.items()
            if not db.query(f"SELECT COUNT(*) AS n FROM dbo.{table} AS t")[-1].rows[0][0]
        ]
    assert not empty


def test_columns_that_may_be_null_are_not_always(filled: Dsn) -> None:
    wanted = {
        "ACM_RegimeDefinitions": ("Radius", "TrainRowCount", "RegimeName"),
        "ACM_RegimeTimeline": ("RegimeDistance", "Confidence"),
        "ACM_DriftSeries": ("DriftZ",),
        "ACM_CalibrationSummary": ("CalibrationQuantile", "AlarmLimitRaw", "TrainAlarmPct", "SampleCount"),
        "ACM_DetectorCorrelation": ("Correlation",),
        "ACM_DataQuality": ("MinValue", "MaxValue", "MeanValue", "StdValue", "LongestGapSeconds"),
        "ACM_HealthTimeline": ("RegimeLabel", "TopSensor"),
    }
    with connect(filled) as db:
        for table, columns in wanted.items():
            for column in columns:
                assert _count(db, table, column), f"{table}.{column} is always NULL"


def _count(db: Database, table: str, column: str) -> int:
    return int(db.query(f"SELECT COUNT(t.{column}) AS n FROM dbo.{table} AS t")[-1].rows[0][0])
