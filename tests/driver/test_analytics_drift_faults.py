"""CUSUM against the recursion of the textbook."""

from __future__ import annotations

import numpy as np
import pytest
from acm.analytics.drift import Cusum


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
