"""Limits: of each regime where it has rows enough, and not narrower than makes sense."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
from acm.analytics import Settings, lookback_rows, score, train
from acm.analytics.calibration import Calibration, RegimeCalibration

SETTINGS = Settings()
LOUD = 4.0  # noise at high load, in deviations at low load


def plant(loads: str, rows: int = 250, seed: int = 0) -> pd.DataFrame:
    """A machine that is quiet at low load (`l`) and loud at high load (`h`)."""
    rng = np.random.default_rng(seed)
    high = np.repeat([load == "h" for load in loads], rows)
    noise = rng.normal(0, 1, (len(high), 4)) * np.where(high, LOUD, 1.0)[:, None]
    values = np.where(high, 200.0, 100.0)[:, None] + noise
    index = pd.date_range("2026-01-01", periods=len(values), freq="1min")
    return pd.DataFrame(values, index=index, columns=["a", "b", "c", "d"])


def alarms(settings: Settings, frame: pd.DataFrame) -> np.ndarray:
    """Alarms of a model trained on ten stretches of both loads, on the rows after its look-back."""
    model = train(plant("lh" * 5), settings)
    result = score(model, frame, frame.index[lookback_rows(model)])
    return result.health["IsAlarm"].to_numpy()


def test_a_fault_that_would_be_nothing_at_high_load_is_found_at_low_load() -> None:
    frame = plant("ll" * 2, seed=5)
    frame.iloc[-200:, 0] += 4.0
    together = dataclasses.replace(SETTINGS, minimum_regime_rows=10**6)
    assert alarms(SETTINGS, frame)[-150:].mean() > 0.9
    assert alarms(together, frame)[-150:].mean() < 0.5
    assert alarms(SETTINGS, plant("lhlhlh", seed=6)).mean() < 0.02


def test_a_regime_with_few_rows_has_the_limits_of_all() -> None:
    rng = np.random.default_rng(1)
    regime = np.repeat([0, 1], [2000, 300])
    scores = np.abs(rng.normal(size=(2300, 2))) * np.where(regime == 0, 1.0, 5.0)[:, None]
    fitted = RegimeCalibration.fit(scores, regime, 2, SETTINGS)
    overall = Calibration.fit(scores, SETTINGS.calibration_quantile, SETTINGS.out_of_sample_blocks)
    assert (fitted.median[1] == overall.median).all()
    assert (fitted.spread[1] == overall.spread).all()
    assert (fitted.overall.spread == overall.spread).all()
    assert (fitted.median[0] < overall.median).all()
    assert (fitted.z(scores[:3], np.full(3, -1)) == overall.z(scores[:3])).all()


def test_no_regime_is_judged_much_more_sharply_than_all() -> None:
    rng = np.random.default_rng(2)
    regime = np.tile(np.repeat([0, 1], 50), 40)
    scores = np.abs(rng.normal(size=(4000, 1))) * np.where(regime == 0, 1e-3, 1.0)[:, None]
    fitted = RegimeCalibration.fit(scores, regime, 2, SETTINGS)
    assert fitted.spread[0, 0] == SETTINGS.regime_sharpness * fitted.overall.spread[0]
