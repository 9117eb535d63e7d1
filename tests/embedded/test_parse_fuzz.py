"""Whatever the text, the parser ends, reads each token once, and raises only the engine's own errors."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tsql_pg.errors import SqlError
from tsql_pg.parse import parse_batch
from tsql_pg.parse.cursor import Cursor
from tsql_pg.parse.tokens import Token, tokenize
from tsql_pg.parse.words import RESERVED, TABLE_HINTS, words
from tsql_pg.sqlcmd import read_script, split_script

CORPUS = [batch.text for batch in read_script(Path(__file__).with_name("test_parse_corpus.sql"))]
SIGNS = sorted(words("( ) , . ; = + - * / % < > <= >= <> != :: += & | ^ ~ ? { } :"))
VALUES = sorted(words("1 2.5 1e3 0xFF 'x' N'y' @a @b @@ROWCOUNT [a] #t t a b dbo $action NULL"))
OTHER_WORDS = sorted(
    words(
        """
        THROW TRY CATCH OUTPUT OFFSET ROWS NEXT ONLY APPLY TYPE ROLE LOGIN SYNONYM PARTITION RANGE MATCHED
        USING TARGET SOURCE JSON PATH ROOT INCLUDE READONLY PERSISTED SPARSE COUNT SUM OVER ROW_NUMBER
        OPENJSON STRING_AGG WITHIN CAST TRY_CAST int nvarchar decimal max sysname DATEADD DATEDIFF day
        GROUPING SETS AT TIME ZONE NOCOUNT XACT_ABORT
        """
    )
)
VOCABULARY = sorted(RESERVED) + sorted(TABLE_HINTS) + OTHER_WORDS + [*SIGNS, "(", ")", *VALUES] * 6
STARTS = sorted(
    words("SELECT INSERT UPDATE DELETE MERGE WITH CREATE ALTER DROP IF BEGIN EXEC DECLARE SET GRANT")
)


def parse_quietly(text: str) -> bool:
    """Whether the text parses; an error of the engine's own is an answer too."""
    error = None
    try:
        parse_batch(text, file="soup")
    except SqlError as raised:
        error = raised
    assert error is None or (error.line >= 1 and error.file == "soup")
    return error is None


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(8))
def test_token_soup(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(700):
        words = [chance.choice(STARTS), *chance.choices(VOCABULARY, k=chance.randint(1, 40))]
        parse_quietly(" ".join(words))


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", range(8))
def test_mutated_statements(seed: int) -> None:
    chance = random.Random(seed)
    outcomes = set()
    for _ in range(600):
        text = chance.choice(CORPUS)
        spans = [text[t.start : t.end] for t in tokenize(text, file="soup")[:-1]]
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(spans))
            change = chance.randrange(4)
            if change == 0:
                spans[at] = chance.choice(VOCABULARY)
            elif change == 1:
                spans.insert(at, chance.choice(VOCABULARY))
            elif change == 2 and len(spans) > 1:
                spans.pop(at)
            else:
                other = chance.randrange(len(spans))
                spans[at], spans[other] = spans[other], spans[at]
        outcomes.add(parse_quietly(" ".join(spans)))
    assert outcomes == {True, False}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("aN'\"[]()@#$?.,;=+-*/\n 01xé\u2028\ufeff{}:!<>"), max_size=60))
def test_any_characters(text: str) -> None:
    parse_quietly(text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["GO", "go 3", "GO x", ":r x.sql", ":setvar a b", ":setvar a", ":on error exit", ":on", ":!! ls",
             ":", "SELECT '$(a)'", "$(a)", "$(", "/*", "*/", "'", '"', "[", "]", "]]", "-- '", "x", ""]
        ),
        max_size=12,
    )
)  # fmt: skip
def test_any_script(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    try:
        batches = split_script("\n".join(lines), file="script", root=tmp_path_factory.getbasetemp())
    except SqlError:
        return
    for batch in batches:
        assert len(batch.text.split("\n")) == len(batch.origins)


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: text.split("\n")[-1][:40])
def test_parsing_reads_each_token_once(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No backtracking: the work grows with the text, however it is nested."""
    reads = 0
    advance = Cursor.advance

    def counted(cursor: Cursor) -> Token:
        nonlocal reads
        reads += 1
        return advance(cursor)

    monkeypatch.setattr(Cursor, "advance", counted)
    parse_batch(text, file="corpus")
    assert reads == len(tokenize(text, file="corpus")) - 1
