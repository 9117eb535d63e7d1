"""CREATE, ALTER, DROP, TRUNCATE: the dispatch by object kind, and the small objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sqlglot import exp

from . import alter_table, database, expressions, indexes, modules, partitions, security, tables
from .cursor import Cursor
from .tree_base import ObjectName, Statement, Storage
from .tree_schema import (
    AlterIndex,
    CreateSchema,
    CreateSynonym,
    CreateTable,
    CreateType,
    Drop,
    DropIndex,
    TruncateTable,
    UpdateStatistics,
)
from .types import data_type

_MODULE_WORDS: Final = ("PROC", "PROCEDURE", "FUNCTION", "VIEW")
_INDEX_WORDS: Final = ("UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE", "INDEX")


def create(c: Cursor) -> Statement:
    """CREATE of anything."""
    start = c.token
    line = c.expect("CREATE").line
    if c.at("OR", "ALTER"):
        c.expect("OR", "ALTER")
        return modules.module(c, start, "CREATE OR ALTER")
    key = c.token.key
    if key in _MODULE_WORDS:
        return modules.module(c, start, "CREATE")
    if key in _INDEX_WORDS:
        return indexes.create_index(c, line)
    if key in _CREATE:
        return _CREATE[key](c, line)
    if key in ("TRIGGER", "SEQUENCE"):
        c.unsupported(f"a {key.lower()} (CREATE {key})")
    c.unsupported(f"CREATE {c.token.text.upper()}")


def alter(c: Cursor) -> Statement:
    """ALTER of anything."""
    start = c.token
    line = c.expect("ALTER").line
    key = c.token.key
    if key in _MODULE_WORDS:
        return modules.module(c, start, "ALTER")
    if key in _ALTER:
        return _ALTER[key](c, line)
    c.unsupported(f"ALTER {c.token.text.upper()}")


# --- tables, types, small objects ------------------------------------------------------------------------


def _create_table(c: Cursor, line: int) -> CreateTable:
    c.expect("TABLE")
    name = c.object_name()
    if c.at("AS"):
        c.unsupported("CREATE TABLE ... AS")
    table = tables.definition(c)
    if c.at("AS"):
        c.unsupported("a graph table")
    place: Storage | None = indexes.storage(c)
    while c.token.key in ("TEXTIMAGE_ON", "FILESTREAM_ON"):
        c.advance()
        c.name()
    return CreateTable(line=line, name=name, table=table, options=indexes.with_options(c), storage=place)


def _create_type(c: Cursor, line: int) -> CreateType:
    c.expect("TYPE")
    name = c.object_name()
    if c.accept("FROM"):
        base = data_type(c)
        nullable = None
        if c.accept("NOT"):
            c.expect("NULL")
            nullable = False
        elif c.accept("NULL"):
            nullable = True
        return CreateType(line=line, name=name, table=None, base=base, nullable=nullable, options=())
    c.expect("AS", "TABLE")
    table = tables.definition(c)
    return CreateType(
        line=line, name=name, table=table, base=None, nullable=None, options=indexes.with_options(c)
    )


def _create_schema(c: Cursor, line: int) -> CreateSchema:
    modules.require_first(c, c.tokens[c.index - 1], "CREATE SCHEMA")
    c.expect("SCHEMA")
    if c.accept("AUTHORIZATION"):
        owner = c.name()
        return CreateSchema(line=line, name=owner, owner=owner)
    name = c.name()
    return CreateSchema(line=line, name=name, owner=c.name() if c.accept("AUTHORIZATION") else None)


def _create_synonym(c: Cursor, line: int) -> CreateSynonym:
    c.expect("SYNONYM")
    name = c.object_name()
    c.expect("FOR")
    return CreateSynonym(line=line, name=name, target=c.object_name())


def truncate(c: Cursor) -> TruncateTable:
    """`TRUNCATE TABLE name [WITH (PARTITIONS (1, 3 TO 5))]`"""
    line = c.expect("TRUNCATE").line
    c.expect("TABLE")
    name = c.object_name()
    found: tuple[tuple[exp.Expr, exp.Expr], ...] = ()
    if c.at("WITH", "("):
        c.expect("WITH", "(")
        c.expect("PARTITIONS")
        found = c.bracketed(_partition_range)
        c.expect(")")
    return TruncateTable(line=line, name=name, partitions=found)


def _partition_range(c: Cursor) -> tuple[exp.Expr, exp.Expr]:
    first = expressions.value(c)
    return first, (expressions.value(c) if c.accept("TO") else first)


# --- maintenance -----------------------------------------------------------------------------------------


def _alter_index(c: Cursor, line: int) -> AlterIndex:
    c.expect("INDEX")
    name = None if c.accept("ALL") else c.name()
    c.expect("ON")
    table = c.object_name()
    action = c.choose("REBUILD", "REORGANIZE", "DISABLE", "SET")
    if action == "SET":
        options = c.bracketed(indexes.option)
    else:
        if c.accept("PARTITION"):
            c.expect("=")
            if not c.accept("ALL"):
                expressions.value(c)
        options = indexes.with_options(c)
    return AlterIndex(line=line, name=name, table=table, action=action, options=options)


def update_statistics(c: Cursor) -> UpdateStatistics:
    """`UPDATE STATISTICS table [(names) | name] [WITH option, ...]`; the rest is kept as written."""
    line = c.expect("UPDATE").line
    c.expect("STATISTICS")
    table = c.object_name()
    start = c.token
    if c.at("("):
        c.names()
    elif c.at_name():
        c.name()
    if c.accept("WITH"):
        c.listed(_statistics_option)
    action = c.source(start) if c.token is not start else ""
    return UpdateStatistics(line=line, table=table, action=action)


def _statistics_option(c: Cursor) -> None:
    word = c.choose("FULLSCAN", "SAMPLE", "RESAMPLE", "NORECOMPUTE", "ALL", "COLUMNS", "INDEX", "INCREMENTAL")
    if word == "SAMPLE":
        c.integer()
        c.choose("PERCENT", "ROWS")
    elif word == "INCREMENTAL":
        c.expect("=")
        c.choose("ON", "OFF")


# --- DROP ------------------------------------------------------------------------------------------------

_DROP_KINDS: Final = frozenset(
    (
        "TABLE",
        "VIEW",
        "PROCEDURE",
        "FUNCTION",
        "TYPE",
        "SCHEMA",
        "SYNONYM",
        "ROLE",
        "USER",
        "LOGIN",
        "DATABASE",
    )
)


def drop(c: Cursor) -> Statement:
    """DROP of anything, [IF EXISTS]."""
    line = c.expect("DROP").line
    kind = c.token.key
    if kind == "INDEX":
        return _drop_index(c, line)
    if kind == "PARTITION":
        c.advance()
        kind = "PARTITION " + c.choose("FUNCTION", "SCHEME")
        return Drop(line=line, kind=kind, names=(c.object_name(),), if_exists=False)
    if kind in ("STATISTICS",):
        c.advance()
        return Drop(line=line, kind=kind, names=c.listed(Cursor.object_name), if_exists=False)
    if kind == "PROC":
        kind = "PROCEDURE"
    if kind in ("TRIGGER", "SEQUENCE"):
        c.unsupported(f"a {kind.lower()} (DROP {kind})")
    if kind not in _DROP_KINDS:
        c.unsupported(f"DROP {c.token.text.upper()}")
    c.advance()
    if_exists = c.accept("IF", "EXISTS")
    return Drop(line=line, kind=kind, names=c.listed(Cursor.object_name), if_exists=if_exists)


def _drop_index(c: Cursor, line: int) -> DropIndex:
    c.expect("INDEX")
    if_exists = c.accept("IF", "EXISTS")
    return DropIndex(line=line, indexes=c.listed(_dropped_index), if_exists=if_exists)


def _dropped_index(c: Cursor) -> tuple[str, ObjectName]:
    name = c.object_name()
    if c.accept("ON"):
        if len(name.parts) > 1:
            c.fail(c.previous)
        table = c.object_name()
        indexes.with_options(c)
        return name.name, table
    if len(name.parts) < 2:
        c.fail()
    return name.name, ObjectName(name.parts[:-1], name.line)


_CREATE: Final[dict[str, Callable[[Cursor, int], Statement]]] = {
    "TABLE": _create_table,
    "TYPE": _create_type,
    "SCHEMA": _create_schema,
    "SYNONYM": _create_synonym,
    "PARTITION": partitions.create,
    "ROLE": security.create_principal,
    "USER": security.create_principal,
    "LOGIN": security.create_principal,
}
_ALTER: Final[dict[str, Callable[[Cursor, int], Statement]]] = {
    "TABLE": alter_table.alter_table,
    "INDEX": _alter_index,
    "DATABASE": database.alter,
    "PARTITION": partitions.alter,
    "ROLE": security.alter_role,
    "AUTHORIZATION": security.alter_authorization,
}
