"""Times of files: formats, offsets, and changes of the clocks that lose and double nothing."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from acm.errors import TimeColumnError
from acm.ingest.times import Times, read_times
from hypothesis import given
from hypothesis import strategies as st

UTC = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")


def read(texts: list[str | None], zone: ZoneInfo = UTC) -> Times:
    return read_times(pd.Series(texts, dtype=object), zone)


def iso(times: Times) -> list[str | None]:
    return [None if pd.isna(moment) else moment.isoformat() for moment in times.utc]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 06:00:00",
        "2026-03-01T06:00",
        "2026-03-01T06:00:00.000",
        "20260301T060000",
        " 2026-03-01 06:00 ",
    ],
)
def test_iso_without_an_offset_is_in_the_zone(text: str) -> None:
    assert iso(read([text])) == ["2026-03-01T06:00:00"]
    berlin = read([text], BERLIN)
    assert iso(berlin) == ["2026-03-01T05:00:00"]
    assert berlin.was_naive


@pytest.mark.parametrize(
    "text", ["2026-03-01T06:00Z", "2026-03-01 07:00:00+01:00", "2026-03-01T07:00:00+0100"]
)
def test_an_offset_is_what_it_says(text: str) -> None:
    times = read([text], BERLIN)
    assert iso(times) == ["2026-03-01T06:00:00"]
    assert not times.was_naive


def test_precisions_and_offsets_may_be_mixed() -> None:
    times = read(["2026-03-01 06:00", "2026-03-01 06:00:01.5", "2026-03-01T06:00:02Z", "2026-03-01"], BERLIN)
    assert iso(times) == [
        "2026-03-01T05:00:00",
        "2026-03-01T05:00:01.500000",
        "2026-03-01T06:00:02",
        "2026-02-28T23:00:00",
    ]


def test_another_format_is_taken_from_the_first_row() -> None:
    assert iso(read(["13.02.2026 06:00", "14.02.2026 06:00"])) == [
        "2026-02-13T06:00:00",
        "2026-02-14T06:00:00",
    ]


def test_day_or_month_first_is_told_by_the_rows_or_not_guessed() -> None:
    assert iso(read(["03/04/2026 06:00", "03/14/2026 06:00"])) == [
        "2026-03-04T06:00:00",
        "2026-03-14T06:00:00",
    ]
    assert iso(read(["03/04/2026 06:00", "14/04/2026 06:00"])) == [
        "2026-04-03T06:00:00",
        "2026-04-14T06:00:00",
    ]
    assert iso(read(["03.04.2026 06:00"])) == ["2026-04-03T06:00:00"]
    with pytest.raises(TimeColumnError, match="day or the month first"):
        read(["03/04/2026 06:00", "05/04/2026 06:00"])


@pytest.mark.parametrize("text", ["yesterday", "", None, "2026-13-01", "2026-02-30 00:00"])
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert iso(read(["2026-03-01 06:00", text])) == ["2026-03-01T06:00:00", None]


def test_numbers_are_no_times() -> None:
    assert read_times(pd.Series([1.0, 2.0]), UTC).utc.isna().all()


def test_timestamps_are_rounded_to_milliseconds() -> None:
    stamps = pd.Series(pd.to_datetime(["2026-03-01 06:00:00.0004999"]))
    assert iso(read_times(stamps, UTC)) == ["2026-03-01T06:00:00"]
    aware = stamps.dt.tz_localize("Europe/Berlin")
    assert iso(read_times(aware, UTC)) == ["2026-03-01T05:00:00"]


def wall_clock(utc: pd.DatetimeIndex, zone: str) -> list[str]:
    local = utc.tz_localize("UTC").tz_convert(zone).tz_localize(None)
    return [moment.isoformat() for moment in local]


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]
)
@pytest.mark.parametrize("minutes", [1, 7, 10, 30])
def test_a_year_of_wall_clock_comes_back_whole(zone: str, minutes: int) -> None:
    for start in ("2026-03-01", "2026-10-01"):
        utc = pd.date_range(start, periods=60 * 24 * 60 // minutes, freq=f"{minutes}min")
        times = read(list(wall_clock(utc, zone)), ZoneInfo(zone))
        assert np.array_equal(times.utc.to_numpy(), utc.as_unit("us").to_numpy())


@given(st.integers(0, 119), st.integers(1, 120))
def test_any_stretch_over_the_repeated_hour_loses_and_doubles_nothing(first: int, length: int) -> None:
    utc = pd.date_range("2026-10-24 23:30", periods=300, freq="1min")[first : first + length + 60]
    times = read(wall_clock(utc, "Europe/Berlin"), BERLIN)
    assert times.utc.is_unique
    assert times.utc.notna().all()
    if first <= 30:  # begins before the hour, so that nothing is left to guess
        assert np.array_equal(times.utc.to_numpy(), utc.as_unit("us").to_numpy())


def test_the_repeated_hour_sorted_by_wall_clock_loses_nothing() -> None:
    utc = pd.date_range("2026-10-25 00:00", periods=120, freq="1min")
    times = read(sorted(wall_clock(utc, "Europe/Berlin")), BERLIN)
    assert times.utc.is_unique
    assert sorted(times.utc) == list(utc)
    (finding,) = times.findings
    assert (finding.event_type, finding.affected_rows) == ("AMBIGUOUS_TIME", 120)


def test_the_hour_that_is_left_out_keeps_its_rows_apart() -> None:
    times = read(["2026-03-29 01:50", "2026-03-29 02:10", "2026-03-29 02:50"], BERLIN)
    assert iso(times) == ["2026-03-29T00:50:00", "2026-03-29T01:10:00", "2026-03-29T01:50:00"]
    (finding,) = times.findings
    assert (finding.event_type, finding.affected_rows) == ("NONEXISTENT_TIME", 2)
    assert finding.sample_values == ("2026-03-29T02:10:00", "2026-03-29T02:50:00")
