"""The pure whole: a model and readings in, faults put into healthy rows, outcomes and their sums out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from acm.analytics import Model
from acm.backtest.plan import Flags, Sensors, Wishes, places, plan
from acm.backtest.replay import Outcome, Replay, outcomes, replay, rises
from acm.backtest.summary import Cell, Quiet, summarise
from acm.errors import ShortHistoryError

_FEWEST_PLACES = 3
_WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True)
class Scene:
    """What the monitor sees: clean readings, and the row from which it runs on what training has not seen.

    Flags by row: `tested` rows are reported on; `known_ill` rows belong to confirmed faults and to work on
    the machine; `suspect` rows to episodes of which nobody has said yet what they were.
    """

    readings: pd.DataFrame
    first: int
    tested: Flags
    known_ill: Flags
    suspect: Flags


@dataclass(frozen=True)
class Result:
    """Rows tested, healthy ones among them, the places that faults were put into, and what became of it."""

    start: pd.Timestamp
    end: pd.Timestamp
    rows: int
    healthy_rows: int
    places: int
    quiet: Quiet
    outcomes: tuple[Outcome, ...]
    cells: tuple[Cell, ...]


def experiment(
    model: Model,
    scene: Scene,
    wishes: Wishes,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> Result:
    """Replay the scene, put the faults into copies of its healthy rows, and count.

    `on_step` hears of faults done and in all. ShortHistoryError says how many rows are needed and found.
    """
    readings = scene.readings
    calm = replay(model, readings, scene.first)
    healthy = _healthy(scene, calm)
    random = np.random.default_rng(wishes.seed)
    starts = places(healthy, _breaks(model, readings), wishes.fault_rows, random)
    if len(starts) < _FEWEST_PLACES:
        raise ShortHistoryError(_too_short(model, scene, healthy, wishes))
    spread = readings.loc[healthy, list(model.sensors)].std(ddof=0)
    deviations = {str(name): float(value) for name, value in spread.items()}
    faults = plan(wishes, starts, _sensors(model, deviations, wishes), random)
    on_step(0, len(faults))
    done = itertools.count(1)
    found = outcomes(
        model, readings, scene.first, faults, deviations, lambda: on_step(next(done), len(faults))
    )
    return _result(model, scene, calm, healthy, len(starts), found)


def _healthy(scene: Scene, calm: Replay) -> Flags:
    """Rows for faults: tested, running, in no alarm, and outside everything that is known or suspected."""
    flags = scene.tested & ~scene.known_ill & ~scene.suspect
    flags[: scene.first] = False
    flags[scene.first :] &= calm.running & ~calm.alarm
    return flags


def _breaks(model: Model, readings: pd.DataFrame) -> Flags:
    steps = pd.DatetimeIndex(readings.index).to_series().diff()
    return np.asarray(steps > model.settings.gap_factor * model.cadence, bool)


def _sensors(model: Model, deviations: dict[str, float], wishes: Wishes) -> Sensors:
    """A sensor that stood still for as long in training does so by nature: stuck would be no news of it."""
    varying = tuple(name for name in model.sensors if deviations[name] > 0)
    restless = tuple(name for name in varying if model.longest_runs.get(name, 0) < wishes.fault_rows)
    return Sensors(varying, restless)


def _result(
    model: Model, scene: Scene, calm: Replay, healthy: Flags, room: int, found: list[Outcome]
) -> Result:
    times = scene.readings.index[scene.tested]
    return Result(
        start=pd.Timestamp(times[0]),
        end=pd.Timestamp(times[-1]) + model.cadence,
        rows=int(scene.tested.sum()),
        healthy_rows=int(healthy.sum()),
        places=room,
        quiet=_quiet(model, scene, calm),
        outcomes=tuple(found),
        cells=tuple(summarise(found)),
    )


def _quiet(model: Model, scene: Scene, calm: Replay) -> Quiet:
    """Alarms without a fault. One that touches a confirmed fault was right; any other counts as false."""
    counted = (scene.tested & ~scene.known_ill)[calm.first :]
    running = counted & calm.running
    starts = rises(calm.alarm)
    known_ill = scene.known_ill[calm.first :]
    false = 0
    for begin in starts:
        over = np.flatnonzero(~calm.alarm[begin:])
        end = begin + int(over[0]) if len(over) else len(calm.alarm)
        false += int(scene.tested[calm.first + begin] and not known_ill[begin:end].any())
    weeks = float(running.sum() * (model.cadence / _WEEK))
    return Quiet(weeks, false, float(calm.fused[running].max(initial=0.0)))


def _too_short(model: Model, scene: Scene, healthy: Flags, wishes: Wishes) -> str:
    rows = wishes.fault_rows
    return (
        f"a back-test with faults of {rows} rows needs {_FEWEST_PLACES * rows} healthy running rows after "
        f"the training (up to {model.training_end}), in stretches of at least {rows}; "
        f"there are {int(scene.tested.sum())} rows, {int(healthy.sum())} of them healthy"
    )
