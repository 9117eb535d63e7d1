"""Scalar functions: T-SQL's names, argument conversions and result types over the prelude's functions."""

from __future__ import annotations

from sqlglot import exp

from .. import aggregates
from ..scope import Context, Scope, Typed
from . import choices, dates, numbers, strings, system
from .calls import Call, Handler

HANDLERS: dict[str, Handler] = {
    **choices.HANDLERS,
    **strings.HANDLERS,
    **dates.HANDLERS,
    **numbers.HANDLERS,
    **system.HANDLERS,
}


def call(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    """Translate a function call. Error 195: no built-in function of the name."""
    if isinstance(node, exp.WithinGroup):
        return aggregates.within_group(node, scope, context)
    if isinstance(node, exp.Dot):
        context.unsupported(f"scalar function {node.sql()}", node)
    name = node.this.upper()
    if name in aggregates.NAMES:
        return aggregates.finished(aggregates.aggregate(node, scope, context))
    handler = HANDLERS.get(name)
    if handler is None:
        context.error(195, f"'{node.this}' is not a recognized built-in function name.", 15, 10)
    return handler(Call(name, tuple(node.expressions), scope, context))
