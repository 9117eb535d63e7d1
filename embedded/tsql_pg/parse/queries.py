"""Queries: WITH, SELECT, set operators, ORDER BY, OFFSET/FETCH, FOR JSON, OPTION."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from . import expressions, sources
from .cursor import Cursor
from .query_options import options
from .tokens import Kind
from .tree_base import ForJson

SET_OPERATORS: Final = frozenset(("UNION", "EXCEPT", "INTERSECT"))
ASSIGNMENT_OPERATORS: Final = frozenset(("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="))


class Assigned(exp.Expression):
    """`@name op value` in a select list; taken apart by the statement, never part of a finished tree."""

    arg_types = {"this": True, "name": True, "operator": True}  # noqa: RUF012


def with_clause(c: Cursor) -> exp.With:
    """`WITH name [(columns)] AS (query), ...`"""
    c.expect("WITH")
    if c.at("XMLNAMESPACES"):
        c.unsupported("XMLNAMESPACES")
    return exp.With(expressions=list(c.listed(_common_table)))


def _common_table(c: Cursor) -> exp.CTE:
    name = c.identifier()
    columns = list(c.bracketed(Cursor.identifier)) if c.at("(") else None
    c.expect("AS")
    return exp.CTE(this=subquery(c).this, alias=exp.TableAlias(this=name, columns=columns))


def subquery(c: Cursor) -> exp.Subquery:
    """A query in its brackets."""
    line = c.token.line
    c.expect("(")
    inner = query(c)
    reject_order(c, inner, line)
    node = exp.Subquery(this=inner)
    c.expect(")")
    expressions.located(node, line)
    return node


def reject_order(c: Cursor, node: exp.Query, line: int) -> None:
    """Raise 1033 for the ORDER BY of an inner query that decides nothing."""
    arguments = node.args
    if arguments.get("order") and not any(arguments.get(k) for k in ("limit", "offset", "for_")):
        c.error(
            1033,
            "The ORDER BY clause is invalid in views, inline functions, derived tables, subqueries, and "
            "common table expressions, unless TOP, OFFSET or FOR XML is also specified.",
            line,
        )


def query(c: Cursor, *, assignable: bool = False, left: exp.Query | None = None) -> exp.Query:
    """A query expression without WITH; `left` is a first operand that was already read.

    With `assignable` the select list may hold `@v = x`, as `Assigned` nodes.
    """
    c.enter()
    node = _operand(c, assignable) if left is None else left
    node = _set_operators(c, node)
    if c.at("ORDER"):
        node.set("order", expressions.order_by(c))
        if c.at("OFFSET"):
            _offset_fetch(c, node)
    if c.at("FOR"):
        node.set("for_", _for_clause(c))
    if c.at("OPTION"):
        node.set("options", list(options(c)))
    c.depth -= 1
    return node


def _set_operators(c: Cursor, node: exp.Query) -> exp.Query:
    """Left to right, INTERSECT before UNION and EXCEPT."""
    node = _intersections(c, node)
    while c.token.key in ("UNION", "EXCEPT"):
        operator = c.advance().key
        everything = operator == "UNION" and c.accept("ALL")
        right = _intersections(c, _operand(c))
        if operator == "UNION":
            node = exp.Union(this=node, expression=right, distinct=not everything)
        else:
            node = exp.Except(this=node, expression=right, distinct=True)
    return node


def _intersections(c: Cursor, node: exp.Query) -> exp.Query:
    while c.accept("INTERSECT"):
        node = exp.Intersect(this=node, expression=_operand(c), distinct=True)
    return node


def _operand(c: Cursor, assignable: bool = False) -> exp.Query:
    return subquery(c) if c.at("(") else _select(c, assignable)


def _select(c: Cursor, assignable: bool) -> exp.Select:
    line = c.token.line
    c.expect("SELECT")
    node = exp.Select()
    node.meta["line"] = line
    if c.accept("DISTINCT"):
        node.set("distinct", exp.Distinct())
    else:
        c.accept("ALL")
    if c.at("TOP"):
        node.set("limit", exp.Limit(expression=top(c)))
    node.set("expressions", [_select_item(c, assignable)])
    while c.accept(","):
        node.append("expressions", _select_item(c, assignable))
    if c.accept("INTO"):
        node.set("into", exp.Into(this=sources.table_name(c)))
        if c.at("ON"):
            c.unsupported("a filegroup in SELECT INTO")
    if c.at("FROM"):
        from_, joins = sources.from_clause(c)
        node.set("from_", from_)
        node.set("joins", joins)
    where = where_clause(c)
    if where is not None:
        node.set("where", exp.Where(this=where))
    if c.accept("GROUP", "BY"):
        node.set("group", _group_by(c))
    if c.accept("HAVING"):
        node.set("having", exp.Having(this=expressions.condition(c)))
    return node


def where_clause(c: Cursor) -> exp.Expr | None:
    """`WHERE condition`, if there is one."""
    return expressions.condition(c) if c.accept("WHERE") else None


def top(c: Cursor) -> exp.Expr:
    """`TOP (expression)` or `TOP n`."""
    c.expect("TOP")
    if c.accept("("):
        count = expressions.value(c)
        c.expect(")")
    else:
        count = exp.Literal(this=str(c.integer()), is_string=False)
    if c.at("PERCENT"):
        c.unsupported("TOP ... PERCENT")
    if c.at("WITH", "TIES"):
        c.unsupported("TOP ... WITH TIES")
    return count


def _select_item(c: Cursor, assignable: bool) -> exp.Expr:
    token, following = c.token, c.peek().key
    if token.key == "*":
        c.advance()
        return exp.Star()
    if token.kind is Kind.VARIABLE and following in ASSIGNMENT_OPERATORS:
        if not assignable:
            c.fail(c.peek())
        name = c.variable()
        operator = c.advance().key
        return Assigned(this=expressions.value(c), name=name, operator=operator)
    if following == "=" and (c.at_name() or token.kind in (Kind.STRING, Kind.NATIONAL)):
        alias = _alias_name(c)
        c.expect("=")
        return exp.Alias(this=expressions.value(c), alias=alias)
    node = expressions.value(c)
    if c.accept("AS") or (c.at_name() or c.token.kind in (Kind.STRING, Kind.NATIONAL)):
        return exp.Alias(this=node, alias=_alias_name(c))
    return node


select_item = _select_item


def _alias_name(c: Cursor) -> exp.Identifier:
    if c.token.kind in (Kind.STRING, Kind.NATIONAL):
        return exp.Identifier(this=c.string(), quoted=True)
    return c.identifier()


def _group_by(c: Cursor) -> exp.Group:
    if c.at("ALL"):
        c.unsupported("GROUP BY ALL")
    group = exp.Group(expressions=list(c.listed(_group_item)))
    if c.at("WITH") and c.peek().key in ("ROLLUP", "CUBE"):
        c.unsupported(f"GROUP BY ... WITH {c.peek().key}")
    return group


def _group_item(c: Cursor) -> exp.Expr:
    if c.accept("GROUPING", "SETS"):
        return exp.Anonymous(this="GROUPING SETS", expressions=list(c.bracketed(_grouping_set)))
    if c.token.key in ("ROLLUP", "CUBE") and c.peek().key == "(":
        name = c.advance().key
        return exp.Anonymous(this=name, expressions=list(c.bracketed(_grouping_set)))
    if c.accept("(", ")"):
        return exp.Tuple(expressions=[])
    return expressions.value(c)


def _grouping_set(c: Cursor) -> exp.Expr:
    if c.accept("(", ")"):
        return exp.Tuple(expressions=[])
    if c.at("("):
        return exp.Tuple(expressions=list(c.bracketed(expressions.value)))
    if c.token.key in ("ROLLUP", "CUBE") and c.peek().key == "(":
        return _group_item(c)
    return expressions.value(c)


def _offset_fetch(c: Cursor, node: exp.Query) -> None:
    c.expect("OFFSET")
    node.set("offset", exp.Offset(expression=expressions.value(c)))
    c.choose("ROW", "ROWS")
    if c.accept("FETCH"):
        c.choose("NEXT", "FIRST")
        count = expressions.value(c)
        c.choose("ROW", "ROWS")
        c.expect("ONLY")
        if node.args.get("limit"):
            c.error(10741, "A TOP can not be used in the same query or sub-query as a OFFSET.")
        node.set("limit", exp.Fetch(direction="NEXT", count=count))


def _for_clause(c: Cursor) -> ForJson:
    c.expect("FOR")
    if not c.at("JSON"):
        c.unsupported(f"FOR {c.token.text.upper()}")
    c.expect("JSON")
    mode = c.choose("PATH", "AUTO")
    node = ForJson(mode=mode, root=None, include_null_values=False, without_array_wrapper=False)
    while c.accept(","):
        word = c.choose("ROOT", "INCLUDE_NULL_VALUES", "WITHOUT_ARRAY_WRAPPER")
        if word != "ROOT":
            node.set(word.lower(), True)
        elif c.accept("("):
            node.set("root", c.string())
            c.expect(")")
        else:
            node.set("root", "root")
    if node.args["root"] is not None and node.args["without_array_wrapper"]:
        c.error(
            13620,
            "ROOT option and WITHOUT_ARRAY_WRAPPER option cannot be used together in FOR JSON. Remove one of "
            "these options.",
        )
    return node
