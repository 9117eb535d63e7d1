"""CREATE and ALTER of procedures, functions and views: each is a batch of its own."""

from __future__ import annotations

from sqlglot import exp

from . import execution, queries, statements
from .cursor import Cursor
from .tokens import Kind, Token
from .tree_base import Option, Statement
from .tree_schema import CreateFunction, CreateProcedure, CreateView, ParameterDefinition
from .types import data_type


def module(c: Cursor, start: Token, action: str) -> Statement:
    """A procedure, function or view, the cursor at its kind, `start` its first word."""
    if c.accept("PROC") or c.accept("PROCEDURE"):
        require_first(c, start, "CREATE/ALTER PROCEDURE")
        return _procedure(c, start.line, action)
    if c.accept("FUNCTION"):
        require_first(c, start, "CREATE FUNCTION")
        return _function(c, start.line, action)
    if c.accept("VIEW"):
        require_first(c, start, "CREATE VIEW")
        return _view(c, start.line, action)
    if c.at("TRIGGER"):
        c.unsupported("a trigger (CREATE TRIGGER)")
    c.fail()


def require_first(c: Cursor, start: Token, kind: str) -> None:
    """Raise 111 unless `start` is the first word of its batch."""
    first = next(token for token in c.tokens if token.key != ";")
    if first is not start:
        c.error(111, f"'{kind}' must be the first statement in a query batch.", start.line)


def _procedure(c: Cursor, line: int, action: str) -> CreateProcedure:
    name = c.object_name()
    if c.at(";"):
        c.unsupported("a numbered procedure")
    parameters: tuple[ParameterDefinition, ...] = ()
    if c.at("("):
        parameters = c.bracketed(_parameter)
    elif c.token.kind is Kind.VARIABLE:
        parameters = c.listed(_parameter)
    options = _module_options(c)
    if c.at("FOR", "REPLICATION"):
        c.unsupported("a procedure FOR REPLICATION")
    c.expect("AS")
    if c.at("EXTERNAL"):
        c.unsupported("a CLR procedure")
    body = statements.statement_list(c)
    return CreateProcedure(
        line=line, action=action, name=name, parameters=parameters, options=options, body=body, text=c.text
    )


def _parameter(c: Cursor) -> ParameterDefinition:
    line = c.token.line
    name = c.variable()
    c.accept("AS")
    kind = data_type(c)
    if c.at("VARYING"):
        c.unsupported("a cursor parameter")
    if c.accept("NOT"):
        c.expect("NULL")
    elif c.at("NULL"):
        c.advance()
    default = execution.constant(c) if c.accept("=") else None
    output = c.accept("OUTPUT") or c.accept("OUT")
    readonly = c.accept("READONLY")
    return ParameterDefinition(name, kind, default, output, readonly, line)


def _module_options(c: Cursor) -> tuple[Option, ...]:
    return c.listed(_module_option) if c.accept("WITH") else ()


def _module_option(c: Cursor) -> Option:
    if c.token.key in ("EXECUTE", "EXEC"):
        c.advance()
        c.expect("AS")
        if c.token.kind in (Kind.STRING, Kind.NATIONAL):
            return Option("EXECUTE AS", c.string())
        return Option("EXECUTE AS", c.choose("CALLER", "SELF", "OWNER"))
    if c.accept("RETURNS", "NULL"):
        c.expect("ON", "NULL")
        c.expect("INPUT")
        return Option("RETURNS NULL ON NULL INPUT")
    return Option(c.choose("RECOMPILE", "ENCRYPTION", "SCHEMABINDING", "VIEW_METADATA"))


def _function(c: Cursor, line: int, action: str) -> CreateFunction:
    name = c.object_name()
    parameters = () if c.accept("(", ")") else c.bracketed(_parameter)
    c.expect("RETURNS")
    kind, returns, query = "inline", None, None
    if c.accept("TABLE"):
        options = _module_options(c)
        c.accept("AS")
        if c.at("EXTERNAL"):
            c.unsupported("a CLR function")
        c.expect("RETURN")
        query = _returned_query(c)
        c.accept(";")
        if not c.at_end:
            c.fail()
    else:
        if c.token.kind is Kind.VARIABLE:
            kind = "table"
            options = ()
        else:
            kind = "scalar"
            returns = data_type(c)
            options = _module_options(c)
            c.accept("AS")
            if not c.at("BEGIN"):
                c.fail()
        c.rewind(len(c.tokens) - 1)
    return CreateFunction(
        line=line,
        action=action,
        name=name,
        parameters=parameters,
        options=options,
        kind=kind,
        returns=returns,
        query=query,
        text=c.text,
    )


def _returned_query(c: Cursor) -> exp.Query:
    if c.at("(", "WITH"):
        c.expect("(")
        query = _with_query(c)
        c.expect(")")
        return query
    if c.at("(", "SELECT"):
        # `RETURN (SELECT ...)`: the bracket belongs to RETURN, unless a set operator follows it.
        query = queries.subquery(c)
        if c.token.key in queries.SET_OPERATORS:
            return queries.query(c, left=query)
        inner = query.this
        assert isinstance(inner, exp.Query)
        return inner
    return _with_query(c)


def _with_query(c: Cursor) -> exp.Query:
    with_ = queries.with_clause(c) if c.at("WITH") else None
    query = queries.query(c)
    if with_ is not None:
        query.set("with_", with_)
    return query


def _view(c: Cursor, line: int, action: str) -> CreateView:
    name = c.object_name()
    columns = c.names() if c.at("(") else ()
    options = _module_options(c)
    c.expect("AS")
    query = _with_query(c)
    queries.reject_order(c, query, line)
    check_option = c.accept("WITH", "CHECK")
    if check_option:
        c.expect("OPTION")
    c.accept(";")
    if not c.at_end:
        c.fail()
    return CreateView(
        line=line,
        action=action,
        name=name,
        columns=columns,
        options=options,
        query=query,
        check_option=check_option,
        text=c.text,
    )
