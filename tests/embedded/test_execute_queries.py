"""SELECT: joins, APPLY, grouping, windows, set operations, common table expressions, TOP and OFFSET,
views."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import tsql_pg

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]


@pytest.fixture(autouse=True)
def tables(db: tsql_pg.Connection) -> None:
    db.execute("""
    CREATE TABLE dbo.Machine (Id int NOT NULL PRIMARY KEY, Name nvarchar(20) NOT NULL, Site nvarchar(10)
    NULL);
    CREATE TABLE dbo.Reading (MachineId int NOT NULL, N int NOT NULL, V float NULL, PRIMARY KEY (MachineId,
    N));
    INSERT INTO dbo.Machine (Id, Name, Site) VALUES (1, N'Pump', N'A'), (2, N'Fan', N'b'), (3, N'Mill', NULL);
    INSERT INTO dbo.Reading (MachineId, N, V) VALUES (1, 1, 10), (1, 2, 20), (1, 3, NULL), (2, 1, 5);""")


CASES = [
    # queries/select-transact-sql, from-transact-sql
    (
        "SELECT m.Name, r.V FROM dbo.Machine AS m JOIN dbo.Reading AS r ON r.MachineId = m.Id "
        "WHERE r.N = 1 ORDER BY m.Id",
        [("Pump", 10.0), ("Fan", 5.0)],
    ),
    (
        "SELECT m.Name, r.V FROM dbo.Machine m LEFT JOIN dbo.Reading r ON r.MachineId = m.Id AND "
        "r.N = 2 ORDER BY m.Id",
        [("Pump", 20.0), ("Fan", None), ("Mill", None)],
    ),
    (
        "SELECT m.Name FROM dbo.Reading r RIGHT JOIN dbo.Machine m ON r.MachineId = m.Id WHERE r.N IS NULL",
        [("Mill",)],
    ),
    ("SELECT COUNT(*) AS n FROM dbo.Machine AS a CROSS JOIN dbo.Machine AS b", [(9,)]),
    ("SELECT COUNT(*) AS n FROM dbo.Machine AS a, dbo.Machine AS b WHERE a.Id < b.Id", [(3,)]),
    (
        "SELECT a.Id FROM dbo.Machine AS a FULL JOIN dbo.Reading AS r ON 1 = 0 WHERE r.N IS NULL "
        "ORDER BY a.Id",
        [(1,), (2,), (3,)],
    ),
    (
        "SELECT m.Id, x.V FROM dbo.Machine AS m CROSS APPLY (SELECT TOP (1) r.V FROM dbo.Reading "
        "AS r WHERE r.MachineId = m.Id"
        " ORDER BY r.N DESC) AS x ORDER BY m.Id",
        [(1, None), (2, 5.0)],
    ),
    (
        "SELECT m.Id, x.V FROM dbo.Machine AS m OUTER APPLY (SELECT MAX(r.V) AS V FROM "
        "dbo.Reading AS r WHERE r.MachineId = m.Id)"
        " AS x ORDER BY m.Id",
        [(1, 20.0), (2, 5.0), (3, None)],
    ),
    ("SELECT q.A, q.B FROM (VALUES (1, N'x'), (2, NULL)) AS q (A, B) ORDER BY q.A", [(1, "x"), (2, None)]),
    ("SELECT q.A FROM (VALUES (1), (2.5)) AS q (A) ORDER BY q.A", [(Decimal("1.0"),), (Decimal("2.5"),)]),
    ("SELECT name = m.Name FROM dbo.Machine m WHERE m.Name = 'PUMP'", [("Pump",)]),
    ("SELECT Machine.Name FROM dbo.Machine WHERE Machine.Id = 2", [("Fan",)]),
    ("SELECT dbo.Machine.Name FROM dbo.Machine WHERE dbo.Machine.Id = 2", [("Fan",)]),
    ("SELECT m.* FROM dbo.Machine AS m WHERE m.Id = 3", [(3, "Mill", None)]),
    ("SELECT [m o].[Name] FROM dbo.Machine AS [m o] WHERE [m o].Id = 1", [("Pump",)]),
    # ORDER BY: NULLs are lowest
    ("SELECT Site FROM dbo.Machine ORDER BY Site", [(None,), ("A",), ("b",)]),
    ("SELECT Site FROM dbo.Machine ORDER BY Site DESC", [("b",), ("A",), (None,)]),
    (
        "SELECT Name AS n, Id * 2 AS d FROM dbo.Machine ORDER BY d DESC, 1",
        [("Mill", 6), ("Fan", 4), ("Pump", 2)],
    ),
    ("SELECT Name FROM dbo.Machine ORDER BY LEN(Name), Name DESC", [("Fan",), ("Pump",), ("Mill",)]),
    # TOP, OFFSET FETCH
    ("SELECT TOP (2) Id FROM dbo.Machine ORDER BY Id DESC", [(3,), (2,)]),
    ("SELECT TOP 1 Id FROM dbo.Machine ORDER BY Id", [(1,)]),
    ("DECLARE @n int = 2; SELECT TOP (@n) Id FROM dbo.Machine ORDER BY Id", [(1,), (2,)]),
    ("SELECT Id FROM dbo.Machine ORDER BY Id OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY", [(2,)]),
    ("SELECT Id FROM dbo.Machine ORDER BY Id OFFSET 2 ROWS", [(3,)]),
    # GROUP BY, aggregates
    (
        "SELECT MachineId, COUNT(*) AS n, COUNT(V) AS v, SUM(V) AS s, AVG(V) AS a, MIN(V) AS lo, "
        "MAX(V) AS hi FROM dbo.Reading"
        " GROUP BY MachineId ORDER BY MachineId",
        [(1, 3, 2, 30.0, 15.0, 10.0, 20.0), (2, 1, 1, 5.0, 5.0, 5.0, 5.0)],
    ),
    ("SELECT AVG(N) AS a, SUM(N) AS s FROM dbo.Reading", [(1, 7)]),
    ("SELECT AVG(N * 1.0) AS a FROM dbo.Reading", [(Decimal("1.750000"),)]),
    ("SELECT COUNT(DISTINCT MachineId) AS n FROM dbo.Reading", [(2,)]),
    ("SELECT SUM(V) AS s, COUNT(*) AS n FROM dbo.Reading WHERE 1 = 0", [(None, 0)]),
    ("SELECT MachineId FROM dbo.Reading GROUP BY MachineId HAVING COUNT(*) > 1", [(1,)]),
    ("SELECT N % 2 AS odd, COUNT(*) AS n FROM dbo.Reading GROUP BY N % 2 ORDER BY odd", [(0, 1), (1, 3)]),
    (
        "SELECT MachineId, SUM(N) AS s FROM dbo.Reading GROUP BY ROLLUP (MachineId) ORDER BY MachineId",
        [(None, 7), (1, 6), (2, 1)],
    ),
    (
        "SELECT STRING_AGG(Name, N',') WITHIN GROUP (ORDER BY Name DESC) AS s FROM dbo.Machine",
        [("Pump,Mill,Fan",)],
    ),
    ("SELECT STDEV(V) AS s, VARP(V) AS v FROM dbo.Reading WHERE MachineId = 1", [(7.0710678118654755, 25.0)]),
    ("SELECT SUM(CASE WHEN V IS NULL THEN 1 ELSE 0 END) AS n FROM dbo.Reading", [(1,)]),
    ("SELECT DISTINCT MachineId FROM dbo.Reading ORDER BY MachineId", [(1,), (2,)]),
    # collation: grouping and DISTINCT fold case and trailing blanks
    (
        "SELECT COUNT(*) AS n FROM (SELECT DISTINCT q.A FROM (VALUES (N'a'), (N'A'), (N'a ')) AS q (A)) AS d",
        [(1,)],
    ),
    ("SELECT COUNT(*) AS n FROM (VALUES (N'a'), (N'A')) AS q (A) GROUP BY q.A", [(2,)]),
    # windows: functions/ranking, select-over-clause
    (
        "SELECT N, ROW_NUMBER() OVER (PARTITION BY MachineId ORDER BY N DESC) AS r FROM "
        "dbo.Reading WHERE MachineId = 1"
        " ORDER BY N",
        [(1, 3), (2, 2), (3, 1)],
    ),
    (
        "SELECT N, SUM(V) OVER (ORDER BY N ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s "
        "FROM dbo.Reading"
        " WHERE MachineId = 1 ORDER BY N",
        [(1, 10.0), (2, 30.0), (3, 30.0)],
    ),
    (
        "SELECT N, LAG(V) OVER (ORDER BY N) AS p, LEAD(V, 1, -1) OVER (ORDER BY N) AS q FROM "
        "dbo.Reading WHERE MachineId = 1"
        " ORDER BY N",
        [(1, None, 20.0), (2, 10.0, None), (3, 20.0, -1.0)],
    ),
    ("SELECT COUNT(*) OVER () AS n FROM dbo.Machine WHERE Id < 3", [(2,), (2,)]),
    (
        "SELECT Id, RANK() OVER (ORDER BY LEN(Name)) AS r, DENSE_RANK() OVER (ORDER BY LEN(Name) "
        "DESC) AS d FROM dbo.Machine"
        " ORDER BY Id",
        [(1, 2, 1), (2, 1, 2), (3, 2, 1)],
    ),
    (
        "SELECT N, FIRST_VALUE(N) OVER (ORDER BY N) AS f, NTILE(2) OVER (ORDER BY N) AS t FROM "
        "dbo.Reading WHERE MachineId = 1"
        " ORDER BY N",
        [(1, 1, 1), (2, 1, 1), (3, 1, 2)],
    ),
    # set operations
    ("SELECT 1 AS a UNION SELECT 1 UNION ALL SELECT 1", [(1,), (1,)]),
    ("SELECT Id FROM dbo.Machine EXCEPT SELECT MachineId FROM dbo.Reading", [(3,)]),
    ("SELECT Id FROM dbo.Machine INTERSECT SELECT MachineId FROM dbo.Reading ORDER BY Id", [(1,), (2,)]),
    ("SELECT NULL AS a UNION SELECT NULL", [(None,)]),
    ("SELECT 1 AS a UNION ALL SELECT 2.5 ORDER BY a DESC", [(Decimal("2.5"),), (Decimal("1.0"),)]),
    ("SELECT 1 AS a UNION ALL SELECT N'2' ORDER BY a", [(1,), (2,)]),
    # common table expressions
    ("WITH c AS (SELECT Id FROM dbo.Machine WHERE Id > 1) SELECT COUNT(*) AS n FROM c", [(2,)]),
    (
        "WITH a (X) AS (SELECT 1), b AS (SELECT X + 1 AS Y FROM a) SELECT a.X, b.Y FROM a CROSS JOIN b",
        [(1, 2)],
    ),
    ("WITH r (N) AS (SELECT 1 UNION ALL SELECT N + 1 FROM r WHERE N < 5) SELECT SUM(N) AS s FROM r", [(15,)]),
    ("WITH Machine AS (SELECT 7 AS Id) SELECT Id FROM Machine", [(7,)]),
    # subqueries
    (
        "SELECT (SELECT MAX(r.V) FROM dbo.Reading AS r WHERE r.MachineId = m.Id) AS v FROM "
        "dbo.Machine AS m ORDER BY m.Id",
        [(20.0,), (5.0,), (None,)],
    ),
    ("SELECT Id FROM dbo.Machine WHERE Id NOT IN (SELECT MachineId FROM dbo.Reading)", [(3,)]),
    ("SELECT Id FROM dbo.Machine WHERE Name IN (SELECT N'PUMP')", [(1,)]),
    (
        "SELECT m.Id FROM dbo.Machine AS m WHERE NOT EXISTS (SELECT 1 FROM dbo.Reading AS r WHERE "
        "r.MachineId = m.Id)",
        [(3,)],
    ),
    ("SELECT s.value FROM STRING_SPLIT(N'a,b,,c', N',') AS s", [("a",), ("b",), ("",), ("c",)]),
    (
        "SELECT m.Id, s.value FROM dbo.Machine AS m CROSS APPLY STRING_SPLIT(m.Name, N'u') AS s "
        "WHERE m.Id = 1",
        [(1, "P"), (1, "mp")],
    ),
    ("SELECT COUNT(*) AS n FROM dbo.Machine WITH (NOLOCK, INDEX(1)) OPTION (RECOMPILE, MAXDOP 1)", [(3,)]),
    (
        "SELECT COUNT(*) AS n FROM dbo.Machine AS m WITH (UPDLOCK, HOLDLOCK) JOIN dbo.Reading AS "
        "r ON r.MachineId = m.Id",
        [(4,)],
    ),
    ("SELECT 1 AS a WHERE 1 = 0", []),
    ("SELECT 1", [(1,)]),
    (
        "SELECT m.Name + N'/' + m.Site AS s FROM dbo.Machine AS m ORDER BY m.Id",
        [("Pump/A",), ("Fan/b",), (None,)],
    ),
]


@pytest.mark.parametrize(("batch", "expected"), CASES)
def test_query(rows: Rows, batch: str, expected: list[tuple[Any, ...]]) -> None:
    assert rows(batch) == expected


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ("SELECT Nosuch FROM dbo.Machine", 207),
        ("SELECT x.Name FROM dbo.Machine AS m", 4104),
        ("SELECT x.* FROM dbo.Machine AS m", 107),
        ("SELECT Id FROM dbo.Machine AS a JOIN dbo.Machine AS b ON a.Id = b.Id", 209),
        ("SELECT 1 FROM dbo.Nosuch", 208),
        ("SELECT 1 FROM @t", 1087),
        ("SELECT 1 AS a UNION SELECT 1, 2", 205),
        ("SELECT Id FROM dbo.Machine ORDER BY 2", 108),
        ("SELECT Name FROM dbo.Machine GROUP BY Site", 8120),
        ("SELECT Id FROM dbo.Machine WHERE Name = N'Pump' AND Name", 4145),
        ("SELECT (SELECT Id FROM dbo.Machine) AS a", 512),
        ("SELECT a FROM (VALUES (1), (1, 2)) AS q (a)", 10709),
    ],
)
def test_error(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected


def test_result_columns_have_their_declared_names_and_types(db: tsql_pg.Connection) -> None:
    found = db.execute(
        "SELECT m.Name, m.id AS [My Id], 1 + 1, CAST(1 AS bit) AS Flag FROM dbo.Machine AS m"
    ).result_sets[0]
    assert found.columns == ("Name", "My Id", "", "Flag")
    assert found.types == ("nvarchar(20)", "int", "int", "bit")
    assert found.rows[0][3] is True


def test_several_result_sets(db: tsql_pg.Connection) -> None:
    found = db.execute("SELECT 1 AS a; SELECT 2 AS b, 3 AS c;")
    assert [(item.columns, item.rows) for item in found.result_sets] == [
        (("a",), [(1,)]),
        (("b", "c"), [(2, 3)]),
    ]


# --- views, inline functions ----------------------------------------------------------------------------


def test_view(db: tsql_pg.Connection, rows: Rows) -> None:
    # statements/create-view-transact-sql
    db.execute(
        "CREATE VIEW dbo.W AS SELECT m.Id, m.Name AS Title FROM dbo.Machine AS m WHERE m.Site IS NOT NULL"
    )
    assert rows("SELECT w.Title FROM dbo.W AS w WHERE w.Id > 1") == [("Fan",)]
    db.execute("CREATE OR ALTER VIEW dbo.W (A, B) AS SELECT m.Name, 1 FROM dbo.Machine AS m")
    assert rows("SELECT TOP (1) A, B FROM dbo.W ORDER BY A") == [("Fan", 1)]


def test_view_over_view(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE VIEW dbo.V1 AS SELECT Id, Name FROM dbo.Machine")
    db.execute("CREATE VIEW dbo.V2 AS SELECT v.Name, COUNT(*) AS n FROM dbo.V1 AS v GROUP BY v.Name")
    assert rows("SELECT SUM(n) AS s FROM dbo.V2") == [(3,)]


def test_view_with_common_table_expression(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE VIEW dbo.V AS WITH c AS (SELECT MAX(N) AS N FROM dbo.Reading) SELECT c.N FROM c")
    assert rows("SELECT v.N, m.Id FROM dbo.V AS v CROSS JOIN dbo.Machine AS m WHERE m.Id = 1") == [(3, 1)]


def test_a_table_may_be_dropped_under_a_view(db: tsql_pg.Connection, number: Number) -> None:
    db.execute("CREATE VIEW dbo.V AS SELECT N FROM dbo.Reading")
    db.execute("DROP TABLE dbo.Reading")
    assert number("SELECT N FROM dbo.V") == 208


def test_update_through_a_view(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE VIEW dbo.V AS SELECT m.Id, m.Site AS Place FROM dbo.Machine AS m")
    db.execute("UPDATE dbo.V SET Place = N'z' WHERE Id = 3")
    assert rows("SELECT Site FROM dbo.Machine WHERE Id = 3") == [("z",)]


def test_inline_function(db: tsql_pg.Connection, rows: Rows) -> None:
    # statements/create-function-transact-sql
    db.execute("""CREATE FUNCTION dbo.Above (@Limit float, @Id int = 1) RETURNS TABLE AS
    RETURN (SELECT r.N, r.V - @Limit AS Over1 FROM dbo.Reading AS r WHERE r.MachineId = @Id AND r.V >
    @Limit)""")
    assert rows("SELECT f.N, f.Over1 FROM dbo.Above(12, DEFAULT) AS f") == [(2, 8.0)]
    assert rows("DECLARE @l float = 1; SELECT COUNT(*) AS n FROM dbo.Above(@l, 2) AS f") == [(1,)]
    assert rows("""SELECT m.Id, COUNT(*) AS n FROM dbo.Machine AS m CROSS APPLY dbo.Above(m.Id * 2, m.Id) AS r
    GROUP BY m.Id ORDER BY m.Id""") == [(1, 2), (2, 1)]


def test_inline_function_without_enough_arguments(db: tsql_pg.Connection, number: Number) -> None:
    db.execute("CREATE FUNCTION dbo.F (@A int) RETURNS TABLE AS RETURN SELECT @A AS A")
    assert number("SELECT A FROM dbo.F()") == 313
    assert number("SELECT A FROM dbo.F(1, 2)") == 8144


def test_synonym(db: tsql_pg.Connection, rows: Rows) -> None:
    # statements/create-synonym-transact-sql
    db.execute("CREATE SYNONYM dbo.S FOR dbo.Machine; CREATE SYNONYM dbo.Q FOR [dbo].[P]")
    db.execute("CREATE PROCEDURE dbo.P AS SELECT 5 AS five")
    assert rows("SELECT COUNT(*) AS n FROM dbo.S") == [(3,)]
    assert rows("EXEC dbo.Q") == [(5,)]


def test_parameters(rows: Rows) -> None:
    assert rows("SELECT Name FROM dbo.Machine WHERE Id = ? AND Name = ?", 1, "PUMP") == [("Pump",)]
    assert rows("SELECT ? AS a, ? AS b, ? AS c", None, 2.5, "x") == [(None, 2.5, "x")]
    assert rows("SELECT COUNT(*) AS n FROM dbo.Machine WHERE Site = ?", None) == [(0,)]
    assert rows("SELECT Id FROM dbo.Machine WHERE Name LIKE ? + N'%'", "pu") == [(1,)]
