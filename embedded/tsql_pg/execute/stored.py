"""Rows of the catalogue tables for what a definition creates, as SQL text to send with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from ..translate import types as t
from ..translate.names import text_literal
from ..translate.plans import CheckPlan, ColumnPlan, DefaultPlan, ForeignKeyPlan, IndexPlan, KeyPlan
from ..translate.scope import ColumnInfo
from .catalogue import Parameter, type_row

_ACTIONS = {"NO ACTION": 0, "CASCADE": 1, "SET NULL": 2, "SET DEFAULT": 3}


def shown(value: Any) -> str:
    """A Python value as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return text_literal(str(value))


def row(table: str, **values: Any) -> str:
    """INSERT of one row into a catalogue table."""
    names = ", ".join(values)
    return (
        f"INSERT INTO tsql.{table} ({names}) VALUES ({', '.join(shown(value) for value in values.values())})"
    )


def object_row(
    object_id: int,
    schema_id: int,
    name: str,
    kind: str,
    *,
    parent: int | None = None,
    pg_schema: str | None = None,
    pg_name: str | None = None,
) -> str:
    return row(
        "objects",
        object_id=object_id,
        schema_id=schema_id,
        name=name,
        type=kind,
        parent_object_id=parent,
        pg_schema=pg_schema,
        pg_name=pg_name,
    )


def column_row(object_id: int, column_id: int, plan: ColumnPlan, default_id: int | None = None) -> str:
    """A column of a table or table type."""
    info = plan.info
    name, length, precision, scale = type_row(info.type)
    return row(
        "columns",
        object_id=object_id,
        column_id=column_id,
        name=info.name,
        type_name=name,
        max_length=length,
        precision=precision,
        scale=scale,
        is_nullable=info.nullable,
        is_identity=info.identity,
        seed_value=plan.identity.seed if plan.identity else None,
        increment_value=plan.identity.increment if plan.identity else None,
        is_computed=info.computed,
        is_persisted=plan.persisted,
        definition=plan.computed_text,
        default_object_id=default_id,
        default_definition=plan.default.text if plan.default else None,
        collation_name=plan.collation or ("Latin1_General_CI_AS" if t.is_string(info.type) else None),
        pg_name=info.pg,
        pg_type=t.column_type(info.type),
    )


def result_columns(object_id: int, columns: Sequence[ColumnInfo]) -> list[str]:
    """The columns of a view's or inline function's result."""
    out = []
    for place, info in enumerate(columns, 1):
        name, length, precision, scale = type_row(info.type)
        out.append(
            row(
                "columns",
                object_id=object_id,
                column_id=place,
                name=info.name,
                type_name=name,
                max_length=length,
                precision=precision,
                scale=scale,
                is_nullable=info.nullable,
                pg_name=info.pg,
                collation_name="Latin1_General_CI_AS" if t.is_string(info.type) else None,
                pg_type=t.column_type(info.type),
            )
        )
    return out


def default_rows(
    object_id: int, schema_id: int, table_id: int, column_id: int, plan: DefaultPlan
) -> list[str]:
    return [
        object_row(object_id, schema_id, plan.name, "D", parent=table_id),
        row(
            "default_constraints",
            object_id=object_id,
            parent_object_id=table_id,
            parent_column_id=column_id,
            definition=plan.text,
            is_system_named=plan.system_named,
        ),
    ]


def key_rows(
    object_id: int, schema_id: int, table_id: int, index_id: int, plan: KeyPlan, columns: dict[str, int]
) -> list[str]:
    """A PRIMARY KEY or UNIQUE constraint and its index."""
    kind = "PK" if plan.primary else "UQ"
    return [
        object_row(object_id, schema_id, plan.name, kind, parent=table_id),
        row(
            "indexes",
            object_id=table_id,
            index_id=index_id,
            name=plan.name,
            type=1 if plan.clustered else 2,
            is_unique=True,
            is_primary_key=plan.primary,
            is_unique_constraint=not plan.primary,
            pg_name=plan.pg,
        ),
        *index_column_rows(table_id, index_id, plan.columns, (), columns),
        row(
            "key_constraints",
            object_id=object_id,
            parent_object_id=table_id,
            index_id=index_id,
            is_system_named=plan.system_named,
            pg_name=plan.pg,
        ),
    ]


def index_column_rows(
    table_id: int, index_id: int, keys: Iterable[Any], include: Iterable[str], columns: dict[str, int]
) -> list[str]:
    out = []
    place = 0
    for ordinal, item in enumerate(keys, 1):
        place += 1
        out.append(
            row(
                "index_columns",
                object_id=table_id,
                index_id=index_id,
                index_column_id=place,
                column_id=columns[item.name.lower()],
                key_ordinal=ordinal,
                is_descending_key=item.descending,
            )
        )
    for name in include:
        place += 1
        out.append(
            row(
                "index_columns",
                object_id=table_id,
                index_id=index_id,
                index_column_id=place,
                column_id=columns[name.lower()],
                is_included_column=True,
            )
        )
    return out


def index_rows(table_id: int, index_id: int, plan: IndexPlan, columns: dict[str, int]) -> list[str]:
    kind = (5 if plan.clustered else 6) if plan.columnstore else 1 if plan.clustered else 2
    return [
        row(
            "indexes",
            object_id=table_id,
            index_id=index_id,
            name=plan.name,
            type=kind,
            is_unique=plan.unique,
            has_filter=plan.where_text is not None,
            filter_definition=plan.where_text,
            data_compression=plan.compression or "NONE",
            pg_name=plan.pg,
        ),
        *index_column_rows(table_id, index_id, plan.columns, plan.include, columns),
    ]


def check_rows(
    object_id: int, schema_id: int, table_id: int, plan: CheckPlan, columns: dict[str, int]
) -> list[str]:
    return [
        object_row(object_id, schema_id, plan.name, "C", parent=table_id),
        row(
            "check_constraints",
            object_id=object_id,
            parent_object_id=table_id,
            parent_column_id=columns.get((plan.column or "").lower(), 0),
            definition=plan.text,
            is_system_named=plan.system_named,
            pg_name=plan.pg,
        ),
    ]


def foreign_key_rows(
    object_id: int, schema_id: int, table_id: int, plan: ForeignKeyPlan, columns: dict[str, int]
) -> list[str]:
    target_id = plan.target.object_id or table_id
    target = {info.name.lower(): place for place, info in enumerate(plan.target.columns, 1)}
    return [
        object_row(object_id, schema_id, plan.name, "F", parent=table_id),
        row(
            "foreign_keys",
            object_id=object_id,
            parent_object_id=table_id,
            referenced_object_id=target_id,
            delete_action=_ACTIONS[plan.on_delete],
            update_action=_ACTIONS[plan.on_update],
            is_system_named=plan.system_named,
            pg_name=plan.pg,
        ),
        *(
            row(
                "foreign_key_columns",
                constraint_object_id=object_id,
                constraint_column_id=place,
                parent_column_id=columns[mine.lower()],
                referenced_column_id=target[theirs.lower()],
            )
            for place, (mine, theirs) in enumerate(zip(plan.columns, plan.target_columns, strict=True), 1)
        ),
    ]


def module_row(object_id: int, text: str, file: str | None, line: int, execute_as: str | None = None) -> str:
    """A module's definition; its hash names the cached parse."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    return (
        row(
            "modules",
            object_id=object_id,
            definition=text,
            definition_hash=digest,
            execute_as=execute_as,
            file=file,
            first_line=line,
        )
        + " ON CONFLICT (object_id) DO UPDATE SET definition = EXCLUDED.definition, definition_hash = "
        "EXCLUDED.definition_hash, execute_as = EXCLUDED.execute_as, file = EXCLUDED.file, "
        "first_line = EXCLUDED.first_line"
    )


def parameter_rows(object_id: int, parameters: Sequence[Parameter], table_types: dict[str, int]) -> list[str]:
    out = []
    for place, parameter in enumerate(parameters, 1):
        kind = type_row(parameter.type) if parameter.type is not None else ("table type", -1, 0, 0)
        out.append(
            row(
                "parameters",
                object_id=object_id,
                parameter_id=place,
                name=f"@{parameter.name}",
                type_name=kind[0],
                table_type_id=table_types.get(parameter.name),
                max_length=kind[1],
                precision=kind[2],
                scale=kind[3],
                is_output=parameter.output,
                is_readonly=parameter.table is not None,
                has_default=parameter.default is not None,
            )
        )
    return out
