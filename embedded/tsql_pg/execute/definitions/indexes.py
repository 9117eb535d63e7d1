"""CREATE, DROP and ALTER INDEX, UPDATE STATISTICS."""

from __future__ import annotations

from ...errors import NotSupported, SqlError
from ...parse import tree
from ...translate.ddl import plan_index
from ...translate.names import quoted, text_literal
from .. import stored
from ..catalogue import Stored
from ..compile import context_of
from ..frames import Frame
from ..session import Session
from .catalogue_rows import column_ids, computed_expressions, next_index_of


def create_index(session: Session, frame: Frame, node: tree.CreateIndex) -> None:
    """CREATE INDEX. Errors: 1088, 1913."""
    session.writing(frame, "CREATE INDEX", str(node.index.name), node.line)
    context = context_of(session, frame, node.line)
    missing = SqlError(
        1088,
        f'Cannot find the object "{node.table}" because it does not exist or you do not have permissions.',
        16,
        12,
    )
    if node.table.is_temporary:
        local = frame.local(node.table.name)
        if local is None:
            raise missing
        plan = plan_index(node.index, node.table.name, local.pg, local.info.columns, context)
        if plan.sql is not None:
            session.script([plan.sql.replace("{table}", session.pg_table(local))])
        local.pooled = False
        return
    table = session.stock.find(node.table.parts)
    if table is None or table.type not in ("U", "V"):
        raise missing
    if table.type == "V":
        session.note({f"index {node.index.name} on a view"}, frame, node.line)
        return
    existing = session.rows(
        f"SELECT 1 FROM tsql.indexes WHERE object_id = {table.object_id} AND name = "
        f"{text_literal(node.index.name or '')}::tsql.nvarchar"
    )
    plan = plan_index(
        node.index,
        table.name,
        table.pg_name or "",
        table.columns,
        context,
        computed_expressions(session, table),
    )
    session.note(context.ignored, frame, node.line)
    script: list[str] = []
    if existing:
        if not any(
            option.name == "DROP_EXISTING" and (option.value or "").upper() == "ON"
            for option in node.index.options
        ):
            raise SqlError(
                1913,
                f"The operation failed because an index or statistics with name '{node.index.name}' "
                f"already exists on table '{node.table}'.",
            )
        script += _removal(session, table, node.index.name or "")
    if plan.sql is not None:
        script.append(plan.sql.replace("{table}", table.sql))
    script += stored.index_rows(
        table.object_id,
        1 if plan.clustered else next_index_of(session, table),
        plan,
        column_ids(session, table),
    )
    try:
        session.script(script)
    except SqlError as error:
        raise of_existing_rows(error, table, plan.name) from error
    session.stock.changed(table.object_id)


def of_existing_rows(error: SqlError, table: Stored, index: str) -> SqlError:
    """Error 1505 in place of the insert's error when rows that are there already are not unique."""
    if error.number not in (2601, 2627):
        return error
    _, _, value = error.message.rpartition("The duplicate key value is ")
    return SqlError(
        1505,
        "The CREATE UNIQUE INDEX statement terminated because a duplicate key was found for the object name "
        f"'{table.shown}' and the index name '{index}'. The duplicate key value is {value}",
    )


def _removal(session: Session, table: Stored, name: str) -> list[str]:
    rows = session.rows(
        f"SELECT index_id, pg_name, type FROM tsql.indexes WHERE object_id = {table.object_id} AND "
        f"name = {text_literal(name)}::tsql.nvarchar"
    )
    if not rows:
        return []
    index_id, pg, kind = rows[0]
    script = [f"DELETE FROM tsql.indexes WHERE object_id = {table.object_id} AND index_id = {index_id}"]
    if kind in (1, 2):
        script.insert(0, f"DROP INDEX {quoted(table.pg_schema or '')}.{quoted(pg)}")
    return script


def drop_index(session: Session, frame: Frame, node: tree.DropIndex) -> None:
    """DROP INDEX. Error 3701."""
    for name, table_name in node.indexes:
        session.writing(frame, "DROP INDEX", name, node.line)
        table = session.stock.find(table_name.parts)
        script = _removal(session, table, name) if table is not None else []
        if not script:
            if node.if_exists:
                continue
            raise SqlError(
                3701,
                f"Cannot drop the index '{table_name}.{name}', because it does not exist or you do not "
                "have permission.",
                11,
                6,
            )
        session.script(script)
        assert table is not None
        session.stock.changed(table.object_id)


def alter_index(session: Session, frame: Frame, node: tree.AlterIndex) -> None:
    """ALTER INDEX: REBUILD and REORGANIZE have no meaning here; DISABLE is refused."""
    if node.action == "DISABLE":
        raise NotSupported(frame.module.file, node.line, "ALTER INDEX DISABLE")
    session.note({f"ALTER INDEX {node.action}"}, frame, node.line)


def update_statistics(session: Session, frame: Frame, node: tree.UpdateStatistics) -> None:
    """UPDATE STATISTICS: ANALYZE of the table."""
    found = session.stock.find(node.table.parts)
    if found is not None and found.type == "U":
        session.script([f"ANALYZE {found.sql}"])
