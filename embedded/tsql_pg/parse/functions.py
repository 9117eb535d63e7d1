"""Function calls: every one keeps its T-SQL name and all its arguments."""

from __future__ import annotations

from sqlglot import exp

from . import expressions
from .cursor import Cursor
from .tokens import Kind
from .tree_base import Conversion
from .types import data_type
from .words import DATE_PARTS, PART_FUNCTIONS


def conversion(c: Cursor) -> exp.Expr:
    """CAST and TRY_CAST (value AS type), CONVERT and TRY_CONVERT (type, value [, style])."""
    token = c.advance()
    c.expect("(")
    style = None
    if token.key.endswith("CAST"):
        value = expressions.value(c)
        c.expect("AS")
        to = data_type(c)
    else:
        to = data_type(c)
        c.expect(",")
        value = expressions.value(c)
        style = expressions.value(c) if c.accept(",") else None
    c.expect(")")
    return expressions.located(Conversion(this=value, to=to, kind=token.key, style=style), token.line)


def call(c: Cursor) -> exp.Expr:
    """`name(arguments)` with WITHIN GROUP and OVER, the cursor at the name (one part, any spelling)."""
    token = c.advance()
    name = token.text.upper()
    node = expressions.located(exp.Anonymous(this=name, expressions=_arguments(c, name)), token.line)
    if c.at("WITHIN", "GROUP"):
        c.expect("WITHIN", "GROUP")
        c.expect("(")
        node = exp.WithinGroup(this=node, expression=expressions.order_by(c))
        c.expect(")")
    if c.at("IGNORE", "NULLS") or c.at("RESPECT", "NULLS"):
        c.unsupported(f"{c.token.key} NULLS")
    return _window(c, node) if c.at("OVER") else node


def _arguments(c: Cursor, name: str) -> list[exp.Expr]:
    c.expect("(")
    if c.accept(")"):
        return []
    if c.at("*", ")"):
        c.expect("*", ")")
        return [exp.Star()]
    if name == "TRIM":
        arguments = _trim_arguments(c)
    elif name in PART_FUNCTIONS:
        arguments = [_date_part(c)]
        if c.accept(","):
            arguments.extend(c.listed(expressions.value))
    elif name == "IIF":
        arguments = [expressions.condition(c)]
        for _ in range(2):
            c.expect(",")
            arguments.append(expressions.value(c))
    elif c.accept("DISTINCT"):
        arguments = [exp.Distinct(expressions=list(c.listed(expressions.value)))]
        # STRING_AGG and the like take DISTINCT on their only column, never on several.
        if len(arguments[0].expressions) > 1:
            c.fail(c.previous)
    else:
        c.accept("ALL")
        arguments = list(c.listed(_argument))
    c.expect(")")
    return arguments


def _argument(c: Cursor) -> exp.Expr:
    if c.accept("DEFAULT"):
        return exp.Var(this="DEFAULT")
    return expressions.value(c)


def _trim_arguments(c: Cursor) -> list[exp.Expr]:
    first = expressions.value(c)
    return [expressions.value(c), first] if c.accept("FROM") else [first]


def _date_part(c: Cursor) -> exp.Expr:
    token = c.token
    if token.kind is not Kind.WORD or token.key not in DATE_PARTS:
        shown = c.text[token.start : token.end]
        c.error(155, f"'{shown}' is not a recognized datepart option.")
    c.advance()
    return exp.Var(this=DATE_PARTS[token.key])


def _window(c: Cursor, function: exp.Expr) -> exp.Expr:
    c.expect("OVER")
    if not c.at("("):
        c.unsupported("a named window")
    c.expect("(")
    partition: list[exp.Expr] = []
    if c.accept("PARTITION", "BY"):
        partition.extend(c.listed(expressions.value))
    order = expressions.order_by(c) if c.at("ORDER") else None
    frame = _frame(c) if c.token.key in ("ROWS", "RANGE") else None
    c.expect(")")
    return exp.Window(this=function, partition_by=partition, order=order, spec=frame)


def _frame(c: Cursor) -> exp.WindowSpec:
    kind = c.choose("ROWS", "RANGE")
    if c.accept("BETWEEN"):
        start, start_side = _frame_bound(c)
        c.expect("AND")
        end, end_side = _frame_bound(c)
        return exp.WindowSpec(kind=kind, start=start, start_side=start_side, end=end, end_side=end_side)
    start, start_side = _frame_bound(c)
    return exp.WindowSpec(kind=kind, start=start, start_side=start_side)


def _frame_bound(c: Cursor) -> tuple[str | exp.Expr, str | None]:
    if c.accept("CURRENT", "ROW"):
        return "CURRENT ROW", None
    if c.accept("UNBOUNDED"):
        return "UNBOUNDED", c.choose("PRECEDING", "FOLLOWING")
    return exp.Literal(this=str(c.integer()), is_string=False), c.choose("PRECEDING", "FOLLOWING")
