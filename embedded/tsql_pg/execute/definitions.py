"""CREATE of schemas, tables, types, modules and synonyms, and what removes them again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from ..errors import NotSupported, SqlError
from ..parse import tree
from ..translate import types as t
from ..translate.ddl import TablePlan, create_table_sql, plan_table
from ..translate.names import pg_name, quoted, text_literal
from ..translate.queries import query, renamed, settled
from ..translate.scope import ColumnInfo, Scope, Typed
from . import partitions, security, stored, tabledefs
from .frames import Frame
from .modules import context_of
from .session import Session
from .tables import creation, local_info
from .walking import check, walk


def schema_of(session: Session, schema: str | None) -> tuple[int, str]:
    """Id and PostgreSQL name of a schema. Error 2760: none of that name."""
    name = schema or "dbo"
    rows = session.rows(
        f"SELECT schema_id, pg_name FROM tsql.schemas WHERE name = {text_literal(name)}::tsql.nvarchar"
    )
    if not rows:
        raise SqlError(
            2760,
            f'The specified schema name "{name}" either does not exist or you do not have permission '
            "to use it.",
        )
    return int(rows[0][0]), str(rows[0][1])


def object_ids(session: Session, count: int) -> list[int]:
    """Fresh object ids."""
    rows = session.rows(f"SELECT nextval('tsql.object_ids') FROM generate_series(1, {count})")
    return [int(found[0]) for found in rows]


def refuse_existing(session: Session, name: tree.ObjectName) -> None:
    if session.stock.find_exactly(name.parts) is not None:
        raise SqlError(2714, f"There is already an object named '{name.name}' in the database.", 16, 6)


def create_schema(session: Session, frame: Frame, node: tree.CreateSchema) -> None:
    session.writing(frame, "CREATE SCHEMA", node.name, node.line)
    found = session.rows(f"SELECT 1 FROM tsql.schemas WHERE name = {text_literal(node.name)}::tsql.nvarchar")
    if found:
        raise SqlError(2714, f"There is already an object named '{node.name}' in the database.", 16, 6)
    folded = pg_name(node.name)
    session.script(
        [
            f"CREATE SCHEMA IF NOT EXISTS {quoted(folded)}",
            stored.row("schemas", name=node.name, pg_name=folded),
        ]
    )
    session.stock.forget()


def create_table(session: Session, frame: Frame, node: tree.CreateTable) -> None:
    """CREATE TABLE, temporary ones from the pool."""
    for option in node.options:
        if option.name not in ("DATA_COMPRESSION", "XML_COMPRESSION"):
            raise NotSupported(frame.module.file, node.line, f"table option {option.name}")
        session.note({f"{option.name} = {option.value}"}, frame, node.line)
    if node.storage is not None:
        session.note({f"ON {node.storage.name}"}, frame, node.line)
    session.writing(frame, "CREATE TABLE", str(node.name), node.line)
    if node.name.is_temporary:
        _create_temp(session, frame, node)
        return
    refuse_existing(session, node.name)
    schema_id, pg_schema = schema_of(session, node.name.schema)
    context = context_of(session, frame, node.line)
    folded = pg_name(node.name.name)
    plan = plan_table(node.name.name, folded, node.table, context)
    session.note(context.ignored, frame, node.line)
    make_table(session, node.name.name, schema_id, pg_schema, folded, plan)


def make_table(
    session: Session, name: str, schema_id: int, pg_schema: str, folded: str, plan: TablePlan
) -> int:
    """Create the table of a plan and its catalogue rows; gives its object id."""
    defaults = [column for column in plan.columns if column.default is not None]
    ids = object_ids(session, 1 + len(defaults) + len(plan.keys) + len(plan.checks) + len(plan.foreign_keys))
    table_id = ids.pop(0)
    qualified = f"{quoted(pg_schema)}.{quoted(folded)}"
    script = [
        *create_table_sql(qualified, plan),
        stored.object_row(table_id, schema_id, name, "U", pg_schema=pg_schema, pg_name=folded),
        *tabledefs.rows_of(ids, schema_id, table_id, plan, {}, 1),
    ]
    session.script(script)
    session.stock.changed(table_id)
    return table_id


def _create_temp(session: Session, frame: Frame, node: tree.CreateTable) -> None:
    key = node.name.name.lower()
    if key in frame.temps:
        raise SqlError(2714, f"There is already an object named '{node.name.name}' in the database.", 16, 6)
    kept = frame.module.compiled.get(("temp", id(node)))
    if kept is None:
        context = context_of(session, frame, node.line)
        plan = plan_table(node.name.name, "{name}", node.table, context)
        make = creation(plan)
        info = local_info(node.name.name, plan.infos(), plan.key())
        kept = (info, make, f"{key}~{session.structure(make)}")
        frame.module.compiled[("temp", id(node))] = kept
    info, make, pool_key = kept
    frame.temps[key] = session.pool.take(session, pool_key, info, make)


def create_from_columns(
    session: Session, frame: Frame, target: exp.Table, columns: tuple[ColumnInfo, ...]
) -> str:
    """The table of SELECT ... INTO a stored table; gives its PostgreSQL name."""
    from ..translate.ddl import ColumnPlan

    name = tree.ObjectName(tuple(p.name for p in (target.args.get("db"), target.this) if p is not None))
    refuse_existing(session, name)
    schema_id, pg_schema = schema_of(session, name.schema)
    plans = tuple(
        ColumnPlan(
            info,
            f"{quoted(info.pg)} {t.column_type(info.type)}{'' if info.nullable else ' NOT NULL'}",
            None,
            None,
            None,
            False,
            None,
        )
        for info in columns
    )
    folded = pg_name(name.name)
    make_table(session, name.name, schema_id, pg_schema, folded, TablePlan(plans, (), (), (), ()))
    return f"{quoted(pg_schema)}.{quoted(folded)}"


def create_type(session: Session, frame: Frame, node: tree.CreateType) -> None:
    """CREATE TYPE ... AS TABLE."""
    if node.table is None:
        raise NotSupported(frame.module.file, node.line, "CREATE TYPE ... FROM")
    session.writing(frame, "CREATE TYPE", str(node.name), node.line)
    if session.stock.table_type(node.name.parts) is not None:
        raise SqlError(
            219, f"The type '{node.name}' already exists, or you do not have permission to create it."
        )
    schema_id, _ = schema_of(session, node.name.schema)
    context = context_of(session, frame, node.line)
    plan = plan_table(node.name.name, pg_name(node.name.name), node.table, context)
    session.note(context.ignored, frame, node.line)
    defaults = [column for column in plan.columns if column.default is not None]
    ids = object_ids(session, 1 + len(defaults) + len(plan.keys) + len(plan.checks))
    type_id = ids.pop(0)
    session.script(
        [
            stored.object_row(type_id, schema_id, node.name.name, "TT"),
            *tabledefs.rows_of(ids, schema_id, type_id, plan, {}, 1, of_type=True),
            stored.module_row(type_id, frame.module.text, frame.module.file, node.line),
        ]
    )
    session.stock.changed(type_id)


def _existing_module(session: Session, node: Any, kinds: tuple[str, ...]) -> int | None:
    """Object id of the module that CREATE OR ALTER or ALTER changes. Errors: 208, 2714, 2010."""
    found = session.stock.find_exactly(node.name.parts)
    if found is None:
        if node.action == "ALTER":
            raise SqlError(208, f"Invalid object name '{node.name}'.", 16, 6)
        return None
    if node.action == "CREATE":
        raise SqlError(2714, f"There is already an object named '{node.name.name}' in the database.", 16, 3)
    if found.type not in kinds:
        raise SqlError(
            2010, f"Cannot perform alter on '{node.name}' because it is an incompatible object type."
        )
    return found.object_id


def _save_module(
    session: Session,
    frame: Frame,
    node: Any,
    kind: str,
    rows: Callable[[int], list[str]],
    execute_as: str | None = None,
) -> None:
    existing = _existing_module(session, node, (kind,))
    schema_id, pg_schema = schema_of(session, node.name.schema)
    script: list[str] = []
    if existing is None:
        object_id = object_ids(session, 1)[0]
        script.append(
            stored.object_row(
                object_id,
                schema_id,
                node.name.name,
                kind,
                pg_schema=pg_schema,
                pg_name=pg_name(node.name.name),
            )
        )
    else:
        object_id = existing
        script += [
            f"DELETE FROM tsql.columns WHERE object_id = {object_id}",
            f"DELETE FROM tsql.parameters WHERE object_id = {object_id}",
            "UPDATE tsql.objects SET modify_date = clock_timestamp()::timestamp WHERE object_id = "
            f"{object_id}",
        ]
    script.append(stored.module_row(object_id, node.text, frame.module.file, node.line, execute_as))
    script += rows(object_id)
    session.script(script)
    session.stock.changed(object_id)


def _check_table_parameter(parameter: tree.ParameterDefinition, node: tree.CreateProcedure) -> None:
    """Errors 352 for a table parameter that is not READONLY, 10700 for a statement that changes one."""
    if not parameter.readonly:
        raise SqlError(
            352,
            f'The table-valued parameter "@{parameter.name}" must be declared with the READONLY option.',
            15,
            line=parameter.line,
        )
    for statement in walk(node.body):
        if not isinstance(statement, tree.Insert | tree.Update | tree.Delete | tree.Merge):
            continue
        targets = [
            statement.target,
            *(output.into for output in statement.outputs if output.into is not None),
        ]
        for target in targets:
            if isinstance(target.this, exp.Parameter) and target.this.name.lower() == parameter.name.lower():
                raise SqlError(
                    10700,
                    f'The table-valued parameter "@{parameter.name}" is READONLY and cannot be modified.',
                    16,
                    1,
                    line=statement.line,
                )


def create_procedure(session: Session, frame: Frame, node: tree.CreateProcedure) -> None:
    session.writing(frame, f"{node.action} PROCEDURE", str(node.name), node.line)
    parameters = [session.stock.parameter(item, frame.module.file) for item in node.parameters]
    types: dict[str, int] = {}
    check(node.body, in_module=True, file=frame.module.file)
    for written, parameter in zip(node.parameters, parameters, strict=True):
        if parameter.table is not None:
            _check_table_parameter(written, node)
            found = session.stock.table_type(parameter.table)
            if found is not None:
                types[parameter.name] = found.object_id
    execute_as = None
    for option in node.options:
        if option.name == "EXECUTE AS":
            execute_as = (option.value or "").strip("'").upper()
        elif option.name not in ("RECOMPILE",):
            raise NotSupported(frame.module.file, node.line, f"procedure option {option.name}")
    _save_module(session, frame, node, "P", lambda i: stored.parameter_rows(i, parameters, types), execute_as)


def create_view(session: Session, frame: Frame, node: tree.CreateView) -> None:
    """CREATE VIEW: translated once for its columns; statements that use it take it in."""
    session.writing(frame, f"{node.action} VIEW", str(node.name), node.line)
    if node.check_option:
        session.note({"WITH CHECK OPTION"}, frame, node.line)
    for option in node.options:
        if option.name not in ("SCHEMABINDING", "VIEW_METADATA"):
            raise NotSupported(frame.module.file, node.line, f"view option {option.name}")
        session.note({f"view option {option.name}"}, frame, node.line)
    context = context_of(session, frame, node.line)
    context.variables = {}
    columns = settled(renamed(query(node.query, None, context).columns, list(node.columns)))
    if any(not info.name for info in columns):
        raise SqlError(
            4511,
            "Create View or Function failed because no column name was specified for column "
            f"{1 + next(n for n, c in enumerate(columns) if not c.name)}.",
            line=node.line,
        )
    _save_module(session, frame, node, "V", lambda i: stored.result_columns(i, columns))


def create_function(session: Session, frame: Frame, node: tree.CreateFunction) -> None:
    """CREATE FUNCTION: inline ones."""
    if node.query is None:
        raise NotSupported(frame.module.file, node.line, f"{node.kind} function")
    session.writing(frame, f"{node.action} FUNCTION", str(node.name), node.line)
    for option in node.options:
        session.note({f"function option {option.name}"}, frame, node.line)
    context = context_of(session, frame, node.line)
    context.variables = {}
    parameters = [session.stock.parameter(item, frame.module.file) for item in node.parameters]
    scope = Scope()
    for parameter in parameters:
        if parameter.type is None:
            raise NotSupported(frame.module.file, node.line, "a table-valued parameter of a function")
        scope.inner[parameter.name.lower()] = Typed(f"NULL::{t.value_type(parameter.type)}", parameter.type)
    assert node.query is not None
    columns = settled(query(node.query, scope, context).columns)
    _save_module(
        session,
        frame,
        node,
        "IF",
        lambda i: [*stored.result_columns(i, columns), *stored.parameter_rows(i, parameters, {})],
    )


def create_synonym(session: Session, frame: Frame, node: tree.CreateSynonym) -> None:
    session.writing(frame, "CREATE SYNONYM", str(node.name), node.line)
    refuse_existing(session, node.name)
    schema_id, pg_schema = schema_of(session, node.name.schema)
    object_id = object_ids(session, 1)[0]
    base = ".".join(f"[{part}]" for part in node.target.parts)
    session.script(
        [
            stored.object_row(
                object_id,
                schema_id,
                node.name.name,
                "SN",
                pg_schema=pg_schema,
                pg_name=pg_name(node.name.name),
            ),
            stored.row("synonyms", object_id=object_id, base_object_name=base),
        ]
    )
    session.stock.changed(object_id)


_DROPPED = {
    "TABLE": ("U",),
    "VIEW": ("V",),
    "PROCEDURE": ("P",),
    "FUNCTION": ("IF", "TF", "FN"),
    "SYNONYM": ("SN",),
}
_WORDS = {
    "PROCEDURE": "procedure",
    "FUNCTION": "function",
    "VIEW": "view",
    "TABLE": "table",
    "SYNONYM": "synonym",
}


def drop(session: Session, frame: Frame, node: tree.Drop) -> None:
    """DROP of any kind. Error 3701: nothing of the name."""
    for name in node.names:
        session.writing(frame, f"DROP {node.kind}", str(name), node.line)
        if node.kind in _DROPPED:
            _drop_object(session, frame, node, name)
        elif node.kind == "TYPE":
            _drop_type(session, node, name)
        elif node.kind == "SCHEMA":
            _drop_schema(session, node, name)
        elif node.kind in ("ROLE", "USER", "LOGIN"):
            security.drop_principal(session, frame, node, name)
        elif node.kind.startswith("PARTITION"):
            partitions.drop(session, frame, node, name)
        else:
            raise NotSupported(frame.module.file, node.line, f"DROP {node.kind}")


def _drop_object(session: Session, frame: Frame, node: tree.Drop, name: tree.ObjectName) -> None:
    if node.kind == "TABLE" and name.is_temporary:
        owner: Frame | None = frame
        while owner is not None and name.name.lower() not in owner.temps:
            owner = owner.parent
        if owner is not None:
            session.pool.release(session, owner.temps.pop(name.name.lower()))
            return
    found = None if name.is_temporary else session.stock.find_exactly(name.parts)
    if found is None or found.type not in _DROPPED[node.kind]:
        if node.if_exists:
            return
        raise SqlError(
            3701,
            f"Cannot drop the {_WORDS[node.kind]} '{name}', because it does not exist or you do not "
            "have permission.",
            11,
            5,
        )
    if node.kind == "TABLE":
        referenced = session.rows(
            f"SELECT 1 FROM tsql.foreign_keys WHERE referenced_object_id = {found.object_id} AND "
            f"parent_object_id <> {found.object_id}"
        )
        if referenced:
            raise SqlError(
                3726, f"Could not drop object '{name}' because it is referenced by a FOREIGN KEY constraint."
            )
    script = [f"DROP TABLE {found.sql}"] if node.kind == "TABLE" else []
    script += [
        f"DELETE FROM tsql.permissions WHERE class = 1 AND major_id = {found.object_id}",
        f"DELETE FROM tsql.extended_properties WHERE class IN (1, 7) AND major_id = {found.object_id}",
        f"DELETE FROM tsql.objects WHERE object_id = {found.object_id}",
    ]
    session.script(script)
    session.stock.changed(found.object_id)


def _drop_type(session: Session, node: tree.Drop, name: tree.ObjectName) -> None:
    found = session.stock.table_type(name.parts)
    if found is None:
        if node.if_exists:
            return
        raise SqlError(
            218,
            f"Could not find the type '{name}'. Either it does not exist or you do not have the "
            "necessary permission.",
        )
    users = session.rows(
        "SELECT s.name::text || '.' || o.name::text FROM tsql.parameters p JOIN tsql.objects o "
        "USING (object_id) "
        f"JOIN tsql.schemas s USING (schema_id) WHERE p.table_type_id = {found.object_id} LIMIT 1"
    )
    if users:
        raise SqlError(
            3732,
            f"Cannot drop type '{name}' because it is being referenced by object '{users[0][0]}'. "
            "There may be other objects that reference this type.",
        )
    session.script(
        [
            f"DELETE FROM tsql.permissions WHERE class = 6 AND major_id = {found.object_id}",
            f"DELETE FROM tsql.extended_properties WHERE class = 6 AND major_id = {found.object_id}",
            f"DELETE FROM tsql.objects WHERE object_id = {found.object_id}",
        ]
    )
    session.stock.changed(found.object_id)


def _drop_schema(session: Session, node: tree.Drop, name: tree.ObjectName) -> None:
    rows = session.rows(
        f"SELECT schema_id, pg_name FROM tsql.schemas WHERE name = {text_literal(name.name)}::tsql.nvarchar"
    )
    if not rows:
        if node.if_exists:
            return
        raise SqlError(
            15151,
            f"Cannot drop the schema '{name}', because it does not exist or you do not have permission.",
        )
    used = session.rows(f"SELECT name::text FROM tsql.objects WHERE schema_id = {rows[0][0]} LIMIT 1")
    if used:
        raise SqlError(
            3729, f"Cannot drop schema '{name}' because it is being referenced by object '{used[0][0]}'."
        )
    session.script(
        [
            f"DROP SCHEMA IF EXISTS {quoted(rows[0][1])}",
            f"DELETE FROM tsql.schemas WHERE schema_id = {rows[0][0]}",
        ]
    )
    session.stock.forget()


def truncate(session: Session, frame: Frame, node: tree.TruncateTable) -> None:
    """TRUNCATE TABLE. Errors: 4701, 4712."""
    if node.partitions:
        raise NotSupported(frame.module.file, node.line, "TRUNCATE TABLE WITH (PARTITIONS)")
    session.writing(frame, "TRUNCATE TABLE", str(node.name), node.line)
    if node.name.is_temporary:
        local = frame.local(node.name.name)
        if local is None:
            raise SqlError(
                4701,
                f'Cannot find the object "{node.name}" because it does not exist or you do not have '
                "permissions.",
            )
        session.run(f"TRUNCATE {session.pg_table(local)} RESTART IDENTITY")
        local.rows = 0
        return
    found = session.stock.find(node.name.parts)
    if found is None or found.type != "U":
        raise SqlError(
            4701,
            f'Cannot find the object "{node.name.name}" because it does not exist or you do not have '
            "permissions.",
        )
    referenced = session.rows(
        f"SELECT 1 FROM tsql.foreign_keys WHERE referenced_object_id = {found.object_id} AND "
        f"parent_object_id <> {found.object_id}"
    )
    if referenced:
        raise SqlError(
            4712,
            f"Cannot truncate table '{node.name}' because it is being referenced by a FOREIGN KEY "
            "constraint.",
        )
    session.run(f"TRUNCATE {found.sql} RESTART IDENTITY")


DEFINITIONS: dict[type[tree.Statement], Callable[[Session, Frame, Any], None]] = {
    tree.CreateSchema: create_schema,
    tree.CreateTable: create_table,
    tree.CreateType: create_type,
    tree.CreateProcedure: create_procedure,
    tree.CreateView: create_view,
    tree.CreateFunction: create_function,
    tree.CreateSynonym: create_synonym,
    tree.Drop: drop,
    tree.TruncateTable: truncate,
    tree.AlterTable: tabledefs.alter_table,
    tree.CreateIndex: tabledefs.create_index,
    tree.DropIndex: tabledefs.drop_index,
    tree.AlterIndex: tabledefs.alter_index,
    tree.UpdateStatistics: tabledefs.update_statistics,
    tree.CreatePrincipal: security.create_principal,
    tree.AlterRole: security.alter_role,
    tree.Permission: security.permission,
    tree.AlterAuthorization: security.alter_authorization,
    **partitions.DEFINITIONS,
}
