"""Table definitions: columns, constraints, inline indexes, for CREATE TABLE, table types and variables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from . import expressions
from .cursor import Cursor
from .indexes import clustering, index_columns, inline_index, storage, with_options
from .tokens import Token
from .tree_base import Option
from .tree_schema import (
    CheckConstraint,
    Column,
    Constraint,
    DefaultConstraint,
    ForeignKey,
    Identity,
    Index,
    IndexColumn,
    KeyConstraint,
    TableDefinition,
)
from .types import data_type


@dataclass
class Parts:
    """What has been read of a table definition so far."""

    columns: list[Column] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)

    def finished(self) -> TableDefinition:
        return TableDefinition(tuple(self.columns), tuple(self.constraints), tuple(self.indexes))


def definition(c: Cursor) -> TableDefinition:
    """`( column | constraint | index, ... )`; a comma may trail, as SQL Server allows."""
    c.expect("(")
    parts = Parts()
    element(c, parts)
    while c.accept(","):
        if c.at(")"):
            break
        element(c, parts)
    c.expect(")")
    return parts.finished()


def element(c: Cursor, parts: Parts) -> None:
    """One column, table constraint or inline index."""
    if c.at("INDEX"):
        parts.indexes.append(inline_index(c))
    elif c.token.key in ("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "DEFAULT"):
        parts.constraints.append(table_constraint(c))
    elif c.at("PERIOD", "FOR"):
        c.unsupported("a temporal table (PERIOD FOR SYSTEM_TIME)")
    else:
        column(c, parts)


# --- constraints -----------------------------------------------------------------------------------------


def table_constraint(c: Cursor) -> Constraint:
    """`[CONSTRAINT name]` PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY, or DEFAULT ... FOR column."""
    line = c.token.line
    name = c.name() if c.accept("CONSTRAINT") else None
    if c.token.key in ("PRIMARY", "UNIQUE"):
        return _key(c, name, None, line)
    if c.at("CHECK"):
        return _check(c, name, line)
    if c.accept("FOREIGN", "KEY"):
        return _references(c, name, c.names(), line)
    c.expect("DEFAULT")
    value, text = _default_value(c)
    c.expect("FOR")
    target = c.name()
    c.accept("WITH", "VALUES")
    return DefaultConstraint(name, value, text, target, line)


def _key(c: Cursor, name: str | None, column_name: str | None, line: int) -> KeyConstraint:
    primary = c.accept("PRIMARY", "KEY")
    if not primary:
        c.expect("UNIQUE")
    clustered = clustering(c)
    if c.at("HASH"):
        c.unsupported("a HASH index")
    columns: tuple[IndexColumn, ...] = () if column_name is None else (IndexColumn(column_name),)
    if not columns or c.at("("):
        columns = index_columns(c)
    return KeyConstraint(name, primary, clustered, columns, with_options(c), storage(c), line)


def _check(c: Cursor, name: str | None, line: int) -> CheckConstraint:
    c.expect("CHECK")
    if c.accept("NOT"):
        c.expect("FOR", "REPLICATION")
    c.expect("(")
    start = c.token
    condition = expressions.condition(c)
    text = c.source(start)
    c.expect(")")
    return CheckConstraint(name, condition, text, line)


def _references(c: Cursor, name: str | None, columns: tuple[str, ...], line: int) -> ForeignKey:
    c.expect("REFERENCES")
    target = c.object_name()
    target_columns = c.names() if c.at("(") else ()
    actions: dict[str, str] = {}
    while c.at("ON") and c.peek().key in ("DELETE", "UPDATE"):
        c.expect("ON")
        event = c.advance().key
        if event in actions:
            c.fail(c.previous)
        actions[event] = _action(c)
    if c.at("NOT", "FOR"):
        c.expect("NOT", "FOR", "REPLICATION")
    return ForeignKey(
        name, columns, target, target_columns, actions.get("DELETE"), actions.get("UPDATE"), line
    )


def _action(c: Cursor) -> str:
    if c.accept("SET"):
        return "SET " + c.choose("NULL", "DEFAULT")
    if c.accept("NO"):
        c.expect("ACTION")
        return "NO ACTION"
    c.expect("CASCADE")
    return "CASCADE"


def _default_value(c: Cursor) -> tuple[exp.Expr, str]:
    start = c.token
    value = expressions.value(c)
    return value, c.source(start)


# --- columns ---------------------------------------------------------------------------------------------


@dataclass
class _Attributes:
    """What may follow a column's type, in any order."""

    name: str
    nullable: bool | None = None
    identity: Identity | None = None
    default: DefaultConstraint | None = None
    collation: str | None = None
    options: list[Option] = field(default_factory=list)


def column(c: Cursor, parts: Parts) -> None:
    """`name type attributes` or `name AS expression [PERSISTED]`."""
    start = c.token
    name = c.name()
    if c.accept("AS"):
        parts.columns.append(_computed(c, name, start, parts))
        return
    kind = data_type(c)
    found = _attributes(c, name, parts)
    parts.columns.append(
        Column(
            name=name,
            type=kind,
            nullable=found.nullable,
            identity=found.identity,
            default=found.default,
            computed=None,
            computed_text=None,
            persisted=False,
            collation=found.collation,
            options=tuple(found.options),
            line=start.line,
        )
    )


def _computed(c: Cursor, name: str, start: Token, parts: Parts) -> Column:
    first = c.token
    computed = expressions.value(c)
    text = c.source(first)
    persisted = c.accept("PERSISTED")
    found = _attributes(c, name, parts)
    if found.default or found.identity or found.collation:
        c.fail(c.previous)
    return Column(
        name=name,
        type=None,
        nullable=found.nullable,
        identity=None,
        default=None,
        computed=computed,
        computed_text=text,
        persisted=persisted,
        collation=None,
        options=tuple(found.options),
        line=start.line,
    )


def _attributes(c: Cursor, name: str, parts: Parts) -> _Attributes:
    found = _Attributes(name)
    while True:
        line = c.token.line
        constraint = c.name() if c.accept("CONSTRAINT") else None
        key = c.token.key
        if key in ("PRIMARY", "UNIQUE"):
            parts.constraints.append(_key(c, constraint, name, line))
        elif key == "CHECK":
            parts.constraints.append(_check(c, constraint, line))
        elif key in ("REFERENCES", "FOREIGN"):
            c.accept("FOREIGN", "KEY")
            parts.constraints.append(_references(c, constraint, (name,), line))
        elif key == "DEFAULT":
            c.advance()
            value, text = _default_value(c)
            if found.default:
                c.fail(c.previous)
            found.default = DefaultConstraint(constraint, value, text, name, line)
            c.accept("WITH", "VALUES")
        elif key == "INDEX" and constraint is None:
            parts.indexes.append(inline_index(c, name))
        elif constraint is not None and key not in ("NOT", "NULL"):
            c.fail()
        elif key in _PLAIN_ATTRIBUTES:
            _PLAIN_ATTRIBUTES[key](c, found)
        elif key in ("MASKED", "GENERATED", "ENCRYPTED", "HIDDEN", "FILESTREAM"):
            c.unsupported(f"the column attribute {key}")
        else:
            return found


def _not_null(c: Cursor, found: _Attributes) -> None:
    c.expect("NOT", "NULL")
    found.nullable = False


def _null(c: Cursor, found: _Attributes) -> None:
    c.expect("NULL")
    found.nullable = True


def _identity(c: Cursor, found: _Attributes) -> None:
    c.expect("IDENTITY")
    if c.accept("("):
        seed = c.integer()
        c.expect(",")
        found.identity = Identity(seed, c.integer())
        c.expect(")")
    else:
        found.identity = Identity()
    if c.at("NOT", "FOR"):
        c.expect("NOT", "FOR", "REPLICATION")


def _collation(c: Cursor, found: _Attributes) -> None:
    c.expect("COLLATE")
    found.collation = c.name()


def _flag(c: Cursor, found: _Attributes) -> None:
    found.options.append(Option(c.advance().key))


_PLAIN_ATTRIBUTES: dict[str, Callable[[Cursor, _Attributes], None]] = {
    "NOT": _not_null,
    "NULL": _null,
    "IDENTITY": _identity,
    "COLLATE": _collation,
    "SPARSE": _flag,
    "ROWGUIDCOL": _flag,
}
