"""Engines run to failure, watched by a monitor that has seen only the early life of others.

The protocol stands in `benchmarks/detection/cmapss.py`: a monitor learns from the first quarter of life of
twenty-five engines and watches the rest of the fleet from the first cycle on; no engine is watched by a
monitor that has seen it. It must be in alarm when the engine fails in at least 90 % of the lives, and silent
throughout the first quarter of life in at least 95 %. The public engines are read where the benchmark's data
are; a simulated fleet is always watched.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Settings

from benchmarks.detection import cmapss

DATA = Path(os.environ.get("ACM_BENCH_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))


def simulated_fleet(engines: int) -> list[pd.DataFrame]:
    """Engines of 130 to 360 cycles: twelve noisy sensors, each engine a little its own, accelerating wear.

    Wear begins at a quarter to two fifths of life and has moved each sensor by several deviations at failure.
    """
    random = np.random.default_rng(11)
    reach = random.uniform(2.0, 6.0, 12) * random.choice([-1.0, 1.0], 12)
    mix = random.normal(0, 0.4, (12, 12))
    fleet = []
    for _ in range(engines):
        cycles = int(random.integers(130, 360))
        age = np.arange(cycles) / cycles
        onset = random.uniform(0.25, 0.4)
        wear = np.expm1(4.0 * np.maximum(age - onset, 0.0) / (1 - onset)) / np.expm1(4.0)
        noise = random.normal(size=(cycles, 12))
        values = noise + noise @ mix + random.normal(0, 0.3, 12) + np.outer(wear, reach)
        fleet.append(cmapss.frame(100.0 + values))
    return fleet


def assert_watched_well(fleet: list[pd.DataFrame], folds: int) -> None:
    watched = cmapss.watch(fleet, Settings(), folds)
    assert len(watched) == folds * (len(fleet) - 25)
    at_failure = float(np.mean([engine.at_end for engine in watched]))
    silent_early = float(np.mean([not engine.early for engine in watched]))
    assert at_failure >= 0.90, f"in alarm at failure: {at_failure:.3f} of {len(watched)} lives"
    assert silent_early >= 0.95, f"no alarm in the first quarter: {silent_early:.3f} of {len(watched)} lives"


def test_simulated_engines_fail_in_alarm_and_not_too_early() -> None:
    assert_watched_well(simulated_fleet(75), 2)


def test_public_engines_fail_in_alarm_and_not_too_early() -> None:
    path = DATA / "cmapss" / "train_FD001.txt"
    if not path.is_file():
        said = f"C-MAPSS not shown: {path} is not there; set ACM_BENCH_DATA to the benchmark's data"
        warnings.warn(said, stacklevel=1)
        pytest.skip(said)
    assert_watched_well(cmapss.engines(DATA), 4)


def test_nobody_watches_an_engine_it_has_learnt_from() -> None:
    fleet = simulated_fleet(75)
    watched = cmapss.watch(fleet, Settings(), 1)
    assert sorted(engine.engine for engine in watched) == list(range(25, 75))
