"""Column lists: their number against what fills them, doubles, columns that must or cannot be written."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Scope, is_test
from ..report import Finding
from ..schema import Table
from ..tree import Node, name_parts


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    for scope in context.scopes():
        for node in scope.node.walk():
            if node.kind == "InsertSpecification":
                yield from _insert(context, scope, node)
            elif node.kind == "MergeSpecification":
                yield from _merge(context, scope, node)
            elif node.kind == "UpdateSpecification":
                yield from _assigned(scope, node.SetClauses, _target(context, scope, node))
            elif node.kind == "OutputIntoClause":
                yield from _output(context, scope, node)
            elif node.kind == "BinaryQueryExpression":
                yield from _arms(scope, node)
            elif node.kind in ("CommonTableExpression", "QueryDerivedTable"):
                yield from _named_columns(scope, node, node.QueryExpression)
            elif node.kind in ("CreateViewStatement", "CreateOrAlterViewStatement"):
                yield from _named_columns(scope, node, node.SelectStatement.QueryExpression)
            elif node.kind == "InlineDerivedTable":
                yield from _rows(scope, node.RowValues, len(node.Columns))


def width(query: Node) -> int | None:
    """How many columns a query returns; None with a star, or where it assigns variables."""
    if query.kind == "QueryParenthesisExpression":
        return width(query.QueryExpression)
    if query.kind == "BinaryQueryExpression":
        return width(query.FirstQueryExpression)
    elements = query.SelectElements
    return len(elements) if all(element.kind == "SelectScalarExpression" for element in elements) else None


def _target(context: Context, scope: Scope, specification: Node) -> Table | None:
    """The table that an INSERT, UPDATE or MERGE writes, also where an alias names it."""
    target = specification.Target
    table = context.columns_of(scope, target)
    clause = specification.fields.get("FromClause")
    if table is None and clause is not None and target.kind == "NamedTableReference":
        alias = name_parts(target.SchemaObject)[-1]
        for reference in clause.find("NamedTableReference", "VariableTableReference"):
            if reference.Alias is not None and reference.Alias.Value == alias:
                table = context.columns_of(scope, reference)
    return table


def _insert(context: Context, scope: Scope, node: Node) -> Iterator[Finding]:
    source = node.InsertSource
    if not node.Columns:
        if source.kind != "ValuesInsertSource" or not source.IsDefaultValues:
            yield scope.source.finding(node, scope.name, "INSERT does not name its columns", "insert-columns")
        return
    table = _target(context, scope, node)
    yield from _written(scope, node, node.Columns, table, _identity_insert(scope))
    if source.kind == "ValuesInsertSource":
        yield from _rows(scope, source.RowValues, len(node.Columns))
    elif source.kind == "SelectInsertSource":
        yield from _counts(scope, node, len(node.Columns), width(source.Select))


def _merge(context: Context, scope: Scope, node: Node) -> Iterator[Finding]:
    table = _target(context, scope, node)
    for action in node.find("InsertMergeAction"):
        if not action.Columns:
            yield scope.source.finding(
                action, scope.name, "INSERT does not name its columns", "insert-columns"
            )
            continue
        yield from _written(scope, action, action.Columns, table, False)
        yield from _rows(scope, action.Source.RowValues, len(action.Columns))
    for action in node.find("UpdateMergeAction"):
        yield from _assigned(scope, action.SetClauses, table)


def _identity_insert(scope: Scope) -> bool:
    return any(True for _ in scope.node.find("SetIdentityInsertStatement"))


def _written(
    scope: Scope, node: Node, columns: list[Node], table: Table | None, identity: bool
) -> Iterator[Finding]:
    names = [name_parts(column.MultiPartIdentifier)[-1] for column in columns]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield scope.source.finding(
                columns[place], scope.name, f"{name} stands twice in the list", "insert-columns"
            )
    # tSQLt's FakeTable takes identity, computed columns, defaults and NOT NULL away.
    if table is None or is_test(scope.source):
        return
    for column, name in zip(columns, names, strict=True):
        declared = table.columns.get(name)
        if declared is not None and not declared.writable and not identity:
            message = f"{name} of {table.name} is computed or an identity"
            yield scope.source.finding(column, scope.name, message, "insert-columns")
    lacking = [
        column.name for column in table.columns.values() if column.required and column.name not in names
    ]
    if lacking:
        message = f"{', '.join(lacking)} of {table.name} is NOT NULL without a default, and is left out"
        yield scope.source.finding(node, scope.name, message, "insert-required")


def _assigned(scope: Scope, clauses: list[Node], table: Table | None) -> Iterator[Finding]:
    seen: set[str] = set()
    for clause in clauses:
        column = clause.fields.get("Column")
        if column is None:
            continue
        name = name_parts(column.MultiPartIdentifier)[-1]
        if name in seen:
            yield scope.source.finding(column, scope.name, f"{name} is set twice", "update-columns")
        seen.add(name)
        declared = table.columns.get(name) if table is not None else None
        if table is not None and declared is not None and not declared.writable:
            message = f"{name} of {table.name} is computed or an identity"
            yield scope.source.finding(column, scope.name, message, "update-columns")


def _rows(scope: Scope, rows: list[Node], expected: int) -> Iterator[Finding]:
    for row in rows:
        yield from _counts(scope, row, expected, len(row.ColumnValues))


def _counts(scope: Scope, node: Node, columns: int, values: int | None) -> Iterator[Finding]:
    if values is not None and columns != values:
        yield scope.source.finding(
            node, scope.name, f"{columns} columns are named, {values} are given", "column-count"
        )


def _output(context: Context, scope: Scope, node: Node) -> Iterator[Finding]:
    if node.IntoTableColumns:
        yield from _counts(scope, node, len(node.IntoTableColumns), len(node.SelectColumns))
        return
    table = context.columns_of(scope, node.IntoTable)
    if table is not None:
        writable = sum(column.writable for column in table.columns.values())
        yield from _counts(scope, node, writable, len(node.SelectColumns))


def _arms(scope: Scope, node: Node) -> Iterator[Finding]:
    first, second = width(node.FirstQueryExpression), width(node.SecondQueryExpression)
    if None not in (first, second) and first != second:
        message = f"{node.BinaryQueryExpressionType.upper()} of {first} and {second} columns"
        yield scope.source.finding(node, scope.name, message, "column-count")


def _named_columns(scope: Scope, node: Node, query: Node) -> Iterator[Finding]:
    if node.Columns:
        yield from _counts(scope, node, len(node.Columns), width(query))
