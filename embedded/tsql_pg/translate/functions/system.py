"""Functions of the session, of errors and of the catalogue."""

from __future__ import annotations

import re

from sqlglot import exp

from .. import types as t
from ..expressions import session_value
from ..scope import Typed
from ..types import SqlType
from .calls import Call, Handler, plain, session_function


def _optional_name(name: str, key: str, kind: SqlType, argument: SqlType) -> Handler:
    """SCHEMA_NAME(), USER_NAME(), ...: the session's own without an argument, the catalogue's with one."""

    def handler(c: Call) -> Typed:
        c.count(0, 1)
        if not c.nodes:
            return session_value(key, kind, c.context)
        return Typed(f"tsql.{name}({c.as_type(0, argument)})", kind)

    return handler


def _object_id(c: Call) -> Typed:
    c.count(1, 2)
    name = c.nodes[0].this if isinstance(c.nodes[0], exp.Literal | exp.National) else ""
    temporary = re.fullmatch(r"(?:\[?tempdb\]?\.[^.]*\.)?\[?(#[^]\[]+)\]?", name, re.IGNORECASE)
    if temporary is not None:
        return session_value(f"object_id({temporary.group(1).lower()})", t.INT, c.context)
    rest = f", {c.string(1)}" if len(c.nodes) == 2 else ""
    return Typed(f"tsql.object_id({c.string(0)}{rest})", t.INT)


def _object_name(c: Call) -> Typed:
    c.count(1, 2)
    return Typed(f"tsql.{c.name.lower()}({c.integer(0)})", t.SYSNAME)


def _variant(name: str, kinds: tuple[SqlType, ...], result: SqlType) -> Handler:
    """SERVERPROPERTY and its kind: sql_variant in SQL Server, the type given here in ours."""
    return plain(name, kinds, result)


def _columnproperty(c: Call) -> Typed:
    c.count(3)
    return Typed(f"tsql.columnproperty({c.integer(0)}, {c.string(1)}, {c.string(2)})", t.INT)


S, I = t.NVARCHAR_MAX, t.INT  # noqa: E741 (argument columns of the table below)

HANDLERS: dict[str, Handler] = {
    "ERROR_NUMBER": session_function("error_number()", t.INT),
    "ERROR_MESSAGE": session_function("error_message()", t.nvarchar(4000)),
    "ERROR_LINE": session_function("error_line()", t.INT),
    "ERROR_PROCEDURE": session_function("error_procedure()", t.SYSNAME),
    "ERROR_SEVERITY": session_function("error_severity()", t.INT),
    "ERROR_STATE": session_function("error_state()", t.INT),
    "XACT_STATE": session_function("xact_state()", t.SMALLINT),
    "SCOPE_IDENTITY": session_function("scope_identity()", t.decimal(38, 0)),
    "ROWCOUNT_BIG": session_function("rowcount_big()", t.BIGINT),
    "ORIGINAL_LOGIN": session_function("original_login()", t.SYSNAME),
    "SUSER_SNAME": session_function("original_login()", t.SYSNAME),
    "SUSER_NAME": session_function("original_login()", t.SYSNAME),
    "SYSTEM_USER": session_function("original_login()", t.SYSNAME),
    "CURRENT_USER": session_function("user_name()", t.SYSNAME),
    "SESSION_USER": session_function("user_name()", t.SYSNAME),
    "USER": session_function("user_name()", t.SYSNAME),
    "HOST_NAME": session_function("host_name()", t.SYSNAME),
    "APP_NAME": session_function("app_name()", t.SYSNAME),
    "CURRENT_TRANSACTION_ID": session_function("current_transaction_id()", t.BIGINT),
    "GETANSINULL": lambda c: Typed("1", t.INT, False),
    "USER_NAME": _optional_name("user_name", "user_name()", t.SYSNAME, t.INT),
    "USER_ID": _optional_name("user_id", "user_id()", t.INT, S),
    "DATABASE_PRINCIPAL_ID": _optional_name("user_id", "user_id()", t.INT, S),
    "SCHEMA_NAME": _optional_name("schema_name", "schema_name()", t.SYSNAME, t.INT),
    "SCHEMA_ID": plain("schema_id", (S,), t.INT, required=0),
    "DB_NAME": lambda c: Typed("tsql.db_name()", t.SYSNAME),
    "DB_ID": lambda c: Typed("tsql.db_id()", t.INT),
    "OBJECT_ID": _object_id,
    "OBJECT_NAME": _object_name,
    "OBJECT_SCHEMA_NAME": _object_name,
    "TYPE_ID": plain("type_id", (S,), t.INT),
    "TYPE_NAME": plain("type_name", (I,), t.SYSNAME),
    "COL_LENGTH": plain("col_length", (S, S), t.SMALLINT),
    "COL_NAME": plain("col_name", (I, I), t.SYSNAME),
    "COLUMNPROPERTY": _columnproperty,
    "OBJECTPROPERTY": plain("objectproperty", (I, S), t.INT),
    "OBJECTPROPERTYEX": plain("objectpropertyex", (I, S), t.INT),
    "INDEXPROPERTY": plain("indexproperty", (I, S, S), t.INT),
    "DATABASEPROPERTYEX": _variant("databasepropertyex", (S, S), t.nvarchar(128)),
    "SERVERPROPERTY": _variant("serverproperty", (S,), t.nvarchar(128)),
    "IDENT_CURRENT": plain("ident_current", (S,), t.decimal(38, 0)),
    "PARSENAME": plain("parsename", (S, I), t.SYSNAME),
    "IS_MEMBER": plain("is_member", (S,), t.INT),
    "IS_ROLEMEMBER": plain("is_member", (S,), t.INT),
    "HAS_PERMS_BY_NAME": plain("has_perms_by_name", (S, S, S), t.INT),
    "SESSION_CONTEXT": plain("session_context", (S,), t.nvarchar(4000)),
    "APPLOCK_MODE": plain("applock_mode", (S, S, S), t.nvarchar(32)),
    "APPLOCK_TEST": plain("applock_test", (S, S, S, S), t.SMALLINT),
    "TRIGGER_NESTLEVEL": lambda c: Typed("0", t.INT, False),
}
