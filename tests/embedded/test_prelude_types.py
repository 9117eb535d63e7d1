"""The base type nvarchar and the domains: SQL Server's comparisons, lengths, ranges and indexes."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from tsql_pg.errors import DeclaredName, sql_error

Evaluate = Callable[[str], Any]
Connection = psycopg.Connection[Any]

NV = "::tsql.nvarchar"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"'ABC'{NV} = 'abc'", True),
        (f"'abc  '{NV} = 'abc'", True),
        (f"'  abc'{NV} = 'abc'", False),
        (f"''{NV} = '   '", True),
        (f"''{NV} IS NULL", False),
        (f"'ÄÖÜß'{NV} = 'äöüß'", True),
        (f"'é'{NV} = 'e'", False),
        (f"'a'{NV} < 'B'", True),
        (f"'B'{NV} < 'a'", False),
        (f"'b'{NV} >= 'B'", True),
        (f"'a'{NV} <> 'A'", False),
        (f"'a'{NV} = 'A'::text", True),
        (f"'a'::text <> 'A'{NV}", False),
        (f"NULL{NV} = 'a'", None),
        (f"'a'{NV} || 'b'", "ab"),
        (f"'a'{NV} || NULL", None),
        (f"'a '{NV} || 'b'", "a b"),
        ("(SELECT max(x) FROM (VALUES ('a'::tsql.nvarchar), ('B'), ('c')) AS v (x))", "c"),
        ("(SELECT min(x) FROM (VALUES ('b'::tsql.nvarchar), ('A'), ('c')) AS v (x))", "A"),
        ("(SELECT count(DISTINCT x) FROM (VALUES ('b'::tsql.nvarchar), ('B '), ('c')) AS v (x))", 2),
        (f"'b'{NV} IN ('A', 'B')", True),
        (f"'b'{NV} BETWEEN 'A' AND 'C'", True),
    ],
)
def test_comparison(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("abc", "A%", True),
        ("abc", "%C", True),
        ("abc", "a_c", True),
        ("abc", "a_", False),
        ("abc ", "abc", False),
        ("a5", "a[0-9]", True),
        ("ax", "a[0-9]", False),
        ("ax", "a[^0-9]", True),
        ("aB", "a[a-c]", True),
        ("50%", "50[%]", True),
        ("505", "50[%]", False),
        ("a_b", "a[_]b", True),
        ("axb", "a[_]b", False),
        ("[x]", "[[]x]", True),
        ("a-b", "a[-]b", True),
        ("a^b", "a[x^]b", True),
        (r"a\b", r"a\b", True),
        ("a.b", "a.b", True),
        ("axb", "a.b", False),
        ("a\nb", "a%b", True),
        ("a(b", "a(b", True),
        ("a", "a[", False),
        ("", "%", True),
        ("tEsT", "[s-u]%[T]", True),
        (None, "a", None),
    ],
)
def test_like(pg: Connection, text: str | None, pattern: str, expected: bool | None) -> None:
    row = pg.execute(
        "SELECT %(t)s::tsql.nvarchar ~~ %(p)s::tsql.nvarchar, %(t)s::tsql.nvarchar !~~ %(p)s::tsql.nvarchar",
        {"t": text, "p": pattern},
    ).fetchone()
    assert row == (expected, None if expected is None else not expected)


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("50%", "50!%", True),
        ("505", "50!%", False),
        ("a_", "a!_", True),
        ("a[b", "a![b", True),
        ("!", "!!", True),
    ],
)
def test_like_with_escape(pg: Connection, text: str, pattern: str, expected: bool) -> None:
    assert pg.execute("SELECT tsql.like_match(%s, %s, '!')", (text, pattern)).fetchone() == (expected,)


def test_an_explicit_cast_cuts(value: Evaluate) -> None:
    assert value("'abcdef'::tsql.nvarchar(3)") == "abc"
    assert value("CAST('ab'::tsql.nvarchar AS tsql.nvarchar(3))") == "ab"


@pytest.mark.parametrize("statement", ["INSERT INTO t VALUES ('abcdef')", "UPDATE t SET x = x || 'def'"])
def test_an_assignment_that_loses_text_is_2628(pg: Connection, statement: str) -> None:
    pg.execute("CREATE TEMP TABLE t (x tsql.nvarchar(3)); INSERT INTO t VALUES ('abc')")
    with pytest.raises(psycopg.Error) as raised:
        pg.execute(statement.encode())
    error = sql_error(raised.value)
    assert error.number == 2628
    assert "Truncated value: 'abc'" in error.message


def test_an_assignment_may_lose_blanks(pg: Connection) -> None:
    pg.execute("CREATE TEMP TABLE t (x tsql.nvarchar(3)); INSERT INTO t VALUES ('abc   ')")
    assert pg.execute("SELECT x::text FROM t").fetchone() == ("abc",)


def test_a_copy_that_loses_text_is_2628(pg: Connection) -> None:
    pg.execute("CREATE TEMP TABLE t (x tsql.nvarchar(3))")
    with pytest.raises(psycopg.Error) as raised, pg.cursor().copy("COPY t FROM STDIN") as copy:
        copy.write_row(("abcdef",))
    assert sql_error(raised.value).number == 2628


def test_keys_ignore_case_and_trailing_blanks(pg: Connection) -> None:
    pg.execute("""
        CREATE TEMP TABLE parent (name tsql.nvarchar(20) PRIMARY KEY);
        CREATE TEMP TABLE child (name tsql.nvarchar(20) REFERENCES parent);
        INSERT INTO parent VALUES ('Pump');
        INSERT INTO child VALUES ('PUMP ')""")
    with pytest.raises(psycopg.errors.UniqueViolation) as raised:
        pg.execute("INSERT INTO parent VALUES ('PUMP')")
    declared = DeclaredName("PK_parent", "PK")
    error = sql_error(raised.value, lambda kind, schema, table, name: declared)
    assert (error.number, error.severity) == (2627, 14)
    assert "The duplicate key value is (PUMP)." in error.message
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        pg.execute("INSERT INTO child VALUES ('fan')")
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        pg.execute("DELETE FROM parent")


def test_look_ups_use_the_index(pg: Connection) -> None:
    pg.execute("""
        CREATE TEMP TABLE t (name tsql.nvarchar(20) PRIMARY KEY);
        INSERT INTO t SELECT ('Item ' || g)::tsql.nvarchar FROM generate_series(1, 2000) AS g;
        ANALYZE t""")
    plan = pg.execute("EXPLAIN SELECT * FROM t WHERE name = 'ITEM 77'::tsql.nvarchar").fetchall()
    assert "Index" in plan[0][0]
    assert pg.execute("SELECT name FROM t WHERE name = 'ITEM 77'").fetchall() == [("Item 77",)]
    plan = pg.execute("EXPLAIN SELECT * FROM t JOIN t AS u ON u.name = t.name || ''").fetchall()
    assert "Hash Join" in " ".join(line for (line,) in plan)


def test_group_by_and_order_by(pg: Connection) -> None:
    rows = pg.execute("""
        SELECT count(*) FROM (VALUES ('b'::tsql.nvarchar), ('A'), ('B '), ('a')) AS v (x)
        GROUP BY x ORDER BY x""").fetchall()
    assert rows == [(2,), (2,)]


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("256::tsql.tinyint", 220),
        ("(-1)::tsql.tinyint", 220),
        ("'NaN'::double precision::tsql.float8", 8115),
        ("'Infinity'::double precision::tsql.float8", 8115),
        ("'-Infinity'::double precision::tsql.float8", 8115),
        ("2::smallint::tsql.bit", 8115),
    ],
)
def test_domains_refuse(error_number: Callable[[str], int], expression: str, number: int) -> None:
    assert error_number(expression) == number


def test_domains_take_their_range_and_null(value: Evaluate) -> None:
    assert value(
        "255::tsql.tinyint, 0::tsql.tinyint, NULL::tsql.float8, 1.7976931348623157e308::tsql.float8"
    ) == (
        255,
        0,
        None,
        1.7976931348623157e308,
    )


def test_expressions_on_nvarchar_can_be_indexed_and_generated(pg: Connection) -> None:
    # PostgreSQL builds indexes with a search path of pg_catalog alone.
    pg.execute("""
        CREATE TABLE dbo.generated (
            name tsql.nvarchar(20),
            at timestamp,
            code tsql.nvarchar GENERATED ALWAYS AS (tsql.upper(tsql."left"(name, 2)) || '!') STORED,
            seconds integer GENERATED ALWAYS AS (
                tsql.datediff('second', '2020-01-01'::timestamp, at)) STORED);
        INSERT INTO dbo.generated VALUES ('pump', '2020-01-01 00:01:00');
        CREATE INDEX ON dbo.generated (tsql.len(name), tsql.to_int(tsql.replace(name, 'pump', '7')));
        CREATE INDEX ON dbo.generated (tsql.to_nvarchar(at), tsql.json_value('{"a":1}', '$.a'));
        CREATE INDEX ON dbo.generated (tsql.hashbytes('MD5', name)) WHERE name ~~ 'p%'""")
    try:
        assert pg.execute("SELECT code, seconds FROM dbo.generated").fetchall() == [("PU!", 60)]
    finally:
        pg.execute("DROP TABLE dbo.generated")
