"""Data types."""

from __future__ import annotations

from .cursor import Cursor
from .tree_base import TypeName
from .words import BUILTIN_TYPES, TYPE_SYNONYMS


def data_type(c: Cursor) -> TypeName:
    """A built-in or user-defined type with its arguments."""
    if c.at("CURSOR"):
        c.unsupported("a cursor")
    if c.accept("DOUBLE"):
        c.expect("PRECISION")
        return TypeName("float")
    national = c.accept("NATIONAL")
    name = c.object_name() if not national else None
    word = name.name.lower() if name else c.advance().text.lower()
    word = TYPE_SYNONYMS.get(word, word)
    if national:
        word = "n" + word
        if word not in ("nchar", "ntext"):
            c.fail(c.previous)
    if word in ("char", "nchar") and c.accept("VARYING"):
        word = word.replace("char", "varchar")
    builtin = word in BUILTIN_TYPES and (name is None or name.schema is None or name.schema.lower() == "sys")
    arguments: tuple[int | str, ...] = ()
    if c.at("("):
        arguments = c.bracketed(_argument)
    if builtin:
        return TypeName(word, None, arguments)
    assert name is not None
    if arguments or name.database:
        c.unsupported(f"the type {name}{'(...)' if arguments else ''}", name.line)
    return TypeName(name.name, name.schema, (), builtin=False)


def _argument(c: Cursor) -> int | str:
    if c.accept("MAX"):
        return "max"
    if c.token.key in ("-", "+"):
        c.fail()
    return c.integer()
