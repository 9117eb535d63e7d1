"""The trained model: frozen parts, plain artifacts, and the metadata that people read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from acm.analytics.arrays import AnyArray, pack, unpack
from acm.analytics.calibration import Calibration, RegimeCalibration
from acm.analytics.drift import DriftChart
from acm.analytics.ensemble import ARTIFACTS, MEMBERS, Ensemble
from acm.analytics.errors import ModelFormatError, SettingsError
from acm.analytics.evidence import Evidence
from acm.analytics.filtering import Pipeline
from acm.analytics.operating_state import OperatingState
from acm.analytics.persistent_shift import ShiftRule
from acm.analytics.quality import QualityFinding
from acm.analytics.regimes import Regimes
from acm.analytics.scaling import Scaler
from acm.analytics.sensor_faults import SensorWatch
from acm.analytics.settings import Settings

FORMAT = 3
_PARTS = (
    "scaler",
    "operating_state",
    *ARTIFACTS,
    "regime_model",
    "calibration",
    "drift_model",
    "sensor_model",
    "shift_model",
)


@dataclass(frozen=True)
class Artifact:
    """One stored part of a model: an npz without pickle, and JSON-able parameters and statistics."""

    data: bytes
    params: dict[str, Any]
    stats: dict[str, Any]


@dataclass(frozen=True)
class Model:
    """What training learnt about one machine; `sensors` gives the order of every sensor axis."""

    sensors: tuple[str, ...]
    cadence: pd.Timedelta
    training_start: pd.Timestamp
    training_end: pd.Timestamp
    training_rows: int
    seed: int
    longest_runs: Mapping[str, int]
    ignored: tuple[str, ...]  # columns that could not be trained on
    scaler: Scaler
    operating: OperatingState
    pipeline: Pipeline
    evidence: Evidence
    drift: DriftChart
    watch: SensorWatch
    shift: ShiftRule
    findings: tuple[QualityFinding, ...] = ()

    @property
    def settings(self) -> Settings:
        return self.pipeline.settings

    @property
    def regimes(self) -> Regimes:
        return self.pipeline.regimes

    @property
    def config_hash(self) -> str:
        return self.settings.config_hash()

    @cached_property
    def model_hash(self) -> str:
        """SHA-256 over the artifacts: equal hash, equal scores."""
        digest = hashlib.sha256()
        for name, artifact in sorted(self.to_artifacts().items()):
            digest.update(name.encode())
            digest.update(artifact.data)
            digest.update(json.dumps(artifact.params, sort_keys=True).encode())
        return digest.hexdigest()

    @property
    def metadata(self) -> dict[str, Any]:
        """Thresholds, regimes and components as JSON-able values."""
        settings, pipeline = self.settings, self.pipeline
        limits = zip(MEMBERS, pipeline.members.median, pipeline.members.spread, strict=True)
        centres = self.scaler.in_units(self.regimes.centres)
        return {
            "fused_limit": settings.alarm_limit,
            "members": list(settings.fused_members),
            "drifting": [n for n, d in zip(self.sensors, pipeline.drifting, strict=True) if d],
            "level_span": settings.level_span,
            "thresholds": [
                {"Name": "ALARM", "Detector": "FusedZ", "Value": settings.alarm_limit},
                {"Name": "RELEASE", "Detector": "FusedZ", "Value": settings.release_limit},
                {"Name": "CAUTION", "Detector": "HealthIndex", "Value": settings.caution_health},
                {"Name": "ALERT", "Detector": "HealthIndex", "Value": settings.alert_health},
                {"Name": "SLACK", "Detector": "Cusum", "Value": self.drift.slack},
                {"Name": "LIMIT", "Detector": "Cusum", "Value": self.drift.limit},
                {"Name": "SPAN_ROWS", "Detector": "Cusum", "Value": float(self.drift.span)},
            ]
            + [
                {
                    "Name": "LIMIT",
                    "Detector": name,
                    "Value": float(median + settings.alarm_limit * spread),
                }
                for name, median, spread in limits
            ],
            "regimes": [
                {
                    "RegimeLabel": int(label),
                    "Share": float(share),
                    "Radius": float(radius),
                    "Centre": dict(zip(self.sensors, map(float, centre), strict=True)),
                }
                for label, share, radius, centre in zip(
                    self.regimes.label, self.regimes.share, self.regimes.radius, centres, strict=True
                )
            ],
            "pca": {
                "components": int(pipeline.ensemble.pca.loadings.shape[1]),
                "explained": [float(share) for share in pipeline.ensemble.pca.explained],
            },
        }

    def to_artifacts(self) -> dict[str, Artifact]:
        """The parts by ModelType; equal models give equal bytes."""
        arrays: dict[str, dict[str, AnyArray]] = {
            "scaler": self.scaler.to_arrays(),
            "operating_state": self.operating.to_arrays(),
            **self.pipeline.ensemble.to_arrays(),
            "regime_model": self.regimes.to_arrays(),
            "calibration": self.pipeline.instant.to_arrays("instant")
            | self.pipeline.scales.to_arrays("scales")
            | self.pipeline.fusion.to_arrays("fusion")
            | {"follow": self.pipeline.follow, "drifting": self.pipeline.drifting}
            | self.evidence.to_arrays(),
            "drift_model": self.drift.to_arrays(),
            "sensor_model": self.watch.to_arrays(),
            "shift_model": self.shift.to_arrays(),
        }
        return {name: Artifact(pack(arrays[name]), self._params(name), self._stats(name)) for name in _PARTS}

    def _params(self, name: str) -> dict[str, Any]:
        if name != "scaler":
            return {"format": FORMAT}
        return {
            "format": FORMAT,
            "sensors": list(self.sensors),
            "cadence_ns": int(self.cadence.value),
            "training_start": self.training_start.isoformat(),
            "training_end": self.training_end.isoformat(),
            "training_rows": self.training_rows,
            "seed": self.seed,
            "longest_runs": dict(self.longest_runs),
            "ignored": list(self.ignored),
            "settings": self.settings.to_dict(),
            "config_hash": self.config_hash,
        }

    def _stats(self, name: str) -> dict[str, Any]:
        stats: dict[str, Any] = {"training_rows": self.training_rows, "sensors": len(self.sensors)}
        member = {
            "ar1_params": ("Ar1Z",),
            "pca_model": ("PcaT2Z", "PcaSpeZ"),
            "mhal_params": ("MahalanobisZ",),
            "iforest_model": ("IsolationForestZ",),
            "gmm_model": ("GaussianMixtureZ",),
            "omr_model": ("OverallModelResidualZ",),
        }.get(name, ())
        for column in member:
            index = MEMBERS.index(column)
            stats[column] = {
                "median": float(self.pipeline.members.median[index]),
                "spread": float(self.pipeline.members.spread[index]),
            }
        if name == "regime_model":
            stats["regimes"] = len(self.regimes.centres)
        if name == "drift_model":
            units = self.drift.in_units(self.scaler.scale)
            stats["units"] = dict(zip(self.sensors, map(float, units), strict=True))
        return stats

    @classmethod
    def from_artifacts(cls, artifacts: Mapping[str, Artifact]) -> Model:
        """The model of `to_artifacts`; ModelFormatError says which part is missing or broken."""
        missing = [name for name in _PARTS if name not in artifacts]
        if missing:
            raise ModelFormatError(f"model part {missing[0]!r} is missing")
        arrays: dict[str, dict[str, AnyArray]] = {}
        for name in _PARTS:
            if artifacts[name].params.get("format") != FORMAT:
                raise ModelFormatError(f"model part {name!r} has another format than {FORMAT}")
            try:
                arrays[name] = unpack(artifacts[name].data)
            except ValueError as error:
                raise ModelFormatError(f"model part {name!r}: {error}") from error
        try:
            return cls._from_arrays(arrays, artifacts["scaler"].params)
        except (KeyError, ValueError, TypeError, IndexError, SettingsError) as error:
            raise ModelFormatError(f"the model's parts do not fit together: {error!r}") from error

    @classmethod
    def _from_arrays(cls, arrays: Mapping[str, Mapping[str, AnyArray]], params: Mapping[str, Any]) -> Model:
        calibration = arrays["calibration"]
        pipeline = Pipeline(
            Settings.from_dict(params["settings"]),
            Ensemble.from_arrays(arrays),
            Regimes.from_arrays(arrays["regime_model"]),
            RegimeCalibration.from_arrays(calibration, "instant"),
            Calibration.from_arrays(calibration, "scales"),
            Calibration.from_arrays(calibration, "fusion"),
            np.asarray(calibration["follow"], float),
            np.asarray(calibration["drifting"], bool),
        )
        return cls(
            sensors=tuple(params["sensors"]),
            cadence=pd.Timedelta(int(params["cadence_ns"]), unit="ns"),
            training_start=pd.Timestamp(params["training_start"]),
            training_end=pd.Timestamp(params["training_end"]),
            training_rows=int(params["training_rows"]),
            seed=int(params["seed"]),
            longest_runs={str(k): int(v) for k, v in params["longest_runs"].items()},
            ignored=tuple(params["ignored"]),
            scaler=Scaler.from_arrays(arrays["scaler"]),
            operating=OperatingState.from_arrays(arrays["operating_state"]),
            pipeline=pipeline,
            evidence=Evidence.from_arrays(calibration),
            drift=DriftChart.from_arrays(arrays["drift_model"]),
            watch=SensorWatch.from_arrays(arrays["sensor_model"]),
            shift=ShiftRule.from_arrays(arrays["shift_model"]),
        )
