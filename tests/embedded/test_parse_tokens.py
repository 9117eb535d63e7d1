"""Lexical rules: what is a token, what is a comment, on which line."""

from __future__ import annotations

import pytest
from tsql_pg.errors import NotSupported, SqlError
from tsql_pg.parse.tokens import tokenize


def shown(text: str) -> list[tuple[str, str]]:
    return [(token.kind.name, token.text) for token in tokenize(text, file="f")[:-1]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a]]b c]", [("QUOTED", "a]b c")]),
        ('"a""b"', [("QUOTED", 'a"b')]),
        ("N'it''s'", [("NATIONAL", "it's")]),
        ("'a''''b'", [("STRING", "a''b")]),
        ("''", [("STRING", "")]),
        ("@a", [("VARIABLE", "a")]),
        ("@@RowCount", [("GLOBAL", "RowCount")]),
        ("#t ##g", [("WORD", "#t"), ("WORD", "##g")]),
        ("$action", [("WORD", "$action")]),
        ("0x1aF", [("HEX", "1aF")]),
        ("0x", [("HEX", "")]),
        ("1.5 .5 1. 1e3 1.5E-3", [("NUMBER", t) for t in ("1.5", ".5", "1.", "1e3", "1.5E-3")]),
        ("a+=1", [("WORD", "a"), ("OPERATOR", "+="), ("NUMBER", "1")]),
        ("a!<b", [("WORD", "a"), ("OPERATOR", "!<"), ("WORD", "b")]),
        ("OBJECT::x", [("WORD", "OBJECT"), ("OPERATOR", "::"), ("WORD", "x")]),
        ("PRIMARY KEY", [("WORD", "PRIMARY"), ("WORD", "KEY")]),
        ("?", [("MARKER", "?")]),
        ("Größe_1", [("WORD", "Größe_1")]),
        ("a -- b\nc", [("WORD", "a"), ("WORD", "c")]),
        ("a --'\n b", [("WORD", "a"), ("WORD", "b")]),
        ("a /* b /* c */ d */ e", [("WORD", "a"), ("WORD", "e")]),
        ("a/*'*/b", [("WORD", "a"), ("WORD", "b")]),
        ("'/*' + '--'", [("STRING", "/*"), ("OPERATOR", "+"), ("STRING", "--")]),
        ("{#x#}", [("OPERATOR", "{"), ("WORD", "#x#"), ("OPERATOR", "}")]),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


def test_lines_count_through_strings_and_comments() -> None:
    text = "a\n/* x\n y */ b 'c\nd' e\r\n-- z\nf"
    assert [(t.text, t.line) for t in tokenize(text, file="f", first_line=10)] == [
        ("a", 10),
        ("b", 12),
        ("c\nd", 12),
        ("e", 13),
        ("f", 15),
        ("", 15),
    ]


def test_key_is_empty_for_quoted_names() -> None:
    assert [t.key for t in tokenize("select [select]", file="f")] == ["SELECT", "", ""]


@pytest.mark.parametrize(
    ("text", "number", "line"),
    [("\n'abc", 105, 2), ("N'a''", 105, 1), ("[a]]", 105, 1), ("a\n\n/* /* */", 113, 3), ("a `b`", 102, 1)],
)
def test_unclosed_and_stray(text: str, number: int, line: int) -> None:
    with pytest.raises(SqlError) as caught:
        tokenize(text, file="some.sql")
    assert (caught.value.number, caught.value.line, caught.value.file) == (number, line, "some.sql")


def test_money_is_not_supported() -> None:
    with pytest.raises(NotSupported, match="money"):
        tokenize("$12.50", file="f")
