"""Definitions of tables, table types, indexes and constraints as PostgreSQL text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace

from sqlglot import exp

from ..parse import tree
from . import types as t
from .assignments import assigned
from .conditions import condition
from .expressions import expression, scalar_type
from .names import member_name, quoted
from .plans import CheckPlan, ColumnPlan, DefaultPlan, ForeignKeyPlan, IndexPlan, KeyPlan, TablePlan
from .scope import ColumnInfo, Context, Scope, Source
from .types import SqlType


class _Bare(Source):
    """The table under definition: its columns without a qualifier, computed ones by their expression."""

    def __init__(self, columns: tuple[ColumnInfo, ...], computed: dict[str, str], alias: str) -> None:
        super().__init__(alias, columns)
        self._computed = computed

    def column_sql(self, column: ColumnInfo) -> str:
        return self._computed.get(column.name.lower(), quoted(column.pg))


def plan_table(
    name: str,
    pg_table: str,
    table: tree.TableDefinition,
    context: Context,
    existing: tuple[ColumnInfo, ...] = (),
    computed: dict[str, str] | None = None,
    used_names: Iterable[str] = (),
) -> TablePlan:
    """The plan of a table's definition, or of what ALTER TABLE ADD brings to the `existing` columns.

    name: T-SQL's, without schema; pg_table: the table's PostgreSQL name, which prefixes constraints' names.
    """
    context.stored = True
    computed = dict(computed or {})
    seen = {info.name.lower() for info in existing}
    for column in table.columns:
        if column.name.lower() in seen:
            context.error(
                2705,
                f"Column names in each table must be unique. Column name '{column.name}' in table '{name}' "
                "is specified "
                "more than once.",
                16,
                3,
            )
        seen.add(column.name.lower())
    primary = {
        column.name.lower()
        for key in table.constraints
        if isinstance(key, tree.KeyConstraint) and key.primary
        for column in key.columns
    }
    infos = [
        *existing,
        *(_info(column, primary, context) for column in table.columns if column.type is not None),
    ]
    plans: list[ColumnPlan] = []
    for column in table.columns:
        plans.append(_column(column, name, infos, primary, computed, context))
    everything = (*existing, *(plan.info for plan in plans))
    scope = Scope(sources=[_Bare(everything, computed, name)])
    namer = _Namer(name, pg_table, set(used_names))
    keys = tuple(
        _key(item, everything, namer, context)
        for item in table.constraints
        if isinstance(item, tree.KeyConstraint)
    )
    checks = tuple(
        _check(item, everything, namer, scope, context)
        for item in table.constraints
        if isinstance(item, tree.CheckConstraint)
    )
    foreign = tuple(
        _foreign_key(item, everything, namer, context)
        for item in table.constraints
        if isinstance(item, tree.ForeignKey)
    )
    indexes = tuple(plan_index(item, name, pg_table, everything, context, computed) for item in table.indexes)
    ordered = {column.info.name.lower(): column for column in plans}
    return TablePlan(tuple(ordered.values()), keys, checks, foreign, indexes)


class _Namer:
    """Names of constraints: the given one, or one made like SQL Server's."""

    def __init__(self, table: str, pg_table: str, used: set[str]) -> None:
        self.table, self.pg_table, self.used = table, pg_table, used

    def name(self, given: str | None, kind: str, detail: str) -> tuple[str, bool, str]:
        shown = given
        if shown is None:
            stem = f"{kind}__{self.table[:9]}__" + (f"{detail[:5]}__" if kind in ("CK", "FK", "DF") else "")
            place = 0
            while shown is None or shown.lower() in self.used:
                digest = hashlib.sha1(f"{self.table}.{kind}.{detail}.{place}".encode()).hexdigest()
                shown = stem + digest[: 16 if kind in ("PK", "UQ") else 8].upper()
                place += 1
        self.used.add(shown.lower())
        return shown, given is None, member_name(self.pg_table, shown)


def _info(column: tree.Column, primary: set[str], context: Context) -> ColumnInfo:
    assert column.type is not None
    context.line = column.line or context.line
    kind = scalar_type(column.type, context)
    nullable = column.nullable if column.nullable is not None else True
    if column.name.lower() in primary or column.identity is not None:
        nullable = False
    return ColumnInfo(
        column.name, kind, nullable, column.identity is not None, False, column.default is not None
    )


def _column(
    column: tree.Column,
    table: str,
    infos: list[ColumnInfo],
    primary: set[str],
    computed: dict[str, str],
    context: Context,
) -> ColumnPlan:
    context.line = column.line or context.line
    if column.computed is not None:
        return _computed(column, table, infos, computed, context)
    info = next(item for item in reversed(infos) if item.name.lower() == column.name.lower())
    for option in column.options:
        if option.name in ("SPARSE", "ROWGUIDCOL", "FILESTREAM"):
            context.ignored.add(f"column option {option.name}")
        else:
            context.unsupported(f"column option {option.name}")
    if column.collation is not None:
        context.ignored.add(f"COLLATE {column.collation}")
    kind = identity_type(info.type) if info.identity else t.column_type(info.type)
    sql = f"{quoted(info.pg)} {kind}"
    if column.identity is not None:
        sql += (
            f" GENERATED BY DEFAULT AS IDENTITY (START WITH {column.identity.seed} INCREMENT BY "
            f"{column.identity.increment}"
            f"{' MINVALUE ' + str(column.identity.seed) if column.identity.seed < 1 else ''})"
        )
    default = None
    if column.default is not None:
        default = plan_default(column.default, table, info, context)
        sql += f" DEFAULT {default.sql}"
    if not info.nullable:
        sql += " NOT NULL"
    if info.type.name in t.BINARIES and info.type.length not in (None, t.MAX):
        sql += f" CHECK (octet_length({quoted(info.pg)}) <= {info.type.length})"
    return ColumnPlan(info, sql, column.identity, default, None, False, column.collation)


def identity_type(kind: SqlType) -> str:
    """PostgreSQL's type of an IDENTITY column: its sequences count in integers only."""
    if kind.name in t.DECIMALS:
        return "bigint"
    return {"tinyint": "smallint"}.get(kind.name, t.column_type(kind))


def plan_default(node: tree.DefaultConstraint, table: str, info: ColumnInfo, context: Context) -> DefaultPlan:
    """A DEFAULT; PostgreSQL keeps its text on the column, the catalogue its name."""
    context.stored = True
    value = expression(node.value, None, context)
    sql = assigned(value, info, context)
    digest = hashlib.sha1(f"{table}.DF.{info.name}".encode()).hexdigest()[:8].upper()
    shown = node.name or f"DF__{table[:9]}__{info.name[:5]}__{digest}"
    return DefaultPlan(shown, node.name is None, node.text, f"({sql})")


def _computed(
    column: tree.Column, table: str, infos: list[ColumnInfo], computed: dict[str, str], context: Context
) -> ColumnPlan:
    assert column.computed is not None
    scope = Scope(sources=[_Bare(tuple(infos), computed, table)])
    value = expression(column.computed, scope, context)
    kind = t.INT if value.type.name == "null" else value.type
    info = ColumnInfo(column.name, kind, column.nullable is not False and value.nullable, computed=True)
    computed[column.name.lower()] = f"({value.sql})"
    infos.append(info)
    sql = f"{quoted(info.pg)} {t.column_type(kind)} GENERATED ALWAYS AS ({value.sql}) STORED"
    if column.nullable is False:
        sql += " NOT NULL"
    return ColumnPlan(info, sql, None, None, column.computed_text, column.persisted, None)


def _column_named(name: str, infos: tuple[ColumnInfo, ...], context: Context) -> ColumnInfo:
    found = next((info for info in infos if info.name.lower() == name.lower()), None)
    if found is None:
        context.error(1911, f"Column name '{name}' does not exist in the target table or view.")
    return found


def _key(node: tree.KeyConstraint, infos: tuple[ColumnInfo, ...], namer: _Namer, context: Context) -> KeyPlan:
    context.line = node.line or context.line
    columns = [_column_named(item.name, infos, context) for item in node.columns]
    name, system, pg = namer.name(
        node.name, "PK" if node.primary else "UQ", ",".join(c.name for c in columns)
    )
    listed = ", ".join(quoted(info.pg) for info in columns)
    word = "PRIMARY KEY" if node.primary else "UNIQUE NULLS NOT DISTINCT"
    _index_options(node.options, context)
    if node.storage is not None:
        context.ignored.add(f"ON {node.storage.name}")
    clustered = node.clustered if node.clustered is not None else node.primary
    return KeyPlan(
        name, system, pg, node.primary, clustered, node.columns, f"CONSTRAINT {quoted(pg)} {word} ({listed})"
    )


def _check(
    node: tree.CheckConstraint, infos: tuple[ColumnInfo, ...], namer: _Namer, scope: Scope, context: Context
) -> CheckPlan:
    context.line = node.line or context.line
    text = condition(node.condition, scope, context)
    mentioned = {column.name.lower() for column in node.condition.find_all(exp.Column)}
    only = (
        next((info.name for info in infos if info.name.lower() in mentioned), None)
        if len(mentioned) == 1
        else None
    )
    name, system, pg = namer.name(node.name, "CK", only or node.text)
    return CheckPlan(name, system, pg, node.text, only, f"CONSTRAINT {quoted(pg)} CHECK ({text})")


def _foreign_key(
    node: tree.ForeignKey, infos: tuple[ColumnInfo, ...], namer: _Namer, context: Context
) -> ForeignKeyPlan:
    context.line = node.line or context.line
    target = context.catalogue.table(node.target.parts)
    if target is None:
        context.error(1767, f"Foreign key '{node.name}' references invalid table '{node.target}'.", 16, 0)
    columns = [_column_named(name, infos, context) for name in node.columns]
    if node.target_columns:
        referenced = tuple(_column_named(name, target.columns, context) for name in node.target_columns)
    else:
        referenced = tuple(info for key in target.key for info in target.columns if info.pg == key)
    name, system, pg = namer.name(node.name, "FK", node.columns[0])
    on_delete, on_update = node.on_delete or "NO ACTION", node.on_update or "NO ACTION"
    sql = (
        f"CONSTRAINT {quoted(pg)} FOREIGN KEY ({', '.join(quoted(info.pg) for info in columns)}) REFERENCES "
        f"{target.sql} ({', '.join(quoted(info.pg) for info in referenced)})"
    )
    if on_delete != "NO ACTION":
        sql += f" ON DELETE {on_delete}"
    if on_update != "NO ACTION":
        sql += f" ON UPDATE {on_update}"
    return ForeignKeyPlan(
        name,
        system,
        pg,
        tuple(info.name for info in columns),
        target,
        tuple(info.name for info in referenced),
        on_delete,
        on_update,
        sql,
    )


_HARMLESS_OPTIONS = frozenset(
    {
        "FILLFACTOR",
        "PAD_INDEX",
        "ONLINE",
        "SORT_IN_TEMPDB",
        "STATISTICS_NORECOMPUTE",
        "STATISTICS_INCREMENTAL",
        "ALLOW_ROW_LOCKS",
        "ALLOW_PAGE_LOCKS",
        "MAXDOP",
        "DROP_EXISTING",
        "OPTIMIZE_FOR_SEQUENTIAL_KEY",
        "RESUMABLE",
        "COMPRESSION_DELAY",
        "DATA_COMPRESSION",
        "MAX_DURATION",
        "BUCKET_COUNT",
        "XML_COMPRESSION",
    }
)


def _index_options(options: tuple[tree.Option, ...], context: Context) -> str | None:
    """Note the options without effect; the value of DATA_COMPRESSION, if any."""
    compression = None
    for option in options:
        if option.name == "IGNORE_DUP_KEY":
            if (option.value or "").upper() == "ON":
                context.unsupported("IGNORE_DUP_KEY = ON")
        elif option.name in _HARMLESS_OPTIONS:
            if option.name == "DATA_COMPRESSION":
                compression = option.value
                context.ignored.add(f"DATA_COMPRESSION = {option.value}")
        else:
            context.unsupported(f"index option {option.name}")
    return compression


def plan_index(
    node: tree.Index,
    table: str,
    pg_table: str,
    infos: tuple[ColumnInfo, ...],
    context: Context,
    computed: dict[str, str] | None = None,
) -> IndexPlan:
    """The plan of an index. NULLs sort lowest and are equal in unique ones, as in SQL Server."""
    context.line = node.line or context.line
    context.stored = True
    columns = [_column_named(item.name, infos, context) for item in node.columns]
    name = node.name or f"IX_{table}_{'_'.join(info.name for info in columns)}"
    pg = member_name(pg_table, name)
    compression = _index_options(node.options, context)
    if node.storage is not None:
        context.ignored.add(f"ON {node.storage.name}")
    if node.columnstore:
        context.ignored.add("COLUMNSTORE index")
        return IndexPlan(
            name,
            pg,
            False,
            bool(node.clustered),
            True,
            node.columns,
            node.include,
            node.where_text,
            compression,
            None,
        )
    keys = []
    for item, info in zip(node.columns, columns, strict=True):
        nulls = (" NULLS LAST" if item.descending else " NULLS FIRST") if info.nullable else ""
        keys.append(f"{quoted(info.pg)}{' DESC' if item.descending else ''}{nulls}")
    include = [_column_named(item, infos, context) for item in node.include]
    sql = f"CREATE {'UNIQUE ' if node.unique else ''}INDEX {quoted(pg)} ON {{table}} ({', '.join(keys)})"
    if include:
        sql += f" INCLUDE ({', '.join(quoted(info.pg) for info in include)})"
    if node.unique:
        sql += " NULLS NOT DISTINCT"
    if node.where is not None:
        scope = Scope(sources=[_Bare(infos, computed or {}, table)])
        sql += f" WHERE {condition(node.where, scope, context)}"
    return IndexPlan(
        name,
        pg,
        node.unique,
        bool(node.clustered),
        False,
        node.columns,
        node.include,
        node.where_text,
        compression,
        sql,
    )


def create_table_sql(qualified: str, plan: TablePlan, *, temporary: bool = False) -> list[str]:
    """The statements that create the table with its constraints and indexes."""
    lines = [column.sql for column in plan.columns]
    lines += [key.sql for key in plan.keys]
    lines += [check.sql for check in plan.checks]
    lines += [foreign.sql for foreign in plan.foreign_keys]
    word = "CREATE TEMPORARY TABLE" if temporary else "CREATE TABLE"
    return [
        f"{word} {qualified} ({', '.join(lines)})",
        *(index.sql.replace("{table}", qualified) for index in plan.indexes if index.sql is not None),
    ]


__all__ = ["TablePlan", "create_table_sql", "plan_index", "plan_table", "replace"]
