"""Aggregate and window functions."""

from __future__ import annotations

from sqlglot import exp

from . import types as t
from .conversion import convert, implicit
from .scope import Context, Scope, Typed

NAMES = frozenset(
    {
        "COUNT",
        "COUNT_BIG",
        "SUM",
        "AVG",
        "MIN",
        "MAX",
        "STDEV",
        "STDEVP",
        "VAR",
        "VARP",
        "STRING_AGG",
        "GROUPING",
        "CHECKSUM_AGG",
        "APPROX_COUNT_DISTINCT",
    }
)
_RANKING = {
    "ROW_NUMBER": t.BIGINT,
    "RANK": t.BIGINT,
    "DENSE_RANK": t.BIGINT,
    "NTILE": t.BIGINT,
    "PERCENT_RANK": t.FLOAT,
    "CUME_DIST": t.FLOAT,
}


def aggregate(node: exp.Expr, scope: Scope | None, context: Context, order: str = "") -> Typed:
    """Translate an aggregate call; `order` is the text of WITHIN GROUP's ORDER BY."""
    from .expressions import expression

    name = node.this.upper()
    arguments = node.expressions
    if name in ("COUNT", "COUNT_BIG") and isinstance(arguments[0], exp.Star):
        sql = "count(*)"
        return Typed(sql, t.BIGINT, False) if name == "COUNT_BIG" else Typed(f"{sql}@int", t.INT, False)
    distinct = isinstance(arguments[0], exp.Distinct)
    first = arguments[0].expressions[0] if distinct else arguments[0]
    value = expression(first, scope, context)
    word = "DISTINCT " if distinct else ""
    if name in ("COUNT", "COUNT_BIG"):
        sql = f"count({word}{value.sql})"
        return Typed(sql, t.BIGINT, False) if name == "COUNT_BIG" else Typed(f"{sql}@int", t.INT, False)
    if name in ("MIN", "MAX"):
        return _extreme(name.lower(), word, value)
    if name in ("SUM", "AVG"):
        return _total(name.lower(), word, value, context)
    if name in ("STDEV", "STDEVP", "VAR", "VARP"):
        number = value if value.type.name in t.FLOATS else convert(value, t.FLOAT, context)
        return Typed(f"tsql.{name.lower()}({word}{number.sql})", t.FLOAT)
    if name == "STRING_AGG":
        text = implicit(value, t.NVARCHAR_MAX, context)
        separator = implicit(expression(arguments[1], scope, context), t.NVARCHAR_MAX, context)
        kind = t.NVARCHAR_MAX if value.type.length == t.MAX else t.nvarchar(4000)
        return Typed(f"tsql.string_agg({word}{text.sql}, {separator.sql}{order})", kind)
    if name == "GROUPING":
        return Typed(f"grouping({value.sql})", t.TINYINT, False)
    context.unsupported(f"aggregate {name}", node)


def finished(value: Typed) -> Typed:
    """COUNT's bigint made int; kept apart so that OVER can come between."""
    if value.sql.endswith("@int"):
        return Typed(f"({value.sql[:-4]})::integer", value.type, value.nullable)
    return value


def _extreme(name: str, word: str, value: Typed) -> Typed:
    if value.type.name == "bit":
        return Typed(f"{name}({word}({value.sql})::smallint)", t.BIT)
    if value.type.name == "uniqueidentifier":
        return Typed(f"{name}({word}{value.sql})", t.UUID)
    if value.literal is not None:
        return Typed(f"{name}({word}({value.sql})::{t.value_type(value.type)})", value.type)
    return Typed(f"{name}({word}{value.sql})", value.type)


def _total(name: str, word: str, value: Typed, context: Context) -> Typed:
    kind = value.type
    if kind.name == "bit" or t.is_string(kind) or kind.name in t.DATES or kind.name == "null":
        context.error(8117, f"Operand data type {kind.name} is invalid for {name} operator.")
    if kind.name == "bigint":
        return Typed(f"tsql.{name}_bigint({word}{value.sql})", t.BIGINT)
    if kind.name in t.INTEGERS:
        return Typed(f"tsql.{name}_int({word}({value.sql})::integer)", t.INT)
    if kind.name in t.FLOATS:
        return Typed(f"tsql.{name}_float({word}{value.sql})", t.FLOAT)
    scale = kind.scale or 0
    result = t.decimal(38, max(scale, 6) if name == "avg" else scale)
    return Typed(f"tsql.{name}_numeric({word}({value.sql})::numeric)", result)


def order_items(order: exp.Expr | None, scope: Scope | None, context: Context) -> str:
    """ORDER BY of a window or of WITHIN GROUP."""
    from .ordering import ordered

    if order is None:
        return ""
    return "ORDER BY " + ", ".join(ordered(item, scope, context) for item in order.expressions)


def within_group(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    """STRING_AGG(...) WITHIN GROUP (ORDER BY ...)."""
    inner = node.this
    name = inner.this.upper()
    if name == "STRING_AGG":
        return aggregate(inner, scope, context, f" {order_items(node.expression, scope, context)}")
    context.unsupported(f"{name} WITHIN GROUP", node)


def window(node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    """A function with OVER."""
    from .expressions import expression

    inner = node.this
    if isinstance(inner, exp.WithinGroup):
        context.unsupported(f"{inner.this.this.upper()} WITHIN GROUP ... OVER", node)
    name = inner.this.upper()
    parts = [expression(item, scope, context).sql for item in node.args.get("partition_by") or []]
    clauses = [f"PARTITION BY {', '.join(parts)}"] if parts else []
    order = node.args.get("order")
    if order is None and (name in _RANKING or name in ("LAG", "LEAD", "FIRST_VALUE", "LAST_VALUE")):
        context.error(4112, f"The function '{name}' must have an OVER clause with ORDER BY.", 15)
    if order is not None:
        clauses.append(order_items(order, scope, context))
    clauses.extend(_frame(node.args.get("spec"), context))
    over = f" OVER ({' '.join(clauses)})"
    value = _windowed(name, inner, scope, context)
    if value.sql.endswith("@int"):
        return Typed(f"({value.sql[:-4]}{over})::integer", value.type, value.nullable)
    return Typed(f"({value.sql}{over})", value.type, value.nullable)


def _windowed(name: str, node: exp.Expr, scope: Scope | None, context: Context) -> Typed:
    from .expressions import expression

    arguments = node.expressions
    if name in NAMES:
        return aggregate(node, scope, context)
    if name in _RANKING:
        shown = "" if not arguments else f"({expression(arguments[0], scope, context).sql})::integer"
        return Typed(f"{name.lower()}({shown})", _RANKING[name], False)
    if name in ("LAG", "LEAD"):
        return _neighbour(name.lower(), [expression(item, scope, context) for item in arguments], context)
    if name in ("FIRST_VALUE", "LAST_VALUE"):
        value = expression(arguments[0], scope, context)
        return Typed(f"{name.lower()}({_pinned(value)})", value.type)
    context.unsupported(f"window function {name}", node)


def _pinned(value: Typed) -> str:
    return f"({value.sql})::{t.value_type(value.type)}"


def _neighbour(name: str, values: list[Typed], context: Context) -> Typed:
    value = values[0]
    shown = [_pinned(value)]
    if len(values) > 1:
        shown.append(f"({values[1].sql})::integer")
    if len(values) > 2:
        shown.append(f"({convert(values[2], value.type, context).sql})::{t.value_type(value.type)}")
    return Typed(f"{name}({', '.join(shown)})", value.type)


def _frame(spec: exp.Expr | None, context: Context) -> list[str]:
    if spec is None:
        return []
    start = _bound(spec.args["start"], spec.args.get("start_side"), context)
    end = spec.args.get("end")
    if end is None:
        return [f"{spec.args['kind']} {start}"]
    return [f"{spec.args['kind']} BETWEEN {start} AND {_bound(end, spec.args.get('end_side'), context)}"]


def _bound(value: object, side: str | None, context: Context) -> str:
    if value == "CURRENT ROW":
        return "CURRENT ROW"
    if isinstance(value, exp.Literal):
        return f"{value.this} {side}"
    if value == "UNBOUNDED":
        return f"UNBOUNDED {side}"
    context.unsupported(f"window frame {value}")
