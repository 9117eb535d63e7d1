"""DROP of tables, modules, synonyms, types, schemas, principals."""

from __future__ import annotations

from ...errors import NotSupported, SqlError
from ...parse import tree
from ...translate.names import quoted, text_literal
from .. import partitions, security
from ..frames import Frame
from ..session import Session

_DROPPED = {
    "TABLE": ("U",),
    "VIEW": ("V",),
    "PROCEDURE": ("P",),
    "FUNCTION": ("IF", "TF", "FN"),
    "SYNONYM": ("SN",),
}


_WORDS = {
    "PROCEDURE": "procedure",
    "FUNCTION": "function",
    "VIEW": "view",
    "TABLE": "table",
    "SYNONYM": "synonym",
}


def drop(session: Session, frame: Frame, node: tree.Drop) -> None:
    """DROP of any kind. Error 3701: nothing of the name."""
    for name in node.names:
        session.writing(frame, f"DROP {node.kind}", str(name), node.line)
        if node.kind in _DROPPED:
            _drop_object(session, frame, node, name)
        elif node.kind == "TYPE":
            _drop_type(session, node, name)
        elif node.kind == "SCHEMA":
            _drop_schema(session, node, name)
        elif node.kind in ("ROLE", "USER", "LOGIN"):
            security.drop_principal(session, frame, node, name)
        elif node.kind.startswith("PARTITION"):
            partitions.drop(session, frame, node, name)
        else:
            raise NotSupported(frame.module.file, node.line, f"DROP {node.kind}")


def _drop_object(session: Session, frame: Frame, node: tree.Drop, name: tree.ObjectName) -> None:
    if node.kind == "TABLE" and name.is_temporary:
        owner: Frame | None = frame
        while owner is not None and name.name.lower() not in owner.temps:
            owner = owner.parent
        if owner is not None:
            session.pool.release(session, owner.temps.pop(name.name.lower()))
            return
    found = None if name.is_temporary else session.stock.find_exactly(name.parts)
    if found is None or found.type not in _DROPPED[node.kind]:
        if node.if_exists:
            return
        raise SqlError(
            3701,
            f"Cannot drop the {_WORDS[node.kind]} '{name}', because it does not exist or you do not "
            "have permission.",
            11,
            5,
        )
    if node.kind == "TABLE":
        referenced = session.rows(
            f"SELECT 1 FROM tsql.foreign_keys WHERE referenced_object_id = {found.object_id} AND "
            f"parent_object_id <> {found.object_id}"
        )
        if referenced:
            raise SqlError(
                3726, f"Could not drop object '{name}' because it is referenced by a FOREIGN KEY constraint."
            )
    script = [f"DROP TABLE {found.sql}"] if node.kind == "TABLE" else []
    script += [
        f"DELETE FROM tsql.permissions WHERE class = 1 AND major_id = {found.object_id}",
        f"DELETE FROM tsql.extended_properties WHERE class IN (1, 7) AND major_id = {found.object_id}",
        f"DELETE FROM tsql.objects WHERE object_id = {found.object_id}",
    ]
    session.script(script)
    session.stock.changed(found.object_id)


def _drop_type(session: Session, node: tree.Drop, name: tree.ObjectName) -> None:
    found = session.stock.table_type(name.parts)
    if found is None:
        if node.if_exists:
            return
        raise SqlError(
            218,
            f"Could not find the type '{name}'. Either it does not exist or you do not have the "
            "necessary permission.",
        )
    users = session.rows(
        "SELECT s.name::text || '.' || o.name::text FROM tsql.parameters p JOIN tsql.objects o "
        "USING (object_id) "
        f"JOIN tsql.schemas s USING (schema_id) WHERE p.table_type_id = {found.object_id} LIMIT 1"
    )
    if users:
        raise SqlError(
            3732,
            f"Cannot drop type '{name}' because it is being referenced by object '{users[0][0]}'. "
            "There may be other objects that reference this type.",
        )
    session.script(
        [
            f"DELETE FROM tsql.permissions WHERE class = 6 AND major_id = {found.object_id}",
            f"DELETE FROM tsql.extended_properties WHERE class = 6 AND major_id = {found.object_id}",
            f"DELETE FROM tsql.objects WHERE object_id = {found.object_id}",
        ]
    )
    session.stock.changed(found.object_id)


def _drop_schema(session: Session, node: tree.Drop, name: tree.ObjectName) -> None:
    rows = session.rows(
        f"SELECT schema_id, pg_name FROM tsql.schemas WHERE name = {text_literal(name.name)}::tsql.nvarchar"
    )
    if not rows:
        if node.if_exists:
            return
        raise SqlError(
            15151,
            f"Cannot drop the schema '{name}', because it does not exist or you do not have permission.",
        )
    used = session.rows(f"SELECT name::text FROM tsql.objects WHERE schema_id = {rows[0][0]} LIMIT 1")
    if used:
        raise SqlError(
            3729, f"Cannot drop schema '{name}' because it is being referenced by object '{used[0][0]}'."
        )
    session.script(
        [
            f"DROP SCHEMA IF EXISTS {quoted(rows[0][1])}",
            f"DELETE FROM tsql.schemas WHERE schema_id = {rows[0][0]}",
        ]
    )
    session.stock.forget()
