"""A level shift that persists ends as a finding and a new baseline; a fault does not."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, Scored, ScorerState, Settings, lookback_rows, score, train
from acm.analytics.regimes import NOVEL
from scipy.signal import lfilter

TRAINED, BEGIN, ROWS = 400, 500, 2600
LASTS = 600
SETTINGS = Settings(shift_rows=LASTS)


def plant(seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    load = np.asarray(lfilter([1.0], [1.0, -0.9], rng.normal(0, 0.44, ROWS)))
    gains = {"flow": 2.0, "current": 0.5, "pressure": 0.2, "bearing": 3.0, "outlet": 1.0}
    values = {name: 50 + gain * load + rng.normal(0, 0.3 * gain, ROWS) for name, gain in gains.items()}
    return pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=ROWS, freq="1min"))


def shifted(sizes: dict[str, float], first: int = BEGIN, last: int = ROWS) -> pd.DataFrame:
    frame = plant()
    for name, size in sizes.items():
        frame.iloc[first:last, frame.columns.get_loc(name)] += size
    return frame


def scored(model: Model, frame: pd.DataFrame) -> Scored:
    return score(model, frame.iloc[TRAINED - lookback_rows(model) :], frame.index[TRAINED])


def shifts(result: Scored) -> dict[str | None, str]:
    return {f.column_name: f.detail for f in result.findings if f.event_type == "PERSISTENT_SHIFT"}


def long(result: Scored) -> pd.Series:
    return result.episodes.sort_values("SampleCount").iloc[-1]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(plant().iloc[:TRAINED], SETTINGS)


def test_a_shift_that_stays_ends_the_alarm_and_is_reported_once(model: Model) -> None:
    frame = shifted({"flow": 12.0, "outlet": -6.0})
    result = scored(model, frame)
    episode = long(result)
    assert not episode["IsOpen"]
    assert LASTS - 30 <= episode["SampleCount"] <= 2 * LASTS
    assert result.health["IsAlarm"].sum() >= LASTS - 1  # the row that ends it is in none
    assert "taken as its new normal" in episode["Summary"]
    found = shifts(result)
    assert set(found) == {"flow", "outlet"}
    assert len([f for f in result.findings if f.event_type == "PERSISTENT_SHIFT"]) == 2
    assert "moved by +1" in found["flow"]
    assert "moved by -" in found["outlet"]
    after = result.health[result.health["Timestamp"] > episode["EndedAt"]]
    assert len(after) > 1000
    assert after["HealthIndex"].median() > 50
    assert after["IsAlarm"].mean() < 0.03
    assert (after["RegimeLabel"] == NOVEL).mean() > 0.95, "novel until it is trained anew"
    flags = result.drift[result.drift["Timestamp"] > episode["EndedAt"] + pd.Timedelta(minutes=60)]
    assert flags["IsDrifting"].mean() < 0.02, "the accepted shift is no drift any more"


def test_the_next_fault_is_seen_from_the_new_baseline(model: Model) -> None:
    frame = shifted({"flow": 12.0})
    frame.iloc[2000:2200, 3] += 15.0
    result = scored(model, frame)
    late = result.episodes[result.episodes["StartedAt"] > frame.index[1990]]
    second = late.sort_values("SampleCount").iloc[-1]
    assert second["SampleCount"] > 150
    assert abs(second["StartedAt"] - frame.index[2000]) < pd.Timedelta(minutes=20)
    assert second["Summary"].startswith("bearing")
    assert "taken as" not in second["Summary"]


@pytest.mark.parametrize("kind", ["short", "ramp", "noise", "stuck"])
def test_what_is_no_steady_shift_stays_in_alarm(model: Model, kind: str) -> None:
    frame, rng = plant(), np.random.default_rng(5)
    match kind:
        case "short":
            frame = shifted({"flow": 12.0}, BEGIN, BEGIN + LASTS - 50)
        case "ramp":
            frame["bearing"] += np.where(np.arange(ROWS) < BEGIN, 0.0, 12 + 0.02 * (np.arange(ROWS) - BEGIN))
        case "noise":
            frame.iloc[BEGIN:, 0] += rng.normal(0, 20, ROWS - BEGIN)
        case "stuck":
            frame.iloc[BEGIN:, 0] = 70.0
    result = scored(model, frame)
    assert not shifts(result)
    assert not result.episodes["Summary"].str.contains("taken as").any()
    alarm = result.health["IsAlarm"]
    assert alarm.sum() > (300 if kind == "short" else 1500)


def test_an_alarm_as_long_as_the_training_is_not_enough_before_the_least(model: Model) -> None:
    default = train(plant().iloc[:TRAINED])
    assert default.shift.rows == Settings().shift_rows >= 1500
    assert train(plant().iloc[:2000], SETTINGS).shift.rows == 2000
    result = scored(default, shifted({"flow": 12.0}, BEGIN, BEGIN + 1000))
    assert not shifts(result)
    assert long(result)["SampleCount"] >= 990


def test_a_short_break_of_the_alarm_does_not_begin_the_count_anew(model: Model) -> None:
    frame = plant()
    rows = np.r_[BEGIN : BEGIN + 250, BEGIN + 300 : ROWS]
    frame.iloc[rows, 0] += 12.0
    result = scored(model, frame)
    assert set(shifts(result)) == {"flow"}


def test_ticks_give_what_the_whole_gives(model: Model) -> None:
    frame = shifted({"flow": 12.0, "outlet": -6.0})
    frame.iloc[700:720] = 0.0  # a stop
    whole = scored(model, frame)
    assert shifts(whole)
    ended = int(frame.index.searchsorted(whole.episodes["EndedAt"].iloc[-1]))
    cuts = [
        *range(TRAINED, ended - 20, 100),
        *range(ended - 20, ended + 20),
        *range(ended + 20, ROWS, 77),
        ROWS,
    ]
    state, parts = None, []
    for first, last in itertools.pairwise(cuts):
        part = score(model, frame.iloc[first - lookback_rows(model) : last], frame.index[first], state)
        state = ScorerState.from_bytes(part.state.to_bytes())
        parts.append(part)
    scores = pd.concat([part.scores for part in parts], ignore_index=True)
    assert np.abs(scores["FusedZ"] - whole.scores["FusedZ"]).max() < 1e-9
    health = pd.concat([part.health for part in parts], ignore_index=True)
    for name in ("IsAlarm", "RegimeLabel"):
        assert health[name].tolist() == whole.health[name].tolist()
    drift = pd.concat([part.drift for part in parts], ignore_index=True)
    assert drift["IsDrifting"].tolist() == whole.drift["IsDrifting"].tolist()
    assert np.abs(drift["CusumHigh"] - whole.drift["CusumHigh"]).max() < 1e-9
    latest = {
        row.EpisodeID: (row.EndedAt, row.Summary) for part in parts for row in part.episodes.itertuples()
    }
    for row in whole.episodes.itertuples():
        assert latest[row.EpisodeID] == (row.EndedAt, row.Summary)
    said = [f for part in parts for f in part.findings if f.event_type == "PERSISTENT_SHIFT"]
    assert [(f.column_name, f.last_at) for f in said] == [
        (f.column_name, f.last_at) for f in whole.findings if f.event_type == "PERSISTENT_SHIFT"
    ]


def test_later_rows_change_nothing_before(model: Model) -> None:
    frame = shifted({"flow": 12.0})
    whole, part = scored(model, frame), scored(model, frame.iloc[: BEGIN + LASTS + 30])
    count = len(part.scores)
    assert part.scores["FusedZ"].tolist() == whole.scores["FusedZ"].iloc[:count].tolist()
    assert part.health["IsAlarm"].tolist() == whole.health["IsAlarm"].iloc[:count].tolist()


def test_a_shift_within_the_radius_of_a_regime_is_a_place_of_its_own(model: Model) -> None:
    frame = shifted({"flow": 3.0})  # far from what the others say, near by itself
    frame.iloc[2300:, frame.columns.get_loc("flow")] -= 3.0
    result = scored(model, frame)
    assert set(shifts(result)) >= {"flow"}
    labels = result.health.set_index("Timestamp")["RegimeLabel"]
    distance = result.regimes.set_index("Timestamp")["RegimeDistance"]
    ended = long(result)["EndedAt"]
    assert (labels[:ended][:-1] != NOVEL).mean() > 0.9
    there = slice(ended + pd.Timedelta(minutes=10), frame.index[2290])
    assert distance[there].median() < 1.0
    assert (labels[there] == NOVEL).mean() > 0.7
    assert (labels[frame.index[2310] :] != NOVEL).mean() > 0.7, "back where the training was"
