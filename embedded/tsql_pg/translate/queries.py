"""SELECT, set operations and common table expressions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlglot import exp

from . import types as t
from .aggregates import NAMES, finished
from .conditions import condition
from .conversion import implicit, null_of, unify
from .expressions import expression
from .names import quoted, quoted_name, text_literal
from .ordering import limits, order_by
from .scope import PICKED, ColumnInfo, Context, Renamed, Scope, Typed, star
from .sources import Lock, from_clause, values


@dataclass(frozen=True)
class Query:
    """A translated query: its text (usable inside brackets) and its columns."""

    sql: str
    columns: tuple[ColumnInfo, ...]
    locks: bool = False


def query(node: exp.Expr, outer: Scope | None, context: Context, *, exists: bool = False) -> Query:
    """Translate a query expression; `exists` says that only the number of rows matters."""
    if isinstance(node, exp.Subquery):
        return query(node.this, outer, context, exists=exists)
    if isinstance(node, exp.Select):
        return _select(node, outer, context, exists)
    if isinstance(node, exp.Union | exp.Except | exp.Intersect):
        return _set_operation(node, outer, context)
    if isinstance(node, exp.Values):
        return values(node, Scope(parent=outer), context)
    context.unsupported(f"query {type(node).__name__}", node)


@dataclass
class SelectParts:
    """The clauses of a translated SELECT, before they are put together."""

    with_sql: str
    items: list[tuple[ColumnInfo, Typed]]
    from_sql: str
    locks: list[Lock]
    where: str
    tail: str
    distinct: str
    order: str
    limit: str
    scope: Scope


def select_parts(
    node: exp.Select, outer: Scope | None, context: Context, exists: bool = False
) -> SelectParts:
    """Translate the clauses of one SELECT."""
    for name in ("into", "pivots", "laterals", "qualify", "windows"):
        if node.args.get(name):
            context.unsupported(f"SELECT with {name.upper()}", node)
    note_options(node.args.get("options") or [], context)
    scope = Scope(parent=outer)
    with_sql = with_clause(node.args.get("with_"), scope, context)
    locks: list[Lock] = []
    from_sql = from_clause(node.args.get("from_"), node.args.get("joins") or [], scope, context, locks)
    where_node = node.args.get("where")
    where = f" WHERE {condition(where_node.this, scope, context)}" if where_node is not None else ""
    if locks and _grouped(node):
        from_sql, where = _locked_first(node, from_sql, where, scope, locks), ""
        locks.clear()
    items = [] if exists and _starred(node) else select_items(node.expressions, scope, context)
    tail = ""
    group = node.args.get("group")
    if group is not None:
        tail += " GROUP BY " + ", ".join(_grouping(item, scope, context) for item in group.expressions)
        if any(isinstance(item, exp.Anonymous) for item in group.expressions):
            # ROLLUP and its kind make NULLs of grouping columns.
            items = [(replace(info, nullable=True), replace(value, nullable=True)) for info, value in items]
    having = node.args.get("having")
    if having is not None:
        tail += f" HAVING {condition(having.this, scope, context)}"
    distinct = "DISTINCT " if node.args.get("distinct") is not None else ""
    order = order_by(node.args.get("order"), items, scope, context)
    return SelectParts(
        with_sql, items, from_sql, locks, where, tail, distinct, order, limits(node, scope, context), scope
    )


def _starred(node: exp.Select) -> bool:
    return any(isinstance(item, exp.Star) for item in node.expressions)


def _select(node: exp.Select, outer: Scope | None, context: Context, exists: bool) -> Query:
    parts = select_parts(node, outer, context, exists)
    listed = ", ".join(f"{_pinned(value)} AS {quoted(info.pg)}" for info, value in parts.items) or "1"
    if parts.scope.depth:
        listed += f", {parts.scope.depth} + 1 AS {DEPTH}"
    locking = "".join(f" {lock.sql}" for lock in parts.locks)
    sql = (
        f"{parts.with_sql}SELECT {parts.distinct}{listed}{parts.from_sql}{parts.where}{parts.tail}"
        f"{parts.order}{parts.limit}{locking}"
    )
    result = Query(sql, tuple(info for info, _ in parts.items), bool(locking))
    if node.args.get("for_") is not None:
        from .json_text import for_json

        return for_json(node.args["for_"], node.expressions, result, context)
    return result


def _aggregated(node: exp.Select) -> bool:
    for item in node.expressions:
        for found in item.find_all(exp.Anonymous, exp.Window):
            if isinstance(found, exp.Window) or found.this.upper() in NAMES:
                return True
    return False


def _grouped(node: exp.Select) -> bool:
    """Whether PostgreSQL could not lock the query's rows: grouped, distinct, windowed."""
    clauses = ("group", "having", "distinct")
    return any(node.args.get(name) is not None for name in clauses) or _aggregated(node)


def _locked_first(node: exp.Select, from_sql: str, where: str, scope: Scope, locks: list[Lock]) -> str:
    """FROM of a grouped query whose rows are locked in an inner SELECT; the scope's sources are seen
    through it."""
    names = {column.name.lower() for column in node.find_all(exp.Column)}
    starred = any(not isinstance(found.parent, exp.Anonymous) for found in node.find_all(exp.Star))
    listed = []
    for place, item in enumerate(scope.sources):
        for info in item.columns:
            if starred or info.name.lower() in names:
                listed.append(f"{item.column_sql(info)} AS {quoted_name(f'~{place}.{info.pg}')}")
    clauses = " ".join(lock.sql for lock in locks)
    scope.sources[:] = [Renamed(item, f"~{place}.", PICKED) for place, item in enumerate(scope.sources)]
    return f" FROM (SELECT {', '.join(listed) or '1'}{from_sql}{where} {clauses}) AS {PICKED}"


def _pinned(value: Typed) -> str:
    if value.type.name == "null":
        return "NULL::integer"
    return value.sql


def select_items(nodes: list[exp.Expr], scope: Scope, context: Context) -> list[tuple[ColumnInfo, Typed]]:
    """The select list with stars expanded; a column without a name has an empty one."""
    out: list[tuple[ColumnInfo, Typed]] = []
    for node in nodes:
        if isinstance(node, exp.Star):
            out.extend(star(scope.sources, None, context))
        elif isinstance(node, exp.Column) and isinstance(node.this, exp.Star):
            out.extend(star(scope.sources, node.args["table"].name, context))
        else:
            out.append(_item(node, scope, context))
    return out


def _item(node: exp.Expr, scope: Scope, context: Context) -> tuple[ColumnInfo, Typed]:
    inner, name = node, ""
    if isinstance(node, exp.Alias):
        inner, name = node.this, node.alias
    elif isinstance(node, exp.Column):
        name = node.name
    value = finished(expression(inner, scope, context))
    return ColumnInfo(name, value.type, value.nullable), value


def settled(columns: tuple[ColumnInfo, ...]) -> tuple[ColumnInfo, ...]:
    """The columns of a query that others read: a column of bare NULLs is int there."""
    return tuple(replace(info, type=t.INT) if info.type.name == "null" else info for info in columns)


def _grouping(node: exp.Expr, scope: Scope, context: Context) -> str:
    if isinstance(node, exp.Anonymous) and node.this.upper() in ("ROLLUP", "CUBE", "GROUPING SETS"):
        return (
            f"{node.this.upper()} ({', '.join(_grouping(item, scope, context) for item in node.expressions)})"
        )
    if isinstance(node, exp.Tuple):
        return f"({', '.join(expression(item, scope, context).sql for item in node.expressions)})"
    if isinstance(node, exp.Paren):
        return f"({_grouping(node.this, scope, context)})"
    if isinstance(node, exp.Literal | exp.National):
        context.error(
            164,
            "Each GROUP BY expression must contain at least one column that is not an outer reference.",
            15,
        )
    return expression(node, scope, context).sql


def _set_operation(node: exp.Expr, outer: Scope | None, context: Context) -> Query:
    note_options(node.args.get("options") or [], context)
    scope = Scope(parent=outer)
    with_sql = with_clause(node.args.get("with_"), scope, context)
    left, right = query(node.this, scope, context), query(node.expression, scope, context)
    left, right = (_lockable(side) for side in same_columns(left, right, context))
    word = type(node).__name__.upper()
    every = " ALL" if node.args.get("distinct") is False else ""
    columns = tuple(
        replace(one, nullable=one.nullable or two.nullable)
        for one, two in zip(left.columns, right.columns, strict=True)
    )
    items = [(info, Typed(quoted(info.pg), info.type, info.nullable)) for info in columns]
    order = order_by(node.args.get("order"), items, scope, context)
    sql = f"{with_sql}({left.sql}) {word}{every} ({right.sql}){order}{limits(node, scope, context)}"
    result = Query(sql, columns)
    if node.args.get("for_") is not None:
        from .json_text import for_json

        return for_json(node.args["for_"], [], result, context)
    return result


def _lockable(one: Query) -> Query:
    """A branch that locks rows as a derived table: PostgreSQL locks none in a set operation."""
    return replace(one, sql=f'SELECT "q".* FROM ({one.sql}) AS "q"', locks=False) if one.locks else one


def same_columns(left: Query, right: Query, context: Context) -> tuple[Query, Query]:
    """Both queries with the column types that precedence gives their union. Error 205: counts differ."""
    if len(left.columns) != len(right.columns):
        context.error(205, _UNEQUAL)
    kinds = [t.stronger(one.type, two.type) for one, two in zip(left.columns, right.columns, strict=True)]
    return _retyped(left, kinds, left, context), _retyped(right, kinds, left, context)


def _retyped(one: Query, kinds: list[t.SqlType], names: Query, context: Context) -> Query:
    columns = tuple(
        replace(info, type=kind, name=named.name)
        for info, kind, named in zip(one.columns, kinds, names.columns, strict=True)
    )
    if all(
        info.type.name == kind.name or (t.is_string(info.type) and t.is_string(kind))
        for info, kind in zip(one.columns, kinds, strict=True)
    ):
        return Query(one.sql, columns, one.locks)
    listed = ", ".join(
        implicit(Typed(f'"q"."c{n}"', info.type, info.nullable), kind, context).sql
        + f" AS {quoted(named.pg)}"
        for n, (info, kind, named) in enumerate(zip(one.columns, kinds, names.columns, strict=True), 1)
    )
    shown = ", ".join(f'"c{n}"' for n in range(1, len(kinds) + 1))
    return Query(f'SELECT {listed} FROM ({one.sql}) AS "q" ({shown})', columns)


def note_options(options: Iterable[exp.Expr], context: Context) -> None:
    """OPTION (...): MAXRECURSION counts, the others are the optimiser's."""
    for option in options:
        if option.name.upper() == "MAXRECURSION":
            context.max_recursion = int(option.expression.name)


def with_clause(node: exp.Expr | None, scope: Scope, context: Context) -> str:
    """WITH: adds the common table expressions to the scope and gives their text."""
    if node is None:
        return ""
    texts: list[str] = []
    recursive = False
    for cte in node.expressions:
        name = cte.args["alias"].this.name
        named = [column.name for column in cte.args["alias"].args.get("columns") or []]
        text, columns, counted = _cte(cte.this, name, named, scope, context)
        recursive = recursive or counted is not None
        scope.ctes[name.lower()] = columns
        shown = ", ".join([*(quoted(info.pg) for info in columns), *([DEPTH] if counted else [])])
        texts.append(f"{quoted_name(name)} ({shown}) AS ({text})")
    return f"WITH {'RECURSIVE ' if recursive else ''}{', '.join(texts)} "


def _cte(
    node: exp.Expr, name: str, named: list[str], scope: Scope, context: Context
) -> tuple[str, tuple[ColumnInfo, ...], bool | None]:
    inner = Scope(parent=scope)
    if not (isinstance(node, exp.Union) and _mentions(node.expression, name)):
        found = query(node, inner, context)
        return found.sql, settled(renamed(found.columns, named)), None
    anchor = query(node.this, inner, context)
    columns = settled(renamed(anchor.columns, named))
    inner.ctes[name.lower()] = columns
    kinds = [info.type for info in columns]
    counted = isinstance(node.expression, exp.Select) and context.max_recursion > 0
    if counted:
        context.recursing.add(name.lower())
    step = query(node.expression, inner, context)
    context.recursing.discard(name.lower())
    listed = _cast_columns(anchor, kinds, context, "0" if counted else None)
    stepped = _cast_columns(step, kinds, context, _depth(context) if counted else None)
    return f"({listed}) UNION ALL ({stepped})", columns, counted


_UNEQUAL = (
    "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal "
    "number of expressions in "
    "their target lists."
)
DEPTH = '"~depth"'
"""A hidden column of recursive expressions that counts the levels."""


def _depth(context: Context) -> str:
    """The level of a recursive row; error 530 above the limit (Learn: "WITH common_table_expression")."""
    text = (
        f"The statement terminated. The maximum recursion {context.max_recursion} has been "
        "exhausted before statement "
        "completion."
    )
    failed = f"tsql.raise_error(530, {text_literal(text)}, 16, 1)::integer"
    return f'CASE WHEN "q".{DEPTH} > {context.max_recursion} THEN {failed} ELSE "q".{DEPTH} END'


def _cast_columns(one: Query, kinds: list[t.SqlType], context: Context, depth: str | None) -> str:
    """A member of a recursive expression with the columns' types pinned, and its level."""
    if len(one.columns) != len(kinds):
        context.error(
            205,
            "All queries combined using a UNION, INTERSECT or EXCEPT operator must have an equal "
            "number of expressions in their target lists.",
        )
    cells = []
    for n, (info, kind) in enumerate(zip(one.columns, kinds, strict=True), 1):
        cell = implicit(Typed(f'"q"."c{n}"', info.type, info.nullable), kind, context)
        cells.append(f"({cell.sql})::{t.value_type(kind)}")
    shown = [f'"c{n}"' for n in range(1, len(kinds) + 1)]
    if depth is not None:
        cells.append(f"{depth} AS {DEPTH}")
        shown += [DEPTH] if depth != "0" else []
    return f'SELECT {", ".join(cells)} FROM ({one.sql}) AS "q" ({", ".join(shown)})'


def _mentions(node: exp.Expr, name: str) -> bool:
    return any(
        table.args.get("db") is None and table.name.lower() == name.lower()
        for table in node.find_all(exp.Table)
    )


def renamed(columns: tuple[ColumnInfo, ...], names: list[str]) -> tuple[ColumnInfo, ...]:
    """The columns under the names of an alias's column list, where there is one."""
    if not names:
        return columns
    return tuple(replace(info, name=name) for info, name in zip(columns, names, strict=True))


def distinct_rows(node: exp.Expr, scope: Scope | None, context: Context) -> str | None:
    """EXISTS (SELECT a EXCEPT SELECT b) as IS DISTINCT FROM; None when it is not of that form."""
    if not isinstance(node, exp.Except | exp.Intersect):
        return None
    sides = [node.this, node.expression]
    if not all(isinstance(side, exp.Select) and _bare(side) for side in sides):
        return None
    lists = [select_items(side.expressions, Scope(parent=scope), context) for side in sides]
    if len(lists[0]) != len(lists[1]):
        return None
    word = "IS DISTINCT FROM" if isinstance(node, exp.Except) else "IS NOT DISTINCT FROM"
    pairs = [unify([one[1], two[1]], context)[0] for one, two in zip(*lists, strict=True)]
    joint = " OR " if isinstance(node, exp.Except) else " AND "
    return "(" + joint.join(f"{one.sql} {word} {two.sql}" for one, two in pairs) + ")"


def _bare(node: exp.Select) -> bool:
    allowed = {"expressions"}
    return all(not value or name in allowed for name, value in node.args.items()) and not _starred(node)


__all__ = ["Query", "null_of", "query"]
