"""CUSUM against the recursion of the textbook, and faults that are what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm.analytics.drift import Cusum
from acm.analytics.errors import AnalyticsError
from acm.analytics.faults import KINDS, Fault, detection, inject


def test_cusum_equals_the_recursion_and_uses_its_parameters() -> None:
    residuals = np.random.default_rng(0).normal(0, 1, (400, 3))
    residuals[200:, 1] += 1.0
    residuals[200:, 2] -= 1.0
    chart = Cusum(slack=0.5, limit=8.0)
    high, low = chart.run(residuals, np.zeros(3), np.zeros(3))
    up, down = np.zeros(3), np.zeros(3)
    for t, row in enumerate(residuals):
        up = np.maximum(0, up + row - 0.5)
        down = np.maximum(0, down - row - 0.5)
        assert high[t] == pytest.approx(up, abs=1e-9)
        assert low[t] == pytest.approx(down, abs=1e-9)
    assert chart.signals(high, low)[-1].tolist() == [0.0, 1.0, -1.0]
    assert Cusum(slack=2.0).run(residuals, up * 0, down * 0)[0].max() < high.max()
    assert not Cusum(limit=1e9).signals(high, low).any()


def test_cusum_in_pieces_is_cusum_at_once() -> None:
    residuals = np.random.default_rng(1).normal(0.2, 1, (100, 2))
    chart = Cusum()
    high, low = chart.run(residuals, np.zeros(2), np.zeros(2))
    first = chart.run(residuals[:37], np.zeros(2), np.zeros(2))
    second = chart.run(residuals[37:], first[0][-1], first[1][-1])
    assert np.allclose(np.vstack([first[0], second[0]]), high, atol=1e-12)
    assert np.allclose(np.vstack([first[1], second[1]]), low, atol=1e-12)


def readings() -> pd.DataFrame:
    random = np.random.default_rng(2)
    cause = random.normal(size=500)
    values = {"a": cause, "b": cause + 0.1 * random.normal(size=500), "c": random.normal(size=500)}
    return pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=500, freq="1min"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_touches_its_rows_and_sensors_alone(kind: str) -> None:
    frame = readings()
    faulty = inject(frame, Fault(kind, ("b",), 100, 200, 3.0))
    changed = faulty != frame
    assert not changed[["a", "c"]].any().any()
    assert not changed["b"].iloc[:100].any()
    assert not changed["b"].iloc[200:].any()
    assert changed["b"].iloc[101:200].mean() > 0.9
    inside = faulty["b"].iloc[100:200]
    match kind:
        case "step":
            assert (inside - frame["b"].iloc[100:200]).std() < 1e-9
        case "ramp":
            assert (inside - frame["b"].iloc[100:200]).is_monotonic_increasing
        case "variance":
            assert inside.std() > 2 * frame["b"].std()
        case "stuck":
            assert inside.nunique() == 1
        case _:
            assert sorted(inside) == sorted(frame["b"].iloc[100:200])
            assert abs(np.corrcoef(inside, frame["a"].iloc[100:200])[0, 1]) < 0.5


def test_a_fault_that_cannot_be_put_in_is_refused() -> None:
    for fault in (
        Fault("melt", ("a",), 0, 10),
        Fault("step", ("z",), 0, 10),
        Fault("step", (), 0, 10),
        Fault("step", ("a",), 10, 10),
        Fault("step", ("a",), 0, 501),
    ):
        with pytest.raises(AnalyticsError):
            inject(readings(), fault)


def test_detection_and_delay() -> None:
    alarm = [False] * 20
    alarm[13] = True
    assert detection(alarm, Fault("step", ("a",), 10, 15)) == (True, 3)
    assert detection(alarm, Fault("step", ("a",), 14, 18)) == (False, None)
    assert detection(alarm, Fault("step", ("a",), 10, 12), grace=2) == (True, 3)
