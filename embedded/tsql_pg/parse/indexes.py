"""Indexes, inline and of CREATE INDEX, and the option lists and storage clauses that tables share."""

from __future__ import annotations

from sqlglot import exp

from . import expressions
from .cursor import Cursor
from .tokens import Kind
from .tree_base import Option, Storage
from .tree_schema import CreateIndex, Index, IndexColumn


def clustering(c: Cursor) -> bool | None:
    """CLUSTERED or NONCLUSTERED, if said."""
    if c.accept("CLUSTERED"):
        return True
    return False if c.accept("NONCLUSTERED") else None


def index_columns(c: Cursor) -> tuple[IndexColumn, ...]:
    """`( name [ASC | DESC], ... )`"""
    return c.bracketed(_index_column)


def _index_column(c: Cursor) -> IndexColumn:
    name = c.name()
    descending = c.accept("DESC")
    if not descending:
        c.accept("ASC")
    return IndexColumn(name, descending)


def inline_index(c: Cursor, column: str | None = None) -> Index:
    """`INDEX name [UNIQUE] [CLUSTERED] [COLUMNSTORE] [(columns)] ...`; of `column` if no other is named."""
    line = c.expect("INDEX").line
    name = c.name()
    unique = c.accept("UNIQUE")
    clustered = clustering(c)
    columnstore = c.accept("COLUMNSTORE")
    if c.at("HASH"):
        c.unsupported("a HASH index")
    columns = (IndexColumn(column),) if column is not None and not c.at("(") else None
    return _rest(c, name, unique, clustered, columnstore, columns, line)


def create_index(c: Cursor, line: int) -> CreateIndex:
    """`[UNIQUE] [CLUSTERED] [COLUMNSTORE] INDEX name ON table ...`, the cursor behind CREATE."""
    unique = c.accept("UNIQUE")
    clustered = clustering(c)
    columnstore = c.accept("COLUMNSTORE")
    c.expect("INDEX")
    name = c.name()
    c.expect("ON")
    table = c.object_name()
    return CreateIndex(
        line=line, table=table, index=_rest(c, name, unique, clustered, columnstore, None, line)
    )


def _rest(
    c: Cursor,
    name: str,
    unique: bool,
    clustered: bool | None,
    columnstore: bool,
    columns: tuple[IndexColumn, ...] | None,
    line: int,
) -> Index:
    if columns is None:
        columns = () if columnstore and clustered and not c.at("(") else index_columns(c)
    include = c.names() if c.accept("INCLUDE") else ()
    where: exp.Expr | None = None
    where_text = None
    if c.accept("WHERE"):
        start = c.token
        where = expressions.condition(c)
        where_text = c.source(start)
    return Index(
        name=name,
        unique=unique,
        clustered=clustered,
        columnstore=columnstore,
        columns=columns,
        include=include,
        where=where,
        where_text=where_text,
        options=with_options(c),
        storage=storage(c),
        line=line,
    )


def with_options(c: Cursor) -> tuple[Option, ...]:
    """`WITH (name = value, ...)`, or the old `WITH FILLFACTOR = n`, if it comes next."""
    if c.at("WITH", "("):
        c.expect("WITH")
        return c.bracketed(option)
    if c.accept("WITH", "FILLFACTOR"):
        c.expect("=")
        return (Option("FILLFACTOR", str(c.integer())),)
    return ()


def option(c: Cursor) -> Option:
    """`NAME [= value] [(...)] [ON PARTITIONS (...)]`, upper-case."""
    if not c.at_kind(Kind.WORD) or not (c.at_name() or c.at("FILLFACTOR")):
        c.fail()
    name = c.advance().key
    start = None
    if c.accept("="):
        start = c.token
        if not (c.at_name() or c.token.key in ("ON", "OFF") or c.at_kind(Kind.NUMBER, Kind.STRING)):
            c.fail()
        c.advance()
    if c.at("("):
        start = start or c.token
        c.skip_bracket()
    value = c.source(start).upper() if start else None
    if c.accept("ON", "PARTITIONS"):
        begin = c.token
        c.skip_bracket()
        value = f"{value} ON PARTITIONS {c.source(begin)}"
    return Option(name, value)


def storage(c: Cursor) -> Storage | None:
    """`ON filegroup` or `ON scheme (column)`, if it comes next."""
    if not (c.at("ON") and (c.peek().kind is Kind.QUOTED or c.peek().kind is Kind.WORD)):
        return None
    c.expect("ON")
    name = c.name()
    if not c.at("("):
        return Storage(name)
    columns = c.names()
    if len(columns) != 1:
        c.fail(c.previous)
    return Storage(name, columns[0])
