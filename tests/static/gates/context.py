"""What every rule is given, and small questions that several rules ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .schema import MODULES, Module, Schema, Table, dotted, module_name
from .shadows import table_variables, temporary_tables
from .sources import EXTERNAL, TESTS, Project, Source
from .tree import Node


@dataclass(frozen=True)
class Scope:
    """A module or a batch: where variables live. `name` is what findings call it."""

    source: Source
    node: Node
    name: str

    def table_variables(self) -> tuple[dict[str, Table], dict[str, str]]:
        """Table variables with own columns, and the user type of each variable that has one."""
        return table_variables(self.source, self.node)

    def variable_types(self) -> dict[str, str]:
        """The text of every scalar variable's and parameter's data type, lower case."""
        return {
            element.VariableName.Value: self.source.words(element.DataType).lower()
            for element in self.node.find("DeclareVariableElement", "ProcedureParameter")
            if element.DataType is not None
        }


@dataclass(frozen=True)
class Context:
    """All scripts, and what they declare."""

    project: Project
    schema: Schema

    def scopes(self) -> Iterator[Scope]:
        """Every module and every other batch of every script that parses."""
        for source in self.project:
            if source.tree is None:
                continue
            for batch in source.tree.Batches:
                first = batch.Statements[0] if batch.Statements else None
                if first is not None and first.kind in MODULES:
                    yield Scope(source, first, dotted(module_name(first)))
                elif first is not None:
                    yield Scope(source, batch, "batch")

    def modules(self, *kinds: str) -> Iterator[Module]:
        """The project's own modules of some kinds; test procedures are left out."""
        for module in self.schema.modules.values():
            if module.kind in kinds and not is_test(module.source):
                yield module

    def columns_of(self, scope: Scope, reference: Node) -> Table | None:
        """The table behind a table reference: a base table, table variable, TVP or temporary table."""
        if reference.kind == "VariableTableReference":
            own, typed = scope.table_variables()
            name = reference.Variable.Name
            return own.get(name) or self.schema.types.get(typed.get(name, ""))
        if reference.kind != "NamedTableReference":
            return None
        name = dotted(reference.SchemaObject)
        if name.startswith("#"):
            return temporary_tables(scope.source, scope.node).get(name)
        return self.schema.tables.get(name)


def is_test(source: Source) -> bool:
    """Whether a script belongs to the tSQLt tests, where some rules do not hold."""
    return source.path.startswith(TESTS) or source.path == EXTERNAL


def body(module: Module) -> list[Node]:
    """The statements of a procedure, inside the BEGIN … END around them."""
    statements: list[Node] = module.node.StatementList.Statements if module.node.StatementList else []
    if len(statements) == 1 and statements[0].kind == "BeginEndBlockStatement":
        statements = statements[0].StatementList.Statements
    return statements
