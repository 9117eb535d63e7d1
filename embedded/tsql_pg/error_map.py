"""PostgreSQL's errors in SQL Server's numbers and texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import psycopg

from tsql_pg.error_types import SqlError

PRELUDE_SQLSTATE: Final = "TSQL0"
"""What the prelude's functions raise: SQL Server's text, and "number,severity,state" as detail."""

UNMAPPED_NUMBER: Final = 8624
"""SQL Server's "Internal Query Processor Error": a PostgreSQL error without a counterpart."""


@dataclass(frozen=True)
class DeclaredName:
    """The T-SQL side of a PostgreSQL name.

    `name` is the declared spelling ("dbo.T" for a table, "PK_T" for a constraint, "C" for a column);
    `kind` is SQL Server's object type for constraints and indexes: PK, UQ, C, F or IX;
    `table` and `column` are, for F, the referenced table and column; for C, the checked ones.
    """

    name: str
    kind: str = ""
    table: str = ""
    column: str = ""


NameKind = Literal["table", "column", "constraint"]
NameLookup = Callable[[NameKind, str, str, str], DeclaredName | None]
"""(kind, pg_schema, pg_table, pg_name) -> declared name, or None when unknown.

For kind "table", pg_name is "". pg_schema and pg_table may be "" when PostgreSQL does not tell them.
"""


def no_names(kind: NameKind, pg_schema: str, pg_table: str, pg_name: str) -> DeclaredName | None:
    """A lookup that knows nothing: messages show PostgreSQL's names."""
    return None


def sql_error(
    error: psycopg.Error,
    names: NameLookup = no_names,
    *,
    statement: str = "INSERT",
    database: str = "embedded",
    process_id: int = 0,
) -> SqlError:
    """Translate a psycopg error to SQL Server's number, severity, state and text.

    `statement` is the verb shown in 547 and 515 (INSERT, UPDATE, DELETE, MERGE); `names` gives declared
    spellings. A PostgreSQL error without a counterpart becomes 8624 with PostgreSQL's text behind it.
    """
    state = error.sqlstate or ""
    message = error.diag.message_primary or str(error).strip()
    if state == PRELUDE_SQLSTATE:
        return _prelude_error(error, message)
    if not state:
        return _connection_error(error, message)
    context = _Context(error, names, statement, database)
    if state in _CONSTRAINT_STATES:
        return _CONSTRAINT_STATES[state](context)
    if state in _TEXT_STATES:
        return _TEXT_STATES[state](message, context)
    if state in _FIXED:
        number, severity, fixed_state, text = _FIXED[state]
        return SqlError(number, text.format(process=process_id, database=database), severity, fixed_state)
    if state.startswith("08"):
        return _connection_error(error, message)
    return SqlError(
        UNMAPPED_NUMBER,
        "Internal Query Processor Error: The query processor could not produce a query plan. "
        f"PostgreSQL answered {state}: {message}",
        severity=16,
    )


def _prelude_error(error: psycopg.Error, message: str) -> SqlError:
    number, severity, state = (int(part) for part in (error.diag.message_detail or "50000,16,1").split(","))
    return SqlError(number, message, severity, state)


def _connection_error(error: psycopg.Error, message: str) -> SqlError:
    if isinstance(error, psycopg.OperationalError) and "connection failed" in message:
        return SqlError(4060, f"Cannot open database requested by the login. The login failed. {message}", 11)
    if isinstance(error, psycopg.OperationalError):
        text = "A transport-level error has occurred when receiving results from the server."
        return SqlError(10054, f"{text} {message}", 20, 0)
    return SqlError(UNMAPPED_NUMBER, f"Internal Query Processor Error: {message}", 16)


@dataclass(frozen=True)
class _Context:
    error: psycopg.Error
    names: NameLookup
    statement: str
    database: str

    def table(self) -> str:
        schema, table = self.error.diag.schema_name or "", self.error.diag.table_name or ""
        found = self.names("table", schema, table, "") if table else None
        if found is not None:
            return found.name
        return f"{schema}.{table}" if schema else table

    def column(self) -> str:
        diag = self.error.diag
        column = diag.column_name or ""
        found = self.names("column", diag.schema_name or "", diag.table_name or "", column)
        return found.name if found else column

    def constraint(self) -> DeclaredName:
        diag = self.error.diag
        name = diag.constraint_name or ""
        found = self.names("constraint", diag.schema_name or "", diag.table_name or "", name)
        return found or DeclaredName(name)

    def key_values(self) -> str:
        """The "(1, a)" of "Key (id, name)=(1, a) already exists."."""
        found = re.search(r"=(\(.*\)) ", self.error.diag.message_detail or "", re.DOTALL)
        return found.group(1) if found else "()"


def _unique_violation(context: _Context) -> SqlError:
    constraint = context.constraint()
    if constraint.kind in ("PK", "UQ"):
        kind = "PRIMARY KEY" if constraint.kind == "PK" else "UNIQUE KEY"
        return SqlError(
            2627,
            f"Violation of {kind} constraint '{constraint.name}'. Cannot insert duplicate key in object "
            f"'{context.table()}'. The duplicate key value is {context.key_values()}.",
            14,
        )
    if constraint.kind == "" and (context.error.diag.constraint_name or "").endswith("pkey"):
        return SqlError(
            2627,
            f"Violation of PRIMARY KEY constraint '{constraint.name}'. Cannot insert duplicate key in object "
            f"'{context.table()}'. The duplicate key value is {context.key_values()}.",
            14,
        )
    return SqlError(
        2601,
        f"Cannot insert duplicate key row in object '{context.table()}' with unique index "
        f"'{constraint.name}'. The duplicate key value is {context.key_values()}.",
        14,
    )


def _conflict(context: _Context, kind: str, constraint: DeclaredName, table: str, column: str) -> SqlError:
    place = f", column '{column}'" if column else ""
    return SqlError(
        547,
        f'The {context.statement} statement conflicted with the {kind} constraint "{constraint.name}". '
        f'The conflict occurred in database "{context.database}", table "{table}"{place}.',
        16,
        0,
    )


def _foreign_key_violation(context: _Context) -> SqlError:
    constraint = context.constraint()
    # PostgreSQL reports the referencing table on an insert or update of it, and the referenced
    # table's "is still referenced" on the other side; SQL Server shows the opposite table.
    if "still referenced" in (context.error.diag.message_detail or ""):
        return _conflict(context, "REFERENCE", constraint, context.table(), "")
    return _conflict(
        context, "FOREIGN KEY", constraint, constraint.table or context.table(), constraint.column
    )


_DOMAIN_TYPES: Final = {"tinyint": "tinyint", "bit": "bit", "float8": "float"}


def _check_violation(context: _Context) -> SqlError:
    domain = context.error.diag.datatype_name or ""
    if domain == "tinyint":
        return SqlError(220, "Arithmetic overflow error for data type tinyint.", 16, 1)
    if domain in _DOMAIN_TYPES:
        text = f"Arithmetic overflow error converting expression to data type {_DOMAIN_TYPES[domain]}."
        return SqlError(8115, text, 16, 2)
    constraint = context.constraint()
    return _conflict(context, "CHECK", constraint, constraint.table or context.table(), constraint.column)


def _null_violation(context: _Context) -> SqlError:
    verb = "UPDATE" if context.statement == "MERGE" else context.statement
    return SqlError(
        515,
        f"Cannot insert the value NULL into column '{context.column()}', table "
        f"'{context.database}.{context.table()}'; column does not allow nulls. {verb} fails.",
        16,
        2,
    )


_CONSTRAINT_STATES: Final[dict[str, Callable[[_Context], SqlError]]] = {
    "23502": _null_violation,
    "23503": _foreign_key_violation,
    "23505": _unique_violation,
    "23514": _check_violation,
}

_TYPE_NAMES: Final = {
    "integer": "int",
    "bigint": "bigint",
    "smallint": "smallint",
    "double precision": "float",
    "real": "real",
    "numeric": "numeric",
    "uuid": "uniqueidentifier",
    "boolean": "bit",
}


def _out_of_range(message: str, context: _Context) -> SqlError:
    found = re.match(r'(?:value "(?P<value>[^"]*)" is out of range for type )?(?P<type>\w+)', message)
    if message.startswith("value out of range"):
        name = "float"
    elif "numeric" in message:
        name = "numeric"
    else:
        name = _TYPE_NAMES.get(found.group("type") if found else "", "int")
    if name in ("smallint", "tinyint"):
        return SqlError(220, f"Arithmetic overflow error for data type {name}.", 16, 1)
    return SqlError(8115, f"Arithmetic overflow error converting expression to data type {name}.", 16, 2)


def _invalid_text(message: str, context: _Context) -> SqlError:
    found = re.match(r'invalid input syntax for type (?P<type>[\w ]+): "(?P<value>.*)"', message, re.DOTALL)
    name = found.group("type") if found else ""
    value = found.group("value") if found else ""
    if name == "uuid":
        text = "Conversion failed when converting from a character string to uniqueidentifier."
        return SqlError(8169, text, 16, 2)
    if name == "json":
        return SqlError(13609, "JSON text is not properly formatted.", 16, 4)
    target = _TYPE_NAMES.get(name, name or "the target type")
    if target in ("float", "real", "numeric", "bigint"):
        return SqlError(8114, f"Error converting data type nvarchar to {target}.", 16, 5)
    return SqlError(
        245, f"Conversion failed when converting the nvarchar value '{value}' to data type {target}.", 16, 1
    )


def _cardinality(message: str, context: _Context) -> SqlError:
    if "second time" in message:
        return SqlError(
            8672,
            "The MERGE statement attempted to UPDATE or DELETE the same row more than once. This happens "
            "when a target row matches more than one source row. A MERGE statement cannot UPDATE/DELETE "
            "the same row of the target table multiple times. Refine the ON clause to ensure a target row "
            "matches at most one source row, or use the GROUP BY clause to group the source rows.",
        )
    return SqlError(
        512,
        "Subquery returned more than 1 value. This is not permitted when the subquery follows =, !=, <, "
        "<= , >, >= or when the subquery is used as an expression.",
    )


def _quoted(message: str) -> str:
    found = re.search(r'"([^"]+)"', message)
    return found.group(1) if found else message


def _unknown_object(message: str, context: _Context) -> SqlError:
    schema, _, table = _quoted(message).rpartition(".")
    found = context.names("table", schema, table, "")
    return SqlError(208, f"Invalid object name '{found.name if found else _quoted(message)}'.")


def _unknown_column(message: str, context: _Context) -> SqlError:
    found = re.match(r'column "?(?P<name>.+?)"? (?:of relation .* )?does not exist', message)
    name = (found.group("name") if found else _quoted(message)).rpartition(".")[2].strip('"')
    return SqlError(207, f"Invalid column name '{name}'.")


def _unknown_function(message: str, context: _Context) -> SqlError:
    found = re.match(r"(?:function|operator) (.*) does not exist", message)
    return SqlError(
        206, f"Operand type clash or unknown function: {found.group(1) if found else message}.", 16, 2
    )


def _exists_already(message: str, context: _Context) -> SqlError:
    return SqlError(2714, f"There is already an object named '{_quoted(message)}' in the database.", 16, 6)


def _denied(message: str, context: _Context) -> SqlError:
    found = re.match(r"permission denied for (?P<what>\w+) (?P<name>.+)", message)
    name = found.group("name") if found else message
    permission = (
        "EXECUTE" if found and found.group("what") in ("function", "procedure") else context.statement
    )
    return SqlError(
        229,
        f"The {permission} permission was denied on the object '{name}', database '{context.database}', "
        "schema 'dbo'.",
        14,
        5,
    )


def _truncated(message: str, context: _Context) -> SqlError:
    return SqlError(2628, f"String or binary data would be truncated: {message}.", 16, 1)


def _referenced(message: str, context: _Context) -> SqlError:
    found = re.match(r"cannot drop \w+ (.+?) because other objects depend on it", message)
    name = found.group(1) if found else message
    detail = context.error.diag.message_detail or ""
    return SqlError(3726, f"Could not drop object '{name}' because it is referenced: {detail}", 16, 1)


def _grouping(message: str, context: _Context) -> SqlError:
    if "not allowed in WHERE" in message:
        return SqlError(
            147,
            "An aggregate may not appear in the WHERE clause unless it is in a subquery contained in "
            "a HAVING clause "
            "or a select list, and the column being aggregated is an outer reference.",
            15,
        )
    return SqlError(
        8120,
        f"Column '{_quoted(message)}' is invalid in the select list because it is not contained in either an "
        "aggregate function or the GROUP BY clause.",
    )


def _type_clash(message: str, context: _Context) -> SqlError:
    return SqlError(206, f"Operand type clash: {message}.", 16, 2)


_TEXT_STATES: Final[dict[str, Callable[[str, _Context], SqlError]]] = {
    "21000": _cardinality,
    "22001": _truncated,
    "22003": _out_of_range,
    "22P02": _invalid_text,
    "2BP01": _referenced,
    "42501": _denied,
    "42701": lambda m, c: SqlError(
        2705,
        f"Column names in each table must be unique. Column name '{_quoted(m)}' is specified more than once.",
    ),
    "42703": _unknown_column,
    "42704": lambda m, c: SqlError(2715, f"Cannot find data type or object {_quoted(m)}.", 16, 6),
    "42710": _exists_already,
    "42723": _exists_already,
    "42803": _grouping,
    "42804": _type_clash,
    "42846": _type_clash,
    "42883": _unknown_function,
    "42P01": _unknown_object,
    "42P20": lambda m, c: SqlError(
        4108, "Windowed functions can only appear in the SELECT or ORDER BY clauses.", 15
    ),
    "42P06": _exists_already,
    "42P07": _exists_already,
}

_FIXED: Final[dict[str, tuple[int, int, int, str]]] = {
    "22007": (241, 16, 1, "Conversion failed when converting date and/or time from character string."),
    "22008": (
        242,
        16,
        3,
        "The conversion of a varchar data type to a datetime data type resulted in an out-of-range value.",
    ),
    "22011": (537, 16, 3, "Invalid length parameter passed to the LEFT or SUBSTRING function."),
    "22012": (8134, 16, 1, "Divide by zero error encountered."),
    "2201E": (3623, 16, 1, "An invalid floating point operation occurred."),
    "2201F": (3623, 16, 1, "An invalid floating point operation occurred."),
    "25P02": (
        3930,
        16,
        1,
        "The current transaction cannot be committed and cannot support operations that write to the log "
        "file. Roll back the transaction.",
    ),
    "40001": (
        3960,
        16,
        2,
        "Snapshot isolation transaction aborted due to update conflict in database '{database}'.",
    ),
    "40P01": (
        1205,
        13,
        51,
        "Transaction (Process ID {process}) was deadlocked on lock resources with another process and has "
        "been chosen as the deadlock victim. Rerun the transaction.",
    ),
    "53100": (
        1105,
        17,
        2,
        "Could not allocate space in database '{database}' because the disk that holds it is full.",
    ),
    "53200": (701, 17, 123, "There is insufficient system memory to run this query."),
    "53300": (10928, 20, 1, "The limit of concurrent sessions for the database has been reached."),
    "54001": (
        217,
        16,
        1,
        "Maximum stored procedure, function, trigger, or view nesting level exceeded (limit 32).",
    ),
    "55P03": (1222, 16, 51, "Lock request time out period exceeded."),
    "57014": (-2, 11, 0, "Execution timeout expired, or the statement was cancelled."),
    "57P01": (10054, 20, 0, "A transport-level error has occurred: the server is shutting down."),
    "57P02": (10054, 20, 0, "A transport-level error has occurred: the server was stopped by a crash."),
    "57P03": (40613, 17, 1, "Database '{database}' is not currently available. Please retry later."),
}
