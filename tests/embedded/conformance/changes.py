"""Changes of data: INSERT, UPDATE, DELETE, TRUNCATE, MERGE, OUTPUT, @@ROWCOUNT."""

from .case import ERRORS, Case, function, query, statement

INSERT = statement("insert")
UPDATE = query("update")
DELETE = statement("delete")
MERGE = statement("merge")
OUTPUT = query("output-clause")
ROWCOUNT = function("rowcount")

T = """CREATE TABLE dbo.T (Id int NOT NULL CONSTRAINT PK_T PRIMARY KEY, Name nvarchar(10) NULL, V int NOT NULL CONSTRAINT DF_T_V DEFAULT (7));
INSERT INTO dbo.T (Id, Name, V) VALUES (1, N'a', 10), (2, N'b', 20), (3, NULL, 30);"""
S = (
    T
    + """
CREATE TABLE dbo.S (Id int NOT NULL CONSTRAINT PK_S PRIMARY KEY, Name nvarchar(10) NULL, V int NOT NULL);
INSERT INTO dbo.S (Id, Name, V) VALUES (2, N'B', 21), (3, N'C', 30), (4, N'D', 40);"""
)
ALL = "SELECT Id, Name, V FROM dbo.T ORDER BY Id"
ROWS = [(1, "a", 10), (2, "b", 20), (3, None, 30)]


def changed(construct: str, page: str, sql: str, rows: list[tuple[object, ...]], setup: str = T) -> Case:
    """A change, and what the table holds after it."""
    return Case(construct, page, sql, rows, setup=setup, then=ALL)


def shown(construct: str, page: str, sql: str, rows: list[tuple[object, ...]], setup: str = T) -> Case:
    """A batch whose last result set is compared."""
    return Case(construct, page, sql, rows, setup=setup)


def refused(construct: str, sql: str, error: int, setup: str = T) -> Case:
    """A change that fails and leaves the table as it was."""
    return Case(construct, ERRORS, sql, ROWS, error=error, setup=setup, then=ALL)


CASES: list[Case] = [
    # INSERT
    changed("INSERT of rows", INSERT, "INSERT INTO dbo.T (Id, Name) VALUES (4, N'd'), (5, NULL)", [*ROWS, (4, "d", 7), (5, None, 7)]),
    changed("INSERT without a column list", INSERT, "INSERT dbo.T VALUES (4, N'd', 40)", [*ROWS, (4, "d", 40)]),
    changed("INSERT of DEFAULT", INSERT, "INSERT INTO dbo.T (Id, Name, V) VALUES (4, DEFAULT, DEFAULT)", [*ROWS, (4, None, 7)]),
    changed("INSERT SELECT", INSERT, "INSERT INTO dbo.T (Id, V) SELECT Id + 10, V * 2 FROM dbo.T WHERE Id > 1", [*ROWS, (12, None, 40), (13, None, 60)]),
    changed("INSERT TOP", INSERT, "INSERT TOP (1) INTO dbo.T (Id) SELECT v FROM (VALUES (8), (8)) AS q (v)", [*ROWS, (8, None, 7)]),
    changed("INSERT with a CTE", INSERT, "WITH c AS (SELECT 9 AS Id) INSERT INTO dbo.T (Id) SELECT Id FROM c", [*ROWS, (9, None, 7)]),
    changed("INSERT EXEC", INSERT, "INSERT INTO dbo.T (Id, Name) EXEC dbo.Rows2", [*ROWS, (7, "x", 7), (8, "y", 7)], T + "\nGO\nCREATE PROCEDURE dbo.Rows2 AS SELECT 7, N'x' UNION ALL SELECT 8, N'y';"),
    changed("INSERT EXEC of a string", INSERT, "INSERT INTO dbo.T (Id, Name) EXEC (N'SELECT 7, N''x''')", [*ROWS, (7, "x", 7)]),
    shown("INSERT DEFAULT VALUES", INSERT, "CREATE TABLE dbo.D (A int NULL DEFAULT (5), B int NULL); INSERT INTO dbo.D DEFAULT VALUES; SELECT A, B FROM dbo.D", [(5, None)], ""),
    shown("INSERT converts", INSERT, "INSERT INTO dbo.T (Id, Name, V) VALUES ('4', 12, 3.9); SELECT Name, V FROM dbo.T WHERE Id = 4", [("12", 3)]),
    shown("INSERT OUTPUT", OUTPUT, "INSERT INTO dbo.T (Id) OUTPUT inserted.Id, inserted.V VALUES (4)", [(4, 7)]),
    shown("INSERT OUTPUT INTO", OUTPUT, "DECLARE @o table (Id int, V int); INSERT INTO dbo.T (Id) OUTPUT inserted.V, inserted.Id INTO @o (V, Id) VALUES (4), (5); SELECT Id, V FROM @o ORDER BY Id", [(4, 7), (5, 7)]),
    refused("INSERT of a duplicate key", "INSERT INTO dbo.T (Id) VALUES (4), (1)", 2627),
    refused("INSERT of NULL", "INSERT INTO dbo.T (Id, V) VALUES (4, NULL)", 515),
    refused("INSERT without a key", "INSERT INTO dbo.T (Name) VALUES (N'x')", 515),
    refused("INSERT of a longer string", "INSERT INTO dbo.T (Id, Name) VALUES (4, N'12345678901')", 2628),
    refused("INSERT of more values than columns", "INSERT INTO dbo.T (Id, Name) VALUES (4, N'x', 1)", 110),
    refused("INSERT of fewer values than columns", "INSERT INTO dbo.T (Id, Name) VALUES (4)", 109),
    refused("INSERT SELECT with another number of columns", "INSERT INTO dbo.T (Id, Name) SELECT 4, N'x', 1", 121),
    refused("INSERT SELECT with fewer columns", "INSERT INTO dbo.T (Id, Name) SELECT 4", 120),
    refused("INSERT without a list and too few values", "INSERT INTO dbo.T VALUES (4, N'x')", 213),
    refused("INSERT into a column twice", "INSERT INTO dbo.T (Id, Id) VALUES (4, 5)", 264),
    refused("INSERT into a column that is not there", "INSERT INTO dbo.T (Id, Nope) VALUES (4, 5)", 207),
    refused("INSERT of a string into an int", "INSERT INTO dbo.T (Id) VALUES ('x')", 245),
    refused("INSERT of a number out of range", "INSERT INTO dbo.T (Id) VALUES (3000000000)", 8115),
    refused("INSERT into an unknown table", "INSERT INTO dbo.Nope (Id) VALUES (1)", 208),
    changed("trailing blanks beyond the length are cut", "t-sql/data-types/nchar-and-nvarchar-transact-sql", "INSERT INTO dbo.T (Id, Name) VALUES (4, N'1234567890   ')", [*ROWS, (4, "1234567890", 7)]),
    # UPDATE
    changed("UPDATE", UPDATE, "UPDATE dbo.T SET V = V + 1, Name = N'z' WHERE Id = 2", [(1, "a", 10), (2, "z", 21), (3, None, 30)]),
    changed("UPDATE with compound operators", UPDATE, "UPDATE dbo.T SET V += 1, Name += N'!' WHERE Id < 3", [(1, "a!", 11), (2, "b!", 21), (3, None, 30)]),
    changed("UPDATE sees the old values", UPDATE, "UPDATE dbo.T SET V = Id, Id = V", [(10, "a", 1), (20, "b", 2), (30, None, 3)]),
    changed("UPDATE to DEFAULT", UPDATE, "UPDATE dbo.T SET V = DEFAULT WHERE Id = 1", [(1, "a", 7), (2, "b", 20), (3, None, 30)]),
    changed("UPDATE FROM an alias", UPDATE, "UPDATE t SET t.V = s.V, Name = s.Name FROM dbo.T AS t INNER JOIN dbo.S AS s ON s.Id = t.Id", [(1, "a", 10), (2, "B", 21), (3, "C", 30)], S),
    changed("UPDATE FROM the table's name", UPDATE, "UPDATE dbo.T SET V = s.V FROM dbo.T INNER JOIN dbo.S AS s ON s.Id = dbo.T.Id WHERE s.V > 21", [(1, "a", 10), (2, "b", 20), (3, None, 30)], S),
    changed("UPDATE FROM another table", UPDATE, "UPDATE dbo.T SET V = s.V FROM dbo.S AS s WHERE s.Id = T.Id AND s.Id = 2", [(1, "a", 10), (2, "b", 21), (3, None, 30)], S),
    changed("UPDATE FROM a LEFT JOIN", UPDATE, "UPDATE t SET V = ISNULL(s.V, -1) FROM dbo.T AS t LEFT JOIN dbo.S AS s ON s.Id = t.Id", [(1, "a", -1), (2, "b", 21), (3, None, 30)], S),
    changed("UPDATE of a CTE", UPDATE, "WITH c AS (SELECT TOP (1) Id, V FROM dbo.T ORDER BY Id DESC) UPDATE c SET V = 0", [(1, "a", 10), (2, "b", 20), (3, None, 0)]),
    changed("UPDATE of a CTE with ROW_NUMBER", UPDATE, "WITH c AS (SELECT V, ROW_NUMBER() OVER (ORDER BY Id) AS r FROM dbo.T) UPDATE c SET V = r WHERE r > 1", [(1, "a", 10), (2, "b", 2), (3, None, 3)]),
    changed("UPDATE with a subquery", UPDATE, "UPDATE dbo.T SET V = (SELECT MAX(V) FROM dbo.T) WHERE Id = 1", [(1, "a", 30), (2, "b", 20), (3, None, 30)]),
    shown("UPDATE TOP", UPDATE, "UPDATE TOP (2) dbo.T SET V = 0; SELECT @@ROWCOUNT AS n, (SELECT COUNT(*) FROM dbo.T WHERE V = 0) AS z", [(2, 2)]),
    shown("UPDATE of a variable", UPDATE, "DECLARE @v int; UPDATE dbo.T SET @v = V = V + 5 WHERE Id = 1; SELECT @v AS v", [(15,)]),
    shown("UPDATE OUTPUT", OUTPUT, "UPDATE dbo.T SET V = V * 2 OUTPUT inserted.Id, deleted.V, inserted.V WHERE Id = 2", [(2, 20, 40)]),
    shown("UPDATE OUTPUT of a joined table", OUTPUT, "UPDATE t SET V = s.V OUTPUT deleted.V, s.Name FROM dbo.T AS t INNER JOIN dbo.S AS s ON s.Id = t.Id WHERE t.Id = 2", [(20, "B")], S),
    shown("UPDATE OUTPUT INTO", OUTPUT, "DECLARE @o table (a int, b int); UPDATE dbo.T SET V = 0 OUTPUT deleted.V, inserted.V INTO @o WHERE Id = 1; SELECT a, b FROM @o", [(10, 0)]),
    refused("UPDATE to a duplicate key", "UPDATE dbo.T SET Id = 1 WHERE Id = 2", 2627),
    refused("UPDATE to NULL", "UPDATE dbo.T SET V = NULL WHERE Id = 2", 515),
    refused("UPDATE halfway", "UPDATE dbo.T SET V = 100 / (Id - 2)", 8134),
    # DELETE, TRUNCATE
    changed("DELETE", DELETE, "DELETE FROM dbo.T WHERE Id > 1", [(1, "a", 10)]),
    changed("DELETE without FROM", DELETE, "DELETE dbo.T WHERE Id = 1", ROWS[1:]),
    changed("DELETE FROM an alias", DELETE, "DELETE t FROM dbo.T AS t INNER JOIN dbo.S AS s ON s.Id = t.Id", [(1, "a", 10)], S),
    changed("DELETE FROM FROM", DELETE, "DELETE FROM dbo.T FROM dbo.S AS s WHERE s.Id = T.Id AND s.Id = 2", [ROWS[0], ROWS[2]], S),
    changed("DELETE with a CTE", DELETE, "WITH c AS (SELECT ROW_NUMBER() OVER (ORDER BY Id) AS r FROM dbo.T) DELETE FROM c WHERE r > 1", [(1, "a", 10)]),
    changed("DELETE with NOT EXISTS", DELETE, "DELETE t FROM dbo.T AS t WHERE NOT EXISTS (SELECT 1 FROM dbo.S AS s WHERE s.Id = t.Id)", ROWS[1:], S),
    shown("DELETE TOP", query("top"), "DELETE TOP (2) FROM dbo.T; SELECT COUNT(*) AS n FROM dbo.T", [(1,)]),
    shown("DELETE OUTPUT", OUTPUT, "DELETE FROM dbo.T OUTPUT deleted.Id, deleted.Name WHERE Id = 2", [(2, "b")]),
    shown("DELETE OUTPUT INTO", OUTPUT, "DECLARE @o table (Id int); DELETE FROM dbo.T OUTPUT deleted.Id INTO @o WHERE V >= 20; SELECT Id FROM @o ORDER BY Id", [(2,), (3,)]),
    changed("TRUNCATE", statement("truncate-table"), "TRUNCATE TABLE dbo.T", []),
    shown("TRUNCATE starts the identity again", statement("truncate-table"), "CREATE TABLE dbo.I (Id int IDENTITY(5, 2), A int); INSERT INTO dbo.I (A) VALUES (1), (2); TRUNCATE TABLE dbo.I; INSERT INTO dbo.I (A) VALUES (3); SELECT Id FROM dbo.I", [(5,)], ""),
    shown("DELETE does not", statement("truncate-table"), "CREATE TABLE dbo.I (Id int IDENTITY(5, 2), A int); INSERT INTO dbo.I (A) VALUES (1), (2); DELETE FROM dbo.I; INSERT INTO dbo.I (A) VALUES (3); SELECT Id FROM dbo.I", [(9,)], ""),
    # MERGE
    changed("MERGE inserts and updates", MERGE, "MERGE dbo.T AS t USING dbo.S AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET Name = s.Name, V = s.V WHEN NOT MATCHED BY TARGET THEN INSERT (Id, Name, V) VALUES (s.Id, s.Name, s.V);", [(1, "a", 10), (2, "B", 21), (3, "C", 30), (4, "D", 40)], S),
    changed("MERGE with conditions", MERGE, "MERGE dbo.T AS t USING dbo.S AS s ON t.Id = s.Id WHEN MATCHED AND t.V <> s.V THEN UPDATE SET V = s.V WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V);", [(1, "a", 10), (2, "b", 21), (4, None, 40)], S),
    changed("MERGE BY SOURCE", MERGE, "MERGE INTO dbo.T AS t USING dbo.S AS s ON t.Id = s.Id WHEN NOT MATCHED BY SOURCE THEN DELETE;", ROWS[1:], S),
    changed("MERGE BY SOURCE updates", MERGE, "MERGE INTO dbo.T AS t USING dbo.S AS s ON t.Id = s.Id WHEN NOT MATCHED BY SOURCE AND t.V < 15 THEN UPDATE SET V = 0;", [(1, "a", 0), *ROWS[1:]], S),
    changed("MERGE of VALUES", MERGE, "MERGE dbo.T WITH (HOLDLOCK) AS t USING (VALUES (3, 33), (5, 55)) AS s (Id, V) ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = s.V WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V);", [*ROWS[:2], (3, None, 33), (5, None, 55)]),
    changed("MERGE of a table variable", MERGE, "DECLARE @s table (Id int PRIMARY KEY, V int); INSERT INTO @s VALUES (1, 11), (6, 66); MERGE dbo.T AS t USING @s AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = s.V WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V);", [(1, "a", 11), *ROWS[1:], (6, None, 66)]),
    changed("MERGE into a CTE", MERGE, "WITH c AS (SELECT Id, Name, V FROM dbo.T WHERE Id >= 2) MERGE c AS t USING dbo.S AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = s.V WHEN NOT MATCHED BY TARGET THEN INSERT (Id, V) VALUES (s.Id, s.V) WHEN NOT MATCHED BY SOURCE THEN DELETE;", [(1, "a", 10), (2, "b", 21), (3, None, 30), (4, None, 40)], S),
    shown("MERGE $action", OUTPUT, "DECLARE @o table (A nvarchar(10), Id int, Old int); MERGE dbo.T AS t USING dbo.S AS s ON t.Id = s.Id WHEN MATCHED AND s.Id = 2 THEN UPDATE SET V = s.V WHEN NOT MATCHED BY TARGET THEN INSERT (Id, V) VALUES (s.Id, s.V) WHEN NOT MATCHED BY SOURCE THEN DELETE OUTPUT $action, COALESCE(inserted.Id, deleted.Id), deleted.V INTO @o (A, Id, Old); SELECT A, Id, Old FROM @o ORDER BY Id", [("DELETE", 1, 10), ("UPDATE", 2, 20), ("INSERT", 4, None)], S),
    shown("MERGE OUTPUT to the client", OUTPUT, "MERGE dbo.T AS t USING (SELECT 2 AS Id) AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = 0 OUTPUT $action, inserted.V, deleted.V, s.Id;", [("UPDATE", 0, 20, 2)]),
    shown("MERGE @@ROWCOUNT", MERGE, "MERGE dbo.T AS t USING dbo.S AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = s.V WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V) WHEN NOT MATCHED BY SOURCE THEN DELETE; SELECT @@ROWCOUNT AS n", [(4,)], S),
    refused("MERGE of a row twice", "MERGE dbo.T AS t USING (VALUES (1, 1), (1, 2)) AS s (Id, V) ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = s.V;", 8672),
    refused("MERGE without its semicolon", "MERGE dbo.T AS t USING dbo.T AS s ON t.Id = s.Id WHEN MATCHED THEN UPDATE SET V = 0", 10713),
    refused("MERGE inserts a key twice", "MERGE dbo.T AS t USING (VALUES (9, 1), (9, 2)) AS s (Id, V) ON t.Id = s.Id WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V);", 2627),
    # @@ROWCOUNT and @@ERROR after each kind of statement
    *[
        shown(f"@@ROWCOUNT after {name}", ROWCOUNT, f"{batch}; SELECT @@ROWCOUNT AS n", [(count,)])
        for name, batch, count in [
            ("SELECT", "SELECT Id FROM dbo.T", 3),
            ("INSERT", "INSERT INTO dbo.T (Id) VALUES (4), (5)", 2),
            ("UPDATE", "UPDATE dbo.T SET V = 0 WHERE Id > 1", 2),
            ("DELETE", "DELETE FROM dbo.T", 3),
            ("UPDATE of nothing", "UPDATE dbo.T SET V = 0 WHERE Id = 9", 0),
            ("SELECT assignment", "DECLARE @v int; SELECT @v = V FROM dbo.T", 3),
            ("SET of a variable", "DECLARE @v int; SELECT Id FROM dbo.T; SET @v = 9", 1),
            ("SELECT of a constant", "DECLARE @v int; SELECT @v = 9", 1),
            ("IF", "DELETE FROM dbo.T; IF 1 = 1 SELECT 1 AS a WHERE 1 = 0", 0),
            ("BEGIN TRANSACTION", "UPDATE dbo.T SET V = 0; BEGIN TRANSACTION", 0),
            ("COMMIT", "BEGIN TRANSACTION; UPDATE dbo.T SET V = 0; COMMIT", 0),
            ("PRINT", "UPDATE dbo.T SET V = 0; PRINT N'x'", 0),
            ("EXEC", "EXEC (N'UPDATE dbo.T SET V = 0')", 3),
            ("SELECT INTO", "SELECT Id INTO #i FROM dbo.T WHERE Id < 3", 2),
            ("TRUNCATE", "TRUNCATE TABLE dbo.T", 0),
            ("DECLARE with a value", "UPDATE dbo.T SET V = 0; DECLARE @w int = 5", 1),
            ("SET NOCOUNT ON", "SET NOCOUNT ON; UPDATE dbo.T SET V = 0", 3),
        ]
    ],
    shown("@@ROWCOUNT after a failed statement", ROWCOUNT, "BEGIN TRY INSERT INTO dbo.T (Id) VALUES (1) END TRY BEGIN CATCH SELECT @@ROWCOUNT AS n END CATCH", [(0,)]),
    *[
        Case(f"@@ERROR after {name}", function("error"), f"{batch}; SELECT @@ERROR AS e", rows=None, error=number, setup=T, then="SELECT @@ERROR AS e")
        for name, batch, number in [("a duplicate key", "INSERT INTO dbo.T (Id) VALUES (1)", 2627), ("division by zero", "SELECT 1 / 0 AS x", 8134)]
    ],
    Case("@@ERROR is the last statement's", function("error"), "DECLARE @a int, @b int; UPDATE dbo.T SET V = NULL; SET @a = @@ERROR; SET @b = @@ERROR; INSERT INTO dbo.T (Id, V) VALUES (100, @a), (101, @b)", [(515,), (0,)], error=515, setup=T, then="SELECT V FROM dbo.T WHERE Id >= 100 ORDER BY Id"),
    # NaN and infinity
    Case("an overflowing float is refused", "t-sql/data-types/float-and-real-transact-sql", "DECLARE @f float = 1e308; UPDATE dbo.F SET X = @f * 10", [(1.0,)], error=8115, setup="CREATE TABLE dbo.F (X float NULL); INSERT INTO dbo.F VALUES (1e0);", then="SELECT X FROM dbo.F"),
]  # fmt: skip
