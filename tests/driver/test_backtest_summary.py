"""The figures of a back-test against ones worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from acm.analytics.faults import Fault
from acm.backtest.replay import Outcome
from acm.backtest.summary import Quiet, poisson, summarise, wilson

START = pd.Timestamp("2026-03-01")


def outcome(kind: str, size: float, minutes: float | None, alarms: int = 1) -> Outcome:
    told = None if minutes is None else START + pd.Timedelta(minutes=minutes)
    return Outcome(
        Fault(kind, ("a",), 0, 60, size),
        START,
        START + pd.Timedelta(hours=1),
        told,
        alarms if told is not None else 0,
        3.0,
    )


def test_shares_delays_and_what_told() -> None:
    found = [
        outcome("step", 2.0, 10),
        outcome("step", -2.0, 20),
        outcome("step", 2.0, None),
        outcome("step", -2.0, 50),
        outcome("step", 4.0, None),
        outcome("stuck", 0.0, 30, alarms=0),
        outcome("stuck", 0.0, 8, alarms=2),
    ]
    two, four, stuck = summarise(found)
    assert (two.kind, two.size, two.faults, two.found, two.by_finding) == ("step", 2.0, 4, 3, 0)
    assert two.share == 0.75
    assert two.delay_seconds == 20 * 60
    assert (four.size, four.found, four.share, four.delay_seconds) == (4.0, 0, 0.0, None)
    assert (stuck.kind, stuck.size, stuck.found, stuck.by_finding) == ("stuck", None, 2, 1)
    assert stuck.delay_seconds == 19 * 60


def test_alarms_a_week() -> None:
    assert Quiet(weeks=2.5, alarms=5, highest=3.1).alarms_per_week == 2.0


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (7, 2.8144, 14.4227)]
)
def test_interval_of_a_count(count: int, low: float, high: float) -> None:
    """From the tables of exact Poisson limits; for none exp(-3.6889) is 0.025."""
    assert poisson(count) == pytest.approx((low, high), abs=1e-4)
    half = Quiet(weeks=2.0, alarms=count, highest=3.0).interval_per_week
    assert half == pytest.approx((low / 2, high / 2), abs=1e-4)


@pytest.mark.parametrize(
    ("found", "of", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 20, 0.0, 0.1611), (20, 20, 0.8389, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilson_interval(found: int, of: int, low: float, high: float) -> None:
    """8 of 10: (0.8 + 0.19207) / 1.38415 = 0.71675, give or take 1.95996 sqrt(0.0256) / 1.38415 = 0.22657."""
    assert wilson(found, of) == pytest.approx((low, high), abs=1e-4)
