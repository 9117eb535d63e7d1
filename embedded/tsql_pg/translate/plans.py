"""What a definition comes to: what the catalogue keeps of each part, and its PostgreSQL text."""

from __future__ import annotations

from dataclasses import dataclass

from ..parse import tree
from .scope import ColumnInfo, TableInfo


@dataclass(frozen=True)
class DefaultPlan:
    name: str
    system_named: bool
    text: str
    sql: str


@dataclass(frozen=True)
class ColumnPlan:
    """A column: what the catalogue keeps, and `sql`, its definition for CREATE TABLE or ADD COLUMN."""

    info: ColumnInfo
    sql: str
    identity: tree.Identity | None
    default: DefaultPlan | None
    computed_text: str | None
    persisted: bool
    collation: str | None


@dataclass(frozen=True)
class KeyPlan:
    name: str
    system_named: bool
    pg: str
    primary: bool
    clustered: bool
    columns: tuple[tree.IndexColumn, ...]
    sql: str


@dataclass(frozen=True)
class CheckPlan:
    name: str
    system_named: bool
    pg: str
    text: str
    column: str | None
    sql: str


@dataclass(frozen=True)
class ForeignKeyPlan:
    name: str
    system_named: bool
    pg: str
    columns: tuple[str, ...]
    target: TableInfo
    target_columns: tuple[str, ...]
    on_delete: str
    on_update: str
    sql: str


@dataclass(frozen=True)
class IndexPlan:
    """An index; `sql` is None for one that PostgreSQL has no use for (columnstore)."""

    name: str
    pg: str
    unique: bool
    clustered: bool
    columnstore: bool
    columns: tuple[tree.IndexColumn, ...]
    include: tuple[str, ...]
    where_text: str | None
    compression: str | None
    sql: str | None


@dataclass(frozen=True)
class TablePlan:
    columns: tuple[ColumnPlan, ...]
    keys: tuple[KeyPlan, ...]
    checks: tuple[CheckPlan, ...]
    foreign_keys: tuple[ForeignKeyPlan, ...]
    indexes: tuple[IndexPlan, ...]

    def infos(self) -> tuple[ColumnInfo, ...]:
        return tuple(column.info for column in self.columns)

    def key(self) -> tuple[str, ...]:
        """PostgreSQL names of the primary key's columns."""
        found = next((key for key in self.keys if key.primary), None)
        if found is None:
            return ()
        by_name = {column.info.name.lower(): column.info.pg for column in self.columns}
        return tuple(by_name[column.name.lower()] for column in found.columns)
