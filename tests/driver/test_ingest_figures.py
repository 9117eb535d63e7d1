"""What a source delivered, load by load: over all loads it is what the file holds."""

from __future__ import annotations

import math
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from acm.ingest import RawTable, Readings, clean
from acm.ingest.figures import figures_of
from hypothesis import given
from hypothesis import strategies as st

UTC = ZoneInfo("UTC")
MINUTES = st.none() | st.integers(0, 30)
CELLS = st.none() | st.floats(-1e6, 1e6) | st.sampled_from([math.inf, 1e300])
ROWS = st.lists(st.tuples(MINUTES, CELLS, CELLS), min_size=1, max_size=60).filter(
    lambda rows: any(minute is not None for minute, _, _ in rows)
)


def read(rows: list[tuple[int | None, float | None, float | None]]) -> Readings:
    """The readings of a file with these minutes of an hour, out of order, twice, or no time at all."""
    times = pd.Series(
        ["no time" if minute is None else f"2026-03-01 10:{minute:02d}" for minute, _, _ in rows]
    )
    columns = pd.DataFrame([row[1:] for row in rows], columns=["flow", "temp"], dtype=float)
    return clean(RawTable(Path("a.csv"), "", "time", times, columns), ["flow", "temp"], UTC)


@given(ROWS, st.integers(1, 20))
def test_the_loads_add_up_to_the_file(
    rows: list[tuple[int | None, float | None, float | None]], rows_each: int
) -> None:
    readings = read(rows)
    found = figures_of(readings.times, readings.frame, rows_each)
    given_times = [minute for minute, _, _ in rows if minute is not None]
    values = readings.frame.to_numpy().ravel()
    kept = values[~pd.isna(values)]
    assert sum(load.source_rows for load in found) == len(rows)
    assert sum(load.rejected_rows for load in found) == len(rows) - len(given_times)
    assert sum(load.duplicate_rows for load in found) == len(given_times) - len(set(given_times))
    assert sum(load.value_count for load in found) == len(kept)
    assert sum(load.value_sum for load in found) == pytest.approx(math.fsum(kept), abs=1e-6)


@given(ROWS, st.integers(1, 20))
def test_each_load_has_the_rows_of_its_own_span(
    rows: list[tuple[int | None, float | None, float | None]], rows_each: int
) -> None:
    readings = read(rows)
    for load, figures in enumerate(figures_of(readings.times, readings.frame, rows_each)):
        part = readings.frame.iloc[load * rows_each : (load + 1) * rows_each]
        inside = readings.times.between(part.index[0], part.index[-1]).sum()
        assert figures.source_rows - figures.rejected_rows == inside
        assert figures.source_rows - figures.rejected_rows - figures.duplicate_rows == len(part)
        assert (figures.first_at, figures.last_at) == (part.index[0], part.index[-1])
        assert figures.value_count == part.notna().to_numpy().sum()
        assert figures.rejected_rows == 0 or load == 0


@pytest.mark.parametrize("lost", [0, 3, 9])
def test_a_row_lost_on_the_way_is_missed(lost: int) -> None:
    readings = read([(minute, 1.0, None) for minute in range(10)])
    figures = figures_of(readings.times, readings.frame.drop(readings.frame.index[lost]), 5)
    assert [load.source_rows - load.duplicate_rows for load in figures] in ([6, 4], [5, 5])
    assert sum(load.value_count for load in figures) == 9


def test_the_sum_is_exact_and_does_not_hang_on_the_order() -> None:
    cells = [1e16, 1.0, -1e16, 0.1, 0.2, 0.3]
    times = pd.date_range("2026-03-01", periods=6, freq="1min")
    sums = {
        figures_of(times.to_series(), pd.DataFrame({"flow": order}, index=times), 100)[0].value_sum
        for order in (cells, cells[::-1], sorted(cells))
    }
    assert sums == {1.6}


def test_without_readings_there_is_no_load() -> None:
    times = pd.DatetimeIndex([])
    assert figures_of(times.to_series(), pd.DataFrame({"flow": []}, index=times), 100) == []


def test_times_are_those_that_the_table_keeps() -> None:
    times = pd.DatetimeIndex(["2026-03-01T00:00:00.000499", "2026-03-01T00:00:01.000500"])
    (figures,) = figures_of(times.to_series(), pd.DataFrame({"flow": [1.0, 2.0]}, index=times), 100)
    assert figures.first_at.isoformat() == "2026-03-01T00:00:00"
    assert figures.last_at.isoformat() == "2026-03-01T00:00:01.001000"
