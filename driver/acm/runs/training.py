"""Models from readings: the first of a machine, and one that is to replace the one in force."""

from __future__ import annotations

import dataclasses
import logging

import pandas as pd

from acm.analytics import Model, Settings, compare, inspect, sensor_quality, train
from acm.database import Database
from acm.equipment import tags
from acm.runs.claim import Claim
from acm.runs.model_tables import model_tables
from acm.runs.models import Choice, model_rows
from acm.runs.readings import read
from acm.runs.results import quality_table, usable_share
from acm.runs.work import Work

_log = logging.getLogger(__name__)
_HELD_BACK = 5  # of so many rows one is held back: usp_FindTraining asks for a quarter more than are required


def first_model(db: Database, claim: Claim, settings: Settings) -> Work:
    """A model from the window; nothing of the window itself is scored."""
    readings = read(db, claim.equip_id, claim.start, claim.end, 0)
    model = train(readings, _of_machine(db, claim, settings))
    return _trained(claim, readings, model, f"first training, on {model.training_rows} rows")


def new_model(db: Database, claim: Claim, settings: Settings, version: int, in_force: Choice) -> Work:
    """A model from the window, to replace the version in force as `version` unless that one does better.

    A trial on the first four fifths of the rows is compared with the version in force on the last fifth. What
    is stored is trained on all rows. Regimes that the version in force knows keep their labels. Where no
    version can be used there is nothing to compare with.
    """
    readings = read(db, claim.equip_id, claim.start, claim.end, 0)
    wanted = _of_machine(db, claim, settings)
    first = len(readings) - len(readings) // _HELD_BACK
    trial = train(readings.iloc[:first], wanted, previous=in_force.model)
    comparison = compare(trial, in_force.model, readings, readings.index[first])
    if comparison.keeps_active:
        _log.warning(
            "%s: the new model alarms more often than version %d, which stays in force",
            claim.code,
            in_force.version,
        )
    model = train(readings, wanted, previous=in_force.model)
    work = _trained(claim, readings, model, f"new baseline asked for; trained on {model.training_rows} rows")
    verdict = comparison.frame(version, None if in_force.model is None else in_force.version)
    return dataclasses.replace(work, arguments={**work.arguments, "ModelComparisons": verdict})


def _of_machine(db: Database, claim: Claim, settings: Settings) -> Settings:
    critical = tuple(tag.name for tag in tags(db, claim.equip_id) if tag.is_critical)
    return dataclasses.replace(settings, critical_sensors=critical)


def _trained(claim: Claim, readings: pd.DataFrame, model: Model, reason: str) -> Work:
    return Work(
        rows=len(readings),
        arguments={
            "Models": model_rows(model),
            **model_tables(model),
            "DataQuality": sensor_quality(inspect(readings, model.settings).readings, model.findings),
            **quality_table(model.findings, claim.data_table),
            "RowsRead": len(readings),
            "TrainRowCount": model.training_rows,
            "DataQualityScore": usable_share(readings, model.sensors, model.settings.absurd_limit),
            "ModelReason": reason,
        },
    )
