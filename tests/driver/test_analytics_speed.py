"""Cost that must not creep in, as ratios measured in the same run rather than seconds of a clock."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from acm.analytics import lookback_rows, score, train


def test_a_tick_costs_its_own_rows_not_the_history() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame(
        random.normal(10, 1, (20_000, 16)),
        columns=[f"s{i:02d}" for i in range(16)],
        index=pd.date_range("2026-01-01", periods=20_000, freq="1min"),
    )
    model = train(frame.iloc[:1000])
    back = lookback_rows(model)
    assert back <= 500
    begin = time.process_time()
    whole = score(model, frame.iloc[1000 - back :], frame.index[1000])
    bulk = time.process_time() - begin
    begin = time.process_time()
    score(model, frame.iloc[1000 - back : 1080], frame.index[1000])
    tick = time.process_time() - begin
    assert len(whole.scores) == 19_000
    assert bulk < 100 * tick, "19,000 rows must not cost more than a hundred ticks of 80 rows"
    assert bulk < 19_000 / 1000, "fewer than 1,000 rows a second is several times too slow"
