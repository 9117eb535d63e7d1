"""Procedures, dynamic SQL, control flow, TRY ... CATCH, THROW, RAISERROR, ERROR_*()."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
import tsql_pg

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]

# language-elements/while, if-else, break, continue, return, declare-local-variable, set-local-variable
CONTROL = [
    ("DECLARE @i int = 0; WHILE @i < 5 SET @i += 1; SELECT @i AS i", [(5,)]),
    ("DECLARE @i int = 0; WHILE 1 = 1 BEGIN SET @i += 1; IF @i = 3 BREAK; END; SELECT @i AS i", [(3,)]),
    (
        "DECLARE @i int = 0, @s int = 0; WHILE @i < 5 BEGIN SET @i += 1; IF @i % 2 = 0 CONTINUE; "
        "SET @s += @i; END; SELECT @s AS s",
        [(9,)],
    ),
    ("IF 1 = 2 SELECT 1 AS a ELSE IF 1 = 1 SELECT 2 AS a ELSE SELECT 3 AS a", [(2,)]),
    ("IF NULL = 1 SELECT 1 AS a ELSE SELECT 2 AS a", [(2,)]),
    ("DECLARE @a int; SELECT @a AS a", [(None,)]),
    ("DECLARE @a int = 1, @b nvarchar(3) = N'abcdef'; SELECT @a AS a, @b AS b", [(1, "abc")]),
    ("DECLARE @a nvarchar = N'abc'; SELECT @a AS a", [("a",)]),
    ("IF 1 = 0 BEGIN DECLARE @a int = 5 END; SELECT @a AS a", [(None,)]),
    (
        "DECLARE @i int = 0; WHILE @i < 2 BEGIN DECLARE @x int; SET @x = ISNULL(@x, 0) + 1; SET "
        "@i += 1 END; SELECT @x AS x",
        [(2,)],
    ),
    ("DECLARE @a int; SELECT @a = 1, @a = @a + 1; SELECT @a AS a", [(2,)]),
    ("DECLARE @a int = 7; SELECT @a = x.V FROM (SELECT 1 AS V) AS x WHERE 1 = 0; SELECT @a AS a", [(7,)]),
    ("DECLARE @a int = 7; SET @a = (SELECT 1 WHERE 1 = 0); SELECT @a AS a", [(None,)]),
    ("DECLARE @d decimal(6, 2) = 1.005; SET @d *= 2; SELECT @d AS d", [(Decimal("2.02"),)]),
    ("DECLARE @s nvarchar(20) = N'a'; SET @s += N'b'; SELECT @s AS s", [("ab",)]),
    ("DECLARE @b bit = 7; SELECT @b AS b", [(True,)]),
    ("DECLARE @f float = 1; SELECT @f / 4 AS f", [(0.25,)]),
    ("DECLARE @f int = 7.9; SELECT @f AS f", [(7,)]),
    (
        "DECLARE @t datetime2(0) = N'2024-01-01T00:00:00.6'; SELECT @t AS t",
        [(dt.datetime(2024, 1, 1, 0, 0, 1),)],
    ),
    ("DECLARE @v varbinary(2) = 0x010203; SELECT @v AS v", [(b"\x01\x02",)]),
    ("DECLARE @A int = 1; SET @a = @A + 1; SELECT @a AS a", [(2,)]),
    ("PRINT N'x'; RETURN; SELECT 1 AS a", []),
    (
        "DECLARE @t TABLE (A int NULL); IF NOT EXISTS (SELECT 1 FROM @t AS t) SELECT N'empty' AS a",
        [("empty",)],
    ),
    ("EXEC (N'SELECT 1 AS a')", [(1,)]),
    ("DECLARE @q nvarchar(100) = N'SELECT '; EXEC (@q + N'2 AS a')", [(2,)]),
    (
        "DECLARE @o int; EXEC sp_executesql N'SET @r = @p * 2', N'@p int, @r int OUTPUT', @p = 4, "
        "@r = @o OUTPUT; SELECT @o AS o",
        [(8,)],
    ),
    ("EXEC sys.sp_executesql @stmt = N'SELECT @a AS a', @params = N'@a nvarchar(2)', @a = N'xyz'", [("xy",)]),
    (
        "CREATE TABLE #t (A int NULL); EXEC (N'INSERT INTO #t (A) VALUES (3)'); SELECT A FROM #t; "
        "DROP TABLE #t",
        [(3,)],
    ),
    (
        "EXEC (N'CREATE TABLE #inner (A int NULL)'); SELECT CASE WHEN "
        "OBJECT_ID(N'tempdb..#inner') IS NULL THEN 1 ELSE 0 END AS a",
        [(1,)],
    ),
    (
        "CREATE TABLE #o (A int NULL); SELECT CASE WHEN OBJECT_ID(N'tempdb..#o') IS NULL THEN 1 "
        "ELSE 0 END AS a; DROP TABLE #o",
        [(0,)],
    ),
]


@pytest.mark.parametrize(("batch", "expected"), CONTROL)
def test_control(rows: Rows, batch: str, expected: list[tuple[Any, ...]]) -> None:
    assert rows(batch) == expected


# language-elements/try-catch, throw; raiserror; functions/error-number ...
ERRORS_CAUGHT = [
    ("SELECT 1 / 0 AS x", (8134, 16, 1, 1, None, "Divide by zero error encountered.")),
    ("THROW 51234, N'mine', 7", (51234, 16, 7, 1, None, "mine")),
    ("RAISERROR(N'%s of %d', 12, 3, N'part', 5)", (50000, 12, 3, 1, None, "part of 5")),
    ("RAISERROR(N'50%%', 16, 1)", (50000, 16, 1, 1, None, "50%")),
    ("DECLARE @m nvarchar(50) = N'm1'; THROW 50001, @m, 1", (50001, 16, 1, 1, None, "m1")),
    (
        "\nSELECT CAST(N'z' AS int) AS x",
        (245, 16, 1, 2, None, "Conversion failed when converting the nvarchar value 'z' to data type int."),
    ),
    ("EXEC dbo.nosuch", (2812, 16, 62, 1, None, "Could not find stored procedure 'dbo.nosuch'.")),
]


@pytest.mark.parametrize(("statement", "expected"), ERRORS_CAUGHT)
def test_error_functions(rows: Rows, statement: str, expected: tuple[Any, ...]) -> None:
    batch = f"""BEGIN TRY {statement} END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, ERROR_SEVERITY() AS v,
    ERROR_STATE() AS s, ERROR_LINE() AS l, ERROR_PROCEDURE() AS p, ERROR_MESSAGE() AS m END CATCH"""
    assert rows(batch) == [expected]


def test_error_functions_are_null_outside_catch(rows: Rows) -> None:
    assert rows("BEGIN TRY SELECT 1/0 AS x END TRY BEGIN CATCH END CATCH; SELECT ERROR_NUMBER() AS n") == [
        (None,)
    ]


def test_throw_again_keeps_everything(db: tsql_pg.Connection) -> None:
    db.execute(
        "CREATE PROCEDURE dbo.P AS\nBEGIN TRY\n    THROW 51000, N'first', 9;\nEND TRY\nBEGIN "
        "CATCH\n    THROW;\nEND CATCH"
    )
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("EXEC dbo.P")
    error = raised.value
    assert (error.number, error.state, error.line, error.procedure, error.message) == (
        51000,
        9,
        3,
        "dbo.P",
        "first",
    )


def test_throw_without_a_catch(number: Number) -> None:
    assert number("THROW") == 10704


def test_throw_below_50000(number: Number) -> None:
    assert number("THROW 49999, N'x', 1") == 35100


def test_low_severity_is_a_message(db: tsql_pg.Connection) -> None:
    found = db.execute("RAISERROR(N'note %d', 10, 1, 7) WITH NOWAIT; PRINT N'printed'; PRINT 5")
    assert found.messages == ["note 7", "printed", "5"]


def test_nested_try(rows: Rows) -> None:
    batch = """BEGIN TRY BEGIN TRY SELECT 1/0 AS x END TRY BEGIN CATCH THROW 51000, N'second', 1 END CATCH
    END TRY
    BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH"""
    assert rows(batch) == [(51000,)]


def test_catch_of_catch_gives_back_the_outer_error(rows: Rows) -> None:
    batch = """BEGIN TRY THROW 51000, N'a', 1 END TRY BEGIN CATCH
    BEGIN TRY THROW 51001, N'b', 1 END TRY BEGIN CATCH PRINT ERROR_NUMBER() END CATCH
    SELECT ERROR_NUMBER() AS n END CATCH"""
    assert rows(batch) == [(51000,)]


def test_name_resolution_is_not_caught_at_its_own_level(
    db: tsql_pg.Connection, number: Number, rows: Rows
) -> None:
    batch = "BEGIN TRY SELECT a FROM dbo.nosuch END TRY BEGIN CATCH SELECT N'caught' AS c END CATCH"
    assert number(batch) == 208
    db.execute("CREATE PROCEDURE dbo.P AS SELECT a FROM dbo.nosuch")
    assert rows("BEGIN TRY EXEC dbo.P END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH") == [(208,)]


def test_statements_after_a_failed_one_run(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError):
        db.execute("CREATE TABLE dbo.A (I int NULL); SELECT 1/0 AS x; CREATE TABLE dbo.B (I int NULL)")
    assert db.execute("SELECT COUNT(*) AS n FROM sys.tables WHERE name IN (N'A', N'B')").rows == [(2,)]


# --- procedures: statements/create-procedure, execute -----------------------------------------------------


@pytest.fixture
def echo(db: tsql_pg.Connection) -> None:
    db.execute("""CREATE PROCEDURE dbo.Echo @A int, @B nvarchar(5) = N'def', @C int = NULL OUTPUT AS
    BEGIN SET @C = ISNULL(@C, 0) + @A; SELECT @A AS A, @B AS B; RETURN @A * 2 END""")


ECHO = [
    ("EXEC dbo.Echo 1", [(1, "def")]),
    ("EXECUTE dbo.Echo @A = 1, @B = N'x'", [(1, "x")]),
    ("EXEC Echo @B = N'x', @A = 2", [(2, "x")]),
    ("EXEC dbo.Echo 1, N'toolong'", [(1, "toolo")]),
    ("EXEC dbo.Echo 1, DEFAULT", [(1, "def")]),
    ("EXEC dbo.Echo 1, NULL", [(1, None)]),
    ("EXEC [dbo].[ECHO] '12'", [(12, "def")]),
    ("EXEC dbo.Echo 1, word", [(1, "word")]),
    ("DECLARE @p sysname = N'dbo.Echo'; EXEC @p 3", [(3, "def")]),
    ("DECLARE @r int; EXEC @r = dbo.Echo 4; SELECT @r AS r", [(8,)]),
    ("DECLARE @c int = 10; EXEC dbo.Echo 1, @C = @c OUTPUT; SELECT @c AS c", [(11,)]),
    ("DECLARE @c int = 10; EXEC dbo.Echo 1, @C = @c; SELECT @c AS c", [(10,)]),
    ("DECLARE @c nvarchar(5) = N'10'; EXEC dbo.Echo 1, @C = @c OUTPUT; SELECT @c AS c", [("11",)]),
]


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(("batch", "expected"), ECHO)
def test_execute(rows: Rows, batch: str, expected: list[tuple[Any, ...]]) -> None:
    assert rows(batch) == expected


@pytest.mark.usefixtures("echo")
@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ("EXEC dbo.Echo", 201),
        ("EXEC dbo.Echo 1, 2, 3, 4", 8144),
        ("EXEC dbo.Echo @A = 1, @Z = 2", 8145),
        ("EXEC dbo.Echo @A = 1, 2", 119),
        ("EXEC dbo.Echo @A = 1, @A = 2", 8143),
        ("EXEC dbo.Echo 'x'", 8114),
        ("DECLARE @a int; EXEC dbo.Echo @A = @a OUTPUT", 8162),
        ("EXEC dbo.nosuch", 2812),
        ("DECLARE @p sysname = N'nosuch'; EXEC @p", 2812),
    ],
)
def test_execute_errors(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected


def test_nesting_is_limited(db: tsql_pg.Connection, number: Number) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS EXEC dbo.P")
    assert number("EXEC dbo.P") == 217


def test_recursion_and_nest_level(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("""CREATE PROCEDURE dbo.P @N int, @Sum int OUTPUT AS
    BEGIN IF @N = 0 RETURN; DECLARE @m int = @N - 1; EXEC dbo.P @m, @Sum OUTPUT; SET @Sum += @N; END""")
    assert rows("DECLARE @s int = 0; EXEC dbo.P 5, @s OUTPUT; SELECT @s AS s") == [(15,)]


def test_create_or_alter_replaces(db: tsql_pg.Connection, rows: Rows, number: Number) -> None:
    db.execute("CREATE OR ALTER PROCEDURE dbo.P AS SELECT 1 AS a")
    assert rows("EXEC dbo.P") == [(1,)]
    db.execute("CREATE OR ALTER PROCEDURE dbo.P AS SELECT 2 AS a")
    assert rows("EXEC dbo.P") == [(2,)]
    assert number("CREATE PROCEDURE dbo.P AS SELECT 3 AS a") == 2714
    assert number("ALTER PROCEDURE dbo.Q AS SELECT 3 AS a") == 208


def test_other_sessions_see_procedures_and_their_changes(
    db: tsql_pg.Connection, db2: tsql_pg.Connection
) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS SELECT 1 AS a")
    assert db2.execute("EXEC dbo.P").rows == [(1,)]
    db.execute("CREATE OR ALTER PROCEDURE dbo.P AS SELECT 2 AS a")
    assert db2.execute("EXEC dbo.P").rows == [(2,)]
    db.execute("DROP PROCEDURE dbo.P")
    with pytest.raises(tsql_pg.SqlError):
        db2.execute("EXEC dbo.P")


def test_deferred_names(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS SELECT A FROM dbo.Later")
    db.execute("CREATE TABLE dbo.Later (A int NULL); INSERT INTO dbo.Later (A) VALUES (5)")
    assert rows("EXEC dbo.P") == [(5,)]
    db.execute("ALTER TABLE dbo.Later ALTER COLUMN A nvarchar(10) NULL")
    assert rows("EXEC dbo.P") == [("5",)]
    db.execute(
        "DROP TABLE dbo.Later; CREATE TABLE dbo.Later (A float NULL); INSERT INTO dbo.Later (A) VALUES (1)"
    )
    assert rows("EXEC dbo.P") == [(1.0,)]


def test_temp_tables_of_the_caller_are_visible(db: tsql_pg.Connection, rows: Rows, number: Number) -> None:
    db.execute(
        "CREATE PROCEDURE dbo.P AS BEGIN INSERT INTO #t (A) VALUES (1); CREATE TABLE #own (B int NULL) END"
    )
    assert rows("CREATE TABLE #t (A int NULL); EXEC dbo.P; SELECT A FROM #t") == [(1,)]
    assert number("SELECT B FROM #own") == 208


def test_a_procedures_temp_table_hides_its_callers(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("""CREATE PROCEDURE dbo.P AS BEGIN CREATE TABLE #t (A nvarchar(5) NULL); INSERT INTO #t (A)
    VALUES (N'in');
    SELECT A FROM #t END""")
    assert rows("CREATE TABLE #t (A int NULL); EXEC dbo.P") == [("in",)]
    assert rows("SELECT COUNT(*) AS n FROM #t") == [(0,)]


def test_temp_tables_start_empty_again(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("""CREATE PROCEDURE dbo.P AS BEGIN CREATE TABLE #t (A int NOT NULL PRIMARY KEY);
    INSERT INTO #t (A) VALUES (1); SELECT COUNT(*) AS n FROM #t END""")
    assert [rows("EXEC dbo.P")[0][0] for _ in range(3)] == [1, 1, 1]


# --- table types: data-types/table-valued parameters ------------------------------------------------------


@pytest.fixture
def summing(db: tsql_pg.Connection) -> None:
    db.execute("""CREATE TYPE dbo.Points AS TABLE (Id int NOT NULL PRIMARY KEY, V float NULL, Note
    nvarchar(5) NULL DEFAULT (N'd'),
        At datetime2(3) NULL)""")
    db.execute("""CREATE PROCEDURE dbo.Summing @P dbo.Points READONLY, @Total float = NULL OUTPUT AS
    BEGIN SELECT @Total = SUM(p.V) FROM @P AS p; SELECT p.Id, p.V, p.Note, p.At FROM @P AS p ORDER BY p.Id
    END""")
    db.execute("CREATE PROCEDURE dbo.Passing @Q dbo.Points READONLY AS EXEC dbo.Summing @P = @Q")


@pytest.mark.usefixtures("summing")
def test_table_valued_parameter(rows: Rows) -> None:
    batch = """DECLARE @p dbo.Points, @t float; INSERT INTO @p (Id, V) VALUES (1, 2), (2, 3);
    EXEC dbo.Summing @P = @p, @Total = @t OUTPUT; SELECT @t AS t"""
    assert rows(batch) == [(5.0,)]


@pytest.mark.usefixtures("summing")
def test_table_valued_parameter_passed_on(rows: Rows) -> None:
    assert rows("DECLARE @p dbo.Points; INSERT INTO @p (Id) VALUES (7); EXEC dbo.Passing @Q = @p") == [
        (7, None, "d", None)
    ]


@pytest.mark.usefixtures("summing")
def test_table_valued_parameter_left_out(rows: Rows) -> None:
    assert rows("EXEC dbo.Passing") == []


@pytest.mark.usefixtures("summing")
def test_frames_as_table_valued_parameters(db: tsql_pg.Connection, rows: Rows) -> None:
    moment = dt.datetime(2024, 1, 2, 3, 4, 5, 678000)
    frame = pd.DataFrame({"V": [1.5, None], "Id": [1, 2], "Note": ["a", None], "At": [moment, None]})
    assert rows("EXEC dbo.Passing @Q = ?", frame) == [(1, 1.5, "a", moment), (2, None, None, None)]
    found = db.call("dbo.Summing", P=frame)
    assert found.outputs == {"Total": 1.5}
    assert found.return_code == 0
    assert len(found.rows) == 2


@pytest.mark.usefixtures("summing")
def test_frames_are_checked(db: tsql_pg.Connection) -> None:
    for frame, expected in [
        (pd.DataFrame({"Id": [1, 1]}), 2627),
        (pd.DataFrame({"Id": [1], "Note": ["toolong"]}), 2628),
        (pd.DataFrame({"Id": [1], "Nosuch": ["x"]}), 207),
    ]:
        with pytest.raises(tsql_pg.SqlError) as raised:
            db.call("dbo.Summing", P=frame)
        assert raised.value.number == expected


@pytest.mark.usefixtures("summing")
@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        ("DECLARE @p int; EXEC dbo.Summing @P = @p", 206),
        ("DECLARE @p TABLE (Id int NOT NULL); EXEC dbo.Summing @P = @p", 206),
        ("DECLARE @p dbo.Points; INSERT INTO @p (Id) VALUES (1), (1)", 2627),
        ("DECLARE @p dbo.Nosuch", 2715),
        ("DROP TYPE dbo.Points", 3732),
        ("CREATE TYPE dbo.Points AS TABLE (A int NULL)", 219),
    ],
)
def test_table_type_errors(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected


def test_a_parameter_table_is_read_only(db: tsql_pg.Connection, number: Number) -> None:
    db.execute("CREATE TYPE dbo.Points AS TABLE (Id int NOT NULL)")
    assert number("CREATE PROCEDURE dbo.P @P dbo.Points READONLY AS DELETE FROM @P") == 10700
    db.execute("CREATE PROCEDURE dbo.Q @P dbo.Points READONLY AS DELETE p FROM @P AS p")
    assert number("DECLARE @p dbo.Points; EXEC dbo.Q @p") == 10700
    assert number("CREATE PROCEDURE dbo.P @P dbo.Points AS SELECT 1 AS a") == 352


def test_a_type_re_created_with_other_columns(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE TYPE dbo.Points AS TABLE (A int NOT NULL)")
    assert rows("DECLARE @p dbo.Points; INSERT INTO @p VALUES (1); SELECT * FROM @p") == [(1,)]
    db.execute("DROP TYPE dbo.Points; CREATE TYPE dbo.Points AS TABLE (A nvarchar(5) NOT NULL, B int NULL)")
    assert rows("DECLARE @p dbo.Points; INSERT INTO @p VALUES (N'x', 2); SELECT * FROM @p") == [("x", 2)]


def test_insert_exec(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS BEGIN SELECT 1 AS a, N'x' AS b; SELECT 2, N'y' END")
    batch = (
        "DECLARE @t TABLE (A int NULL, B nvarchar(5) NULL); INSERT INTO @t (A, B) EXEC dbo.P; "
        "SELECT A, B FROM @t ORDER BY A"
    )
    assert rows(batch) == [(1, "x"), (2, "y")]


def test_call_converts_arguments(db: tsql_pg.Connection) -> None:
    db.execute("""CREATE PROCEDURE dbo.P @I int = NULL, @B bit = NULL, @D decimal(6, 2) = NULL, @T
    datetime2(0) = NULL, @S nvarchar(3) = NULL,
    @H varbinary(4) = NULL, @F float = NULL AS SELECT @I AS I, @B AS B, @D AS D, @T AS T, @S AS S, @H AS H,
    @F AS F""")
    found = db.call(
        "dbo.P",
        I=5,
        B=True,
        D=Decimal("1.239"),
        T=dt.datetime(2024, 1, 1, 0, 0, 0, 500000),
        S="abcdef",
        H=b"\x01",
        F=2,
    )
    assert found.rows == [(5, True, Decimal("1.24"), dt.datetime(2024, 1, 1, 0, 0, 1), "abc", b"\x01", 2.0)]
    assert found.result_sets[0].types[1] == "bit"
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.call("dbo.P", Z=1)
    assert raised.value.number == 8145


def test_execute_as_owner_and_permissions(engine: Any, db: tsql_pg.Connection) -> None:
    db.execute("""CREATE TABLE dbo.Secret (A int NULL); CREATE ROLE reader1; CREATE USER worker WITHOUT LOGIN;
    ALTER ROLE reader1 ADD MEMBER worker""")
    db.execute("CREATE PROCEDURE dbo.Chained AS SELECT COUNT(*) AS n FROM dbo.Secret")
    db.execute(
        "CREATE PROCEDURE dbo.Dynamic WITH EXECUTE AS OWNER AS EXEC (N'SELECT COUNT(*) AS n FROM dbo.Secret')"
    )
    db.execute("CREATE PROCEDURE dbo.Plain AS EXEC (N'SELECT COUNT(*) AS n FROM dbo.Secret')")
    db.execute(
        "GRANT EXECUTE ON dbo.Chained TO reader1; GRANT EXECUTE ON OBJECT::dbo.Dynamic TO "
        "reader1; GRANT EXECUTE ON dbo.Plain TO worker"
    )
    with tsql_pg.connect(engine.path, user="worker") as worker:
        assert worker.execute("EXEC dbo.Chained").rows == [(0,)]
        assert worker.execute("EXEC dbo.Dynamic").rows == [(0,)]
        for batch in ("SELECT A FROM dbo.Secret", "INSERT INTO dbo.Secret (A) VALUES (1)", "EXEC dbo.Plain"):
            with pytest.raises(tsql_pg.SqlError) as raised:
                worker.execute(batch)
            assert raised.value.number == 229
        db.execute("REVOKE EXECUTE ON dbo.Chained FROM reader1")
        with pytest.raises(tsql_pg.SqlError):
            worker.execute("EXEC dbo.Chained")
    with pytest.raises(tsql_pg.SqlError) as raised:
        tsql_pg.connect(engine.path, user="stranger")
    assert raised.value.number == 4060
