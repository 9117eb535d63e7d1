"""The token cursor: what every part of the parser moves along, and the errors it raises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn, TypeVar

from sqlglot import exp

from ..errors import NotSupported, SqlError
from .tokens import Kind, Token, tokenize
from .tree_base import ObjectName
from .words import RESERVED

MAX_DEPTH: Final = 100
"""Nesting of statements, subqueries, brackets and operators; SQL Server stops at 32 nested subqueries."""

T = TypeVar("T")


class Cursor:
    """A position in a batch's tokens. `token` is the next one to be read."""

    def __init__(self, text: str, *, file: str, first_line: int = 1) -> None:
        self.text = text
        self.file = file
        self.tokens = tokenize(text, file=file, first_line=first_line)
        self.index = 0
        self.token = self.tokens[0]
        self.depth = 0
        self.markers = 0

    # --- looking ---------------------------------------------------------------------------------------

    def peek(self, ahead: int = 1) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    @property
    def previous(self) -> Token:
        return self.tokens[self.index - 1] if self.index else self.tokens[0]

    @property
    def at_end(self) -> bool:
        return self.token.kind is Kind.END

    def at(self, *keys: str) -> bool:
        """Do these words and operators come next, in this order?"""
        if self.token.key != keys[0]:
            return False
        return len(keys) == 1 or all(self.peek(n).key == key for n, key in enumerate(keys))

    def at_kind(self, *kinds: Kind) -> bool:
        return self.token.kind in kinds

    def at_name(self) -> bool:
        """Is the next token an identifier: quoted, or a word neither reserved nor special ($action)?"""
        kind = self.token.kind
        if kind is Kind.WORD:
            return self.token.key not in RESERVED and not self.token.key.startswith("$")
        return kind is Kind.QUOTED

    # --- moving ----------------------------------------------------------------------------------------

    def advance(self) -> Token:
        token = self.token
        if token.kind is not Kind.END:
            self.index += 1
            self.token = self.tokens[self.index]
        return token

    def rewind(self, index: int) -> None:
        self.index = index
        self.token = self.tokens[index]

    def accept(self, *keys: str) -> bool:
        """Read these words and operators if all of them come next."""
        if not self.at(*keys):
            return False
        for _ in keys:
            self.advance()
        return True

    def expect(self, *keys: str) -> Token:
        """Read these words and operators, or raise 102; gives the first of them."""
        first = self.token
        for key in keys:
            if self.token.key != key:
                self.fail()
            self.advance()
        return first

    def choose(self, *keys: str) -> str:
        """Read one of these words, or raise 102."""
        if self.token.key not in keys:
            self.fail()
        return self.advance().key

    def listed(self, item: Callable[[Cursor], T]) -> tuple[T, ...]:
        """One or more items with commas between."""
        items = [item(self)]
        while self.accept(","):
            items.append(item(self))
        return tuple(items)

    def bracketed(self, item: Callable[[Cursor], T]) -> tuple[T, ...]:
        """`( item, ... )`, at least one."""
        self.expect("(")
        items = self.listed(item)
        self.expect(")")
        return items

    def enter(self) -> None:
        """One level deeper (undone by `depth -= 1`); raises 191 where nesting is too deep."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = (
                "Some part of your SQL statement is nested too deeply. Rewrite the query or break it up."
            )
            raise SqlError(191, message, 15, line=self.token.line, file=self.file)

    def skip_bracket(self) -> None:
        """Read a balanced bracket, whatever is in it."""
        self.expect("(")
        depth = 1
        while depth:
            if self.at_end:
                self.fail()
            key = self.advance().key
            depth += (key == "(") - (key == ")")

    # --- names -----------------------------------------------------------------------------------------

    def name(self) -> str:
        """An identifier, quoting taken off."""
        if not self.at_name():
            self.fail()
        return self.advance().text

    def names(self) -> tuple[str, ...]:
        """`( name, ... )`"""
        return self.bracketed(Cursor.name)

    def identifier(self) -> exp.Identifier:
        quoted = self.token.kind is Kind.QUOTED
        return exp.Identifier(this=self.name(), quoted=quoted)

    def object_name(self) -> ObjectName:
        """One to four parts; a part may be left out between dots (`db..t`)."""
        line = self.token.line
        parts = [self.name()]
        while self.accept("."):
            parts.append("" if self.at(".") else self.name())
        if len(parts) > 4:
            self.fail(self.previous)
        return ObjectName(tuple(parts), line)

    def variable(self) -> str:
        """`@name`, without the @."""
        if self.token.kind is not Kind.VARIABLE:
            self.fail()
        return self.advance().text

    def parameter(self) -> exp.Parameter:
        line = self.token.line
        node = exp.Parameter(this=exp.Var(this=self.variable()))
        node.meta["line"] = line
        return node

    def integer(self) -> int:
        """A whole number, with or without a sign."""
        sign = -1 if self.accept("-") else 1
        if sign == 1:
            self.accept("+")
        if self.token.kind is not Kind.NUMBER or not self.token.text.isdigit():
            self.fail()
        return sign * int(self.advance().text)

    def string(self) -> str:
        if self.token.kind not in (Kind.STRING, Kind.NATIONAL):
            self.fail()
        return self.advance().text

    # --- source text -----------------------------------------------------------------------------------

    def source(self, start: Token) -> str:
        """The text from `start` to the last token read."""
        return self.text[start.start : self.previous.end]

    # --- errors ----------------------------------------------------------------------------------------

    def fail(self, token: Token | None = None) -> NoReturn:
        """Raise 102, or 156 for a reserved word, at `token` (the next one if not given)."""
        token = token or self.token
        if token.kind is Kind.END:
            raise SqlError(
                102, "Incorrect syntax near the end of the batch.", 15, line=token.line, file=self.file
            )
        shown = self.text[token.start : token.end]
        if token.key in RESERVED:
            message = f"Incorrect syntax near the keyword '{shown}'."
            raise SqlError(156, message, 15, line=token.line, file=self.file)
        raise SqlError(102, f"Incorrect syntax near '{shown[:60]}'.", 15, line=token.line, file=self.file)

    def error(self, number: int, message: str, line: int | None = None) -> NoReturn:
        raise SqlError(number, message, 15, line=line or self.token.line, file=self.file)

    def unsupported(self, construct: str, line: int | None = None) -> NoReturn:
        raise NotSupported(self.file, line or self.token.line, construct)
