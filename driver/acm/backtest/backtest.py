"""A back-test of a machine in the database: its model and history in, results stored."""

from __future__ import annotations

import dataclasses
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from acm.analytics import Model, Settings, inspect, lookback_rows, train
from acm.analytics.quality import cadence_of
from acm.backtest.experiment import Result, Scene, experiment
from acm.backtest.history import MOST_ROWS, flagged, latest_readings, marks
from acm.backtest.plan import Wishes
from acm.backtest.storing import store
from acm.database import Database
from acm.equipment import Equipment, find, tags
from acm.errors import NoModelError, ShortHistoryError
from acm.runs.models import ModelCache

_log = logging.getLogger(__name__)
_BACKTESTS = uuid.uuid5(uuid.NAMESPACE_URL, "acm:backtest")
_OWN_MODEL = 0  # the version of a model that was trained for a back-test and is not stored


@dataclass(frozen=True)
class Request:
    """What to test: rows in [start, end), the active model or one trained on the first `train_rows` rows or
    on those before `train_to`, and the faults. None means no limit, and the active model."""

    start: datetime | None = None
    end: datetime | None = None
    train_rows: int | None = None
    train_to: datetime | None = None
    wishes: Wishes = dataclasses.field(default_factory=Wishes)


@dataclass(frozen=True)
class Backtest:
    """What was tested, on what, and what came out. `version` 0: a model trained for this alone."""

    backtest_id: uuid.UUID
    code: str
    version: int
    model: Model
    wishes: Wishes
    result: Result


def backtest(
    db: Database,
    code: str,
    request: Request,
    on_step: Callable[[int, int], None] = lambda done, total: None,
    settings: Settings | None = None,
) -> Backtest:
    """Replay a machine's history after the training, put faults into copies of it, and store what came out.

    The same request on the same history and model has the same ID and leaves the same rows.
    Errors: the server's 51008 for an unknown machine, NoModelError, ShortHistoryError.
    """
    machine = find(db, code)
    fresh = request.train_rows is not None or request.train_to is not None
    if not fresh and machine.active_version is None:
        raise NoModelError(
            f"{machine.code} has no model yet: let acm run train one, or train on part of the history with "
            "--train-rows or --train-to"
        )
    readings = latest_readings(db, machine.equip_id, request.end)
    if readings.empty:
        raise ShortHistoryError(f"{machine.code} has no readings{_before(request.end)}")
    if len(readings) == MOST_ROWS:
        _log.warning("%s: the last %d rows are looked at", machine.code, MOST_ROWS)
    # The matrices are small: more threads would only wait for one another.
    with threadpool_limits(limits=1):  # type: ignore[no-untyped-call]
        if fresh:
            version, model = _OWN_MODEL, _trained(db, machine, readings, request, settings or Settings())
        else:
            version, model = model_in_force(db, machine)
        scene = _scene(db, machine, model, readings, request)
        result = experiment(model, scene, request.wishes, on_step)
    done = Backtest(
        _identity(machine, model, request, result), machine.code, version, model, request.wishes, result
    )
    store(db, machine.equip_id, done.backtest_id, version, model.config_hash, result)
    return done


def model_in_force(db: Database, machine: Equipment) -> tuple[int, Model]:
    """The version that scores the machine, which is an older one where that in force cannot be used."""
    choice = ModelCache().choose(db, machine.equip_id, int(machine.active_version or _OWN_MODEL))
    model = choice.usable()
    for refusal in choice.refused:
        _log.warning("%s: tested with version %d, because %s", machine.code, choice.version, refusal.message)
    return choice.version, model


def _trained(
    db: Database, machine: Equipment, readings: pd.DataFrame, request: Request, settings: Settings
) -> Model:
    """A model of the first rows of the history, without those that are known to be ill."""
    if request.train_to is not None:
        rows = readings.loc[readings.index < request.train_to]
    else:
        rows = readings.head(request.train_rows or 0)
    if rows.empty:
        raise ShortHistoryError(f"{machine.code} has no readings{_before(request.train_to)} to train on")
    times = pd.DatetimeIndex(rows.index)
    cadence = cadence_of(times)
    end = (times[-1] + cadence).to_pydatetime()
    known_ill, _ = flagged(times, marks(db, machine.equip_id, times[0].to_pydatetime(), end), cadence)
    critical = tuple(tag.name for tag in tags(db, machine.equip_id) if tag.is_critical)
    return train(rows.loc[~known_ill], dataclasses.replace(settings, critical_sensors=critical))


def _scene(db: Database, machine: Equipment, model: Model, readings: pd.DataFrame, request: Request) -> Scene:
    """The rows after the training, with look-back, and which of them count."""
    first = int(readings.index.searchsorted(model.training_end, side="right"))
    first = first or lookback_rows(model)  # the training is not among the rows: the first ones warm up
    before = max(first - lookback_rows(model), 0)
    clean = inspect(readings.iloc[before:], model.settings).readings
    times = pd.DatetimeIndex(clean.index)
    first -= before
    tested = np.arange(len(times)) >= first
    for begin in (request.start, request.train_to):
        if begin is not None:
            tested[: times.searchsorted(pd.Timestamp(begin))] = False
    if not tested.any():
        raise ShortHistoryError(
            f"{machine.code} has no readings to test after the training (up to {model.training_end})"
            f"{_before(request.end)}: {len(readings)} rows up to {readings.index[-1]}"
        )
    start, end = times[tested][0].to_pydatetime(), times[-1].to_pydatetime() + model.cadence.to_pytimedelta()
    known_ill, suspect = flagged(times, marks(db, machine.equip_id, start, end), model.cadence)
    return Scene(clean, first, tested, known_ill, suspect)


def _identity(machine: Equipment, model: Model, request: Request, result: Result) -> uuid.UUID:
    """Named by everything that decides the result but the readings themselves."""
    wishes = request.wishes
    return uuid.uuid5(
        _BACKTESTS,
        "|".join(
            (
                machine.code.upper(),
                model.model_hash,
                result.start.isoformat(),
                result.end.isoformat(),
                ",".join(wishes.kinds),
                ",".join(map(repr, wishes.sizes)),
                f"{wishes.faults}x{wishes.fault_rows}",
                str(wishes.seed),
            )
        ),
    )


def _before(end: datetime | None) -> str:
    return "" if end is None else f" before {end}"
