"""All scripts as one DacFx model: what does not resolve is an error, and so is what did not arrive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from . import dotnet, shadows
from .lexer import Token, code
from .mapped import Edit, MappedText
from .report import Finding
from .schema import MODULES, Declared, Element, Module, Schema, Table, batches, kind_of
from .shadows import SHADOW
from .sources import Project, Source
from .tree import Node

# A slip of case is an error on a server with a case-sensitive collation, so it is one here.
COLLATION = "Latin1_General_100_CS_AS"
# What DacFx knows nothing of without Microsoft's model of master; rules/execute.py and system_views.py check it.
SYSTEM_REFERENCE = re.compile(r"unresolved reference to object \[sys\]\.")
NOTHING = "PRINT N'';"
# DacFx's names for what a script text declares, by the words behind CREATE.
COUNTED = {
    "TABLE": ("Table",),
    "TYPE": ("TableType", "DataType"),
    "PROCEDURE": ("Procedure",),
    "PROC": ("Procedure",),
    "VIEW": ("View",),
    "FUNCTION": ("TableValuedFunction", "ScalarFunction"),
    "SYNONYM": ("Synonym",),
    "ROLE": ("Role",),
    "SEQUENCE": ("Sequence",),
}


@dataclass(frozen=True)
class Entry:
    """One script of the model: `name` is the object that messages about it name."""

    name: str
    script: MappedText


def check(project: Project, schema: Schema) -> Iterator[Finding]:
    """Compiles the project; yields what does not resolve, and objects that the model does not hold."""
    entries = list(model_entries(project, schema))
    messages, names = compiled([e.script.text for e in entries], [script for _, script in shadows.of_system_views()])
    seen: set[tuple[str, int, int, int]] = set()
    for message in messages:
        if message.entry is None or SYSTEM_REFERENCE.search(message.text):
            continue
        entry = entries[message.entry]
        source, offset = entry.script.locate(message.line, message.column)
        place = (source.path, *source.place(offset), message.number)
        # A view's columns are elements of their own: the same place comes twice.
        if place not in seen:
            seen.add(place)
            yield source.finding(offset, entry.name, shadows.shown(message.text), f"SQL{message.number}")
    yield from missing(project, names)


def missing(project: Project, names: set[tuple[str, str]]) -> Iterator[Finding]:
    """What the text of the scripts declares and the model, whose (type, name) pairs are given, does not hold."""
    for source in project:
        if source.path.endswith("drop.sql"):
            continue
        for word, name, start in declared_by_text(source):
            if not any((kind, name) in names for kind in COUNTED[word]):
                message = f"CREATE {word} {name} did not reach the model, so nothing in it was checked"
                yield source.finding(start, name, message, "model")


def declared_by_text(source: Source) -> Iterator[tuple[str, str, int]]:
    """Word, dotted name and offset of every CREATE outside of module bodies, read without the syntax tree."""
    words = code(source.sql)
    inside_module = False
    for i, token in enumerate(words):
        if _is(token, "GO") and (i == 0 or "\n" in source.sql[words[i - 1].end : token.start]):
            inside_module = False
        if inside_module or not _is(token, "CREATE"):
            continue
        at = i + 3 if i + 2 < len(words) and _is(words[i + 1], "OR") and _is(words[i + 2], "ALTER") else i + 1
        if at + 1 >= len(words) or words[at].text.upper() not in COUNTED:
            continue
        word = words[at].text.upper()
        inside_module = word in ("PROCEDURE", "PROC", "VIEW", "FUNCTION")
        name = _name(words[at + 1 :])
        if not name.startswith("#"):
            yield word, name, token.start


def _is(token: Token, word: str) -> bool:
    return token.kind == "word" and token.text.upper() == word


def _name(words: list[Token]) -> str:
    parts = [words[0].text]
    while len(words) > 2 and words[1].text == ".":
        words = words[2:]
        parts.append(words[0].text)
    return ".".join(part[1:-1] if part[0] in '["' else part for part in parts)


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
    script.insert(" NOT NULL" if alter.AlterTableAlterColumnOption == "NotNull" else " NULL", source, alter.start)
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
    yield Entry(module.name, MappedText().copy(source, node.start, node.end, [*without_or_alter(source, node), *edits]))


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
        edits += [Edit(leaf.start, leaf.length, NOTHING) for leaf in declaring]
        script = MappedText().insert(
            f"CREATE PROCEDURE [{SHADOW}].[{source.path} {owner}] AS BEGIN\n", source, batch.start
        )
        script.copy(source, batch.start, batch.end, edits).insert("\nEND;", source, batch.end - 1)
        yield Entry(owner, script)


@dataclass(frozen=True)
class Message:
    """A message of DacFx; `entry` is the number of the script it is about, None for a shadow of a system view."""

    entry: int | None
    line: int
    column: int
    number: int
    text: str


def compiled(scripts: list[str], preamble: Iterable[str] = ()) -> tuple[list[Message], set[tuple[str, str]]]:
    """Builds a model of the scripts; returns its messages, and the (type, dotted name) of what it holds."""
    dac = dotnet.dac_model()
    options = dac.TSqlModelOptions()
    options.Collation = COLLATION
    model = dac.TSqlModel(dac.SqlServerVersion.Sql140, options)
    try:
        service = _Service(model)
        empty = dac.TSqlObjectOptions()
        model.AddOrUpdateObjects(f"CREATE SCHEMA [{SHADOW}];\nGO\n" + "\nGO\n".join(preamble), "preamble.sql", empty)
        for number, script in enumerate(scripts):
            model.AddOrUpdateObjects(script, f"{number}.sql", empty)
        messages = [
            Message(_entry(e.SourceName), e.Line, e.Column, e.ErrorCode, e.Message) for e in model.GetModelErrors()
        ]
        messages += [
            Message(_entry(e.Document), e.Line, e.Column, e.ErrorCode, e.Message) for e in service.validation_errors()
        ]
        held = {
            (thing.ObjectType.Name, ".".join(thing.Name.Parts))
            for thing in model.GetObjects(dac.DacQueryScopes.UserDefined)
        }
    finally:
        model.Dispose()
    return messages, held


def _entry(document: str | None) -> int | None:
    found = re.search(r"(\d+)\.sql$", document or "")
    return int(found.group(1)) if found else None


class _Service:
    """The part of DacFx that knows the places of errors; the public TSqlModel.Validate() leaves them out."""

    def __init__(self, model: Any) -> None:
        from System.Reflection import BindingFlags

        flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        self._service = dotnet.clr_type(type(model)).GetField("_service", flags).GetValue(model)
        kind = self._service.GetType()
        self._validate = kind.GetMethod("GetModelValidationErrors", flags)
        # One script in error must not keep the others out.
        kind.GetMethod("SetThrowOnModelErrors", flags).Invoke(self._service, [False])

    def validation_errors(self) -> Any:
        return self._validate.Invoke(self._service, [None])
