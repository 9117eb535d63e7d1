"""FROM: tables, derived tables, functions, joins, APPLY and table hints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from ..parse import tree
from . import types as t
from .conditions import condition
from .conversion import implicit, unify
from .expressions import expression, scalar_type
from .names import quoted, quoted_name
from .scope import ColumnInfo, Context, Scope, Source, TableInfo, Typed

if TYPE_CHECKING:
    from .queries import Query


@dataclass(frozen=True)
class Lock:
    """A row lock that hints of a table ask for."""

    sql: str


_UPDATE_HINTS = frozenset({"UPDLOCK", "XLOCK"})
_RANGE_HINTS = frozenset({"HOLDLOCK", "SERIALIZABLE"})
_SHARE_HINTS = _RANGE_HINTS | {"REPEATABLEREAD"}
_IGNORED_HINTS = frozenset(
    {
        "NOLOCK",
        "READUNCOMMITTED",
        "READCOMMITTED",
        "READCOMMITTEDLOCK",
        "ROWLOCK",
        "PAGLOCK",
        "TABLOCK",
        "TABLOCKX",
        "FORCESEEK",
        "FORCESCAN",
        "INDEX",
        "NOEXPAND",
        "SNAPSHOT",
        "KEEPIDENTITY",
        "KEEPDEFAULTS",
    }
)


def hint_names(node: exp.Expr) -> set[str]:
    """Upper-case names of a table's hints."""
    names: set[str] = set()
    for group in node.args.get("hints") or []:
        for item in group.expressions:
            names.add((item.this if isinstance(item, exp.Anonymous) else item.name).upper())
    return names


def note_hints(names: set[str], context: Context) -> None:
    """Record what hints mean for the statement: retry after a race, hints without effect. NotSupported:
    unknown."""
    if names & _UPDATE_HINTS and names & _RANGE_HINTS:
        context.holds_keys = True
    for name in sorted(names):
        if name in _SHARE_HINTS:
            context.serializable = True
        elif name in _IGNORED_HINTS:
            context.ignored.add(f"table hint {name}")
        elif name not in _UPDATE_HINTS and name not in ("READPAST", "NOWAIT"):
            context.unsupported(f"table hint {name}")


def lock_of(names: set[str], alias: str, kind: str) -> Lock | None:
    """The FOR UPDATE or FOR SHARE clause of a table's hints."""
    if kind not in ("U", "L"):
        return None
    strength = (
        "UPDATE" if names & _UPDATE_HINTS else "SHARE" if names & (_SHARE_HINTS | {"READPAST"}) else None
    )
    if strength is None:
        return None
    tail = " SKIP LOCKED" if "READPAST" in names else " NOWAIT" if "NOWAIT" in names else ""
    return Lock(f"FOR {strength} OF {quoted_name(alias)}{tail}")


def from_clause(
    node: exp.Expr | None, joins: list[exp.Join], scope: Scope, context: Context, locks: list[Lock]
) -> str:
    """FROM with its joins; sources are added to the scope."""
    if node is None:
        return ""
    return f" FROM {joined(node.this, joins, scope, context, locks)}"


def joined(first: exp.Expr, joins: list[exp.Join], scope: Scope, context: Context, locks: list[Lock]) -> str:
    """A source and the joins after it."""
    start = len(scope.sources)
    sql = source(first, scope, context, locks)
    for join in joins:
        sql += _join(join, scope, context, locks, start)
    return sql


def _join(join: exp.Join, scope: Scope, context: Context, locks: list[Lock], start: int) -> str:
    side = (join.args.get("side") or "").upper()
    kind = (join.args.get("kind") or "").upper()
    before = len(scope.sources)
    if kind in ("CROSS APPLY", "OUTER APPLY"):
        inner = source(join.this, scope, context, locks, lateral=True)
        if kind == "CROSS APPLY":
            return f" CROSS JOIN {inner}"
        _optional(scope.sources[before:])
        return f" LEFT JOIN {inner} ON TRUE"
    inner = source(join.this, scope, context, locks)
    if kind == "CROSS":
        return f" CROSS JOIN {inner}"
    on = join.args.get("on")
    if on is None:
        context.unsupported("JOIN without ON", join)
    if side in ("LEFT", "FULL"):
        _optional(scope.sources[before:])
    if side in ("RIGHT", "FULL"):
        _optional(scope.sources[start:before])
    return f" {side + ' ' if side else ''}JOIN {inner} ON {condition(on, scope, context)}"


def _optional(sources: list[Source]) -> None:
    for item in sources:
        item.optional = True


def source(node: exp.Expr, scope: Scope, context: Context, locks: list[Lock], lateral: bool = False) -> str:
    """One table source; it is added to the scope."""
    if isinstance(node, tree.JoinedTable):
        return f"({joined(node.this, node.args['joins'], scope, context, locks)})"
    outer = scope if lateral else Scope(parent=scope.parent, ctes=scope.ctes, inner=scope.inner)
    if isinstance(node, exp.Table):
        return _table(node, scope, outer, context, locks, lateral)
    if isinstance(node, exp.Subquery):
        from .queries import query

        return _derived(query(node.this, outer, context), node, scope, lateral)
    if isinstance(node, exp.Values):
        return _derived(values(node, outer, context), node, scope, lateral)
    context.unsupported(f"table source {type(node).__name__}", node)


def _alias(node: exp.Expr) -> tuple[str, list[str]]:
    alias = node.args.get("alias")
    if alias is None:
        return "", []
    return alias.this.name, [column.name for column in alias.args.get("columns") or []]


def _derived(found: Query, node: exp.Expr, scope: Scope, lateral: bool) -> str:
    from .queries import renamed, settled

    alias, names = _alias(node)
    alias = alias or f"~{len(scope.sources)}"
    columns = settled(renamed(found.columns, names))
    scope.sources.append(Source(alias, columns))
    return f"{'LATERAL ' if lateral else ''}({found.sql}) AS {quoted_name(alias)} ({_column_list(columns)})"


def _column_list(columns: tuple[ColumnInfo, ...]) -> str:
    return ", ".join(quoted(info.pg) for info in columns)


def values(node: exp.Expr, scope: Scope, context: Context) -> Query:
    """VALUES as a query whose columns have the types that precedence gives their rows."""
    from .queries import Query

    rows = [[expression(cell, scope, context) for cell in row.expressions] for row in node.expressions]
    if len({len(row) for row in rows}) != 1:
        context.error(
            10709, "The number of columns for each row in a table value constructor must be the same.", 15
        )
    unified = [unify(list(column), context) for column in zip(*rows, strict=True)]
    names = (
        [column.name for column in (node.args["alias"].args.get("columns") or [])]
        if node.args.get("alias")
        else []
    )
    columns = tuple(
        ColumnInfo(names[n] if names else f"column{n + 1}", kind, any(cell.nullable for cell in cells))
        for n, (cells, kind) in enumerate(unified)
    )
    lines = (", ".join(unified[n][0][row].sql for n in range(len(unified))) for row in range(len(rows)))
    return Query("VALUES " + ", ".join(f"({line})" for line in lines), columns)


def _table(
    node: exp.Table, scope: Scope, outer: Scope, context: Context, locks: list[Lock], lateral: bool
) -> str:
    inner = node.this
    alias, names = _alias(node)
    if isinstance(inner, exp.OpenJSON):
        from .json_text import open_json

        return _derived(open_json(inner, outer, context), node, scope, lateral)
    if isinstance(inner, exp.Anonymous):
        return _function(node, inner, scope, outer, context, lateral)
    hints = hint_names(node)
    note_hints(hints, context)
    if isinstance(inner, exp.Identifier) and node.args.get("db") is None:
        columns = scope.cte(inner.name)
        if columns is not None:
            shown = alias or inner.name
            scope.sources.append(Source(shown, columns))
            if inner.name.lower() in context.recursing:
                scope.depth = f'{quoted_name(shown)}."~depth"'
            return f"{quoted_name(inner.name)} AS {quoted_name(shown)}"
    info = find_table(node, context)
    shown = alias or info.name.rpartition(".")[2]
    if info.kind in ("V", "IF"):
        return _expanded(info, node, shown, names, [], scope, context, lateral)
    if info.object_id:
        context.uses.add((info.object_id, "SELECT"))
    scope.sources.append(Source(shown, info.columns, info))
    lock = lock_of(hints, shown, info.kind)
    if lock is not None:
        locks.append(lock)
    return f"{info.sql} AS {quoted_name(shown)}"


def table_parts(node: exp.Table) -> tuple[str, ...]:
    """The name's parts as written, a table variable's as ("@name",)."""
    if isinstance(node.this, exp.Parameter):
        return (f"@{node.this.name}",)
    parts = [node.args.get("catalog"), node.args.get("db"), node.this]
    return tuple(part.name for part in parts if part is not None)


def find_table(node: exp.Table, context: Context) -> TableInfo:
    """The stored or local table of a name. Errors: 208, 1087."""
    parts = table_parts(node)
    info = context.catalogue.table(parts)
    if info is None:
        if parts[0].startswith("@"):
            context.error(1087, f'Must declare the table variable "{parts[0]}".', 15, 2)
        context.error(208, f"Invalid object name '{'.'.join(parts)}'.")
    return info


def _expanded(
    info: TableInfo,
    node: exp.Expr,
    alias: str,
    names: list[str],
    arguments: list[Typed],
    scope: Scope,
    context: Context,
    lateral: bool,
) -> str:
    """A view or inline function as a derived table; arguments that are no constants come in by a lateral
    row."""
    from .queries import query, renamed, settled

    module = info.module
    assert module is not None
    if info.object_id in context.expanding:
        context.error(4429, f"View or function '{info.name}' contains a self-reference.")
    context.uses.add((info.object_id, "SELECT"))
    inside = Scope()
    prefix = ""
    if arguments:
        row = context.fresh("arguments")
        plain = all("." not in value.sql.split("::")[0] and '"' not in value.sql for value in arguments)
        for (name, kind, _), value in zip(module.parameters, arguments, strict=True):
            converted = implicit(value, kind, context)
            inside.inner[name.lower()] = (
                converted if plain else Typed(f"{quoted(row)}.{quoted_name(name)}", kind, value.nullable)
            )
        if not plain:
            cells = ", ".join(
                f"({implicit(value, kind, context).sql})::{t.value_type(kind)} AS {quoted_name(name)}"
                for (name, kind, _), value in zip(module.parameters, arguments, strict=True)
            )
            prefix = f"(SELECT {cells}) AS {quoted(row)}, LATERAL "
            lateral = True
    uses = set(context.uses)
    variables, file, expanding = context.variables, context.file, context.expanding
    context.variables, context.file, context.expanding = {}, module.file, (*expanding, info.object_id)
    found = query(module.query, inside, context)
    context.variables, context.file, context.expanding = variables, file, expanding
    context.uses = uses
    columns = settled(renamed(renamed(found.columns, list(module.columns)), names))
    scope.sources.append(Source(alias, columns, info))
    listed = _column_list(columns)
    if prefix:
        return (
            f'LATERAL (SELECT "q".* FROM {prefix}({found.sql}) AS "q" ({listed})) AS '
            f"{quoted_name(alias)} ({listed})"
        )
    return f"{'LATERAL ' if lateral else ''}({found.sql}) AS {quoted_name(alias)} ({listed})"


Builtin = Callable[[list[Typed], Context], tuple[str, tuple[ColumnInfo, ...]]]


def _string_split(arguments: list[Typed], context: Context) -> tuple[str, tuple[ColumnInfo, ...]]:
    values = ", ".join(implicit(value, t.NVARCHAR_MAX, context).sql for value in arguments[:2])
    return f"SELECT value FROM tsql.string_split({values})", (ColumnInfo("value", t.nvarchar(4000)),)


_BUILTINS: dict[str, Builtin] = {"STRING_SPLIT": _string_split}


def _function(
    node: exp.Table, inner: exp.Anonymous, scope: Scope, outer: Scope, context: Context, lateral: bool
) -> str:
    from .queries import Query

    arguments = [
        Typed("NULL", t.NULL) if _is_default(item) else expression(item, outer, context)
        for item in inner.expressions
    ]
    if node.args.get("db") is None and inner.this.upper() in _BUILTINS:
        sql, columns = _BUILTINS[inner.this.upper()](arguments, context)
        if not node.args.get("alias"):
            scope.sources.append(Source(inner.this.lower(), columns))
            return (
                f"{'LATERAL ' if lateral else ''}({sql}) AS {quoted_name(inner.this)} "
                f"({_column_list(columns)})"
            )
        return _derived(Query(sql, columns), node, scope, lateral)
    parts = tuple(part.name for part in (node.args.get("catalog"), node.args.get("db")) if part is not None)
    info = context.catalogue.table((*parts, inner.this))
    if info is None or info.kind != "IF" or info.module is None:
        context.error(208, f"Invalid object name '{'.'.join((*parts, inner.this))}'.")
    module = info.module
    if len(arguments) < len(module.parameters):
        context.error(
            313,
            f"An insufficient number of arguments were supplied for the procedure or function {info.name}.",
        )
    if len(arguments) > len(module.parameters):
        context.error(8144, f"Procedure or function {info.name} has too many arguments specified.", 16, 3)
    filled = [
        expression(default, None, context) if _is_default(item) and default is not None else value
        for item, value, (_, _, default) in zip(inner.expressions, arguments, module.parameters, strict=True)
    ]
    alias, names = _alias(node)
    return _expanded(info, node, alias or inner.this, names, filled, scope, context, lateral)


def _is_default(node: exp.Expr) -> bool:
    return isinstance(node, exp.Var) and node.name.upper() == "DEFAULT"


__all__ = ["Lock", "find_table", "from_clause", "scalar_type"]
