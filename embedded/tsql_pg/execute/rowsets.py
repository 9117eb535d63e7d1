"""Tables of table types and of DECLARE ... TABLE, and rows from the client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg

from ..errors import SqlError
from ..parse import tree
from ..tables import TableColumn, copy_rows
from ..translate import types as t
from ..translate.ddl import plan_table
from ..translate.scope import ColumnInfo, Context, TableInfo
from .catalogue import TableType, type_row
from .frames import Frame, LocalTable
from .statistics import LEAST_ROWS
from .tables import creation, local_info

if TYPE_CHECKING:
    from .session import Session


def type_info(kind: TableType, name: str) -> TableInfo:
    """What statements see of a variable of a table type."""
    info = kind.infos.get(name.lower())
    if info is None:
        info = local_info(name, kind.columns, kind.key)
        kind.infos[name.lower()] = info
    return info


def type_table(session: Session, kind: TableType, name: str) -> LocalTable:
    """An empty table of a table type for a variable."""
    key = f"@{kind.object_id}"
    make = session.type_makes.get(kind.object_id)
    if make is None:
        context = Context(session.stock, {})  # type: ignore[arg-type]
        definition = session.stock.type_definition(kind)
        plan = plan_table(kind.shown.rpartition(".")[2], "{name}", definition, context)
        make = creation(plan)
        session.type_makes[kind.object_id] = make
    made = session.pool.take(session, key, type_info(kind, name), make)
    made.type_name = kind.shown
    return made


def declared_table(session: Session, frame: Frame, node: tree.TableVariable) -> LocalTable:
    """An empty table of DECLARE @t TABLE (...)."""
    kept = frame.module.compiled.get(("table", id(node)))
    if kept is None:
        context = Context(session.stock, {}, frame.module.file, node.line)  # type: ignore[arg-type]
        plan = plan_table(f"@{node.name}", "{name}", node.table, context)
        make = creation(plan)
        info = local_info(f"@{node.name}", plan.infos(), plan.key())
        kept = (info, make, f"@table~{session.structure(make)}")
        frame.module.compiled[("table", id(node))] = kept
    info, make, key = kept
    return session.pool.take(session, key, info, make)


def _table_column(info: ColumnInfo) -> TableColumn:
    name, length, precision, scale = type_row(info.type)
    if t.is_string(info.type) or info.type.name in t.BINARIES:
        length = info.type.length if info.type.length is not None else t.MAX
    return TableColumn(info.name, name, info.pg, length, precision, scale, info.nullable, info.has_default)


def load(session: Session, table: LocalTable, rows: Any) -> None:
    """Put a DataFrame's rows into a table; columns are matched by name. SqlError: what a row violates."""
    columns = [_table_column(info) for info in table.info.columns if not info.identity and not info.computed]
    session.flush()
    inside = session.trancount > 0
    if inside:
        session.wire.script(["SAVEPOINT tsql_load"])
    try:
        table.rows += copy_rows(
            session.wire.connection, session.pg_table(table), columns, rows, type_name=table.type_name
        )
        table.written = inside
    except (psycopg.Error, SqlError) as error:
        if inside and not session.wire.broken:
            session.wire.script(["ROLLBACK TO SAVEPOINT tsql_load", "RELEASE SAVEPOINT tsql_load"])
        if isinstance(error, psycopg.Error):
            raise session.translated(error, "INSERT") from error
        raise
    if inside:
        session.wire.script(["RELEASE SAVEPOINT tsql_load"])
    if table.rows >= LEAST_ROWS:
        session.later(f"ANALYZE {session.pg_table(table)}")
