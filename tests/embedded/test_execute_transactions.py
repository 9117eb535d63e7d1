"""Transactions: nesting, XACT_ABORT, doomed transactions, savepoints, counters.

Documentation (learn.microsoft.com): begin-transaction, commit-transaction, rollback-transaction,
save-transaction, set-xact-abort, xact-state, try-catch, trancount, rowcount, error-transact-sql.
"""

from collections.abc import Callable
from typing import Any

import pytest
import tsql_pg

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]


@pytest.fixture(autouse=True)
def table(db: tsql_pg.Connection) -> None:
    db.execute("CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, V int NULL CHECK (V < 100))")


def ids(db: tsql_pg.Connection) -> list[int]:
    return [row[0] for row in db.execute("SELECT Id FROM dbo.T ORDER BY Id").rows]


# --- begin, commit, rollback ----------------------------------------------------------------------------


def test_commit_keeps_the_changes(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRANSACTION; INSERT INTO dbo.T (Id) VALUES (1); COMMIT TRANSACTION;")
    assert ids(db2) == [1]


def test_rollback_undoes_the_changes(db: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRANSACTION; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK TRANSACTION;")
    assert ids(db) == []


def test_nested_begin_counts(rows: Rows) -> None:
    batch = """BEGIN TRAN; BEGIN TRAN; DECLARE @two int = @@TRANCOUNT; COMMIT; DECLARE @one int =
    @@TRANCOUNT; COMMIT;
    SELECT @two AS a, @one AS b, @@TRANCOUNT AS c"""
    assert rows(batch) == [(2, 1, 0)]


def test_inner_commit_commits_nothing(db: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); COMMIT; ROLLBACK;")
    assert ids(db) == []


def test_rollback_ends_all_levels(rows: Rows) -> None:
    assert rows("BEGIN TRAN; BEGIN TRAN; BEGIN TRAN; ROLLBACK; SELECT @@TRANCOUNT AS n") == [(0,)]


def test_commit_without_transaction(number: Number) -> None:
    assert number("COMMIT TRANSACTION") == 3902


def test_rollback_without_transaction(number: Number) -> None:
    assert number("ROLLBACK TRANSACTION") == 3903


def test_a_transaction_spans_batches(db: tsql_pg.Connection, db2: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRANSACTION")
    db.execute("INSERT INTO dbo.T (Id) VALUES (1)")
    assert db.in_transaction
    assert ids(db2) == []
    db.execute("COMMIT TRANSACTION")
    assert ids(db2) == [1]


def test_definitions_are_transactional(db: tsql_pg.Connection) -> None:
    db.execute(
        "BEGIN TRAN; CREATE TABLE dbo.New (A int NOT NULL); INSERT INTO dbo.New (A) VALUES (1); ROLLBACK;"
    )
    assert db.execute("SELECT OBJECT_ID(N'dbo.New') AS id").rows == [(None,)]


def test_procedures_are_transactional(db: tsql_pg.Connection) -> None:
    db.execute("BEGIN TRAN")
    db.execute("CREATE PROCEDURE dbo.P AS SELECT 1 AS a")
    assert db.execute("EXEC dbo.P").rows == [(1,)]
    db.execute("ROLLBACK")
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("EXEC dbo.P")
    assert raised.value.number == 2812


def test_rollback_by_name_of_the_outermost(rows: Rows) -> None:
    assert rows("BEGIN TRAN Outer1; BEGIN TRAN Inner1; ROLLBACK TRAN Outer1; SELECT @@TRANCOUNT AS n") == [
        (0,)
    ]


def test_rollback_to_an_unknown_name(number: Number) -> None:
    assert number("BEGIN TRAN; ROLLBACK TRAN nosuch") == 6401


# --- savepoints -----------------------------------------------------------------------------------------


def test_rollback_to_a_savepoint(db: tsql_pg.Connection) -> None:
    db.execute("""BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES
    (2);
    ROLLBACK TRAN s; INSERT INTO dbo.T (Id) VALUES (3); COMMIT;""")
    assert ids(db) == [1, 3]


def test_savepoint_leaves_the_count(rows: Rows) -> None:
    assert rows("BEGIN TRAN; SAVE TRAN s; ROLLBACK TRAN s; SELECT @@TRANCOUNT AS n; ROLLBACK") == [(1,)]


def test_a_savepoint_name_may_be_used_again(db: tsql_pg.Connection) -> None:
    db.execute("""BEGIN TRAN; SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (1); SAVE TRAN s;
    INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN s; COMMIT;""")
    assert ids(db) == [1]


def test_a_savepoint_can_be_rolled_back_to_twice(db: tsql_pg.Connection) -> None:
    db.execute("""BEGIN TRAN; SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK TRAN s;
    INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN s; COMMIT;""")
    assert ids(db) == []


def test_a_savepoint_name_in_a_variable(db: tsql_pg.Connection) -> None:
    db.execute("""DECLARE @n nvarchar(10) = N's1'; BEGIN TRAN; SAVE TRAN @n; INSERT INTO dbo.T (Id) VALUES
    (1);
    ROLLBACK TRAN @n; COMMIT;""")
    assert ids(db) == []


def test_save_without_transaction(number: Number) -> None:
    assert number("SAVE TRAN s") == 628


# --- errors, XACT_ABORT OFF -----------------------------------------------------------------------------


def test_off_an_error_ends_its_statement_only(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("""SET XACT_ABORT OFF; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); INSERT INTO dbo.T
        (Id) VALUES (1);
        INSERT INTO dbo.T (Id) VALUES (2); COMMIT;""")
    assert raised.value.number == 2627
    assert ids(db) == [1, 2]


def test_off_a_caught_error_leaves_the_transaction_usable(rows: Rows, db: tsql_pg.Connection) -> None:
    batch = """SET XACT_ABORT OFF; BEGIN TRAN;
    BEGIN TRY INSERT INTO dbo.T (Id) VALUES (1); INSERT INTO dbo.T (Id) VALUES (1); END TRY
    BEGIN CATCH INSERT INTO dbo.T (Id) VALUES (2); SELECT XACT_STATE() AS s, @@TRANCOUNT AS n; END CATCH
    COMMIT;"""
    assert rows(batch) == [(1, 1)]
    assert ids(db) == [1, 2]


def test_off_half_an_insert_select_is_undone(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError):
        db.execute("""INSERT INTO dbo.T (Id) SELECT v FROM (VALUES (1), (2), (1)) AS q (v);
        INSERT INTO dbo.T (Id) VALUES (9)""")
    assert ids(db) == [9]


def test_off_a_conversion_error_ends_the_batch_and_the_transaction(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("""SET XACT_ABORT OFF; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1);
        SELECT CAST(N'a' AS int) AS x; INSERT INTO dbo.T (Id) VALUES (2);""")
    assert raised.value.number == 245
    assert not db.in_transaction
    assert ids(db) == []


def test_off_a_caught_conversion_error_dooms(rows: Rows) -> None:
    batch = """SET XACT_ABORT OFF; BEGIN TRAN; BEGIN TRY SELECT CAST(N'a' AS int) AS x END TRY
    BEGIN CATCH SELECT XACT_STATE() AS s; ROLLBACK END CATCH"""
    assert rows(batch) == [(-1,)]


def test_off_throw_ends_the_batch_and_leaves_the_transaction(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); THROW 51000, N'x', 1; COMMIT")
    assert raised.value.number == 51000
    assert db.in_transaction
    db.execute("COMMIT")
    assert ids(db) == [1]


def test_off_raiserror_goes_on(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute(
            "INSERT INTO dbo.T (Id) VALUES (1); RAISERROR(N'x', 16, 1); INSERT INTO dbo.T (Id) VALUES (2)"
        )
    assert raised.value.number == 50000
    assert ids(db) == [1, 2]


def test_off_division_by_zero_goes_on(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("SELECT 1 / 0 AS x; INSERT INTO dbo.T (Id) VALUES (1)")
    assert raised.value.number == 8134
    assert ids(db) == [1]


# --- errors, XACT_ABORT ON ------------------------------------------------------------------------------


def test_on_an_error_ends_batch_and_transaction(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("""SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); INSERT INTO dbo.T
        (Id) VALUES (1);
        INSERT INTO dbo.T (Id) VALUES (2); COMMIT;""")
    assert raised.value.number == 2627
    assert not db.in_transaction
    assert ids(db) == []


def test_on_raiserror_does_not_end_the_batch(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError):
        db.execute("SET XACT_ABORT ON; RAISERROR(N'x', 16, 1); INSERT INTO dbo.T (Id) VALUES (1);")
    assert ids(db) == [1]


def test_on_throw_rolls_back(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError):
        db.execute("SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); THROW 51000, N'x', 1;")
    assert not db.in_transaction
    assert ids(db) == []


def test_on_a_caught_error_dooms(rows: Rows) -> None:
    batch = """SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY SELECT 1 / 0 AS x END TRY
    BEGIN CATCH SELECT XACT_STATE() AS s, @@TRANCOUNT AS n; ROLLBACK END CATCH"""
    assert rows(batch) == [(-1, 1)]


def test_on_an_error_outside_a_transaction_dooms_nothing(rows: Rows) -> None:
    batch = (
        "SET XACT_ABORT ON; BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH SELECT XACT_STATE() "
        "AS s END CATCH"
    )
    assert rows(batch) == [(0,)]


DOOMED = """SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1);
BEGIN TRY INSERT INTO dbo.T (Id) VALUES (1) END TRY
BEGIN CATCH
    {0}
END CATCH"""


def test_doomed_reads_see_the_changes(rows: Rows) -> None:
    assert rows(DOOMED.format("SELECT Id FROM dbo.T; ROLLBACK")) == [(1,)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO dbo.T (Id) VALUES (2)",
        "UPDATE dbo.T SET V = 1",
        "DELETE FROM dbo.T",
        "MERGE dbo.T AS t USING (SELECT 5 AS Id) AS s ON s.Id = t.Id WHEN NOT MATCHED THEN INSERT "
        "(Id) VALUES (s.Id);",
        "CREATE TABLE dbo.Other (A int NULL)",
        "SELECT Id INTO #t FROM dbo.T",
        "DROP TABLE dbo.T",
        "TRUNCATE TABLE dbo.T",
        "COMMIT TRANSACTION",
    ],
)
def test_doomed_writes_and_commit_are_refused(rows: Rows, statement: str) -> None:
    inner = f"BEGIN TRY {statement} END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n; ROLLBACK END CATCH"
    assert rows(DOOMED.format(inner)) == [(3930,)]


def test_doomed_savepoint_is_refused(rows: Rows) -> None:
    batch = """SET XACT_ABORT ON; BEGIN TRAN; SAVE TRAN s; BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH
    BEGIN TRY ROLLBACK TRAN s END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n; ROLLBACK END CATCH END CATCH"""
    assert rows(batch) == [(3931,)]


def test_doomed_until_the_end_of_the_batch(db: tsql_pg.Connection) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute(DOOMED.format("PRINT N'left'"))
    assert raised.value.number == 3998
    assert not db.in_transaction
    assert ids(db) == []


def test_doomed_then_rolled_back_is_usable_again(db: tsql_pg.Connection) -> None:
    db.execute(DOOMED.format("ROLLBACK; INSERT INTO dbo.T (Id) VALUES (7)"))
    assert ids(db) == [7]


# --- procedures -----------------------------------------------------------------------------------------


def test_a_procedure_that_leaves_another_count(db: tsql_pg.Connection, number: Number) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS BEGIN TRAN")
    assert number("EXEC dbo.P") == 266
    db.execute("ROLLBACK")


def test_a_procedure_that_rolls_its_caller_back(db: tsql_pg.Connection, number: Number) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS ROLLBACK TRAN")
    assert number("BEGIN TRAN; EXEC dbo.P") == 266
    assert not db.in_transaction


def test_266_is_not_raised_under_xact_abort(db: tsql_pg.Connection) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS BEGIN TRAN")
    db.execute("SET XACT_ABORT ON; EXEC dbo.P; ROLLBACK")


def test_xact_abort_ends_with_its_procedure(db: tsql_pg.Connection) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS SET XACT_ABORT ON")
    with pytest.raises(tsql_pg.SqlError):
        db.execute("EXEC dbo.P; SELECT 1 / 0 AS x; INSERT INTO dbo.T (Id) VALUES (1)")
    assert ids(db) == [1]


OWNER = """CREATE PROCEDURE dbo.{0} AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    DECLARE @Owns bit = IIF(@@TRANCOUNT = 0, 1, 0);
    BEGIN TRY
        IF @Owns = 1 BEGIN TRANSACTION;
        {1}
        IF @Owns = 1 COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @Owns = 1 AND XACT_STATE() <> 0 ROLLBACK TRANSACTION;
        THROW;
    END CATCH
END"""


def test_only_the_owner_rolls_back(db: tsql_pg.Connection) -> None:
    db.execute(OWNER.format("Inner1", "INSERT INTO dbo.T (Id) VALUES (1); THROW 51001, N'inner', 3;"))
    db.execute(OWNER.format("Outer1", "INSERT INTO dbo.T (Id) VALUES (2); EXEC dbo.Inner1;"))
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("EXEC dbo.Outer1")
    assert (raised.value.number, raised.value.state, raised.value.message) == (51001, 3, "inner")
    assert raised.value.procedure == "dbo.Inner1"
    assert not db.in_transaction
    assert ids(db) == []


def test_the_owner_commits_what_the_nested_one_wrote(db: tsql_pg.Connection) -> None:
    db.execute(OWNER.format("Inner1", "INSERT INTO dbo.T (Id) VALUES (1);"))
    db.execute(OWNER.format("Outer1", "INSERT INTO dbo.T (Id) VALUES (2); EXEC dbo.Inner1;"))
    db.execute("EXEC dbo.Outer1")
    assert ids(db) == [1, 2]


def test_an_error_in_a_procedure_without_try_reaches_the_callers_catch(
    db: tsql_pg.Connection, rows: Rows
) -> None:
    db.execute("CREATE PROCEDURE dbo.P AS BEGIN SELECT 1 / 0 AS x; INSERT INTO dbo.T (Id) VALUES (1) END")
    batch = (
        "BEGIN TRY EXEC dbo.P END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, ERROR_PROCEDURE() "
        "AS p END CATCH"
    )
    assert rows(batch) == [(8134, "dbo.P")]
    assert ids(db) == []


# --- table variables, temp tables -----------------------------------------------------------------------


def test_table_variables_keep_their_rows_through_rollback(rows: Rows) -> None:
    batch = """DECLARE @t TABLE (A int NOT NULL, B nvarchar(20) NULL); INSERT INTO @t (A) VALUES (1); BEGIN
    TRAN;
    INSERT INTO @t (A, B) VALUES (2, N'x'); ROLLBACK; SELECT A, B FROM @t ORDER BY A"""
    assert rows(batch) == [(1, None), (2, "x")]


def test_table_variables_declared_in_the_transaction_keep_their_rows(rows: Rows) -> None:
    batch = """BEGIN TRAN; DECLARE @t TABLE (A int NOT NULL PRIMARY KEY, G varbinary(4) NULL);
    INSERT INTO @t (A, G) VALUES (2, 0x0102); ROLLBACK; INSERT INTO @t (A) VALUES (3); SELECT A, G FROM @t
    ORDER BY A"""
    assert rows(batch) == [(2, b"\x01\x02"), (3, None)]


def test_table_variables_keep_deletes_through_rollback(rows: Rows) -> None:
    batch = """DECLARE @t TABLE (A int NOT NULL); INSERT INTO @t (A) VALUES (1), (2); BEGIN TRAN;
    DELETE FROM @t WHERE A = 1; ROLLBACK; SELECT A FROM @t"""
    assert rows(batch) == [(2,)]


def test_table_variables_live_through_rollback_to_a_savepoint(rows: Rows) -> None:
    batch = """DECLARE @t TABLE (A int NOT NULL); BEGIN TRAN; SAVE TRAN s; INSERT INTO @t (A) VALUES (1);
    ROLLBACK TRAN s; COMMIT; SELECT A FROM @t"""
    assert rows(batch) == [(1,)]


def test_temp_tables_lose_their_rows_in_rollback(rows: Rows) -> None:
    batch = """CREATE TABLE #t (A int NOT NULL); INSERT INTO #t (A) VALUES (1); BEGIN TRAN; INSERT INTO #t
    (A) VALUES (2);
    ROLLBACK; SELECT A FROM #t; DROP TABLE #t"""
    assert rows(batch) == [(1,)]


def test_a_temp_table_of_the_transaction_goes_with_it(number: Number) -> None:
    assert number("BEGIN TRAN; CREATE TABLE #t (A int NOT NULL); ROLLBACK; SELECT A FROM #t") == 208


def test_identity_values_are_not_given_back(db: tsql_pg.Connection) -> None:
    db.execute("CREATE TABLE dbo.I (Id int IDENTITY(1, 1) NOT NULL, V int NULL)")
    db.execute("BEGIN TRAN; INSERT INTO dbo.I (V) VALUES (1); ROLLBACK; INSERT INTO dbo.I (V) VALUES (1)")
    assert db.execute("SELECT Id FROM dbo.I").rows == [(2,)]


# --- @@ROWCOUNT and @@ERROR -----------------------------------------------------------------------------

COUNTS = [
    ("INSERT INTO dbo.T (Id) VALUES (1), (2), (3)", 3),
    ("UPDATE dbo.T SET V = 1 WHERE Id <= 20", 2),
    ("DELETE FROM dbo.T WHERE Id = 10", 1),
    ("UPDATE dbo.T SET V = 1 WHERE Id = 99", 0),
    ("SELECT Id FROM dbo.T", 5),
    ("DECLARE @x int; SELECT @x = Id FROM dbo.T", 5),
    ("DECLARE @x int; SET @x = 7", 1),
    ("UPDATE dbo.T SET V = 1; PRINT N'x'", 0),
    ("UPDATE dbo.T SET V = 1; SET NOCOUNT ON", 0),
    ("UPDATE dbo.T SET V = 1; BEGIN TRAN; COMMIT", 0),
    ("UPDATE dbo.T SET V = 1; IF 1 = 2 SET NOCOUNT ON", 0),
    (
        "MERGE dbo.T AS t USING (VALUES (10), (90)) AS s (Id) ON s.Id = t.Id WHEN MATCHED THEN "
        "UPDATE SET V = 2 "
        "WHEN NOT MATCHED THEN INSERT (Id) VALUES (s.Id);",
        2,
    ),
    ("DECLARE @o TABLE (Id int NULL); UPDATE dbo.T SET V = 1 OUTPUT inserted.Id INTO @o (Id)", 5),
    ("UPDATE dbo.T SET V = 1 OUTPUT inserted.Id", 5),
    ("EXEC sp_executesql N'UPDATE dbo.T SET V = 1 WHERE Id = 10'", 1),
    ("SELECT Id INTO #copy FROM dbo.T WHERE Id > 20", 3),
    ("INSERT INTO dbo.T (Id) SELECT Id + 1 FROM dbo.T", 5),
    ("INSERT INTO dbo.T (Id) EXEC (N'SELECT 1 AS a UNION ALL SELECT 2')", 2),
    ("DELETE TOP (2) FROM dbo.T", 2),
    ("TRUNCATE TABLE dbo.T", 0),
]


@pytest.mark.parametrize(("statement", "expected"), COUNTS)
def test_rowcount(db: tsql_pg.Connection, rows: Rows, statement: str, expected: int) -> None:
    db.execute("INSERT INTO dbo.T (Id) VALUES (10), (20), (30), (40), (50)")
    assert rows(f"{statement}; SELECT @@ROWCOUNT AS n") == [(expected,)]


def test_error_is_set_and_reset(db: tsql_pg.Connection) -> None:
    batch = """DECLARE @a int, @b int; INSERT INTO dbo.T (Id, V) VALUES (1, 500); SET @a = @@ERROR; SET @b
    = @@ERROR;
    INSERT INTO dbo.T (Id) VALUES (@a), (@b)"""
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute(batch)
    assert raised.value.number == 547
    assert ids(db) == [0, 547]


def test_error_holds_in_catch(rows: Rows) -> None:
    assert rows("BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH SELECT @@ERROR AS n END CATCH") == [(8134,)]


def test_error_is_zero_after_success(rows: Rows) -> None:
    assert rows("INSERT INTO dbo.T (Id) VALUES (1); SELECT @@ERROR AS n") == [(0,)]
