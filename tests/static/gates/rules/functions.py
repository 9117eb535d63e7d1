"""Calls of functions: known to SQL Server 2017, with as many arguments as they take."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..context import Context, Scope
from ..data import sections
from ..report import Finding
from ..schema import dotted
from ..tree import Node, name_parts

# Methods of the xml data type, called on a column or variable.
XML_METHODS = {"value", "query", "exist", "nodes", "modify"}
WITH_DATEPART = {"DATEADD", "DATEDIFF", "DATEDIFF_BIG", "DATENAME", "DATEPART"}
QUERIES = {
    "QuerySpecification",
    "InsertSpecification",
    "UpdateSpecification",
    "DeleteSpecification",
    "MergeSpecification",
    "SelectStatement",
}
Arities = dict[str, tuple[int, int]]


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    for scope in context.scopes():
        for node in scope.node.walk():
            if node.kind == "FunctionCall" and node.CallTarget is None:
                yield from _builtin(scope, node, node.FunctionName.Value, arities("2017"))
                yield from _datepart(scope, node)
            elif node.kind == "FunctionCall" and node.FunctionName.Value not in XML_METHODS:
                target = node.CallTarget.fields.get("MultiPartIdentifier")
                if target is not None:
                    name = ".".join([*name_parts(target), node.FunctionName.Value])
                    yield from _own(context, scope, node, name)
            elif node.kind == "GlobalVariableExpression" and node.Name not in _global_variables():
                yield scope.source.finding(node, scope.name, f"there is no {node.Name}", "function")
            elif node.kind == "ColumnReferenceExpression" and _has_no_table(node):
                message = (
                    f"{scope.source.words(node)} is a column, and there is no table here to take it from"
                )
                yield scope.source.finding(node, scope.name, message, "function")
            elif node.kind == "IdentifierLiteral":
                message = f"{node.Value} is a word where a value belongs: it would be taken as text"
                yield scope.source.finding(node, scope.name, message, "function")
            elif node.kind == "GlobalFunctionTableReference":
                yield from _builtin(scope, node, node.Name.Value, arities("tables"))
            elif node.kind == "SchemaObjectFunctionTableReference":
                yield from _own(context, scope, node, dotted(node.SchemaObject))


def _has_no_table(column: Node) -> bool:
    """Whether a word in a SET, DECLARE, IF or the like stands outside of every query."""
    inner = column
    for outer in column.ancestors():
        if outer.kind == "FunctionCall" and outer.FunctionName.Value.upper() in WITH_DATEPART:
            return False
        if outer.kind in QUERIES:
            return False
        if outer.kind in (
            "SetVariableStatement",
            "DeclareVariableElement",
            "ReturnStatement",
            "PrintStatement",
        ):
            return True
        if outer.kind in ("IfStatement", "WhileStatement"):
            return inner is outer.Predicate
        inner = outer
    return False


def _global_variables() -> tuple[str, ...]:
    return sections("functions")["global variables"]


@cache
def arities(heading: str) -> Arities:
    """The functions below a heading of data/functions.txt, each with its least and most arguments."""
    found = {}
    for word in sections("functions")[heading]:
        name, _, count = word.partition(":")
        least, _, most = count.partition("-")
        found[name] = int(least), int(most or least)
    return found


def _builtin(scope: Scope, node: Node, name: str, known: Arities) -> Iterator[Finding]:
    later = arities("later").get(name.upper())
    if later is not None:
        message = f"{name.upper()} came with SQL Server {later[0]}; the oldest here is 2017"
        yield scope.source.finding(node, scope.name, message, "function")
        return
    if name.upper() not in known:
        yield scope.source.finding(node, scope.name, f"SQL Server 2017 has no function {name}", "function")
        return
    if name != name.upper():
        yield scope.source.finding(node, scope.name, f"functions are upper case: {name.upper()}", "case")
    least, most = known[name.upper()]
    given = len(node.Parameters)
    if not least <= given <= most:
        takes = str(least) if least == most else f"{least} to {most}"
        message = f"{name} takes {takes} arguments, {given} are given"
        yield scope.source.finding(node, scope.name, message, "function")


def _datepart(scope: Scope, node: Node) -> Iterator[Finding]:
    if node.FunctionName.Value.upper() not in WITH_DATEPART or not node.Parameters:
        return
    part = scope.source.words(node.Parameters[0])
    if part not in sections("functions")["date parts"]:
        message = f"{part} is no date part (written in full, upper case)"
        yield scope.source.finding(node.Parameters[0], scope.name, message, "datepart")


def _own(context: Context, scope: Scope, node: Node, name: str) -> Iterator[Finding]:
    module = context.schema.modules.get(name)
    if module is not None and module.kind == "function":
        declared, given = len(module.parameters), len(node.Parameters)
        if declared != given:
            message = f"{name} takes {declared} arguments, {given} are given"
            yield scope.source.finding(node, scope.name, message, "function")
    elif name.startswith("sys.") and name not in sections("functions")["system tables"]:
        yield scope.source.finding(
            node, scope.name, f"{name} is not among the system functions known here", "function"
        )
