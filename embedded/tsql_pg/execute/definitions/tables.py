"""CREATE TABLE, SELECT ... INTO, CREATE TYPE ... AS TABLE, TRUNCATE TABLE."""

from __future__ import annotations

from sqlglot import exp

from ...errors import NotSupported, SqlError
from ...parse import tree
from ...translate import types as t
from ...translate.ddl import create_table_sql, plan_table
from ...translate.names import pg_name, quoted
from ...translate.plans import ColumnPlan, TablePlan
from ...translate.scope import ColumnInfo
from .. import stored
from ..compile import context_of
from ..frames import Frame
from ..session import Session
from ..tables import creation, local_info
from .catalogue_rows import object_ids, refuse_existing, rows_of, schema_of


def create_table(session: Session, frame: Frame, node: tree.CreateTable) -> None:
    """CREATE TABLE, temporary ones from the pool."""
    for option in node.options:
        if option.name not in ("DATA_COMPRESSION", "XML_COMPRESSION"):
            raise NotSupported(frame.module.file, node.line, f"table option {option.name}")
        session.note({f"{option.name} = {option.value}"}, frame, node.line)
    if node.storage is not None:
        session.note({f"ON {node.storage.name}"}, frame, node.line)
    session.writing(frame, "CREATE TABLE", str(node.name), node.line)
    if node.name.is_temporary:
        _create_temp(session, frame, node)
        return
    refuse_existing(session, node.name)
    schema_id, pg_schema = schema_of(session, node.name.schema)
    context = context_of(session, frame, node.line)
    folded = pg_name(node.name.name)
    plan = plan_table(node.name.name, folded, node.table, context)
    session.note(context.ignored, frame, node.line)
    make_table(session, node.name.name, schema_id, pg_schema, folded, plan)


def make_table(
    session: Session, name: str, schema_id: int, pg_schema: str, folded: str, plan: TablePlan
) -> int:
    """Create the table of a plan and its catalogue rows; gives its object id."""
    defaults = [column for column in plan.columns if column.default is not None]
    ids = object_ids(session, 1 + len(defaults) + len(plan.keys) + len(plan.checks) + len(plan.foreign_keys))
    table_id = ids.pop(0)
    qualified = f"{quoted(pg_schema)}.{quoted(folded)}"
    script = [
        *create_table_sql(qualified, plan),
        stored.object_row(table_id, schema_id, name, "U", pg_schema=pg_schema, pg_name=folded),
        *rows_of(ids, schema_id, table_id, plan, {}, 1),
    ]
    session.script(script)
    session.stock.changed(table_id)
    return table_id


def _create_temp(session: Session, frame: Frame, node: tree.CreateTable) -> None:
    key = node.name.name.lower()
    if key in frame.temps:
        raise SqlError(2714, f"There is already an object named '{node.name.name}' in the database.", 16, 6)
    kept = frame.module.compiled.get(("temp", id(node)))
    if kept is None:
        context = context_of(session, frame, node.line)
        plan = plan_table(node.name.name, "{name}", node.table, context)
        make = creation(plan)
        info = local_info(node.name.name, plan.infos(), plan.key())
        kept = (info, make, f"{key}~{session.structure(make)}")
        frame.module.compiled[("temp", id(node))] = kept
    info, make, pool_key = kept
    frame.temps[key] = session.pool.take(session, pool_key, info, make)


def create_from_columns(
    session: Session, frame: Frame, target: exp.Table, columns: tuple[ColumnInfo, ...]
) -> str:
    """The table of SELECT ... INTO a stored table; gives its PostgreSQL name."""
    name = tree.ObjectName(tuple(p.name for p in (target.args.get("db"), target.this) if p is not None))
    refuse_existing(session, name)
    schema_id, pg_schema = schema_of(session, name.schema)
    plans = tuple(
        ColumnPlan(
            info,
            f"{quoted(info.pg)} {t.column_type(info.type)}{'' if info.nullable else ' NOT NULL'}",
            None,
            None,
            None,
            False,
            None,
        )
        for info in columns
    )
    folded = pg_name(name.name)
    make_table(session, name.name, schema_id, pg_schema, folded, TablePlan(plans, (), (), (), ()))
    return f"{quoted(pg_schema)}.{quoted(folded)}"


def create_type(session: Session, frame: Frame, node: tree.CreateType) -> None:
    """CREATE TYPE ... AS TABLE."""
    if node.table is None:
        raise NotSupported(frame.module.file, node.line, "CREATE TYPE ... FROM")
    session.writing(frame, "CREATE TYPE", str(node.name), node.line)
    if session.stock.table_type(node.name.parts) is not None:
        raise SqlError(
            219, f"The type '{node.name}' already exists, or you do not have permission to create it."
        )
    schema_id, _ = schema_of(session, node.name.schema)
    context = context_of(session, frame, node.line)
    plan = plan_table(node.name.name, pg_name(node.name.name), node.table, context)
    session.note(context.ignored, frame, node.line)
    defaults = [column for column in plan.columns if column.default is not None]
    ids = object_ids(session, 1 + len(defaults) + len(plan.keys) + len(plan.checks))
    type_id = ids.pop(0)
    session.script(
        [
            stored.object_row(type_id, schema_id, node.name.name, "TT"),
            *rows_of(ids, schema_id, type_id, plan, {}, 1, of_type=True),
            stored.module_row(type_id, frame.module.text, frame.module.file, node.line),
        ]
    )
    session.stock.changed(type_id)


def truncate(session: Session, frame: Frame, node: tree.TruncateTable) -> None:
    """TRUNCATE TABLE. Errors: 4701, 4712."""
    if node.partitions:
        raise NotSupported(frame.module.file, node.line, "TRUNCATE TABLE WITH (PARTITIONS)")
    session.writing(frame, "TRUNCATE TABLE", str(node.name), node.line)
    if node.name.is_temporary:
        local = frame.local(node.name.name)
        if local is None:
            raise SqlError(
                4701,
                f'Cannot find the object "{node.name}" because it does not exist or you do not have '
                "permissions.",
            )
        session.run(f"TRUNCATE {session.pg_table(local)} RESTART IDENTITY")
        local.rows = 0
        return
    found = session.stock.find(node.name.parts)
    if found is None or found.type != "U":
        raise SqlError(
            4701,
            f'Cannot find the object "{node.name.name}" because it does not exist or you do not have '
            "permissions.",
        )
    referenced = session.rows(
        f"SELECT 1 FROM tsql.foreign_keys WHERE referenced_object_id = {found.object_id} AND "
        f"parent_object_id <> {found.object_id}"
    )
    if referenced:
        raise SqlError(
            4712,
            f"Cannot truncate table '{node.name}' because it is being referenced by a FOREIGN KEY "
            "constraint.",
        )
    session.run(f"TRUNCATE {found.sql} RESTART IDENTITY")
