"""Names: constraints have one, and a file of code holds one object and bears its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from ..census import declared_by_text
from ..context import Context
from ..report import Finding
from ..schema import Table

# Folders where every file holds one object.
ONE_OBJECT = ("types", "procs", "database/functions", "database/views")


def check(context: Context) -> Iterator[Finding]:
    """All rules of this module."""
    for table in context.schema.tables.values():
        yield from _constraints(table)
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


def _constraints(table: Table) -> Iterator[Finding]:
    for element in table.elements:
        node = element.node
        parts = [node] if node.kind != "ColumnDefinition" else [node.DefaultConstraint, *node.Constraints]
        for part in parts:
            if part is None or part.kind == "NullableConstraintDefinition":
                continue
            if part.kind.endswith("ConstraintDefinition") and part.ConstraintIdentifier is None:
                message = "the constraint has no name, so every database gets another one"
                yield element.source.finding(part, table.name, message, "constraint-name")
