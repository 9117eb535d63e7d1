"""What a name means at a place in a query: relations, columns, common table expressions and variables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

from sqlglot import exp

from ..errors import NotSupported, SqlError
from ..parse import tree
from .names import pg_name, quoted
from .types import SqlType

LOCAL_OPEN, LOCAL_CLOSE = "\x02", "\x03"
"""Around the T-SQL name of a temp table or table variable in translated text; the executor puts the
table's name."""

PARAMETER_OPEN, PARAMETER_CLOSE = "\x04", "\x05"
"""Around the index of a parameter; the executor numbers those that are left in the finished text."""


@dataclass(frozen=True)
class Typed:
    """A translated scalar expression: PostgreSQL text (safe as an operand), its T-SQL type, whether NULL
    can occur."""

    sql: str
    type: SqlType
    nullable: bool = True
    literal: exp.Expr | None = None


@dataclass(frozen=True)
class ColumnInfo:
    """A column of a table, view, derived table or result."""

    name: str
    type: SqlType
    nullable: bool = True
    identity: bool = False
    computed: bool = False
    has_default: bool = False

    @property
    def pg(self) -> str:
        return pg_name(self.name) or "~"


@dataclass(frozen=True)
class ModuleQuery:
    """The parsed query of a view or inline function; parameters are (name without @, type, default)."""

    query: exp.Query
    columns: tuple[str, ...]
    parameters: tuple[tuple[str, SqlType, exp.Expr | None], ...]
    file: str | None
    line: int


@dataclass(frozen=True)
class TableInfo:
    """A table as a statement sees it: `sql` is its quoted PostgreSQL name, or the marker of a local table.

    kind: U table, V view, IF inline function, S system view, L local (temp table, table variable).
    key: PostgreSQL names of the primary key's columns. object_id is 0 for local and system ones.
    """

    name: str
    kind: str
    sql: str
    columns: tuple[ColumnInfo, ...]
    key: tuple[str, ...] = ()
    object_id: int = 0
    module: ModuleQuery | None = None


class Catalogue(Protocol):
    """What the translator asks about stored and local objects; names are T-SQL's, any case."""

    def table(self, parts: tuple[str, ...]) -> TableInfo | None:
        """The table, view, synonym's target, inline function or local table of a name; None when unknown."""

    def type(self, name: tree.TypeName) -> SqlType | None:
        """The scalar type of an alias type; None when unknown or a table type."""


@dataclass
class Context:
    """One translation: where it stands, what it may refer to, and what it has collected so far."""

    catalogue: Catalogue
    variables: Mapping[str, SqlType]
    file: str | None = None
    line: int = 0
    parameters: list[str] = field(default_factory=list)
    uses: set[tuple[int, str]] = field(default_factory=set)
    ignored: set[str] = field(default_factory=set)
    serializable: bool = False
    holds_keys: bool = False
    """A key that the statement looks for in vain is to be held as well (UPDLOCK with HOLDLOCK)."""

    skip_locked: bool = False
    counter: int = 0
    expanding: tuple[int, ...] = ()
    recursing: set[str] = field(default_factory=set)
    max_recursion: int = 100
    stored: bool = False
    """The text is kept by PostgreSQL (defaults, computed columns, checks): no parameters can occur in it."""

    def unsupported(self, construct: str, node: exp.Expr | None = None) -> NoReturn:
        line = (node.meta.get("line") if node is not None else None) or self.line
        raise NotSupported(self.file, int(line), construct)

    def error(self, number: int, message: str, severity: int = 16, state: int = 1) -> NoReturn:
        raise SqlError(number, message, severity, state, line=self.line, file=self.file)

    def parameter(self, key: str) -> str:
        """The placeholder of a variable or session value; the same key gets the same one."""
        if key not in self.parameters:
            self.parameters.append(key)
        return f"{PARAMETER_OPEN}{self.parameters.index(key)}{PARAMETER_CLOSE}"

    def fresh(self, stem: str) -> str:
        self.counter += 1
        return f"{stem}~{self.counter}"


@dataclass
class Source:
    """A relation in FROM: how it is called, what columns it has, whether an outer join can make it NULL."""

    alias: str
    columns: tuple[ColumnInfo, ...]
    table: TableInfo | None = None
    optional: bool = False
    prefix: str | None = None

    def column_sql(self, column: ColumnInfo) -> str:
        return f"{self.prefix or quoted(pg_name(self.alias))}.{quoted(column.pg)}"

    def find(self, name: str) -> ColumnInfo | None:
        folded = name.lower()
        return next((column for column in self.columns if column.name.lower() == folded), None)


PICKED = '"~picked"'
"""The alias of an inner query that has done the joins (and locks) of a statement."""


class Renamed(Source):
    """A source whose columns are seen through an inner query, under names with a prefix."""

    def __init__(self, inner: Source, prefix: str, picked: str) -> None:
        super().__init__(inner.alias, inner.columns, inner.table, inner.optional)
        self._start = prefix
        self._picked = picked

    def column_sql(self, column: ColumnInfo) -> str:
        return f"{self._picked}.{quoted(pg_name(self._start + column.pg))}"


@dataclass
class Scope:
    """The names visible in one SELECT, with the enclosing query's behind it."""

    parent: Scope | None = None
    sources: list[Source] = field(default_factory=list)
    ctes: dict[str, tuple[ColumnInfo, ...]] = field(default_factory=dict)
    inner: dict[str, Typed] = field(default_factory=dict)
    depth: str = ""
    """The level column of the recursive expression that this SELECT continues."""

    def cte(self, name: str) -> tuple[ColumnInfo, ...] | None:
        found = self.ctes.get(name.lower())
        if found is None and self.parent is not None:
            return self.parent.cte(name)
        return found

    def function_parameter(self, name: str) -> Typed | None:
        found = self.inner.get(name.lower())
        if found is None and self.parent is not None:
            return self.parent.function_parameter(name)
        return found


def resolve(column: exp.Column, scope: Scope | None, context: Context) -> Typed:
    """The column that a name stands for. Errors: 207, 209, 4104 as SQL Server."""
    name = column.name
    qualifier = column.args.get("table")
    if qualifier is None:
        place = scope
        while place is not None:
            found = [(source, info) for source in place.sources if (info := source.find(name)) is not None]
            if len(found) > 1:
                context.error(209, f"Ambiguous column name '{name}'.")
            if found:
                return _typed(*found[0])
            place = place.parent
        context.error(207, f"Invalid column name '{name}'.")
    place = scope
    alias = qualifier.name.lower()
    schema = column.args.get("db")
    while place is not None:
        for source in place.sources:
            if _matches(source, alias, schema.name.lower() if schema is not None else None):
                info = source.find(name)
                if info is None:
                    context.error(207, f"Invalid column name '{name}'.")
                return _typed(source, info)
        place = place.parent
    context.error(4104, f'The multi-part identifier "{qualifier.name}.{name}" could not be bound.')


def _matches(source: Source, alias: str, schema: str | None) -> bool:
    if source.alias.lower() != alias:
        return False
    return schema is None or source.table is None or source.table.name.lower().startswith(f"{schema}.")


def _typed(source: Source, info: ColumnInfo) -> Typed:
    return Typed(source.column_sql(info), info.type, info.nullable or source.optional)


def star(
    sources: Iterable[Source], qualifier: str | None, context: Context
) -> list[tuple[ColumnInfo, Typed]]:
    """The columns of `*` or `alias.*`."""
    out: list[tuple[ColumnInfo, Typed]] = []
    matched = False
    for source in sources:
        if qualifier is None or source.alias.lower() == qualifier.lower():
            matched = True
            out.extend((info, _typed(source, info)) for info in source.columns)
    if not matched:
        context.error(
            107,
            f"The column prefix '{qualifier}' does not match with a table name or alias name used in "
            "the query.",
            15,
        )
    return out
