"""Transactions: nesting, savepoints, XACT_ABORT, doomed transactions, table variables, application locks."""

from .case import ERRORS, Case, element, function, statement

BEGIN = element("begin-transaction")
COMMIT = element("commit-transaction")
ROLLBACK = element("rollback-transaction")
SAVE = element("save-transaction")
ABORT = statement("set-xact-abort")
STATE = function("xact-state")
COUNT = function("trancount")
TRY = "t-sql/language-elements/try-catch-transact-sql"
TABLE = "t-sql/data-types/table-transact-sql"
APPLOCK = "relational-databases/system-stored-procedures/sp-getapplock-transact-sql"
ISOLATION = statement("set-transaction-isolation-level")

T = "CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, V int NULL CHECK (V < 100));"
IDS = "SELECT Id FROM dbo.T ORDER BY Id"
DUPLICATE = "INSERT INTO dbo.T (Id) VALUES (1); INSERT INTO dbo.T (Id) VALUES (1);"
AFTER = "SELECT @@TRANCOUNT AS n, XACT_STATE() AS s, (SELECT COUNT(*) FROM dbo.T) AS c"
OWNER = """CREATE PROCEDURE dbo.Owner @Fail bit = 0 AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    DECLARE @Owns bit = IIF(@@TRANCOUNT = 0, 1, 0);
    BEGIN TRY
        IF @Owns = 1 BEGIN TRANSACTION;
        INSERT INTO dbo.T (Id) VALUES (1);
        IF @Fail = 1 THROW 51000, N'fails', 1;
        IF @Owns = 1 COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @Owns = 1 AND XACT_STATE() <> 0 ROLLBACK TRANSACTION;
        THROW;
    END CATCH;
END;"""


def ends(
    construct: str, page: str, sql: str, ids: list[int], error: int | None = None, setup: str = T
) -> Case:
    """A batch, its first error, and the rows that are there after it and a ROLLBACK of what it left open."""
    return Case(
        construct,
        page,
        sql,
        [(value,) for value in ids],
        error=error,
        setup=setup,
        then="IF @@TRANCOUNT > 0 ROLLBACK; " + IDS,
    )


def leaves(
    construct: str,
    page: str,
    sql: str,
    count: int,
    state: int,
    rows: int,
    error: int | None = None,
    setup: str = T,
) -> Case:
    """A batch, its first error, and @@TRANCOUNT, XACT_STATE() and the number of rows after it."""
    return Case(construct, page, sql, [(count, state, rows)], error=error, setup=setup, then=AFTER)


def shows(
    construct: str, page: str, sql: str, *rows: tuple[object, ...], error: int | None = None, setup: str = T
) -> Case:
    """A batch and its last result set."""
    return Case(construct, page, sql, list(rows), error=error, setup=setup)


CASES: list[Case] = [
    # nesting
    ends("COMMIT keeps", COMMIT, "BEGIN TRANSACTION; INSERT INTO dbo.T (Id) VALUES (1); COMMIT TRANSACTION", [1]),
    ends("ROLLBACK undoes", ROLLBACK, "BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK TRAN", []),
    ends("COMMIT WORK, ROLLBACK WORK", "t-sql/language-elements/commit-work-transact-sql", "BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); COMMIT WORK; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK WORK", [1]),
    shows("BEGIN counts up, COMMIT down", COUNT, "DECLARE @a int, @b int, @c int; BEGIN TRAN; SET @a = @@TRANCOUNT; BEGIN TRAN; SET @b = @@TRANCOUNT; COMMIT; SET @c = @@TRANCOUNT; COMMIT; SELECT @a AS a, @b AS b, @c AS c, @@TRANCOUNT AS d", (1, 2, 1, 0)),
    ends("the inner COMMIT commits nothing", COMMIT, "BEGIN TRAN; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); COMMIT; ROLLBACK", []),
    leaves("ROLLBACK ends all levels", ROLLBACK, "BEGIN TRAN; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK", 0, 0, 0),
    leaves("ROLLBACK by the outermost name", ROLLBACK, "BEGIN TRAN a; BEGIN TRAN b; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK TRAN a", 0, 0, 0),
    leaves("ROLLBACK by an inner name", ERRORS, "BEGIN TRAN a; BEGIN TRAN b; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK TRAN b", 2, 1, 1, error=6401),
    leaves("COMMIT ignores its name", COMMIT, "BEGIN TRAN a; INSERT INTO dbo.T (Id) VALUES (1); COMMIT TRAN zzz", 0, 0, 1),
    leaves("a transaction is open across batches", BEGIN, "BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1)", 1, 1, 1),
    shows("COMMIT without BEGIN", ERRORS, "COMMIT", error=3902),
    shows("ROLLBACK without BEGIN", ERRORS, "ROLLBACK", error=3903),
    ends("COMMIT without BEGIN goes on", ERRORS, "COMMIT; INSERT INTO dbo.T (Id) VALUES (1)", [1], error=3902),
    shows("XACT_STATE", STATE, "DECLARE @a int = XACT_STATE(); BEGIN TRAN; DECLARE @b int = XACT_STATE(); COMMIT; SELECT @a AS a, @b AS b", (0, 1)),
    leaves("a definition is undone", ROLLBACK, "BEGIN TRAN; CREATE TABLE dbo.N (A int); ALTER TABLE dbo.T ADD W int NULL; ROLLBACK", 0, 0, 0),
    shows("TRUNCATE is undone", statement("truncate-table"), "BEGIN TRAN; TRUNCATE TABLE dbo.T; ROLLBACK; SELECT COUNT(*) AS n FROM dbo.T", (1,), setup=T + " INSERT INTO dbo.T (Id) VALUES (1);"),
    # savepoints
    ends("ROLLBACK to a savepoint", SAVE, "BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN s; INSERT INTO dbo.T (Id) VALUES (3); COMMIT", [1, 3]),
    leaves("ROLLBACK to a savepoint leaves the count", COUNT, "BEGIN TRAN; BEGIN TRAN; SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN s", 2, 1, 0),
    ends("a savepoint's name again: the later one", SAVE, "BEGIN TRAN; SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (1); SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN s; COMMIT", [1]),
    ends("two savepoints", SAVE, "BEGIN TRAN; SAVE TRAN a; INSERT INTO dbo.T (Id) VALUES (1); SAVE TRAN b; INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN a; COMMIT", []),
    ends("a savepoint stays after ROLLBACK to it", SAVE, "BEGIN TRAN; SAVE TRAN s; INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK TRAN s; INSERT INTO dbo.T (Id) VALUES (2); ROLLBACK TRAN s; COMMIT", []),
    ends("a savepoint behind an error", SAVE, "BEGIN TRAN; SAVE TRAN s; BEGIN TRY INSERT INTO dbo.T (Id) VALUES (1), (1) END TRY BEGIN CATCH IF XACT_STATE() = 1 ROLLBACK TRAN s END CATCH; INSERT INTO dbo.T (Id) VALUES (5); COMMIT", [5]),
    leaves("an unknown savepoint", ERRORS, "BEGIN TRAN; ROLLBACK TRAN nosuch", 1, 1, 0, error=6401),
    shows("SAVE without a transaction", ERRORS, "SAVE TRAN s", error=628),
    # XACT_ABORT OFF
    ends("OFF: an error ends its statement", ABORT, f"SET XACT_ABORT OFF; BEGIN TRAN; {DUPLICATE} INSERT INTO dbo.T (Id) VALUES (2); COMMIT", [1, 2], error=2627),
    leaves("OFF: the transaction stays open", ABORT, f"SET XACT_ABORT OFF; BEGIN TRAN; {DUPLICATE}", 1, 1, 1, error=2627),
    ends("OFF: half an INSERT SELECT is undone", ABORT, "SET XACT_ABORT OFF; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (9); INSERT INTO dbo.T (Id) SELECT v FROM (VALUES (1), (2), (9)) AS q (v); COMMIT", [9], error=2627),
    ends("OFF: half an UPDATE is undone", ABORT, "SET XACT_ABORT OFF; INSERT INTO dbo.T (Id, V) VALUES (1, 1), (2, 99); UPDATE dbo.T SET V = V + 1; DELETE FROM dbo.T WHERE V <> 1 AND V <> 99", [1, 2], error=547),
    ends("OFF: 515 goes on", ABORT, "SET XACT_ABORT OFF; INSERT INTO dbo.T (Id) VALUES (NULL); INSERT INTO dbo.T (Id) VALUES (2)", [2], error=515),
    ends("OFF: 8134 goes on", ABORT, "SET XACT_ABORT OFF; INSERT INTO dbo.T (Id) VALUES (1 / 0); INSERT INTO dbo.T (Id) VALUES (2)", [2], error=8134),
    leaves("OFF: a conversion error ends batch and transaction", ERRORS, "SET XACT_ABORT OFF; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); INSERT INTO dbo.T (Id) VALUES ('x'); INSERT INTO dbo.T (Id) VALUES (2)", 0, 0, 0, error=245),
    leaves("OFF: THROW leaves the transaction", ABORT, "SET XACT_ABORT OFF; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); THROW 51000, N'x', 1; COMMIT", 1, 1, 1, error=51000),
    leaves("OFF: RAISERROR leaves the transaction", ABORT, "SET XACT_ABORT OFF; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); RAISERROR(N'x', 16, 1); COMMIT", 0, 0, 1, error=50000),
    shows("OFF: caught, the transaction can be committed", STATE, f"SET XACT_ABORT OFF; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH SELECT XACT_STATE() AS s, @@TRANCOUNT AS n; COMMIT END CATCH", (1, 1)),
    shows("OFF: a caught conversion error dooms", STATE, "SET XACT_ABORT OFF; BEGIN TRAN; BEGIN TRY SELECT CAST(N'x' AS int) AS x END TRY BEGIN CATCH SELECT XACT_STATE() AS s, @@TRANCOUNT AS n; ROLLBACK END CATCH", (-1, 1)),
    # XACT_ABORT ON
    leaves("ON: an error ends batch and transaction", ABORT, f"SET XACT_ABORT ON; BEGIN TRAN; {DUPLICATE} INSERT INTO dbo.T (Id) VALUES (2); COMMIT", 0, 0, 0, error=2627),
    ends("ON: without a transaction the batch ends", ABORT, f"SET XACT_ABORT ON; {DUPLICATE} INSERT INTO dbo.T (Id) VALUES (2)", [1], error=2627),
    leaves("ON: THROW rolls back", ABORT, "SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); THROW 51000, N'x', 1", 0, 0, 0, error=51000),
    leaves("ON: RAISERROR does not", ABORT, "SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); RAISERROR(N'x', 16, 1); INSERT INTO dbo.T (Id) VALUES (2)", 1, 1, 2, error=50000),
    leaves("ON: a nested level too", ABORT, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRAN; {DUPLICATE}", 0, 0, 0, error=2627),
    shows("ON: caught, the transaction is doomed", STATE, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH SELECT XACT_STATE() AS s, @@TRANCOUNT AS n; ROLLBACK END CATCH", (-1, 1)),
    shows("ON: a caught THROW dooms", ABORT, "SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY THROW 51000, N'x', 1 END TRY BEGIN CATCH SELECT XACT_STATE() AS s; ROLLBACK END CATCH", (-1,)),
    shows("ON: division by zero dooms", ABORT, "SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH SELECT XACT_STATE() AS s; ROLLBACK END CATCH", (-1,)),
    # doomed transactions
    shows("doomed: reading goes on", STATE, f"SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (7); BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH SELECT COUNT(*) AS n FROM dbo.T; ROLLBACK END CATCH", (2,)),
    leaves("doomed: writing is refused", ERRORS, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH INSERT INTO dbo.T (Id) VALUES (2) END CATCH", 0, 0, 0, error=3930),
    leaves("doomed: COMMIT is refused", ERRORS, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH COMMIT END CATCH", 0, 0, 0, error=3930),
    leaves("doomed: ROLLBACK to a savepoint is refused", ERRORS, f"SET XACT_ABORT ON; BEGIN TRAN; SAVE TRAN s; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH ROLLBACK TRAN s END CATCH", 0, 0, 0, error=3931),
    ends("doomed: ROLLBACK makes all well", STATE, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH ROLLBACK; INSERT INTO dbo.T (Id) VALUES (5) END CATCH", [5]),
    leaves("doomed at the end of the batch", ERRORS, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH SELECT 1 AS x END CATCH", 0, 0, 0, error=3998),
    shows("doomed: a nested TRY finds 3930", ERRORS, f"SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH BEGIN TRY INSERT INTO dbo.T (Id) VALUES (2) END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n; ROLLBACK END CATCH END CATCH", (3930,)),
    shows("doomed: variables can be set", STATE, f"DECLARE @x int; SET XACT_ABORT ON; BEGIN TRAN; BEGIN TRY {DUPLICATE} END TRY BEGIN CATCH SET @x = ERROR_NUMBER(); ROLLBACK; SELECT @x AS x END CATCH", (2627,)),
    # procedures
    leaves("266: a procedure that begins", ERRORS, "EXEC dbo.Begins", 1, 1, 1, error=266, setup=T + "\nGO\nCREATE PROCEDURE dbo.Begins AS BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1);"),
    leaves("266: a procedure that commits", ERRORS, "BEGIN TRAN; EXEC dbo.Commits", 0, 0, 0, error=266, setup=T + "\nGO\nCREATE PROCEDURE dbo.Commits AS COMMIT;"),
    leaves("266: a procedure that rolls back", ERRORS, "BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); EXEC dbo.Rolls", 0, 0, 0, error=266, setup=T + "\nGO\nCREATE PROCEDURE dbo.Rolls AS ROLLBACK;"),
    ends("a procedure in its caller's transaction", BEGIN, "BEGIN TRAN; EXEC dbo.Ins; ROLLBACK", [], setup=T + "\nGO\nCREATE PROCEDURE dbo.Ins AS BEGIN BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (1); COMMIT; END;"),
    leaves("the owner commits", TRY, "EXEC dbo.Owner", 0, 0, 1, setup=T + "\nGO\n" + OWNER),
    leaves("the owner rolls back", TRY, "EXEC dbo.Owner @Fail = 1", 0, 0, 0, error=51000, setup=T + "\nGO\n" + OWNER),
    leaves("not the owner: the caller's transaction goes on", TRY, "BEGIN TRAN; EXEC dbo.Owner", 1, 1, 1, setup=T + "\nGO\n" + OWNER),
    shows("not the owner: the caller finds it doomed", TRY, "BEGIN TRAN; BEGIN TRY EXEC dbo.Owner @Fail = 1 END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, XACT_STATE() AS s, @@TRANCOUNT AS c; ROLLBACK END CATCH", (51000, -1, 1), setup=T + "\nGO\n" + OWNER),
    ends("an error in a nested procedure undoes all", ABORT, "SET XACT_ABORT ON; BEGIN TRAN; INSERT INTO dbo.T (Id) VALUES (5); EXEC dbo.Dup; COMMIT", [], error=2627, setup=T + "\nGO\nCREATE PROCEDURE dbo.Dup AS INSERT INTO dbo.T (Id) VALUES (6), (6);"),
    ends("OFF: an error in a nested procedure goes on there", ABORT, "SET XACT_ABORT OFF; EXEC dbo.Dup; INSERT INTO dbo.T (Id) VALUES (8)", [7, 8], error=2627, setup=T + "\nGO\nCREATE PROCEDURE dbo.Dup AS BEGIN INSERT INTO dbo.T (Id) VALUES (6), (6); INSERT INTO dbo.T (Id) VALUES (7); END;"),
    shows("INSERT EXEC of a procedure that rolls back", ERRORS, "BEGIN TRAN; DECLARE @t table (A int); INSERT INTO @t EXEC dbo.Rolls", error=3915, setup=T + "\nGO\nCREATE PROCEDURE dbo.Rolls AS BEGIN SELECT 1; ROLLBACK; END;"),
    shows("INSERT EXEC cannot be nested", ERRORS, "DECLARE @t table (A int); INSERT INTO @t EXEC dbo.P2", error=8164, setup="CREATE PROCEDURE dbo.P1 AS SELECT 1\nGO\nCREATE PROCEDURE dbo.P2 AS BEGIN DECLARE @u table (A int); INSERT INTO @u EXEC dbo.P1; SELECT A FROM @u; END;"),
    # table variables, temporary tables, identity
    shows("a table variable survives ROLLBACK", TABLE, "DECLARE @v table (A int); BEGIN TRAN; INSERT INTO @v VALUES (1), (2); INSERT INTO dbo.T (Id) VALUES (1); ROLLBACK; SELECT (SELECT COUNT(*) FROM @v) AS v, (SELECT COUNT(*) FROM dbo.T) AS t", (2, 0)),
    shows("a table variable survives ROLLBACK to a savepoint", TABLE, "DECLARE @v table (A int); BEGIN TRAN; SAVE TRAN s; INSERT INTO @v VALUES (1); ROLLBACK TRAN s; COMMIT; SELECT COUNT(*) AS n FROM @v", (1,)),
    shows("OUTPUT INTO a table variable survives ROLLBACK", TABLE, "DECLARE @v table (Id int); BEGIN TRAN; INSERT INTO dbo.T (Id) OUTPUT inserted.Id INTO @v VALUES (3); ROLLBACK; SELECT Id FROM @v", (3,)),
    shows("a failed statement leaves a table variable as it was", TABLE, "DECLARE @v table (A int PRIMARY KEY); BEGIN TRY INSERT INTO @v VALUES (1); INSERT INTO @v VALUES (2), (1) END TRY BEGIN CATCH SELECT COUNT(*) AS n FROM @v END CATCH", (1,)),
    shows("a temporary table does not survive", ROLLBACK, "CREATE TABLE #t (A int); BEGIN TRAN; INSERT INTO #t VALUES (1); ROLLBACK; SELECT COUNT(*) AS n FROM #t", (0,)),
    shows("a temporary table made in the transaction is gone", ROLLBACK, "BEGIN TRAN; CREATE TABLE #t (A int); ROLLBACK; SELECT OBJECT_ID(N'tempdb..#t') AS o", (None,)),
    shows("variables keep their values", ROLLBACK, "DECLARE @x int = 1; BEGIN TRAN; SET @x = 2; ROLLBACK; SELECT @x AS x", (2,)),
    # settings
    shows("SET TRANSACTION ISOLATION LEVEL", ISOLATION, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; BEGIN TRAN; SELECT COUNT(*) AS n FROM dbo.T; COMMIT", (0,)),
    shows("LOCK_TIMEOUT", "t-sql/functions/lock-timeout-transact-sql", "DECLARE @a int = @@LOCK_TIMEOUT; SET LOCK_TIMEOUT 1800; SELECT @a AS a, @@LOCK_TIMEOUT AS b", (-1, 1800)),
    # application locks
    shows("sp_getapplock", APPLOCK, "DECLARE @r int; BEGIN TRAN; EXEC @r = sp_getapplock @Resource = N'a', @LockMode = N'Exclusive'; COMMIT; SELECT @r AS r", (0,)),
    shows("sp_getapplock again", APPLOCK, "DECLARE @r int; BEGIN TRAN; EXEC sp_getapplock N'a', N'Exclusive'; EXEC @r = sp_getapplock N'a', N'Shared'; COMMIT; SELECT @r AS r", (0,)),
    shows("sp_getapplock of a session", APPLOCK, "DECLARE @r int, @s int; EXEC @r = sp_getapplock N'a', N'Exclusive', N'Session'; EXEC @s = sp_releaseapplock N'a', N'Session'; SELECT @r AS r, @s AS s", (0, 0)),
    shows("sp_releaseapplock of a lock that is not held", "relational-databases/system-stored-procedures/sp-releaseapplock-transact-sql", "EXEC sp_releaseapplock N'nothing', N'Session'", error=1223),
    shows("APPLOCK_MODE", function("applock-mode"), "BEGIN TRAN; EXEC sp_getapplock N'a', N'Shared'; SELECT APPLOCK_MODE(N'public', N'a', N'Transaction') AS m; COMMIT", ("Shared",)),
    shows("ROLLBACK gives application locks back", APPLOCK, "BEGIN TRAN; EXEC sp_getapplock N'a', N'Exclusive'; ROLLBACK; SELECT APPLOCK_MODE(N'public', N'a', N'Transaction') AS m", ("NoLock",)),
]  # fmt: skip
