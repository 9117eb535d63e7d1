"""Text in quotes that stands for something: names of objects, and values of a closed vocabulary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ..context import Context, Scope, is_test
from ..report import Finding
from ..schema import Schema, dotted, kind_of
from ..tree import Node, name_parts

NAMING = {
    "OBJECT_ID": ("table", "procedure", "view", "function", "synonym"),
    "TYPE_ID": ("type", "alias type"),
}
OBJECT_KINDS = {
    "U": "table",
    "P": "procedure",
    "V": "view",
    "IF": "function",
    "FN": "function",
    "SN": "synonym",
}


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    vocabularies = closed_vocabularies(context.schema)
    for scope in context.scopes():
        yield from _names(context.schema, scope)
        yield from _guards(scope)
        if not is_test(scope.source):
            yield from _values(scope, vocabularies)


def _names(schema: Schema, scope: Scope) -> Iterator[Finding]:
    schemas = {
        name.partition(".")[0] for name in schema.names("table", "type", "procedure", "view", "function")
    }
    everything = schema.names(
        "table", "type", "alias type", "procedure", "view", "function", "synonym", "sequence"
    )
    for node in scope.node.find("StringLiteral"):
        value = node.Value
        parent = node.parent
        call = (
            parent.FunctionName.Value.upper() if parent is not None and parent.kind == "FunctionCall" else ""
        )
        if call in NAMING and parent is not None and parent.Parameters[0] is node:
            known = schema.names(*_kinds(parent, call))
        elif re.fullmatch(r"\w+\.\w+", value) and value.partition(".")[0] in schemas:
            known = everything
        else:
            continue
        if value not in known and not re.search(r"[#%]", value):
            yield scope.source.finding(
                node, scope.name, f"'{value}' names nothing that the scripts declare", "literal"
            )


def _kinds(call: Node, name: str) -> tuple[str, ...]:
    if name == "OBJECT_ID" and len(call.Parameters) == 2:
        return (OBJECT_KINDS.get(call.Parameters[1].fields.get("Value") or "", ""),)
    return NAMING[name]


def _guards(scope: Scope) -> Iterator[Finding]:
    """IF OBJECT_ID(N'x') IS NULL CREATE TABLE y would never, or always, create y."""
    for node in scope.node.find("IfStatement"):
        predicate = node.Predicate
        if predicate.kind != "BooleanIsNullExpression" or predicate.Expression.kind != "FunctionCall":
            continue
        call = predicate.Expression
        if call.FunctionName.Value.upper() not in NAMING or not call.Parameters:
            continue
        guarded = node.ThenStatement
        created = guarded.fields.get("SchemaObjectName") or guarded.fields.get("Name")
        if (
            kind_of(guarded) not in ("table", "type")
            or created is None
            or call.Parameters[0].kind != "StringLiteral"
        ):
            continue
        if dotted(created) != call.Parameters[0].Value:
            message = (
                f"the guard asks for {call.Parameters[0].Value}, the statement creates {dotted(created)}"
            )
            yield scope.source.finding(call, scope.name, message, "guard")


def closed_vocabularies(schema: Schema) -> dict[str, set[str]]:
    """The values that CHECK (column IN (...)) allows, by column name, over all tables.

    A column name that some table has without a vocabulary is left out.
    """
    allowed: dict[str, set[str]] = defaultdict(set)
    tables: dict[str, set[str]] = defaultdict(set)
    for table in schema.tables.values():
        for element in table.elements:
            for node in element.node.find("CheckConstraintDefinition"):
                condition = node.CheckCondition
                if (
                    condition.kind == "InPredicate"
                    and condition.Expression.kind == "ColumnReferenceExpression"
                ):
                    name = name_parts(condition.Expression.MultiPartIdentifier)[-1]
                    allowed[name] |= {v.Value for v in condition.Values if v.kind == "StringLiteral"}
                    tables[name].add(table.name)
    open_names = {
        name
        for table in schema.tables.values()
        for name in table.columns
        if name in allowed and table.name not in tables[name]
    }
    return {name: values for name, values in allowed.items() if values and name not in open_names}


def _values(scope: Scope, vocabularies: dict[str, set[str]]) -> Iterator[Finding]:
    # Rows on their way in may hold other values than the table that keeps some of them.
    incoming = {
        node.Alias.Value for node in scope.node.find("VariableTableReference") if node.Alias is not None
    }
    for subject, value in _pairs(scope.node):
        name = _column_or_variable(subject, incoming)
        if name in vocabularies and value.kind == "StringLiteral" and value.Value not in vocabularies[name]:
            allowed = ", ".join(sorted(vocabularies[name]))
            message = f"'{value.Value}' is not among the values of {name}: {allowed}"
            yield scope.source.finding(value, scope.name, message, "vocabulary")


def _pairs(scope: Node) -> Iterator[tuple[Node, Node]]:
    """Columns, variables and parameters, each with a literal that it is compared with or set to."""
    for node in scope.walk():
        if node.kind == "BooleanComparisonExpression":
            yield node.FirstExpression, node.SecondExpression
            yield node.SecondExpression, node.FirstExpression
        elif node.kind == "InPredicate":
            yield from ((node.Expression, value) for value in node.Values)
        elif node.kind == "AssignmentSetClause" and node.Column is not None:
            yield node.Column, node.NewValue
        elif node.kind == "SetVariableStatement" and node.Expression is not None:
            yield node.Variable, node.Expression
        elif node.kind == "ExecuteParameter" and node.Variable is not None:
            yield node.Variable, node.ParameterValue
        elif node.kind in ("InsertSpecification", "InsertMergeAction"):
            source = node.InsertSource if node.kind == "InsertSpecification" else node.Source
            for row in source.RowValues if source.kind == "ValuesInsertSource" else []:
                yield from zip(node.Columns, row.ColumnValues, strict=False)


def _column_or_variable(node: Node, incoming: set[str]) -> str:
    if node.kind == "ColumnReferenceExpression" and node.MultiPartIdentifier is not None:
        parts = name_parts(node.MultiPartIdentifier)
        return "" if parts[0] in incoming else parts[-1]
    return node.Name.lstrip("@") if node.kind == "VariableReference" else ""
