"""What a training learnt, for people to read: limits, regimes, components, and which sensors it kept."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd

from acm.analytics import Model

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
