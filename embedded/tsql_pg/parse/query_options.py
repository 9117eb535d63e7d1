"""OPTION (...): every query hint of SQL Server 2017, each in its own form."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from . import expressions
from .cursor import Cursor
from .tokens import Kind
from .words import words

_FLAGS: Final[dict[str, frozenset[str]]] = {
    "CONCAT": words("UNION"),
    "EXPAND": words("VIEWS"),
    "FORCE": words("ORDER"),
    "HASH": words("JOIN GROUP UNION"),
    "KEEP": words("PLAN"),
    "KEEPFIXED": words("PLAN"),
    "LOOP": words("JOIN"),
    "MERGE": words("JOIN UNION"),
    "ORDER": words("GROUP"),
    "PARAMETERIZATION": words("SIMPLE FORCED"),
    "ROBUST": words("PLAN"),
}
_SINGLE_FLAGS: Final = words("RECOMPILE NO_PERFORMANCE_SPOOL IGNORE_NONCLUSTERED_COLUMNSTORE_INDEX")
_NUMBERS: Final = words("FAST MAXDOP MAXRECURSION QUERYTRACEON")
_PERCENTAGES: Final = words("MIN_GRANT_PERCENT MAX_GRANT_PERCENT")


def options(c: Cursor) -> tuple[exp.QueryOption, ...]:
    """`OPTION (hint, ...)`, if it comes next."""
    return c.bracketed(_option) if c.accept("OPTION") else ()


def _option(c: Cursor) -> exp.QueryOption:
    key = c.token.key
    if key in _SINGLE_FLAGS:
        return _made(c.advance().key)
    if key in _FLAGS:
        c.advance()
        return _made(f"{key} {c.choose(*_FLAGS[key])}")
    if key in _NUMBERS or key in _PERCENTAGES:
        c.advance()
        if key in _PERCENTAGES:
            c.expect("=")
        return _made(key, exp.Literal(this=str(c.integer()), is_string=False))
    if c.accept("OPTIMIZE"):
        c.expect("FOR")
        if c.accept("UNKNOWN"):
            return _made("OPTIMIZE FOR UNKNOWN")
        return _made("OPTIMIZE FOR", exp.Tuple(expressions=list(c.bracketed(_optimized))))
    if c.accept("USE"):
        if c.accept("PLAN"):
            return _made("USE PLAN", exp.Literal(this=c.string(), is_string=True))
        c.expect("HINT")
        return _made("USE HINT", exp.Tuple(expressions=list(c.bracketed(_hint_name))))
    if c.at("TABLE", "HINT"):
        c.unsupported("OPTION (TABLE HINT ...)")
    c.fail()


def _made(name: str, argument: exp.Expr | None = None) -> exp.QueryOption:
    return exp.QueryOption(this=exp.Var(this=name), expression=argument)


def _hint_name(c: Cursor) -> exp.Expr:
    return exp.Literal(this=c.string(), is_string=True)


def _optimized(c: Cursor) -> exp.Expr:
    """`@variable UNKNOWN` or `@variable = constant`."""
    variable = c.parameter()
    if c.accept("UNKNOWN"):
        return exp.EQ(this=variable, expression=exp.Var(this="UNKNOWN"))
    c.expect("=")
    if c.token.kind is Kind.VARIABLE:
        c.fail()
    return exp.EQ(this=variable, expression=expressions.value(c))
