"""Values on their way into columns: conversion, checks of what may be written, OUTPUT."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlglot import exp

from ..parse import tree
from . import types as t
from .arithmetic import arithmetic, bitwise
from .conversion import convert, implicit
from .expressions import expression
from .names import quoted
from .queries import select_items
from .scope import ColumnInfo, Context, Scope, Source, TableInfo, Typed
from .sources import find_table


@dataclass(frozen=True)
class Change:
    """A translated data change.

    columns: what goes to the client (None: nothing). summary: the statement answers one row (rows changed,
    last
    identity or NULL) instead of its rows. identity: the last column of each row is the identity and is not
    shown.
    variables: `SET @v = ...` of UPDATE, in step with the first result columns. target: the changed table.
    """

    sql: str
    kind: str
    target: TableInfo
    columns: tuple[ColumnInfo, ...] | None = None
    summary: bool = False
    identity: bool = False
    explicit_identity: bool = False
    variables: tuple[str, ...] = ()
    into: str = ""


def assigned(value: Typed, column: ColumnInfo, context: Context) -> str:
    """The value as it is stored in the column; too long strings stay long and fail there (2628)."""
    kind = column.type
    if value.type.name == "null":
        return "NULL"
    if t.is_string(kind):
        sql = implicit(value, t.NVARCHAR_MAX if value.type.name not in t.BINARIES else kind, context).sql
        return f"tsql.pad({sql}, {kind.length})" if kind.name in ("char", "nchar") else sql
    if kind.name in t.BINARIES:
        if t.is_string(value.type):
            context.error(
                257,
                f"Implicit conversion from data type {value.type.name} to {kind.name} is not allowed. Use "
                "the CONVERT "
                "function to run this query.",
                16,
                3,
            )
        sql = implicit(value, t.VARBINARY_MAX, context).sql
        bounded = kind.length not in (None, t.MAX)
        if bounded and (value.type.length in (None, t.MAX) or (value.type.length or 0) > (kind.length or 0)):
            return f"tsql.fit_binary({sql}, {kind.length})"
        return sql
    if value.type.name in t.DATES and not (kind.name in t.DATES or t.is_string(kind)):
        context.error(206, f"Operand type clash: {value.type.name} is incompatible with {kind.name}", 16, 2)
    if (
        value.type.name in t.INTEGERS
        and value.type.name != kind.name
        and kind.name in t.INTEGERS
        and kind.name != "bit"
    ):
        # PostgreSQL's assignment cast checks the range; a plain integer keeps prepared statements simple.
        return value.sql
    return implicit(value, kind, context).sql


def writable(table: TableInfo, name: str, context: Context, *, identity: bool = True) -> ColumnInfo:
    """The column of a table that a statement writes. Errors: 207, 271, 8102."""
    folded = name.lower()
    column = next((info for info in table.columns if info.name.lower() == folded), None)
    if column is None:
        context.error(207, f"Invalid column name '{name}'.")
    if column.computed:
        context.error(
            271,
            f'The column "{column.name}" cannot be modified because it is either a computed column or '
            "is the result of "
            "a UNION operator.",
        )
    if column.identity and not identity:
        context.error(8102, f"Cannot update identity column '{column.name}'.")
    return column


def refuse_twice(names: list[str], context: Context) -> None:
    """Error 264 for a column that is written twice."""
    for name in names:
        if names.count(name) > 1:
            context.error(
                264,
                f"The column name '{name}' is specified more than once in the SET clause or column list of "
                "an INSERT. "
                "A column cannot be assigned more than one value in the same clause. Modify the clause to "
                "make sure "
                "that a column is updated only once.",
            )


def set_value(
    assignment: tree.Assignment, column: ColumnInfo, scope: Scope, current: Typed, context: Context
) -> str:
    """The right side of one SET item as stored."""
    value = assignment.value
    if isinstance(value, exp.Var) and value.name.upper() == "DEFAULT":
        return "DEFAULT"
    typed = expression(value, scope, context)
    if assignment.operator != "=":
        typed = compound(assignment.operator, current, typed, context)
    return assigned(typed, column, context)


def compound(operator: str, current: Typed, value: Typed, context: Context) -> Typed:
    """current op value of `op=`."""
    sign = operator[:-1]
    if sign in "+-*/%":
        return arithmetic(sign, current, value, context)
    return bitwise({"&": "&", "|": "|", "^": "#"}[sign], current, value, context)


def output_scope(table: TableInfo, others: list[Source], *, action: bool = False) -> Scope:
    """The scope of OUTPUT: inserted, deleted, the other sources, $action."""
    scope = Scope()
    scope.sources = [
        Source("inserted", table.columns, prefix="new", optional=True),
        Source("deleted", table.columns, prefix="old", optional=True),
        *others,
    ]
    if action:
        scope.inner["$action"] = Typed("merge_action()::tsql.nvarchar", t.nvarchar(10), False)
    return scope


def with_outputs(
    dml: str,
    kind: str,
    table: TableInfo,
    outputs: tuple[tree.Output, ...],
    scope: Scope,
    context: Context,
    *,
    prefix: str = "",
    identity: ColumnInfo | None = None,
    explicit_identity: bool = False,
    variables: tuple[tuple[str, str], ...] = (),
) -> Change:
    """The statement with OUTPUT to the client, OUTPUT INTO, the identity and assigned variables.

    prefix: WITH clause for the front. identity: the column whose last value SCOPE_IDENTITY() gives.
    variables: (name, RETURNING text).
    """
    into = [output for output in outputs if output.into is not None]
    client = [output for output in outputs if output.into is None]
    shown: list[tuple[ColumnInfo, Typed]] = []
    for output in client:
        shown.extend(select_items(list(output.items), scope, context))
    identity_sql = [f"new.{quoted(identity.pg)}"] if identity is not None else []
    plain = [f"{sql}" for _, sql in variables]
    plain += [f"{value.sql} AS {quoted(info.pg or f'c{n}')}" for n, (info, value) in enumerate(shown)]
    columns = tuple(info for info, _ in shown) if client else None
    names = tuple(name for name, _ in variables)
    if not into:
        if client or variables:
            listed = ", ".join([*plain, *identity_sql])
            return Change(
                f"{prefix}{dml} RETURNING {listed}", kind, table, columns,
                identity=identity is not None, explicit_identity=explicit_identity, variables=names,
            )  # fmt: skip
        if identity is None:
            return Change(f"{prefix}{dml}", kind, table)
        text = _joined_with(prefix, f'"d" AS ({dml} RETURNING {identity_sql[0]} AS "i")')
        sql = f'{text} SELECT count(*), max("d"."i") FROM "d"'
        return Change(sql, kind, table, summary=True, explicit_identity=explicit_identity)
    if variables:
        context.unsupported("SET @variable together with OUTPUT INTO")
    cells: list[str] = []
    inserts: list[str] = []
    for place, output in enumerate(into):
        assert output.into is not None
        inserts.append(_insert_of(output, scope, context, cells, place))
    own = len(cells)
    cells.extend(value.sql for _, value in shown)
    picks = [f'{cell} AS "o{n}"' for n, cell in enumerate(cells)]
    if identity_sql:
        picks.append(f'{identity_sql[0]} AS "i"')
    text = _joined_with(prefix, f'"d" AS ({dml} RETURNING {", ".join(picks)})') + "".join(
        f", {item}" for item in inserts
    )
    if client:
        rows = [f'"o{n}"' for n in range(own, len(cells))] + (['"i"'] if identity_sql else [])
        return Change(
            f'{text} SELECT {", ".join(rows)} FROM "d"', kind, table, columns,
            identity=identity is not None, explicit_identity=explicit_identity,
        )  # fmt: skip
    last = 'max("i")' if identity_sql else "NULL::bigint"
    return Change(
        f'{text} SELECT count(*), {last} FROM "d"',
        kind,
        table,
        summary=True,
        explicit_identity=explicit_identity,
    )


def _joined_with(prefix: str, cte: str) -> str:
    return f"{prefix.rstrip()}, {cte}" if prefix else f"WITH {cte}"


def _insert_of(output: tree.Output, scope: Scope, context: Context, cells: list[str], place: int) -> str:
    """The CTE that stores an OUTPUT ... INTO; its values are appended to the cells of the change."""
    assert output.into is not None
    target = find_table(output.into, context)
    if output.columns:
        columns = [writable(target, name, context) for name in output.columns]
    else:
        columns = [info for info in target.columns if not info.identity and not info.computed]
    items = select_items(list(output.items), scope, context)
    if len(items) != len(columns):
        context.error(213, "Column name or number of supplied values does not match table definition.")
    first = len(cells)
    cells.extend(
        assigned(value, column, context)
        if value.type.name != "null"
        else f"NULL::{t.value_type(column.type)}"
        for (_, value), column in zip(items, columns, strict=True)
    )
    names = ", ".join(quoted(column.pg) for column in columns)
    picked = ", ".join(f'"d"."o{n}"' for n in range(first, len(cells)))
    return f'"o~{place}" AS (INSERT INTO {target.sql} ({names}) SELECT {picked} FROM "d")'


def typed_column(table: TableInfo, column: ColumnInfo, prefix: str) -> Typed:
    return Typed(f"{prefix}.{quoted(column.pg)}", column.type, column.nullable)


__all__ = ["Change", "assigned", "convert", "replace", "set_value", "with_outputs", "writable"]
