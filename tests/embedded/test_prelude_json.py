"""JSON functions and FOR JSON's text. Expectations: Microsoft Learn, "JSON data in SQL Server"."""

import json
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]
Connection = psycopg.Connection[Any]

DOCUMENT = """'{"info": {"type": 1, "address": {"town": "Bristol", "zip code": "BS1"},
 "tags": ["Sport", "Wa/ter"],
 "big": 12345678901234567890.10, "yes": true, "none": null}, "type": "Basic"}'"""


@pytest.mark.parametrize(
    ("path", "scalar", "container"),
    [
        ("$", None, ...),
        ("$.info.type", "1", None),
        ("$.info.address.town", "Bristol", None),
        ('$.info.address."zip code"', "BS1", None),
        ('$.info."address"', None, {"town": "Bristol", "zip code": "BS1"}),
        ("$.info.tags", None, ["Sport", "Wa/ter"]),
        ("$.info.tags[0]", "Sport", None),
        ("$.info.tags[1]", "Wa/ter", None),
        ("$.info.tags[2]", None, None),
        ("$.info.big", "12345678901234567890.10", None),
        ("$.info.yes", "true", None),
        ("$.info.none", None, None),
        ("$.INFO", None, None),
        ("lax $.type", "Basic", None),
        ("strict $.type", "Basic", ...),
    ],
)
def test_json_value_and_query(pg: Connection, path: str, scalar: str | None, container: object) -> None:
    row = pg.execute(f"SELECT tsql.json_value({DOCUMENT}, %s)".encode(), (path,)).fetchone()
    assert row == (scalar,)
    if container is not ...:
        row = pg.execute(f"SELECT tsql.json_query({DOCUMENT}, %s)".encode(), (path,)).fetchone()
        assert row is not None
        assert (json.loads(row[0]) if row[0] is not None else None) == container


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("tsql.json_value('{\"a\":1', '$.a')", 13609),
        ("tsql.json_value('nonsense', '$.a')", 13609),
        ("tsql.json_value('{}', '$.')", 13607),
        ("tsql.json_value('{}', 'a')", 13607),
        ("tsql.json_value('{}', 'strict $.a')", 13608),
        ("tsql.json_value('{\"a\":[]}', 'strict $.a')", 13623),
        ("tsql.json_query('{\"a\":1}', 'strict $.a')", 13624),
        ("(SELECT count(*) FROM tsql.openjson('5'))", 13609),
        ("(SELECT count(*) FROM tsql.openjson('{\"a\":1}', 'strict $.b'))", 13608),
        ("tsql.json_object_path(ARRAY['a.b', 'c', 'a.d'], ARRAY['1', '2', '3'], true)", 13601),
    ],
)
def test_json_errors(error_number: Callable[[str], int], expression: str, number: int) -> None:
    assert error_number(expression) == number


def test_isjson(value: Evaluate) -> None:
    assert value("""tsql.isjson('{"a":1}'), tsql.isjson('[1]'), tsql.isjson('1'), tsql.isjson('{a:1}'),
                    tsql.isjson(''), tsql.isjson(NULL)""") == (1, 1, 0, 0, 0, None)


@pytest.mark.parametrize(
    ("document", "path", "new", "expected"),
    [
        ('{"a":1,"b":2}', "$.a", "'x'::tsql.nvarchar", '{"a":"x","b":2}'),
        ('{"a":1,"b":2}', "$.a", "5", '{"a":5,"b":2}'),
        ('{"a":1,"b":2}', "$.c", "5", '{"a":1,"b":2,"c":5}'),
        ('{"a":1,"b":2}', "$.a", "NULL::tsql.nvarchar", '{"b":2}'),
        ('{"a":1}', "strict $.a", "NULL::tsql.nvarchar", '{"a":null}'),
        ('{"a":{"b":[1,2]}}', "$.a.b[1]", "9", '{"a":{"b":[1,9]}}'),
        ('{"a":[1]}', "append $.a", "2", '{"a":[1,2]}'),
        ('{"a":[]}', "append $.a", "2", '{"a":[2]}'),
        ("{}", "append $.a", "2", '{"a":[2]}'),
        ("{}", "$.a.b", "2", "{}"),
        ("{}", "$.a", "'q\"'::tsql.nvarchar", '{"a":"q\\""}'),
    ],
)
def test_json_modify(value: Evaluate, document: str, path: str, new: str, expected: str) -> None:
    assert value(f"tsql.json_modify('{document}', '{path}', {new})") == expected


def test_openjson(pg: Connection) -> None:
    rows = pg.execute(
        """SELECT key, value, type
        FROM tsql.openjson('{"s":"x","n":1.50,"b":true,"z":null,"a":[1],"o":{}}')"""
    ).fetchall()
    assert rows == [
        ("s", "x", 1),
        ("n", "1.50", 2),
        ("b", "true", 3),
        ("z", None, 0),
        ("a", "[1]", 4),
        ("o", "{}", 5),
    ]
    rows = pg.execute("""SELECT key, value FROM tsql.openjson('{"p":{"q":["u","v"]}}', '$.p.q')""").fetchall()
    assert rows == [("0", "u"), ("1", "v")]
    assert pg.execute("""SELECT key FROM tsql.openjson('{"a":1}', '$.b')""").fetchall() == []
    assert pg.execute("SELECT key FROM tsql.openjson(NULL)").fetchall() == []


def test_openjson_with_columns(pg: Connection) -> None:
    rows = pg.execute("""
        SELECT ordinal, tsql.to_int(tsql.json_cell(item, '$.id')), tsql.json_cell(item, '$.sub.name'),
               tsql.json_cell(item, '$.list', true), tsql.json_cell(item, '$.list')
        FROM tsql.openjson_rows('{"rows":[{"id":1,"sub":{"name":"a"},"list":[1, 2]},
            {"id":"2","list":null},{}]}', '$.rows')
        ORDER BY ordinal""").fetchall()
    assert rows == [(1, 1, "a", "[1, 2]", None), (2, 2, None, None, None), (3, None, None, None, None)]
    assert pg.execute(
        """SELECT tsql.json_cell(item, '$.a') FROM tsql.openjson_rows('{"a":7}')"""
    ).fetchall() == [("7",)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.json_text('a\"b'::tsql.nvarchar)", '"a\\"b"'),
        ("tsql.json_text('a/b'::tsql.nvarchar)", '"a\\/b"'),
        ("tsql.json_text(42)", "42"),
        ("tsql.json_text(1.50)", "1.50"),
        ("tsql.json_text(0.1::double precision)", "1.000000000000000e-001"),
        ("tsql.json_text(1.5::real)", "1.5000000e+000"),
        ("tsql.json_bit(1::smallint), tsql.json_bit(0::smallint)", ("true", "false")),
        ("tsql.json_text(timestamp '2024-01-02 03:04:05')", '"2024-01-02T03:04:05"'),
        ("tsql.json_text(timestamp '2024-01-02 03:04:05.12', 3)", '"2024-01-02T03:04:05.120"'),
        ("tsql.json_text(date '2024-01-02')", '"2024-01-02"'),
        ("tsql.json_text('\\x0102'::bytea)", '"AQI="'),
        ("tsql.json_text(NULL::integer)", None),
    ],
)
def test_values_as_json(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


def test_objects_and_arrays(value: Evaluate, pg: Connection) -> None:
    nested = value(
        "tsql.json_object_path(ARRAY['a','b.c','b.d.e','b.f','g'], ARRAY['1','2','3','4','5'], false)"
    )
    assert nested == '{"a":1,"b":{"c":2,"d":{"e":3},"f":4},"g":5}'
    sparse = "ARRAY['a','b.c','d'], ARRAY['1',NULL,NULL]"
    assert value(f"tsql.json_object_path({sparse}, false)") == '{"a":1}'
    assert value(f"tsql.json_object_path({sparse}, true)") == '{"a":1,"b":{"c":null},"d":null}'
    row = pg.execute("""
        SELECT tsql.json_array('{"n":' || n || '}' ORDER BY n DESC),
               tsql.json_objects('{"n":' || n || '}' ORDER BY n),
               tsql.json_array('{}') FILTER (WHERE false)
        FROM (VALUES (1), (2)) AS v (n)""").fetchone()
    assert row == ('[{"n":2},{"n":1}]', '{"n":1},{"n":2}', None)


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_escaped_text_is_json_again(examples_pg: Connection, text: str) -> None:
    row = examples_pg.execute("SELECT tsql.json_text(%s::tsql.nvarchar)", (text,)).fetchone()
    assert row is not None
    assert json.loads(row[0]) == text
