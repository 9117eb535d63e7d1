"""All scripts as one DacFx model: what does not resolve is an error, and so is what did not arrive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from . import census, shadows
from .dacfx import Message, Model
from .mapped import Edit, MappedText
from .report import Finding
from .schema import DROPPED, MODULES, Declared, Element, Module, Schema, Table, batches, kind_of
from .shadows import SHADOW
from .sources import Project, Source
from .tree import Node

# What DacFx knows nothing of without Microsoft's model of master; rules and shadow tables check it.
SYSTEM_REFERENCE = re.compile(r"unresolved reference to object \[sys\]\.")
# A name with its parts, as it stands in a script.
REFERENCE = re.compile(r"[@#\w$\[\]]+(\.[@#\w$\[\]]+)*")
NOTHING = "PRINT N'';"


@dataclass(frozen=True)
class Entry:
    """One script of the model: `name` is the object that messages about it name."""

    name: str
    script: MappedText


def check(project: Project, schema: Schema, model: Model) -> Iterator[Finding]:
    """Compiles the project; yields what does not resolve, and objects that the model does not hold."""
    entries = list(model_entries(project, schema))
    messages, names = model.compile([entry.script.text for entry in entries])
    seen: set[tuple[str, int, int, int]] = set()
    for message in messages:
        if SYSTEM_REFERENCE.search(message.text):
            continue
        if message.entry is None:
            yield Finding("tests/static/gates/data", 1, 1, "model", message.text, f"SQL{message.number}")
            continue
        entry = entries[message.entry]
        source, offset = entry.script.locate(message.line, message.column)
        place = (source.path, *source.place(offset), message.number)
        # A view's columns are elements of their own: the same place comes twice.
        if place not in seen:
            seen.add(place)
            yield source.finding(offset, entry.name, _worded(source, offset, message), f"SQL{message.number}")
    yield from census.check(project, names, schema.dropped)


def _worded(source: Source, offset: int, message: Message) -> str:
    """DacFx's sentence, led by the name that stands at the place, which not every sentence holds."""
    text = re.sub(r"^Sql\w+: (\[[^ ]*\] )?(has|contains) an ", "", shadows.shown(message.text))
    text = re.sub(
        r"^(unresolved reference) to an object\. .* objects: (.*)\.$", r"\1, it is none of \2", text
    )
    name = REFERENCE.match(source.sql, offset)
    return f"{name.group()}: {text.rstrip('.')}" if name else text


def model_entries(project: Project, schema: Schema) -> Iterator[Entry]:
    """The scripts of the model: declarations in their final state, shadows, and batches as procedures."""
    for table in (*schema.tables.values(), *schema.types.values()):
        yield Entry(table.name, table_script(table))
    yield from (Entry(s.name, s.script) for s in shadows.of_types(schema))
    for module in schema.modules.values():
        yield from _module_entries(schema, module)
    for other in schema.others:
        yield Entry(other.name, _other_script(other))
    made: dict[str, Table] = {}
    for source in project:
        for batch, leaves in batches(source):
            if not any(leaf.kind in MODULES for leaf in leaves):
                made |= shadows.temporary_tables(source, batch)
    for source in project:
        yield from _batch_entries(schema, source, made)


def table_script(table: Table) -> MappedText:
    """CREATE TABLE or CREATE TYPE with every later ALTER in it."""
    start = table.node.start
    opening = table.source.sql.index("(", table.node.start)
    closing = max((e.node.end for e in table.elements if e.source is table.source), default=opening + 1)
    script = MappedText().copy(table.source, start, opening + 1)
    for number, element in enumerate(table.elements):
        if number:
            script.insert(", ", element.source, element.node.start)
        _add_element(script, element)
    # What stands behind the last element that the CREATE itself holds: the bracket and the options.
    definition_end = max((e.end for e in _own_elements(table)), default=closing)
    return script.copy(table.source, table.source.sql.index(")", definition_end), table.node.end)


def _own_elements(table: Table) -> list[Node]:
    definition = table.node.Definition
    return [*definition.ColumnDefinitions, *definition.TableConstraints, *definition.Indexes]


def _add_element(script: MappedText, element: Element) -> None:
    if element.retyped is None:
        script.copy(element.source, element.node.start, element.node.end)
        return
    alter, source = element.retyped
    script.copy(source, alter.ColumnIdentifier.start, alter.DataType.end)
    script.insert(
        " NOT NULL" if alter.AlterTableAlterColumnOption == "NotNull" else " NULL", source, alter.start
    )
    for part in [element.node.DefaultConstraint, *element.node.Constraints]:
        if part is not None and part.kind != "NullableConstraintDefinition":
            script.insert(" ", element.source, part.start).copy(element.source, part.start, part.end)


def without_or_alter(source: Source, node: Node) -> list[Edit]:
    """DacFx takes CREATE OR ALTER without a word and adds nothing: the edit that makes it CREATE."""
    if "OrAlter" not in node.kind:
        return []
    found = re.compile(r"CREATE(?P<alter>\s+OR\s+ALTER)\b", re.IGNORECASE).match(source.sql, node.start)
    if found is None:
        return []
    blank = re.sub(r"\S", " ", found["alter"])
    return [Edit(found.start("alter"), len(blank), blank)]


def _module_entries(schema: Schema, module: Module) -> Iterator[Entry]:
    source, node = module.source, module.node
    edits, own = shadows.replaced(schema, source, node, module.name, {})
    yield from (Entry(module.name, shadow.script) for shadow in own)
    yield Entry(
        module.name,
        MappedText().copy(source, node.start, node.end, [*without_or_alter(source, node), *edits]),
    )


def _other_script(other: Declared) -> MappedText:
    if other.kind == "schema" and other.node.kind == "ExecuteStatement":
        return MappedText().insert(f"CREATE SCHEMA [{other.name}];", other.source, other.node.start)
    return MappedText().copy(other.source, other.node.start, other.node.end)


def _batch_entries(schema: Schema, source: Source, made: dict[str, Table]) -> Iterator[Entry]:
    """Statements that a script runs, as a procedure's body: DacFx then resolves what they name."""
    for number, (batch, leaves) in enumerate(batches(source), start=1):
        declaring = [leaf for leaf in leaves if kind_of(leaf) is not None]
        if not leaves or any(leaf.kind in MODULES for leaf in leaves) or batch.Statements == declaring:
            continue
        owner = f"batch {number}"
        in_sight = {name: table for name, table in made.items() if table.source is not source}
        edits, own = shadows.replaced(schema, source, batch, f"{source.path} {owner}", {**made, **in_sight})
        yield from (Entry(owner, shadow.script) for shadow in own)
        gone = [leaf for leaf in leaves if leaf.kind in DROPPED]
        edits += [Edit(leaf.start, leaf.length, NOTHING) for leaf in (*declaring, *gone)]
        script = MappedText().insert(
            f"CREATE PROCEDURE [{SHADOW}].[{source.path} {owner}] AS BEGIN\n", source, batch.start
        )
        script.copy(source, batch.start, batch.end, edits).insert("\nEND;", source, batch.end - 1)
        yield Entry(owner, script)
