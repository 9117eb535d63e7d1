"""Ids, names and catalogue rows that definitions share."""

from __future__ import annotations

from ...errors import SqlError
from ...parse import tree
from ...translate.names import text_literal
from ...translate.plans import TablePlan
from .. import stored
from ..catalogue import Stored
from ..session import Session


def schema_of(session: Session, schema: str | None) -> tuple[int, str]:
    """Id and PostgreSQL name of a schema. Error 2760: none of that name."""
    name = schema or "dbo"
    rows = session.rows(
        f"SELECT schema_id, pg_name FROM tsql.schemas WHERE name = {text_literal(name)}::tsql.nvarchar"
    )
    if not rows:
        raise SqlError(
            2760,
            f'The specified schema name "{name}" either does not exist or you do not have permission '
            "to use it.",
        )
    return int(rows[0][0]), str(rows[0][1])


def object_ids(session: Session, count: int) -> list[int]:
    """Fresh object ids."""
    rows = session.rows(f"SELECT nextval('tsql.object_ids') FROM generate_series(1, {count})")
    return [int(found[0]) for found in rows]


def refuse_existing(session: Session, name: tree.ObjectName) -> None:
    if session.stock.find_exactly(name.parts) is not None:
        raise SqlError(2714, f"There is already an object named '{name.name}' in the database.", 16, 6)


def rows_of(
    ids: list[int],
    schema_id: int,
    table_id: int,
    plan: TablePlan,
    columns: dict[str, int],
    next_index: int,
    *,
    of_type: bool = False,
) -> list[str]:
    """Catalogue rows of a plan's columns, constraints and indexes; ids are used up, columns are added to."""
    out: list[str] = []
    for column in plan.columns:
        place = max(columns.values(), default=0) + 1
        columns[column.info.name.lower()] = place
        default_id = ids.pop(0) if column.default is not None else None
        out.append(stored.column_row(table_id, place, column, default_id))
        if column.default is not None and default_id is not None and not of_type:
            out += stored.default_rows(default_id, schema_id, table_id, place, column.default)
    clustered = any(key.clustered for key in plan.keys) or any(index.clustered for index in plan.indexes)
    index_id = max(2, next_index)
    if clustered and next_index > 1:
        out.append(f"DELETE FROM tsql.indexes WHERE object_id = {table_id} AND index_id = 0")
    elif not clustered and next_index == 1 and not of_type:
        out.append(stored.row("indexes", object_id=table_id, index_id=0, name=None, type=0))
    for key in sorted(plan.keys, key=lambda item: not item.clustered):
        key_id = ids.pop(0)
        place = 1 if key.clustered else index_id
        rows = stored.key_rows(key_id, schema_id, table_id, place, key, columns)
        out += rows[1:-1] if of_type else rows
        index_id += 0 if key.clustered else 1
    for check in plan.checks:
        check_id = ids.pop(0)
        if not of_type:
            out += stored.check_rows(check_id, schema_id, table_id, check, columns)
    for foreign in plan.foreign_keys:
        out += stored.foreign_key_rows(ids.pop(0), schema_id, table_id, foreign, columns)
    for index in plan.indexes:
        out += stored.index_rows(table_id, 1 if index.clustered else index_id, index, columns)
        index_id += 0 if index.clustered else 1
    return out


def stored_table(session: Session, name: tree.ObjectName) -> Stored:
    found = session.stock.find(name.parts)
    if found is None or found.type != "U":
        raise SqlError(
            4902, f'Cannot find the object "{name}" because it does not exist or you do not have permissions.'
        )
    return found


def column_ids(session: Session, table: Stored) -> dict[str, int]:
    rows = session.rows(
        f"SELECT lower(name::text), column_id FROM tsql.columns WHERE object_id = {table.object_id}"
    )
    return {str(name): int(place) for name, place in rows}


def schema_id_of(session: Session, table: Stored) -> int:
    return int(session.rows(f"SELECT schema_id FROM tsql.objects WHERE object_id = {table.object_id}")[0][0])


def next_index_of(session: Session, table: Stored) -> int:
    return int(
        session.rows(
            "SELECT GREATEST(2, COALESCE(max(index_id), 1) + 1) FROM tsql.indexes WHERE object_id = "
            f"{table.object_id}"
        )[0][0]
    )


def computed_expressions(session: Session, table: Stored) -> dict[str, str]:
    """Expressions of the computed columns, as PostgreSQL keeps them."""
    if not any(column.computed for column in table.columns):
        return {}
    rows = session.rows(
        "SELECT a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attribute a JOIN pg_attrdef d "
        "ON d.adrelid = a.attrelid "
        f"AND d.adnum = a.attnum WHERE a.attrelid = {text_literal(table.sql)}::regclass AND "
        "a.attgenerated <> ''"
    )
    by_pg = {str(name): str(text) for name, text in rows}
    return {c.name.lower(): f"({by_pg[c.pg]})" for c in table.columns if c.computed and c.pg in by_pg}
