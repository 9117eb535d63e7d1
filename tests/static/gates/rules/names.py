"""Names: constraints and indexes bear their table's, a file of code holds one object and bears its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from ..census import declared_by_text
from ..context import Context
from ..report import Finding
from ..schema import Element, Table
from ..tree import Node

# Folders where every file holds one object.
ONE_OBJECT = ("types", "procs", "database/functions", "database/views")


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    for table in context.schema.tables.values():
        for element in table.elements:
            for part in _named_parts(element.node):
                yield from _named(table, element, part)
    for source in context.project.under(*ONE_OBJECT):
        declared = list(declared_by_text(source))
        stem = PurePosixPath(source.path).stem
        if not declared:
            yield source.finding(0, stem, "the file declares nothing", "file-name")
        for _, name, start in declared:
            if name != stem:
                yield source.finding(
                    start, name, f"the file is named {stem}: one object per file", "file-name"
                )


def _named_parts(node: Node) -> Iterator[Node]:
    """The constraints and indexes of a column, or the constraint or index itself."""
    parts = (
        [node] if node.kind != "ColumnDefinition" else [node.DefaultConstraint, node.Index, *node.Constraints]
    )
    return (part for part in parts if part is not None and part.kind != "NullableConstraintDefinition")


def _named(table: Table, element: Element, part: Node) -> Iterator[Finding]:
    identifier = part.Name if part.kind == "IndexDefinition" else part.ConstraintIdentifier
    if identifier is None:
        message = "the constraint has no name, so every database gets another one"
        yield element.source.finding(part, table.name, message, "constraint-name")
        return
    pattern = _pattern(table.name.rpartition(".")[2], element, part)
    if not re.fullmatch(pattern, identifier.Value):
        message = f"{identifier.Value} is not named {pattern.replace(chr(92), '')}"
        yield element.source.finding(identifier, table.name, message, "constraint-name")


def _pattern(table: str, element: Element, part: Node) -> str:
    if part.kind == "UniqueConstraintDefinition":
        return f"PK_{table}" if part.IsPrimaryKey else rf"UQ_{table}(_\w+)?"
    if part.kind == "DefaultConstraintDefinition":
        column = element.node.fields.get("ColumnIdentifier") or part.Column
        return f"DF_{table}_{column.Value}"
    prefix = {"ForeignKeyConstraintDefinition": "FK", "CheckConstraintDefinition": "CK"}.get(
        part.kind, "(IX|UX)"
    )
    return rf"{prefix}_{table}_\w+"
