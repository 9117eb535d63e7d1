"""MERGE."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from ..parse import tree
from .assignments import Change, assigned, output_scope, set_value, typed_column, with_outputs, writable
from .changes import cte_named, other_ctes
from .conditions import condition
from .expressions import expression
from .names import quoted, quoted_name
from .queries import select_parts, with_clause
from .scope import ColumnInfo, Context, Scope, Source, TableInfo
from .sources import Lock, find_table, hint_names, note_hints, source


def merge(node: tree.Merge, context: Context) -> Change:
    """Translate MERGE; a race for a new key is the executor's to retry (context.serializable)."""
    if node.top is not None:
        context.unsupported("MERGE TOP")
    outer = Scope()
    prefix = with_clause(_without(node.with_, node.target), outer, context)
    note_hints(hint_names(node.target), context)
    context.serializable = True
    table, alias, bound = _target(node, outer, context)
    if table.object_id:
        kinds = {tree.MergeUpdate: "UPDATE", tree.MergeDelete: "DELETE", tree.MergeInsert: "INSERT"}
        context.uses.update((table.object_id, kinds[type(clause.action)]) for clause in node.clauses)
    target_source = Source(alias, table.columns, table)
    source_scope = Scope(parent=outer)
    locks: list[Lock] = []
    using = source(node.source, source_scope, context, locks)
    sources = list(source_scope.sources)
    both = Scope(parent=outer, sources=[target_source, *sources])
    only_source = Scope(parent=outer, sources=sources)
    only_target = Scope(parent=outer, sources=[target_source])
    on = condition(node.on, both, context)
    if bound is not None:
        on = f"({on} AND {bound})"
    clauses = [
        _clause(clause, table, alias, both, only_source, only_target, bound, context)
        for clause in node.clauses
    ]
    dml = f"MERGE INTO {table.sql} AS {quoted_name(alias)} USING {using} ON {on} {' '.join(clauses)}"
    outputs = output_scope(table, [replace(item, optional=True) for item in sources], action=True)
    return with_outputs(dml, "MERGE", table, node.outputs, outputs, context, prefix=prefix)


def _without(node: exp.With | None, target: exp.Table) -> exp.With | None:
    return other_ctes(node, target)


def _target(node: tree.Merge, scope: Scope, context: Context) -> tuple[TableInfo, str, str | None]:
    """The merged table, its alias, and the condition of the common table expression around it."""
    cte = cte_named(node.with_, node.target)
    if cte is None:
        table = find_table(node.target, context)
        if table.kind not in ("U", "L"):
            context.unsupported(f"MERGE into {table.name}, which is not a table")
        return table, node.target.alias or table.name.rpartition(".")[2], None
    inner = cte.this
    alias = node.target.alias or cte.args["alias"].this.name
    if not isinstance(inner, exp.Select):
        context.unsupported("MERGE into a common table expression that is no plain SELECT")
    parts = select_parts(inner, scope, context)
    if len(parts.scope.sources) != 1 or parts.tail or parts.limit or parts.distinct:
        context.unsupported("MERGE into a common table expression over more than one table's rows")
    table_source = parts.scope.sources[0]
    base = table_source.table
    if base is None or base.kind not in ("U", "L"):
        context.unsupported("MERGE into a common table expression that is not over a table")
    again = Scope(
        parent=scope, sources=[Source(table_source.alias, base.columns, base, prefix=quoted_name(alias))]
    )
    where = inner.args.get("where")
    return base, alias, condition(where.this, again, context) if where is not None else None


def _clause(
    clause: tree.MergeClause,
    table: TableInfo,
    alias: str,
    both: Scope,
    only_source: Scope,
    only_target: Scope,
    bound: str | None,
    context: Context,
) -> str:
    scope = {"MATCHED": both, "NOT MATCHED": only_source, "NOT MATCHED BY SOURCE": only_target}[clause.kind]
    conditions = []
    if clause.kind == "NOT MATCHED BY SOURCE" and bound is not None:
        conditions.append(bound)
    if clause.condition is not None:
        conditions.append(condition(clause.condition, scope, context))
    word = "NOT MATCHED BY TARGET" if clause.kind == "NOT MATCHED" else clause.kind
    head = f"WHEN {word}" + "".join(f" AND {item}" for item in conditions) + " THEN "
    action = clause.action
    if isinstance(action, tree.MergeDelete):
        return f"{head}DELETE"
    if isinstance(action, tree.MergeUpdate):
        return f"{head}UPDATE SET {', '.join(_sets(action, table, alias, scope, context))}"
    return f"{head}{_insert(action, table, scope, context)}"


def _sets(
    action: tree.MergeUpdate, table: TableInfo, alias: str, scope: Scope, context: Context
) -> list[str]:
    out = []
    for assignment in action.assignments:
        if assignment.column is None or assignment.variable is not None:
            context.unsupported("SET @variable in MERGE")
        column = writable(table, assignment.column.name, context, identity=False)
        current = typed_column(table, column, quoted_name(alias))
        out.append(f"{quoted(column.pg)} = {set_value(assignment, column, scope, current, context)}")
    return out


def _insert(action: tree.MergeInsert, table: TableInfo, scope: Scope, context: Context) -> str:
    if action.values is None:
        return "INSERT DEFAULT VALUES"
    if action.columns:
        columns = [writable(table, name, context) for name in action.columns]
    else:
        columns = [info for info in table.columns if not info.identity and not info.computed]
    if len(columns) != len(action.values):
        context.error(
            213 if not action.columns else 109 if len(columns) > len(action.values) else 110,
            "Column name or number of supplied values does not match table definition.",
        )
    overriding = " OVERRIDING SYSTEM VALUE" if any(column.identity for column in columns) else ""
    names = ", ".join(quoted(column.pg) for column in columns)
    cells = ", ".join(
        _cell(value, column, scope, context) for value, column in zip(action.values, columns, strict=True)
    )
    return f"INSERT ({names}){overriding} VALUES ({cells})"


def _cell(node: exp.Expr, column: ColumnInfo, scope: Scope, context: Context) -> str:
    if isinstance(node, exp.Var) and node.name.upper() == "DEFAULT":
        return "DEFAULT"
    return assigned(expression(node, scope, context), column, context)
