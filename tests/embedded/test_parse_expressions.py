"""Expressions: precedence, every kind of operand, and nodes that keep name and arguments."""

from __future__ import annotations

from typing import Any

import pytest
from sqlglot import exp
from tsql_pg.errors import SqlError
from tsql_pg.parse import parse_condition, parse_expression, tree


def value(text: str) -> exp.Expr:
    return parse_expression(text, file="f")


def condition(text: str) -> exp.Expr:
    return parse_condition(text, file="f")


def shape(node: Any) -> str:
    """A fully bracketed rendering: what binds to what."""
    match node:
        case exp.Paren():
            return shape(node.this)
        case exp.Binary():
            return f"({shape(node.this)} {type(node).__name__} {shape(node.expression)})"
        case exp.Neg() | exp.Not() | exp.BitwiseNot():
            return f"{type(node).__name__}({shape(node.this)})"
        case exp.Between():
            return f"({shape(node.this)} Between {shape(node.args['low'])} {shape(node.args['high'])})"
        case exp.Column():
            return str(node.name)
        case exp.Literal():
            return str(node.this)
        case exp.Null():
            return "NULL"
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "(1 Add (2 Mul 3))"),
        ("1 - 2 - 3", "((1 Sub 2) Sub 3)"),
        ("8 / 4 / 2", "((8 Div 4) Div 2)"),
        ("(1 + 2) * 3", "((1 Add 2) Mul 3)"),
        ("1 + 2 & 3 | 4 ^ 5", "((((1 Add 2) BitwiseAnd 3) BitwiseOr 4) BitwiseXor 5)"),
        ("a * b % c", "((a Mul b) Mod c)"),
        ("~1 + 2", "(BitwiseNot(1) Add 2)"),
        ("~~1", "BitwiseNot(BitwiseNot(1))"),
        ("-a + b", "(Neg(a) Add b)"),
        ("1 - -2", "(1 Sub Neg(2))"),
        ("+a", "a"),
        # Unary minus binds less tightly than * and /: -100.0/-100.0*10.0 is 0.1 on SQL Server.
        ("-100.0/-100.0*10.0", "Neg((100.0 Div Neg((100.0 Mul 10.0))))"),
    ],
)
def test_precedence_of_arithmetic(text: str, expected: str) -> None:
    assert shape(value(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = 1 OR b = 2 AND c = 3", "((a EQ 1) Or ((b EQ 2) And (c EQ 3)))"),
        ("NOT a = 1 AND b = 2", "(Not((a EQ 1)) And (b EQ 2))"),
        ("NOT NOT a = 1", "Not(Not((a EQ 1)))"),
        ("a + 1 > b * 2", "((a Add 1) GT (b Mul 2))"),
        ("a BETWEEN 1 AND 2 AND b = 3", "((a Between 1 2) And (b EQ 3))"),
        ("a NOT BETWEEN 1 + 1 AND 2 OR b = 3", "(Not((a Between (1 Add 1) 2)) Or (b EQ 3))"),
        ("a IS NOT NULL AND b IS NULL", "(Not((a Is NULL)) And (b Is NULL))"),
        ("(a = 1 OR b = 2) AND c = 3", "(((a EQ 1) Or (b EQ 2)) And (c EQ 3))"),
        (
            "a !< 1 AND b !> 2 AND c != 3 AND d <> 4",
            "((((a GTE 1) And (b LTE 2)) And (c NEQ 3)) And (d NEQ 4))",
        ),
        ("a LIKE b + 'x'", "(a Like (b Add x))"),
    ],
)
def test_precedence_of_conditions(text: str, expected: str) -> None:
    assert shape(condition(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a + 1",
        "(a)",
        "1",
        "f(a)",
        "NULL",
        "a AND b = 1",
        "a = 1 AND b",
        "NOT a",
        "CASE WHEN a = 1 THEN 1 END",
    ],
)
def test_a_scalar_is_no_condition(text: str) -> None:
    with pytest.raises(SqlError) as caught:
        condition(text)
    assert caught.value.number == 4145


@pytest.mark.parametrize(
    "text", ["a = 1", "(a = 1)", "(a = 1) + 1", "1 + (a IS NULL)", "f(a = 1)", "-(a = 1)", "~(a > 1)"]
)
def test_a_condition_is_no_scalar(text: str) -> None:
    with pytest.raises(SqlError) as caught:
        value(text)
    assert caught.value.number in (102, 156)


@pytest.mark.parametrize("text", ["a = b = c", "a IS NULL IS NULL", "a IN (1) = 1"])
def test_comparisons_do_not_chain(text: str) -> None:
    with pytest.raises(SqlError):
        condition(text)


def test_literals_keep_their_kind_and_text() -> None:
    assert value("1.50") == exp.Literal.number("1.50")
    assert value("1e") == exp.Literal.number("1e0")
    assert value("'x'") == exp.Literal.string("x")
    assert value("N'x''y'") == exp.National(this="x'y")
    assert value("0xAb") == exp.HexString(this="Ab")
    assert isinstance(value("NULL"), exp.Null)


def test_variables() -> None:
    assert value("@Name") == exp.Parameter(this=exp.Var(this="Name"))
    assert value("@@rowcount") == exp.SessionParameter(this=exp.Var(this="ROWCOUNT"))
    assert [p.this for p in value("? + f(?)").find_all(exp.Placeholder)] == ["1", "2"]


def test_columns_keep_every_part_and_its_line() -> None:
    column = parse_expression('\n d.[my schema].t."col 1"', file="f")
    assert isinstance(column, exp.Column)
    assert [part.name for part in column.parts] == ["d", "my schema", "t", "col 1"]
    assert column.meta["line"] == 2
    star = value("t.*")
    assert isinstance(star.this, exp.Star)
    assert star.args["table"].name == "t"


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        ("ROUND(a, 2, 1)", "ROUND", 3),
        ("round(a, 2)", "ROUND", 2),
        ("HASHBYTES('SHA2_256', a)", "HASHBYTES", 2),
        ("ISNULL(a, 1)", "ISNULL", 2),
        ("COALESCE(a, b, c)", "COALESCE", 3),
        ("NULLIF(a, b)", "NULLIF", 2),
        ("LEN(a)", "LEN", 1),
        ("DATALENGTH(a)", "DATALENGTH", 1),
        ("LEFT(a, 1)", "LEFT", 2),
        ("RIGHT(a, 1)", "RIGHT", 2),
        ("SUBSTRING(a, 1, 2)", "SUBSTRING", 3),
        ("CHARINDEX(a, b, 3)", "CHARINDEX", 3),
        ("EOMONTH(a, -1)", "EOMONTH", 2),
        ("CHOOSE(1, a, b)", "CHOOSE", 3),
        ("FORMAT(a, 'N2', 'de-de')", "FORMAT", 3),
        ("JSON_VALUE(a, '$.b')", "JSON_VALUE", 2),
        ("CONCAT(a, b, c)", "CONCAT", 3),
        ("REPLACE(a, 'b', 'c')", "REPLACE", 3),
        ("GETDATE()", "GETDATE", 0),
        ("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP", 0),
        ("system_user", "SYSTEM_USER", 0),
        ("SUM(a)", "SUM", 1),
        ("MAX(ALL a)", "MAX", 1),
        ("DATEFROMPARTS(2020, 1, 2)", "DATEFROMPARTS", 3),
        ("OBJECT_ID(N'dbo.T', N'U')", "OBJECT_ID", 2),
        ("LOG(a, 10)", "LOG", 2),
        ("[MyFunction](a)", "MYFUNCTION", 1),
    ],
)
def test_functions_stay_themselves(text: str, name: str, count: int) -> None:
    node = value(text)
    assert type(node) is exp.Anonymous
    assert node.this == name
    assert len(node.expressions) == count


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("yy", "YEAR"), ("YEAR", "YEAR"), ("q", "QUARTER"), ("m", "MONTH"), ("mm", "MONTH"),
        ("dy", "DAYOFYEAR"), ("d", "DAY"), ("wk", "WEEK"), ("dw", "WEEKDAY"), ("hh", "HOUR"),
        ("mi", "MINUTE"),
        ("n", "MINUTE"),
        ("ss", "SECOND"), ("s", "SECOND"), ("ms", "MILLISECOND"), ("mcs", "MICROSECOND"),
        ("ns", "NANOSECOND"),
        ("tz", "TZOFFSET"), ("isowk", "ISO_WEEK"),
    ],
)  # fmt: skip
def test_date_parts_have_one_name_each(word: str, part: str) -> None:
    node = value(f"DATEDIFF({word}, a, b)")
    assert node.expressions[0] == exp.Var(this=part)
    assert [argument.name for argument in node.expressions[1:]] == ["a", "b"]


def test_an_unknown_date_part_is_error_155() -> None:
    with pytest.raises(SqlError) as caught:
        value("DATEADD(fortnight, 1, a)")
    assert caught.value.number == 155


@pytest.mark.parametrize(
    ("text", "kind", "to", "style"),
    [
        ("CAST(a AS decimal(10, 2))", "CAST", tree.TypeName("decimal", None, (10, 2)), None),
        ("TRY_CAST(a AS Integer)", "TRY_CAST", tree.TypeName("int"), None),
        ("CONVERT(varchar(30), a, 126)", "CONVERT", tree.TypeName("varchar", None, (30,)), "126"),
        ("CONVERT(nvarchar(MAX), a)", "CONVERT", tree.TypeName("nvarchar", None, ("max",)), None),
        ("TRY_CONVERT(datetime2(3), a, 23)", "TRY_CONVERT", tree.TypeName("datetime2", None, (3,)), "23"),
        ("CAST(a AS double precision)", "CAST", tree.TypeName("float"), None),
        ("CAST(a AS float(24))", "CAST", tree.TypeName("float", None, (24,)), None),
        ("CAST(a AS [sys].[sysname])", "CAST", tree.TypeName("sysname"), None),
        ("CAST(a AS dbo.Code)", "CAST", tree.TypeName("Code", "dbo", (), builtin=False), None),
        ("CAST(a AS national char varying(5))", "CAST", tree.TypeName("nvarchar", None, (5,)), None),
    ],
)
def test_conversions_keep_type_and_style(text: str, kind: str, to: tree.TypeName, style: str | None) -> None:
    node = value(text)
    assert type(node) is tree.Conversion
    assert (node.args["kind"], node.args["to"]) == (kind, to)
    found = node.args.get("style")
    assert (found.this if found else None) == style


def test_aggregates_and_windows() -> None:
    assert isinstance(value("COUNT(*)").expressions[0], exp.Star)
    assert isinstance(value("COUNT(DISTINCT a)").expressions[0], exp.Distinct)
    within = value("STRING_AGG(a, ',') WITHIN GROUP (ORDER BY b DESC)")
    assert isinstance(within, exp.WithinGroup)
    assert within.this.this == "STRING_AGG"
    assert within.expression.expressions[0].args["desc"] is True
    window = value(
        "LAST_VALUE(a) OVER (PARTITION BY b, c ORDER BY d ROWS BETWEEN 2 PRECEDING AND UNBOUNDED FOLLOWING)"
    )
    assert isinstance(window, exp.Window)
    assert [c.name for c in window.args["partition_by"]] == ["b", "c"]
    spec = window.args["spec"].args
    assert (spec["kind"], spec["start"].this, spec["start_side"]) == ("ROWS", "2", "PRECEDING")
    assert (spec["end"], spec["end_side"]) == ("UNBOUNDED", "FOLLOWING")
    current = value("SUM(a) OVER (ORDER BY b RANGE CURRENT ROW)").args["spec"].args
    assert (current["kind"], current["start"], current.get("end")) == ("RANGE", "CURRENT ROW", None)
    assert value("COUNT(*) OVER ()").args["partition_by"] == []


def test_case() -> None:
    simple = value("CASE a WHEN 1 THEN 2 WHEN 3 THEN 4 END")
    assert simple.this.name == "a"
    assert len(simple.args["ifs"]) == 2
    assert simple.args.get("default") is None
    searched = value("CASE WHEN a = 1 THEN 2 ELSE 3 END")
    assert searched.args.get("this") is None
    assert isinstance(searched.args["ifs"][0].this, exp.EQ)


def test_iif_takes_a_condition() -> None:
    assert isinstance(value("IIF(a > 1, 2, 3)").expressions[0], exp.GT)
    with pytest.raises(SqlError):
        value("IIF(a, 2, 3)")


def test_postfix_operators() -> None:
    node = value("a COLLATE Latin1_General_BIN2 + 'x'")
    assert isinstance(node, exp.Add)
    assert node.this.expression == exp.Var(this="Latin1_General_BIN2")
    zone = value("a AT TIME ZONE 'UTC' AT TIME ZONE @z")
    assert isinstance(zone, exp.AtTimeZone)
    assert isinstance(zone.this, exp.AtTimeZone)
    assert isinstance(zone.args["zone"], exp.Parameter)


def test_subqueries() -> None:
    assert isinstance(value("(SELECT 1)"), exp.Subquery)
    assert isinstance(value("((SELECT 1) + 2)").this, exp.Add)
    union = value("((SELECT 1) UNION (SELECT 2))")
    assert isinstance(union, exp.Subquery)
    assert isinstance(union.this, exp.Union)
    inside = condition("a IN (SELECT b FROM t)")
    assert isinstance(inside.args["query"], exp.Subquery)
    assert isinstance(condition("a IN ((SELECT b FROM t))").args["query"], exp.Subquery)
    listed = condition("a IN ((SELECT 1), 2)")
    assert len(listed.expressions) == 2
    every = condition("a >= ALL (SELECT b FROM t)")
    assert isinstance(every.expression, exp.All)
    assert isinstance(condition("a = SOME (SELECT 1)").expression, exp.Any)
    assert isinstance(condition("NOT EXISTS (SELECT 1)").this, exp.Exists)


def test_schema_functions() -> None:
    node = value("sys.fn_varbintohexstr(a)")
    assert isinstance(node, exp.Dot)
    assert node.this.name == "sys"
    assert node.expression.this == "FN_VARBINTOHEXSTR"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "a b",
        "(1",
        "1)",
        "f(1,)",
        "f(,1)",
        "CASE END",
        "a..",
        "*",
        "SELECT 1",
        "(1, 2)",
        "a.b.c.d.e",
    ],
)
def test_ill_formed(text: str) -> None:
    with pytest.raises(SqlError):
        value(text)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("NEXT VALUE FOR dbo.s", "sequence"),
        ("a.value('(/x)[1]', 'int')", "XML"),
        ("@x.value('(/x)[1]', 'int')", "method"),
        ("geography::Point(1, 2, 3)", "static method"),
        ("PARSE('1' AS int)", "PARSE"),
        ("FIRST_VALUE(a) IGNORE NULLS OVER (ORDER BY b)", "IGNORE NULLS"),
        ("SUM(a) OVER w", "named window"),
    ],
)
def test_outside_the_subset(text: str, construct: str) -> None:
    from tsql_pg.errors import NotSupported

    with pytest.raises(NotSupported, match=construct) as caught:
        parse_expression(f"\n{text}", file="x.sql")
    assert (caught.value.file, caught.value.line) == ("x.sql", 2)


def test_a_long_chain_parses() -> None:
    assert isinstance(condition(" AND ".join(f"a{n} = {n}" for n in range(400))), exp.And)


@pytest.mark.parametrize(
    "text", ["(" * 5000 + "1" + ")" * 5000, "- " * 5000 + "1", "f(" * 5000, "(SELECT " * 5000]
)
def test_too_deep_is_error_191(text: str) -> None:
    with pytest.raises(SqlError) as caught:
        value(text)
    assert caught.value.number == 191


def test_a_depth_that_people_write_is_accepted() -> None:
    assert value("(" * 30 + "1" + ")" * 30)
    assert value("(SELECT " * 12 + "1" + ")" * 12)
