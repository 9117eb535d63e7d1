"""Users, roles and permissions: kept in the catalogue and checked by the interpreter.

What a procedure does is not checked (ownership chaining: everything belongs to dbo); what the client's own
batches and dynamic SQL do is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import NotSupported, SqlError
from ..parse import tree
from ..translate.names import text_literal
from . import stored

if TYPE_CHECKING:
    from .frames import Frame
    from .session import Session

_GRANTED = """
WITH RECURSIVE mine(id) AS (
    SELECT principal_id FROM tsql.principals WHERE name IN ({user}::tsql.nvarchar, 'public'::tsql.nvarchar)
    UNION SELECT m.role_principal_id FROM tsql.role_members m JOIN mine ON m.member_principal_id = mine.id)
SELECT p.class, p.major_id, p.permission_name, p.state::text FROM tsql.permissions p JOIN mine ON mine.id =
    p.grantee_principal_id
UNION ALL SELECT 100, mine.id, '', 'G' FROM mine"""


_OWNER, _DDL_ADMIN = 16384, 16389
_FOR_SECURITY_ADMINS = (tree.CreatePrincipal, tree.AlterRole, tree.Permission, tree.AlterAuthorization)


def check_definition(session: Session, frame: Frame, node: tree.Statement) -> None:
    """Whether the client's own statement may create, change or drop something.

    Errors 262, 1088, 3701 and 15247 unless the session's user is an owner or an administrator of definitions.
    Temporary tables are everybody's.
    """
    if session.user is None or frame.procedure is not None:
        return
    names = _defined(node)
    if names and all(name.is_temporary for name in names):
        return
    rows = session.rows(_GRANTED.replace("{user}", text_literal(session.user)))
    roles = {row[1] for row in rows if row[0] == 100}
    if _OWNER in roles or (_DDL_ADMIN in roles and not isinstance(node, _FOR_SECURITY_ADMINS)):
        return
    if isinstance(node, _FOR_SECURITY_ADMINS):
        raise SqlError(15247, "User does not have permission to perform this action.")
    shown = ", ".join(str(name) for name in names)
    if isinstance(node, tree.Drop):
        raise SqlError(
            3701,
            f"Cannot drop the {node.kind.lower()} '{shown}', because it does not exist or you do not have "
            "permission.",
            11,
            5,
        )
    if type(node).__name__.startswith("Create") and not isinstance(node, tree.CreateIndex):
        database = session.rows("SELECT tsql.db_name()::text")[0][0]
        kind = type(node).__name__.removeprefix("Create").upper()
        raise SqlError(262, f"CREATE {kind} permission denied in database '{database}'.", 14, 1)
    raise SqlError(
        1088, f'Cannot find the object "{shown}" because it does not exist or you do not have permissions.'
    )


def _defined(node: tree.Statement) -> tuple[tree.ObjectName, ...]:
    """The names that a statement defines, changes or drops, where it has any."""
    if isinstance(node, tree.Drop):
        return node.names
    if isinstance(node, tree.DropIndex):
        return tuple(table for _, table in node.indexes)
    found = getattr(node, "table", None)
    name = found if isinstance(found, tree.ObjectName) else getattr(node, "name", None)
    return (name,) if isinstance(name, tree.ObjectName) else ()


def check(session: Session, uses: frozenset[tuple[int, str]]) -> None:
    """Error 229 unless the session's user has every (object id, permission)."""
    assert session.user is not None
    rows = session.rows(_GRANTED.replace("{user}", text_literal(session.user)))
    roles = {row[1] for row in rows if row[0] == 100}
    granted = {(row[0], row[1], row[2]) for row in rows if row[0] != 100 and row[3] in ("G", "W")}
    denied = {(row[0], row[1], row[2]) for row in rows if row[0] != 100 and row[3] == "D"}
    if _OWNER in roles:
        return
    for object_id, permission in sorted(uses):
        schema_id, name, schema = session.rows(
            "SELECT o.schema_id, o.name::text, s.name::text FROM tsql.objects o JOIN tsql.schemas s "
            f"USING (schema_id) WHERE object_id = {object_id}"
        )[0]
        wanted = [
            (level, major, word)
            for level, major in ((1, object_id), (6, object_id), (3, schema_id), (0, 0))
            for word in (permission, "CONTROL")
        ]
        fixed = (permission == "SELECT" and 16390 in roles) or (
            permission in ("INSERT", "UPDATE", "DELETE") and 16391 in roles
        )
        if any(item in denied for item in wanted) or not (fixed or any(item in granted for item in wanted)):
            raise SqlError(
                229,
                f"The {permission} permission was denied on the object '{name}', database "
                f"'{session.rows('SELECT tsql.db_name()::text')[0][0]}', schema '{schema}'.",
                14,
                5,
            )


def _principal(session: Session, name: str) -> int | None:
    rows = session.rows(
        f"SELECT principal_id FROM tsql.principals WHERE name = {text_literal(name)}::tsql.nvarchar"
    )
    return int(rows[0][0]) if rows else None


def _required(session: Session, name: str) -> int:
    found = _principal(session, name)
    if found is None:
        raise SqlError(
            15151, f"Cannot find the user '{name}', because it does not exist or you do not have permission."
        )
    return found


def create_principal(session: Session, frame: Frame, node: tree.CreatePrincipal) -> None:
    """CREATE ROLE, USER; a LOGIN has no meaning here."""
    session.writing(frame, f"CREATE {node.kind}", node.name, node.line)
    if node.kind == "LOGIN":
        session.note({f"CREATE LOGIN {node.name}"}, frame, node.line)
        return
    if _principal(session, node.name) is not None:
        raise SqlError(15023, f"User, group, or role '{node.name}' already exists in the current database.")
    session.script([stored.row("principals", name=node.name, type="R" if node.kind == "ROLE" else "S")])
    session.stock.forget()


def drop_principal(session: Session, frame: Frame, node: tree.Drop, name: tree.ObjectName) -> None:
    if node.kind == "LOGIN":
        session.note({f"DROP LOGIN {name}"}, frame, node.line)
        return
    found = _principal(session, name.name)
    if found is None:
        if node.if_exists:
            return
        raise SqlError(
            15151,
            f"Cannot drop the {node.kind.lower()} '{name}', because it does not exist or you do not "
            "have permission.",
        )
    members = session.rows(f"SELECT 1 FROM tsql.role_members WHERE role_principal_id = {found}")
    if node.kind == "ROLE" and members:
        raise SqlError(15144, "The role has members. It must be empty before it can be dropped.")
    session.script([f"DELETE FROM tsql.principals WHERE principal_id = {found}"])
    session.stock.forget()


def alter_role(session: Session, frame: Frame, node: tree.AlterRole) -> None:
    session.writing(frame, "ALTER ROLE", node.role, node.line)
    role = _required(session, node.role)
    if node.action == "WITH NAME":
        session.script(
            [f"UPDATE tsql.principals SET name = {text_literal(node.member)} WHERE principal_id = {role}"]
        )
        return
    member = _required(session, node.member)
    if node.action == "ADD MEMBER":
        session.script(
            [
                stored.row("role_members", role_principal_id=role, member_principal_id=member)
                + " ON CONFLICT DO NOTHING"
            ]
        )
    else:
        session.script(
            [
                f"DELETE FROM tsql.role_members WHERE role_principal_id = {role} AND member_principal_id = "
                f"{member}"
            ]
        )


def _securable(session: Session, frame: Frame, node: tree.Permission) -> tuple[int, int]:
    """Class and id of what a permission is on."""
    if node.securable is None or node.securable_class == "DATABASE":
        return 0, 0
    name = node.securable
    if node.securable_class == "SCHEMA":
        rows = session.rows(
            f"SELECT schema_id FROM tsql.schemas WHERE name = {text_literal(name.name)}::tsql.nvarchar"
        )
        if not rows:
            raise SqlError(
                15151,
                f"Cannot find the schema '{name}', because it does not exist or you do not have permission.",
            )
        return 3, int(rows[0][0])
    if node.securable_class == "TYPE":
        found = session.stock.table_type(name.parts)
        if found is None:
            raise SqlError(
                15151,
                f"Cannot find the type '{name.name}', because it does not exist or you do not have "
                "permission.",
            )
        return 6, found.object_id
    if node.securable_class not in (None, "OBJECT"):
        raise NotSupported(frame.module.file, node.line, f"{node.action} ON {node.securable_class}")
    stored_object = session.stock.find_exactly(name.parts)
    if stored_object is None:
        raise SqlError(
            15151,
            f"Cannot find the object '{name.name}', because it does not exist or you do not have permission.",
        )
    return 1, stored_object.object_id


def permission(session: Session, frame: Frame, node: tree.Permission) -> None:
    """GRANT, DENY, REVOKE."""
    session.writing(frame, node.action, str(node.securable or "database"), node.line)
    if node.columns:
        raise NotSupported(frame.module.file, node.line, f"{node.action} on columns")
    level, major = _securable(session, frame, node)
    script: list[str] = []
    for name in node.principals:
        grantee = _required(session, name)
        for word in node.permissions:
            script.append(
                f"DELETE FROM tsql.permissions WHERE class = {level} AND major_id = {major} AND minor_id = 0 "
                f"AND grantee_principal_id = {grantee} AND permission_name = {text_literal(word.upper())}"
            )
            if node.action != "REVOKE":
                state = "D" if node.action == "DENY" else "W" if node.with_grant_option else "G"
                values: dict[str, Any] = {
                    "class": level, "major_id": major, "grantee_principal_id": grantee,
                    "permission_name": word.upper(), "state": state,
                }  # fmt: skip
                script.append(stored.row("permissions", **values))
    session.script(script)


def alter_authorization(session: Session, frame: Frame, node: tree.AlterAuthorization) -> None:
    session.note({f"ALTER AUTHORIZATION ON {node.securable_class}::{node.securable}"}, frame, node.line)
