"""Models and scorer states out of and into the database: plain bytes whose hash is checked first."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from typing import Any

import pandas as pd

from acm.analytics import Artifact, Model, QualityFinding, ScorerState, StateFormatError
from acm.database import Database
from acm.errors import AnswerError, DamagedPartError

_CACHED_MODELS = 64


class ModelCache:
    """The models of this process by machine and version: a stored version never changes."""

    def __init__(self, size: int = _CACHED_MODELS) -> None:
        self._size = size
        self._models: OrderedDict[tuple[int, int], Model] = OrderedDict()

    def get(self, db: Database, equip_id: int, version: int) -> Model:
        key = (equip_id, version)
        model = self._models.pop(key, None)
        if model is None:
            model = load_model(db, equip_id, version)
        self._models[key] = model
        while len(self._models) > self._size:
            self._models.popitem(last=False)
        return model


def load_model(db: Database, equip_id: int, version: int) -> Model:
    """A stored version; DamagedPartError when the bytes of a part are not those that were hashed."""
    rows = db.call("dbo.usp_GetModels", EquipID=equip_id, Version=version)[-1].dicts()
    if not rows:
        raise AnswerError(
            f"dbo.usp_GetModels answered without parts for machine {equip_id}, version {version}"
        )
    artifacts = {}
    for row in rows:
        name = str(row["ModelType"])
        data = _checked(
            row["ModelBytes"], row["ModelHash"], f"model part {name}, version {version}, machine {equip_id}"
        )
        artifacts[name] = Artifact(data, json.loads(row["ParamsJSON"]), json.loads(row["StatsJSON"]))
    return Model.from_artifacts(artifacts)


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
    db: Database, equip_id: int, version: int, start: pd.Timestamp
) -> tuple[ScorerState | None, tuple[QualityFinding, ...]]:
    """What the scorer carries into a window; None when it warms up from the look-back alone.

    A damaged state, or one of another format, is left and said: the window can be scored without it.
    """
    answer = db.call(
        "dbo.usp_GetScorerState", EquipID=equip_id, ModelVersion=version, WindowStart=start.to_pydatetime()
    )
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
