"""Compares the columns of the table types with those that a client was built for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .report import Finding
from .schema import Schema


def type_columns(schema: Schema) -> dict[str, tuple[str, ...]]:
    """The columns of every table type, in order, by the type's name."""
    return {name: tuple(table.columns) for name, table in schema.types.items()}


def differences(declared: Mapping[str, Sequence[str]], expected: Mapping[str, Sequence[str]]) -> list[str]:
    """What tells two maps of type names to column lists apart, one sentence each; order counts."""
    found = [
        f"{name}: the client does not know this type" for name in sorted(declared.keys() - expected.keys())
    ]
    found += [
        f"{name}: the scripts declare no such type" for name in sorted(expected.keys() - declared.keys())
    ]
    for name in sorted(declared.keys() & expected.keys()):
        ours, theirs = list(declared[name]), list(expected[name])
        if ours != theirs:
            place = next((i for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b), None)
            if place is None:
                found.append(f"{name}: {len(ours)} columns are declared, the client sends {len(theirs)}")
            else:
                found.append(f"{name}: column {place + 1} is {ours[place]}, the client sends {theirs[place]}")
    return found


def check(schema: Schema, expected: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    """The differences as findings at the types' scripts."""
    for difference in differences(type_columns(schema), expected):
        name = difference.partition(":")[0]
        table = schema.types.get(name)
        if table is None:
            yield Finding("types", 1, 1, name, difference, "contract")
        else:
            yield table.source.finding(table.node, name, difference, "contract")
