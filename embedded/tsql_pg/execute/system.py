"""System procedures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from sqlglot import exp

from ..errors import SqlError
from ..parse import tree
from ..translate import types as t
from ..translate.names import text_literal
from ..translate.types import SqlType
from . import evaluate, security, stored
from .arguments import parameter_list, table_argument
from .frames import Frame
from .modules import dynamic
from .session import Session
from .values import encoded


class Arguments:
    """The arguments of a system procedure by parameter name, evaluated on demand."""

    def __init__(self, session: Session, frame: Frame, node: tree.Execute, names: tuple[str, ...]) -> None:
        self._session, self._frame = session, frame
        self._nodes: dict[str, exp.Expr] = {}
        for place, argument in enumerate(node.arguments):
            name = (
                argument.name.lower()
                if argument.name is not None
                else names[place]
                if place < len(names)
                else ""
            )
            if name not in names:
                shown = node.module.name if isinstance(node.module, tree.ObjectName) else "procedure"
                raise SqlError(
                    8145, f"@{argument.name or place + 1} is not a parameter for procedure {shown}.", 16, 2
                )
            if argument.value is not None:
                self._nodes[name] = argument.value
        self.line = node.line

    def __contains__(self, name: str) -> bool:
        return name in self._nodes

    def text(self, name: str, default: str | None = None) -> str | None:
        node = self._nodes.get(name)
        if node is None:
            return default
        found = evaluate.value(self._session, self._frame, node, t.NVARCHAR_MAX, self.line)
        return None if found is None else str(found)

    def number(self, name: str, default: int) -> int:
        node = self._nodes.get(name)
        if node is None:
            return default
        found = evaluate.value(self._session, self._frame, node, t.INT, self.line)
        return default if found is None else int(found)


def _execute_sql(session: Session, frame: Frame, node: tree.Execute) -> int:
    """sp_executesql: a batch with parameters (Learn: "sp_executesql")."""
    arguments = list(node.arguments)
    if not arguments or arguments[0].value is None:
        raise SqlError(
            201,
            "Procedure or function 'sp_executesql' expects parameter '@statement', which was not supplied.",
            16,
            4,
        )
    text = evaluate.value(session, frame, arguments[0].value, t.NVARCHAR_MAX, node.line)
    declared = ""
    if len(arguments) > 1 and arguments[1].value is not None:
        declared = str(evaluate.value(session, frame, arguments[1].value, t.NVARCHAR_MAX, node.line) or "")
    parameters = parameter_list(session, declared, frame.module.file)
    types: dict[str, SqlType] = {}
    values: dict[str, Any] = {}
    tables: dict[str, Any] = {}
    back: list[tuple[str, str]] = []
    by_name = {parameter.name.lower(): parameter for parameter in parameters}
    for place, argument in enumerate(arguments[2:]):
        if argument.name is None:
            if place >= len(parameters):
                raise SqlError(
                    8144, "Procedure or function sp_executesql has too many arguments specified.", 16, 2
                )
            parameter = parameters[place]
        else:
            found = by_name.get(argument.name.lower())
            if found is None:
                raise SqlError(
                    8145, f"@{argument.name} is not a parameter for procedure sp_executesql.", 16, 2
                )
            parameter = found
        key = f"@{parameter.name.lower()}"
        if argument.value is None:
            continue
        if parameter.table is not None:
            tables[key] = table_argument(session, frame, parameter, argument.value)
            continue
        assert parameter.type is not None
        value, kind = evaluate.natural_value(session, frame, argument.value, node.line)
        values[key] = evaluate.converted(session, value, kind, parameter.type)
        if argument.output and isinstance(argument.value, exp.Parameter):
            back.append((key, argument.value.name))
    for parameter in parameters:
        key = f"@{parameter.name.lower()}"
        if parameter.type is not None:
            types[key] = parameter.type
            if key not in values:
                raise SqlError(
                    8178,
                    f"The parameterized query '({declared}){text}' expects the parameter "
                    f"'@{parameter.name}', "
                    "which was not supplied.",
                )
    inner = dynamic(session, frame, str(text or ""), types, values, tables)
    for key, name in back:
        kind = evaluate.variable_type(frame, name)
        evaluate.assign(
            session, frame, name, evaluate.converted(session, inner.values.get(key), types[key], kind)
        )
    return 0


def _get_applock(session: Session, frame: Frame, node: tree.Execute) -> int:
    """sp_getapplock (Learn: "sp_getapplock"): a transaction-owned lock needs a transaction."""
    given = Arguments(
        session, frame, node, ("resource", "lockmode", "lockowner", "locktimeout", "dbprincipal")
    )
    owner = given.text("lockowner", "Transaction")
    if (owner or "").lower() == "transaction" and session.trancount == 0:
        raise SqlError(
            1222,
            "You attempted to acquire a transactional application lock without an active transaction.",
            16,
            53,
        )
    values: list[Any] = [
        given.text("resource"),
        given.text("lockmode"),
        owner,
        given.number("locktimeout", session.lock_timeout),
        given.text("dbprincipal", "public"),
    ]
    rows = session.run(
        "SELECT tsql.sp_getapplock($1::tsql.nvarchar, $2::tsql.nvarchar, $3::tsql.nvarchar, "
        "$4::integer, $5::tsql.nvarchar)",
        [encoded(value) for value in values],
    ).rows
    return int(rows[0][0]) if rows else -999


def _release_applock(session: Session, frame: Frame, node: tree.Execute) -> int:
    given = Arguments(session, frame, node, ("resource", "lockowner", "dbprincipal"))
    values = [
        given.text("resource"),
        given.text("lockowner", "Transaction"),
        given.text("dbprincipal", "public"),
    ]
    rows = session.run(
        "SELECT tsql.sp_releaseapplock($1::tsql.nvarchar, $2::tsql.nvarchar, $3::tsql.nvarchar)",
        [encoded(value) for value in values],
    ).rows
    return int(rows[0][0]) if rows else -999


_LEVELS = (
    "name",
    "value",
    "level0type",
    "level0name",
    "level1type",
    "level1name",
    "level2type",
    "level2name",
)


def _property_place(session: Session, given: Arguments) -> tuple[int, int, int]:
    """(class, major_id, minor_id) of an extended property."""
    schema, name = given.text("level0name"), given.text("level1name")
    if schema is None:
        return 0, 0, 0
    if name is None:
        rows = session.rows(
            f"SELECT schema_id FROM tsql.schemas WHERE name = {text_literal(schema)}::tsql.nvarchar"
        )
        return 3, int(rows[0][0]) if rows else _missing_property(schema), 0
    if (given.text("level1type") or "").upper() == "TYPE":
        kind = session.stock.table_type((schema, name))
        return 6, kind.object_id if kind is not None else _missing_property(f"{schema}.{name}"), 0
    found = session.stock.find_exactly((schema, name))
    if found is None:
        _missing_property(f"{schema}.{name}")
    minor = given.text("level2name")
    if minor is None:
        return 1, found.object_id, 0
    kind_of = (given.text("level2type") or "").upper()
    table, column = ("columns", "column_id") if kind_of == "COLUMN" else ("indexes", "index_id")
    if kind_of == "CONSTRAINT":
        rows = session.rows(
            f"SELECT object_id FROM tsql.objects WHERE parent_object_id = {found.object_id} AND name = "
            f"{text_literal(minor)}::tsql.nvarchar"
        )
        return 1, int(rows[0][0]) if rows else _missing_property(f"{schema}.{name}.{minor}"), 0
    rows = session.rows(
        f"SELECT {column} FROM tsql.{table} WHERE object_id = {found.object_id} AND name = "
        f"{text_literal(minor)}::tsql.nvarchar"
    )
    place = int(rows[0][0]) if rows else _missing_property(f"{schema}.{name}.{minor}")
    return 1 if kind_of == "COLUMN" else 7, found.object_id, place


def _missing_property(name: str) -> NoReturn:
    raise SqlError(
        15135,
        f"Object is invalid. Extended properties are not permitted on '{name}', or the object does "
        "not exist.",
    )


def _property(action: str) -> Callable[[Session, Frame, tree.Execute], int]:
    def handler(session: Session, frame: Frame, node: tree.Execute) -> int:
        names = _LEVELS if action != "DROP" else (_LEVELS[0], *_LEVELS[2:])
        given = Arguments(session, frame, node, names)
        level, major, minor = _property_place(session, given)
        name = given.text("name") or ""
        where = (
            f"class = {level} AND major_id = {major} AND minor_id = {minor} AND name = "
            f"{text_literal(name)}::tsql.nvarchar"
        )
        session.writing(frame, f"{action} EXTENDED PROPERTY", name, node.line)
        exists = bool(session.rows(f"SELECT 1 FROM tsql.extended_properties WHERE {where}"))
        if action == "ADD" and exists:
            raise SqlError(
                15233, f"Property cannot be added. Property '{name}' already exists for the object."
            )
        if action != "ADD" and not exists:
            raise SqlError(
                15217,
                f"Property cannot be updated or deleted. Property '{name}' does not exist for the object.",
            )
        value = stored.shown(given.text("value")) if action != "DROP" else ""
        if action == "ADD":
            key: dict[str, Any] = {"class": level, "major_id": major, "minor_id": minor, "name": name}
            session.script([stored.row("extended_properties", **key, value=given.text("value"))])
        elif action == "UPDATE":
            session.script([f"UPDATE tsql.extended_properties SET value = {value} WHERE {where}"])
        else:
            session.script([f"DELETE FROM tsql.extended_properties WHERE {where}"])
        return 0

    return handler


def _set_context(session: Session, frame: Frame, node: tree.Execute) -> int:
    given = Arguments(session, frame, node, ("key", "value", "read_only"))
    session.run(
        "SELECT tsql.set_session_context($1::tsql.nvarchar, $2::tsql.nvarchar)",
        [encoded(given.text("key")), encoded(given.text("value"))],
    )
    return 0


def _role_member(session: Session, frame: Frame, node: tree.Execute) -> int:
    given = Arguments(session, frame, node, ("rolename", "membername"))
    security.alter_role(
        session,
        frame,
        tree.AlterRole(
            line=node.line,
            role=given.text("rolename") or "",
            action="ADD MEMBER",
            member=given.text("membername") or "",
        ),
    )
    return 0


def _accepted(session: Session, frame: Frame, node: tree.Execute) -> int:
    shown = node.module.name if isinstance(node.module, tree.ObjectName) else "procedure"
    session.note({f"EXEC {shown}"}, frame, node.line)
    return 0


SYSTEM_PROCEDURES: dict[str, Callable[[Session, Frame, tree.Execute], int]] = {
    "sp_executesql": _execute_sql,
    "sp_getapplock": _get_applock,
    "sp_releaseapplock": _release_applock,
    "sp_addextendedproperty": _property("ADD"),
    "sp_updateextendedproperty": _property("UPDATE"),
    "sp_dropextendedproperty": _property("DROP"),
    "sp_set_session_context": _set_context,
    "sp_addrolemember": _role_member,
    "sp_tableoption": _accepted,
    "sp_updatestats": _accepted,
    "sp_recompile": _accepted,
    "sp_refreshsqlmodule": _accepted,
    "sp_refreshview": _accepted,
}
