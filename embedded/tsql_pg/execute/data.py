"""Queries and data changes."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from ..errors import SqlError
from ..parse import tree
from ..translate import types as t
from ..translate.arithmetic import arithmetic
from ..translate.assignments import Change, assigned, compound
from ..translate.changes import delete, update
from ..translate.conversion import convert
from ..translate.expressions import expression, variable
from ..translate.inserts import insert, insert_target
from ..translate.merge import merge
from ..translate.names import quoted, text_literal
from ..translate.queries import Query, query
from ..translate.scope import ColumnInfo, Context, Typed
from . import evaluate
from .compile import bound, compiled, looked_up
from .definitions.tables import create_from_columns
from .frames import Frame, LocalTable, ResultSet
from .session import Session
from .tables import local_info
from .values import natural, shown
from .wire import Reply


def select(session: Session, frame: Frame, node: tree.Select) -> None:
    """A query whose rows go to the client (or into INSERT ... EXEC)."""
    if node.query.args.get("into") is not None:
        _select_into(session, frame, node)
        return

    def build(context: Context) -> tuple[str, Query]:
        found = query(node.query, None, context)
        return found.sql, found

    made = compiled(session, frame, ("select", id(node)), node.line, build)
    session.permit(frame, made.uses)
    rows = looked_up(session, frame, made)
    if node.query.args.get("for_") is not None and rows and rows[0][0] is None:
        rows = []
    deliver(session, made.payload.columns, rows)
    session.rowcount = len(rows)


def deliver(session: Session, columns: tuple[ColumnInfo, ...], rows: list[tuple[Any, ...]]) -> None:
    """A result set on its way to the client."""
    bits = [place for place, info in enumerate(columns) if info.type.name == "bit"]
    if bits:
        rows = [
            tuple(
                shown(cell, columns[place].type) if place in bits else cell for place, cell in enumerate(row)
            )
            for row in rows
        ]
    names, kinds = (
        tuple(info.name for info in columns),
        tuple("int" if info.type.name == "null" else str(info.type) for info in columns),
    )
    target = session.capture[-1] if session.capture else session.result
    target.result_sets.append(ResultSet(names, kinds, rows))


def select_assign(session: Session, frame: Frame, node: tree.SelectAssign) -> None:
    """SELECT @a = x ...: the last row's values; no row leaves the variables alone."""
    if _self_referring(node) and all(
        name == "expressions" for name, value in node.query.args.items() if value
    ):
        # Without a table the items are assigned from left to right.
        for (name, operator), item in zip(node.targets, node.query.expressions, strict=True):
            set_variable(
                session, frame, tree.SetVariable(line=node.line, name=name, operator=operator, value=item)
            )
        return
    kinds = [evaluate.variable_type(frame, name) for name, _ in node.targets]

    def build(context: Context) -> tuple[str, Query]:
        found = query(node.query, None, context)
        cells = []
        for place, ((name, operator), kind) in enumerate(zip(node.targets, kinds, strict=True), 1):
            typed = Typed(f'"q"."c{place}"', found.columns[place - 1].type)
            if operator != "=":
                typed = arithmetic(operator[:-1], variable(name, None, context), typed, context)
            cells.append(convert(typed, kind, context).sql)
        names = ", ".join(f'"c{place}"' for place in range(1, len(cells) + 1))
        return f'SELECT {", ".join(cells)} FROM ({found.sql}) AS "q" ({names})', found

    accumulating = any(operator != "=" for _, operator in node.targets) or _self_referring(node)
    made = compiled(session, frame, ("assign", id(node)), node.line, build)
    session.permit(frame, made.uses)
    rows = looked_up(session, frame, made)
    if accumulating and len(rows) > 1:
        raise SqlError(
            40517, "Assignment that accumulates over several rows is not supported.", line=node.line
        )
    if rows:
        for (name, _), found in zip(node.targets, rows[-1], strict=True):
            evaluate.assign(session, frame, name, found)
    session.rowcount = len(rows)


def set_variable(session: Session, frame: Frame, node: tree.SetVariable) -> None:
    """SET @name op value."""
    kind = evaluate.variable_type(frame, node.name)
    if node.operator == "=":
        found = evaluate.value(session, frame, node.value, kind, node.line)
    else:
        found = _compound(session, frame, node, kind)
    evaluate.assign(session, frame, node.name, found)
    session.rowcount = 1


def _compound(session: Session, frame: Frame, node: tree.SetVariable, kind: t.SqlType) -> Any:
    def build(context: Context) -> tuple[str, None]:
        current = variable(node.name, None, context)
        typed = convert(
            compound(node.operator, current, expression(node.value, None, context), context), kind, context
        )
        return f"SELECT {typed.sql}", None

    made = compiled(session, frame, ("compound", node.name, id(node.value)), node.line, build)
    rows = session.run(made.text(frame), bound(session, frame, made.keys)).rows
    return rows[0][0] if rows else None


def _self_referring(node: tree.SelectAssign) -> bool:
    """Whether an item reads a variable that the statement sets."""
    names = {name.lower() for name, _ in node.targets}
    return any(
        found.name.lower() in names
        for item in node.query.expressions
        for found in item.find_all(exp.Parameter)
    )


def change(
    session: Session, frame: Frame, node: tree.Insert | tree.Update | tree.Delete | tree.Merge
) -> None:
    """INSERT, UPDATE, DELETE or MERGE."""

    def build(context: Context) -> tuple[str, Change]:
        match node:
            case tree.Insert():
                found = insert(node, context)
            case tree.Update():
                found = update(node, context)
            case tree.Delete():
                found = delete(node, context)
            case tree.Merge():
                found = merge(node, context)
        return found.sql, found

    made = compiled(session, frame, ("change", id(node)), node.line, build)
    session.permit(frame, made.uses)
    planned = made.payload
    _check_identity(session, planned)
    targets = _written(frame, node)
    _check_writable(targets)
    if planned.target.kind == "L" and planned.target.name.startswith("@"):
        if session.doomed:
            session.writing(frame, planned.kind, planned.target.name, node.line)
    else:
        session.writing(frame, planned.kind, planned.target.name, node.line)
    reply = session.run(
        made.text(frame), bound(session, frame, made.keys), verb=planned.kind, retry=made.retry
    )
    _settle(session, frame, planned, reply, targets)


def _check_identity(session: Session, planned: Change) -> None:
    table = planned.target
    identity = any(column.identity for column in table.columns)
    if planned.kind != "INSERT" or not identity:
        return
    allowed = session.identity_insert is not None and session.identity_insert == table.sql
    if planned.explicit_identity and not allowed:
        raise SqlError(
            544,
            "Cannot insert explicit value for identity column in table "
            f"'{table.name.rpartition('.')[2]}' when "
            "IDENTITY_INSERT is set to OFF.",
        )
    if allowed and not planned.explicit_identity:
        raise SqlError(
            545,
            "Explicit value must be specified for identity column in table "
            f"'{table.name.rpartition('.')[2]}' either when "
            "IDENTITY_INSERT is set to ON or when a replication user is inserting into a NOT FOR "
            "REPLICATION identity column.",
        )


def _written(frame: Frame, node: tree.Insert | tree.Update | tree.Delete | tree.Merge) -> list[LocalTable]:
    """The local tables that the statement may write."""
    names = [output.into for output in node.outputs if output.into is not None] + [node.target]
    found = []
    for table in names:
        name = f"@{table.this.name}" if isinstance(table.this, exp.Parameter) else table.name
        local = frame.local(name) if name.startswith(("@", "#")) else None
        if local is not None:
            found.append(local)
    if isinstance(node, tree.Update | tree.Delete) and not found and node.from_ is not None:
        for item in [node.from_.this, *(join.this for join in node.joins)]:
            if isinstance(item, exp.Table) and item.alias.lower() == node.target.name.lower():
                name = f"@{item.this.name}" if isinstance(item.this, exp.Parameter) else item.name
                local = frame.local(name) if name.startswith(("@", "#")) else None
                if local is not None:
                    found.append(local)
    return found


def _check_writable(targets: list[LocalTable]) -> None:
    for table in targets:
        if table.readonly:
            raise SqlError(
                10700,
                f'The table-valued parameter "{table.info.name}" is READONLY and cannot be modified.',
                16,
                1,
            )


def _settle(session: Session, frame: Frame, planned: Change, reply: Reply, targets: list[LocalTable]) -> None:
    """Counters, identity, variables and OUTPUT rows after a change."""
    rows = reply.rows or []
    count, last = reply.rowcount, None
    if planned.summary:
        count, last = int(rows[0][0]), rows[0][1]
    elif planned.columns is not None or planned.variables:
        count = len(rows)
        if planned.identity and rows:
            last = rows[-1][-1]
        if planned.variables and rows:
            for name, found in zip(planned.variables, rows[-1], strict=False):
                kind = evaluate.variable_type(frame, name)
                evaluate.assign(session, frame, name, _settled(session, found, kind))
        if planned.columns is not None:
            first = len(planned.variables)
            width = len(planned.columns)
            deliver(session, planned.columns, [row[first : first + width] for row in rows])
    if last is not None:
        frame.scope_identity = session.identity = int(last)
        if planned.explicit_identity:
            _advance_identity(session, planned, int(last))
    for table in targets:
        table.written = True
        table.rows += max(count, 1)
    session.rowcount = count
    session.result.rowcount = count
    if planned.target.kind == "U":
        session.statistics.changed(planned.target.sql, count)


def _settled(session: Session, found: Any, kind: t.SqlType) -> Any:
    return evaluate.converted(session, found, natural(found), kind)


def _advance_identity(session: Session, planned: Change, last: int) -> None:
    column = next(column for column in planned.target.columns if column.identity)
    sequence = f"pg_get_serial_sequence({text_literal(planned.target.sql)}, {text_literal(column.pg)})"
    session.run(
        f"SELECT setval({sequence}::regclass, {last}) WHERE {last} > "
        f"COALESCE(pg_sequence_last_value({sequence}::regclass), 0)"
    )


def insert_rows(
    session: Session,
    frame: Frame,
    node: tree.Insert,
    columns: tuple[ColumnInfo, ...],
    rows: list[tuple[Any, ...]],
) -> None:
    """INSERT of rows that a procedure returned, through a temp table of their shape."""
    if not rows:
        session.rowcount = 0
        return

    def build(context: Context) -> tuple[str, Change]:
        table, targets = insert_target(node, context)
        if len(targets) != len(columns):
            raise SqlError(213, "Column name or number of supplied values does not match table definition.")
        names = ", ".join(quoted(info.pg) for info in targets)
        cells = ", ".join(
            assigned(
                Typed(f"{context.parameter(f'?row{place}')}::{t.value_type(info.type)}", info.type),
                target,
                context,
            )
            for place, (info, target) in enumerate(zip(columns, targets, strict=True))
        )
        sql = f"INSERT INTO {table.sql} ({names}) VALUES ({cells})"
        return sql, Change(sql, "INSERT", table)

    kinds = tuple(info.type for info in columns)
    for place, kind in enumerate(kinds):
        frame.types[f"?row{place}"] = kind
    made = compiled(session, frame, ("rows", id(node), kinds), node.line, build)
    targets = _written(frame, node)
    _check_writable(targets)
    session.writing(frame, "INSERT", made.payload.target.name, node.line)
    text = made.text(frame)
    with session.atomic():
        for row in rows:
            frame.values.update({f"?row{place}": cell for place, cell in enumerate(row)})
            session.run(text, bound(session, frame, made.keys), verb="INSERT")
    for table in targets:
        table.written = True
        table.rows += len(rows)
    session.rowcount = len(rows)


def _select_into(session: Session, frame: Frame, node: tree.Select) -> None:
    """SELECT ... INTO: a new table of the query's columns, then its rows."""
    target = node.query.args["into"].this
    bare = frame.module.compiled.get(("bare", id(node)))
    if bare is None:
        bare = node.query.copy()
        bare.set("into", None)
        frame.module.compiled[("bare", id(node))] = bare

    def build(context: Context) -> tuple[str, Query]:
        found = query(bare, None, context)
        for info in found.columns:
            if not info.name:
                context.error(
                    1038,
                    "An object or column name is missing or empty. For SELECT INTO statements, verify each "
                    "column has a "
                    "name. For other statements, look for empty alias names.",
                    15,
                )
        return found.sql, found

    made = compiled(session, frame, ("into", id(node)), node.line, build)
    session.permit(frame, made.uses)
    session.writing(frame, "SELECT INTO", target.name, node.line)
    columns = tuple(
        ColumnInfo(info.name, t.INT if info.type.name == "null" else info.type, info.nullable)
        for info in made.payload.columns
    )
    if target.name.startswith("#"):
        if frame.temps.get(target.name.lower()) is not None:
            raise SqlError(2714, f"There is already an object named '{target.name}' in the database.", 16, 6)
        info = local_info(target.name, columns, ())
        lines = ", ".join(
            f"{quoted(c.pg)} {t.column_type(c.type)}{'' if c.nullable else ' NOT NULL'}" for c in columns
        )
        structure = f"{target.name.lower()}({lines})"
        local = session.pool.take(
            session,
            f"#{abs(hash(structure)) % 10**10}",
            info,
            [f"CREATE TEMPORARY TABLE {{table}} ({lines})"],
        )
        frame.temps[target.name.lower()] = local
        reply = session.run(
            f"INSERT INTO {session.pg_table(local)} {made.text(frame)}", bound(session, frame, made.keys)
        )
        local.rows, local.written = max(1, reply.rowcount), True
    else:
        table = create_from_columns(session, frame, target, columns)
        reply = session.run(f"INSERT INTO {table} {made.text(frame)}", bound(session, frame, made.keys))
    session.rowcount = session.result.rowcount = reply.rowcount
