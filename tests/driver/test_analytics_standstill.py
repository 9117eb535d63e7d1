"""A sensor that stands still is an alarm of its own, unless it rests by nature or all of them stand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, Scored, Settings, lookback_rows, score, train
from acm.analytics.sensor_faults import SensorWatch
from acm.analytics.standstill import Standstill, standstill_scores
from scipy.signal import lfilter

TRAINED, BEGIN, ROWS = 600, 800, 1100
INSIDE = 20.0  # where the flow stands still: in the middle of its range


def plant(seed: int = 0) -> pd.DataFrame:
    """Three sensors that have nothing to do with one another, one that rests at zero mostly, and a switch."""
    rng = np.random.default_rng(seed)
    moving = lfilter([1.0], [1.0, -0.5], rng.normal(size=(ROWS + 100, 3)), axis=0)[100:]
    values = {
        "flow": INSIDE + moving[:, 0],
        "current": 5 + 0.5 * moving[:, 1],
        "pressure": 3 + 0.3 * moving[:, 2],
        "leakage": np.where(rng.random(ROWS) < 0.3, rng.random(ROWS), 0.0),
        "switch": (rng.random(ROWS) < 0.4).astype(float),
    }
    return pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=ROWS, freq="1min"))


@pytest.fixture(scope="module")
def model() -> Model:
    return train(plant().iloc[:TRAINED])


def scored(model: Model, frame: pd.DataFrame) -> Scored:
    return score(model, frame.iloc[TRAINED - lookback_rows(model) :], frame.index[TRAINED])


def inside(frame: pd.DataFrame) -> pd.DataFrame:
    """The flow stands at a usual value, which no detector minds."""
    frame.iloc[BEGIN:, frame.columns.get_loc("flow")] = INSIDE
    return frame


def test_a_sensor_that_stands_still_inside_its_range_is_an_alarm_that_names_it(model: Model) -> None:
    result = scored(model, inside(plant()))
    assert len(result.episodes) == 1
    episode = result.episodes.iloc[0]
    first = result.health.loc[result.health["IsAlarm"], "Timestamp"].iloc[0]
    start = plant().index[BEGIN]
    assert start < first <= start + pd.Timedelta(minutes=model.settings.standstill_rows)
    assert abs(episode["SinceWhen"] - start) <= pd.Timedelta(minutes=1)
    assert result.culprits.iloc[0]["SensorName"] == "flow"
    assert result.culprits.iloc[0]["Direction"] == "STUCK"
    assert result.culprits.iloc[0]["SharePct"] > 50
    assert str(episode["Summary"]).startswith("sensor fault suspected: flow has stood still at 20 since")
    during = result.health.loc[result.health["Timestamp"] >= first, "TopSensor"]
    assert (during == "flow").mean() > 0.9


def test_a_lost_sensor_is_no_worse_than_medium(model: Model) -> None:
    episode = scored(model, inside(plant())).episodes.iloc[0]
    assert episode["SeverityLabel"] == "MEDIUM"
    assert episode["PeakFusedZ"] == pytest.approx(2 * model.settings.alarm_limit)


def test_a_standstill_says_nothing_of_the_machines_health_to_come(model: Model) -> None:
    well, stuck = scored(model, plant()).state.trend, scored(model, inside(plant())).state.trend
    assert 0 < stuck.counts[0].sum() < well.counts[0].sum()
    assert (stuck.sums < model.settings.alarm_limit * np.maximum(stuck.counts, 1)).all()


@pytest.mark.parametrize("sensor", ["leakage", "switch"])
def test_a_sensor_that_rests_by_nature_may_stand(model: Model, sensor: str) -> None:
    frame = plant()
    frame.iloc[BEGIN:, frame.columns.get_loc(sensor)] = 0.0
    watch = model.watch
    assert not watch.restless[model.sensors.index(sensor)]
    assert watch.restless[model.sensors.index("flow")]
    result = scored(model, frame)
    assert not (result.culprits["Direction"] == "STUCK").any()


def test_readings_that_have_stopped_altogether_are_findings_and_no_alarm(model: Model) -> None:
    frame = plant()
    frame.iloc[BEGIN:] = frame.iloc[:TRAINED].median().to_numpy()
    result = scored(model, frame)
    assert {f.event_type for f in result.findings} >= {"STUCK_SENSOR"}
    assert not result.health["IsAlarm"].any()


def test_a_sensor_that_stands_for_good_is_given_up(model: Model) -> None:
    patient = dataclasses.replace(model, shift=dataclasses.replace(model.shift, rows=150))
    result = scored(patient, inside(plant()))
    assert len(result.episodes) == 1
    ended = result.episodes.iloc[0]["EndedAt"]
    assert plant().index[BEGIN + 150] <= ended <= plant().index[BEGIN + 170]
    assert "flow" in {f.column_name for f in result.findings if f.event_type == "STUCK_SENSOR"}


def test_the_alarm_ends_when_the_sensor_moves_again(model: Model) -> None:
    frame = inside(plant())
    frame.iloc[BEGIN + 100 :] = plant().iloc[BEGIN + 100 :]
    ended = scored(model, frame).episodes.iloc[0]["EndedAt"]
    again = plant().index[BEGIN + 100]
    assert again <= ended <= again + pd.Timedelta(minutes=model.settings.episode_gap_rows)


def test_a_sensor_that_is_missing_does_not_stand(model: Model) -> None:
    frame = inside(plant())
    frame.iloc[BEGIN + 60 :, frame.columns.get_loc("flow")] = np.nan
    ended = scored(model, frame).episodes.iloc[0]["EndedAt"]
    gone = plant().index[BEGIN + 60]
    assert gone <= ended <= gone + pd.Timedelta(minutes=model.settings.episode_gap_rows)


def test_cut_into_ticks_it_is_the_same(model: Model) -> None:
    frame = inside(plant())
    whole = scored(model, frame)
    state, parts = None, []
    for first in range(TRAINED, ROWS, 7):
        before = max(first - lookback_rows(model), 0)
        part = score(model, frame.iloc[before : first + 7], frame.index[first], state)
        state = part.state
        parts.append(part.health)
    cut = pd.concat(parts, ignore_index=True)
    np.testing.assert_allclose(cut["FusedZ"], whole.health["FusedZ"], atol=1e-9)
    assert (cut["IsAlarm"] == whole.health["IsAlarm"]).all()


def watch(longest: float, *restless: bool) -> SensorWatch:
    one = np.ones(len(restless))
    return SensorWatch(-one, one, one, one, one, one, longest * one, np.array(restless), rest=3.0, span=60)


def test_the_score_rises_from_the_longest_standstill_to_three_times_that() -> None:
    settings, still = Settings(), np.arange(200.0)[:, None]
    found = standstill_scores(watch(30.0, True), still, 10_000, settings)[:, 0]
    assert (found[:30] == 0).all()
    assert found[30] > 0
    assert found[88] < settings.alarm_limit
    assert found[89] == pytest.approx(settings.alarm_limit)
    assert found.max() == pytest.approx(2 * settings.alarm_limit)
    assert (np.diff(found) >= 0).all()


def test_all_restless_sensors_at_once_are_the_readings() -> None:
    still = np.column_stack([np.arange(60.0), np.arange(60.0) - 5, np.zeros(60)])
    both = standstill_scores(watch(1.0, True, True, False), still, 10_000, Settings())
    assert both.max() < Settings().alarm_limit
    assert not both[20:].any()
    one = standstill_scores(watch(1.0, True, True, True), still, 10_000, Settings())
    assert one[:, :2].max() > Settings().alarm_limit
    assert not one[:, 2].any()


def test_a_row_is_led_by_the_standstill_where_that_is_its_fused_score() -> None:
    scores = np.array([[0.0, 0.0], [4.0, 1.0], [4.0, 1.0]])
    standstill = Standstill(scores, np.array([[1.0, 9.0], [70.0, 9.0], [71.0, 9.0]]))
    fused = np.array([0.0, 4.0, 5.0])
    leading = standstill.leading(fused)
    assert leading.alarming.tolist() == [False, True, False]
    assert leading.rows.tolist() == [0, 70, 0]
