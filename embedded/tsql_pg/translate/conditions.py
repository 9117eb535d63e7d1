"""Search conditions: comparisons, LIKE, BETWEEN, IN, EXISTS, and what joins them."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from . import types as t
from .comparisons import COMPARISONS, compare, like
from .conversion import convert, implicit
from .expressions import expression, is_value
from .scope import Context, Scope, Typed


def condition(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    """Translate a search condition to a PostgreSQL boolean (three-valued, as in T-SQL)."""
    kind = type(node)
    if kind is exp.Paren:
        return f"({condition(node.this, scope, context)})"
    if kind in (exp.And, exp.Or):
        word = " AND " if kind is exp.And else " OR "
        arms = []
        while type(node) is kind:
            arms.append(condition(node.expression, scope, context))
            node = node.this
        arms.append(condition(node, scope, context))
        return f"({word.join(reversed(arms))})"
    if kind is exp.Not:
        return f"(NOT {condition(node.this, scope, context)})"
    if kind in COMPARISONS:
        return _comparison(COMPARISONS[kind], node, scope, context)
    handler = _CONDITIONS.get(kind)
    if handler is None:
        if is_value(kind):
            context.error(
                4145,
                "An expression of non-boolean type specified in a context where a condition is expected.",
                15,
            )
        context.unsupported(f"condition {kind.__name__}", node)
    return handler(node, scope, context)


def _comparison(operator: str, node: exp.Expr, scope: Scope | None, context: Context) -> str:
    left = expression(node.this, scope, context)
    right = node.expression
    if isinstance(right, exp.Any | exp.All):
        from .queries import query

        translated = query(right.this.this, scope, context)
        side = implicit(left, translated.columns[0].type, context)
        return f"({side.sql} {operator} {'ANY' if isinstance(right, exp.Any) else 'ALL'} ({translated.sql}))"
    return compare(operator, left, expression(right, scope, context), context)


def _is(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    inner = expression(node.this, scope, context)
    return f"({inner.sql if inner.type.name != 'null' else 'NULL::text'} IS NULL)"


def _like(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    return like(
        expression(node.this, scope, context), expression(node.expression, scope, context), None, context
    )


def _escape(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    inner = node.this
    parts = [expression(part, scope, context) for part in (inner.this, inner.expression, node.expression)]
    return like(parts[0], parts[1], parts[2], context)


def _between(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    value = expression(node.this, scope, context)
    low = compare(">=", value, expression(node.args["low"], scope, context), context)
    high = compare("<=", value, expression(node.args["high"], scope, context), context)
    return f"({low} AND {high})"


def _in(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    value = expression(node.this, scope, context)
    if node.args.get("query") is not None:
        from .queries import query

        translated = query(node.args["query"].this, scope, context)
        if len(translated.columns) != 1:
            context.error(
                116,
                "Only one expression can be specified in the select list when the subquery is not "
                "introduced with EXISTS.",
            )
        kind = translated.columns[0].type
        if t.RANK[kind.name] > t.RANK[value.type.name]:
            value = implicit(value, kind, context)
        elif t.is_string(kind) and not t.is_string(value.type):
            inner = convert(Typed('"q"."v"', kind), value.type, context)
            return f'({value.sql} IN (SELECT {inner.sql} FROM ({translated.sql}) AS "q" ("v")))'
        return f"({value.sql} IN ({translated.sql}))"
    arms = [compare("=", value, expression(item, scope, context), context) for item in node.expressions]
    return f"({' OR '.join(arms)})"


def _exists(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    from .queries import distinct_rows, query

    inner = node.this.this if isinstance(node.this, exp.Subquery) else node.this
    shortcut = distinct_rows(inner, scope, context)
    if shortcut is not None:
        return shortcut
    return f"EXISTS ({query(inner, scope, context, exists=True).sql})"


_CONDITIONS: dict[type[exp.Expr], Callable[[exp.Expr, Scope | None, Context], str]] = {
    exp.Is: _is,
    exp.Like: _like,
    exp.Escape: _escape,
    exp.Between: _between,
    exp.In: _in,
    exp.Exists: _exists,
}
