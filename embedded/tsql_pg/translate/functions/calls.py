"""One function call under translation, and the shapes that many functions share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlglot import exp

from .. import types as t
from ..conversion import convert, implicit
from ..expressions import expression, session_value
from ..scope import Context, Scope, Typed
from ..types import SqlType


@dataclass(frozen=True)
class Call:
    """One function call under translation."""

    name: str
    nodes: tuple[exp.Expr, ...]
    scope: Scope | None
    context: Context

    def arg(self, index: int) -> Typed:
        return expression(self.nodes[index], self.scope, self.context)

    def args(self) -> list[Typed]:
        return [self.arg(index) for index in range(len(self.nodes))]

    def as_type(self, index: int, kind: SqlType) -> str:
        """The argument converted to a type, as PostgreSQL text."""
        value = implicit(self.arg(index), kind, self.context)
        if value.literal is not None and kind.name in t.INTEGERS:
            return f"({value.sql})::{t.value_type(kind)}" if kind.name == "bigint" else value.sql
        return value.sql

    def string(self, index: int) -> str:
        return self.as_type(index, t.NVARCHAR_MAX)

    def typed_string(self, index: int) -> Typed:
        value = self.arg(index)
        if t.is_string(value.type):
            return value
        return convert(value, t.NVARCHAR_MAX if value.type.name == "null" else t.nvarchar(4000), self.context)

    def integer(self, index: int) -> str:
        return self.as_type(index, t.INT)

    def count(self, low: int, high: int | None = None) -> None:
        """Check the number of arguments. Errors: 174, 189."""
        high = low if high is None else high
        if not low <= len(self.nodes) <= high:
            if low == high:
                self.context.error(174, f"The {self.name.lower()} function requires {low} argument(s).", 15)
            self.context.error(
                189, f"The {self.name.lower()} function requires {low} to {high} arguments.", 15
            )


Handler = Callable[[Call], Typed]


def plain(name: str, kinds: tuple[SqlType, ...], result: SqlType, required: int | None = None) -> Handler:
    """A function whose arguments convert to fixed types and whose result type is fixed."""

    def handler(c: Call) -> Typed:
        c.count(len(kinds) if required is None else required, len(kinds))
        values = ", ".join(c.as_type(index, kinds[index]) for index in range(len(c.nodes)))
        return Typed(f"tsql.{name}({values})", result)

    return handler


def like_first(
    name: str, rest: tuple[SqlType, ...] = (), required: int | None = None, grow: bool = False
) -> Handler:
    """A string function whose result has the type of its first argument (nvarchar(4000) or max when it
    can grow)."""

    def handler(c: Call) -> Typed:
        least = 1 + (len(rest) if required is None else required)
        c.count(least, 1 + len(rest))
        first = c.typed_string(0)
        others = "".join(f", {c.as_type(index, rest[index - 1])}" for index in range(1, len(c.nodes)))
        length = first.type.length
        name_of = "nvarchar" if first.type.name in ("nvarchar", "nchar") else "varchar"
        if grow:
            length = t.MAX if length == t.MAX else (4000 if name_of == "nvarchar" else 8000)
        kind = SqlType(name_of, length=length)
        sql = f"tsql.{name}({first.sql}{others})"
        return Typed(f"({sql})::tsql.nvarchar({length})" if grow and length != t.MAX else sql, kind)

    return handler


def session_function(key: str, kind: SqlType) -> Handler:
    def handler(c: Call) -> Typed:
        c.count(0)
        return session_value(key, kind, c.context)

    return handler


def pinned(value: Typed) -> str:
    return f"({value.sql})::{t.value_type(value.type)}" if value.literal is not None else value.sql


def as_text(c: Call, index: int) -> Typed:
    value = c.arg(index)
    if t.is_string(value.type):
        return value
    return convert(value, SqlType("nvarchar", length=shown_width(value.type)), c.context)


def shown_width(kind: SqlType) -> int:
    if kind.name in t.BINARIES or kind.name == "null":
        return t.MAX
    return 60


def as_float(c: Call, index: int) -> str:
    value = c.arg(index)
    return value.sql if value.type.name in t.FLOATS else convert(value, t.FLOAT, c.context).sql


def unsupported(c: Call) -> Typed:
    c.context.unsupported(f"function {c.name}")
