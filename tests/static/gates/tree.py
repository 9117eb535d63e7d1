"""Microsoft's syntax tree as plain Python objects.

ScriptDom's own objects cost a call into .NET for every property; rules walk every tree many times, so each is
copied once.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import dotnet

# Places and tokens, which Node keeps in its own way, and the doubled access to the parts of a name.
LEFT_OUT = {
    "StartOffset", "FragmentLength", "StartLine", "StartColumn",
    "FirstTokenIndex", "LastTokenIndex", "ScriptTokenStream",
    "BaseIdentifier", "SchemaIdentifier", "DatabaseIdentifier", "ServerIdentifier", "Count",
}  # fmt: skip


class Node:
    """One fragment of a script: `kind` is ScriptDom's class; its properties are attributes, None if unset."""

    __slots__ = ("_all", "_place", "_size", "column", "fields", "kind", "length", "line", "parent", "start")

    def __init__(self, kind: str, start: int, length: int, line: int, column: int) -> None:
        self.kind = kind
        self.start = start
        self.length = length
        self.line = line
        self.column = column
        self.fields: dict[str, Any] = {}
        self.parent: Node | None = None
        # All fragments of the script, parents first, and which of them are this one and those below it.
        self._all: list[Node] = []
        self._place = 0
        self._size = 0

    def __getattr__(self, name: str) -> Any:
        try:
            return self.fields[name]
        except KeyError:
            raise AttributeError(f"{self.kind} has no property {name}") from None

    def __repr__(self) -> str:
        return f"<{self.kind} at {self.line}:{self.column}>"

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + self.length

    def walk(self) -> list[Node]:
        """This fragment and everything below it, parents first."""
        return self._all[self._place : self._place + self._size]

    def find(self, *kinds: str) -> Iterator[Node]:
        """Every fragment of the given kinds, this one included."""
        return (node for node in self.walk() if node.kind in kinds)

    def ancestors(self) -> Iterator[Node]:
        """The fragments around this one, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(frozen=True)
class SyntaxProblem:
    """What the parser refused, and where (line and column counted from 1)."""

    line: int
    column: int
    number: int
    message: str


@functools.lru_cache(maxsize=4096)
def parse(text: str) -> tuple[Node | None, tuple[SyntaxProblem, ...]]:
    """Parses a script with SQL Server 2017's grammar; the tree is None where it has errors."""
    parser = dotnet.script_dom().TSql140Parser(True)
    script, errors = parser.Parse(dotnet.string_reader(text), None)
    problems = tuple(SyntaxProblem(e.Line, e.Column, e.Number, e.Message) for e in errors)
    return (None if problems else _copy(script, None, [])), problems


def _copy(fragment: Any, parent: Node | None, nodes: list[Node]) -> Node:
    clr_type = fragment.GetType()
    node = Node(
        clr_type.Name, fragment.StartOffset, fragment.FragmentLength, fragment.StartLine, fragment.StartColumn
    )
    node.parent = parent
    node._all, node._place = nodes, len(nodes)
    nodes.append(node)
    for name, form in _properties(clr_type):
        value = getattr(fragment, name)
        if value is not None:
            if form == "fragment":
                value = _copy(value, node, nodes)
            elif form == "list":
                value = [
                    _copy(item, node, nodes) if hasattr(item, "FirstTokenIndex") else item for item in value
                ]
            elif form == "enum":
                value = value.ToString()
        node.fields[name] = value
    node._size = len(nodes) - node._place
    return node


@functools.cache
def _fragment_type() -> Any:
    return dotnet.clr_type(dotnet.script_dom().TSqlFragment)


_forms: dict[str, list[tuple[str, str]]] = {}


def _properties(clr_type: Any) -> list[tuple[str, str]]:
    name = clr_type.FullName
    if name not in _forms:
        _forms[name] = [
            (prop.Name, _form(prop.PropertyType))
            for prop in clr_type.GetProperties()
            if prop.Name not in LEFT_OUT and prop.GetIndexParameters().Length == 0
        ]
    return _forms[name]


def _form(clr_type: Any) -> str:
    if _fragment_type().IsAssignableFrom(clr_type):
        return "fragment"
    if clr_type.IsEnum:
        return "enum"
    if clr_type.IsGenericType and clr_type.Name.startswith("IList"):
        return "list"
    return "value"


def name_parts(name: Node) -> tuple[str, ...]:
    """The parts of a SchemaObjectName or MultiPartIdentifier as written, without brackets."""
    return tuple(part.Value for part in name.Identifiers)
