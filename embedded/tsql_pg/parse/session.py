"""DECLARE, SET and USE."""

from __future__ import annotations

from sqlglot import exp

from . import execution, expressions, queries, tables
from .cursor import Cursor
from .tokens import Kind
from .tree_base import Statement
from .tree_statements import (
    Declare,
    ScalarVariable,
    SetIdentityInsert,
    SetOption,
    SetVariable,
    TableVariable,
    Use,
)
from .types import data_type
from .words import SET_SWITCHES, SET_VALUES


def declare(c: Cursor) -> Declare:
    """DECLARE of scalar and table variables."""
    line = c.expect("DECLARE").line
    if c.token.kind is not Kind.VARIABLE and c.at_name():
        c.unsupported("a cursor (DECLARE)")
    return Declare(line=line, variables=c.listed(_declaration))


def _declaration(c: Cursor) -> ScalarVariable | TableVariable:
    line = c.token.line
    name = c.variable()
    c.accept("AS")
    if c.accept("TABLE"):
        return TableVariable(name, tables.definition(c), line)
    kind = data_type(c)
    value = expressions.value(c) if c.accept("=") else None
    return ScalarVariable(name, kind, value, line)


def set_(c: Cursor) -> Statement:
    """SET of a variable or of session options."""
    line = c.expect("SET").line
    if c.token.kind is Kind.VARIABLE:
        return _set_variable(c, line)
    if c.accept("TRANSACTION"):
        c.expect("ISOLATION", "LEVEL")
        return SetOption(line=line, names=("TRANSACTION ISOLATION LEVEL",), value=_isolation_level(c))
    if c.accept("IDENTITY_INSERT"):
        table = c.object_name()
        return SetIdentityInsert(line=line, table=table, on=c.choose("ON", "OFF") == "ON")
    if c.accept("STATISTICS"):
        kinds = c.listed(lambda cursor: cursor.choose("IO", "TIME", "PROFILE", "XML"))
        names = tuple(f"STATISTICS {kind}" for kind in kinds)
        return SetOption(line=line, names=names, value=c.choose("ON", "OFF"))
    if c.token.key in SET_VALUES:
        name = c.advance().key
        return SetOption(line=line, names=(name,), value=_option_value(c))
    names = c.listed(_switch)
    return SetOption(line=line, names=names, value=c.choose("ON", "OFF"))


def _set_variable(c: Cursor, line: int) -> SetVariable:
    name = c.variable()
    if c.at("."):
        c.unsupported(f"a method of @{name}")
    if c.token.key not in queries.ASSIGNMENT_OPERATORS:
        c.fail()
    operator = c.advance().key
    if c.at("CURSOR"):
        c.unsupported("a cursor")
    return SetVariable(line=line, name=name, operator=operator, value=expressions.value(c))


def _switch(c: Cursor) -> str:
    if c.token.key not in SET_SWITCHES:
        if c.at_name() or c.at("OFFSETS"):
            c.unsupported(f"SET {c.token.text.upper()}")
        c.fail()
    return c.advance().key


def _isolation_level(c: Cursor) -> str:
    if c.accept("READ"):
        return "READ " + c.choose("COMMITTED", "UNCOMMITTED")
    if c.accept("REPEATABLE"):
        c.expect("READ")
        return "REPEATABLE READ"
    return c.choose("SERIALIZABLE", "SNAPSHOT")


def _option_value(c: Cursor) -> str | exp.Expr:
    return c.advance().key if c.token.kind is Kind.WORD and c.at_name() else execution.constant(c)


def use(c: Cursor) -> Use:
    line = c.expect("USE").line
    return Use(line=line, database=c.name())
