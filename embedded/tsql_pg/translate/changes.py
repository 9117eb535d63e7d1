"""UPDATE and DELETE, with FROM, aliases, TOP, updatable common table expressions and views, READPAST."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlglot import exp

from ..parse import tree
from .assignments import Change, output_scope, refuse_twice, set_value, typed_column, with_outputs, writable
from .conditions import condition
from .conversion import implicit
from .expressions import expression
from .names import quoted, quoted_name
from .ordering import row_count
from .queries import renamed, select_parts, with_clause
from .scope import PICKED, ColumnInfo, Context, Renamed, Scope, Source, TableInfo, Typed
from .sources import Lock, find_table, hint_names, joined, lock_of, note_hints, source, table_parts

ROW = '"~row"'
"""The alias of the changed table where the statement's own alias belongs to an inner query."""


@dataclass
class Target:
    """The table that a statement changes and how the statement's rows lead to it."""

    table: TableInfo
    sql: str
    scope: Scope
    using: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    current: str = ""
    others: list[Source] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)


def update(node: tree.Update, context: Context) -> Change:
    """Translate UPDATE."""
    scope = Scope()
    prefix = with_clause(other_ctes(node.with_, node.target), scope, context)
    target = _target(node, scope, context, "UPDATE")
    items: list[str] = []
    names: list[str] = []
    variables: list[tuple[str, str]] = []
    for assignment in node.assignments:
        if assignment.column is None:
            assert assignment.variable is not None
            variables.append((assignment.variable, _variable_value(assignment, target, context)))
            continue
        column = writable(
            target.table,
            target.names.get(assignment.column.name.lower(), assignment.column.name),
            context,
            identity=False,
        )
        current = typed_column(target.table, column, target.current)
        text = set_value(assignment, column, target.scope, current, context)
        items.append(f"{quoted(column.pg)} = {text}")
        names.append(column.name)
        if assignment.variable is not None:
            variables.append((assignment.variable, f"new.{quoted(column.pg)}"))
    refuse_twice(names, context)
    if not items:
        context.unsupported("UPDATE that sets variables only")
    using = f" FROM {', '.join(target.using)}" if target.using else ""
    where = f" WHERE {' AND '.join(target.where)}" if target.where else ""
    dml = f"UPDATE {target.sql} SET {', '.join(items)}{using}{where}"
    return _finished(dml, "UPDATE", node, target, context, prefix, tuple(variables))


def delete(node: tree.Delete, context: Context) -> Change:
    """Translate DELETE."""
    scope = Scope()
    prefix = with_clause(other_ctes(node.with_, node.target), scope, context)
    target = _target(node, scope, context, "DELETE")
    using = f" USING {', '.join(target.using)}" if target.using else ""
    where = f" WHERE {' AND '.join(target.where)}" if target.where else ""
    return _finished(f"DELETE FROM {target.sql}{using}{where}", "DELETE", node, target, context, prefix, ())


def _finished(
    dml: str,
    kind: str,
    node: tree.Update | tree.Delete,
    target: Target,
    context: Context,
    prefix: str,
    variables: tuple[tuple[str, str], ...],
) -> Change:
    table = target.table
    if table.object_id:
        context.uses.add((table.object_id, kind))
    scope = output_scope(table, target.others)
    if target.names:
        scope.sources[:2] = [_Mapped(item, table, target.names) for item in scope.sources[:2]]
    return with_outputs(dml, kind, table, node.outputs, scope, context, prefix=prefix, variables=variables)


def _variable_value(assignment: tree.Assignment, target: Target, context: Context) -> str:
    old = Scope()
    old.sources = [
        replace(item, prefix="old") if item.table is target.table else item for item in target.scope.sources
    ]
    return expression(assignment.value, old, context).sql


def other_ctes(node: exp.With | None, target: exp.Table) -> exp.With | None:
    """WITH without the expression that is itself the target: that one is folded into the statement."""
    if node is None:
        return None
    name = target.name.lower() if isinstance(target.this, exp.Identifier) else ""
    kept = [cte for cte in node.expressions if cte.args["alias"].this.name.lower() != name]
    return exp.With(expressions=[cte.copy() for cte in kept]) if kept else None


def cte_named(node: exp.With | None, target: exp.Table) -> exp.Expr | None:
    if node is None or not isinstance(target.this, exp.Identifier) or target.args.get("db") is not None:
        return None
    for cte in node.expressions:
        if cte.args["alias"].this.name.lower() == target.name.lower():
            found: exp.Expr = cte
            return found
    return None


def _target(node: tree.Update | tree.Delete, scope: Scope, context: Context, kind: str) -> Target:
    cte = cte_named(node.with_, node.target)
    if cte is not None:
        alias = cte.args["alias"]
        names = [column.name for column in alias.args.get("columns") or []]
        return _through_query(node, cte.this, alias.this.name, names, scope, context)
    if node.from_ is None:
        table = find_table(node.target, context)
        if table.kind == "V":
            assert table.module is not None
            return _through_query(
                node,
                table.module.query,
                table.name.rpartition(".")[2],
                list(table.module.columns),
                scope,
                context,
            )
        return _single(node, table, scope, context, kind)
    return _from(node, scope, context, kind)


def _single(
    node: tree.Update | tree.Delete, table: TableInfo, scope: Scope, context: Context, kind: str
) -> Target:
    """UPDATE t SET ... WHERE ..., perhaps with TOP or READPAST."""
    names = hint_names(node.target)
    note_hints(names, context)
    if table.kind not in ("U", "L"):
        context.unsupported(f"{kind} of {table.name}, which is not a table")
    alias = table.name.rpartition(".")[2]
    inner = Scope(parent=scope, sources=[Source(alias, table.columns, table)])
    where = [condition(node.where, inner, context)] if node.where is not None else []
    if node.top is None and "READPAST" not in names:
        sql = f"{table.sql} AS {quoted_name(alias)}"
        return Target(table, sql, inner, [], where, quoted_name(alias), [])
    tail = f" WHERE {where[0]}" if where else ""
    limit = f" LIMIT {row_count(node.top, scope, context)}" if node.top is not None else ""
    lock = _row_lock(names, alias, table)
    picked = (
        f"SELECT {_identity_list(table, quoted_name(alias))} FROM {table.sql} AS "
        f"{quoted_name(alias)}{tail}{limit}{lock}"
    )
    outer = Scope(parent=scope, sources=[Source(alias, table.columns, table, prefix=ROW)])
    return Target(
        table,
        f"{table.sql} AS {ROW}",
        outer,
        [f"{_once(picked)} AS {PICKED}"],
        [_same_row(table, PICKED)],
        ROW,
        [],
    )


def _once(picked: str) -> str:
    """A query that must run once: scanned anew by a nested loop, LIMIT with a lock finds other rows."""
    return f'(WITH "~once" AS MATERIALIZED ({picked}) SELECT * FROM "~once")'


def _row_lock(names: set[str], alias: str, table: TableInfo) -> str:
    lock = lock_of(names | {"UPDLOCK"}, alias, table.kind)
    return f" {lock.sql}" if lock is not None else ""


def _identity_list(table: TableInfo, alias: str) -> str:
    """The columns that find a row again: the primary key (it follows concurrent updates), else the ctid."""
    if table.key:
        return ", ".join(f'{alias}.{quoted(name)} AS "~k{n}"' for n, name in enumerate(table.key))
    return f'{alias}.ctid AS "~k0"'


def _same_row(table: TableInfo, picked: str) -> str:
    names = [quoted(name) for name in table.key] or ["ctid"]
    return " AND ".join(f'{ROW}.{name} = {picked}."~k{n}"' for n, name in enumerate(names))


def _from(node: tree.Update | tree.Delete, scope: Scope, context: Context, kind: str) -> Target:
    """UPDATE alias ... FROM ...: joined directly where all joins are inner, by the row's key otherwise."""
    assert node.from_ is not None
    nodes = [node.from_.this, *(join.this for join in node.joins)]
    for item in nodes:
        if isinstance(item, exp.Subquery) and item.alias.lower() == node.target.name.lower():
            return _through_query(node, item.this, item.alias, [], scope, context)
    place = _place(node, nodes, context)
    plain = all(
        not join.args.get("side") and (join.args.get("kind") or "").upper() in ("", "INNER", "CROSS")
        for join in node.joins
    )
    if place is None:
        # The target is not among the sources: every row of it that satisfies WHERE, joined by condition.
        table = find_table(node.target, context)
        return _direct(node, table, table.name.rpartition(".")[2], None, nodes, scope, context)
    target_node = nodes[place]
    table = find_table(target_node, context)
    if table.kind not in ("U", "L"):
        context.unsupported(f"{kind} through {table.name} in FROM")
    alias = target_node.alias or table.name.rpartition(".")[2]
    names = hint_names(target_node) | hint_names(node.target)
    note_hints(names, context)
    if plain and node.top is None and "READPAST" not in names:
        return _direct(node, table, alias, place, nodes, scope, context)
    return _by_key(node, table, alias, names, scope, context)


def _place(node: tree.Update | tree.Delete, nodes: list[exp.Expr], context: Context) -> int | None:
    """Which source the target names: by alias first, then by table name."""
    wanted = table_parts(node.target)
    for n, item in enumerate(nodes):
        if (
            isinstance(item, exp.Table)
            and item.alias
            and len(wanted) == 1
            and item.alias.lower() == wanted[0].lower()
        ):
            return n
    for n, item in enumerate(nodes):
        if not isinstance(item, exp.Table) or isinstance(item.this, exp.Anonymous | exp.OpenJSON):
            continue
        mine, theirs = context.catalogue.table(wanted), context.catalogue.table(table_parts(item))
        if mine is not None and theirs is not None and mine.sql == theirs.sql:
            return n
    return None


def _direct(
    node: tree.Update | tree.Delete,
    table: TableInfo,
    alias: str,
    place: int | None,
    nodes: list[exp.Expr],
    scope: Scope,
    context: Context,
) -> Target:
    inner = Scope(parent=scope)
    using: list[str] = []
    where: list[str] = []
    locks: list[Lock] = []
    if place is None:
        inner.sources.append(Source(alias, table.columns, table))
    for n, item in enumerate(nodes):
        if n == place:
            inner.sources.append(Source(alias, table.columns, table))
        else:
            using.append(source(item, inner, context, locks))
        on = node.joins[n - 1].args.get("on") if n else None
        if on is not None:
            where.append(condition(on, inner, context))
    if node.where is not None:
        where.append(condition(node.where, inner, context))
    others = [
        item for item in inner.sources if item.table is not table or item.alias.lower() != alias.lower()
    ]
    return Target(
        table, f"{table.sql} AS {quoted_name(alias)}", inner, using, where, quoted_name(alias), others
    )


def _by_key(
    node: tree.Update | tree.Delete,
    table: TableInfo,
    alias: str,
    names: set[str],
    scope: Scope,
    context: Context,
) -> Target:
    """The general form: an inner query picks rows (with every source's columns), the statement changes
    them by key."""
    assert node.from_ is not None
    inner = Scope(parent=scope)
    locks: list[Lock] = []
    from_sql = joined(node.from_.this, list(node.joins), inner, context, locks)
    where = f" WHERE {condition(node.where, inner, context)}" if node.where is not None else ""
    mine = next(item for item in inner.sources if item.alias.lower() == alias.lower())
    listed = [_identity_list(table, quoted_name(alias))]
    outer = Scope(parent=scope)
    for n, item in enumerate(inner.sources):
        for info in item.columns:
            listed.append(f"{item.column_sql(info)} AS {quoted_name(f'~{n}.{info.pg}')}")
        outer.sources.append(Renamed(item, f"~{n}.", PICKED))
    limit = f" LIMIT {row_count(node.top, scope, context)}" if node.top is not None else ""
    lock = (
        ""
        if mine.optional or not (names & {"READPAST", "UPDLOCK"} or node.top)
        else _row_lock(names, alias, table)
    )
    exists = (
        f" AND {quoted_name(alias)}.{quoted(table.key[0])} IS NOT NULL" if mine.optional and table.key else ""
    )
    if exists and not where:
        exists = exists.replace(" AND ", " WHERE ", 1)
    picked = f"SELECT {', '.join(listed)} FROM {from_sql}{where}{exists}{limit}{lock}"
    others = [item for item in outer.sources if item.alias.lower() != alias.lower()]
    return Target(
        table,
        f"{table.sql} AS {ROW}",
        outer,
        [f"{_once(picked) if limit or lock else f'({picked})'} AS {PICKED}"],
        [_same_row(table, PICKED)],
        ROW,
        others,
    )


class _Mapped(Source):
    """inserted or deleted of a change through a query: the query's column names over the table's columns."""

    def __init__(self, inner: Source, table: TableInfo, names: dict[str, str]) -> None:
        self._base = {name: next(c for c in table.columns if c.name == base) for name, base in names.items()}
        columns = tuple(replace(column, name=name) for name, column in self._base.items())
        super().__init__(inner.alias, columns, inner.table, inner.optional, inner.prefix)

    def column_sql(self, column: ColumnInfo) -> str:
        return f"{self.prefix}.{quoted(self._base[column.name].pg)}"


def _through_query(
    node: tree.Update | tree.Delete,
    inner_query: exp.Expr,
    alias: str,
    names: list[str],
    scope: Scope,
    context: Context,
) -> Target:
    """UPDATE or DELETE of a common table expression or view over one table."""
    if (
        not isinstance(inner_query, exp.Select)
        or inner_query.args.get("group")
        or inner_query.args.get("distinct")
    ):
        context.unsupported(f"a change through {alias}, which is no plain query of one table", inner_query)
    parts = select_parts(inner_query, scope, context)
    tables = [
        item for item in parts.scope.sources if item.table is not None and item.table.kind in ("U", "L")
    ]
    if not tables or parts.tail:
        context.unsupported(f"a change through {alias}, which is no plain query of one table", inner_query)
    base_source = tables[0]
    table = base_source.table
    assert table is not None
    base_alias = quoted_name(base_source.alias)
    infos = renamed(tuple(info for info, _ in parts.items), names)
    shown = [f"{value.sql} AS {quoted(info.pg)}" for (_, value), info in zip(parts.items, infos, strict=True)]
    listed = ", ".join([_identity_list(table, base_alias), *shown])
    locks = " ".join(lock.sql for lock in parts.locks)
    if not locks and parts.limit:
        locks = f"FOR UPDATE OF {base_alias}"
    rest = f"{parts.from_sql}{parts.where}{parts.order}{parts.limit} {locks}".rstrip()
    picked = f"{parts.with_sql}SELECT {listed}{rest}"
    base_names: dict[str, str] = {}
    for (_, value), info in zip(parts.items, infos, strict=True):
        for column in table.columns:
            if value.sql == base_source.column_sql(column):
                base_names[info.name.lower()] = column.name
    outer = Scope(parent=scope, sources=[Source(alias, infos)])
    picked = _once(picked) if locks else f"({picked})"
    using = [f"{picked} AS {quoted_name(alias)}"]
    where = [_same_row(table, quoted_name(alias))]
    others: list[Source] = []
    if node.from_ is not None:
        nodes = [node.from_.this, *(join.this for join in node.joins)]
        locks_out: list[Lock] = []
        for n, item in enumerate(nodes):
            if isinstance(item, exp.Subquery) and item.alias.lower() == alias.lower():
                pass
            elif (
                isinstance(item, exp.Table)
                and item.name.lower() == alias.lower()
                and item.args.get("db") is None
            ):
                outer.sources[0].alias = item.alias or alias
                using[0] = f"{picked} AS {quoted_name(outer.sources[0].alias)}"
                where[0] = _same_row(table, quoted_name(outer.sources[0].alias))
            else:
                using.append(source(item, outer, context, locks_out))
            on = node.joins[n - 1].args.get("on") if n else None
            if on is not None:
                where.append(condition(on, outer, context))
        others = outer.sources[1:]
    if node.where is not None:
        where.append(condition(node.where, outer, context))
    if node.top is not None:
        context.unsupported("TOP on a change through a query")
    return Target(table, f"{table.sql} AS {ROW}", outer, using, where, ROW, others, base_names)


__all__ = ["Lock", "Typed", "delete", "implicit", "update"]
