"""Models and scorer states out of and into the database: plain bytes whose hash is checked first."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from acm.analytics import Artifact, Model, ModelFormatError, QualityFinding, ScorerState, StateFormatError
from acm.database import Database
from acm.errors import AcmError, AnswerError, DamagedPartError, NoUsableModelError
from acm.runs.failure import error_message

MODEL_REFUSED = "MODEL_REFUSED"
_CACHED_MODELS = 64


@dataclass(frozen=True)
class Choice:
    """The version that is to score, its model (None: no version can be used), and why newer ones are not."""

    version: int
    model: Model | None
    refused: tuple[AcmError, ...] = ()

    def usable(self) -> Model:
        """The model; NoUsableModelError without one."""
        if self.model is None:
            reasons = "; ".join(error_message(error) for error in self.refused)
            raise NoUsableModelError(
                "no stored model version can be used: restore ModelRegistry from a backup, or work with the "
                f"driver that trained them ({reasons})"
            )
        return self.model

    def findings(self, start: pd.Timestamp) -> tuple[QualityFinding, ...]:
        """What is recorded with the results when the version in force was not used."""
        if not self.refused:
            return ()
        reasons = "; ".join(error.message for error in self.refused)
        said = f"worked with model version {self.version}; refused: {reasons}"
        return (QualityFinding(MODEL_REFUSED, None, 0, start, start, (), said),)


@dataclass(frozen=True)
class _Stored:
    """A version as it was read: the model or why it is refused, and the next lower version that is stored."""

    model: Model | None
    refusal: AcmError | None
    older: int | None


class ModelCache:
    """The models of this process by machine and version: a stored version never changes."""

    def __init__(self, size: int = _CACHED_MODELS) -> None:
        self._size = size
        self._stored: OrderedDict[tuple[int, int], _Stored] = OrderedDict()

    def choose(self, db: Database, equip_id: int, version: int) -> Choice:
        """The version in force, or the newest older one that can be used when it is damaged or unreadable."""
        in_force, candidate = version, _Stored(None, None, version)
        refused: list[AcmError] = []
        while candidate.older is not None:
            version = candidate.older
            candidate = self._read(db, equip_id, version)
            if candidate.model is not None:
                return Choice(version, candidate.model, tuple(refused))
            if candidate.refusal is not None:
                refused.append(candidate.refusal)
        return Choice(in_force, None, tuple(refused))

    def _read(self, db: Database, equip_id: int, version: int) -> _Stored:
        key = (equip_id, version)
        stored = self._stored.pop(key, None) or _read_version(db, equip_id, version)
        self._stored[key] = stored
        while len(self._stored) > self._size:
            self._stored.popitem(last=False)
        return stored


def _read_version(db: Database, equip_id: int, version: int) -> _Stored:
    rows = _parts(db, equip_id, version)
    older = None if rows[0]["OlderVersion"] is None else int(rows[0]["OlderVersion"])
    try:
        return _Stored(_model(rows, f"version {version}, machine {equip_id}"), None, older)
    except (DamagedPartError, ModelFormatError) as error:
        return _Stored(None, error, older)


def _parts(db: Database, equip_id: int, version: int) -> list[dict[str, Any]]:
    rows = db.call("dbo.usp_GetModels", EquipID=equip_id, Version=version)[-1].dicts()
    if not rows:
        raise AnswerError(
            f"dbo.usp_GetModels answered without parts for machine {equip_id}, version {version}"
        )
    return rows


def _model(rows: Sequence[Mapping[str, Any]], label: str) -> Model:
    artifacts = {}
    for row in rows:
        name = str(row["ModelType"])
        data = _checked(row["ModelBytes"], row["ModelHash"], f"model part {name}, {label}")
        artifacts[name] = Artifact(data, json.loads(row["ParamsJSON"]), json.loads(row["StatsJSON"]))
    try:
        return Model.from_artifacts(artifacts)
    except ModelFormatError as error:
        raise ModelFormatError(f"model {label}: {error.message}") from error


def next_version(db: Database, equip_id: int) -> int:
    """The number that the next training takes."""
    rows = db.call("dbo.usp_GetModels", EquipID=equip_id)[-1].dicts()
    return int(rows[0]["LatestVersion"]) + 1 if rows else 1


def model_rows(model: Model) -> pd.DataFrame:
    """The parts of a model as rows of ModelRegistry_TVP."""
    parts = model.to_artifacts()
    return pd.DataFrame(
        {
            "ModelType": list(parts),
            "ParamsJSON": [_json(part.params) for part in parts.values()],
            "StatsJSON": [_json(part.stats) for part in parts.values()],
            "ModelBytes": [part.data for part in parts.values()],
            "ModelHash": [hashlib.sha256(part.data).digest() for part in parts.values()],
        }
    )


def load_state(
    db: Database, equip_id: int, start: pd.Timestamp
) -> tuple[ScorerState | None, tuple[QualityFinding, ...]]:
    """What the scorer carries into a window; None when it warms up from the look-back alone.

    A damaged state, or one of another format, is left and said: the window can be scored without it.
    """
    answer = db.call("dbo.usp_GetScorerState", EquipID=equip_id, WindowStart=start.to_pydatetime())
    row = answer[-1].first() if answer else None
    if row is None:
        return None, ()
    try:
        data = _checked(row["StateBytes"], row["StateHash"], f"scorer state of machine {equip_id}")
        return ScorerState.from_bytes(data), ()
    except (DamagedPartError, StateFormatError) as error:
        said = f"scored from the look-back alone; {error.message}"
        return None, (QualityFinding("STATE_REBUILT", None, 0, start, start, (), said),)


def _checked(data: bytes, digest: bytes, what: str) -> bytes:
    if hashlib.sha256(data).digest() != bytes(digest):
        raise DamagedPartError(f"{what}: the stored bytes are not those that were hashed")
    return bytes(data)


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, allow_nan=False)
