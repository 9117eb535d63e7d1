"""Queries: joins, APPLY, common table expressions, set operators, TOP, ordering, grouping, windows."""

from decimal import Decimal as Dec

from .case import ERRORS, Case, element, function, query

OVER = query("select-over-clause")
GROUP = query("select-group-by")
FROM = query("from")
WITH = query("with-common-table-expression")
ORDER = query("select-order-by-clause")
UNION = element("set-operators-union")
EXCEPT = element("set-operators-except-and-intersect")

A = "(VALUES (1, N'a'), (2, N'b'), (3, N'c')) AS a (Id, Name)"
B = "(VALUES (2, 20), (3, 30), (3, 31), (4, 40)) AS b (Id, V)"
G = "(VALUES (1, 10), (1, 20), (2, 5), (2, NULL), (3, NULL)) AS g (K, V)"
T = "(VALUES (1, 10), (2, 20), (3, 20), (4, 40)) AS t (Id, V)"

CASES: list[Case] = [
    # joins
    Case("INNER JOIN", FROM, f"SELECT a.Id, b.V FROM {A} INNER JOIN {B} ON b.Id = a.Id ORDER BY a.Id, b.V", [(2, 20), (3, 30), (3, 31)]),
    Case("LEFT JOIN", FROM, f"SELECT a.Id, b.V FROM {A} LEFT JOIN {B} ON b.Id = a.Id ORDER BY a.Id, b.V", [(1, None), (2, 20), (3, 30), (3, 31)]),
    Case("RIGHT JOIN", FROM, f"SELECT a.Name, b.Id FROM {A} RIGHT OUTER JOIN {B} ON b.Id = a.Id WHERE a.Id IS NULL", [(None, 4)]),
    Case("FULL JOIN", FROM, f"SELECT COUNT(*) AS N FROM {A} FULL JOIN {B} ON b.Id = a.Id", [(5,)]),
    Case("CROSS JOIN", FROM, f"SELECT COUNT(*) AS N FROM {A} CROSS JOIN {B}", [(12,)]),
    Case("comma join", FROM, f"SELECT COUNT(*) AS N FROM {A}, {B} WHERE a.Id = b.Id", [(3,)]),
    Case("join on a condition with NULL", FROM, "SELECT COUNT(*) AS N FROM (VALUES (NULL)) AS a (x) INNER JOIN (VALUES (NULL)) AS b (x) ON a.x = b.x", [(0,)]),
    Case("join with hints", "t-sql/queries/hints-transact-sql-join", f"SELECT COUNT(*) AS N FROM {A} INNER HASH JOIN {B} ON a.Id = b.Id OPTION (MAXDOP 1)", [(3,)]),
    # APPLY
    Case("CROSS APPLY", FROM, f"SELECT a.Id, x.V FROM {A} CROSS APPLY (SELECT TOP (1) b.V FROM {B} WHERE b.Id = a.Id ORDER BY b.V DESC) AS x ORDER BY a.Id", [(2, 20), (3, 31)]),
    Case("OUTER APPLY", FROM, f"SELECT a.Id, x.V FROM {A} OUTER APPLY (SELECT TOP (1) b.V FROM {B} WHERE b.Id = a.Id ORDER BY b.V DESC) AS x ORDER BY a.Id", [(1, None), (2, 20), (3, 31)]),
    Case("APPLY of VALUES", FROM, f"SELECT a.Id, v.X FROM {A} CROSS APPLY (VALUES (a.Id * 10), (a.Id * 100)) AS v (X) WHERE a.Id = 2 ORDER BY v.X", [(2, 20), (2, 200)]),
    # common table expressions
    Case("WITH", WITH, "WITH c (x) AS (SELECT 1), d AS (SELECT x + 1 AS y FROM c) SELECT c.x, d.y FROM c CROSS JOIN d", [(1, 2)]),
    Case("recursive WITH", WITH, "WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT SUM(i) AS s FROM n", [(15,)]),
    Case("recursive WITH stops at 100", WITH, "WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT MAX(i) AS m FROM n", error=530),
    Case("MAXRECURSION", "t-sql/queries/hints-transact-sql-query", "WITH n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT MAX(i) AS m FROM n OPTION (MAXRECURSION 0)", [(200,)]),
    # set operators
    Case("UNION", UNION, "SELECT 1 AS x UNION SELECT 1 UNION SELECT 2 ORDER BY x", [(1,), (2,)]),
    Case("UNION ALL", UNION, "SELECT 1 AS x UNION ALL SELECT 1 ORDER BY x", [(1,), (1,)]),
    Case("UNION takes NULLs as equal", UNION, "SELECT CAST(NULL AS int) AS x UNION SELECT NULL", [(None,)]),
    Case("UNION of int and decimal", UNION, "SELECT 1 AS x UNION ALL SELECT 2.5 ORDER BY x", [(Dec("1.0"),), (Dec("2.5"),)]),
    Case("EXCEPT", EXCEPT, "SELECT v FROM (VALUES (1), (1), (2), (NULL)) AS t (v) EXCEPT SELECT 2", [(None,), (1,)]),
    Case("INTERSECT", EXCEPT, "SELECT v FROM (VALUES (1), (NULL), (2)) AS t (v) INTERSECT SELECT v FROM (VALUES (NULL), (2)) AS u (v) ORDER BY v", [(None,), (2,)]),
    Case("INTERSECT binds tighter", EXCEPT, "SELECT 1 AS x UNION SELECT 2 INTERSECT SELECT 3", [(1,)]),
    Case("unequal numbers of columns", ERRORS, "SELECT 1 AS a UNION SELECT 1, 2", error=205),
    # ordering, TOP
    Case("NULL sorts first", ORDER, "SELECT v FROM (VALUES (2), (NULL), (1)) AS t (v) ORDER BY v", [(None,), (1,), (2,)]),
    Case("NULL sorts last descending", ORDER, "SELECT v FROM (VALUES (2), (NULL), (1)) AS t (v) ORDER BY v DESC", [(2,), (1,), (None,)]),
    Case("ORDER BY position", ORDER, f"SELECT Id, V FROM {T} ORDER BY 2 DESC, 1 DESC", [(4, 40), (3, 20), (2, 20), (1, 10)]),
    Case("ORDER BY an alias", ORDER, f"SELECT -Id AS Neg FROM {T} ORDER BY Neg", [(-4,), (-3,), (-2,), (-1,)]),
    Case("ORDER BY a column that is not selected", ORDER, f"SELECT V FROM {T} ORDER BY Id DESC", [(40,), (20,), (20,), (10,)]),
    Case("OFFSET FETCH", ORDER, f"SELECT Id FROM {T} ORDER BY Id OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY", [(2,), (3,)]),
    Case("OFFSET alone", ORDER, f"SELECT Id FROM {T} ORDER BY Id OFFSET 3 ROWS", [(4,)]),
    Case("TOP", query("top"), f"SELECT TOP (2) Id FROM {T} ORDER BY Id DESC", [(4,), (3,)]),
    Case("TOP of a variable", query("top"), f"DECLARE @n int = 1; SELECT TOP (@n) Id FROM {T} ORDER BY Id", [(1,)]),
    Case("TOP 0", query("top"), f"SELECT TOP (0) Id FROM {T}", []),
    Case("TOP without parentheses", query("top"), f"SELECT TOP 1 Id FROM {T} ORDER BY Id", [(1,)]),
    Case("DISTINCT with TOP", query("top"), f"SELECT DISTINCT TOP (2) V FROM {T} ORDER BY V", [(10,), (20,)]),
    Case("ORDER BY in a derived table", ERRORS, "SELECT x FROM (SELECT 1 AS x ORDER BY x) AS t", error=1033),
    # SELECT list
    Case("alias = expression", query("select-clause"), "SELECT x = 1, 2 AS y, 3 z, [a b] = 4", [(1, 2, 3, 4)]),
    Case("SELECT of all columns", query("select-clause"), "SELECT t.*, 9 AS n FROM (SELECT 1 AS a, 2 AS b) AS t", [(1, 2, 9)]),
    Case("VALUES", query("table-value-constructor"), "SELECT MIN(v) AS lo, MAX(v) AS hi FROM (VALUES (1), (2.5)) AS t (v)", [(Dec("1.0"), Dec("2.5"))]),
    Case("correlated subquery", "relational-databases/performance/subqueries", f"SELECT a.Id, (SELECT COUNT(*) FROM {B} WHERE b.Id = a.Id) AS N FROM {A} ORDER BY a.Id", [(1, 0), (2, 1), (3, 2)]),
    Case("quoted names", "relational-databases/databases/database-identifiers", 'SELECT t.[a b], t."c d", t.[e]]f] FROM (SELECT 1 AS [a b], 2 AS "c d", 3 AS [e]]f]) AS t', [(1, 2, 3)]),
    Case("names ignore case", "relational-databases/databases/database-identifiers", "SELECT T.ABC FROM (SELECT 1 AS abc) AS t", [(1,)]),
    Case("ambiguous name", ERRORS, "SELECT Id FROM (SELECT 1 AS Id) AS a CROSS JOIN (SELECT 2 AS Id) AS b", error=209),
    Case("comments", element("slash-star-comment"), "SELECT /* a /* nested */ b */ 1 AS x -- end", [(1,)]),
    # aggregates
    Case("AVG of int is int", function("avg"), "SELECT AVG(v) AS a FROM (VALUES (1), (2)) AS t (v)", [(1,)]),
    Case("AVG of negative ints truncates", function("avg"), "SELECT AVG(v) AS a FROM (VALUES (-1), (-2)) AS t (v)", [(-1,)]),
    Case("AVG of decimal", function("avg"), "SELECT AVG(v) AS a FROM (VALUES (CAST(1 AS decimal(5, 2))), (2)) AS t (v)", [(Dec("1.500000"),)]),
    Case("AVG of float", function("avg"), "SELECT AVG(v) AS a FROM (VALUES (1e0), (2e0)) AS t (v)", [(1.5,)]),
    Case("aggregates skip NULL", function("aggregate-functions"), "SELECT COUNT(*) AS n, COUNT(v) AS c, SUM(v) AS s, AVG(v) AS a, MIN(v) AS lo, MAX(v) AS hi FROM (VALUES (1), (NULL), (4)) AS t (v)", [(3, 2, 5, 2, 1, 4)]),
    Case("aggregates of nothing", function("sum"), "SELECT COUNT(*) AS n, SUM(v) AS s, MIN(v) AS m FROM (SELECT 1 AS v) AS t WHERE 1 = 0", [(0, None, None)]),
    Case("grouped aggregates of nothing", GROUP, "SELECT COUNT(*) AS n FROM (SELECT 1 AS v) AS t WHERE 1 = 0 GROUP BY v", []),
    Case("SUM overflows int", function("sum"), "SELECT SUM(v) AS s FROM (VALUES (2147483647), (1)) AS t (v)", error=8115),
    Case("SUM of tinyint is int", function("sum"), "SELECT SUM(v) AS s FROM (VALUES (CAST(200 AS tinyint)), (CAST(200 AS tinyint))) AS t (v)", [(400,)]),
    Case("SUM of bigint", function("sum"), "SELECT SUM(CAST(v AS bigint)) AS s FROM (VALUES (2147483647), (1)) AS t (v)", [(2147483648,)]),
    Case("SUM DISTINCT", function("sum"), "SELECT SUM(DISTINCT v) AS s, COUNT(DISTINCT v) AS c FROM (VALUES (1), (1), (2), (NULL)) AS t (v)", [(3, 2)]),
    Case("COUNT_BIG", function("count-big"), "SELECT COUNT_BIG(*) AS n FROM (VALUES (1), (2)) AS t (v)", [(2,)]),
    Case("STDEV, VAR", function("stdev"), "SELECT STDEV(v) AS s, STDEVP(v) AS p, VAR(v) AS r, VARP(v) AS q FROM (VALUES (2), (4)) AS t (v)", [(1.4142135623730951, 1.0, 2.0, 1.0)]),
    Case("STDEV of one row", function("stdev"), "SELECT STDEV(v) AS s, VARP(v) AS q FROM (VALUES (2)) AS t (v)", [(None, 0.0)]),
    Case("GROUP BY", GROUP, f"SELECT K, COUNT(*) AS n, SUM(V) AS s FROM {G} GROUP BY K ORDER BY K", [(1, 2, 30), (2, 2, 5), (3, 1, None)]),
    Case("GROUP BY takes NULLs together", GROUP, f"SELECT V, COUNT(*) AS n FROM {G} WHERE K > 1 GROUP BY V ORDER BY V", [(None, 2), (5, 1)]),
    Case("GROUP BY an expression", GROUP, f"SELECT Id % 2 AS odd, SUM(V) AS s FROM {T} GROUP BY Id % 2 ORDER BY Id % 2", [(0, 60), (1, 30)]),
    Case("HAVING", query("select-having"), f"SELECT K FROM {G} GROUP BY K HAVING COUNT(V) = 1", [(2,)]),
    Case("HAVING without GROUP BY", query("select-having"), f"SELECT COUNT(*) AS n FROM {G} HAVING COUNT(*) > 99", []),
    Case("a column that is not grouped", ERRORS, f"SELECT K, V FROM {G} GROUP BY K", error=8120),
    Case("an aggregate in WHERE", ERRORS, f"SELECT K FROM {G} WHERE SUM(V) > 1", error=147),
    Case("ROLLUP", GROUP, f"SELECT K, SUM(V) AS s, GROUPING(K) AS g FROM {G} GROUP BY ROLLUP (K) ORDER BY GROUPING(K), K", [(1, 30, 0), (2, 5, 0), (3, None, 0), (None, 35, 1)]),
    Case("GROUPING SETS", GROUP, "SELECT a, b, COUNT(*) AS n FROM (VALUES (1, 1), (1, 2)) AS t (a, b) GROUP BY GROUPING SETS ((a), (b)) ORDER BY a, b", [(None, 1, 1), (None, 2, 1), (1, None, 2)]),
    Case("CUBE", GROUP, "SELECT COUNT(*) AS n FROM (SELECT a, b FROM (VALUES (1, 1), (1, 2)) AS t (a, b) GROUP BY CUBE (a, b)) AS q", [(6,)]),
    Case("CASE inside an aggregate", element("case"), f"SELECT SUM(CASE WHEN V > 10 THEN 1 ELSE 0 END) AS n FROM {T}", [(3,)]),
    # windows
    Case("ROW_NUMBER", function("row-number"), f"SELECT Id, ROW_NUMBER() OVER (ORDER BY V DESC, Id) AS r FROM {T} ORDER BY Id", [(1, 4), (2, 2), (3, 3), (4, 1)]),
    Case("RANK", function("rank"), f"SELECT RANK() OVER (ORDER BY V) AS r FROM {T} ORDER BY Id", [(1,), (2,), (2,), (4,)]),
    Case("DENSE_RANK", function("dense-rank"), f"SELECT DENSE_RANK() OVER (ORDER BY V) AS r FROM {T} ORDER BY Id", [(1,), (2,), (2,), (3,)]),
    Case("NTILE", function("ntile"), "SELECT v, NTILE(2) OVER (ORDER BY v) AS n FROM (VALUES (1), (2), (3)) AS t (v) ORDER BY v", [(1, 1), (2, 1), (3, 2)]),
    Case("PARTITION BY", OVER, f"SELECT K, ROW_NUMBER() OVER (PARTITION BY K ORDER BY V) AS r FROM {G} ORDER BY K, r", [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1)]),
    Case("LAG and LEAD", function("lag"), f"SELECT Id, LAG(V) OVER (ORDER BY Id) AS p, LEAD(V, 1, -1) OVER (ORDER BY Id) AS n FROM {T} ORDER BY Id", [(1, None, 20), (2, 10, 20), (3, 20, 40), (4, 20, -1)]),
    Case("LAG by two", function("lag"), f"SELECT LAG(V, 2, 0) OVER (ORDER BY Id) AS p FROM {T} ORDER BY Id", [(0,), (0,), (10,), (20,)]),
    Case("FIRST_VALUE", function("first-value"), f"SELECT FIRST_VALUE(Id) OVER (ORDER BY V DESC, Id) AS f FROM {T} ORDER BY Id", [(4,), (4,), (4,), (4,)]),
    Case("LAST_VALUE sees the frame's end", function("last-value"), f"SELECT LAST_VALUE(Id) OVER (ORDER BY Id) AS f FROM {T} ORDER BY Id", [(1,), (2,), (3,), (4,)]),
    Case("LAST_VALUE of the whole", function("last-value"), f"SELECT LAST_VALUE(Id) OVER (ORDER BY Id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS f FROM {T} ORDER BY Id", [(4,), (4,), (4,), (4,)]),
    Case("the default frame is RANGE", OVER, f"SELECT Id, SUM(V) OVER (ORDER BY V) AS s FROM {T} ORDER BY Id", [(1, 10), (2, 50), (3, 50), (4, 90)]),
    Case("ROWS", OVER, f"SELECT Id, SUM(V) OVER (ORDER BY Id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS s FROM {T} ORDER BY Id", [(1, 10), (2, 30), (3, 40), (4, 60)]),
    Case("ROWS UNBOUNDED PRECEDING", OVER, f"SELECT Id, SUM(V) OVER (ORDER BY V ROWS UNBOUNDED PRECEDING) - SUM(V) OVER (ORDER BY V, Id ROWS UNBOUNDED PRECEDING) AS d FROM {T} WHERE V <> 20 ORDER BY Id", [(1, 0), (4, 0)]),
    Case("aggregate over everything", OVER, f"SELECT Id, COUNT(*) OVER () AS n, AVG(V) OVER () AS a FROM {T} ORDER BY Id", [(1, 4, 22), (2, 4, 22), (3, 4, 22), (4, 4, 22)]),
    Case("PERCENT_RANK and CUME_DIST", function("percent-rank"), f"SELECT PERCENT_RANK() OVER (ORDER BY V) AS p, CUME_DIST() OVER (ORDER BY V) AS c FROM {T} ORDER BY Id", [(0.0, 0.25), (1 / 3, 0.75), (1 / 3, 0.75), (1.0, 1.0)]),
    Case("a window function in WHERE", ERRORS, f"SELECT Id FROM {T} WHERE ROW_NUMBER() OVER (ORDER BY Id) = 1", error=4108),
    Case("ROW_NUMBER without ORDER BY", ERRORS, f"SELECT ROW_NUMBER() OVER () AS r FROM {T}", error=4112),
    Case("window over groups", OVER, f"SELECT K, SUM(SUM(V)) OVER (ORDER BY K) AS s FROM {G} WHERE V IS NOT NULL GROUP BY K ORDER BY K", [(1, 30), (2, 35)]),
    # SELECT INTO
    Case("SELECT INTO", query("select-into-clause"), f"SELECT Id, V INTO #t FROM {T} WHERE V = 20; SELECT COUNT(*) AS n, MAX(Id) AS m FROM #t", [(2, 3)]),
    Case("SELECT INTO nothing", query("select-into-clause"), f"SELECT TOP (0) Id, V INTO #t FROM {T}; INSERT INTO #t (Id, V) VALUES (1, 2); SELECT Id, V FROM #t", [(1, 2)]),
]  # fmt: skip
