"""Mathematical functions and aggregates. Expectations: Microsoft Learn, "Mathematical functions"."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import psycopg
import pytest

Evaluate = Callable[[str], Any]
Connection = psycopg.Connection[Any]
F = "::double precision"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.round(123.4545, 2)", Decimal("123.4500")),
        ("tsql.round(123.45, -2)", Decimal("100.00")),
        ("tsql.round(150.75, 0)", Decimal("151.00")),
        ("tsql.round(150.75, 0, 1)", Decimal("150.00")),
        ("tsql.round(-2.5, 0)", Decimal("-3.0")),
        (f"tsql.round(2.5{F}, 0)", 3.0),
        (f"tsql.round(-2.5{F}, 0)", -3.0),
        (f"tsql.round(1.005{F}, 2)", 1.01),
        (f"tsql.round(1.239{F}, 2, 1)", 1.23),
        (f"tsql.round(1234.5{F}, -2)", 1200.0),
        (f"tsql.round(1e300{F}, 2)", 1e300),
        ("tsql.round(1250, -2)", 1300),
        ("tsql.round(1299, -2, 1)", 1200),
        ("tsql.round(5, 3)", 5),
        ("tsql.abs(-5), tsql.abs(-1.5), tsql.abs((-5)::smallint)", (5, Decimal("1.5"), 5)),
        ("tsql.power(2, 10), tsql.power(2, -1)", (1024, 0)),
        (f"tsql.power(2.0{F}, 0.5{F})", math.sqrt(2)),
        (f"tsql.power(1e-200{F}, 10{F})", 0.0),
        ("tsql.sqrt(16), tsql.square(3), tsql.exp(0)", (4.0, 9.0, 1.0)),
        (f"tsql.exp(-1000{F})", 0.0),
        ("tsql.log(8, 2), tsql.log10(1000), tsql.log(1)", (3.0, 3.0, 0.0)),
        ("tsql.ceiling(1.2), tsql.floor(-1.2), tsql.ceiling(3)", (Decimal(2), Decimal(-2), 3)),
        (f"tsql.ceiling(-0.5{F}), tsql.floor(2.7{F})", (0.0, 2.0)),
        ("tsql.sign(-7), tsql.sign(0.0), tsql.sign(2)", (-1, Decimal(0), 1)),
        ("tsql.atn2(1, 1)", math.pi / 4),
        ("tsql.div(1, 3, 6)", Decimal("0.333333")),
        ("tsql.div(2, 3, 6)", Decimal("0.666666")),
        ("tsql.div(-2, 3, 8)", Decimal("-0.66666666")),
        ("tsql.rand(7) = tsql.rand(7), tsql.rand(7) BETWEEN 0 AND 1", (True, True)),
    ],
)
def test_mathematics(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("tsql.sqrt(-1)", 3623),
        ("tsql.log(0)", 3623),
        ("tsql.div(1, 0, 6)", 8134),
        (f"tsql.power(0.0{F}, -1{F})", 8134),
        ("tsql.power(10, 20)", 232),
        (f"tsql.exp(1000{F})", 8115),
        ("1 / 0", 8134),
        ("2147483647 + 1", 8115),
        (f"1e308{F} * 10", 8115),
    ],
)
def test_mathematical_errors(error_number: Callable[[str], int], expression: str, number: int) -> None:
    assert error_number(expression) == number


def test_aggregates(pg: Connection) -> None:
    row = pg.execute("""
        SELECT tsql.sum_int(n), tsql.avg_int(n), tsql.avg_bigint(n), tsql.sum_bigint(n),
               tsql.avg_numeric(n::numeric), tsql.sum_float(n), tsql.avg_float(n), tsql.sum_numeric(n + 0.5)
        FROM (VALUES (1), (2), (4), (NULL)) AS v (n)""").fetchone()
    assert row == (7, 2, 2, 7, Decimal("2.333333"), 7.0, 7 / 3, Decimal("8.5"))
    negative = pg.execute("SELECT tsql.avg_int(n) FROM (VALUES (-1), (-2)) AS v (n)").fetchone()
    assert negative == (-1,)


def test_aggregates_of_nothing_are_null(pg: Connection) -> None:
    row = pg.execute("""
        SELECT tsql.sum_int(n), tsql.avg_int(n), tsql.sum_bigint(n), tsql.avg_bigint(n), tsql.avg_numeric(n),
               tsql.sum_float(n), tsql.avg_float(n), tsql.stdev(n), tsql.var(n)
        FROM (SELECT 1 AS n WHERE false) AS v""").fetchone()
    assert row == (None,) * 9


def test_moments(pg: Connection) -> None:
    row = pg.execute("""
        SELECT tsql.stdev(n), tsql.stdevp(n), tsql.var(n), tsql.varp(n), tsql.stdev(n) FILTER (WHERE n = 1)
        FROM (VALUES (1), (2), (4)) AS v (n)""").fetchone()
    assert row is not None
    assert row[:4] == pytest.approx((math.sqrt(7 / 3), math.sqrt(14 / 9), 7 / 3, 14 / 9))
    assert row[4] is None


def test_sum_of_int_overflows(error_number: Callable[[str], int]) -> None:
    assert error_number("(SELECT tsql.sum_int(n) FROM (VALUES (2147483647), (1)) AS v (n))") == 8115


def test_aggregates_work_as_window_functions(pg: Connection) -> None:
    rows = pg.execute("""
        SELECT tsql.sum_int(n) OVER (ORDER BY n), tsql.avg_int(n) OVER (),
               tsql.stdevp(n) OVER (PARTITION BY n)
        FROM (VALUES (1), (2), (6)) AS v (n) ORDER BY n""").fetchall()
    assert rows == [(1, 3, 0.0), (3, 3, 0.0), (9, 3, 0.0)]
