"""ALTER TABLE: columns, constraints and defaults, added, changed and dropped."""

from __future__ import annotations

from dataclasses import replace

from ...errors import NotSupported, SqlError
from ...parse import parse_expression, tree
from ...translate import types as t
from ...translate.conversion import convert
from ...translate.ddl import plan_default, plan_table
from ...translate.expressions import scalar_type
from ...translate.names import quoted, text_literal
from ...translate.scope import Typed
from .. import stored
from ..catalogue import Stored, type_row
from ..compile import context_of
from ..frames import Frame
from ..session import Session
from .catalogue_rows import (
    column_ids,
    computed_expressions,
    next_index_of,
    object_ids,
    rows_of,
    schema_id_of,
    stored_table,
)
from .indexes import of_existing_rows


def alter_table(session: Session, frame: Frame, node: tree.AlterTable) -> None:
    """ALTER TABLE."""
    session.writing(frame, "ALTER TABLE", str(node.name), node.line)
    action = node.action
    if isinstance(action, tree.SetTableOptions | tree.RebuildTable):
        for option in action.options:
            session.note({f"ALTER TABLE {option.name}"}, frame, node.line)
        return
    if node.name.is_temporary:
        _alter_temp(session, frame, node)
        return
    table = stored_table(session, node.name)
    match action:
        case tree.AddToTable():
            _add(session, frame, node, table, action)
        case tree.DropFromTable():
            _drop(session, table, action)
        case tree.AlterColumn():
            _alter_column(session, frame, node, table, action)
        case tree.SwitchConstraints():
            _switch(session, frame, node, table, action)
        case _:
            raise NotSupported(frame.module.file, node.line, f"ALTER TABLE {type(action).__name__}")
    session.stock.changed(table.object_id)


def _add(
    session: Session, frame: Frame, node: tree.AlterTable, table: Stored, action: tree.AddToTable
) -> None:
    context = context_of(session, frame, node.line)
    existing = {info.name.lower() for info in table.columns}
    for column in action.table.columns:
        if column.name.lower() in existing:
            raise SqlError(
                2705,
                f"Column names in each table must be unique. Column name '{column.name}' in table "
                f"'{node.name}' is specified more than once.",
                16,
                4,
            )
    for constraint in action.table.constraints:
        if isinstance(constraint, tree.DefaultConstraint):
            _add_default(session, frame, node, table, constraint)
    used = [
        str(r[0])
        for r in session.rows(
            f"SELECT name::text FROM tsql.objects WHERE parent_object_id = {table.object_id}"
        )
    ]
    plan = plan_table(
        table.name,
        table.pg_name or "",
        action.table,
        context,
        table.columns,
        computed_expressions(session, table),
        used,
    )
    session.note(context.ignored, frame, node.line)
    script = [f"ALTER TABLE {table.sql} ADD COLUMN {column.sql}" for column in plan.columns]
    late = " NOT VALID" if action.check_existing is False else ""
    script += [f"ALTER TABLE {table.sql} ADD {key.sql}" for key in plan.keys]
    script += [f"ALTER TABLE {table.sql} ADD {check.sql}{late}" for check in plan.checks]
    script += [f"ALTER TABLE {table.sql} ADD {foreign.sql}{late}" for foreign in plan.foreign_keys]
    script += [index.sql.replace("{table}", table.sql) for index in plan.indexes if index.sql is not None]
    if not script:
        return
    defaults = sum(1 for column in plan.columns if column.default is not None)
    ids = object_ids(session, 1 + defaults + len(plan.keys) + len(plan.checks) + len(plan.foreign_keys))[1:]
    script += rows_of(
        ids,
        schema_id_of(session, table),
        table.object_id,
        plan,
        column_ids(session, table),
        next_index_of(session, table),
    )
    try:
        session.script(script)
    except SqlError as error:
        if error.number == 515:
            raise SqlError(
                4901,
                "ALTER TABLE only allows columns to be added that can contain nulls, or have a DEFAULT "
                "definition "
                "specified, or the column being added is an identity or timestamp column, or "
                "alternatively if none of "
                "the previous conditions are satisfied the table must be empty to allow addition of this "
                "column.",
            ) from error
        raise of_existing_rows(error, table, plan.keys[0].name if plan.keys else table.name) from error


def _add_default(
    session: Session, frame: Frame, node: tree.AlterTable, table: Stored, constraint: tree.DefaultConstraint
) -> None:
    info = next((c for c in table.columns if c.name.lower() == constraint.column.lower()), None)
    if info is None:
        raise SqlError(
            1752,
            f"Column '{constraint.column}' in table '{node.name}' is invalid for creating a default "
            "constraint.",
        )
    if info.has_default:
        raise SqlError(1781, "Column already has a DEFAULT bound to it.")
    plan = plan_default(constraint, table.name, info, context_of(session, frame, node.line))
    object_id = object_ids(session, 1)[0]
    place = column_ids(session, table)[info.name.lower()]
    session.script(
        [
            f"ALTER TABLE {table.sql} ALTER COLUMN {quoted(info.pg)} SET DEFAULT {plan.sql}",
            *stored.default_rows(object_id, schema_id_of(session, table), table.object_id, place, plan),
            f"UPDATE tsql.columns SET default_object_id = {object_id}, default_definition = "
            f"{text_literal(plan.text)} "
            f"WHERE object_id = {table.object_id} AND column_id = {place}",
        ]
    )


def _drop(session: Session, table: Stored, action: tree.DropFromTable) -> None:
    for kind, name, if_exists in action.items:
        if kind == "COLUMN":
            _drop_column(session, table, name, if_exists)
        else:
            _drop_constraint(session, table, name, if_exists)


def _drop_column(session: Session, table: Stored, name: str, if_exists: bool) -> None:
    info = next((c for c in table.columns if c.name.lower() == name.lower()), None)
    if info is None:
        if if_exists:
            return
        raise SqlError(
            4924,
            f"ALTER TABLE DROP COLUMN failed because column '{name}' does not exist in table '{table.name}'.",
        )
    used = session.rows(
        f"""SELECT o.name::text FROM tsql.default_constraints d JOIN tsql.objects o USING (object_id)
        JOIN tsql.columns c ON c.object_id = d.parent_object_id AND c.column_id = d.parent_column_id
        WHERE d.parent_object_id = {table.object_id} AND c.name = {text_literal(name)}::tsql.nvarchar
        UNION ALL SELECT i.name::text FROM tsql.indexes i JOIN tsql.index_columns x USING (object_id,
        index_id)
        JOIN tsql.columns c ON c.object_id = x.object_id AND c.column_id = x.column_id
        WHERE i.object_id = {table.object_id} AND c.name = {text_literal(name)}::tsql.nvarchar
        UNION ALL SELECT o.name::text FROM tsql.check_constraints k JOIN tsql.objects o USING (object_id)
        JOIN tsql.columns c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id
        WHERE k.parent_object_id = {table.object_id} AND c.name = {text_literal(name)}::tsql.nvarchar
        UNION ALL SELECT o.name::text FROM tsql.foreign_keys f JOIN tsql.objects o USING (object_id)
        JOIN tsql.foreign_key_columns x ON x.constraint_object_id = f.object_id
        JOIN tsql.columns c ON c.object_id = f.parent_object_id AND c.column_id = x.parent_column_id
        WHERE f.parent_object_id = {table.object_id} AND c.name = {text_literal(name)}::tsql.nvarchar"""
    )
    if used:
        # SQL Server tells of the object by 5074 and ends with 4922; ERROR_NUMBER() is the latter.
        raise SqlError(
            4922,
            f"ALTER TABLE DROP COLUMN {name} failed because one or more objects access this column: "
            f"'{used[0][0]}'.",
            16,
            9,
        )
    session.script(
        [
            f"ALTER TABLE {table.sql} DROP COLUMN {quoted(info.pg)}",
            f"DELETE FROM tsql.columns WHERE object_id = {table.object_id} AND name = "
            f"{text_literal(name)}::tsql.nvarchar",
        ]
    )


def _drop_constraint(session: Session, table: Stored, name: str, if_exists: bool) -> None:
    found = session.rows(
        f"""SELECT o.object_id, o.type, COALESCE(k.pg_name, f.pg_name, c.pg_name), d.parent_column_id,
        k.index_id
        FROM tsql.objects o LEFT JOIN tsql.key_constraints k USING (object_id) LEFT JOIN tsql.foreign_keys
        f USING (object_id)
        LEFT JOIN tsql.check_constraints c USING (object_id) LEFT JOIN tsql.default_constraints d USING
        (object_id)
        WHERE o.parent_object_id = {table.object_id} AND o.name = {text_literal(name)}::tsql.nvarchar"""
    )
    if not found:
        if if_exists:
            return
        raise SqlError(3728, f"'{name}' is not a constraint.")
    object_id, kind, pg, column_id, index_id = found[0]
    script: list[str] = []
    if kind == "D":
        column = session.rows(
            f"SELECT pg_name FROM tsql.columns WHERE object_id = {table.object_id} AND column_id = "
            f"{column_id}"
        )
        script.append(f"ALTER TABLE {table.sql} ALTER COLUMN {quoted(column[0][0])} DROP DEFAULT")
        script.append(
            "UPDATE tsql.columns SET default_object_id = NULL, default_definition = NULL WHERE "
            f"object_id = {table.object_id} AND column_id = {column_id}"
        )
    else:
        script.append(f"ALTER TABLE {table.sql} DROP CONSTRAINT {quoted(pg)}")
    if index_id is not None:
        script.append(
            f"DELETE FROM tsql.indexes WHERE object_id = {table.object_id} AND index_id = {index_id}"
        )
    script.append(f"DELETE FROM tsql.objects WHERE object_id = {object_id}")
    session.script(script)


def _alter_column(
    session: Session, frame: Frame, node: tree.AlterTable, table: Stored, action: tree.AlterColumn
) -> None:
    column = action.column
    info = next((c for c in table.columns if c.name.lower() == column.name.lower()), None)
    if info is None:
        raise SqlError(
            4924,
            f"ALTER TABLE ALTER COLUMN failed because column '{column.name}' does not exist in table "
            f"'{table.name}'.",
        )
    if column.type is None:
        raise NotSupported(frame.module.file, node.line, "ALTER COLUMN without a type")
    context = context_of(session, frame, node.line)
    kind = scalar_type(column.type, context)
    nullable = column.nullable if column.nullable is not None else True
    sql = quoted(info.pg)
    script: list[str] = []
    if kind != info.type:
        using = convert(Typed(sql, info.type), replace_length(kind), context).sql
        default = session.rows(
            f"SELECT default_definition FROM tsql.columns WHERE object_id = {table.object_id} AND name "
            f"= {text_literal(info.name)}::tsql.nvarchar"
        )[0][0]
        if default is not None:
            script.append(f"ALTER TABLE {table.sql} ALTER COLUMN {sql} DROP DEFAULT")
        if t.is_string(kind) and kind.length not in (None, t.MAX):
            too_long = session.rows(
                f"SELECT 1 FROM {table.sql} WHERE char_length(rtrim(({using})::text)) > {kind.length} LIMIT 1"
            )
            if too_long:
                raise SqlError(
                    2628,
                    f"String or binary data would be truncated in table '{table.shown}', column "
                    f"'{info.name}'.",
                )
        script.append(f"ALTER TABLE {table.sql} ALTER COLUMN {sql} TYPE {t.column_type(kind)} USING {using}")
        if default is not None:
            value = parse_expression(default, file=frame.module.file or "batch", first_line=node.line)
            plan = plan_default(
                tree.DefaultConstraint("D", value, default, info.name, node.line),
                table.name,
                replace(info, type=kind),
                context,
            )
            script.append(f"ALTER TABLE {table.sql} ALTER COLUMN {sql} SET DEFAULT {plan.sql}")
    if nullable != info.nullable:
        script.append(f"ALTER TABLE {table.sql} ALTER COLUMN {sql} {'DROP' if nullable else 'SET'} NOT NULL")
    name, length, precision, scale = type_row(kind)
    script.append(
        f"UPDATE tsql.columns SET type_name = {text_literal(name)}, max_length = {length}, "
        f"precision = {precision}, scale = {scale}, "
        f"is_nullable = {'true' if nullable else 'false'}, pg_type = {text_literal(t.column_type(kind))} "
        f"WHERE object_id = {table.object_id} AND name = {text_literal(info.name)}::tsql.nvarchar"
    )
    session.script(script)


def replace_length(kind: t.SqlType) -> t.SqlType:
    """The type without its length, so that a cut is an error and no silent loss."""
    return t.SqlType(kind.name, t.MAX) if t.is_string(kind) and kind.name in ("nvarchar", "varchar") else kind


def _switch(
    session: Session, frame: Frame, node: tree.AlterTable, table: Stored, action: tree.SwitchConstraints
) -> None:
    """NOCHECK CONSTRAINT takes a CHECK or FOREIGN KEY out of force; CHECK CONSTRAINT puts it back."""
    names = {name.lower() for name in action.names}
    rows = session.rows(
        f"""SELECT o.object_id, o.name::text, o.type, COALESCE(f.pg_name, c.pg_name) FROM tsql.objects o
        LEFT JOIN tsql.foreign_keys f USING (object_id) LEFT JOIN tsql.check_constraints c USING (object_id)
        WHERE o.parent_object_id = {table.object_id} AND o.type IN ('F', 'C')"""
    )
    for object_id, name, kind, pg in rows:
        if names and str(name).lower() not in names:
            continue
        if kind != "F":
            raise NotSupported(frame.module.file, node.line, "NOCHECK of a CHECK constraint")
        word = "ENFORCED" if action.enable else "NOT ENFORCED"
        session.script(
            [
                f"ALTER TABLE {table.sql} ALTER CONSTRAINT {quoted(pg)} {word}",
                f"UPDATE tsql.foreign_keys SET is_disabled = {'false' if action.enable else 'true'} WHERE "
                f"object_id = {object_id}",
            ]
        )


def _alter_temp(session: Session, frame: Frame, node: tree.AlterTable) -> None:
    local = frame.local(node.name.name)
    if local is None:
        raise SqlError(
            4902,
            f'Cannot find the object "{node.name}" because it does not exist or you do not have permissions.',
        )
    if not isinstance(node.action, tree.AddToTable):
        raise NotSupported(frame.module.file, node.line, "this ALTER TABLE of a temp table")
    context = context_of(session, frame, node.line)
    plan = plan_table(node.name.name, local.pg, node.action.table, context, local.info.columns)
    target = session.pg_table(local)
    session.script(
        [
            *(f"ALTER TABLE {target} ADD COLUMN {column.sql}" for column in plan.columns),
            *(f"ALTER TABLE {target} ADD {key.sql}" for key in plan.keys),
            *(f"ALTER TABLE {target} ADD {check.sql}" for check in plan.checks),
        ]
    )
    local.info = replace(
        local.info, columns=(*local.info.columns, *plan.infos()), key=local.info.key or plan.key()
    )
    local.pooled = False
