"""Drift charts: the textbook's numbers, silence on slow noise, and the right sensor, sign and size."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, Scored, ScorerState, Settings, lookback_rows, score, train
from acm.analytics.drift import Cusum
from scipy.signal import lfilter

# Montgomery, "Introduction to Statistical Quality Control", table 9.1: target 10, deviation 1, the mean is 11
# from the 21st value on.
# fmt: off
TEXTBOOK = np.array([
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, 9.03, 11.47, 10.51, 9.40, 10.08,
    9.37, 10.62, 10.31, 8.52, 10.84, 10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52,
])
# fmt: on
TRAINED = 800


def test_the_textbooks_example() -> None:
    chart = Cusum(slack=0.5, limit=5.0)
    high, low = chart.run((TEXTBOOK - 10.0)[:, None], np.zeros(1), np.zeros(1))
    assert high[-2:, 0] == pytest.approx([5.28, 5.30])
    assert low[:3, 0] == pytest.approx([0.05, 1.56, 1.77])
    assert np.flatnonzero(chart.signals(high, low)[:, 0]).tolist() == [28, 29]
    assert np.flatnonzero(high[:, 0] == 0).max() == 21  # the shift has lasted since the 23rd value


def test_a_sum_stops_at_the_ceiling_and_comes_down_from_there() -> None:
    residuals = np.concatenate([np.full(1000, 2.0), np.zeros(40)])[:, None]
    chart = Cusum(slack=0.5, limit=5.0, ceiling=10.0)
    high, low = chart.run(residuals, np.zeros(1), np.zeros(1))
    assert high.max() == 10.0
    assert int((chart.signals(high, low)[1000:] != 0).sum()) == 9
    first = chart.run(residuals[:1013], np.zeros(1), np.zeros(1))[0]
    second = chart.run(residuals[1013:], first[-1], np.zeros(1))[0]
    assert np.vstack([first, second]) == pytest.approx(high)


def frame(values: np.ndarray) -> pd.DataFrame:
    index = pd.date_range("2026-01-01", periods=len(values), freq="1min")
    return pd.DataFrame(values, index=index, columns=[f"s{i}" for i in range(values.shape[1])])


def slow_noise(rows: int, phi: float, seed: int) -> pd.DataFrame:
    noise = np.random.default_rng(seed).normal(size=(rows + 500, 4))
    return frame(np.asarray(lfilter([1.0], [1.0, -phi], noise, axis=0))[500:])


def scored(model: Model, readings: pd.DataFrame, first: int = TRAINED) -> Scored:
    return score(model, readings.iloc[first - lookback_rows(model) :], readings.index[first])


def spells(drift: pd.DataFrame) -> int:
    """How often a sensor was found to drift anew."""
    flags = (
        drift.pivot(index="Timestamp", columns="SensorName", values="IsDrifting").fillna(False).to_numpy(bool)
    )
    return int((flags[1:] & ~flags[:-1]).sum() + flags[0].sum())


@pytest.mark.parametrize("phi", [0.0, 0.8, 0.97])
def test_healthy_sensors_with_slow_noise_raise_few_signals(phi: float) -> None:
    found = 0
    for seed in range(3):
        readings = slow_noise(TRAINED + 6000, phi, seed)
        found += spells(scored(train(readings.iloc[:TRAINED]), readings).drift)
    # twelve sensors times 375 spans of 16 rows; a chart for independent rows signals some thousand times
    assert found <= 12


def plant(rows: int, seed: int = 0) -> pd.DataFrame:
    """Six sensors of one load."""
    rng = np.random.default_rng(seed)
    load = np.asarray(lfilter([1.0], [1.0, -0.95], rng.normal(0, 0.3, rows)))
    gains, noise = np.array([2.0, 0.5, 0.2, 3.0, 1.0, 4.0]), np.array([0.5, 0.2, 0.1, 1.0, 0.4, 1.0])
    return frame(50 + load[:, None] * gains + rng.normal(0, 1, (rows, 6)) * noise)


@pytest.fixture(scope="module")
def model() -> Model:
    return train(plant(TRAINED + 1200).iloc[:TRAINED])


@pytest.mark.parametrize(("sensor", "slope"), [("s1", 0.002), ("s3", -0.01)])
def test_a_ramp_is_found_with_its_sensor_sign_and_size(model: Model, sensor: str, slope: float) -> None:
    readings = plant(TRAINED + 1200)
    readings.loc[readings.index[TRAINED + 200 :], sensor] += slope * np.arange(1000)
    drift = scored(model, readings).drift
    before = drift[drift["Timestamp"] < readings.index[TRAINED + 200]]
    assert not before["IsDrifting"].any()
    last = drift[drift["Timestamp"] == drift["Timestamp"].max()]
    first = last.iloc[0]
    assert (first["SensorName"], bool(first["IsDrifting"])) == (sensor, True)
    assert np.sign(first["DriftZ"]) == np.sign(slope)
    assert (first["CusumHigh"] > first["CusumLow"]) == (slope > 0)
    unit = model.to_artifacts()["drift_model"].stats["units"][sensor]
    grown = slope * (last["Timestamp"].iloc[0] - readings.index[TRAINED + 200]) / pd.Timedelta(minutes=1)
    assert first["DriftZ"] * unit == pytest.approx(grown, rel=0.2)


def test_a_drift_that_is_over_is_no_longer_reported(model: Model) -> None:
    readings = plant(TRAINED + 1200)
    readings.loc[readings.index[TRAINED + 100 : TRAINED + 500], "s3"] += 4.0
    drift = scored(model, readings).drift
    flagged = drift.loc[drift["IsDrifting"], "Timestamp"]
    assert not flagged.empty
    settings, span = model.settings, model.drift.span
    soon = int(settings.cusum_limit / settings.cusum_slack * span) + 2 * settings.sparse_rows
    assert flagged.max() < readings.index[TRAINED + 500 + soon]


def test_slack_and_limit_are_used_and_stored() -> None:
    readings = plant(TRAINED + 600)
    readings.iloc[TRAINED + 100 :, 3] += 2.0
    found = {}
    for slack in (0.5, 50.0):
        trained = train(readings.iloc[:TRAINED], Settings(cusum_slack=slack, cusum_limit=6.0))
        found[slack] = bool(scored(trained, readings).drift["IsDrifting"].any())
        stored = {t["Name"]: t["Value"] for t in trained.metadata["thresholds"] if t["Detector"] == "Cusum"}
        assert stored == {"SLACK": slack, "LIMIT": 6.0, "SPAN_ROWS": TRAINED // 50}
    assert found == {0.5: True, 50.0: False}


def test_ticks_give_the_drift_of_the_whole(model: Model) -> None:
    readings = plant(TRAINED + 700)
    readings.iloc[TRAINED + 100 :, 3] += np.linspace(0, 8, 600)
    readings.iloc[TRAINED + 300 : TRAINED + 330] = 0.0  # a stop
    whole = scored(model, readings).drift
    assert whole["IsDrifting"].any()
    back, state, parts = lookback_rows(model), None, []
    cuts = [
        *range(TRAINED, TRAINED + 20),
        *range(TRAINED + 20, TRAINED + 300, 7),
        *range(TRAINED + 300, TRAINED + 701, 100),
    ]
    for first, last in itertools.pairwise(cuts):
        part = score(model, readings.iloc[first - back : last], readings.index[first], state)
        state = ScorerState.from_bytes(part.state.to_bytes())
        parts.append(part.drift)
    joined = pd.concat([part for part in parts if len(part)], ignore_index=True)
    assert joined[["Timestamp", "SensorName", "IsDrifting"]].equals(
        whole[["Timestamp", "SensorName", "IsDrifting"]]
    )
    for name in ("CusumHigh", "CusumLow", "DriftZ"):
        assert np.abs(joined[name] - whole[name]).max() < 1e-9


def test_the_series_is_bounded(model: Model) -> None:
    readings = plant(TRAINED + 1200)
    readings.iloc[TRAINED:, 3] += 5.0
    drift = scored(model, readings).drift
    assert drift.groupby("Timestamp").size().max() <= model.settings.top_sensors
    assert len(drift) <= model.settings.top_sensors * (1200 // 6 + 2)


def test_neighbours_of_a_drifting_sensor_do_not_drift(model: Model) -> None:
    readings = plant(TRAINED + 1200)
    readings.iloc[TRAINED + 200 :, 3] += 6.0
    drift = scored(model, readings).drift
    late = drift[drift["Timestamp"] >= readings.index[TRAINED + 400]]
    sums = late[["CusumHigh", "CusumLow"]].max(axis=1)
    beyond = set(late.loc[sums > model.settings.cusum_limit, "SensorName"])
    assert len(beyond) > 1, "the neighbours' sums are over the limit as well, or the test shows nothing"
    assert set(late.loc[late["IsDrifting"], "SensorName"]) == {"s3"}
    readings.iloc[TRAINED + 200 :, 0] -= 5.0
    both = scored(model, readings).drift
    late = both[both["Timestamp"] >= readings.index[TRAINED + 400]]
    share = late.groupby("SensorName")["IsDrifting"].mean()
    assert share[["s0", "s3"]].min() == 1.0
    assert share.drop(["s0", "s3"]).max() < 0.05
