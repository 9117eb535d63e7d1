"""Queries: every clause keeps what it says."""

from __future__ import annotations

from typing import Any

import pytest
from sqlglot import exp
from tsql_pg.errors import NotSupported, SqlError
from tsql_pg.parse import parse_batch, tree


def query(text: str) -> Any:
    (statement,) = parse_batch(text, file="f")
    assert isinstance(statement, tree.Select)
    return statement.query


def source_of(node: Any) -> Any:
    return node.args["from_"].this


def hint_names(table: exp.Table) -> list[str]:
    return [hint.name for node in table.args.get("hints") or [] for hint in node.expressions]


def test_aliases_in_their_three_forms() -> None:
    items = query("SELECT a AS x, b y, z = c, 'q r' = d, e AS 'w', [f] AS [g h] FROM t").expressions
    assert [item.alias for item in items] == ["x", "y", "z", "q r", "w", "g h"]
    assert [item.this.name for item in items] == ["a", "b", "c", "d", "e", "f"]


def test_top_offset_and_fetch() -> None:
    assert query("SELECT TOP (@n + 1) a FROM t").args["limit"].expression == exp.Add(
        this=exp.Parameter(this=exp.Var(this="n")), expression=exp.Literal.number(1)
    )
    assert query("SELECT DISTINCT TOP 5 a FROM t").args["limit"].expression.this == "5"
    assert query("SELECT DISTINCT a FROM t").args["distinct"] is not None
    paged = query("SELECT a FROM t ORDER BY a OFFSET @o ROWS FETCH NEXT 5 ROWS ONLY")
    assert paged.args["offset"].expression.name == "o"
    assert paged.args["limit"].args["count"].this == "5"
    assert query("SELECT a FROM t ORDER BY a OFFSET 1 ROW").args.get("limit") is None


def test_top_with_offset_is_error_10741() -> None:
    with pytest.raises(SqlError) as caught:
        query("SELECT TOP 1 a FROM t ORDER BY a OFFSET 1 ROWS FETCH NEXT 1 ROWS ONLY")
    assert caught.value.number == 10741


def test_hints_and_options_are_kept() -> None:
    node = query(
        "SELECT a FROM dbo.T AS t WITH (UPDLOCK, READPAST, INDEX(IX_a)) OPTION (RECOMPILE, MAXDOP 2)"
    )
    assert hint_names(source_of(node)) == ["UPDLOCK", "READPAST", "INDEX"]
    options = node.args["options"]
    assert [option.name for option in options] == ["RECOMPILE", "MAXDOP"]
    assert options[1].args["expression"].this == "2"
    assert hint_names(source_of(query("SELECT a FROM t (NOLOCK)"))) == ["NOLOCK"]
    assert hint_names(source_of(query("SELECT a FROM t x (NOLOCK)"))) == ["NOLOCK"]


@pytest.mark.parametrize(
    "text", ["SELECT a FROM t WITH (NOSUCHHINT)", "SELECT a FROM t OPTION (NOSUCHOPTION)"]
)
def test_unknown_hints_are_errors(text: str) -> None:
    with pytest.raises(SqlError) as caught:
        query(text)
    assert caught.value.number == 102


def test_names_of_tables() -> None:
    table = source_of(query("SELECT 1 FROM [my db].[other schema].[a table]"))
    assert (table.args["catalog"].name, table.args["db"].name, table.name) == (
        "my db",
        "other schema",
        "a table",
    )
    assert source_of(query("SELECT 1 FROM #t")).name == "#t"
    variable = source_of(query("SELECT 1 FROM @rows AS r"))
    assert isinstance(variable.this, exp.Parameter)
    assert (variable.this.name, variable.alias) == ("rows", "r")
    twice = source_of(query("SELECT 1 FROM tempdb..#t"))
    assert (twice.args["catalog"].name, twice.args.get("db"), twice.name) == ("tempdb", None, "#t")
    assert source_of(query("\nSELECT 1\nFROM x")).meta["line"] == 3


def test_joins_keep_order_side_kind_and_hint() -> None:
    node = query(
        """SELECT 1 FROM a JOIN b ON 1 = 1 CROSS APPLY f(a.x) AS c LEFT HASH JOIN d ON 2 = 2
           OUTER APPLY (SELECT 1 AS q) AS e RIGHT OUTER JOIN g ON 3 = 3 FULL JOIN h ON 4 = 4
           CROSS JOIN i, j"""
    )
    found = [
        (j.args["side"], j.args["kind"], j.args.get("hint"), j.args.get("on") is not None)
        for j in node.args["joins"]
    ]
    assert found == [
        ("", "INNER", None, True),
        ("", "CROSS APPLY", None, False),
        ("LEFT", "OUTER", "HASH", True),
        ("", "OUTER APPLY", None, False),
        ("RIGHT", "OUTER", None, True),
        ("FULL", "OUTER", None, True),
        ("", "CROSS", None, False),
        ("", "CROSS", None, False),
    ]


def test_nested_joins() -> None:
    inner = query("SELECT 1 FROM a LEFT JOIN b JOIN c ON b.x = c.x ON a.x = b.x").args["joins"]
    assert len(inner) == 1
    assert isinstance(inner[0].this, tree.JoinedTable)
    assert inner[0].this.this.name == "b"
    bracketed = query("SELECT 1 FROM a LEFT JOIN (b JOIN c ON b.x = c.x) ON a.x = b.x").args["joins"][0].this
    assert isinstance(bracketed, tree.JoinedTable)
    first = source_of(query("SELECT 1 FROM (a JOIN b ON 1 = 1)"))
    assert isinstance(first, tree.JoinedTable)


def test_derived_tables() -> None:
    node = source_of(query("SELECT 1 FROM (SELECT a FROM t) AS d (x)"))
    assert isinstance(node, exp.Subquery)
    assert (node.alias, [c.name for c in node.args["alias"].columns]) == ("d", ["x"])
    union = source_of(query("SELECT 1 FROM ((SELECT 1 AS a) UNION ALL (SELECT 2)) AS u"))
    assert isinstance(union.this, exp.Union)
    rows = source_of(query("SELECT v.a FROM (VALUES (1, NULL), (2, N'x')) AS v (a, b)"))
    assert isinstance(rows, exp.Values)
    assert [len(row.expressions) for row in rows.expressions] == [2, 2]
    assert [c.name for c in rows.args["alias"].columns] == ["a", "b"]


def test_functions_as_sources() -> None:
    table = source_of(query("SELECT 1 FROM dbo.ufn_F(1, DEFAULT) AS f"))
    assert (table.args["db"].name, table.this.this, table.alias) == ("dbo", "UFN_F", "f")
    assert table.this.expressions[1] == exp.Var(this="DEFAULT")
    split = source_of(query("SELECT 1 FROM STRING_SPLIT(@s, ',')"))
    assert split.this.this == "STRING_SPLIT"


def test_openjson() -> None:
    node = source_of(
        query("SELECT 1 FROM OPENJSON(@j, '$.x') WITH (a int '$.a', b nvarchar(max) AS JSON, c date) AS j")
    ).this
    assert isinstance(node, exp.OpenJSON)
    assert node.args["path"].this == "$.x"
    columns = [
        (c.name, str(c.args["kind"]), c.args["path"] and c.args["path"].this, c.args["as_json"])
        for c in node.expressions
    ]
    assert columns == [
        ("a", "int", "$.a", False),
        ("b", "nvarchar(max)", None, True),
        ("c", "date", None, False),
    ]
    plain = source_of(query("SELECT [key], value FROM OPENJSON(@j)")).this
    assert (plain.args.get("path"), plain.expressions) == (None, [])


def test_for_json() -> None:
    node = query("SELECT a FROM t FOR JSON PATH, ROOT('r'), INCLUDE_NULL_VALUES").args["for_"]
    assert (node.args["mode"], node.args["root"]) == ("PATH", "r")
    assert (node.args["include_null_values"], node.args["without_array_wrapper"]) == (True, False)
    bare = query("SELECT a FROM t FOR JSON AUTO, WITHOUT_ARRAY_WRAPPER").args["for_"]
    assert (bare.args["mode"], bare.args["root"], bare.args["without_array_wrapper"]) == (
        "AUTO",
        None,
        True,
    )
    assert query("SELECT a FROM t FOR JSON PATH, ROOT").args["for_"].args["root"] == "root"
    with pytest.raises(SqlError) as caught:
        query("SELECT a FROM t FOR JSON PATH, ROOT, WITHOUT_ARRAY_WRAPPER")
    assert caught.value.number == 13620
    (assignment,) = parse_batch("SET @j = (SELECT a FROM t FOR JSON PATH);", file="f")
    assert isinstance(assignment, tree.SetVariable)
    assert assignment.value.this.args["for_"].args["mode"] == "PATH"


def test_set_operators() -> None:
    node = query("SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3 EXCEPT SELECT 4 ORDER BY 1")
    assert isinstance(node, exp.Except)
    assert isinstance(node.this, exp.Union)
    assert node.this.args["distinct"] is False
    assert isinstance(node.this.expression, exp.Intersect)
    assert node.args["order"] is not None
    assert query("SELECT 1 UNION SELECT 2").args["distinct"] is True
    assert isinstance(query("(SELECT 1) UNION (SELECT 2)").this, exp.Subquery)


def test_common_table_expressions() -> None:
    node = query("WITH a (x) AS (SELECT 1), b AS (SELECT x FROM a) SELECT x FROM b")
    tables = node.args["with_"].expressions
    assert [(t.alias, [c.name for c in t.args["alias"].columns]) for t in tables] == [("a", ["x"]), ("b", [])]
    assert isinstance(tables[0].this, exp.Select)


def test_group_by() -> None:
    group = query("SELECT 1 FROM t GROUP BY a, GROUPING SETS ((a, b), ()), ROLLUP (c) HAVING MAX(d) > 1")
    names = [item.this for item in group.args["group"].expressions if isinstance(item, exp.Anonymous)]
    assert names == ["GROUPING SETS", "ROLLUP"]
    assert isinstance(group.args["having"].this, exp.GT)


def test_select_into() -> None:
    assert query("SELECT a INTO #x FROM t").args["into"].this.name == "#x"


def test_select_without_semicolons() -> None:
    found = parse_batch("SELECT a FROM t SELECT b UPDATE u SET c = 1 DELETE FROM v SET @x = 1", file="f")
    assert [type(s).__name__ for s in found] == ["Select", "Select", "Update", "Delete", "SetVariable"]


def test_assignment() -> None:
    (statement,) = parse_batch("SELECT @a = b, @c += d + 1 FROM t WHERE e = 1", file="f")
    assert isinstance(statement, tree.SelectAssign)
    assert statement.targets == (("a", "="), ("c", "+="))
    assert isinstance(statement.query.expressions[1], exp.Add)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("SELECT @a = 1, b FROM t", 141),
        ("SELECT @a = 1 UNION SELECT 2", 10734),
        ("SELECT 1 WHERE EXISTS (SELECT @a = 1)", 102),
        ("SELECT a b c FROM t", 102),
        ("SELECT FROM t", 156),
        ("SELECT a, FROM t", 156),
        ("SELECT a FROM", 102),
        ("SELECT a FROM t WHERE", 102),
        ("SELECT a FROM t JOIN u", 102),
        ("SELECT a FROM (SELECT 1", 102),
        ("SELECT a FROM t GROUP a", 156),
        ("SELECT a FROM t ORDER a", 102),
        ("SELECT 1 FROM (SELECT a FROM t ORDER BY a) AS d", 1033),
        ("WITH c AS (SELECT a FROM t ORDER BY a) SELECT a FROM c", 1033),
        ("SELECT 1 WHERE 1 IN (SELECT a FROM t UNION SELECT 1 ORDER BY a)", 1033),
        ("SELECT a FROM t OPTION (MAXDOP)", 102),
        ("SELECT a FROM t OPTION (HASH)", 102),
        ("SELECT t..* FROM t", 102),
        ("SELECT t..a FROM t", 102),
        ("SELECT a $action FROM t", 102),
        ("SELECT a FROM t x (UPDLOCK, NOLOCK)", 102),
        ("SELECT a FROM (VALUES (1))", 102),
        ("SELECT a AS FROM t", 156),
        ("SELECT a FROM t WHERE b = 1 c", 102),
        ("SELECT 1 WITH c AS (SELECT 1) SELECT 1", 319),
        ("SELECT a FROM t ORDER BY a OFFSET 1 ROWS FETCH NEXT 1", 102),
    ],
)
def test_ill_formed(text: str, number: int) -> None:
    with pytest.raises(SqlError) as caught:
        parse_batch("\n" + text, file="q.sql")
    assert not isinstance(caught.value, NotSupported)
    assert (caught.value.number, caught.value.file, caught.value.line) == (number, "q.sql", 2)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("SELECT TOP 10 PERCENT a FROM t", "PERCENT"),
        ("SELECT TOP (1) WITH TIES a FROM t ORDER BY a", "WITH TIES"),
        ("SELECT a FROM t FOR XML PATH('')", "FOR XML"),
        ("SELECT a FROM t FOR BROWSE", "FOR BROWSE"),
        ("SELECT a FROM t PIVOT (MAX(a) FOR b IN ([1])) AS p", "PIVOT"),
        ("SELECT a FROM t UNPIVOT (a FOR b IN ([1])) AS p", "UNPIVOT"),
        ("SELECT a FROM t TABLESAMPLE (10 PERCENT)", "TABLESAMPLE"),
        ("SELECT a FROM t FOR SYSTEM_TIME ALL", "SYSTEM_TIME"),
        ("SELECT a FROM OPENROWSET('x', 'y', 'z')", "OPENROWSET"),
        ("SELECT a FROM OPENQUERY(s, 'z')", "OPENQUERY"),
        ("SELECT a FROM @x.nodes('/a') AS t (c)", "method"),
        ("SELECT a FROM t CROSS APPLY t.x.nodes('/a') AS n (c)", "XML"),
        ("SELECT a FROM (DELETE FROM t OUTPUT deleted.a) AS d", "DELETE as a table source"),
        ("SELECT a FROM srv.db.dbo.t", "another server"),
        ("SELECT a FROM t GROUP BY a WITH ROLLUP", "ROLLUP"),
        ("SELECT IDENTITY(int, 1, 1) AS a INTO #t FROM t", "IDENTITY"),
        ("WITH XMLNAMESPACES ('x' AS y) SELECT 1", "XMLNAMESPACES"),
    ],
)
def test_cuts(text: str, construct: str) -> None:
    with pytest.raises(NotSupported, match=construct) as caught:
        parse_batch(text, file="q.sql")
    assert caught.value.file == "q.sql"
