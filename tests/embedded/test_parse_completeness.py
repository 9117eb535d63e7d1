"""Nothing of the source is lost: every token of the corpus matters to the tree, and none is ignored."""

from __future__ import annotations

import dataclasses
import re
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from sqlglot import exp
from tsql_pg.errors import SqlError
from tsql_pg.parse import parse_batch
from tsql_pg.parse.tokens import Kind, Token, tokenize
from tsql_pg.parse.words import OLD_TABLE_HINTS, TABLE_HINTS
from tsql_pg.sqlcmd import read_script

CORPUS = [batch.text for batch in read_script(Path(__file__).with_name("test_parse_corpus.sql"))]

# Words and signs that T-SQL itself lets one leave out without a change of meaning.
OPTIONAL = frozenset((";", "AS", "ASC", "EXEC", "FROM", "INNER", "INTO", "OUTER", "TRANSACTION"))


def dump(node: Any) -> Any:
    """The tree as nested tuples, without line numbers and source texts."""
    if isinstance(node, exp.Expr):
        arguments = {name: dump(value) for name, value in node.args.items() if name != "quoted"}
        return (
            type(node).__name__,
            *sorted((k, v) for k, v in arguments.items() if v not in (None, (), False)),
        )
    if dataclasses.is_dataclass(node):
        fields = {field.name: getattr(node, field.name) for field in dataclasses.fields(node)}
        # The line, and copies of the source beside what was parsed from it.
        kept = {
            k: v for k, v in fields.items() if k != "line" and not (k.endswith("text") and isinstance(v, str))
        }
        return (type(node).__name__, *((name, dump(value)) for name, value in kept.items()))
    if isinstance(node, list | tuple):
        return tuple(dump(item) for item in node)
    assert not isinstance(node, Enum)
    return node


def parsed(text: str) -> Any:
    return dump(parse_batch(text, file="corpus"))


def values(node: Any) -> set[str]:
    """Every string in a dump, upper-case, and the words within it."""
    if isinstance(node, tuple):
        return set().union(*map(values, node)) if node else set()
    text = str(node).upper()
    return {text, *re.split(r"[^\w#$]+", text)}


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: text.split("\n")[-1][:40])
def test_every_name_and_literal_is_in_the_tree(text: str) -> None:
    tree = values(parsed(text))
    for token in tokenize(text, file="corpus"):
        if token.kind in (Kind.QUOTED, Kind.VARIABLE, Kind.GLOBAL, Kind.STRING, Kind.NATIONAL, Kind.HEX):
            assert token.text.upper() in tree, token


def is_optional(before: Token, token: Token, after: Token, second: Token) -> bool:
    if token.key in OPTIONAL:
        return True
    if token.key == "WITH":  # the old form of a hint: FROM t (NOLOCK)
        return after.key == "(" and second.key in OLD_TABLE_HINTS
    if token.key == ",":  # between hints, and before a constraint or index that a column could have too
        return before.key in TABLE_HINTS or after.key in {"INDEX", "CONSTRAINT"} | TABLE_HINTS
    return False


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: text.split("\n")[-1][:40])
def test_no_token_can_be_taken_away_unnoticed(text: str) -> None:
    whole = parsed(text)
    ignored = []
    tokens = tokenize(text, file="corpus")
    padded = [tokens[-1], *tokens, tokens[-1]]
    for before, token, after, second in zip(padded, tokens[:-1], padded[2:], padded[3:], strict=False):
        if is_optional(before, token, after, second):
            continue
        try:
            without = parsed(text[: token.start] + " " + text[token.end :])
        except SqlError:
            continue
        if without == whole:
            ignored.append((token.line, token.text, text[max(0, token.start - 20) : token.end + 10]))
    assert ignored == []
