"""Date functions. Expectations: Microsoft Learn, "Date and time functions", and a reckoning in Python."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]
Connection = psycopg.Connection[Any]


@pytest.mark.parametrize(
    ("part", "amount", "start", "expected"),
    [
        ("month", 1, "2024-01-31", dt.datetime(2024, 2, 29)),
        ("month", -1, "2024-03-31", dt.datetime(2024, 2, 29)),
        ("year", 1, "2024-02-29", dt.datetime(2025, 2, 28)),
        ("quarter", 1, "2023-11-30", dt.datetime(2024, 2, 29)),
        ("week", 2, "2024-01-01", dt.datetime(2024, 1, 15)),
        ("day", -1, "2024-01-01", dt.datetime(2023, 12, 31)),
        ("dayofyear", 1, "2024-01-01", dt.datetime(2024, 1, 2)),
        ("weekday", 1, "2024-01-01", dt.datetime(2024, 1, 2)),
        ("hour", 25, "2024-01-01", dt.datetime(2024, 1, 2, 1)),
        ("minute", 90, "2024-01-01", dt.datetime(2024, 1, 1, 1, 30)),
        ("second", -1, "2024-01-01", dt.datetime(2023, 12, 31, 23, 59, 59)),
        ("millisecond", 1, "2024-01-01", dt.datetime(2024, 1, 1, 0, 0, 0, 1000)),
        ("microsecond", 1, "2024-01-01", dt.datetime(2024, 1, 1, 0, 0, 0, 1)),
        ("nanosecond", 1500, "2024-01-01", dt.datetime(2024, 1, 1, 0, 0, 0, 2)),
    ],
)
def test_dateadd(value: Evaluate, part: str, amount: int, start: str, expected: dt.datetime) -> None:
    assert value(f"tsql.dateadd('{part}', {amount}, timestamp '{start}')") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.dateadd('day', 1, date '2024-01-31')", dt.date(2024, 2, 1)),
        ("tsql.dateadd('minute', 90, time '23:00')", dt.time(0, 30)),
        ("tsql.dateadd('day', 1, '2024-01-31'::tsql.nvarchar)", dt.datetime(2024, 2, 1)),
        ("tsql.dateadd('day', 1.9, timestamp '2024-01-31')", dt.datetime(2024, 2, 1)),
        ("tsql.dateadd('day', NULL::integer, timestamp '2024-01-31')", None),
        ("tsql.eomonth(date '2024-02-10')", dt.date(2024, 2, 29)),
        ("tsql.eomonth(timestamp '2024-02-10', -1)", dt.date(2024, 1, 31)),
        ("tsql.eomonth('2024-01-31'::tsql.nvarchar, 1)", dt.date(2024, 2, 29)),
        ("tsql.datefromparts(2024, 2, 29)", dt.date(2024, 2, 29)),
        (
            "tsql.datetime2fromparts(2024, 2, 29, 23, 59, 58, 5, 1)",
            dt.datetime(2024, 2, 29, 23, 59, 58, 500000),
        ),
        (
            "tsql.datetime2fromparts(2024, 2, 29, 23, 59, 58, 50, 3)",
            dt.datetime(2024, 2, 29, 23, 59, 58, 50000),
        ),
        ("tsql.datetimefromparts(2024, 1, 1, 0, 0, 0, 5)", dt.datetime(2024, 1, 1, 0, 0, 0, 7000)),
        ("tsql.timefromparts(23, 59, 58, 5, 1)", dt.time(23, 59, 58, 500000)),
        (
            "tsql.year(date '2024-03-04'), tsql.month(date '2024-03-04'),"
            " tsql.day('2024-03-04'::tsql.nvarchar)",
            (2024, 3, 4),
        ),
        ("tsql.datename('month', date '2024-03-04')", "March"),
        ("tsql.datename('weekday', date '2024-03-04')", "Monday"),
        ("tsql.datename('year', date '2024-03-04')", "2024"),
    ],
)
def test_date_functions(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("tsql.dateadd('year', 9000, timestamp '2024-01-01')", 517),
        ("tsql.dateadd('day', -2147483647, timestamp '2024-01-01')", 517),
        ("tsql.dateadd('hour', 1, date '2024-01-01')", 9810),
        ("tsql.dateadd('day', 1, time '10:00')", 9810),
        ("tsql.dateadd('century', 1, timestamp '2024-01-01')", 9810),
        ("tsql.datediff('second', timestamp '1900-01-01', timestamp '2024-01-01')", 535),
        ("tsql.datefromparts(2023, 2, 29)", 289),
        ("tsql.datetime2fromparts(2024, 1, 1, 24, 0, 0, 0, 0)", 289),
        ("tsql.datetime2fromparts(2024, 1, 1, 0, 0, 0, 10, 1)", 289),
    ],
)
def test_date_errors(error_number: Callable[[str], int], expression: str, number: int) -> None:
    assert error_number(expression) == number


# The documentation's example: one 100 ns step over the end of 2005 crosses every boundary.
@pytest.mark.parametrize(
    "part",
    [
        "year",
        "quarter",
        "month",
        "dayofyear",
        "day",
        "week",
        "hour",
        "minute",
        "second",
        "millisecond",
        "microsecond",
    ],
)
def test_datediff_counts_boundaries(value: Evaluate, part: str) -> None:
    before, after = "timestamp '2005-12-31 23:59:59.999999'", "timestamp '2006-01-01 00:00:00'"
    assert value(f"tsql.datediff('{part}', {before}, {after})") == 1
    assert value(f"tsql.datediff('{part}', {after}, {before})") == -1


def test_datediff_between_types(value: Evaluate) -> None:
    assert value("tsql.datediff('day', date '2024-01-01', '2024-02-01'::tsql.nvarchar)") == 31
    assert value("tsql.datediff('minute', time '10:00', time '11:30')") == 90
    assert (
        value("tsql.datediff_big('nanosecond', timestamp '2024-01-01', timestamp '2024-01-02')")
        == 86400 * 10**9
    )


def reckoned(part: str, a: dt.datetime, b: dt.datetime) -> int:
    days = b.toordinal() - a.toordinal()
    if part == "week":
        return b.toordinal() // 7 - a.toordinal() // 7  # ordinal 7 was a Sunday
    if part == "month":
        return (b.year - a.year) * 12 + b.month - a.month
    if part == "quarter":
        return (b.year - a.year) * 4 + (b.month - 1) // 3 - (a.month - 1) // 3
    if part == "year":
        return b.year - a.year
    micros = (
        days * 86400 * 10**6,
        (b - dt.datetime.combine(b, dt.time())),
        (a - dt.datetime.combine(a, dt.time())),
    )
    start = micros[2] // dt.timedelta(microseconds=1)
    stop = micros[0] + micros[1] // dt.timedelta(microseconds=1)
    size = {
        "day": 86400 * 10**6,
        "hour": 3600 * 10**6,
        "minute": 60 * 10**6,
        "second": 10**6,
        "millisecond": 1000,
        "microsecond": 1,
    }[part]
    return stop // size - start // size


moments = st.datetimes(dt.datetime(1, 1, 1), dt.datetime(9999, 12, 31, 23, 59, 59, 999999))


@settings(max_examples=300, deadline=None)
@given(a=moments, b=moments)
def test_datediff_agrees_with_a_reckoning(examples_pg: Connection, a: dt.datetime, b: dt.datetime) -> None:
    parts = [
        "year",
        "quarter",
        "month",
        "week",
        "day",
        "hour",
        "minute",
        "second",
        "millisecond",
        "microsecond",
    ]
    rows = examples_pg.execute(
        "SELECT part, tsql.datediff_big(part, %s::timestamp, %s::timestamp) FROM unnest(%s::text[]) AS part",
        (a, b, parts),
    ).fetchall()
    assert dict(rows) == {part: reckoned(part, a, b) for part in parts}


@pytest.mark.parametrize(
    ("part", "text", "expected"),
    [
        ("year", "2024-05-06 07:08:09.123456", 2024),
        ("quarter", "2024-05-06", 2),
        ("dayofyear", "2024-12-31", 366),
        ("week", "2024-01-01", 1),
        ("week", "2024-01-07", 2),
        ("week", "2020-12-31", 53),
        ("iso_week", "2021-01-03", 53),
        ("weekday", "2024-01-07", 1),
        ("weekday", "2024-01-06", 7),
        ("hour", "2024-05-06 07:08:09.123456", 7),
        ("minute", "2024-05-06 07:08:09.123456", 8),
        ("second", "2024-05-06 07:08:59.999999", 59),
        ("millisecond", "2024-05-06 07:08:09.123956", 123),
        ("microsecond", "2024-05-06 07:08:09.123456", 123456),
        ("nanosecond", "2024-05-06 07:08:09.123456", 123456000),
    ],
)
def test_datepart(value: Evaluate, part: str, text: str, expected: int) -> None:
    assert value(f"tsql.datepart('{part}', timestamp '{text}')") == expected


def test_the_clock_advances_inside_a_transaction(pg: Connection) -> None:
    with pg.transaction():
        first = pg.execute("SELECT tsql.sysutcdatetime(), tsql.getutcdate()").fetchone()
        pg.execute("SELECT pg_sleep(0.02)")
        second = pg.execute("SELECT tsql.sysutcdatetime(), tsql.getutcdate()").fetchone()
    assert first is not None
    assert second is not None
    assert second[0] > first[0]
    assert second[1] > first[1]
    assert abs(first[0] - dt.datetime.now(dt.UTC).replace(tzinfo=None)) < dt.timedelta(minutes=5)


def test_the_clock_stands_still_within_a_statement(pg: Connection) -> None:
    row = pg.execute("""
        SELECT count(DISTINCT tsql.sysutcdatetime()), count(pg_sleep(0.001)) FROM generate_series(1, 20)
        """).fetchone()
    assert row == (1, 20)
