"""Principals, roles and permissions."""

from __future__ import annotations

from typing import Final

from .cursor import Cursor
from .tokens import Kind
from .tree_base import ObjectName, Option
from .tree_schema import AlterAuthorization, AlterRole, CreatePrincipal, Permission

_OPTION_VALUES: Final = (Kind.STRING, Kind.NATIONAL, Kind.NUMBER, Kind.HEX)
_SECURABLE_CLASSES: Final = frozenset(
    (
        "OBJECT",
        "TYPE",
        "SCHEMA",
        "DATABASE",
        "ROLE",
        "USER",
        "LOGIN",
        "APPLICATION ROLE",
        "XML SCHEMA COLLECTION",
    )
)


def _principal(c: Cursor) -> str:
    """A principal's name; PUBLIC is a reserved word and yet one."""
    return c.advance().text if c.at("PUBLIC") else c.name()


def permission(c: Cursor) -> Permission:
    """`GRANT | DENY | REVOKE permission, ... [ON [class::]securable] TO principal, ...`"""
    line = c.token.line
    action = c.choose("GRANT", "DENY", "REVOKE")
    if action == "REVOKE" and c.at("GRANT", "OPTION"):
        c.unsupported("REVOKE GRANT OPTION FOR")
    permissions = c.listed(_permission_name)
    columns = c.names() if c.at("(") else ()
    securable_class, securable = None, None
    if c.accept("ON"):
        securable_class, securable = _securable(c)
        if c.at("("):
            columns = c.names()
    if action == "REVOKE":
        c.choose("FROM", "TO")
    else:
        c.expect("TO")
    principals = c.listed(_principal)
    with_grant_option = action == "GRANT" and c.accept("WITH", "GRANT")
    if with_grant_option:
        c.expect("OPTION")
    cascade = action != "GRANT" and c.accept("CASCADE")
    if c.at("AS"):
        c.unsupported(f"{action} ... AS")
    return Permission(
        line=line,
        action=action,
        permissions=permissions,
        columns=columns,
        securable_class=securable_class,
        securable=securable,
        principals=principals,
        with_grant_option=with_grant_option,
        cascade=cascade,
    )


def _permission_name(c: Cursor) -> str:
    words: list[str] = []
    while c.token.kind is Kind.WORD and c.token.key not in ("ON", "TO", "FROM"):
        words.append(c.advance().key)
    if not words:
        c.fail()
    return " ".join(words)


def _securable(c: Cursor) -> tuple[str, ObjectName]:
    """`[class::]name`; without a class it is an object."""
    ahead = 0
    while c.peek(ahead).kind is Kind.WORD:
        ahead += 1
    if c.peek(ahead).key != "::":
        return "OBJECT", c.object_name()
    name = " ".join(c.peek(n).key for n in range(ahead))
    if name not in _SECURABLE_CLASSES:
        c.fail()
    for _ in range(ahead):
        c.advance()
    c.expect("::")
    return name, c.object_name()


def create_principal(c: Cursor, line: int) -> CreatePrincipal:
    """CREATE ROLE, USER or LOGIN, the cursor at its kind. A password is not kept."""
    kind = c.choose("ROLE", "USER", "LOGIN")
    name = c.name()
    owner, login = None, None
    options: list[Option] = []
    if kind == "ROLE":
        owner = c.name() if c.accept("AUTHORIZATION") else None
    elif kind == "USER" and c.accept("WITHOUT", "LOGIN"):
        options.append(Option("WITHOUT LOGIN"))
    elif c.token.key in ("FOR", "FROM"):
        c.advance()
        if c.accept("LOGIN"):
            login = c.name()
        elif c.accept("EXTERNAL"):
            c.expect("PROVIDER")
            options.append(Option("EXTERNAL PROVIDER"))
        elif c.accept("WINDOWS"):
            options.append(Option("WINDOWS"))
        else:
            c.unsupported(f"CREATE {kind} FROM {c.token.text.upper()}")
    if kind != "ROLE" and c.accept("WITH"):
        options.extend(c.listed(_principal_option))
    return CreatePrincipal(line=line, kind=kind, name=name, owner=owner, login=login, options=tuple(options))


def _principal_option(c: Cursor) -> Option:
    if c.token.kind is not Kind.WORD:
        c.fail()
    name = c.advance().key
    c.expect("=")
    if not (c.at_name() or c.token.key in ("ON", "OFF") or c.at_kind(*_OPTION_VALUES)):
        c.fail()
    value = c.advance().text
    if name == "PASSWORD":
        c.accept("HASHED")
        c.accept("MUST_CHANGE")
        return Option(name, "***")
    return Option(name, value)


def alter_role(c: Cursor, line: int) -> AlterRole:
    """ALTER ROLE ... ADD or DROP MEMBER, or WITH NAME =, the cursor at ROLE."""
    c.expect("ROLE")
    role = c.name()
    if c.accept("WITH"):
        c.expect("NAME", "=")
        return AlterRole(line=line, role=role, action="WITH NAME", member=c.name())
    action = c.choose("ADD", "DROP")
    c.expect("MEMBER")
    return AlterRole(line=line, role=role, action=f"{action} MEMBER", member=_principal(c))


def alter_authorization(c: Cursor, line: int) -> AlterAuthorization:
    """`ALTER AUTHORIZATION ON [class::]name TO principal`, the cursor at AUTHORIZATION."""
    c.expect("AUTHORIZATION", "ON")
    securable_class, securable = _securable(c)
    c.expect("TO")
    if c.at("SCHEMA", "OWNER"):
        c.expect("SCHEMA", "OWNER")
        return AlterAuthorization(
            line=line, securable_class=securable_class, securable=securable, principal="SCHEMA OWNER"
        )
    return AlterAuthorization(
        line=line, securable_class=securable_class, securable=securable, principal=_principal(c)
    )
