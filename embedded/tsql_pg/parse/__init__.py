"""The parse room: T-SQL text to the statement tree of `parse.tree`."""

from __future__ import annotations

from sqlglot import exp

from . import expressions, statements, tree
from .cursor import Cursor


def parse_batch(text: str, *, file: str, first_line: int = 1) -> list[tree.Statement]:
    """The statements of one batch (GO is not part of it).

    `first_line` is the line of `file` on which `text` begins. Raises NotSupported for a construct outside the
    subset and SqlError (102, 156, 105, 319, 4145 ...) for an ill-formed one, each with file and line.
    """
    cursor = Cursor(text, file=file, first_line=first_line)
    return statements.batch(cursor)


def parse_expression(text: str, *, file: str, first_line: int = 1) -> exp.Expr:
    """One scalar expression, such as a stored DEFAULT. Errors as of parse_batch."""
    cursor = Cursor(text, file=file, first_line=first_line)
    found = expressions.value(cursor)
    if not cursor.at_end:
        cursor.fail()
    return found


def parse_condition(text: str, *, file: str, first_line: int = 1) -> exp.Expr:
    """One search condition, such as a stored CHECK. Errors as of parse_batch."""
    cursor = Cursor(text, file=file, first_line=first_line)
    found = expressions.condition(cursor)
    if not cursor.at_end:
        cursor.fail()
    return found


__all__ = ["parse_batch", "parse_condition", "parse_expression", "tree"]
