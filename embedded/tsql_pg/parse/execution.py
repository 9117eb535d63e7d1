"""EXECUTE in its forms, and REVERT."""

from __future__ import annotations

from sqlglot import exp

from . import expressions
from .cursor import Cursor
from .tokens import Kind
from .tree_base import ObjectName, Statement
from .tree_statements import Argument, Execute, ExecuteAs, ExecuteString, Revert
from .words import RESERVED

_CONSTANTS = (Kind.NUMBER, Kind.STRING, Kind.NATIONAL, Kind.HEX, Kind.GLOBAL, Kind.MARKER)


def execute(c: Cursor) -> Statement:
    """EXEC[UTE] of a module, of a string, or AS another user."""
    line = c.token.line
    c.choose("EXEC", "EXECUTE")
    if c.at("AS"):
        return _execute_as(c, line)
    if c.at("("):
        return _execute_string(c, line)
    return call(c, line)


def call(c: Cursor, line: int | None = None) -> Execute:
    """`[@return =] module [arguments] [WITH options]`, the cursor behind EXEC if there was one."""
    line = line or c.token.line
    return_variable = None
    if c.token.kind is Kind.VARIABLE and c.peek().key == "=":
        return_variable = c.variable()
        c.expect("=")
    module: ObjectName | exp.Parameter = c.parameter() if c.token.kind is Kind.VARIABLE else c.object_name()
    arguments: tuple[Argument, ...] = ()
    if _starts_argument(c):
        arguments = c.listed(_argument)
        _check_order(c, arguments)
    return Execute(
        line=line,
        module=module,
        arguments=arguments,
        return_variable=return_variable,
        options=_options(c),
    )


def _options(c: Cursor) -> tuple[str, ...]:
    if not (c.at("WITH", "RECOMPILE") or c.at("WITH", "RESULT")):
        return ()
    c.expect("WITH")
    if c.at("RESULT"):
        c.unsupported("EXECUTE ... WITH RESULT SETS")
    c.expect("RECOMPILE")
    return ("RECOMPILE",)


def _starts_argument(c: Cursor) -> bool:
    token = c.token
    if token.kind in _CONSTANTS or token.kind in (Kind.VARIABLE, Kind.QUOTED):
        return True
    if token.kind is Kind.WORD:
        return token.key not in RESERVED or token.key in ("NULL", "DEFAULT", "ON", "OFF")
    return token.key in ("-", "+")


def _argument(c: Cursor) -> Argument:
    line, name = c.token.line, None
    if c.token.kind is Kind.VARIABLE and c.peek().key == "=":
        name = c.variable()
        c.expect("=")
    if c.accept("DEFAULT"):
        return Argument(name, None, False, line)
    value = constant(c)
    output = c.accept("OUTPUT") or c.accept("OUT")
    if output and not isinstance(value, exp.Parameter | exp.Placeholder):
        c.error(179, "Cannot use the OUTPUT option when passing a constant to a stored procedure.", line)
    return Argument(name, value, output, line)


def constant(c: Cursor) -> exp.Expr:
    """A constant, variable, NULL or bare word (a string), as EXEC arguments and parameter defaults are."""
    token = c.token
    if c.accept("-") or c.accept("+"):
        if c.token.kind is not Kind.NUMBER:
            c.fail()
        number = expressions.operand(c)
        return exp.Neg(this=number) if token.key == "-" else number
    if token.kind is Kind.VARIABLE:
        return c.parameter()
    if token.kind in _CONSTANTS or token.key == "NULL":
        return expressions.operand(c)
    if c.at_name() or token.key in ("ON", "OFF"):
        c.advance()
        if c.at("("):
            c.fail()
        return expressions.located(exp.Literal(this=token.text, is_string=True), token.line)
    c.fail()


def _check_order(c: Cursor, arguments: tuple[Argument, ...]) -> None:
    named = False
    for position, argument in enumerate(arguments, 1):
        if named and argument.name is None:
            message = (
                f"Must pass parameter number {position} and subsequent parameters as '@name = value'. After "
                "the form '@name = value' has been used, all subsequent parameters must be passed in the "
                "form '@name = value'."
            )
            c.error(119, message, argument.line)
        named = argument.name is not None


def _execute_string(c: Cursor, line: int) -> ExecuteString:
    c.expect("(")
    text = expressions.value(c)
    c.expect(")")
    if c.token.key in ("AS", "AT"):
        c.unsupported(f"EXECUTE (...) {c.token.key}")
    return ExecuteString(line=line, text=text)


def _execute_as(c: Cursor, line: int) -> ExecuteAs:
    c.expect("AS")
    kind = c.choose("USER", "LOGIN", "CALLER")
    name = None
    if kind != "CALLER":
        c.expect("=")
        name = constant(c)
    if c.at("WITH", "NO") or c.at("WITH", "COOKIE"):
        c.unsupported("EXECUTE AS ... WITH NO REVERT or COOKIE")
    return ExecuteAs(line=line, kind=kind, name=name)


def revert(c: Cursor) -> Revert:
    return Revert(line=c.expect("REVERT").line)
