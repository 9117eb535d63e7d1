"""INSERT, UPDATE, DELETE, MERGE."""

from __future__ import annotations

from typing import Any

import pytest
from sqlglot import exp
from tsql_pg.errors import NotSupported, SqlError
from tsql_pg.parse import parse_batch, tree


def statement(text: str) -> Any:
    found = parse_batch(text, file="f")
    assert len(found) == 1
    return found[0]


def test_insert_values() -> None:
    node = statement("INSERT INTO dbo.T WITH (TABLOCK) (a, [b c]) VALUES (1, DEFAULT), (@x, N'y')")
    assert isinstance(node, tree.Insert)
    assert (node.target.name, node.target.args["db"].name, node.columns) == ("T", "dbo", ("a", "b c"))
    assert node.target.args["hints"][0].expressions[0].name == "TABLOCK"
    assert isinstance(node.source, exp.Values)
    assert node.source.expressions[0].expressions[1] == exp.Var(this="DEFAULT")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INSERT T SELECT 1", exp.Select),
        ("INSERT T (SELECT 1)", exp.Subquery),
        ("INSERT T (a) SELECT 1 UNION ALL SELECT 2", exp.Union),
        ("INSERT @t DEFAULT VALUES", tree.DefaultValues),
        ("INSERT INTO #t EXEC dbo.p @a = 1", tree.Execute),
        ("INSERT #t EXECUTE (N'SELECT 1')", tree.ExecuteString),
    ],
)
def test_insert_sources(text: str, kind: type) -> None:
    assert isinstance(statement(text).source, kind)


def test_insert_takes_with_top_output_and_options() -> None:
    node = statement(
        "WITH c AS (SELECT 1 AS a) INSERT TOP (3) INTO @t (a) OUTPUT inserted.a AS x, $action INTO @o (p, q)"
        " OUTPUT inserted.* SELECT a FROM c OPTION (RECOMPILE)"
    )
    assert node.with_.expressions[0].alias == "c"
    assert node.top.this == "3"
    assert isinstance(node.target.this, exp.Parameter)
    first, second = node.outputs
    assert (first.into.this.name, first.columns, len(first.items)) == ("o", ("p", "q"), 2)
    assert first.items[1].name == "$action"
    assert (second.into, second.columns) == (None, ())
    assert [o.name for o in node.options] == ["RECOMPILE"]
    assert not node.source.args.get("options")


def test_output_into_without_columns_before_a_bracketed_query() -> None:
    node = statement("INSERT T (a) OUTPUT inserted.a INTO @o (SELECT 1)")
    assert node.outputs[0].columns == ()
    assert isinstance(node.source, exp.Subquery)


def test_update() -> None:
    node = statement(
        "UPDATE TOP (1) t WITH (ROWLOCK) SET t.a = 1, b += 2, @v = c = d + 1, @w = e, @z += 1, f = DEFAULT"
        " OUTPUT deleted.a INTO @o FROM dbo.T AS t JOIN u ON u.a = t.a WHERE t.b = 1 OPTION (MAXDOP 1)"
    )
    assert isinstance(node, tree.Update)
    found = [(a.column and a.column.name, a.variable, a.operator) for a in node.assignments]
    assert found == [
        ("a", None, "="),
        ("b", None, "+="),
        ("c", "v", "="),
        (None, "w", "="),
        (None, "z", "+="),
        ("f", None, "="),
    ]
    assert isinstance(node.assignments[2].value, exp.Add)
    assert node.assignments[3].value.name == "e"
    assert node.from_.this.alias == "t"
    assert len(node.joins) == 1
    assert (node.target.name, node.top.this) == ("t", "1")
    assert isinstance(node.where, exp.EQ)
    assert node.outputs[0].into.this.name == "o"


def test_update_through_a_common_table() -> None:
    node = statement(
        "WITH q AS (SELECT TOP (1) a FROM t WITH (UPDLOCK, READPAST) ORDER BY b) UPDATE q SET a = 1"
    )
    assert (node.target.name, node.with_.expressions[0].alias) == ("q", "q")


def test_delete() -> None:
    node = statement("DELETE TOP (10) FROM t OUTPUT deleted.* FROM dbo.T AS t CROSS JOIN u WHERE u.a = 1")
    assert isinstance(node, tree.Delete)
    assert (node.target.name, node.from_.this.name, len(node.joins)) == ("t", "T", 1)
    plain = statement("DELETE dbo.T")
    assert (plain.from_, plain.where, plain.outputs) == (None, None, ())


def test_merge() -> None:
    node = statement(
        """MERGE TOP (5) INTO dbo.T WITH (HOLDLOCK, UPDLOCK) AS t
           USING @rows AS s ON t.a = s.a
           WHEN MATCHED AND t.b <> s.b THEN UPDATE SET b = s.b, c += 1
           WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, DEFAULT)
           WHEN NOT MATCHED BY SOURCE AND t.d = 1 THEN DELETE
           OUTPUT $action, inserted.a INTO @o (act, a)
           OPTION (RECOMPILE);"""
    )
    assert isinstance(node, tree.Merge)
    assert (node.target.alias, node.source.alias) == ("t", "s")
    assert [h.name for h in node.target.args["hints"][0].expressions] == ["HOLDLOCK", "UPDLOCK"]
    assert [(c.kind, type(c.action).__name__, c.condition is not None, c.line) for c in node.clauses] == [
        ("MATCHED", "MergeUpdate", True, 3),
        ("NOT MATCHED", "MergeInsert", False, 4),
        ("NOT MATCHED BY SOURCE", "MergeDelete", True, 5),
    ]
    assert node.clauses[1].action.columns == ("a", "b")
    assert node.outputs[0].columns == ("act", "a")


def test_merge_into_a_common_table() -> None:
    node = statement("WITH c AS (SELECT a FROM t) MERGE c USING s ON c.a = s.a WHEN MATCHED THEN DELETE;")
    assert node.with_.expressions[0].alias == "c"
    assert node.target.args.get("alias") is None


def test_merge_needs_its_semicolon() -> None:
    with pytest.raises(SqlError) as caught:
        statement("MERGE t USING s ON t.a = s.a WHEN MATCHED THEN DELETE")
    assert caught.value.number == 10713


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t",
        "INSERT INTO t (a",
        "INSERT INTO t () VALUES (1)",
        "UPDATE t",
        "UPDATE t SET",
        "UPDATE t SET a",
        "UPDATE t SET a = 1 b = 2",
        "DELETE",
        "MERGE t USING s ON t.a = s.a;",
        "MERGE t USING s ON t.a = s.a WHEN MATCHED THEN INSERT (a) VALUES (1);",
        "MERGE t USING s ON t.a = s.a WHEN NOT MATCHED THEN DELETE;",
        "INSERT t OUTPUT inserted.a OUTPUT inserted.b VALUES (1)",
        "INSERT t OUTPUT inserted.a INTO @x OUTPUT inserted.a INTO @y VALUES (1)",
        "UPDATE t SET a = 1 WHERE b",
    ],
)
def test_ill_formed(text: str) -> None:
    with pytest.raises(SqlError) as caught:
        parse_batch(text, file="f")
    assert not isinstance(caught.value, NotSupported)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("UPDATE t SET a.WRITE(N'x', 0, 1)", "method"),
        ("UPDATE t SET a = 1 WHERE CURRENT OF c", "cursor"),
        ("DELETE OPENQUERY (s, 'x')", "OPENQUERY"),
        ("BULK INSERT t FROM 'x'", "BULK INSERT"),
    ],
)
def test_cuts(text: str, construct: str) -> None:
    with pytest.raises(NotSupported, match=construct):
        parse_batch(text, file="f")
