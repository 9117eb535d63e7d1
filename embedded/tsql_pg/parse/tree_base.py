"""What the statement nodes are made of: names, types, options, and query nodes that sqlglot has not got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from sqlglot import exp


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One T-SQL statement; `line` is 1-based in its file (or in its module's definition)."""

    line: int


@dataclass(frozen=True)
class ObjectName:
    """A name of one to four parts as it was written, brackets taken off: `("dbo", "Order Lines")`."""

    parts: tuple[str, ...]
    line: int = 0

    @property
    def name(self) -> str:
        return self.parts[-1]

    @property
    def schema(self) -> str | None:
        return (self.parts[-2] or None) if len(self.parts) > 1 else None

    @property
    def database(self) -> str | None:
        return (self.parts[-3] or None) if len(self.parts) > 2 else None

    @property
    def is_temporary(self) -> bool:
        return self.name.startswith("#")

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True)
class TypeName:
    """A data type.

    A built-in type has its lower-case canonical name (integer -> int, dec -> decimal, double precision ->
    float, character varying -> varchar, rowversion for timestamp) and no schema; any other name keeps its
    spelling. `arguments` holds length, or precision and scale, or `("max",)`.
    """

    name: str
    schema: str | None = None
    arguments: tuple[int | str, ...] = ()
    builtin: bool = True

    def __str__(self) -> str:
        name = f"{self.schema}.{self.name}" if self.schema else self.name
        return f"{name}({', '.join(map(str, self.arguments))})" if self.arguments else name


@dataclass(frozen=True)
class Option:
    """A `NAME`, `NAME = value` or `NAME (value, ...)` of a WITH or SET list; upper-case."""

    name: str
    value: str | None = None


@dataclass(frozen=True)
class Storage:
    """`ON filegroup` or `ON partition_scheme (column)`."""

    name: str
    column: str | None = None


class Conversion(exp.Expression):
    """CAST, TRY_CAST, CONVERT, TRY_CONVERT: `this` value, `to` TypeName, `kind` its name, `style`."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "to": True, "kind": True, "style": False}


class ForJson(exp.Expression):
    """FOR JSON: `mode` PATH or AUTO, `root` str or None (ROOT alone is "root"), two flags."""

    arg_types: ClassVar[dict[str, bool]] = {
        "mode": True,
        "root": False,
        "include_null_values": False,
        "without_array_wrapper": False,
    }


class JoinedTable(exp.Expression):
    """A bracketed join as a table source: `this` the first source, `joins` a list of exp.Join."""

    arg_types: ClassVar[dict[str, bool]] = {"this": True, "joins": True}
