"""A new model beside the one in force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, compare, train

CUT = 600


def plant(rows: int, seed: int, heat: float = 0.0) -> pd.DataFrame:
    """Three sensors around a slow load; `heat` is added to the last."""
    noise = np.random.default_rng(seed).normal(0, 1, (rows, 3))
    load = np.sin(np.arange(rows) / 30)
    values = np.array([20.0, 5.0, 60.0]) + load[:, None] * [2.0, 0.5, 0.5] + noise * [0.3, 0.1, 0.2]
    values[:, 2] += heat
    index = pd.date_range("2026-03-01", periods=rows, freq="1min")
    return pd.DataFrame(values, index=index, columns=["flow", "current", "bearing"])


@pytest.fixture(scope="module")
def old() -> Model:
    return train(plant(CUT, 0))


def test_a_machine_that_was_changed_is_known_better_by_the_new_model(old: Model) -> None:
    rows = plant(750, 1, heat=5.0)
    found = compare(train(rows.iloc[:CUT]), old, rows, rows.index[CUT])
    assert (found.rows, found.start) == (150, rows.index[CUT])
    assert found.end == rows.index[-1] + pd.Timedelta(minutes=1)
    assert found.active is not None
    assert found.candidate["AlarmPct"] < 5.0 < 90.0 < found.active["AlarmPct"]
    assert found.candidate["HighFusedZ"] < 3.0 < found.active["HighFusedZ"]
    frame = found.frame(2, 1)
    assert set(frame["Decision"]) == {"ACTIVATED"}
    assert frame.set_index("MetricName")["IsBetter"]["AlarmPct"]
    assert set(zip(frame["CandidateVersion"], frame["ActiveVersion"], strict=True)) == {(2, 1)}


def test_the_old_model_stays_when_the_new_one_alarms_more_often(old: Model) -> None:
    rows = plant(750, 2)
    spoilt = rows.copy()
    spoilt.iloc[:CUT, 2] -= 5.0
    found = compare(train(spoilt.iloc[:CUT]), old, rows, rows.index[CUT])
    assert found.keeps_active
    assert set(found.frame(2, 1)["Decision"]) == {"KEPT"}


def test_two_that_know_the_rows_alike_make_way_for_the_new_one(old: Model) -> None:
    rows = plant(750, 3)
    found = compare(train(rows.iloc[:CUT]), old, rows, rows.index[CUT])
    assert found.active is not None
    assert found.candidate["AlarmPct"] == found.active["AlarmPct"] == 0.0
    assert not found.keeps_active


def test_without_a_model_that_can_score_the_rows_there_is_nothing_to_compare_with(old: Model) -> None:
    rows = plant(750, 4).rename(columns={"flow": "inflow", "current": "power"})
    new = train(rows.iloc[:CUT])
    for active in (None, old):
        found = compare(new, active, rows, rows.index[CUT])
        assert found.active is None
        assert not found.keeps_active
        frame = found.frame(2, None)
        assert set(frame["Decision"]) == {"ACTIVATED"}
        assert frame["ActiveValue"].isna().all()
        assert frame["IsBetter"].isna().all()
