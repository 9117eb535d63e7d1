"""OPENJSON, FOR JSON PATH, JSON functions (relational-databases/json)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]

CASES = [
    ('SELECT JSON_VALUE(N\'{"a":{"b":[1,"x"]}}\', N\'$.a.b[1]\') AS v', [("x",)]),
    ("SELECT JSON_VALUE(N'{\"a\":1}', N'$.b') AS v", [(None,)]),
    ("SELECT JSON_VALUE(N'{\"a\":true}', N'$.a') AS v", [("true",)]),
    ("SELECT JSON_VALUE(N'{\"a\":{}}', N'$.a') AS v", [(None,)]),
    ("SELECT JSON_QUERY(N'{\"a\":[1,2]}', N'$.a') AS v", [("[1,2]",)]),
    ("SELECT ISJSON(N'{\"a\":1}') AS a, ISJSON(N'{a}') AS b, ISJSON(NULL) AS c", [(1, 0, None)]),
    ("SELECT JSON_MODIFY(N'{\"a\":1}', N'$.a', 2) AS v", [('{"a":2}',)]),
    (
        "SELECT j.[key], j.value, j.type FROM OPENJSON(N'[\"x\",5,null]') AS j",
        [("0", "x", 1), ("1", "5", 2), ("2", None, 0)],
    ),
    (
        'SELECT [key], value FROM OPENJSON(N\'{"a":1,"b":{"c":2}}\') ORDER BY [key]',
        [("a", "1"), ("b", '{"c":2}')],
    ),
    (
        "SELECT j.Id, j.Name, j.V, j.F FROM "
        'OPENJSON(N\'[{"Id":1,"Name":"x","V":1.5,"F":true},{"Id":2}]\') '
        "WITH (Id int, Name nvarchar(10), V float, F bit) AS j",
        [(1, "x", 1.5, True), (2, None, None, None)],
    ),
    (
        'SELECT j.A, j.B FROM OPENJSON(N\'{"x":{"y":7},"z":[1,2]}\') WITH (A int N\'$.x.y\', B '
        "nvarchar(max) N'$.z' AS JSON) AS j",
        [(7, "[1,2]")],
    ),
    (
        'SELECT j.A FROM OPENJSON(N\'{"list":[{"A":1},{"A":2}]}\', N\'$.list\') WITH (A decimal(5,2)) AS j',
        [(Decimal("1.00"),), (Decimal("2.00"),)],
    ),
    (
        'DECLARE @j nvarchar(max) = N\'[{"a":"2024-01-02"}]\'; SELECT COUNT(*) AS n FROM '
        "OPENJSON(@j) WITH (a date) AS j WHERE j.a > N'2024-01-01'",
        [(1,)],
    ),
    (
        "SELECT q.Id, j.value FROM (VALUES (1, N'[10,20]'), (2, N'[]')) AS q (Id, Doc) CROSS "
        "APPLY OPENJSON(q.Doc) AS j",
        [(1, "10"), (1, "20")],
    ),
    (
        "SELECT q.A, q.B FROM (VALUES (1, N'x'), (2, NULL)) AS q (A, B) FOR JSON PATH",
        [('[{"A":1,"B":"x"},{"A":2}]',)],
    ),
    ("SELECT 1 AS A, NULL AS B FOR JSON PATH, INCLUDE_NULL_VALUES", [('[{"A":1,"B":null}]',)]),
    ("SELECT 1 AS A FOR JSON PATH, WITHOUT_ARRAY_WRAPPER", [('{"A":1}',)]),
    ("SELECT 1 AS A FOR JSON PATH, ROOT(N'r')", [('{"r":[{"A":1}]}',)]),
    ("SELECT 1 AS [a.b], 2 AS [a.c], N'x\"y' AS d FOR JSON PATH", [('[{"a":{"b":1,"c":2},"d":"x\\"y"}]',)]),
    (
        "SELECT CAST(1 AS bit) AS t, CAST(0.5 AS decimal(3, 2)) AS d, "
        "CAST(N'2024-01-02T03:04:05.678' AS datetime2(3)) AS m FOR JSON PATH",
        [('[{"t":true,"d":0.50,"m":"2024-01-02T03:04:05.678"}]',)],
    ),
    ("SELECT JSON_QUERY(N'[1]') AS j, N'[1]' AS s FOR JSON PATH", [('[{"j":[1],"s":"[1]"}]',)]),
    ("SELECT 1 AS a, (SELECT 2 AS b FOR JSON PATH) AS c FOR JSON PATH", [('[{"a":1,"c":[{"b":2}]}]',)]),
    ("SELECT 1 AS a WHERE 1 = 0 FOR JSON PATH", []),
    ("DECLARE @j nvarchar(max) = (SELECT 1 AS a WHERE 1 = 0 FOR JSON PATH); SELECT @j AS j", [(None,)]),
    ("DECLARE @j nvarchar(max) = (SELECT 1 AS a FOR JSON PATH); SELECT LEN(@j) AS n", [(9,)]),
]


@pytest.mark.parametrize(("batch", "expected"), CASES)
def test_json(rows: Rows, batch: str, expected: list[tuple[Any, ...]]) -> None:
    assert rows(batch) == expected


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ("SELECT value FROM OPENJSON(N'{bad')", 13609),
        ("SELECT JSON_VALUE(N'{\"a\":1}', N'strict $.b') AS v", 13608),
        ("SELECT JSON_VALUE(N'x', N'$.b') AS v", 13609),
        ("SELECT 1 + 1 FOR JSON PATH", 13605),
    ],
)
def test_error(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected
