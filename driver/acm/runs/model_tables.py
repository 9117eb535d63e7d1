"""What a training learnt, for people to read: limits, regimes, components, and which sensors it kept."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pandas as pd

from acm.analytics import Model
from acm.analytics.ensemble import MEMBERS

_UNTRAINABLE = "UNTRAINABLE_SENSOR"


def model_tables(model: Model) -> dict[str, pd.DataFrame]:
    """Each frame under its parameter's name of usp_FinalizeRun."""
    metadata = model.metadata
    limits, regimes = metadata["thresholds"], metadata["regimes"]
    explained = 100.0 * np.asarray(metadata["pca"]["explained"], dtype=float)
    reasons = {f.column_name: f.detail for f in model.findings if f.event_type == _UNTRAINABLE}
    return {
        "Thresholds": pd.DataFrame(
            {
                "DetectorName": [limit["Detector"] for limit in limits],
                "ThresholdName": [limit["Name"] for limit in limits],
                "ThresholdValue": [limit["Value"] for limit in limits],
            }
        ),
        "RegimeDefinitions": pd.DataFrame(
            {
                "RegimeLabel": [regime["RegimeLabel"] for regime in regimes],
                "RegimeName": [f"Regime {regime['RegimeLabel']}" for regime in regimes],
                "SharePct": [100.0 * regime["Share"] for regime in regimes],
                "TrainRowCount": [round(regime["Share"] * model.training_rows) for regime in regimes],
                "Radius": [regime["Radius"] for regime in regimes],
                "CentreJSON": [json.dumps(regime["Centre"], sort_keys=True) for regime in regimes],
            }
        ),
        "PCAMetrics": pd.DataFrame(
            {
                "ComponentNumber": range(1, len(explained) + 1),
                "ExplainedPct": explained,
                "CumulativePct": explained.cumsum(),
            }
        ),
        "PCALoadings": _loadings(model),
        "CalibrationSummary": _calibration(model),
        "DetectorCorrelation": _correlation(model),
        "RunColumns": pd.DataFrame(
            {"ColumnName": list(model.sensors), "ColumnOrdinal": range(1, len(model.sensors) + 1)}
        ),
        "FeatureDropLog": pd.DataFrame(
            {
                "FeatureName": list(model.ignored),
                "DropReason": [_UNTRAINABLE] * len(model.ignored),
                "Detail": [reasons.get(name) for name in model.ignored],
            }
        ),
    }


def _loadings(model: Model) -> pd.DataFrame:
    """Weight of each sensor in each component."""
    loadings = model.pipeline.ensemble.pca.loadings
    sensors, components = loadings.shape
    return pd.DataFrame(
        {
            "ComponentNumber": np.repeat(np.arange(1, components + 1), sensors),
            "SensorName": list(model.sensors) * components,
            "Loading": loadings.T.ravel(),
        }
    )


def _calibration(model: Model) -> pd.DataFrame:
    """What a raw score is worth: the two calibrations before and after smoothing as one, and the fusion's."""
    pipeline, settings = model.pipeline, model.settings
    before, after, fusion = pipeline.instant.overall, pipeline.members, pipeline.fusion
    median = np.append(before.median + before.spread * after.median, fusion.median)
    spread = np.append(before.spread * after.spread, fusion.spread)
    return pd.DataFrame(
        {
            "DetectorName": [*MEMBERS, "FusedZ"],
            "RawMedian": median,
            "RawSpread": spread,
            "CalibrationQuantile": settings.calibration_quantile,
            "AlarmLimitRaw": median + settings.alarm_limit * spread,
            "TrainAlarmPct": 100.0 * model.evidence.over_limit,
            "SampleCount": model.training_rows,
        }
    )


def _correlation(model: Model) -> pd.DataFrame:
    """How the detectors went together in training rows that they were not fitted on."""
    rows = [
        (first, second, model.evidence.correlation[MEMBERS.index(first), MEMBERS.index(second)])
        for first, second in itertools.combinations(sorted(MEMBERS), 2)
    ]
    frame = pd.DataFrame(rows, columns=["DetectorA", "DetectorB", "Correlation"])
    return frame.assign(SampleCount=model.training_rows)
