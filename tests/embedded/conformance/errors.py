"""Errors: TRY...CATCH, THROW, RAISERROR, the ERROR_ functions, what is caught and what is not."""

from .case import ERRORS, Case, element, function

TRY = "t-sql/language-elements/try-catch-transact-sql"
THROW = "t-sql/language-elements/throw-transact-sql"
RAISERROR = element("raiserror")
T = "CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY); INSERT INTO dbo.T VALUES (1);"
IDS = "SELECT Id FROM dbo.T ORDER BY Id"
FAILS = "CREATE PROCEDURE dbo.Fails AS\nBEGIN\n    SELECT 1 AS x;\n    THROW 51000, N'from below', 7;\nEND;"


def caught(
    construct: str,
    page: str,
    body: str,
    *rows: tuple[object, ...],
    setup: str = "",
    select: str = "ERROR_NUMBER() AS n",
) -> Case:
    """What a CATCH finds after a TRY."""
    return Case(
        construct,
        page,
        f"BEGIN TRY {body} END TRY BEGIN CATCH SELECT {select} END CATCH",
        list(rows),
        setup=setup,
    )


CASES: list[Case] = [
    caught("division by zero is caught", TRY, "SELECT 1 / 0 AS x", (8134,)),
    caught("the statements behind the error are not run", TRY, "INSERT INTO dbo.T VALUES (2); SELECT 1 / 0 AS x; INSERT INTO dbo.T VALUES (3)", (2,), setup=T, select="COUNT(*) AS n FROM dbo.T"),
    Case("CATCH is skipped without an error", TRY, "BEGIN TRY SELECT 1 AS x END TRY BEGIN CATCH SELECT 2 AS x END CATCH", [(1,)]),
    Case("execution goes on behind END CATCH", TRY, "BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH END CATCH; SELECT 3 AS x", [(3,)]),
    caught("the ERROR_ functions", function("error-number"), "SELECT 1 / 0 AS x", (8134, 16, 1, None, "Divide by zero error encountered."), select="ERROR_NUMBER() AS n, ERROR_SEVERITY() AS s, ERROR_STATE() AS t, ERROR_PROCEDURE() AS p, ERROR_MESSAGE() AS m"),
    Case("outside CATCH they are NULL", function("error-number"), "BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH END CATCH; SELECT ERROR_NUMBER() AS n, ERROR_MESSAGE() AS m, ERROR_LINE() AS l", [(None, None, None)]),
    caught("ERROR_PROCEDURE and ERROR_LINE", function("error-line"), "EXEC dbo.Fails", (51000, "Fails", 4, 16, 7, "from below"), setup=FAILS, select="ERROR_NUMBER() AS n, REPLACE(ERROR_PROCEDURE(), N'dbo.', N'') AS p, ERROR_LINE() AS l, ERROR_SEVERITY() AS s, ERROR_STATE() AS t, ERROR_MESSAGE() AS m"),
    Case("ERROR_LINE counts in the batch", function("error-line"), "BEGIN TRY\n\nSELECT 1 / 0 AS x\nEND TRY\nBEGIN CATCH SELECT ERROR_LINE() AS l END CATCH", [(3,)]),
    Case("nested TRY in CATCH", TRY, "BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH BEGIN TRY SELECT CAST(N'a' AS int) AS x END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH END CATCH", [(245,)]),
    Case("behind a nested CATCH the outer error is back", function("error-number"), "BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH BEGIN TRY SELECT CAST(N'a' AS int) AS x END TRY BEGIN CATCH END CATCH SELECT ERROR_NUMBER() AS n END CATCH", [(8134,)]),
    Case("an error in CATCH goes up", TRY, "BEGIN TRY BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH SELECT CAST(N'a' AS int) AS x END CATCH END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n END CATCH", [(245,)]),
    caught("a procedure's error is caught by its caller", TRY, "EXEC dbo.Div", (8134, "Div"), setup="CREATE PROCEDURE dbo.Div AS SELECT 1 / 0 AS x;", select="ERROR_NUMBER() AS n, REPLACE(ERROR_PROCEDURE(), N'dbo.', N'') AS p"),
    Case("a CATCH of the callee stops it", TRY, "BEGIN TRY EXEC dbo.Safe; SELECT 2 AS x END TRY BEGIN CATCH SELECT 3 AS x END CATCH", [(2,)], setup="CREATE PROCEDURE dbo.Safe AS BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH END CATCH;"),
    Case("ERROR_ functions in a procedure called by CATCH", function("error-message"), "BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH EXEC dbo.Tell END CATCH", [(8134,)], setup="CREATE PROCEDURE dbo.Tell AS SELECT ERROR_NUMBER() AS n;"),
    # what TRY does not catch
    Case("an unknown table is not caught at its own level", TRY, "BEGIN TRY SELECT x FROM dbo.NoSuch END TRY BEGIN CATCH SELECT 1 AS x END CATCH", error=208),
    caught("an unknown table one level below is caught", TRY, "EXEC dbo.Lazy", (208,), setup="CREATE PROCEDURE dbo.Lazy AS SELECT x FROM dbo.NoSuch;"),
    caught("an unknown table in dynamic SQL is caught", TRY, "EXEC (N'SELECT x FROM dbo.NoSuch')", (208,)),
    caught("a syntax error in dynamic SQL is caught", TRY, "EXEC (N'SELECT (1')", (102,)),
    caught("an unknown procedure is caught", TRY, "EXEC dbo.NoSuch", (2812,)),
    Case("a syntax error is not caught", TRY, "BEGIN TRY SELEC 1 END TRY BEGIN CATCH SELECT 1 AS x END CATCH", error=102),
    Case("messages of severity 10 are not caught", TRY, "BEGIN TRY RAISERROR(N'info', 10, 1); SELECT 1 AS x END TRY BEGIN CATCH SELECT 2 AS x END CATCH", [(1,)], messages=["info"]),
    # THROW
    Case("THROW", THROW, "THROW 51000, 'The record does not exist.', 1", error=51000),
    caught("THROW has severity 16", THROW, "THROW 51000, N'x', 255", (51000, 16, 255), select="ERROR_NUMBER() AS n, ERROR_SEVERITY() AS s, ERROR_STATE() AS t"),
    caught("THROW of the greatest number", THROW, "THROW 2147483647, N'x', 1", (2147483647,)),
    caught("THROW below 50000", ERRORS, "THROW 49999, N'x', 1", (35100,)),
    caught("THROW with variables", THROW, "DECLARE @n int = 51001, @m nvarchar(20) = N'text', @s tinyint = 3; THROW @n, @m, @s", (51001, "text", 3), select="ERROR_NUMBER() AS n, ERROR_MESSAGE() AS m, ERROR_STATE() AS s"),
    Case("THROW ends the batch", THROW, "INSERT INTO dbo.T VALUES (2); THROW 51000, N'x', 1; INSERT INTO dbo.T VALUES (3)", [(1,), (2,)], error=51000, setup=T, then=IDS),
    Case("THROW alone raises the error again", THROW, "BEGIN TRY INSERT INTO dbo.T VALUES (1) END TRY BEGIN CATCH THROW; END CATCH", error=2627, setup=T),
    Case("THROW alone keeps number, state and line", THROW, "BEGIN TRY\nBEGIN TRY\nTHROW 51005, N'm', 9\nEND TRY BEGIN CATCH\n\nTHROW;\nEND CATCH\nEND TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, ERROR_STATE() AS s, ERROR_LINE() AS l, ERROR_MESSAGE() AS m END CATCH", [(51005, 9, 3, "m")]),
    Case("THROW alone outside CATCH", ERRORS, "THROW;", error=10704),
    Case("THROW in nested procedures", THROW, "BEGIN TRY EXEC dbo.Outer3 END TRY BEGIN CATCH SELECT ERROR_NUMBER() AS n, REPLACE(ERROR_PROCEDURE(), N'dbo.', N'') AS p, ERROR_LINE() AS l END CATCH", [(51000, "Fails", 4)], setup=FAILS + "\nGO\nCREATE PROCEDURE dbo.Outer3 AS BEGIN TRY EXEC dbo.Fails END TRY BEGIN CATCH THROW; END CATCH;"),
    Case("THROW ends all procedures", THROW, "EXEC dbo.Outer4; INSERT INTO dbo.T VALUES (3)", [(1,)], error=51000, setup=T + "\nGO\n" + FAILS + "\nGO\nCREATE PROCEDURE dbo.Outer4 AS BEGIN EXEC dbo.Fails; INSERT INTO dbo.T VALUES (2); END;", then=IDS),
    caught("a doubled % in THROW is one", THROW, "THROW 51000, N'100%% sure', 1", ("100% sure",), select="ERROR_MESSAGE() AS m"),
    Case("THROW behind a statement without semicolon", THROW, "BEGIN TRY SELECT 1 / 0 AS x END TRY BEGIN CATCH ROLLBACK TRANSACTION THROW END CATCH", error=3903),
    # RAISERROR
    Case("RAISERROR goes on", RAISERROR, "RAISERROR(N'x', 16, 1); INSERT INTO dbo.T VALUES (2)", [(1,), (2,)], error=50000, setup=T, then=IDS),
    caught("RAISERROR goes to CATCH from severity 11", RAISERROR, "RAISERROR(N'm', 11, 5); SELECT 1 AS never", (50000, 11, 5, "m"), select="ERROR_NUMBER() AS n, ERROR_SEVERITY() AS s, ERROR_STATE() AS t, ERROR_MESSAGE() AS m"),
    caught("RAISERROR puts arguments in", RAISERROR, "RAISERROR(N'This is message %s %d.', 16, 1, N'number', 5)", ("This is message number 5.",), select="ERROR_MESSAGE() AS m"),
    caught("RAISERROR with width and precision", RAISERROR, "RAISERROR(N'<<%*.*s>>', 16, 1, 7, 3, N'abcde')", ("<<    abc>>",), select="ERROR_MESSAGE() AS m"),
    caught("RAISERROR with a fixed width", RAISERROR, "RAISERROR(N'<<%7.3s>>', 16, 1, N'abcde')", ("<<    abc>>",), select="ERROR_MESSAGE() AS m"),
    Case("RAISERROR below 11 is a message", RAISERROR, "RAISERROR(N'progress %d%%', 0, 1, 50) WITH NOWAIT; SELECT @@ERROR AS e", [(0,)], messages=["progress 50%"]),
    Case("RAISERROR above 18", ERRORS, "RAISERROR(N'x', 19, 1)", error=2754),
    caught("RAISERROR in a procedure", RAISERROR, "EXEC dbo.Rai", (50000, "Rai", 2), setup="CREATE PROCEDURE dbo.Rai AS BEGIN\nRAISERROR(N'x', 16, 1); END;", select="ERROR_NUMBER() AS n, REPLACE(ERROR_PROCEDURE(), N'dbo.', N'') AS p, ERROR_LINE() AS l"),
    Case("RAISERROR WITH SETERROR", RAISERROR, "RAISERROR(N'x', 5, 1) WITH SETERROR; SELECT @@ERROR AS e", [(50000,)]),
    Case("@@ERROR after RAISERROR", function("error"), "DECLARE @e int; RAISERROR(N'x', 16, 1); SET @e = @@ERROR; INSERT INTO dbo.T VALUES (@e)", [(1,), (50000,)], error=50000, setup=T, then=IDS),
    # numbers
    *[
        caught(f"error {number}", ERRORS, body, (number,), setup=setup)
        for number, body, setup in [
            (245, "SELECT CAST(N'a' AS int) AS x", ""),
            (8114, "SELECT CAST(N'a' AS float) AS x", ""),
            (8115, "SELECT 2147483647 + 1 AS x", ""),
            (220, "SELECT CAST(256 AS tinyint) AS x", ""),
            (241, "SELECT CAST(N'a' AS date) AS x", ""),
            (512, "SELECT (SELECT v FROM (VALUES (1), (2)) AS t (v)) AS x", ""),
            (2627, "INSERT INTO dbo.T VALUES (1)", T),
            (2601, "INSERT INTO dbo.T VALUES (2)", T + " INSERT INTO dbo.T VALUES (3); CREATE UNIQUE INDEX UX_Half ON dbo.T (Id) WHERE Id > 5; DROP TABLE dbo.T; CREATE TABLE dbo.T (Id int); CREATE UNIQUE INDEX UX_T ON dbo.T (Id); INSERT INTO dbo.T VALUES (2);"),
            (547, "INSERT INTO dbo.T2 VALUES (0)", "CREATE TABLE dbo.T2 (A int CHECK (A > 0));"),
            (515, "INSERT INTO dbo.T VALUES (NULL)", T),
            (2628, "INSERT INTO dbo.T2 VALUES (N'abc')", "CREATE TABLE dbo.T2 (A nvarchar(2));"),
            (3902, "COMMIT", ""),
            (3903, "ROLLBACK", ""),
            (201, "EXEC dbo.P1", "CREATE PROCEDURE dbo.P1 @a int AS SELECT @a AS a;"),
            (8672, "MERGE dbo.T AS t USING (VALUES (1), (1)) AS s (Id) ON t.Id = s.Id WHEN MATCHED THEN DELETE;", T),
            (13609, "SELECT value FROM OPENJSON(N'x')", ""),
            (537, "SELECT SUBSTRING(N'a', 1, -1) AS x", ""),
            (517, "SELECT DATEADD(year, 9000, CAST('2024-01-01' AS date)) AS x", ""),
            (535, "SELECT DATEDIFF(second, '1900-01-01', '2024-01-01') AS x", ""),
        ]
    ],
]  # fmt: skip
