"""PostgreSQL's errors as SQL Server shows them. Texts: Microsoft Learn, "Database engine errors"."""

import pickle
import re
from typing import Any

import psycopg
import pytest
from tsql_pg.errors import DeclaredName, EngineError, NotSupported, SqlError, sql_error

Connection = psycopg.Connection[Any]

NAMES = {
    ("table", "parent", ""): DeclaredName("dbo.Parent"),
    ("table", "child", ""): DeclaredName("dbo.Child"),
    ("column", "child", "name"): DeclaredName("Name"),
    ("constraint", "parent", "parent_pkey"): DeclaredName("PK_Parent", "PK"),
    ("constraint", "child", "child_code_key"): DeclaredName("UQ_Child", "UQ"),
    ("constraint", "child", "child_ix"): DeclaredName("UX_Child", "IX"),
    ("constraint", "child", "child_parent_fkey"): DeclaredName("FK_Child", "F", "dbo.Parent", "Id"),
    ("constraint", "child", "child_check"): DeclaredName("CK_Child", "C", "dbo.Child", "Size"),
}


def names(kind: str, schema: str, table: str, name: str) -> DeclaredName | None:
    return NAMES.get((kind, table, name))


@pytest.fixture
def tables(pg: Connection) -> Connection:
    pg.execute("""
        CREATE TEMP TABLE parent (id integer PRIMARY KEY);
        CREATE TEMP TABLE child (
            parent integer REFERENCES parent,
            code integer UNIQUE,
            name text NOT NULL,
            size integer CONSTRAINT child_check CHECK (size > 0),
            other integer);
        CREATE UNIQUE INDEX child_ix ON child (other) WHERE other IS NOT NULL;
        INSERT INTO parent VALUES (1), (2);
        INSERT INTO child VALUES (1, 1, 'a', 1, 1)""")
    return pg


def raised_by(connection: Connection, statement: str, verb: str = "INSERT") -> SqlError:
    with pytest.raises(psycopg.Error) as raised:
        connection.execute(statement.encode())
    return sql_error(raised.value, names, statement=verb, database="plant", process_id=77)


@pytest.mark.parametrize(
    ("statement", "verb", "number", "severity", "state", "message"),
    [
        (
            "INSERT INTO parent VALUES (1)",
            "INSERT",
            2627,
            14,
            1,
            "Violation of PRIMARY KEY constraint 'PK_Parent'. Cannot insert duplicate key in object "
            "'dbo.Parent'. "
            "The duplicate key value is (1).",
        ),
        (
            "INSERT INTO child VALUES (1, 1, 'a', 1)",
            "INSERT",
            2627,
            14,
            1,
            "Violation of UNIQUE KEY constraint 'UQ_Child'. Cannot insert duplicate key in object "
            "'dbo.Child'. "
            "The duplicate key value is (1).",
        ),
        (
            "INSERT INTO child VALUES (1, 2, 'a', 1, 1)",
            "INSERT",
            2601,
            14,
            1,
            "Cannot insert duplicate key row in object 'dbo.Child' with unique index 'UX_Child'. The "
            "duplicate key value is (1).",
        ),
        (
            "INSERT INTO child VALUES (9, 2, 'a', 1)",
            "INSERT",
            547,
            16,
            0,
            'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_Child". The conflict '
            'occurred in database "plant", table "dbo.Parent", column \'Id\'.',
        ),
        (
            "DELETE FROM parent WHERE id = 1",
            "DELETE",
            547,
            16,
            0,
            'The DELETE statement conflicted with the REFERENCE constraint "FK_Child". The conflict occurred '
            'in database "plant", table "dbo.Child".',
        ),
        (
            "UPDATE child SET size = 0",
            "UPDATE",
            547,
            16,
            0,
            'The UPDATE statement conflicted with the CHECK constraint "CK_Child". The conflict occurred in '
            'database "plant", table "dbo.Child", column \'Size\'.',
        ),
        (
            "INSERT INTO child VALUES (1, 2, NULL, 1)",
            "INSERT",
            515,
            16,
            2,
            "Cannot insert the value NULL into column 'Name', table 'plant.dbo.Child'; column does not allow "
            "nulls. INSERT fails.",
        ),
        ("SELECT 1 / 0", "SELECT", 8134, 16, 1, "Divide by zero error encountered."),
        (
            "SELECT 2147483647 + 1",
            "SELECT",
            8115,
            16,
            2,
            "Arithmetic overflow error converting expression to data type int.",
        ),
        ("SELECT 40000::smallint", "SELECT", 220, 16, 1, "Arithmetic overflow error for data type smallint."),
        (
            "SELECT 'abc'::text::integer",
            "SELECT",
            245,
            16,
            1,
            "Conversion failed when converting the nvarchar value 'abc' to data type int.",
        ),
        (
            "SELECT 'abc'::text::numeric",
            "SELECT",
            8114,
            16,
            5,
            "Error converting data type nvarchar to numeric.",
        ),
        (
            "SELECT 'abc'::text::uuid",
            "SELECT",
            8169,
            16,
            2,
            "Conversion failed when converting from a character string to uniqueidentifier.",
        ),
        ("SELECT * FROM dbo.nothing", "SELECT", 208, 16, 1, "Invalid object name 'dbo.nothing'."),
        ("SELECT nothing FROM child", "SELECT", 207, 16, 1, "Invalid column name 'nothing'."),
        ("SELECT c.nothing FROM child AS c", "SELECT", 207, 16, 1, "Invalid column name 'nothing'."),
        ("INSERT INTO child (nothing) VALUES (1)", "INSERT", 207, 16, 1, "Invalid column name 'nothing'."),
        (
            "CREATE TEMP TABLE child (n integer)",
            "CREATE TABLE",
            2714,
            16,
            6,
            "There is already an object named 'child' in the database.",
        ),
        (
            "SET ROLE pg_monitor; SELECT * FROM tsql.prelude",
            "SELECT",
            229,
            14,
            5,
            "The SELECT permission was denied on the object 'prelude', database 'plant', schema 'dbo'.",
        ),
    ],
)
def test_texts(
    tables: Connection, statement: str, verb: str, number: int, severity: int, state: int, message: str
) -> None:
    error = raised_by(tables, statement, verb)
    assert (error.number, error.severity, error.state, error.message) == (number, severity, state, message)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("SELECT (SELECT id FROM parent)", 512),
        (
            "MERGE INTO child AS t USING (VALUES (1), (1)) AS s (c) ON s.c = t.code "
            "WHEN MATCHED THEN UPDATE SET size = 2",
            8672,
        ),
        ("SELECT 1e308::double precision * 10", 8115),
        ("SELECT 1::numeric(3, 2) * 10000::numeric::numeric(3, 2)", 8115),
        ("SELECT sqrt(-1)", 3623),
        ("SELECT 'x'::text::timestamp", 241),
        ("SELECT '2024-02-30'::text::timestamp", 242),
        ("SELECT 'abc'::varchar(2) FROM (INSERT INTO child VALUES (1)) x", 8624),
        ("SELECT nofunction(1)", 206),
        ("DROP TABLE parent", 3726),
        ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)", -2),
    ],
)
def test_numbers(tables: Connection, statement: str, number: int) -> None:
    assert raised_by(tables, statement).number == number


def test_a_failed_transaction_is_3930(pg: Connection) -> None:
    pg.execute("BEGIN")
    assert raised_by(pg, "SELECT 1 / 0").number == 8134
    assert raised_by(pg, "SELECT 1").number == 3930
    pg.execute("ROLLBACK")
    assert pg.execute("SELECT 1").fetchone() == (1,)


def test_a_lock_timeout_is_1222_and_a_deadlock_1205(engine: Any, pg: Connection) -> None:
    pg.execute("CREATE TABLE dbo.locked (n integer); INSERT INTO dbo.locked VALUES (1)")
    try:
        with engine.connect() as other, pg.transaction():
            pg.execute("UPDATE dbo.locked SET n = 2")
            error = raised_by(other, "SET lock_timeout = '30ms'; UPDATE dbo.locked SET n = 3")
        assert (error.number, error.state) == (1222, 51)
    finally:
        pg.execute("DROP TABLE dbo.locked")
    deadlock = sql_error(psycopg.errors.lookup("40P01")("deadlock detected"), process_id=77)
    # An error made by hand has a class and no diagnostics: its SQLSTATE counts.
    assert (deadlock.number, deadlock.severity) == (1205, 13)
    assert "Process ID 77" in deadlock.message


def test_lost_and_refused_connections(engine: Any) -> None:
    with engine.connect() as connection, engine.connect() as killer:
        killer.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(psycopg.OperationalError) as raised:
            connection.execute("SELECT 1")
        assert sql_error(raised.value).number == 10054
        with pytest.raises(psycopg.OperationalError) as raised:
            connection.execute("SELECT 1")
        assert sql_error(raised.value).number == 10054
    with pytest.raises(psycopg.OperationalError) as raised:
        engine.connect(dbname="nothing")
    assert sql_error(raised.value).number == 4060


def test_the_preludes_errors_pass_unchanged(pg: Connection) -> None:
    error = raised_by(pg, "SELECT tsql.raise_error(51234, 'Own text.', 11, 7)")
    assert (error.number, error.message, error.severity, error.state) == (51234, "Own text.", 11, 7)


def test_without_names_postgresqls_own_are_shown(tables: Connection) -> None:
    with pytest.raises(psycopg.Error) as raised:
        tables.execute("INSERT INTO parent VALUES (1)")
    error = sql_error(raised.value)
    assert error.number == 2627
    assert re.search(r"'parent_pkey'.*object 'pg_temp_\d+\.parent'", error.message)


def test_errors_say_what_and_where_and_can_be_pickled() -> None:
    error = SqlError(547, "Conflict.", 16, 0, "usp_Get", 12, "procs/get.sql")
    assert (
        str(error) == "Msg 547, level 16, state 0: Conflict. (procedure usp_Get, file procs/get.sql, line 12)"
    )
    again = pickle.loads(pickle.dumps(error))
    assert (again.number, again.procedure, again.line, again.file) == (547, "usp_Get", 12, "procs/get.sql")
    unsupported = NotSupported("a.sql", 3, "DECLARE CURSOR")
    assert (unsupported.number, unsupported.line, unsupported.file) == (40517, 3, "a.sql")
    assert "DECLARE CURSOR is not supported" in str(unsupported)
    assert pickle.loads(pickle.dumps(unsupported)).construct == "DECLARE CURSOR"
    assert isinstance(unsupported, SqlError)
    assert not issubclass(EngineError, SqlError)
