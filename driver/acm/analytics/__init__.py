"""Analytics: readings in, scores, health, episodes and their reasons out; no database, file or clock."""

from acm.analytics.comparison import Comparison, compare
from acm.analytics.errors import (
    AnalyticsError,
    BadTimeIndexError,
    MissingSensorError,
    ModelFormatError,
    NoReadingsError,
    NoUsableSensorError,
    SettingsError,
    StateAheadError,
    StateFormatError,
    TooFewRowsError,
)
from acm.analytics.forecast import Forecast, forecast_health
from acm.analytics.model import Artifact, Model
from acm.analytics.quality import Inspected, QualityFinding, findings_frame, inspect
from acm.analytics.remaining_life import estimate_life
from acm.analytics.scoring import Scored, lookback_rows, score
from acm.analytics.sensor_quality import sensor_quality
from acm.analytics.settings import Settings
from acm.analytics.state import ScorerState
from acm.analytics.training import train

__all__ = [
    "AnalyticsError",
    "Artifact",
    "BadTimeIndexError",
    "Comparison",
    "Forecast",
    "Inspected",
    "MissingSensorError",
    "Model",
    "ModelFormatError",
    "NoReadingsError",
    "NoUsableSensorError",
    "QualityFinding",
    "Scored",
    "ScorerState",
    "Settings",
    "SettingsError",
    "StateAheadError",
    "StateFormatError",
    "TooFewRowsError",
    "compare",
    "estimate_life",
    "findings_frame",
    "forecast_health",
    "inspect",
    "lookback_rows",
    "score",
    "sensor_quality",
    "train",
]
