"""What is altered, emptied or dropped must be declared: DacFx takes these statements without a look."""

from __future__ import annotations

from collections.abc import Iterator

from ..context import Context, Scope, is_test
from ..report import Finding
from ..schema import ALTERING, DROPPED, Table, dotted, dropped_names, element_name, is_temporary
from ..tree import Node

DROP = "database/drop.sql"
# The property with the table's name, by kind of statement; the ALTER TABLE family has SchemaObjectName.
TABLE_NAME = {
    "TruncateTableStatement": "TableName",
    "AlterIndexStatement": "OnName",
    "UpdateStatisticsStatement": "SchemaObjectName",
}


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    for scope in context.scopes():
        for node in scope.node.walk():
            name = node.fields.get(TABLE_NAME.get(node.kind, ""))
            if node.kind.startswith("AlterTable") and node.kind.endswith("Statement"):
                name = node.SchemaObjectName
            if name is not None and not is_temporary(name):
                yield from _table(context, scope, node, name)
            if node.kind in DROPPED and not is_test(scope.source):
                yield from _dropped(context, scope, node)
    yield from _complete(context)


def _table(context: Context, scope: Scope, node: Node, name: Node) -> Iterator[Finding]:
    table = context.schema.tables.get(dotted(name))
    if table is None and dotted(name) not in context.schema.dropped:
        yield scope.source.finding(name, scope.name, f"no script declares the table {dotted(name)}", "target")
    elif table is not None and node.kind in ALTERING:
        yield from _element(scope, table, node)


def _element(scope: Scope, table: Table, node: Node) -> Iterator[Finding]:
    """ALTER COLUMN must name a column; what a later DROP took is gone from the final state."""
    if node.kind == "AlterTableAlterColumnStatement":
        column = node.ColumnIdentifier.Value
        if column not in {element_name(element) for element in table.elements}:
            message = f"{table.name} has no column {column}"
            yield scope.source.finding(node.ColumnIdentifier, scope.name, message, "target")


def _dropped(context: Context, scope: Scope, node: Node) -> Iterator[Finding]:
    kind = DROPPED[node.kind]
    known = context.schema.names(kind) | context.schema.dropped
    for name in dropped_names(node):
        if name not in known and not name.startswith("#"):
            yield scope.source.finding(node, scope.name, f"no script declares the {kind} {name}", "target")


def _complete(context: Context) -> Iterator[Finding]:
    """Of what drop.sql drops by name, it drops all."""
    source = context.project.sources.get(DROP)
    if source is None or source.tree is None:
        return
    dropped: dict[str, set[str]] = {}
    for node in source.tree.find(*DROPPED):
        dropped.setdefault(DROPPED[node.kind], set()).update(dropped_names(node))
    for kind, names in dropped.items():
        written = {
            item.name
            for item in context.schema.declared(kind)
            if not (item.source.is_generated or is_test(item.source))
        }
        for name in sorted(written - names):
            yield source.finding(0, name, f"the {kind} {name} is not dropped here", "target")
