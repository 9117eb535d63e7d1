"""A sensor that breaks is told apart from a process that does, both ways."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, Scored, ScorerState, Settings, lookback_rows, score, train
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.sensor_faults import alone
from scipy.signal import lfilter

TRAINED, BEGIN, ROWS = 800, 1000, 1400
SENSORS = ("flow", "current", "pressure", "bearing", "outlet", "winding", "speed", "level")


def plant(seed: int = 0) -> pd.DataFrame:
    """Eight sensors of two causes, load and inlet temperature."""
    rng = np.random.default_rng(seed)
    slow = lfilter([1.0], [1.0, -0.97], rng.normal(0, 0.25, (ROWS + 300, 2)), axis=0)[300:]
    load, inlet = np.asarray(slow).T
    values = {
        "flow": 20 + 2 * load,
        "current": 5 + 0.5 * load,
        "pressure": 3 + 0.2 * load,
        "bearing": 60 + 2 * load + 1 * inlet,
        "outlet": 40 + 1 * load + 2 * inlet,
        "winding": 80 + 3 * load + 1 * inlet,
        "speed": 1480 - 6 * load,
        "level": 2 + 0.1 * inlet,
    }
    frame = pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=ROWS, freq="1min"))
    return frame + rng.normal(0, 0.15, frame.shape) * frame.std().to_numpy()


def broken(kind: str, sensor: str) -> pd.DataFrame:
    frame, rng = plant(), np.random.default_rng(9)
    column, rows = frame.columns.get_loc(sensor), slice(BEGIN, ROWS)
    size = frame[sensor].iloc[:TRAINED].std()
    match kind:
        case "stuck":
            frame.iloc[rows, column] = frame[sensor].iloc[:TRAINED].max()
        case "noisy":
            frame.iloc[rows, column] += rng.normal(0, 2 * size, ROWS - BEGIN)
        case "spikes":
            frame.iloc[rows, column] += np.where(rng.random(ROWS - BEGIN) < 0.3, 8 * size, 0.0)
        case "rail":
            frame.iloc[rows, column] = frame[sensor].mean() + 15 * size
        case "dead":
            frame.iloc[rows, column] = frame[sensor].mean() + 4 * size + rng.normal(0, 0.004 * size, 400)
    return frame


def scored(model: Model, frame: pd.DataFrame) -> Scored:
    return score(model, frame.iloc[TRAINED - lookback_rows(model) :], frame.index[TRAINED])


@pytest.fixture(scope="module")
def model() -> Model:
    return train(plant().iloc[:TRAINED])


def longest(result: Scored) -> pd.Series:
    return result.episodes.sort_values("SampleCount").iloc[-1]


@pytest.mark.parametrize("sensor", ["current", "outlet", "speed"])
@pytest.mark.parametrize(
    ("kind", "words", "event"),
    [
        ("stuck", "has stood still at", "STUCK_SENSOR"),
        ("noisy", "has become noisy", "NOISY_SENSOR"),
        ("spikes", "has become noisy", "NOISY_SENSOR"),
        ("rail", "outside its range", "STUCK_SENSOR"),
        ("dead", "has lost its noise", "QUIET_SENSOR"),
    ],
)
def test_a_broken_sensor_is_called_so(model: Model, kind: str, words: str, event: str, sensor: str) -> None:
    result = scored(model, broken(kind, sensor))
    episode = longest(result)
    assert episode["SampleCount"] > (100 if kind == "spikes" else 200), "an alarm that comes and goes"
    assert episode["Summary"].startswith(f"sensor fault suspected: {sensor} "), episode["Summary"]
    assert words in episode["Summary"]
    found = {(f.event_type, f.column_name) for f in result.findings}
    assert {(event, sensor), ("SENSOR_FAULT_SUSPECTED", sensor)} <= found
    assert {name for what, name in found if what.endswith(("_SENSOR", "SUSPECTED"))} == {sensor}


def fouled(frame: pd.DataFrame) -> pd.DataFrame:
    """Bearing and winding heat up, the flow falls."""
    grown = np.linspace(0, 1, ROWS - BEGIN) ** 0.5
    for name, size in (("bearing", 6.0), ("winding", 5.0), ("flow", -3.0)):
        frame.iloc[BEGIN:, frame.columns.get_loc(name)] += size * grown
    return frame


def shaken(frame: pd.DataFrame) -> pd.DataFrame:
    """Surge: flow, pressure and current swing together."""
    swing = np.random.default_rng(3).normal(0, 1, ROWS - BEGIN)
    for name, size in (("flow", 3.0), ("pressure", -0.5), ("current", 1.0)):
        frame.iloc[BEGIN:, frame.columns.get_loc(name)] += size * swing
    return frame


def heated(frame: pd.DataFrame) -> pd.DataFrame:
    """One bearing alone heats up, the way a bearing does."""
    frame.iloc[BEGIN:, frame.columns.get_loc("bearing")] += np.linspace(0, 8, ROWS - BEGIN)
    return frame


@pytest.mark.parametrize("fault", [fouled, shaken, heated])
def test_a_fault_of_the_process_is_not_laid_to_a_sensor(model: Model, fault) -> None:  # type: ignore[no-untyped-def]
    result = scored(model, fault(plant()))
    assert longest(result)["SampleCount"] > 200
    assert not result.episodes["Summary"].str.contains("sensor fault").any()
    assert "SENSOR_FAULT_SUSPECTED" not in {f.event_type for f in result.findings}


def test_a_healthy_plant_has_no_findings_about_its_sensors(model: Model) -> None:
    for seed in range(4):
        found = {f.event_type for f in scored(model, plant(seed)).findings}
        assert not found & {"STUCK_SENSOR", "NOISY_SENSOR", "QUIET_SENSOR", "SENSOR_FAULT_SUSPECTED"}


def test_missing_values_are_no_standstill(model: Model) -> None:
    frame = plant()
    frame.iloc[BEGIN : BEGIN + 300, 4] = np.nan
    result = scored(model, frame)
    assert not {f.event_type for f in result.findings} & {"QUIET_SENSOR", "SENSOR_FAULT_SUSPECTED"}


def test_what_a_shifted_sensor_adds_to_the_residuals_is_taken_off_exactly() -> None:
    rng = np.random.default_rng(0)
    cause = rng.normal(size=(500, 1))
    values = cause @ np.array([[1.0, 2.0, -1.0, 0.5]]) + 0.3 * rng.normal(size=(500, 4))
    fitted = ResidualModel.fit(values, 0.01)
    rows = values[:3].copy()
    rows[1, 2] += 30.0
    rows[2] += 30.0 * np.array([1.0, -1.0, 1.0, 0.0])
    by_itself, calm = alone(fitted.residuals(rows), fitted, 4.0)
    assert calm.tolist() == [True, False, False]
    assert by_itself.tolist() == [[0] * 4, [0, 0, 1, 0], [0] * 4]


def test_ticks_say_what_the_whole_says(model: Model) -> None:
    frame = broken("stuck", "outlet")
    frame.iloc[1100:1130, 2] = np.nan
    whole = scored(model, frame)
    state, last = None, {}
    cuts = [*range(TRAINED, 1000, 100), *range(1000, 1060), *range(1060, ROWS, 7), ROWS]
    for first, end in itertools.pairwise(cuts):
        part = score(model, frame.iloc[first - lookback_rows(model) : end], frame.index[first], state)
        state = ScorerState.from_bytes(part.state.to_bytes())
        last |= {row.EpisodeID: row.Summary for row in part.episodes.itertuples()}
    assert last == dict(zip(whole.episodes["EpisodeID"], whole.episodes["Summary"], strict=True))
    assert state is not None
    assert np.abs(state.watch.noise - whole.state.watch.noise).max() < 1e-9
    assert (state.watch.still == whole.state.watch.still).all()
    assert state.watch.still[list(model.sensors).index("outlet")] == ROWS - BEGIN - 1


def test_the_share_of_rows_is_a_setting() -> None:
    strict = train(plant().iloc[:TRAINED], Settings(fault_rows=10_000))
    result = scored(strict, broken("stuck", "current"))
    assert not result.episodes["Summary"].str.contains("sensor fault").any()
