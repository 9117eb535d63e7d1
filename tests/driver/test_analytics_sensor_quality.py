"""The readings of a window, judged sensor by sensor, and what training keeps for people to read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, Settings, inspect, lookback_rows, score, sensor_quality, train
from acm.analytics.ensemble import MEMBERS
from acm.analytics.evidence import Evidence
from acm.runs.model_tables import model_tables

TRAINED = 400


def readings(rows: int = 700) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    load = rng.normal(0, 1, rows)
    values = {name: 20 + i + load * i + rng.normal(0, 0.5, rows) for i, name in enumerate("abcdef", start=1)}
    return pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=rows, freq="1min"))


@pytest.fixture(scope="module")
def model() -> Model:
    return train(readings().iloc[:TRAINED])


def judged(model: Model, frame: pd.DataFrame) -> pd.DataFrame:
    result = score(model, frame.iloc[TRAINED - lookback_rows(model) :], frame.index[TRAINED])
    return result.quality.set_index("SensorName")


def test_healthy_sensors_are_good_and_their_figures_those_of_the_window(model: Model) -> None:
    frame = readings()
    quality = judged(model, frame)
    window = frame.iloc[TRAINED:]
    assert set(quality["QualityLabel"]) == {"GOOD"}
    assert (quality["RowsPresent"] == 300).all()
    assert not quality[["RowsMissing", "RowsStuck", "RowsNonFinite", "RowsOutOfRange"]].any().any()
    for name in frame.columns:
        row = quality.loc[name]
        assert row["MinValue"] == window[name].min()
        assert row["MaxValue"] == window[name].max()
        assert row["MeanValue"] == pytest.approx(window[name].mean())
        assert row["StdValue"] == pytest.approx(window[name].std(ddof=0))
        assert row["LongestGapSeconds"] == 60.0


def test_what_is_wrong_is_counted_and_named(model: Model) -> None:
    frame = readings()
    frame.iloc[TRAINED + 10 : TRAINED + 30, 0] = np.nan
    frame.iloc[TRAINED + 100 :, 1] = 22.0
    frame.iloc[TRAINED + 5, 2] = np.inf
    frame.iloc[TRAINED + 6, 3] = 1e200
    frame.iloc[TRAINED:, 4] = np.nan
    frame.iloc[TRAINED - 20 : TRAINED, 5] = np.nan  # before the window
    quality = judged(model, frame)
    counts = quality[["RowsPresent", "RowsMissing", "RowsStuck", "RowsNonFinite", "RowsOutOfRange"]]
    assert counts.loc["a"].tolist() == [280, 20, 0, 0, 0]
    assert counts.loc["b"].tolist() == [300, 0, 200 - Settings().stuck_rows + 1, 0, 0]
    assert counts.loc["c"].tolist() == [299, 1, 0, 1, 0]
    assert counts.loc["d"].tolist() == [299, 1, 0, 0, 1]
    assert counts.loc["e"].tolist() == [0, 300, 0, 0, 0]
    assert counts.loc["f"].tolist() == [300, 0, 0, 0, 0]
    assert quality["QualityLabel"].to_dict() == {
        "a": "SUSPECT",
        "b": quality.loc["b", "QualityLabel"],
        "c": "SUSPECT",
        "d": "SUSPECT",
        "e": "BAD",
        "f": "GOOD",
    }
    assert quality.loc["b", "QualityLabel"] in ("SUSPECT", "BAD")
    assert quality.loc["a", "LongestGapSeconds"] == 21 * 60
    assert quality.loc["e", "LongestGapSeconds"] == 299 * 60
    assert np.isnan(quality.loc["e", "MeanValue"])


def test_sensors_of_a_stopped_machine_are_not_stuck(model: Model) -> None:
    frame = readings()
    frame.iloc[TRAINED + 50 : TRAINED + 250] = 0.0
    quality = judged(model, frame)
    assert (quality["RowsStuck"] == 0).all()
    assert set(quality["QualityLabel"]) == {"GOOD"}


def test_a_sensor_that_cannot_be_trained_on_is_bad() -> None:
    frame = readings(TRAINED).assign(dead=1.0)
    model = train(frame)
    quality = sensor_quality(inspect(frame, Settings()).readings, model.findings).set_index("SensorName")
    assert quality["QualityLabel"].to_dict() == dict.fromkeys("abcdef", "GOOD") | {"dead": "BAD"}


def test_evidence_equals_numpy_and_survives_the_model(model: Model) -> None:
    rng = np.random.default_rng(1)
    z = rng.normal(size=(200, 3)) @ rng.normal(size=(3, 3))
    evidence = Evidence.of(z, z[:, 0], 1.0)
    assert np.allclose(evidence.correlation, np.corrcoef(z.T))
    assert evidence.over_limit.tolist() == [*np.mean(z >= 1.0, axis=0), np.mean(z[:, 0] >= 1.0)]
    still = Evidence.of(np.column_stack([z[:, 0], np.ones(200)]), z[:, 0], 1.0)
    assert np.isnan(still.correlation[0, 1])
    loaded = Model.from_artifacts(model.to_artifacts())
    assert (loaded.evidence.correlation == model.evidence.correlation).all()
    assert (loaded.evidence.over_limit == model.evidence.over_limit).all()


def test_tables_of_a_training(model: Model) -> None:
    tables = model_tables(model)
    loadings = tables["PCALoadings"].pivot(index="SensorName", columns="ComponentNumber", values="Loading")
    assert (loadings.loc[list(model.sensors)].to_numpy() == model.pipeline.ensemble.pca.loadings).all()
    pairs = tables["DetectorCorrelation"]
    assert len(pairs) == 21
    assert (pairs["DetectorA"] < pairs["DetectorB"]).all()
    assert pairs["Correlation"].dropna().between(-1, 1).all()
    calibration = tables["CalibrationSummary"].set_index("DetectorName")
    assert list(calibration.index) == [*MEMBERS, "FusedZ"]
    assert (calibration["TrainAlarmPct"] < 5).all()
    raw = calibration.loc["PcaSpeZ"]
    overall = model.pipeline.instant.overall
    # a raw score that stays at the limit is smoothed to itself
    single = (raw["AlarmLimitRaw"] - overall.median[2]) / overall.spread[2]
    z = (single - model.pipeline.members.median[2]) / model.pipeline.members.spread[2]
    assert z == pytest.approx(model.settings.alarm_limit)
