"""The analytics as one class: fit on healthy readings, score what comes after, explain, save and load."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pandas as pd
from threadpoolctl import threadpool_limits

from acm.analytics import (
    AnalyticsError,
    Artifact,
    Model,
    ModelFormatError,
    QualityFinding,
    Scored,
    ScorerState,
    Settings,
    estimate_life,
    forecast_health,
    inspect,
    lookback_rows,
    score,
    train,
)
from acm.analytics.arrays import pack, unpack
from acm.analytics.forecast import FORECAST_COLUMNS

_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Explanation:
    """Why the scores are what they are: episodes, their culprits, and sensors row by row."""

    episodes: pd.DataFrame
    culprits: pd.DataFrame
    contributions: pd.DataFrame
    expected: pd.DataFrame


class Monitor:
    """One machine's model and where its scoring stands.

    Readings are frames with a DatetimeIndex and one numeric column per sensor. Calls of `score` that follow
    one another in time continue: cutting a frame into pieces changes no score.
    """

    def __init__(self, settings: Settings | None = None, seed: int = 0) -> None:
        self.settings = settings or Settings()
        self.seed = seed
        self._model: Model | None = None
        self._state: ScorerState | None = None
        self._tail: pd.DataFrame | None = None
        self._last: Scored | None = None

    @property
    def model(self) -> Model:
        """The trained model; AnalyticsError before `fit`."""
        if self._model is None:
            raise AnalyticsError("the monitor has not been fitted yet")
        return self._model

    @property
    def findings(self) -> tuple[QualityFinding, ...]:
        """Data-quality findings of the last `score`, or of `fit` before it."""
        return self.model.findings if self._last is None else self._last.findings

    def fit(self, df: pd.DataFrame) -> Self:
        """Learn from readings of the machine while it is well."""
        self._model = train(df, self.settings, seed=self.seed)
        self._state, self._last = None, None
        self._tail = inspect(df, self.settings).readings.tail(lookback_rows(self._model))
        return self

    def score(self, df: pd.DataFrame) -> pd.DataFrame:
        """FusedZ, HealthIndex, HealthStatus, Alarm, Regime, TopSensor, OperatingState and detectors by time.

        A frame that begins at or before the last row scored is scored on its own, without what went before.
        """
        scored = self._scored(df)
        health = scored.health.set_index("Timestamp")
        detectors = scored.scores.set_index("Timestamp").drop(columns="FusedZ")
        renamed = health.rename(columns={"IsAlarm": "Alarm", "RegimeLabel": "Regime"})
        first = ["FusedZ", "HealthIndex", "HealthStatus", "Alarm", "Regime", "TopSensor", "OperatingState"]
        return renamed[first].join(detectors)

    def explain(self, df: pd.DataFrame | None = None) -> Explanation:
        """Episodes, culprits and sensors of the last `score`, or of `df` after scoring it."""
        scored = self._last if df is None else self._scored(df)
        if scored is None:
            raise AnalyticsError("there is nothing to explain before the first score")
        return Explanation(scored.episodes, scored.culprits, scored.contributions, scored.expected)

    def forecast(self) -> pd.DataFrame:
        """Health after the last row scored, with its interval; empty while there is too little history."""
        found = forecast_health(self.model, self._scored_state())
        return pd.DataFrame(columns=list(FORECAST_COLUMNS)) if found is None else found.frame(self.settings)

    def remaining_life(self) -> pd.Series:
        """Status, and hours until health falls to the failure limit where they can be told honestly."""
        state = self._scored_state()
        return estimate_life(self.model, state, forecast_health(self.model, state)).iloc[0]

    def _scored_state(self) -> ScorerState:
        if self._state is None:
            raise AnalyticsError("there is nothing to look ahead from before the first score")
        return self._state

    def _scored(self, df: pd.DataFrame) -> Scored:
        model = self.model
        readings = inspect(df, self.settings).readings
        start = pd.Timestamp(readings.index[0])
        state = self._state if self._state is not None and self._state.last_at < start else None
        before = None if self._tail is None else self._tail.loc[self._tail.index < start]
        context = readings if before is None or before.empty else pd.concat([before, readings])
        with threadpool_limits(limits=1):  # type: ignore[no-untyped-call]
            scored = score(model, context, start, state)
        findings = inspect(df, self.settings, cadence=model.cadence).findings
        merged = dict.fromkeys((*findings, *scored.findings))
        scored = dataclasses.replace(scored, findings=tuple(merged))
        self._state, self._last = scored.state, scored
        self._tail = context.tail(lookback_rows(model))
        return scored

    def save(self, path: str | Path) -> None:
        """Write model, state and look-back to one zip file of plain arrays and JSON."""
        artifacts = self.model.to_artifacts()
        index: dict[str, Any] = {
            name: {"params": artifact.params, "stats": artifact.stats} for name, artifact in artifacts.items()
        }
        with zipfile.ZipFile(path, "w") as archive:
            _write(archive, "artifacts.json", json.dumps(index, sort_keys=True).encode())
            for name, artifact in artifacts.items():
                _write(archive, f"{name}.npz", artifact.data)
            if self._state is not None:
                _write(archive, "state.bin", self._state.to_bytes())
            if self._tail is not None:
                times = pd.DatetimeIndex(self._tail.index).as_unit("ns").asi8
                values = self._tail.to_numpy(dtype=float)
                _write(archive, "tail.npz", pack({"times": times, "values": values}))
                _write(archive, "tail.json", json.dumps([str(c) for c in self._tail.columns]).encode())

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The monitor that `save` wrote; ModelFormatError when the file is not one."""
        try:
            with zipfile.ZipFile(path) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()}
            index = json.loads(parts["artifacts.json"])
            artifacts = {
                name: Artifact(parts[f"{name}.npz"], entry["params"], entry["stats"])
                for name, entry in index.items()
            }
        except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError) as error:
            raise ModelFormatError(f"{path} is not a saved monitor: {error!r}") from error
        model = Model.from_artifacts(artifacts)
        monitor = cls(model.settings, model.seed)
        monitor._model = model
        if "state.bin" in parts:
            monitor._state = ScorerState.from_bytes(parts["state.bin"])
        if "tail.npz" in parts:
            arrays, columns = unpack(parts["tail.npz"]), json.loads(parts["tail.json"])
            times = pd.DatetimeIndex(arrays["times"].astype("datetime64[ns]"))
            monitor._tail = pd.DataFrame(arrays["values"], index=times, columns=columns)
        return monitor


def _write(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
