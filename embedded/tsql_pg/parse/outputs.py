"""What data changes share: OUTPUT clauses and the items of SET."""

from __future__ import annotations

from sqlglot import exp

from . import expressions, queries, sources
from .cursor import Cursor
from .tokens import Kind
from .tree_statements import Assignment, Output


def outputs(c: Cursor) -> tuple[Output, ...]:
    """No, one or two OUTPUT clauses (INTO a table, and to the client)."""
    found: list[Output] = []
    while c.accept("OUTPUT"):
        items = c.listed(lambda cursor: queries.select_item(cursor, False))
        into: exp.Table | None = None
        columns: tuple[str, ...] = ()
        if c.accept("INTO"):
            into = sources.table_name(c)
            if c.at("(") and c.peek().key not in ("SELECT", "("):
                columns = c.names()
        found.append(Output(items, into, columns))
    if len(found) > 2 or (len(found) == 2 and (found[0].into is None or found[1].into is not None)):
        c.fail()
    return tuple(found)


def assignments(c: Cursor) -> tuple[Assignment, ...]:
    """The items behind SET."""
    return c.listed(_assignment)


def _assignment(c: Cursor) -> Assignment:
    line = c.token.line
    if c.token.kind is Kind.VARIABLE:
        name = c.variable()
        operator = _operator(c)
        value = expressions.value(c)
        if operator == "=" and isinstance(value, exp.Column) and c.token.key in queries.ASSIGNMENT_OPERATORS:
            operator = _operator(c)
            return Assignment(value, name, operator, expressions.value(c), line)
        return Assignment(None, name, operator, value, line)
    if not c.at_name():
        c.fail()
    column = expressions.column(c)
    operator = _operator(c)
    return Assignment(column, None, operator, sources.value_or_default(c), line)


def _operator(c: Cursor) -> str:
    if c.token.key not in queries.ASSIGNMENT_OPERATORS:
        c.fail()
    return c.advance().key
