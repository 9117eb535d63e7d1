"""Table sources: FROM, joins, APPLY, derived tables, VALUES, functions, hints."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from . import expressions, functions, queries
from .cursor import Cursor
from .tokens import Kind
from .tree_base import JoinedTable, TypeName
from .types import data_type
from .words import OLD_TABLE_HINTS, TABLE_HINTS, words

_JOIN_WORDS: Final = frozenset(("JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER"))
_FOREIGN_SOURCES: Final = words(
    "OPENROWSET OPENQUERY OPENDATASOURCE OPENXML CONTAINSTABLE FREETEXTTABLE CHANGETABLE PREDICT"
)
_CHANGES: Final = frozenset(("INSERT", "UPDATE", "DELETE", "MERGE"))


def from_clause(c: Cursor) -> tuple[exp.From, list[exp.Join]]:
    """`FROM source [joins], ...`; a comma is a cross join."""
    c.expect("FROM")
    first = source(c)
    joins = _joins(c)
    while c.accept(","):
        joins.append(exp.Join(this=source(c), side="", kind="CROSS"))
        joins.extend(_joins(c))
    return exp.From(this=first), joins


def _joins(c: Cursor) -> list[exp.Join]:
    joins: list[exp.Join] = []
    while c.token.key in _JOIN_WORDS:
        joins.append(_join(c))
    return joins


def _join(c: Cursor) -> exp.Join:
    c.enter()
    if c.accept("CROSS"):
        kind = "CROSS" if c.choose("JOIN", "APPLY") == "JOIN" else "CROSS APPLY"
        node = exp.Join(this=source(c), side="", kind=kind)
    elif c.accept("OUTER"):
        c.expect("APPLY")
        node = exp.Join(this=source(c), side="", kind="OUTER APPLY")
    else:
        side, kind = "", "INNER"
        if c.token.key in ("LEFT", "RIGHT", "FULL"):
            side, kind = c.advance().key, "OUTER"
            c.accept("OUTER")
        else:
            c.accept("INNER")
        hint = c.advance().key if c.token.key in ("LOOP", "HASH", "MERGE", "REMOTE") else None
        c.expect("JOIN")
        right = source(c)
        if not c.at("ON"):
            right = JoinedTable(this=right, joins=_joins(c))
        c.expect("ON")
        node = exp.Join(this=right, side=side, kind=kind, on=expressions.condition(c), hint=hint)
    c.depth -= 1
    return node


def source(c: Cursor) -> exp.Expr:
    """One table source with its alias and hints."""
    if c.at("("):
        c.enter()
        node = _bracketed(c)
        c.depth -= 1
        return _no_pivot(c, node)
    if c.token.key in _FOREIGN_SOURCES:
        c.unsupported(f"{c.token.key} as a table source")
    if c.token.kind is Kind.MARKER:
        c.unsupported("a parameter marker as a table source")
    return _no_pivot(c, _table(c))


def _no_pivot(c: Cursor, node: exp.Expr) -> exp.Expr:
    if c.token.key in ("PIVOT", "UNPIVOT", "TABLESAMPLE"):
        c.unsupported(c.token.key)
    return node


def _bracketed(c: Cursor) -> exp.Expr:
    line = c.token.line
    following = c.peek().key
    if following in _CHANGES:
        c.unsupported(f"{following} as a table source")
    if following == "VALUES":
        c.expect("(")
        node = row_values(c)
        c.expect(")")
        node.set("alias", _alias(c, required=True))
        return node
    if following == "SELECT":
        query: exp.Query = queries.subquery(c)
    else:
        c.expect("(")
        inner = source(c)
        if isinstance(inner, exp.Subquery) and not inner.args.get("alias") and c.token.key != ")":
            query = exp.Subquery(this=queries.query(c, left=inner))
        else:
            joins = _joins(c)
            c.expect(")")
            if not joins:
                return inner
            return JoinedTable(this=inner, joins=joins)
        c.expect(")")
    expressions.located(query, line)
    query.set("alias", _alias(c))
    return query


def row_values(c: Cursor) -> exp.Values:
    """`VALUES (a, b), (c, d)`; DEFAULT becomes exp.Var."""
    c.expect("VALUES")
    return exp.Values(expressions=list(c.listed(_row)))


def _row(c: Cursor) -> exp.Tuple:
    return exp.Tuple(expressions=list(c.bracketed(value_or_default)))


def value_or_default(c: Cursor) -> exp.Expr:
    return exp.Var(this="DEFAULT") if c.accept("DEFAULT") else expressions.value(c)


def table_name(c: Cursor) -> exp.Table:
    """A table or a table variable without alias and hints."""
    line = c.token.line
    if c.token.kind is Kind.VARIABLE:
        return _located_table(exp.Table(this=c.parameter()), line)
    parts = [c.identifier()]
    while c.accept("."):
        parts.append(exp.Identifier(this="", quoted=False) if c.at(".") else c.identifier())
    return _qualified(c, parts.pop(), parts, line)


def _qualified(c: Cursor, this: exp.Expr, parts: list[exp.Identifier], line: int) -> exp.Table:
    if len(parts) > 2:
        c.unsupported("a table of another server", line)
    arguments: dict[str, exp.Expr] = {"this": this}
    for key, part in zip(("db", "catalog"), reversed(parts), strict=False):
        if part.this:
            arguments[key] = part
    return _located_table(exp.Table(**arguments), line)


def _located_table(node: exp.Table, line: int) -> exp.Table:
    expressions.located(node, line)
    return node


def _table(c: Cursor) -> exp.Table:
    """A table, table variable or table-valued function, with alias and hints."""
    line = c.token.line
    if c.token.kind is Kind.VARIABLE:
        node = table_name(c)
        if c.at("."):
            c.unsupported("a method of a variable as a table source")
        return _dressed(c, node)
    parts: list[exp.Identifier] = []
    while c.peek().key == ".":
        parts.append(exp.Identifier(this="", quoted=False) if c.at(".") else c.identifier())
        c.expect(".")
        while c.at("."):
            parts.append(exp.Identifier(this="", quoted=False))
            c.advance()
    if c.peek().key == "(" and not _is_hint_list(c, 1):
        if c.token.text == "nodes":
            c.unsupported("the XML method nodes()")
        if not c.at_name():
            c.fail()
        function = _open_json(c) if c.at("OPENJSON") else functions.call(c)
        if not isinstance(function, exp.Anonymous | exp.OpenJSON):
            c.fail(c.previous)
        node = _qualified(c, function, parts, line)
        node.set("alias", _alias(c))
        return node
    return _dressed(c, _qualified(c, c.identifier(), parts, line))


def _dressed(c: Cursor, node: exp.Table) -> exp.Table:
    if c.at("FOR", "SYSTEM_TIME"):
        c.unsupported("FOR SYSTEM_TIME")
    node.set("alias", _alias(c, columns=False))
    hint = hints(c)
    if hint is not None:
        node.set("hints", [hint])
    return node


def _alias(c: Cursor, *, required: bool = False, columns: bool = True) -> exp.TableAlias | None:
    """`[AS] name [(columns)]`."""
    if not c.accept("AS") and not (required or (c.at_name() and not c.at("USING"))):
        return None
    name = c.identifier()
    if columns and c.at("("):
        return exp.TableAlias(this=name, columns=list(c.bracketed(Cursor.identifier)))
    return exp.TableAlias(this=name)


alias = _alias


def hints(c: Cursor) -> exp.WithTableHint | None:
    """`WITH (UPDLOCK, INDEX(x) ...)` or the old form without WITH, if it comes next."""
    if c.at("WITH", "("):
        c.expect("WITH")
    elif not (c.at("(") and _is_hint_list(c, 0)):
        return None
    c.expect("(")
    found = [_hint(c)]
    while not c.accept(")"):
        c.accept(",")
        found.append(_hint(c))
    return exp.WithTableHint(expressions=found)


def _is_hint_list(c: Cursor, ahead: int) -> bool:
    """Is `(NOLOCK)` ahead rather than a function's arguments or a column list?"""
    return c.peek(ahead + 1).key in OLD_TABLE_HINTS and c.peek(ahead + 2).key == ")"


def _hint(c: Cursor) -> exp.Expr:
    if c.token.key not in TABLE_HINTS:
        c.fail()
    name = c.advance().key
    if name in ("INDEX", "FORCESEEK"):
        if c.accept("="):
            return exp.Anonymous(this=name, expressions=[expressions.value(c)])
        if c.at("("):
            return exp.Anonymous(this=name, expressions=list(c.bracketed(expressions.value)))
    return exp.Var(this=name)


def _open_json(c: Cursor) -> exp.OpenJSON:
    c.expect("OPENJSON", "(")
    document = expressions.value(c)
    path = expressions.value(c) if c.accept(",") else None
    c.expect(")")
    columns: list[exp.OpenJSONColumnDef] = []
    if c.at("WITH", "("):
        c.expect("WITH")
        columns.extend(c.bracketed(_json_column))
    return exp.OpenJSON(this=document, path=path, expressions=columns)


def _json_column(c: Cursor) -> exp.OpenJSONColumnDef:
    name = c.identifier()
    kind: TypeName = data_type(c)
    path = None
    if c.token.kind in (Kind.STRING, Kind.NATIONAL):
        path = exp.Literal(this=c.string(), is_string=True)
    as_json = c.accept("AS", "JSON")
    return exp.OpenJSONColumnDef(this=name, kind=kind, path=path, as_json=as_json)
