"""ORDER BY, TOP, OFFSET and FETCH."""

from __future__ import annotations

from sqlglot import exp

from . import types as t
from .aggregates import finished
from .conversion import implicit
from .expressions import expression
from .scope import ColumnInfo, Context, Scope, Typed


def order_by(
    order: exp.Expr | None, items: list[tuple[ColumnInfo, Typed]], scope: Scope | None, context: Context
) -> str:
    """ORDER BY: ordinals and aliases mean select items; NULLs are lowest, as in SQL Server."""
    if order is None:
        return ""
    return " ORDER BY " + ", ".join(ordered(item, scope, context, items) for item in order.expressions)


def ordered(
    node: exp.Expr,
    scope: Scope | None,
    context: Context,
    items: list[tuple[ColumnInfo, Typed]] | None = None,
) -> str:
    """One item of ORDER BY."""
    inner = node.this
    descending = bool(node.args.get("desc"))
    sql, nullable = _order_key(inner, scope, context, items or [])
    nulls = (" NULLS LAST" if descending else " NULLS FIRST") if nullable else ""
    return f"{sql}{' DESC' if descending else ''}{nulls}"


def _order_key(
    node: exp.Expr, scope: Scope | None, context: Context, items: list[tuple[ColumnInfo, Typed]]
) -> tuple[str, bool]:
    if isinstance(node, exp.Literal) and not node.args.get("is_string"):
        place = int(node.this)
        if not 1 <= place <= len(items):
            context.error(
                108,
                f"The ORDER BY position number {place} is out of range of the number of items in the "
                "select list.",
                15,
            )
        return str(place), items[place - 1][1].nullable
    if isinstance(node, exp.Column) and node.args.get("table") is None:
        for place, (info, value) in enumerate(items, 1):
            if info.name.lower() == node.name.lower():
                return str(place), value.nullable
    value = finished(expression(node, scope, context))
    return value.sql if value.type.name != "null" else "NULL::integer", value.nullable


def limits(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    """TOP, OFFSET and FETCH as LIMIT and OFFSET."""
    out = ""
    limit = node.args.get("limit")
    if limit is not None:
        if limit.args.get("percent") or limit.args.get("with_ties"):
            context.unsupported("TOP with PERCENT or WITH TIES", node)
        count = limit.args["count"] if isinstance(limit, exp.Fetch) else limit.expression
        out += f" LIMIT {row_count(count, scope, context)}"
    offset = node.args.get("offset")
    if offset is not None:
        out += f" OFFSET {row_count(offset.expression, scope, context)}"
    return out


def row_count(node: exp.Expr, scope: Scope | None, context: Context) -> str:
    value = implicit(expression(node, scope, context), t.BIGINT, context)
    return f"({value.sql})::bigint"
