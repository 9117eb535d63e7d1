"""Statement nodes of data definition and security."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from .tree_base import ObjectName, Option, Statement, Storage, TypeName

# --- tables ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Identity:
    seed: int = 1
    increment: int = 1


@dataclass(frozen=True)
class IndexColumn:
    name: str
    descending: bool = False


@dataclass(frozen=True)
class DefaultConstraint:
    """`[CONSTRAINT name] DEFAULT value [FOR column]`; `text` is the value's source."""

    name: str | None
    value: exp.Expr
    text: str
    column: str
    line: int


@dataclass(frozen=True)
class KeyConstraint:
    """PRIMARY KEY or UNIQUE; `clustered` None when not said."""

    name: str | None
    primary: bool
    clustered: bool | None
    columns: tuple[IndexColumn, ...]
    options: tuple[Option, ...]
    storage: Storage | None
    line: int


@dataclass(frozen=True)
class CheckConstraint:
    name: str | None
    condition: exp.Expr
    text: str
    line: int


@dataclass(frozen=True)
class ForeignKey:
    """Actions are NO ACTION, CASCADE, SET NULL, SET DEFAULT or None; target_columns empty = its key."""

    name: str | None
    columns: tuple[str, ...]
    target: ObjectName
    target_columns: tuple[str, ...]
    on_delete: str | None
    on_update: str | None
    line: int


Constraint = KeyConstraint | CheckConstraint | ForeignKey | DefaultConstraint


@dataclass(frozen=True)
class Index:
    """An index, inline or of CREATE INDEX; `columnstore` ones may have no columns; `where_text` is source."""

    name: str | None
    unique: bool
    clustered: bool | None
    columnstore: bool
    columns: tuple[IndexColumn, ...]
    include: tuple[str, ...]
    where: exp.Expr | None
    where_text: str | None
    options: tuple[Option, ...]
    storage: Storage | None
    line: int


@dataclass(frozen=True)
class Column:
    """A column. Constraints written on it are in the table's `constraints` (its DEFAULT: here).

    `type` is None for a computed column (`computed`, `computed_text`, `persisted`).
    `nullable` None = not said.
    """

    name: str
    type: TypeName | None
    nullable: bool | None
    identity: Identity | None
    default: DefaultConstraint | None
    computed: exp.Expr | None
    computed_text: str | None
    persisted: bool
    collation: str | None
    options: tuple[Option, ...]
    line: int


@dataclass(frozen=True)
class TableDefinition:
    columns: tuple[Column, ...]
    constraints: tuple[Constraint, ...]
    indexes: tuple[Index, ...]


@dataclass(frozen=True, kw_only=True)
class CreateTable(Statement):
    name: ObjectName
    table: TableDefinition
    options: tuple[Option, ...]
    storage: Storage | None


@dataclass(frozen=True, kw_only=True)
class CreateType(Statement):
    """AS TABLE (`table`) or FROM (`base`, `nullable`)."""

    name: ObjectName
    table: TableDefinition | None
    base: TypeName | None
    nullable: bool | None
    options: tuple[Option, ...]


@dataclass(frozen=True)
class AddToTable:
    """ADD columns, constraints, indexes; `check_existing` False for WITH NOCHECK, None when not said."""

    table: TableDefinition
    check_existing: bool | None


@dataclass(frozen=True)
class DropFromTable:
    """DROP: items are (COLUMN or CONSTRAINT, name, if_exists)."""

    items: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class AlterColumn:
    column: Column


@dataclass(frozen=True)
class SetTableOptions:
    options: tuple[Option, ...]


@dataclass(frozen=True)
class SwitchConstraints:
    """[WITH CHECK | NOCHECK] CHECK/NOCHECK CONSTRAINT; `names` empty for ALL."""

    enable: bool
    check_existing: bool | None
    names: tuple[str, ...]


@dataclass(frozen=True)
class SwitchPartition:
    partition: exp.Expr | None
    target: ObjectName
    target_partition: exp.Expr | None


@dataclass(frozen=True)
class RebuildTable:
    options: tuple[Option, ...]


TableAction = (
    AddToTable
    | DropFromTable
    | AlterColumn
    | SetTableOptions
    | SwitchConstraints
    | SwitchPartition
    | RebuildTable
)


@dataclass(frozen=True, kw_only=True)
class AlterTable(Statement):
    name: ObjectName
    action: TableAction


@dataclass(frozen=True, kw_only=True)
class TruncateTable(Statement):
    """`partitions`: (first, last) pairs of WITH (PARTITIONS (...)), empty for the whole table."""

    name: ObjectName
    partitions: tuple[tuple[exp.Expr, exp.Expr], ...]


@dataclass(frozen=True, kw_only=True)
class CreateIndex(Statement):
    table: ObjectName
    index: Index


@dataclass(frozen=True, kw_only=True)
class AlterIndex(Statement):
    """`name` None for ALL; `action` REBUILD, REORGANIZE, DISABLE, SET."""

    name: str | None
    table: ObjectName
    action: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class DropIndex(Statement):
    """Pairs of index and table."""

    indexes: tuple[tuple[str, ObjectName], ...]
    if_exists: bool


@dataclass(frozen=True, kw_only=True)
class Drop(Statement):
    """`kind`: TABLE, VIEW, PROCEDURE, FUNCTION, TYPE, SCHEMA, SYNONYM, ROLE, USER, LOGIN, PARTITION FUNCTION,
    PARTITION SCHEME, STATISTICS, DATABASE."""

    kind: str
    names: tuple[ObjectName, ...]
    if_exists: bool


# --- modules ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ParameterDefinition:
    """`name` without the @; `default` None when there is none (NULL is exp.Null)."""

    name: str
    type: TypeName
    default: exp.Expr | None
    output: bool
    readonly: bool
    line: int


@dataclass(frozen=True, kw_only=True)
class CreateProcedure(Statement):
    """`action`: CREATE, ALTER or CREATE OR ALTER. `text` is the whole batch, `options` e.g. EXECUTE AS
    OWNER.

    Lines inside `body` count as everything else: from the batch's first line."""

    action: str
    name: ObjectName
    parameters: tuple[ParameterDefinition, ...]
    options: tuple[Option, ...]
    body: tuple[Statement, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class CreateFunction(Statement):
    """`kind`: inline (with `query`), scalar (with `returns`), table (several statements).

    Only an inline function is parsed inside."""

    action: str
    name: ObjectName
    parameters: tuple[ParameterDefinition, ...]
    options: tuple[Option, ...]
    kind: str
    returns: TypeName | None
    query: exp.Query | None
    text: str


@dataclass(frozen=True, kw_only=True)
class CreateView(Statement):
    action: str
    name: ObjectName
    columns: tuple[str, ...]
    options: tuple[Option, ...]
    query: exp.Query
    check_option: bool
    text: str


# --- other objects ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CreateSchema(Statement):
    name: str
    owner: str | None


@dataclass(frozen=True, kw_only=True)
class CreateSynonym(Statement):
    name: ObjectName
    target: ObjectName


@dataclass(frozen=True, kw_only=True)
class CreatePartitionFunction(Statement):
    name: str
    type: TypeName
    right: bool
    values: tuple[exp.Expr, ...]


@dataclass(frozen=True, kw_only=True)
class CreatePartitionScheme(Statement):
    name: str
    function: str
    all_to_one: bool
    filegroups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AlterPartitionFunction(Statement):
    """`action` SPLIT or MERGE."""

    name: str
    action: str
    value: exp.Expr


@dataclass(frozen=True, kw_only=True)
class AlterPartitionScheme(Statement):
    name: str
    filegroup: str | None


@dataclass(frozen=True, kw_only=True)
class AlterDatabase(Statement):
    """`name` None for CURRENT; `action` the rest of the statement as written."""

    name: str | None
    action: str


@dataclass(frozen=True, kw_only=True)
class UpdateStatistics(Statement):
    table: ObjectName
    action: str


# --- security --------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CreatePrincipal(Statement):
    """`kind`: ROLE, USER, LOGIN. `login` of FOR/FROM LOGIN; WITHOUT LOGIN, WITH ... are in options."""

    kind: str
    name: str
    owner: str | None
    login: str | None
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class AlterRole(Statement):
    """`action`: ADD MEMBER, DROP MEMBER, WITH NAME."""

    role: str
    action: str
    member: str


@dataclass(frozen=True, kw_only=True)
class Permission(Statement):
    """GRANT, DENY, REVOKE. `securable_class`: OBJECT, TYPE, SCHEMA, ROLE ...; None = the database."""

    action: str
    permissions: tuple[str, ...]
    columns: tuple[str, ...]
    securable_class: str | None
    securable: ObjectName | None
    principals: tuple[str, ...]
    with_grant_option: bool
    cascade: bool


@dataclass(frozen=True, kw_only=True)
class AlterAuthorization(Statement):
    securable_class: str
    securable: ObjectName
    principal: str
