"""SELECT as a statement, and INSERT, UPDATE, DELETE, MERGE with WITH, TOP, OUTPUT and OPTION."""

from __future__ import annotations

from sqlglot import exp

from . import definitions, execution, queries, sources
from .cursor import Cursor
from .merge import merge
from .outputs import assignments, outputs
from .query_options import options as query_options
from .tree_base import Statement
from .tree_statements import (
    DefaultValues,
    Delete,
    Execute,
    ExecuteString,
    Insert,
    Select,
    SelectAssign,
    Update,
)


def change(c: Cursor) -> Statement:
    """A statement that may begin with common table expressions."""
    line = c.token.line
    with_ = queries.with_clause(c) if c.at("WITH") else None
    if c.at("INSERT"):
        return _insert(c, line, with_)
    if c.at("UPDATE"):
        if with_ is None and c.at("UPDATE", "STATISTICS"):
            return definitions.update_statistics(c)
        return _update(c, line, with_)
    if c.at("DELETE"):
        return _delete(c, line, with_)
    if c.at("MERGE"):
        return merge(c, line, with_)
    return _select(c, line, with_)


def _select(c: Cursor, line: int, with_: exp.With | None) -> Select | SelectAssign:
    query = queries.query(c, assignable=True)
    if with_ is not None:
        query.set("with_", with_)
    if not isinstance(query, exp.Select):
        if any(query.find_all(queries.Assigned)):
            c.error(
                10734,
                "Variable assignment is not allowed in a statement containing a top level set operator.",
                line,
            )
        return Select(line=line, query=query)
    items = query.expressions
    assigned = [item for item in items if isinstance(item, queries.Assigned)]
    if not assigned:
        return Select(line=line, query=query)
    if len(assigned) < len(items):
        message = (
            "A SELECT statement that assigns a value to a variable must not be combined with "
            "data-retrieval operations."
        )
        c.error(141, message, line)
    query.set("expressions", [item.this for item in assigned])
    targets = tuple((item.args["name"], item.args["operator"]) for item in assigned)
    return SelectAssign(line=line, targets=targets, query=query)


def _insert(c: Cursor, line: int, with_: exp.With | None) -> Insert:
    c.expect("INSERT")
    top = queries.top(c) if c.at("TOP") else None
    c.accept("INTO")
    target = _target(c)
    columns: tuple[str, ...] = ()
    if c.at("(") and c.peek().key not in ("SELECT", "("):
        columns = c.names()
    found = outputs(c)
    source: exp.Query | exp.Values | DefaultValues | Execute | ExecuteString
    options: tuple[exp.QueryOption, ...] = ()
    if c.at("VALUES"):
        source = sources.row_values(c)
        options = query_options(c)
    elif c.accept("DEFAULT", "VALUES"):
        source = DefaultValues()
        options = query_options(c)
    elif c.token.key in ("EXEC", "EXECUTE"):
        executed = execution.execute(c)
        if not isinstance(executed, Execute | ExecuteString):
            c.fail()
        source = executed
    else:
        source = queries.query(c)
        options = tuple(source.args.get("options") or ())
        source.set("options", None)
    return Insert(
        line=line,
        target=target,
        columns=columns,
        source=source,
        outputs=found,
        top=top,
        with_=with_,
        options=options,
    )


def _target(c: Cursor) -> exp.Table:
    """A table, alias, CTE or table variable, with hints."""
    if c.peek().key == "(" and c.token.key in ("OPENROWSET", "OPENQUERY", "OPENDATASOURCE"):
        c.unsupported(f"{c.token.key} as a target")
    node = sources.table_name(c)
    if c.at("WITH", "("):
        node.set("hints", [sources.hints(c)])
    return node


def _update(c: Cursor, line: int, with_: exp.With | None) -> Update:
    c.expect("UPDATE")
    top = queries.top(c) if c.at("TOP") else None
    target = _target(c)
    c.expect("SET")
    items = assignments(c)
    found = outputs(c)
    from_, joins = sources.from_clause(c) if c.at("FROM") else (None, [])
    where = queries.where_clause(c)
    return Update(
        line=line,
        target=target,
        assignments=items,
        from_=from_,
        joins=tuple(joins),
        where=where,
        outputs=found,
        top=top,
        with_=with_,
        options=query_options(c),
    )


def _delete(c: Cursor, line: int, with_: exp.With | None) -> Delete:
    c.expect("DELETE")
    top = queries.top(c) if c.at("TOP") else None
    c.accept("FROM")
    target = _target(c)
    found = outputs(c)
    from_, joins = sources.from_clause(c) if c.at("FROM") else (None, [])
    where = queries.where_clause(c)
    return Delete(
        line=line,
        target=target,
        from_=from_,
        joins=tuple(joins),
        where=where,
        outputs=found,
        top=top,
        with_=with_,
        options=query_options(c),
    )
