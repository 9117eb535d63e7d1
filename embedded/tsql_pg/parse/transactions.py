"""BEGIN, COMMIT, ROLLBACK and SAVE TRANSACTION."""

from __future__ import annotations

from sqlglot import exp

from .cursor import Cursor
from .tokens import Kind
from .tree_statements import BeginTransaction, CommitTransaction, RollbackTransaction, SaveTransaction


def begin(c: Cursor, line: int) -> BeginTransaction:
    """The cursor at TRAN or TRANSACTION."""
    c.choose("TRAN", "TRANSACTION")
    name = _name(c)
    if c.accept("WITH", "MARK") and c.token.kind in (Kind.STRING, Kind.NATIONAL):
        c.advance()
    return BeginTransaction(line=line, name=name)


def commit(c: Cursor) -> CommitTransaction:
    line = c.expect("COMMIT").line
    name = _tail(c)
    if c.at("WITH", "("):
        c.expect("WITH", "(")
        c.expect("DELAYED_DURABILITY", "=")
        c.choose("ON", "OFF")
        c.expect(")")
    return CommitTransaction(line=line, name=name)


def rollback(c: Cursor) -> RollbackTransaction:
    line = c.expect("ROLLBACK").line
    return RollbackTransaction(line=line, name=_tail(c))


def save(c: Cursor) -> SaveTransaction:
    line = c.expect("SAVE").line
    c.choose("TRAN", "TRANSACTION")
    name = _name(c)
    if name is None:
        c.fail()
    return SaveTransaction(line=line, name=name)


def _tail(c: Cursor) -> str | exp.Parameter | None:
    """`[TRAN | TRANSACTION [name]]` or `WORK`."""
    if c.accept("WORK"):
        return None
    return _name(c) if c.accept("TRAN") or c.accept("TRANSACTION") else None


def _name(c: Cursor) -> str | exp.Parameter | None:
    if c.token.kind is Kind.VARIABLE:
        return c.parameter()
    return c.name() if c.at_name() else None
