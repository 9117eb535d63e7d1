"""A new model beside the one in force, judged on healthy rows that it did not learn from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from acm.analytics.errors import AnalyticsError
from acm.analytics.model import Model
from acm.analytics.regimes import NOVEL
from acm.analytics.scoring import lookback_rows, score

ALARM_PCT = "AlarmPct"
"""Share of the rows in alarm: what decides."""
_HIGH = 0.95


@dataclass(frozen=True)
class Comparison:
    """Figures of both models on the rows in [start, end); `active` is None where it cannot score them."""

    start: pd.Timestamp
    end: pd.Timestamp
    rows: int
    candidate: dict[str, float]
    active: dict[str, float] | None

    @property
    def keeps_active(self) -> bool:
        """The rows are healthy, so the model that alarms on fewer of them knows the machine better."""
        return self.active is not None and self.candidate[ALARM_PCT] > self.active[ALARM_PCT]

    def frame(self, candidate_version: int, active_version: int | None) -> pd.DataFrame:
        """A row per figure; the less the better."""
        active = self.active or {}
        return pd.DataFrame(
            [
                {
                    "MetricName": name,
                    "CandidateVersion": candidate_version,
                    "ActiveVersion": active_version,
                    "HeldBackStart": self.start,
                    "HeldBackEnd": self.end,
                    "HeldBackRows": self.rows,
                    "CandidateValue": value,
                    "ActiveValue": active.get(name),
                    "IsBetter": value < active[name] if name in active else None,
                    "Decision": "KEPT" if self.keeps_active else "ACTIVATED",
                }
                for name, value in self.candidate.items()
            ]
        )


def compare(
    candidate: Model, active: Model | None, readings: pd.DataFrame, start: pd.Timestamp
) -> Comparison:
    """Both models on the rows from `start` on, each without memory; earlier rows are look-back.

    None for `active`, or one whose sensors the readings lack, leaves nothing to compare with.
    """
    figures = _figures(candidate, readings, start)
    try:
        other = None if active is None else _figures(active, readings, start)
    except AnalyticsError:
        other = None
    rows = readings.index >= start
    return Comparison(start, readings.index[-1] + candidate.cadence, int(rows.sum()), figures, other)


def _figures(model: Model, readings: pd.DataFrame, start: pd.Timestamp) -> dict[str, float]:
    first = max(int(readings.index.searchsorted(start)) - lookback_rows(model), 0)
    scored = score(model, readings.iloc[first:], start)
    regimes = scored.regimes["RegimeLabel"]
    return {
        ALARM_PCT: 100.0 * float(scored.health["IsAlarm"].mean()),
        "HighFusedZ": float(scored.health["FusedZ"].quantile(_HIGH)),
        "NovelPct": 100.0 * float((regimes == NOVEL).mean()) if len(regimes) else 0.0,
    }
