"""MERGE with all its clauses."""

from __future__ import annotations

from sqlglot import exp

from . import expressions, queries, sources
from .cursor import Cursor
from .outputs import assignments, outputs
from .query_options import options as query_options
from .tree_statements import Merge, MergeClause, MergeDelete, MergeInsert, MergeUpdate


def merge(c: Cursor, line: int, with_: exp.With | None) -> Merge:
    """MERGE, which must be followed by a semicolon (10713)."""
    c.expect("MERGE")
    top = queries.top(c) if c.at("TOP") else None
    c.accept("INTO")
    target = sources.table_name(c)
    if c.at("WITH", "("):
        target.set("hints", [sources.hints(c)])
    target.set("alias", sources.alias(c, columns=False))
    c.expect("USING")
    source = sources.source(c)
    c.expect("ON")
    on = expressions.condition(c)
    clauses: list[MergeClause] = []
    while c.at("WHEN"):
        clauses.append(_clause(c))
    if not clauses:
        c.fail()
    found = outputs(c)
    options = query_options(c)
    if not c.at(";"):
        c.error(10713, "A MERGE statement must be terminated by a semi-colon (;).")
    return Merge(
        line=line,
        target=target,
        source=source,
        on=on,
        clauses=tuple(clauses),
        outputs=found,
        top=top,
        with_=with_,
        options=options,
    )


def _clause(c: Cursor) -> MergeClause:
    line = c.expect("WHEN").line
    if c.accept("NOT"):
        c.expect("MATCHED")
        kind = "NOT MATCHED"
        if c.accept("BY") and c.choose("TARGET", "SOURCE") == "SOURCE":
            kind = "NOT MATCHED BY SOURCE"
    else:
        c.expect("MATCHED")
        kind = "MATCHED"
    condition = expressions.condition(c) if c.accept("AND") else None
    c.expect("THEN")
    action: MergeUpdate | MergeDelete | MergeInsert
    if kind == "NOT MATCHED":
        action = _insert(c)
    elif c.accept("DELETE"):
        action = MergeDelete()
    else:
        c.expect("UPDATE", "SET")
        action = MergeUpdate(assignments(c))
    return MergeClause(kind, condition, action, line)


def _insert(c: Cursor) -> MergeInsert:
    c.expect("INSERT")
    columns = c.names() if c.at("(") else ()
    if c.accept("DEFAULT", "VALUES"):
        return MergeInsert(columns, None)
    c.expect("VALUES")
    return MergeInsert(columns, c.bracketed(sources.value_or_default))
