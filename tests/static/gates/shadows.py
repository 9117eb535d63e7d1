"""Shadow tables: ordinary tables in the place of those whose columns DacFx does not check.

DacFx takes table-valued parameters, table variables, temporary tables and views of `sys` without a look at
their columns. In the text for the model, a table of the schema SHADOW with the same columns stands for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .data import sections
from .mapped import Edit, MappedText
from .schema import Schema, Table, column_of, element_name, table_of
from .sources import Source
from .tree import Node, name_parts

SHADOW = "acm_gate"


@dataclass(frozen=True)
class Shadow:
    """A shadow table: its name without schema, and its CREATE TABLE."""

    name: str
    script: MappedText


def shown(message: str) -> str:
    """A message of DacFx with shadow tables under the names that the scripts use."""
    return re.sub(rf"\[{SHADOW}\]\.\[(?:[^\]]* )?([^\] ]+)\]", r"[\1]", message)


def of_types(schema: Schema) -> Iterator[Shadow]:
    """A shadow per table type."""
    return (shadow(table.name, table) for table in schema.types.values())


def of_system_views() -> Iterator[tuple[str, str]]:
    """Name and CREATE TABLE of a shadow per known catalogue view."""
    for view, columns in sections("system_views").items():
        body = ", ".join(f"[{column}] int" for column in columns)
        yield view, f"CREATE TABLE [{SHADOW}].[{view}] ({body});"


def shadow(name: str, table: Table) -> Shadow:
    """The shadow of a table type, table variable or temporary table: its columns without constraints."""
    script = MappedText().insert(f"CREATE TABLE [{SHADOW}].[{name}] (", table.source, table.node.start)
    separator = ""
    for element in table.elements:
        column = column_of(element)
        if column is None:
            continue
        typed, source = element.retyped or (element.node, element.source)
        script.insert(f"{separator}[{element_name(element)}] ", element.source, element.node.start)
        if typed.DataType is None:
            expression = element.node.ComputedColumnExpression
            script.insert("AS ", element.source, expression.start)
            script.copy(element.source, expression.start, expression.end)
        else:
            script.copy(source, typed.DataType.start, typed.DataType.end)
        separator = ", "
    script.insert(");", table.source, table.node.start)
    return Shadow(name, script)


def temporary_tables(source: Source, scope: Node) -> dict[str, Table]:
    """The temporary tables that a fragment creates, by name."""
    created = (
        n for n in scope.find("CreateTableStatement") if name_parts(n.SchemaObjectName)[-1].startswith("#")
    )
    return {
        name_parts(node.SchemaObjectName)[-1]: table_of(
            source, node, "temporary table", node.SchemaObjectName
        )
        for node in created
    }


def table_variables(source: Source, scope: Node) -> tuple[dict[str, Table], dict[str, str]]:
    """A fragment's table variables with columns of their own, and the type of each variable that has one."""
    own = {
        body.VariableName.Value: table_of(source, body, "table variable", body.VariableName.Value)
        for body in scope.find("DeclareTableVariableBody")
        if body.VariableName is not None
    }
    typed = {
        element.VariableName.Value: ".".join(name_parts(element.DataType.Name))
        for element in scope.find("DeclareVariableElement", "ProcedureParameter")
        if element.DataType is not None and element.DataType.kind == "UserDataTypeReference"
    }
    return own, typed


def replaced(
    schema: Schema, source: Source, scope: Node, owner: str, outer: Mapping[str, Table]
) -> tuple[list[Edit], list[Shadow]]:
    """The edits that put shadows into a module or batch, and the shadows of its own tables.

    `outer` holds temporary tables made elsewhere that are in sight here.
    """
    own, typed = table_variables(source, scope)
    temporary = {**outer, **temporary_tables(source, scope)}
    names = {name: f"{owner} {name}" for name in (*own, *temporary)}
    names |= {name: kind for name, kind in typed.items() if kind in schema.types}
    edits = []
    for reference in scope.find("VariableTableReference", "NamedTableReference"):
        if reference.kind == "VariableTableReference":
            at, name = reference.Variable, names.get(reference.Variable.Name)
        else:
            at, parts = reference.SchemaObject, name_parts(reference.SchemaObject)
            dotted = ".".join(parts)
            name = (
                names.get(parts[-1])
                if parts[-1].startswith("#")
                else dotted
                if dotted in sections("system_views")
                else None
            )
        if name is not None:
            edits.append(Edit(at.start, at.length, f"[{SHADOW}].[{name}]"))
    return edits, [shadow(names[name], table) for name, table in {**own, **temporary}.items()]
