"""CREATE SCHEMA and CREATE SYNONYM."""

from __future__ import annotations

from ...errors import SqlError
from ...parse import tree
from ...translate.names import pg_name, quoted, text_literal
from .. import stored
from ..frames import Frame
from ..session import Session
from .catalogue_rows import object_ids, refuse_existing, schema_of


def create_schema(session: Session, frame: Frame, node: tree.CreateSchema) -> None:
    session.writing(frame, "CREATE SCHEMA", node.name, node.line)
    found = session.rows(f"SELECT 1 FROM tsql.schemas WHERE name = {text_literal(node.name)}::tsql.nvarchar")
    if found:
        raise SqlError(2714, f"There is already an object named '{node.name}' in the database.", 16, 6)
    folded = pg_name(node.name)
    session.script(
        [
            f"CREATE SCHEMA IF NOT EXISTS {quoted(folded)}",
            stored.row("schemas", name=node.name, pg_name=folded),
        ]
    )
    session.stock.forget()


def create_synonym(session: Session, frame: Frame, node: tree.CreateSynonym) -> None:
    session.writing(frame, "CREATE SYNONYM", str(node.name), node.line)
    refuse_existing(session, node.name)
    schema_id, pg_schema = schema_of(session, node.name.schema)
    object_id = object_ids(session, 1)[0]
    base = ".".join(f"[{part}]" for part in node.target.parts)
    session.script(
        [
            stored.object_row(
                object_id,
                schema_id,
                node.name.name,
                "SN",
                pg_schema=pg_schema,
                pg_name=pg_name(node.name.name),
            ),
            stored.row("synonyms", object_id=object_id, base_object_name=base),
        ]
    )
    session.stock.changed(object_id)
