"""INSERT."""

from __future__ import annotations

from sqlglot import exp

from ..parse import tree
from .assignments import Change, assigned, output_scope, refuse_twice, with_outputs, writable
from .expressions import expression
from .names import quoted
from .ordering import row_count
from .queries import note_options, query, with_clause
from .scope import ColumnInfo, Context, Scope, TableInfo, Typed
from .sources import find_table, hint_names, note_hints


def insert_target(node: tree.Insert, context: Context) -> tuple[TableInfo, list[ColumnInfo]]:
    """The table and the columns that the rows go into."""
    note_hints(hint_names(node.target), context)
    table = find_table(node.target, context)
    if table.kind not in ("U", "L"):
        context.unsupported(f"INSERT into {table.name}, which is not a table")
    if node.columns:
        columns = [writable(table, name, context) for name in node.columns]
        refuse_twice([info.name for info in columns], context)
    else:
        columns = [info for info in table.columns if not info.identity and not info.computed]
    return table, columns


def insert(node: tree.Insert, context: Context) -> Change:
    """Translate INSERT with VALUES, a query or DEFAULT VALUES (INSERT ... EXEC is the executor's)."""
    table, columns = insert_target(node, context)
    if table.object_id:
        context.uses.add((table.object_id, "INSERT"))
    note_options(node.options, context)
    scope = Scope()
    prefix = with_clause(node.with_, scope, context)
    names = ", ".join(quoted(info.pg) for info in columns)
    identity = next((info for info in table.columns if info.identity), None)
    explicit = any(info.identity for info in columns)
    overriding = " OVERRIDING SYSTEM VALUE" if explicit else ""
    if isinstance(node.source, tree.DefaultValues):
        rows = " DEFAULT VALUES"
        names = ""
    elif isinstance(node.source, exp.Values):
        rows = f" {_values(node.source, columns, bool(node.columns), scope, context)}"
    elif isinstance(node.source, exp.Query):
        rows = f" {_query(node, columns, scope, context)}"
    else:
        context.unsupported("INSERT ... EXEC here")
    shown = f" ({names})" if names else ""
    dml = f"INSERT INTO {table.sql}{shown}{overriding}{rows}"
    return with_outputs(
        dml, "INSERT", table, node.outputs, output_scope(table, []), context,
        prefix=prefix, identity=identity, explicit_identity=explicit,
    )  # fmt: skip


def _values(node: exp.Values, columns: list[ColumnInfo], listed: bool, scope: Scope, context: Context) -> str:
    lines: list[str] = []
    for row in node.expressions:
        cells = row.expressions
        _check_count(len(cells), len(columns), listed, context)
        lines.append(
            ", ".join(
                _cell(cell, column, scope, context) for cell, column in zip(cells, columns, strict=True)
            )
        )
    return "VALUES " + ", ".join(f"({line})" for line in lines)


def _check_count(given: int, wanted: int, listed: bool, context: Context) -> None:
    if given == wanted:
        return
    if not listed:
        context.error(213, "Column name or number of supplied values does not match table definition.")
    number, word = (109, "more") if given < wanted else (110, "fewer")
    context.error(
        number,
        f"There are {word} columns in the INSERT statement than values specified in the VALUES "
        "clause. The number of "
        "values in the VALUES clause must match the number of columns specified in the INSERT statement.",
        15,
    )


def _cell(node: exp.Expr, column: ColumnInfo, scope: Scope, context: Context) -> str:
    if isinstance(node, exp.Var) and node.name.upper() == "DEFAULT":
        return "DEFAULT"
    return assigned(expression(node, scope, context), column, context)


def _query(node: tree.Insert, columns: list[ColumnInfo], scope: Scope, context: Context) -> str:
    assert isinstance(node.source, exp.Query)
    found = query(node.source, scope, context)
    if len(found.columns) != len(columns):
        if not node.columns:
            context.error(213, "Column name or number of supplied values does not match table definition.")
        number, word = (120, "fewer") if len(found.columns) < len(columns) else (121, "more")
        context.error(
            number,
            f"The select list for the INSERT statement contains {word} items than the insert list. The "
            "number of "
            "SELECT values must match the number of INSERT columns.",
            15,
        )
    limit = f" LIMIT {row_count(node.top, scope, context)}" if node.top is not None else ""
    cells = [
        assigned(Typed(f'"q"."c{n}"', info.type, info.nullable), column, context)
        for n, (info, column) in enumerate(zip(found.columns, columns, strict=True), 1)
    ]
    plain = [f'"q"."c{n}"' for n in range(1, len(columns) + 1)]
    if cells == plain:
        return f"{found.sql}" if not limit else f'SELECT * FROM ({found.sql}) AS "q"{limit}'
    shown = ", ".join(f'"c{n}"' for n in range(1, len(columns) + 1))
    return f'SELECT {", ".join(cells)} FROM ({found.sql}) AS "q" ({shown}){limit}'
