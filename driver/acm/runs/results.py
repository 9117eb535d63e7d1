"""What the analytics computed, as the table parameters of usp_FinalizeRun."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from acm.analytics import Model, QualityFinding, Scored, ScorerState, estimate_life, forecast_health
from acm.quality_events import events_frame
from acm.runs.claim import Claim


def result_tables(claim: Claim, scored: Scored) -> dict[str, pd.DataFrame]:
    """Each result frame under its parameter's name, and the scorer's state as of the end of the window."""
    state = pd.DataFrame({"AsOf": [pd.Timestamp(claim.end)], "StateBytes": [scored.state.to_bytes()]})
    return {
        "ScoresWide": scored.scores,
        "HealthTimeline": scored.health,
        "RegimeTimeline": scored.regimes,
        "ContributionTimeline": scored.contributions,
        "SensorExpected": scored.expected,
        "DriftSeries": scored.drift,
        "Episodes": scored.episodes.drop(columns="IsOpen"),
        "EpisodeCulprits": scored.culprits,
        "DataQuality": scored.quality,
        "ScorerState": state,
    }


def outlook_tables(claim: Claim, model: Model, state: ScorerState) -> dict[str, pd.DataFrame]:
    """What is to come after the last row scored: forecast and remaining life; nothing when no row was."""
    if state.last_at < pd.Timestamp(claim.start):
        return {}
    forecast = forecast_health(model, state)
    tables = {"RUL": estimate_life(model, state, forecast)}
    if forecast is not None:
        tables["HealthForecast"] = forecast.frame(model.settings)
    return tables


def quality_table(findings: Sequence[QualityFinding], data_table: str) -> dict[str, pd.DataFrame]:
    """The findings about a window's readings."""
    return {"DataQualityEvents": events_frame(findings, data_table)}


def usable_share(readings: pd.DataFrame, sensors: Sequence[str], limit: float) -> float | None:
    """Share of the cells (rows x sensors) that hold a number within the limit; None without cells."""
    cells = readings.reindex(columns=list(sensors)).to_numpy(dtype=float)
    if cells.size == 0:
        return None
    with np.errstate(invalid="ignore"):
        return float((np.abs(cells) <= limit).mean())
