"""ALTER DATABASE: read through, so that its end is known, and kept as written."""

from __future__ import annotations

from .cursor import Cursor
from .tokens import Kind
from .tree_schema import AlterDatabase


def alter(c: Cursor, line: int) -> AlterDatabase:
    """The cursor at DATABASE."""
    c.expect("DATABASE")
    if c.at("SCOPED"):
        c.unsupported("ALTER DATABASE SCOPED")
    name = None if c.accept("CURRENT") else c.name()
    start = c.token
    if c.accept("SET"):
        c.listed(_option)
        _termination(c)
    elif c.accept("COLLATE"):
        c.name()
    elif c.accept("ADD"):
        _addition(c)
    elif c.accept("REMOVE"):
        c.choose("FILE", "FILEGROUP")
        c.name()
    else:
        c.expect("MODIFY")
        _modification(c)
    return AlterDatabase(line=line, name=name, action=c.source(start))


def _option(c: Cursor) -> None:
    """`NAME`, `NAME word`, `NAME = value [unit]`, each with a bracket if need be."""
    c.name()
    if c.accept("="):
        if c.at_kind(Kind.NUMBER):
            c.integer()
            if c.at_name():
                c.name()
        elif not (c.accept("ON") or c.accept("OFF")):
            c.name()
    elif not (c.accept("ON") or c.accept("OFF")) and c.at_name():
        c.name()
    if c.at("("):
        c.skip_bracket()


def _termination(c: Cursor) -> None:
    if not c.accept("WITH") or c.accept("NO_WAIT"):
        return
    c.expect("ROLLBACK")
    if c.choose("IMMEDIATE", "AFTER") == "AFTER":
        c.integer()
        c.accept("SECONDS")


def _addition(c: Cursor) -> None:
    if c.accept("FILEGROUP"):
        c.name()
        if c.accept("CONTAINS"):
            c.choose("FILESTREAM", "MEMORY_OPTIMIZED_DATA")
        return
    c.accept("LOG")
    c.expect("FILE")
    c.skip_bracket()
    while c.accept(","):
        c.skip_bracket()
    if c.accept("TO"):
        c.expect("FILEGROUP")
        c.name()


def _modification(c: Cursor) -> None:
    if c.accept("NAME"):
        c.expect("=")
        c.name()
    elif c.accept("FILE"):
        c.skip_bracket()
    else:
        c.expect("FILEGROUP")
        c.name()
        c.choose("DEFAULT", "READ_ONLY", "READ_WRITE", "AUTOGROW_ALL_FILES", "AUTOGROW_SINGLE_FILE")
