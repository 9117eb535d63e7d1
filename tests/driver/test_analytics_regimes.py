"""Regimes: found, named, kept from version to version, and not claimed where none fits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, Scored, Settings, lookback_rows, score, train
from acm.analytics.regimes import NOVEL, Regimes

LEVELS = {
    "low": (20.0, 5.0, 60.0),
    "middle": (35.0, 9.0, 64.0),
    "high": (50.0, 13.0, 68.0),
    "other": (20.0, 13.0, 60.0),
}
SENSORS = ("flow", "current", "bearing")


def plant(loads: str, rows: int = 300, seed: int = 0, sensors: tuple[str, ...] = SENSORS) -> pd.DataFrame:
    """A machine that runs for `rows` rows at each of the loads named."""
    rng = np.random.default_rng(seed)
    names = loads.split()
    levels = np.repeat(np.array([LEVELS[name] for name in names]), rows, axis=0)
    values = levels + rng.normal(0, [1.0, 0.3, 0.5], levels.shape)
    index = pd.date_range("2026-01-01", periods=len(values), freq="1min")
    return pd.DataFrame(values, index=index, columns=list(SENSORS))[list(sensors)]


def scored(model: Model, frame: pd.DataFrame) -> Scored:
    back = lookback_rows(model)
    return score(model, frame, frame.index[back])


def label_of(model: Model, load: str) -> int:
    """The label that most rows at a load get."""
    frame = plant(f"{load} {load}")
    return int(scored(model, frame.iloc[: lookback_rows(model) + 60]).health["RegimeLabel"].mode().iloc[0])


@pytest.fixture(scope="module")
def first() -> Model:
    return train(plant("low high low high low"))


def test_regimes_are_found_and_named_from_frequent_to_rare(first: Model) -> None:
    assert [(r["RegimeLabel"], round(r["Share"], 1)) for r in first.metadata["regimes"]] == [
        (0, 0.6),
        (1, 0.4),
    ]
    assert first.metadata["regimes"][1]["Centre"]["flow"] == pytest.approx(50, abs=1)
    assert all(r["Radius"] > 0 for r in first.metadata["regimes"])
    assert (label_of(first, "low"), label_of(first, "high")) == (0, 1)


def test_what_fits_none_is_novel(first: Model) -> None:
    assert label_of(first, "middle") == NOVEL
    assert label_of(first, "other") == NOVEL


def test_a_regime_keeps_its_label_when_its_share_and_the_scale_change(first: Model) -> None:
    rows = plant("high high high low")
    alone, second = train(rows), train(rows, previous=first)
    assert (label_of(alone, "high"), label_of(alone, "low")) == (0, 1)
    assert (label_of(second, "high"), label_of(second, "low")) == (1, 0)
    assert abs(second.scaler.scale - first.scaler.scale).max() > 0.3
    same = train(plant("low high low high low"), previous=first)
    assert same.model_hash == train(plant("low high low high low"), previous=first).model_hash
    frame = plant("low high low")
    assert scored(same, frame).health.equals(scored(first, frame).health)
    assert scored(second, frame).scores.equals(scored(alone, frame).scores), "labels change no score"


def test_a_new_regime_gets_a_label_that_was_never_used(first: Model) -> None:
    second = train(plant("middle middle middle high high"), previous=first)
    assert {label_of(second, "high"), label_of(second, "middle")} == {1, 2}
    assert label_of(second, "high") == 1
    third = train(plant("other other low low low"), previous=Model.from_artifacts(second.to_artifacts()))
    assert {label_of(third, "other"), label_of(third, "low")} == {3, 4}, "0 and 2 belonged to others"


def test_matching_is_one_to_one_and_within_the_radius() -> None:
    def regimes(*centres: float) -> Regimes:
        count = len(centres)
        return Regimes(
            np.array(centres)[:, None], np.full(count, 1.0), np.ones(count), np.arange(count), count
        )

    first = train(plant("low high", sensors=("flow", "current")))
    scaler = first.scaler.__class__(np.zeros(1), np.ones(1), 20.0)
    wider = first.scaler.__class__(np.full(1, 3.0), np.full(1, 2.0), 20.0)

    def labels(new: Regimes, before: Regimes) -> list[int]:
        after = new.labelled_after(("a",), scaler, before, ("a",), scaler)
        return after.label.tolist()

    assert labels(regimes(10.2, 0.1), regimes(0.0, 10.0)) == [1, 0]
    assert labels(regimes(0.3, 0.1), regimes(0.0)) == [1, 0], "the nearer one keeps the label"
    assert labels(regimes(0.0, 1.1), regimes(0.0, 5.0)) == [0, 2]
    # 1 in deviations of 2 about 3 is 5
    assert regimes(1.0).labelled_after(("a",), wider, regimes(0.0, 5.0), ("a",), scaler).label.tolist() == [1]
    assert regimes(0.0).labelled_after(("a",), scaler, regimes(0.0), ("b",), scaler).label.tolist() == [1]


def test_a_sensor_more_or_less_does_not_rename_regimes(first: Model) -> None:
    rows = plant("high high high low", sensors=("flow", "bearing"))
    second = train(rows, previous=first)
    centres = {r["RegimeLabel"]: round(r["Centre"]["flow"], -1) for r in second.metadata["regimes"]}
    assert centres == {0: 20, 1: 50}


def test_distance_and_confidence() -> None:
    regimes = Regimes(
        np.array([[0.0], [10.0]]), np.array([2.0, 4.0]), np.array([0.5, 0.5]), np.array([7, 3]), 8
    )
    fit = regimes.of(np.array([[0.0], [1.0], [2.0], [3.0], [10.0], [100.0]]))
    assert fit.label.tolist() == [7, 7, 7, NOVEL, 3, NOVEL]
    assert fit.distance.tolist() == [0.0, 0.5, 1.0, 1.5, 0.0, 22.5]
    assert fit.confidence[[0, 2, 4]].tolist() == [1.0, 0.5, 1.0]
    assert 0.5 < fit.confidence[1] < 1.0
    assert fit.confidence[3] < fit.confidence[5] < 1.0
    near = Regimes(np.array([[0.0], [2.0]]), np.array([2.0, 2.0]), np.array([0.5, 0.5]), np.array([0, 1]), 2)
    assert near.of(np.array([[1.0]])).confidence.tolist() == [0.5]


def test_a_stopped_machine_is_in_no_regime() -> None:
    frame = plant("low high low high low")
    model = train(frame)
    later = plant("low high low", seed=4)
    later.iloc[400:500] = 0.0
    result = scored(model, later)
    idle = (result.health["OperatingState"] != "RUNNING").to_numpy()
    assert idle.sum() >= 95
    assert (result.health["RegimeLabel"].isna().to_numpy() == idle).all()
    assert set(result.regimes["Timestamp"]) == set(result.health.loc[~idle, "Timestamp"])
    assert result.regimes["Confidence"].between(0, 1).all()
    assert result.regimes["RegimeLabel"].tolist() == result.health.loc[~idle, "RegimeLabel"].tolist()


def test_one_regime_unless_more_are_clear() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        rng.normal(10, 1, (600, 3)),
        index=pd.date_range("2026-01-01", periods=600, freq="1min"),
        columns=list("abc"),
    )
    assert len(train(frame, Settings()).metadata["regimes"]) == 1
