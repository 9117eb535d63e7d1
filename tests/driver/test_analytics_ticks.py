"""A score depends on the model, the look-back and the carried state: never on how the rows are cut."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from acm.analytics import (
    Model,
    Scored,
    ScorerState,
    StateAheadError,
    StateFormatError,
    lookback_rows,
    score,
    train,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

CADENCE = pd.Timedelta(minutes=1)


def machine(rows: int, seed: int = 0, start: str = "2026-03-01") -> pd.DataFrame:
    """Six coupled sensors driven by a slow load, with noise of different sizes."""
    rng = np.random.default_rng(seed)
    load = np.cumsum(rng.normal(0, 0.02, rows)) * 0.3 + np.sin(np.arange(rows) / 50)
    columns = {
        "flow": 20 + 2 * load + rng.normal(0, 0.2, rows),
        "current": 5 + 0.5 * load + rng.normal(0, 0.1, rows),
        "pressure": 3 + 0.2 * load + rng.normal(0, 0.05, rows),
        "bearing": 60 + 3 * load + rng.normal(0, 0.5, rows),
        "vibration": 1 + 0.1 * np.abs(rng.normal(0, 1, rows)),
        "ambient": 21 + rng.normal(0, 0.3, rows),
    }
    return pd.DataFrame(columns, index=pd.date_range(start, periods=rows, freq=CADENCE))


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    frame = machine(1500)
    frame.iloc[900:1000, 3] += np.linspace(0, 15, 100)  # a bearing that warms up, then cools down
    frame.iloc[1000:1040, 3] += 15
    frame.iloc[1200:1230, :5] = 0.0  # a stop
    frame.iloc[1300:1304, 0] = np.nan
    frame.iloc[1320:1360, 1] = np.nan
    return frame.drop(frame.index[1400:1425])  # a gap


@pytest.fixture(scope="module")
def model(history: pd.DataFrame) -> Model:
    return train(history.iloc[:600])


@pytest.fixture(scope="module")
def at_once(history: pd.DataFrame, model: Model) -> Scored:
    return score(model, history.iloc[600 - lookback_rows(model) :], history.index[600])


def in_ticks(model: Model, history: pd.DataFrame, cuts: list[int]) -> list[Scored]:
    back, state, parts = lookback_rows(model), None, []
    edges = [600, *cuts, len(history)]
    for first, last in itertools.pairwise(edges):
        part = score(model, history.iloc[first - back : last], history.index[first], state)
        state = ScorerState.from_bytes(part.state.to_bytes())
        parts.append(part)
    return parts


def assert_same(parts: list[Scored], whole: Scored) -> None:
    scores = pd.concat([part.scores for part in parts], ignore_index=True)
    assert list(scores.columns) == list(whole.scores.columns)
    assert (scores["Timestamp"].to_numpy() == whole.scores["Timestamp"].to_numpy()).all()
    difference = np.abs(scores.iloc[:, 1:].to_numpy() - whole.scores.iloc[:, 1:].to_numpy())
    assert difference.max() <= 1e-9
    health = pd.concat([part.health for part in parts], ignore_index=True)
    for name in ("HealthStatus", "OperatingState", "RegimeLabel", "IsAlarm", "TopSensor"):
        assert health[name].tolist() == whole.health[name].tolist(), name
    for name in ("contributions", "expected"):
        joined = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        expected = getattr(whole, name)
        for column in ("Timestamp", "SensorName"):
            assert joined[column].tolist() == expected[column].tolist(), (name, column)
    latest = {row.EpisodeID: row for part in parts for row in part.episodes.itertuples()}
    assert list(latest) == whole.episodes["EpisodeID"].tolist()
    for row in whole.episodes.itertuples():
        mine = latest[row.EpisodeID]
        for name in ("StartedAt", "SinceWhen", "PeakAt", "SeverityLabel", "SampleCount", "IsOpen", "Summary"):
            assert getattr(mine, name) == getattr(row, name), name
        assert mine.PeakFusedZ == pytest.approx(row.PeakFusedZ, abs=1e-9)


@pytest.mark.parametrize("step", [7, 100])
def test_ticks_give_the_scores_of_the_whole(
    model: Model, history: pd.DataFrame, at_once: Scored, step: int
) -> None:
    assert len(at_once.episodes) >= 1, "the history must hold an alarm, or the test shows nothing"
    assert_same(in_ticks(model, history, list(range(600 + step, len(history), step))), at_once)


def test_ticks_of_one_row(model: Model, history: pd.DataFrame, at_once: Scored) -> None:
    assert_same(in_ticks(model, history, list(range(601, len(history)))), at_once)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(601, 1474), unique=True, max_size=12).map(sorted))
def test_any_cut_gives_the_same(
    model: Model, history: pd.DataFrame, at_once: Scored, cuts: list[int]
) -> None:
    assert_same(in_ticks(model, history, cuts), at_once)


def test_later_rows_change_nothing_before(model: Model, history: pd.DataFrame, at_once: Scored) -> None:
    back = lookback_rows(model)
    prefix = score(model, history.iloc[600 - back : 1010], history.index[600])
    assert prefix.scores["FusedZ"].tolist() == at_once.scores["FusedZ"].iloc[:410].tolist()


def test_longer_lookback_than_needed_changes_nothing_with_a_state(
    model: Model, history: pd.DataFrame
) -> None:
    back = lookback_rows(model)
    first = score(model, history.iloc[600 - back : 700], history.index[600])
    short = score(model, history.iloc[700 - back : 800], history.index[700], first.state)
    long = score(model, history.iloc[:800], history.index[700], first.state)
    assert short.scores.equals(long.scores)


def test_the_column_order_means_nothing(history: pd.DataFrame, model: Model, at_once: Scored) -> None:
    turned = history[history.columns[::-1]]
    other = train(turned.iloc[:600])
    assert other.model_hash == model.model_hash
    scored = score(other, turned.iloc[600 - lookback_rows(other) :], turned.index[600])
    assert scored.scores.equals(at_once.scores)


def test_two_runs_are_equal(history: pd.DataFrame, model: Model, at_once: Scored) -> None:
    again = train(history.iloc[:600])
    assert again.model_hash == model.model_hash
    scored = score(again, history.iloc[600 - lookback_rows(again) :], history.index[600])
    assert scored.state.to_bytes() == at_once.state.to_bytes()


def test_a_state_ahead_of_the_window_is_refused(model: Model, history: pd.DataFrame, at_once: Scored) -> None:
    with pytest.raises(StateAheadError):
        score(model, history.iloc[500:700], history.index[650], at_once.state)


def test_broken_state_bytes_are_refused(at_once: Scored) -> None:
    good = at_once.state.to_bytes()
    for bad in (b"", b"not a state", good[: len(good) // 2]):
        with pytest.raises(StateFormatError):
            ScorerState.from_bytes(bad)


def test_the_open_episode_outlives_a_new_model(model: Model, history: pd.DataFrame) -> None:
    back = lookback_rows(model)
    first = score(model, history.iloc[600 - back : 980], history.index[600])
    assert first.state.open_episode_id is not None
    other = train(history.iloc[:600].drop(columns="ambient"), seed=1)
    second = score(other, history.iloc[980 - back : 1000], history.index[980], first.state)
    assert second.state.open_episode_id == first.state.open_episode_id
    assert int(second.episodes["SampleCount"].iloc[0]) == int(first.episodes["SampleCount"].iloc[-1]) + 20


@pytest.mark.parametrize("tick", [1, 7, 450])
def test_a_fault_that_comes_and_goes_is_one_episode(model: Model, history: pd.DataFrame, tick: int) -> None:
    frame = history.iloc[:1150].copy()
    frame.iloc[700:850] = machine(1500).iloc[700:850]
    frame.iloc[700:820:12, 2] += 3.0
    found = in_ticks(model, frame.iloc[:890], list(range(600 + tick, 890, tick)))
    latest = {row.EpisodeID: row for part in found for row in part.episodes.itertuples()}
    health = pd.concat([part.health for part in found]).set_index("Timestamp")
    alarm = health["IsAlarm"].astype(int)
    assert (alarm.diff() == 1).sum() >= 8, "the rows say when it is there"
    (episode,) = latest.values()
    assert frame.index[700] <= episode.StartedAt <= frame.index[702]
    last = alarm[alarm == 1].index[-1]
    assert episode.EndedAt == last + CADENCE, "not when that was known"
    assert episode.SampleCount == alarm.sum()
    known = frame.index.get_loc(last) + model.settings.episode_gap_rows
    for part in found:
        told = [row.EndedAt for row in part.episodes.itertuples()]
        if told and part.state.last_at < frame.index[known]:
            assert pd.isna(told[-1]), "open until nothing has come for so many rows"


def test_an_open_episode_ends_in_a_window_that_was_left_out(
    model: Model, history: pd.DataFrame, at_once: Scored
) -> None:
    (episode,) = at_once.episodes[at_once.episodes["StartedAt"] > history.index[900]].to_dict("records")[:1]
    ends = int(history.index.searchsorted(episode["EndedAt"]))
    back, first, last = lookback_rows(model), ends - 10, ends + 20
    before = score(model, history.iloc[600 - back : first], history.index[600])
    assert before.episodes["EndedAt"].isna().tolist()[-1:] == [True]
    after = score(model, history.iloc[last - back : last + 60], history.index[last], before.state)
    (ended,) = after.episodes.to_dict("records")
    assert (ended["EpisodeID"], ended["EndedAt"]) == (episode["EpisodeID"], episode["EndedAt"])
    assert after.health["Timestamp"].min() == history.index[last], "nothing else of the window left out"


def test_no_new_rows_leave_empty_frames(model: Model, history: pd.DataFrame, at_once: Scored) -> None:
    after = score(model, history, history.index[-1] + CADENCE, at_once.state)
    assert all(len(getattr(after, name)) == 0 for name in ("scores", "health", "contributions", "expected"))
    assert after.state.to_bytes() == at_once.state.to_bytes()
