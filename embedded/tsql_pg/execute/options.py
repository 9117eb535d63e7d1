"""SET options, IDENTITY_INSERT, USE, EXECUTE AS."""

from __future__ import annotations

from sqlglot import exp

from ..errors import NotSupported, SqlError
from ..parse import tree
from ..translate import types as t
from . import evaluate
from .compile import visible_table
from .frames import Frame
from .session import Session
from .transactions import lock_timeout_sql

_FIXED_ON = frozenset(
    {
        "ANSI_NULLS",
        "QUOTED_IDENTIFIER",
        "ANSI_PADDING",
        "ANSI_WARNINGS",
        "CONCAT_NULL_YIELDS_NULL",
        "ARITHABORT",
        "ANSI_DEFAULTS",
        "ANSI_NULL_DFLT_ON",
    }
)
_FIXED_OFF = frozenset(
    {
        "NUMERIC_ROUNDABORT",
        "IMPLICIT_TRANSACTIONS",
        "CURSOR_CLOSE_ON_COMMIT",
        "ANSI_NULL_DFLT_OFF",
        "FMTONLY",
        "PARSEONLY",
        "SHOWPLAN_ALL",
        "SHOWPLAN_TEXT",
        "SHOWPLAN_XML",
        "FORCEPLAN",
        "REMOTE_PROC_TRANSACTIONS",
    }
)
_NO_EFFECT = frozenset(
    {
        "DEADLOCK_PRIORITY",
        "STATISTICS",
        "STATISTICS IO",
        "STATISTICS TIME",
        "STATISTICS XML",
        "QUERY_GOVERNOR_COST_LIMIT",
        "TEXTSIZE",
    }
)


def set_option(session: Session, frame: Frame, node: tree.SetOption) -> None:
    """SET option. NotSupported: one that the engine cannot honour."""
    for name in node.names:
        _set(session, frame, node, name)
    session.rowcount = 0


def _set(session: Session, frame: Frame, node: tree.SetOption, name: str) -> None:
    on = node.value == "ON"
    if name == "XACT_ABORT":
        session.xact_abort = on
    elif name == "NOCOUNT":
        session.nocount = on
    elif name == "NOEXEC":
        session.noexec = on
    elif name == "LOCK_TIMEOUT":
        found = (
            node.value
            if isinstance(node.value, str)
            else evaluate.value(session, frame, node.value, t.INT, node.line)
        )
        session.lock_timeout = int(found if found is not None else -1)
        session.later(lock_timeout_sql(session.lock_timeout))
    elif name == "TRANSACTION ISOLATION LEVEL":
        level = str(node.value)
        session.isolation = {
            "READ UNCOMMITTED": "READ COMMITTED",
            "SNAPSHOT": "REPEATABLE READ",
        }.get(level, level)
    elif (name in _FIXED_ON and on) or (name in _FIXED_OFF and not on):
        return
    elif name in _NO_EFFECT or (name == "ARITHIGNORE" and not on):
        session.note({f"SET {name}"}, frame, node.line)
    elif name == "DATEFIRST" and _number(session, frame, node) == 7:
        return
    elif name == "LANGUAGE" or name == "DATEFORMAT":
        shown = node.value if isinstance(node.value, str) else getattr(node.value, "this", "")
        if str(shown).lower() not in ("us_english", "english", "mdy"):
            raise NotSupported(frame.module.file, node.line, f"SET {name} {shown}")
    elif name == "ROWCOUNT" and _number(session, frame, node) == 0:
        return
    else:
        raise NotSupported(
            frame.module.file,
            node.line,
            f"SET {name} {node.value if isinstance(node.value, str) else ''}".rstrip(),
        )


def _number(session: Session, frame: Frame, node: tree.SetOption) -> int | None:
    if isinstance(node.value, exp.Expr):
        found = evaluate.value(session, frame, node.value, t.INT, node.line)
        return int(found) if found is not None else None
    return int(node.value) if node.value.lstrip("-").isdigit() else None


def set_identity_insert(session: Session, frame: Frame, node: tree.SetIdentityInsert) -> None:
    """SET IDENTITY_INSERT table ON or OFF. Errors: 8106, 8107."""
    table = visible_table(session, frame, node.table.parts)
    if table is None:
        raise SqlError(
            1088,
            f'Cannot find the object "{node.table}" because it does not exist or you do not have '
            "permissions.",
            16,
            11,
        )
    if not any(column.identity for column in table.columns):
        raise SqlError(
            8106, f"Table '{node.table}' does not have the identity property. Cannot perform SET operation."
        )
    if not node.on:
        if session.identity_insert == table.sql:
            session.identity_insert = None
        return
    if session.identity_insert not in (None, table.sql):
        raise SqlError(
            8107,
            f"IDENTITY_INSERT is already ON for table '{session.identity_insert}'. Cannot perform SET "
            f"operation for table '{node.table}'.",
        )
    session.identity_insert = table.sql


def use(session: Session, frame: Frame, node: tree.Use) -> None:
    """USE: there is one database. Error 911: another one."""
    name = str(session.rows("SELECT tsql.db_name()::text")[0][0])
    if node.database.lower() != name.lower():
        raise SqlError(
            911, f"Database '{node.database}' does not exist. Make sure that the name is entered correctly."
        )


def execute_as(session: Session, frame: Frame, node: tree.ExecuteAs) -> None:
    """EXECUTE AS USER: the session's permissions are those of the user until REVERT."""
    if node.kind == "CALLER" or node.name is None:
        return
    name = evaluate.value(session, frame, node.name, t.SYSNAME, node.line)
    found = session.rows(
        "SELECT 1 FROM tsql.principals WHERE name = "
        f"'{str(name).replace(chr(39), chr(39) * 2)}'::tsql.nvarchar"
    )
    if not found:
        raise SqlError(
            15517,
            f'Cannot execute as the database principal because the principal "{name}" does not exist, '
            "this type of principal cannot be impersonated, or you do not have permission.",
        )
    session.impersonated.append(session.user)
    session.user = None if str(name).lower() == "dbo" else str(name)


def revert(session: Session, frame: Frame, node: tree.Revert) -> None:
    """REVERT."""
    if session.impersonated:
        session.user = session.impersonated.pop()
