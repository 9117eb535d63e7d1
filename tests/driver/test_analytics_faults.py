"""Faults put into readings are what they say, and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm.analytics.errors import AnalyticsError
from acm.analytics.faults import KINDS, SIGNED_KINDS, Fault, inject

ROWS, FIRST, LAST = 500, 100, 300


def readings() -> pd.DataFrame:
    """Two sensors with one slow cause, a third on its own."""
    random = np.random.default_rng(2)
    cause = np.convolve(random.normal(size=ROWS + 9), np.ones(10) / np.sqrt(10), "valid")
    values = {"a": cause, "b": cause + 0.1 * random.normal(size=ROWS), "c": random.normal(size=ROWS)}
    return pd.DataFrame(values, index=pd.date_range("2026-01-01", periods=ROWS, freq="1min"))


@pytest.mark.parametrize("sensors", [("b",), ("b", "c")])
@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_touches_its_rows_and_sensors_alone(kind: str, sensors: tuple[str, ...]) -> None:
    frame = readings()
    faulty = inject(frame, Fault(kind, sensors, FIRST, LAST, 3.0))
    changed = faulty != frame
    assert not changed[[name for name in frame if name not in sensors]].any().any()
    assert not changed.iloc[:FIRST].any().any()
    assert not changed.iloc[LAST:].any().any()
    assert (changed[list(sensors)].iloc[FIRST + 1 : LAST].mean() > 0.9).all()
    assert frame.equals(readings()), "the readings themselves stay as they are"


@pytest.mark.parametrize("size", [3.0, -3.0])
@pytest.mark.parametrize("kind", SIGNED_KINDS)
def test_shifts_have_their_size_and_sign_in_given_deviations(kind: str, size: float) -> None:
    frame = readings()
    shift = inject(frame, Fault(kind, ("b",), FIRST, LAST, size), {"b": 0.5}) - frame
    inside = shift["b"].iloc[FIRST:LAST].to_numpy()
    assert inside[-1] == pytest.approx(0.5 * size)
    if kind == "step":
        assert np.allclose(inside, 0.5 * size)
    else:
        assert inside[0] == 0.0
        assert (np.diff(inside) * np.sign(size) > 0).all()


def test_without_given_deviations_those_of_the_column_count() -> None:
    frame = readings()
    shift = inject(frame, Fault("step", ("c",), FIRST, LAST, 2.0)) - frame
    assert shift["c"].iloc[FIRST] == pytest.approx(2.0 * frame["c"].std(ddof=0))


def test_variance_adds_noise_of_its_size() -> None:
    frame = readings()
    noise = (inject(frame, Fault("variance", ("c",), 0, ROWS, 2.0), {"c": 3.0}) - frame)["c"]
    assert noise.std() == pytest.approx(6.0, rel=0.1)
    assert abs(noise.mean()) < 1.0


def test_a_stuck_sensor_holds_its_first_value_or_the_last_one_known() -> None:
    frame = readings()
    assert set(inject(frame, Fault("stuck", ("b",), FIRST, LAST))["b"].iloc[FIRST:LAST]) == {
        frame["b"].iloc[FIRST]
    }
    frame.iloc[FIRST - 3 : FIRST + 5, 1] = np.nan
    held = inject(frame, Fault("stuck", ("b",), FIRST, LAST))["b"].iloc[FIRST:LAST]
    assert set(held) == {frame["b"].iloc[FIRST - 4]}


def test_a_broken_correlation_keeps_distributions_and_dynamics() -> None:
    frame = readings()
    faulty = inject(frame, Fault("correlation", ("a", "b"), FIRST, LAST, seed=3)).iloc[FIRST:LAST]
    healthy = frame.iloc[FIRST:LAST]
    for name in ("a", "b"):
        assert sorted(faulty[name]) == sorted(healthy[name])
        assert faulty[name].autocorr() == pytest.approx(healthy[name].autocorr(), abs=0.1)
    assert healthy["a"].corr(healthy["b"]) > 0.9
    assert abs(faulty["a"].corr(healthy["b"])) < 0.6
    assert abs(faulty["a"].corr(faulty["b"])) < 0.6


def test_a_broken_correlation_leaves_missing_values_where_they_are() -> None:
    frame = readings()
    frame.iloc[FIRST + 10 : FIRST + 20, 0] = np.nan
    faulty = inject(frame, Fault("correlation", ("a",), FIRST, LAST))
    assert (faulty["a"].isna() == frame["a"].isna()).all()


def test_the_seed_decides() -> None:
    frame = readings()
    for kind in ("variance", "correlation"):
        first, again, other = (
            inject(frame, Fault(kind, ("a",), FIRST, LAST, 1.0, seed)) for seed in (1, 1, 2)
        )
        assert first.equals(again)
        assert not first.equals(other)


def test_a_fault_that_cannot_be_put_in_is_refused() -> None:
    for fault in (
        Fault("melt", ("a",), 0, 10),
        Fault("step", ("z",), 0, 10),
        Fault("step", (), 0, 10),
        Fault("step", ("a",), 10, 10),
        Fault("step", ("a",), 0, ROWS + 1),
    ):
        with pytest.raises(AnalyticsError):
            inject(readings(), fault)
