"""C-MAPSS FD001: turbofan engines from new to failure (Saxena, Goebel, Simon and Eklund, PHM 2008).

The protocol is that of a user with a fleet and no failure yet: one monitor learns from the first quarter of
life of some engines and watches others from their first cycle on. Engines are taken in four folds of
twenty-five; each fold is learnt from once and the other engines are watched, so that no monitor watches an
engine it has seen. A cycle counts as an hour. Settings of flight are no sensors and are left out.
"""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from acm import Monitor
from acm.analytics import Settings
from acm.analytics.remaining_life import failure_score

from benchmarks.detection.report import Figure

_CYCLE = pd.Timedelta(hours=1)
_PAUSE = 100 * _CYCLE  # between engines, so that none seems to go on as the next
_FOLD = 25
_EARLY = 0.25
_TICK = 5
_SENSORS = [f"s{i:02d}" for i in range(1, 22)]


@dataclass(frozen=True)
class Watched:
    """One engine: its cycles, the first alarm (None: never), alarm at its end, alarm in its first quarter."""

    engine: int
    cycles: int
    first_alarm: int | None
    at_end: bool
    early: bool


@dataclass(frozen=True)
class LifeAsked:
    """What was said of an engine in alarm, and in how many hours it failed, by its health or for good."""

    status: str
    lower: float
    upper: float
    horizon: float
    truth: float


def engines(data: Path) -> list[pd.DataFrame]:
    """The sensors of each engine by cycle, in the order of their numbers."""
    values = np.loadtxt(data / "cmapss" / "train_FD001.txt")
    return [frame(values[values[:, 0] == number][:, 5:]) for number in np.unique(values[:, 0])]


def frame(values: np.ndarray) -> pd.DataFrame:
    """Cycles as readings, one an hour."""
    index = pd.date_range("2026-01-01", periods=len(values), freq=_CYCLE)
    return pd.DataFrame(values, columns=_SENSORS[: values.shape[1]], index=index)


def early_life(fleet: list[pd.DataFrame]) -> pd.DataFrame:
    """The first quarter of each engine's life, one engine after the other on one axis of time."""
    parts, start = [], pd.Timestamp("2020-01-01")
    for engine in fleet:
        part = engine.iloc[: int(_EARLY * len(engine))]
        part = part.set_index(pd.date_range(start, periods=len(part), freq=_CYCLE))
        parts.append(part)
        start = part.index[-1] + _PAUSE
    return pd.concat(parts)


def watch(fleet: list[pd.DataFrame], settings: Settings, folds: int | None = None) -> list[Watched]:
    """Every engine as seen by monitors that learnt from others; `folds`: only the first so many."""
    watched = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.zip"
        for learnt in _folds(len(fleet))[:folds]:
            Monitor(settings).fit(early_life([fleet[i] for i in learnt])).save(path)
            for i in sorted(set(range(len(fleet))) - set(learnt)):
                alarm = Monitor.load(path).score(fleet[i])["Alarm"].to_numpy()
                first = int(np.argmax(alarm)) if alarm.any() else None
                early = bool(alarm[: int(_EARLY * len(alarm))].any())
                watched.append(Watched(i, len(alarm), first, bool(alarm[-1]), early))
    return watched


def ask(fleet: list[pd.DataFrame], settings: Settings) -> list[LifeAsked]:
    """Remaining life of the engines outside the first fold, asked every five cycles while in alarm."""
    limit, asked = failure_score(settings.failure_health), []
    learnt = _folds(len(fleet))[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "monitor.zip"
        Monitor(settings).fit(early_life([fleet[i] for i in learnt])).save(path)
        for i in sorted(set(range(len(fleet))) - set(learnt)):
            monitor, scores, said = Monitor.load(path), [], []
            for first in range(0, len(fleet[i]), _TICK):
                scores.append(monitor.score(fleet[i].iloc[first : first + _TICK])["FusedZ"])
                life = monitor.remaining_life()
                if life.RulStatus != "HEALTHY":
                    said.append((life, min(first + _TICK, len(fleet[i])) - 1))
            means = pd.concat(scores).rolling(settings.trend_bucket_rows).mean().to_numpy()
            failed = int(np.argmax(means >= limit)) if (means >= limit).any() else len(means) - 1
            asked += [
                LifeAsked(
                    life.RulStatus, life.LowerHours, life.UpperHours, life.HorizonHours, max(failed - at, 0)
                )
                for life, at in said
            ]
    return asked


def run(data: Path, settings: Settings) -> list[Figure]:
    """Alarms before failure and early in life, how long before, and what was said of the remaining life."""
    fleet = engines(data)
    watched, asked = watch(fleet, settings), ask(fleet, settings)
    ahead = [w.cycles - w.first_alarm for w in watched if w.first_alarm is not None]
    numbers = [a for a in asked if a.status == "ESTIMATED"]
    beyond = [a for a in asked if a.status == "BEYOND_HORIZON"]
    held = [a.lower <= a.truth <= a.upper for a in numbers]
    kept = [a.truth >= a.horizon for a in beyond]
    what = f"C-MAPSS FD001, {len(watched)} lives of {len(fleet)} engines"
    return [
        Figure("cmapss", f"{what}: in alarm at failure", _percent([w.at_end for w in watched]), "", "≥ 90 %"),
        Figure(
            "cmapss",
            "no alarm in the first quarter of life",
            _percent([not w.early for w in watched]),
            "",
            "≥ 95 %",
        ),
        Figure("cmapss", "first alarm before failure, median", f"{np.median(ahead):.0f} cycles", "", ""),
        Figure(
            "cmapss",
            f"remaining life, {len(numbers)} numbers: the failure came in the interval",
            _percent(held),
            "",
            "",
        ),
        Figure("cmapss", f'"beyond the horizon", {len(beyond)} times: it was', _percent(kept), "", ""),
    ]


def _folds(count: int) -> list[list[int]]:
    edges = [*range(0, count, _FOLD), count]
    return [list(range(first, last)) for first, last in itertools.pairwise(edges)]


def _percent(flags: list[bool]) -> str:
    return f"{100 * float(np.mean(flags)):.1f} %" if flags else "none"
