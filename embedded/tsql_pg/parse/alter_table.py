"""ALTER TABLE."""

from __future__ import annotations

from sqlglot import exp

from . import expressions, tables
from .cursor import Cursor
from .indexes import option, with_options
from .tree_schema import (
    AddToTable,
    AlterColumn,
    AlterTable,
    DropFromTable,
    RebuildTable,
    SetTableOptions,
    SwitchConstraints,
    SwitchPartition,
    TableAction,
    TableDefinition,
)


def alter_table(c: Cursor, line: int) -> AlterTable:
    """The cursor at TABLE."""
    c.expect("TABLE")
    name = c.object_name()
    return AlterTable(line=line, name=name, action=_action(c))


def _action(c: Cursor) -> TableAction:
    check_existing = None
    if c.at("WITH") and c.peek().key in ("CHECK", "NOCHECK"):
        c.expect("WITH")
        check_existing = c.choose("CHECK", "NOCHECK") == "CHECK"
    if c.accept("ADD"):
        return AddToTable(_added(c), check_existing)
    if c.token.key in ("CHECK", "NOCHECK"):
        return _switch_constraints(c, check_existing)
    if check_existing is not None:
        c.fail()
    if c.accept("DROP"):
        return DropFromTable(_dropped(c))
    if c.accept("ALTER"):
        return _alter_column(c)
    if c.accept("SET"):
        return SetTableOptions(c.bracketed(option))
    if c.accept("SWITCH"):
        return _switch_partition(c)
    if c.accept("REBUILD"):
        if c.accept("PARTITION"):
            c.expect("=", "ALL")
        return RebuildTable(with_options(c))
    if c.token.key in ("ENABLE", "DISABLE"):
        c.unsupported(f"ALTER TABLE ... {c.token.key} {c.peek().text}")
    c.fail()


def _added(c: Cursor) -> TableDefinition:
    parts = tables.Parts()
    tables.element(c, parts)
    while c.accept(","):
        tables.element(c, parts)
    return parts.finished()


def _dropped(c: Cursor) -> tuple[tuple[str, str, bool], ...]:
    """`[CONSTRAINT] name` and `COLUMN name`; the word holds for the names that follow it."""
    items: list[tuple[str, str, bool]] = []
    kind, if_exists = "CONSTRAINT", False
    while True:
        if c.token.key in ("COLUMN", "CONSTRAINT"):
            kind = c.advance().key
            if_exists = c.accept("IF", "EXISTS")
        elif c.at("PERIOD"):
            c.unsupported("a temporal table (PERIOD FOR SYSTEM_TIME)")
        items.append((kind, c.name(), if_exists))
        with_options(c)
        if not c.accept(","):
            return tuple(items)


def _alter_column(c: Cursor) -> AlterColumn:
    c.expect("COLUMN")
    if c.peek().key in ("ADD", "DROP"):
        c.unsupported(f"ALTER COLUMN ... {c.peek().key}")
    parts = tables.Parts()
    tables.column(c, parts)
    if parts.constraints or parts.indexes:
        c.fail(c.previous)
    column = parts.columns[0]
    if column.type is None or column.default or column.identity:
        c.fail(c.previous)
    return AlterColumn(column)


def _switch_constraints(c: Cursor, check_existing: bool | None) -> SwitchConstraints:
    enable = c.choose("CHECK", "NOCHECK") == "CHECK"
    c.expect("CONSTRAINT")
    names = () if c.accept("ALL") else c.listed(Cursor.name)
    return SwitchConstraints(enable, check_existing, names)


def _switch_partition(c: Cursor) -> SwitchPartition:
    partition = _partition(c)
    c.expect("TO")
    target = c.object_name()
    target_partition = _partition(c)
    with_options(c)
    return SwitchPartition(partition, target, target_partition)


def _partition(c: Cursor) -> exp.Expr | None:
    return expressions.value(c) if c.accept("PARTITION") else None
