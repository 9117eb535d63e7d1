"""Dates: literals, arithmetic by boundaries, parts, styles of CONVERT, rounding."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]
X = "CAST(N'2024-02-29T13:45:59.987' AS datetime2(3))"

# learn.microsoft.com: functions/dateadd, datediff, datepart, datename, eomonth, datefromparts,
# cast-and-convert
CASES = [
    (X, dt.datetime(2024, 2, 29, 13, 45, 59, 987000)),
    (f"DATEADD(day, 1, {X})", dt.datetime(2024, 3, 1, 13, 45, 59, 987000)),
    (f"DATEADD(month, 12, {X})", dt.datetime(2025, 2, 28, 13, 45, 59, 987000)),
    (f"DATEADD(year, -1, {X})", dt.datetime(2023, 2, 28, 13, 45, 59, 987000)),
    (f"DATEADD(hour, -14, {X})", dt.datetime(2024, 2, 28, 23, 45, 59, 987000)),
    (f"DATEADD(minute, 1, {X})", dt.datetime(2024, 2, 29, 13, 46, 59, 987000)),
    (f"DATEADD(second, 1, {X})", dt.datetime(2024, 2, 29, 13, 46, 0, 987000)),
    (f"DATEADD(millisecond, 13, {X})", dt.datetime(2024, 2, 29, 13, 46)),
    (f"DATEADD(quarter, 1, {X})", dt.datetime(2024, 5, 29, 13, 45, 59, 987000)),
    (f"DATEADD(week, 1, {X})", dt.datetime(2024, 3, 7, 13, 45, 59, 987000)),
    ("DATEADD(day, 1, CAST(N'2024-12-31' AS date))", dt.date(2025, 1, 1)),
    ("DATEADD(month, 1, N'2024-01-31')", dt.datetime(2024, 2, 29)),
    ("DATEADD(day, 1.9, CAST(N'2024-01-01' AS date))", dt.date(2024, 1, 2)),
    ("DATEDIFF(year, N'2023-12-31T23:59:59', N'2024-01-01T00:00:00')", 1),
    ("DATEDIFF(month, N'2024-01-31', N'2024-02-01')", 1),
    ("DATEDIFF(day, N'2024-01-01T23:59:59', N'2024-01-02T00:00:00')", 1),
    ("DATEDIFF(hour, N'2024-01-01T00:59:59', N'2024-01-01T01:00:00')", 1),
    ("DATEDIFF(minute, N'2024-01-01T00:00:59', N'2024-01-01T00:01:00')", 1),
    ("DATEDIFF(second, N'2024-01-01T00:00:00.999', N'2024-01-01T00:00:01')", 1),
    ("DATEDIFF(week, N'2024-01-06', N'2024-01-07')", 1),
    ("DATEDIFF(quarter, N'2024-03-31', N'2024-04-01')", 1),
    ("DATEDIFF(day, N'2024-01-02', N'2024-01-01')", -1),
    ("DATEDIFF(second, CAST(N'2024-01-01' AS date), CAST(N'2024-01-02' AS datetime2(0)))", 86400),
    ("DATEDIFF_BIG(millisecond, N'1970-01-01', N'2024-01-01')", 1704067200000),
    (f"DATEPART(year, {X})", 2024),
    (f"DATEPART(quarter, {X})", 1),
    (f"DATEPART(dayofyear, {X})", 60),
    (f"DATEPART(weekday, {X})", 5),
    (f"DATEPART(week, {X})", 9),
    (f"DATEPART(iso_week, {X})", 9),
    (f"DATEPART(millisecond, {X})", 987),
    (f"DATENAME(month, {X})", "February"),
    (f"DATENAME(weekday, {X})", "Thursday"),
    (f"YEAR({X}) * 10000 + MONTH({X}) * 100 + DAY({X})", 20240229),
    (f"EOMONTH({X}, 1)", dt.date(2024, 3, 31)),
    ("DATEFROMPARTS(2024, 2, 29)", dt.date(2024, 2, 29)),
    ("DATETIME2FROMPARTS(2024, 2, 29, 1, 2, 3, 4, 3)", dt.datetime(2024, 2, 29, 1, 2, 3, 4000)),
    (f"CAST({X} AS date)", dt.date(2024, 2, 29)),
    (f"CAST({X} AS datetime2(0))", dt.datetime(2024, 2, 29, 13, 46)),
    (f"CAST({X} AS time(0))", dt.time(13, 46)),
    ("CAST(CAST(N'2024-02-29' AS date) AS datetime2(3))", dt.datetime(2024, 2, 29)),
    ("CAST(N'20240229' AS date)", dt.date(2024, 2, 29)),
    ("CAST(N'2024-02-29 13:45' AS datetime2)", dt.datetime(2024, 2, 29, 13, 45)),
    ("CAST(N'2024-02-29T13:45:00.004' AS datetime)", dt.datetime(2024, 2, 29, 13, 45, 0, 3000)),
    ("CAST(0 AS datetime)", dt.datetime(1900, 1, 1)),
    (f"CONVERT(nvarchar(30), {X}, 126)", "2024-02-29T13:45:59.987"),
    (f"CONVERT(nvarchar(30), {X}, 121)", "2024-02-29 13:45:59.987"),
    (f"CONVERT(nvarchar(30), {X}, 120)", "2024-02-29 13:45:59"),
    (f"CONVERT(nvarchar(10), {X}, 23)", "2024-02-29"),
    (f"CONVERT(nvarchar(8), {X}, 112)", "20240229"),
    (f"CONVERT(nvarchar(10), {X}, 120)", "2024-02-29"),
    (f"CONVERT(nvarchar(30), {X}, 103)", "29/02/2024"),
    (f"CONVERT(nvarchar(30), {X}, 108)", "13:45:59"),
    (f"CAST({X} AS nvarchar(30))", "2024-02-29 13:45:59.987"),
    ("CAST(CAST(N'2024-02-29' AS date) AS nvarchar(30))", "2024-02-29"),
    ("CONVERT(datetime2(3), N'2024-02-29T13:45:59.987', 126)", dt.datetime(2024, 2, 29, 13, 45, 59, 987000)),
    ("CONVERT(date, N'29/02/2024', 103)", dt.date(2024, 2, 29)),
    ("TRY_CONVERT(datetime2(3), N'2023-02-29')", None),
    ("ISDATE(N'2024-02-30')", 0),
    ("CAST(N'2024-01-01' AS datetime) + 1", dt.datetime(2024, 1, 2)),
    ("CAST(N'2024-01-02' AS datetime) - 0.5", dt.datetime(2024, 1, 1, 12)),
    (f"IIF({X} > N'2024-02-29', 1, 0)", 1),
    (f"IIF({X} >= CAST(N'2024-02-29' AS date), 1, 0)", 1),
    ("DATALENGTH(CAST(N'2024-01-01' AS datetime2(3)))", 7),
]


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_value(rows: Rows, expression: str, expected: Any) -> None:
    found = rows(f"SELECT {expression} AS v")[0][0]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("DATEADD(day, 1, N'nonsense')", 241),
        ("DATEADD(year, 9000, CAST(N'2024-01-01' AS date))", 517),
        ("DATEDIFF(second, N'1900-01-01', N'2024-01-01')", 535),
        ("DATEFROMPARTS(2024, 2, 30)", 289),
        ("DATEADD(parsec, 1, N'2024-01-01')", 155),
    ],
)
def test_error(number: Number, expression: str, expected: int) -> None:
    assert number(f"SELECT {expression} AS v") == expected


def test_datetime2_columns_round_to_their_scale(rows: Rows) -> None:
    # learn.microsoft.com: data-types/datetime2-transact-sql
    batch = """CREATE TABLE dbo.D (A datetime2(3) NOT NULL, B datetime2(0) NOT NULL);
    INSERT INTO dbo.D (A, B) VALUES (N'2024-01-01T00:00:00.1235', N'2024-01-01T00:00:00.5'); SELECT A, B
    FROM dbo.D"""
    assert rows(batch) == [(dt.datetime(2024, 1, 1, 0, 0, 0, 124000), dt.datetime(2024, 1, 1, 0, 0, 1))]


def test_date_parameters(rows: Rows) -> None:
    moment = dt.datetime(2024, 5, 6, 7, 8, 9, 123456)
    assert rows("SELECT DATEADD(day, 1, ?) AS a, CAST(? AS datetime2(3)) AS b", moment, moment) == [
        (moment + dt.timedelta(days=1), moment.replace(microsecond=123000))
    ]
