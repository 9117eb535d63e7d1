"""Words of a T-SQL text, for what the syntax tree does not keep: case, terminators, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TOKEN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<line_comment>--[^\n]*)
  | (?P<block_comment>/\*)
  | (?P<string>[Nn]?'(?:[^']|'')*')
  | (?P<quoted>\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*")
  | (?P<variable>@@?[\w$#]+)
  | (?P<number>0[xX][0-9A-Fa-f]*|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<word>[\w$#]+)
  | (?P<punctuation><>|<=|>=|!=|\+=|-=|\*=|/=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
COMMENT_MARK = re.compile(r"/\*|\*/")


@dataclass(frozen=True)
class Token:
    """One token: `kind` is the name of its group in TOKEN, without "line_" and "block_" for comments."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """All tokens of `text` but white space, comments among them."""
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:  # cannot be: punctuation takes any character
            raise ValueError(f"no token at offset {place}")
        kind = found.lastgroup or ""
        start, place = place, found.end()
        if kind == "block_comment":
            place = _comment_end(text, start)
            yield Token("comment", text[start:place], start)
        elif kind == "line_comment":
            yield Token("comment", found.group(), start)
        elif kind != "space":
            yield Token(kind, found.group(), start)


@lru_cache(maxsize=4096)
def code(text: str) -> tuple[Token, ...]:
    """All tokens of `text` without white space and comments."""
    return tuple(token for token in tokens(text) if token.kind != "comment")


def _comment_end(text: str, start: int) -> int:
    """T-SQL's block comments nest."""
    depth = 0
    for found in COMMENT_MARK.finditer(text, start):
        depth += 1 if found.group() == "/*" else -1
        if depth == 0:
            return found.end()
    return len(text)
