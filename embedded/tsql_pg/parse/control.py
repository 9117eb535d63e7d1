"""Control flow: blocks, IF, WHILE, TRY/CATCH, RETURN, THROW, RAISERROR, PRINT, WAITFOR."""

from __future__ import annotations

from sqlglot import exp

from . import execution, expressions, statements, transactions
from .cursor import Cursor
from .tokens import Kind
from .tree_base import Statement
from .tree_statements import (
    Block,
    Break,
    Continue,
    If,
    Print,
    Raiserror,
    Return,
    Throw,
    TryCatch,
    WaitFor,
    While,
)
from .words import FUNCTION_WORDS, NILADIC

_VALUE_KINDS = (Kind.NUMBER, Kind.VARIABLE, Kind.GLOBAL, Kind.STRING, Kind.NATIONAL, Kind.HEX, Kind.MARKER)
_VALUE_WORDS = FUNCTION_WORDS | NILADIC | {"(", "-", "+", "~", "CASE", "NULL", "CONVERT", "TRY_CONVERT"}


def begin(c: Cursor) -> Statement:
    """BEGIN ... END, BEGIN TRY, BEGIN TRANSACTION."""
    line = c.expect("BEGIN").line
    if c.token.key in ("TRAN", "TRANSACTION"):
        return transactions.begin(c, line)
    if c.token.key in ("DISTRIBUTED", "DIALOG", "CONVERSATION", "ATOMIC"):
        c.unsupported(f"BEGIN {c.token.key}")
    if c.at("TRY"):
        return _try_catch(c, line)
    body = statements.statement_list(c, "END")
    if not body:
        c.fail()
    c.expect("END")
    return Block(line=line, body=body)


def _try_catch(c: Cursor, line: int) -> TryCatch:
    c.expect("TRY")
    body = statements.statement_list(c, "END")
    c.expect("END", "TRY")
    c.expect("BEGIN", "CATCH")
    handler = statements.statement_list(c, "END")
    c.expect("END", "CATCH")
    return TryCatch(line=line, body=body, handler=handler)


def if_(c: Cursor) -> Statement:
    """IF with its chain of ELSE IF, read in a loop so that a long chain is not deep."""
    arms: list[tuple[int, exp.Expr, Statement]] = []
    otherwise: Statement | None = None
    while True:
        line = c.expect("IF").line
        test = expressions.condition(c)
        arms.append((line, test, statements.statement(c)))
        if c.at(";", "ELSE"):
            c.advance()
        if not c.accept("ELSE"):
            break
        if not c.at("IF"):
            otherwise = statements.statement(c)
            break
    for line, test, then in reversed(arms):
        otherwise = If(line=line, condition=test, then=then, otherwise=otherwise)
    assert otherwise is not None
    return otherwise


def while_(c: Cursor) -> While:
    line = c.expect("WHILE").line
    test = expressions.condition(c)
    return While(line=line, condition=test, body=statements.statement(c))


def break_(c: Cursor) -> Break:
    return Break(line=c.expect("BREAK").line)


def continue_(c: Cursor) -> Continue:
    return Continue(line=c.expect("CONTINUE").line)


def return_(c: Cursor) -> Return:
    line = c.expect("RETURN").line
    starts_value = c.token.kind in _VALUE_KINDS or c.token.key in _VALUE_WORDS or c.at_name()
    return Return(line=line, value=expressions.value(c) if starts_value else None)


def throw(c: Cursor) -> Throw:
    """THROW, with its three constants or variables or alone."""
    line = c.expect("THROW").line
    if c.token.kind not in _VALUE_KINDS:
        return Throw(line=line, number=None, message=None, state=None)
    number = _throw_argument(c)
    c.expect(",")
    message = _throw_argument(c)
    c.expect(",")
    return Throw(line=line, number=number, message=message, state=_throw_argument(c))


def _throw_argument(c: Cursor) -> exp.Expr:
    if c.token.kind not in _VALUE_KINDS:
        c.fail()
    return expressions.operand(c)


def raiserror(c: Cursor) -> Raiserror:
    """RAISERROR (message, severity, state [, argument ...]) [WITH option, ...]"""
    line = c.expect("RAISERROR").line
    values = c.bracketed(_raiserror_argument)
    if len(values) < 3:
        c.fail(c.previous)
    options: tuple[str, ...] = ()
    if c.at("WITH") and c.peek().key in ("LOG", "NOWAIT", "SETERROR"):
        c.expect("WITH")
        options = c.listed(lambda cursor: cursor.choose("LOG", "NOWAIT", "SETERROR"))
    message, severity, state, *arguments = values
    return Raiserror(
        line=line,
        message=message,
        severity=severity,
        state=state,
        arguments=tuple(arguments),
        options=options,
    )


def _raiserror_argument(c: Cursor) -> exp.Expr:
    """A constant or a variable; expressions are no arguments here."""
    if not (c.at_kind(*_VALUE_KINDS) or c.token.key in ("-", "+", "NULL")):
        c.fail()
    return execution.constant(c)


def print_(c: Cursor) -> Print:
    line = c.expect("PRINT").line
    return Print(line=line, value=expressions.value(c))


def wait_for(c: Cursor) -> WaitFor:
    """WAITFOR DELAY or TIME, with a string or a variable."""
    line = c.expect("WAITFOR").line
    if c.at("("):
        c.unsupported("WAITFOR (statement)")
    kind = c.choose("DELAY", "TIME")
    if not c.at_kind(Kind.STRING, Kind.NATIONAL, Kind.VARIABLE, Kind.MARKER):
        c.fail()
    return WaitFor(line=line, kind=kind, value=expressions.operand(c))
