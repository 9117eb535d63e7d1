"""Partition functions and schemes."""

from __future__ import annotations

from . import expressions
from .cursor import Cursor
from .tree_base import Statement
from .tree_schema import (
    AlterPartitionFunction,
    AlterPartitionScheme,
    CreatePartitionFunction,
    CreatePartitionScheme,
)
from .types import data_type


def create(c: Cursor, line: int) -> Statement:
    """CREATE PARTITION FUNCTION or SCHEME, the cursor at PARTITION."""
    c.expect("PARTITION")
    if c.accept("SCHEME"):
        return _scheme(c, line)
    c.expect("FUNCTION")
    name = c.name()
    c.expect("(")
    kind = data_type(c)
    c.expect(")")
    c.expect("AS", "RANGE")
    right = c.token.key in ("LEFT", "RIGHT") and c.advance().key == "RIGHT"
    c.expect("FOR", "VALUES")
    values = () if c.accept("(", ")") else c.bracketed(expressions.value)
    return CreatePartitionFunction(line=line, name=name, type=kind, right=right, values=values)


def _scheme(c: Cursor, line: int) -> CreatePartitionScheme:
    name = c.name()
    c.expect("AS", "PARTITION")
    function = c.name()
    all_to_one = c.accept("ALL")
    c.expect("TO")
    return CreatePartitionScheme(
        line=line, name=name, function=function, all_to_one=all_to_one, filegroups=c.names()
    )


def alter(c: Cursor, line: int) -> Statement:
    """ALTER PARTITION FUNCTION ... SPLIT/MERGE RANGE, or SCHEME ... NEXT USED, the cursor at PARTITION."""
    c.expect("PARTITION")
    if c.accept("SCHEME"):
        name = c.name()
        c.expect("NEXT", "USED")
        filegroup = c.name() if c.at_name() else None
        return AlterPartitionScheme(line=line, name=name, filegroup=filegroup)
    c.expect("FUNCTION")
    name = c.name()
    c.expect("(", ")")
    action = c.choose("SPLIT", "MERGE")
    c.expect("RANGE", "(")
    value = expressions.value(c)
    c.expect(")")
    return AlterPartitionFunction(line=line, name=name, action=action, value=value)
