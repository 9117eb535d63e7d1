"""Forecast and remaining life: intervals that hold what they promise, and no number where none is honest."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from acm import Monitor
from acm.analytics import (
    AnalyticsError,
    Forecast,
    Model,
    ScorerState,
    Settings,
    SettingsError,
    StateFormatError,
    estimate_life,
    forecast_health,
    lookback_rows,
    score,
    train,
)
from acm.analytics.alarms import AlarmMemory
from acm.analytics.arrays import pack, unpack
from acm.analytics.forecast import FORECAST_COLUMNS, predict
from acm.analytics.remaining_life import failure_score
from acm.analytics.trend import TrendMemory, bucket_widths

# figures that the forecasts below were made up for, whatever the defaults are
SETTINGS = Settings(failure_health=2.0, life_share=0.5)
SERIES = 150


def simulated(kind: str, count: int, random: np.random.Generator) -> np.ndarray:
    """A fused score as means of buckets: a course, and noise that is new in each bucket or lingers (AR1)."""
    at = np.arange(count)
    noise = random.normal(0, 0.5, count)
    lingering = np.zeros(count)
    lingering[0] = random.normal(0, 0.5)
    for i in range(1, count):
        lingering[i] = 0.8 * lingering[i - 1] + random.normal(0, 0.3)
    return {
        "flat": 0.5 + noise,
        "linear": 0.05 * at + noise,
        "accelerating": 8.0 * (at / 96) ** 2 + noise,
        "lingering noise": 0.5 + lingering,
        "linear, lingering noise": 0.05 * at + lingering,
    }[kind]


def coverage(kind: str, history: int, scale: float = 1.0) -> np.ndarray:
    """By horizon, the share of series that came to lie within the interval, its width times `scale`."""
    ahead = int(history * SETTINGS.forecast_share)
    inside = np.zeros(ahead)
    for seed in range(SERIES):
        course = simulated(kind, history + ahead, np.random.default_rng(seed))
        path = predict(course[:history], SETTINGS)
        came = course[history:]
        lower = path.expected - scale * (path.expected - path.lower)
        upper = path.expected + scale * (path.upper - path.expected)
        inside += (lower <= came) & (came <= upper)
    return inside / SERIES


KINDS = ("flat", "linear", "accelerating", "lingering noise", "linear, lingering noise")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("history", [72, 96])
def test_the_interval_of_80_percent_holds_70_to_90(kind: str, history: int) -> None:
    """In each quarter of the horizon; 150 series leave a standard error of about three points."""
    by_horizon = coverage(kind, history)
    blocks = [float(part.mean()) for part in np.array_split(by_horizon, 4)]
    assert all(0.70 <= share <= 0.90 for share in blocks), blocks


@pytest.mark.parametrize("kind", KINDS)
def test_half_of_the_interval_does_not_hold_it(kind: str) -> None:
    """The test above would notice intervals of half the width."""
    assert max(float(part.mean()) for part in np.array_split(coverage(kind, 96, 0.5), 4)) < 0.65


def test_a_straight_trend_goes_on_and_a_flat_one_stays() -> None:
    at = np.arange(96)
    trend = predict(0.1 * at, SETTINGS)
    ahead = np.arange(96, 96 + len(trend.expected))
    assert trend.expected == pytest.approx(0.1 * ahead, abs=0.05)
    flat = predict(np.full(96, 1.5), SETTINGS)
    assert flat.expected == pytest.approx(np.full(len(flat.expected), 1.5), abs=1e-9)


def test_growth_by_a_factor_goes_on_as_such() -> None:
    at = np.arange(120)
    grown = 0.5 * np.exp(at / 25)
    path = predict(grown[:96], SETTINGS)
    assert path.expected[-1] == pytest.approx(grown[95 + len(path.expected)], rel=0.15)


def test_gaps_in_the_history_are_bridged() -> None:
    random = np.random.default_rng(3)
    course = 0.05 * np.arange(96) + random.normal(0, 0.1, 96)
    course[20:30] = course[60] = np.nan
    path = predict(course, SETTINGS)
    assert np.isfinite(path.lower).all()
    assert path.expected[-1] == pytest.approx(0.05 * (95 + len(path.expected)), abs=0.5)


CADENCE = pd.Timedelta(minutes=1)
START = pd.Timestamp("2026-03-01")


def machine(rows: int, cadence: pd.Timedelta = CADENCE, seed: int = 0) -> pd.DataFrame:
    """Five sensors about a slow load."""
    random = np.random.default_rng(seed)
    load = np.sin(np.arange(rows) / 50)
    columns = {
        "flow": 20 + 2 * load + random.normal(0, 0.2, rows),
        "current": 5 + 0.5 * load + random.normal(0, 0.1, rows),
        "pressure": 3 + 0.2 * load + random.normal(0, 0.05, rows),
        "bearing": 60 + 3 * load + random.normal(0, 0.5, rows),
        "ambient": 21 + random.normal(0, 0.3, rows),
    }
    return pd.DataFrame(columns, index=pd.date_range(START, periods=rows, freq=cadence))


def failing(
    rows: int, onset: int, hotter: float, cadence: pd.Timedelta = CADENCE, seed: int = 0
) -> pd.DataFrame:
    """The same machine with a bearing that runs hotter by so much for each row after the onset."""
    frame = machine(rows, cadence, seed)
    frame.iloc[onset:, 3] += hotter * np.arange(rows - onset)
    return frame


def outlook(frame: pd.DataFrame, trained: int) -> tuple[Model, ScorerState, pd.Series]:
    """Model, state and remaining life after a frame whose first rows are trained on."""
    model = train(frame.iloc[:trained], SETTINGS)
    state = score(model, frame.iloc[trained - lookback_rows(model) :], frame.index[trained]).state
    return model, state, estimate_life(model, state, forecast_health(model, state)).iloc[0]


def test_a_healthy_machine_has_a_forecast_and_no_number() -> None:
    model, state, life = outlook(machine(1400), 800)
    assert (life.RulStatus, life.Timestamp) == ("HEALTHY", machine(1400).index[-1])
    assert life[["RulHours", "LowerHours", "UpperHours", "HorizonHours"]].isna().all()
    found = forecast_health(model, state)
    assert found is not None
    frame = found.frame(SETTINGS)
    assert 5 <= len(frame) <= 40
    assert (frame["Timestamp"] > state.last_at).all()
    assert frame["Timestamp"].is_monotonic_increasing
    assert (frame["LowerHealth"] <= frame["ForecastHealth"]).all()
    assert (frame["ForecastHealth"] <= frame["UpperHealth"]).all()
    assert frame[["LowerHealth", "UpperHealth"]].stack().between(0, 100).all()
    assert frame["ForecastHealth"].min() > SETTINGS.caution_health


def test_remaining_life_of_machines_that_fail() -> None:
    """Bearings that warm up at two rates, asked on their way: most numbers hold, and few "beyond" are wrong.

    The truth is when the score, in means of 15 rows, reaches that of the failure health.
    """
    model = train(machine(2000), SETTINGS)
    held, beyond = [], []
    for seed, rate in itertools.product(range(1, 7), (0.002, 0.004)):
        frame = failing(4600, 3000, rate, seed=seed)
        frame.index += pd.Timedelta(days=2)
        whole = score(model, frame, frame.index[0])
        means = whole.scores["FusedZ"].rolling(15, center=True, min_periods=1).mean().to_numpy()
        failed = 3000 + int(np.argmax(means[3000:] >= failure_score(SETTINGS.failure_health)))
        assert failed > 3000, "the machine must come to its failure health, or nothing is shown"
        state = score(model, frame.iloc[:3000], frame.index[0]).state
        for last in range(3030, failed, 30):
            state = score(
                model, frame.iloc[last - 30 - lookback_rows(model) : last], frame.index[last - 30], state
            ).state
            life = estimate_life(model, state, forecast_health(model, state)).iloc[0]
            truth = (failed - last + 1) / 60
            if life.RulStatus == "ESTIMATED":
                assert 0 <= life.LowerHours <= life.RulHours <= life.UpperHours <= life.HorizonHours
                held.append(life.LowerHours <= truth <= life.UpperHours)
            elif life.RulStatus == "BEYOND_HORIZON":
                beyond.append(truth >= life.HorizonHours)
    assert len(held) >= 5
    assert np.mean(held) >= 0.7, held
    assert len(beyond) >= 15
    assert np.mean(beyond) >= 0.75, beyond


def path_to(model: Model, state: ScorerState, level: float, slope: float, half: float) -> Forecast:
    """A straight forecast, 20 points of a quarter of an hour, its interval growing by `half` per point."""
    steps = np.arange(1, 21)
    times = state.last_at + steps * pd.Timedelta(minutes=15)
    expected = level + slope * steps
    return Forecast(
        pd.DatetimeIndex(times),
        state.last_at,
        level,
        expected,
        expected - half * steps,
        expected + half * steps,
        "m",
    )


@pytest.fixture(scope="module")
def in_alarm() -> tuple[Model, ScorerState]:
    """A model and a state in an alarm whose trouble began ten hours before."""
    model, state, _ = outlook(failing(1200, 1100, 0.1), 800)
    assert state.episode is not None
    assert state.filters.alarm.active
    since = state.last_at - pd.Timedelta(hours=10)
    return model, dataclasses.replace(state, episode=dataclasses.replace(state.episode, since_when=since))


def test_a_number_where_both_ends_are_reached(in_alarm: tuple[Model, ScorerState]) -> None:
    """From 3 to 7 at 0.5 a quarter of an hour: 2 hours; the ends at 0.5 +- 0.1."""
    model, state = in_alarm
    life = estimate_life(model, state, path_to(model, state, 3.0, 0.5, 0.1)).iloc[0]
    assert life.RulStatus == "ESTIMATED"
    assert life[["LowerHours", "RulHours", "UpperHours"]].tolist() == pytest.approx([4 / 2.4, 2.0, 4 / 1.6])
    assert (life.HorizonHours, life.IntervalPct, life.FailureHealth) == (5.0, 80.0, 2.0)


@pytest.mark.parametrize(
    ("level", "slope", "half", "status", "horizon"),
    [
        (3.0, 0.1, 0.05, "BEYOND_HORIZON", 5.0),  # nothing comes near 7 in five hours
        (3.0, 0.25, 0.15, "UNKNOWN", 5.0),  # expected after 4 hours, late end after 10
        (3.0, -0.1, 0.05, "BEYOND_HORIZON", 5.0),  # it gets better
        (8.0, 0.5, 0.1, "UNKNOWN", 5.0),  # past the limit: nothing is left to count
    ],
)
def test_no_number_where_an_end_is_not_reached(
    in_alarm: tuple[Model, ScorerState], level: float, slope: float, half: float, status: str, horizon: float
) -> None:
    model, state = in_alarm
    life = estimate_life(model, state, path_to(model, state, level, slope, half)).iloc[0]
    assert (life.RulStatus, life.HorizonHours) == (status, horizon)
    assert life[["LowerHours", "RulHours", "UpperHours"]].isna().all()


def test_young_trouble_says_nothing_of_the_far_future(in_alarm: tuple[Model, ScorerState]) -> None:
    model, state = in_alarm
    assert state.episode is not None
    since = state.last_at - pd.Timedelta(minutes=30)
    young = dataclasses.replace(state, episode=dataclasses.replace(state.episode, since_when=since))
    life = estimate_life(model, young, path_to(model, young, 3.0, 0.1, 0.05)).iloc[0]
    assert (life.RulStatus, life.HorizonHours) == ("BEYOND_HORIZON", 0.25)


def test_without_an_alarm_or_a_running_machine_there_is_no_number(
    in_alarm: tuple[Model, ScorerState],
) -> None:
    model, state = in_alarm
    path = path_to(model, state, 3.0, 0.5, 0.1)
    filters = dataclasses.replace(state.filters, alarm=AlarmMemory())
    calm = dataclasses.replace(state, filters=filters, episode=None)
    stopped = dataclasses.replace(calm, running=False)
    assert estimate_life(model, calm, path).iloc[0].RulStatus == "HEALTHY"
    assert estimate_life(model, stopped, path).iloc[0].RulStatus == "UNKNOWN"
    assert forecast_health(model, stopped) is None


def test_too_little_history_gives_no_forecast() -> None:
    frame = failing(940, 840, 0.2)
    model, state, life = outlook(frame, 800)
    assert forecast_health(model, state) is None
    assert (life.RulStatus, life.Method) == ("UNKNOWN", "too little history")


@pytest.mark.parametrize("cadence", ["1s", "10min", "1D"])
def test_the_unit_of_time_is_the_cadence(cadence: str) -> None:
    """The same rows at another pace give the same forecast, stretched in time, and hours in proportion."""
    step = pd.Timedelta(cadence)
    reference, other = (failing(1700, 1500, 0.01, c) for c in (CADENCE, step))
    for frame in (reference, other):
        frame.index = pd.Timestamp(0) + 100_000 * (frame.index[1] - frame.index[0]) + (frame.index - START)
    found = []
    for frame in (reference, other):
        model, state, life = outlook(frame, 800)
        ahead = forecast_health(model, state)
        assert ahead is not None
        found.append((ahead, life, state.last_at))
    (first, life, last_at), (second, other_life, other_last_at) = found
    assert second.expected == pytest.approx(first.expected, abs=1e-6)
    steps = [
        np.asarray((path.times - at) / pace)
        for path, at, pace in ((first, last_at, CADENCE), (second, other_last_at, step))
    ]
    assert steps[1] == pytest.approx(steps[0])
    assert other_life.RulStatus == life.RulStatus != "HEALTHY"
    assert other_life.HorizonHours == pytest.approx(life.HorizonHours * (step / CADENCE))


def test_the_memory_is_bounded_and_any_cut_gives_the_same() -> None:
    random = np.random.default_rng(5)
    times = START + pd.to_timedelta(np.cumsum(random.integers(1, 3, 4000)), unit="min")
    times = times.delete(slice(2000, 2400))
    fused = random.normal(1, 1, len(times))
    widths = bucket_widths(SETTINGS, CADENCE)
    whole = TrendMemory.cold(SETTINGS).extend(times, fused, widths)
    pieces = TrendMemory.cold(SETTINGS)
    edges = [0, *sorted(random.choice(len(times), 200, replace=False).tolist()), len(times)]
    for first, last in itertools.pairwise(edges):
        pieces = pieces.extend(times[first:last], fused[first:last], widths)
    assert (pieces.sums == whole.sums).all()
    assert (pieces.counts == whole.counts).all()
    assert (pieces.newest == whole.newest).all()
    assert whole.sums.size <= 500
    stamps = times.as_unit("ns").asi8
    mine = fused[stamps // widths[1] == int(whole.newest[1]) - 40]
    assert whole.sums[1, -41] / whole.counts[1, -41] == pytest.approx(mine.mean())


def test_forecast_and_remaining_life_do_not_depend_on_the_ticks() -> None:
    frame = failing(1700, 1500, 0.01)
    model, whole, life = outlook(frame, 800)
    state, back = None, lookback_rows(model)
    for first in range(800, len(frame), 37):
        part = score(model, frame.iloc[first - back : first + 37], frame.index[first], state)
        state = ScorerState.from_bytes(part.state.to_bytes())
    assert state is not None
    ahead, again = forecast_health(model, whole), forecast_health(model, state)
    assert ahead is not None
    assert again is not None
    assert again.times.equals(ahead.times)
    assert again.upper == pytest.approx(ahead.upper, abs=1e-6)
    other = estimate_life(model, state, again).iloc[0]
    assert (other.RulStatus, other.Timestamp) == (life.RulStatus, life.Timestamp)


def test_a_monitor_says_the_same_after_save_and_load(tmp_path: Path) -> None:
    frame = failing(1700, 1500, 0.01)
    monitor = Monitor().fit(frame.iloc[:800])
    with pytest.raises(AnalyticsError, match="before the first score"):
        monitor.forecast()
    monitor.score(frame.iloc[800:950])
    assert monitor.forecast().empty
    assert list(monitor.forecast().columns) == list(FORECAST_COLUMNS)
    monitor.score(frame.iloc[950:])
    monitor.save(tmp_path / "monitor.zip")
    again = Monitor.load(tmp_path / "monitor.zip")
    assert len(monitor.forecast()) >= 5
    assert again.forecast().equals(monitor.forecast())
    assert again.remaining_life().equals(monitor.remaining_life())
    assert monitor.remaining_life()["Timestamp"] == frame.index[-1]


def test_a_state_of_an_older_format_is_refused() -> None:
    _, state, _ = outlook(machine(900), 800)
    arrays = {k: v for k, v in unpack(state.to_bytes()).items() if not k.startswith("trend_")}
    with pytest.raises(StateFormatError):
        ScorerState.from_bytes(pack(arrays))
    arrays["format"] = np.array([1])
    with pytest.raises(StateFormatError, match="format 1"):
        ScorerState.from_bytes(pack(arrays))


@pytest.mark.parametrize(
    "values",
    [
        {"failure_health": 50.0},
        {"interval_percent": 100.0},
        {"forecast_share": 0.9},
        {"forecast_minimum_buckets": 200},
    ],
)
def test_settings_that_make_no_sense_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(SettingsError):
        dataclasses.replace(SETTINGS, **values)
