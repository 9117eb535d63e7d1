"""String functions. Expectations: Microsoft Learn, "String functions (Transact-SQL)"."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest

Evaluate = Callable[[str], Any]
Connection = psycopg.Connection[Any]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tsql.len('abc  ')", 3),
        ("tsql.len('  abc')", 5),
        ("tsql.len('')", 0),
        ("tsql.len(NULL)", None),
        ("tsql.datalength('abc '::tsql.nvarchar)", 8),
        ("tsql.datalength('a😀'::tsql.nvarchar)", 6),
        ("tsql.datalength_ansi('abc ')", 4),
        ("tsql.datalength('\\x0102'::bytea)", 2),
        ("tsql.datalength(1)", 4),
        ("tsql.datalength(1::bigint)", 8),
        ("tsql.charindex('B', 'abcabc')", 2),
        ("tsql.charindex('b', 'abcabc', 3)", 5),
        ("tsql.charindex('x', 'abc')", 0),
        ("tsql.charindex('', 'abc')", 0),
        ("tsql.charindex('a', 'abc', -5)", 1),
        ("tsql.patindex('%[0-9]%', 'ab12')", 3),
        ("tsql.patindex('ab%', 'ABC')", 1),
        ("tsql.patindex('%c', 'abc')", 3),
        ("tsql.patindex('b', 'abc')", 0),
        ("tsql.patindex('%[^a-c]%', 'abcx')", 4),
        ("tsql.patindex('%_c', 'abc')", 2),
        ("tsql.stuff('abcdef', 2, 3, 'ijklmn')", "aijklmnef"),
        ("tsql.stuff('abc', 2, 1, NULL)", "ac"),
        ("tsql.stuff('abc', 0, 1, 'x')", None),
        ("tsql.stuff('abc', 4, 1, 'x')", None),
        ("tsql.stuff('abc', 1, 0, 'x')", "xabc"),
        ("tsql.replace('abcABC', 'B', 'x')", "axcAxC"),
        ("tsql.replace('a-b-c', '-', '')", "abc"),
        ("tsql.replace('aaa', 'aa', 'b')", "ba"),
        ("tsql.replace('abc', '', 'x')", "abc"),
        ("tsql.replicate('ab', 3)", "ababab"),
        ("tsql.replicate('ab', 0)", ""),
        ("tsql.replicate('ab', -1)", None),
        ("tsql.space(2)::text || '|'", "  |"),
        ("tsql.\"left\"('abc', 2), tsql.\"left\"('abc', 0), tsql.\"left\"('abc', 9)", ("ab", "", "abc")),
        ("tsql.\"right\"('abc', 2), tsql.\"right\"('abc', 0), tsql.\"right\"('abc', 9)", ("bc", "", "abc")),
        ("tsql.substring('abcdef'::tsql.nvarchar, 2, 3)", "bcd"),
        ("tsql.substring('abcdef'::tsql.nvarchar, 0, 3)", "ab"),
        ("tsql.substring('abcdef'::tsql.nvarchar, -5, 3)", ""),
        ("tsql.substring('abcdef'::tsql.nvarchar, 5, 2147483647)", "ef"),
        ("tsql.substring('\\x010203'::bytea, 2, 2)", b"\2\3"),
        ("tsql.ltrim('  a ')::text || '|'", "a |"),
        ("tsql.rtrim(' a  ')::text || '|'", " a|"),
        ("tsql.trim('  a  ')::text || '|'", "a|"),
        ("tsql.trim('..ax..', '.X')", "a"),
        ("tsql.reverse('abc')", "cba"),
        ("tsql.upper('aé')::text, tsql.lower('AÉ')::text", ("AÉ", "aé")),
        ("tsql.ascii('A'), tsql.ascii('€'), tsql.ascii('')", (65, 128, None)),
        ("tsql.unicode('€')", 8364),
        ("tsql.nchar(8364), tsql.nchar(-1)", ("€", None)),
        ('tsql."char"(65), tsql."char"(128), tsql."char"(256)', ("A", "€", None)),
        ("tsql.quotename('a]b')", "[a]]b]"),
        ("tsql.quotename('a''b', '''')", "'a''b'"),
        ("tsql.quotename('a', ')'), tsql.quotename('a', '(')", ("(a)", "(a)")),
        ("tsql.quotename('a', 'x')", None),
        ("tsql.quotename(repeat('x', 129)::tsql.nvarchar)", None),
        (
            "tsql.parsename('s.d.[x.y].o', 1), tsql.parsename('s.d.[x.y].o', 2), tsql.parsename('a.b', 3)",
            ("o", "x.y", None),
        ),
        ("tsql.concat('a', NULL, 'b')", "ab"),
        ("tsql.concat(NULL, NULL)", ""),
        ("tsql.concat_ws(',', 'a', NULL, 'b')", "a,b"),
        ("tsql.concat_ws(NULL, 'a', 'b')", "ab"),
        (
            "tsql.formatmessage('%s has %d rows, %5d|%-5d|%05d|%+i|%x|%X|%o|%%', 'T', '3', '42', '42', '42',"
            " '7', '255', '255', '8')",
            "T has 3 rows,    42|42   |00042|+7|ff|FF|10|%",
        ),
        ("tsql.formatmessage('%s', NULL)", "(null)"),
        ("tsql.formatmessage('%.2s|%5s', 'abc', 'x')", "ab|    x"),
        ("tsql.formatmessage('plain')", "plain"),
        ("tsql.string_escape(E'a\"b\\\\c/d\\n\\t\\x01', 'json')", 'a\\"b\\\\c\\/d\\n\\t\\u0001'),
        ("tsql.translate('2*[3+4]/{7-2}', '[]{}', '()()')", "2*(3+4)/(7-2)"),
        (
            "tsql.isnumeric('1.5e3'), tsql.isnumeric('-7'), tsql.isnumeric('abc'), tsql.isnumeric('')",
            (1, 1, 0, 0),
        ),
        ("tsql.str(123.456, 6, 1)", " 123.5"),
        ("tsql.str(123.456)", "       123"),
        ("tsql.str(123.456, 2, 2)", "**"),
    ],
)
def test_string_functions(value: Evaluate, expression: str, expected: object) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        ("tsql.\"left\"('abc', -1)", 537),
        ("tsql.\"right\"('abc', -1)", 536),
        ("tsql.substring('abc'::tsql.nvarchar, 1, -1)", 537),
        ("tsql.string_escape('a', 'xml')", 13594),
        ("tsql.translate('a', 'ab', 'x')", 9828),
        ("tsql.formatmessage('%q', 'x')", 2787),
        ("(SELECT count(*) FROM tsql.string_split('a', ', '))", 214),
        ("tsql.like_match('a', 'a', 'xy')", 506),
        ("tsql.fit_binary('\\x010203'::bytea, 2)", 2628),
    ],
)
def test_string_errors(error_number: Callable[[str], int], expression: str, number: int) -> None:
    assert error_number(expression) == number


def test_string_split(pg: Connection) -> None:
    def split(text: str) -> list[tuple[Any, ...]]:
        return pg.execute("SELECT value, ordinal FROM tsql.string_split(%s, ',')", (text,)).fetchall()

    assert split("a,b,,c") == [("a", 1), ("b", 2), ("", 3), ("c", 4)]
    assert split("") == [("", 1)]
    assert pg.execute("SELECT value FROM tsql.string_split(NULL, ',')").fetchall() == []


def test_string_agg(pg: Connection) -> None:
    row = pg.execute("""
        SELECT tsql.string_agg(x, ', ' ORDER BY x DESC), tsql.string_agg(x, NULL ORDER BY x),
               tsql.string_agg(x, ',') FILTER (WHERE false)
        FROM (VALUES ('a'::tsql.nvarchar), (NULL), ('B')) AS v (x)""").fetchone()
    assert row == ("B, a", "aB", None)
