"""Text to tokens: T-SQL's own lexical rules, with the source line of every token.

sqlglot's tokenizer is not used: it joins words ("PRIMARY KEY"), splits others ("@@", "+=") and knows comment
forms that T-SQL has not got.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final, NamedTuple

from ..errors import NotSupported, SqlError


class Kind(Enum):
    WORD = auto()
    QUOTED = auto()
    VARIABLE = auto()
    GLOBAL = auto()
    STRING = auto()
    NATIONAL = auto()
    NUMBER = auto()
    HEX = auto()
    OPERATOR = auto()
    MARKER = auto()
    END = auto()


class Token(NamedTuple):
    """`text` is the value (quotes undone, no @); `key` the upper-case word or the operator, else ''."""

    kind: Kind
    text: str
    key: str
    line: int
    start: int
    end: int


_PATTERN: Final = re.compile(
    r"""
      (?P<blank>[\s\ufeff]+|--[^\n]*)
    | (?P<comment>/\*)
    | (?P<national>[nN]'(?:[^']|'')*+')
    | (?P<string>'(?:[^']|'')*+')
    | (?P<word>(?:[^\W\d]|\#)[\w@$\#]*|\$[A-Za-z][\w@$\#]*)
    | (?P<quoted>\[(?:[^\]]|\]\])*+\]|"(?:[^"]|"")*+")
    | (?P<global>@@[\w@$\#]+)
    | (?P<variable>@[\w@$\#]+)
    | (?P<hex>0[xX][0-9a-fA-F]*)
    | (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d*)?)
    | (?P<operator>[-+*/%&|^]=|<>|<=|>=|!=|!<|!>|::|[-+*/%&|^~=<>(),.;:{}])
    | (?P<marker>\?)
    | (?P<money>[$\u00a3\u20ac\u00a5])
    """,
    re.VERBOSE,
)
_COMMENT_EDGE: Final = re.compile(r"/\*|\*/")
_KINDS: Final = {
    "national": Kind.NATIONAL,
    "string": Kind.STRING,
    "word": Kind.WORD,
    "quoted": Kind.QUOTED,
    "global": Kind.GLOBAL,
    "variable": Kind.VARIABLE,
    "hex": Kind.HEX,
    "number": Kind.NUMBER,
    "operator": Kind.OPERATOR,
    "marker": Kind.MARKER,
}


def comment_end(text: str, start: int) -> int:
    """Position behind the block comment at `start`, comments nested in it included; -1 if it is open."""
    depth, position = 0, start
    while True:
        edge = _COMMENT_EDGE.search(text, position)
        if edge is None:
            return -1
        position = edge.end()
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return position


def tokenize(text: str, *, file: str, first_line: int = 1) -> list[Token]:
    """The tokens of a batch, closed by one of kind END.

    Raises SqlError 105 (unclosed quotation mark), 113 (unclosed comment), 102 (stray character) and
    NotSupported (money literals).
    """
    tokens: list[Token] = []
    position, line, counted = 0, first_line, 0
    length = len(text)
    while position < length:
        found = _PATTERN.match(text, position)
        group = found.lastgroup if found is not None else None
        if group == "blank":
            assert found is not None
            position = found.end()
            continue
        line += text.count("\n", counted, position)
        counted = position
        if group == "comment":
            end = comment_end(text, position)
            if end < 0:
                raise SqlError(113, "Missing end comment mark '*/'.", 15, line=line, file=file)
            position = end
            continue
        if found is None:
            raise _stray(text, position, line, file)
        if group is None or group == "money":
            raise NotSupported(file, line, "a money literal")
        end = found.end()
        tokens.append(_token(group, text[position:end], line, position, end))
        position = end
    line += text.count("\n", counted, length)
    tokens.append(Token(Kind.END, "", "", line, length, length))
    return tokens


def _token(group: str, source: str, line: int, start: int, end: int) -> Token:
    kind = _KINDS[group]
    if kind is Kind.WORD:
        return Token(kind, source, source.upper(), line, start, end)
    if kind is Kind.OPERATOR:
        return Token(kind, source, source, line, start, end)
    if kind is Kind.VARIABLE:
        source = source[1:]
    elif kind in (Kind.GLOBAL, Kind.HEX):
        source = source[2:]
    elif kind is Kind.STRING:
        source = source[1:-1].replace("''", "'")
    elif kind is Kind.NATIONAL:
        source = source[2:-1].replace("''", "'")
    elif kind is Kind.QUOTED:
        closing = source[-1]
        source = source[1:-1].replace(closing * 2, closing)
    return Token(kind, source, "", line, start, end)


def _stray(text: str, position: int, line: int, file: str) -> SqlError:
    if text[position] in "'[\"":
        shown = text[position + 1 : position + 31]
        message = f"Unclosed quotation mark after the character string '{shown}'."
        return SqlError(105, message, 15, line=line, file=file)
    return SqlError(102, f"Incorrect syntax near '{text[position]}'.", 15, line=line, file=file)
