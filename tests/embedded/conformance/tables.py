"""Tables: constraints, defaults, identity, computed columns, ALTER, schemas, views, functions, synonyms, properties."""

from decimal import Decimal as Dec

from .case import ERRORS, Case, at, data_type, function, statement

TABLE = statement("create-table")
ALTER = statement("alter-table")
IDENTITY = "t-sql/statements/create-table-transact-sql-identity-property"
COMPUTED = "relational-databases/tables/specify-computed-columns-in-a-table"
UNIQUE = "relational-databases/tables/unique-constraints-and-check-constraints"
FOREIGN = "relational-databases/tables/primary-and-foreign-key-constraints"
FILTERED = "relational-databases/indexes/create-filtered-indexes"
PROPERTIES = "relational-databases/system-stored-procedures/sp-addextendedproperty-transact-sql"
TEMPORARY = TABLE

P = "CREATE TABLE dbo.P (Id int NOT NULL CONSTRAINT PK_P PRIMARY KEY, U int NULL CONSTRAINT UQ_P UNIQUE, V int NULL CONSTRAINT CK_P CHECK (V > 0)); INSERT INTO dbo.P (Id, U, V) VALUES (1, 1, 1), (2, NULL, NULL);"
C = (
    P
    + " CREATE TABLE dbo.C (Id int NOT NULL PRIMARY KEY, PId int NULL CONSTRAINT FK_C FOREIGN KEY REFERENCES dbo.P (Id)); INSERT INTO dbo.C VALUES (10, 1), (11, NULL);"
)
ID = "CREATE TABLE dbo.I (Id int IDENTITY(10, 5) NOT NULL, A int NOT NULL CONSTRAINT CK_I CHECK (A < 100));"

CASES: list[Case] = [
    # keys and constraints
    Case("PRIMARY KEY", ERRORS, "INSERT INTO dbo.P (Id) VALUES (1)", error=2627, setup=P),
    Case("UNIQUE", ERRORS, "INSERT INTO dbo.P (Id, U) VALUES (3, 1)", error=2627, setup=P),
    Case("UNIQUE allows one NULL", UNIQUE, "INSERT INTO dbo.P (Id, U) VALUES (3, NULL)", error=2627, setup=P),
    Case("CHECK", ERRORS, "INSERT INTO dbo.P (Id, U, V) VALUES (3, 3, 0)", error=547, setup=P),
    Case("CHECK passes NULL", UNIQUE, "INSERT INTO dbo.P (Id, U, V) VALUES (3, 3, NULL); SELECT COUNT(*) AS n FROM dbo.P", [(3,)], setup=P),
    Case("CHECK of the table", TABLE, "INSERT INTO dbo.W VALUES (2, 1)", error=547, setup="CREATE TABLE dbo.W (A int, B int, CONSTRAINT CK_W CHECK (A <= B));"),
    Case("CHECK with IN, LIKE and NULL", TABLE, "INSERT INTO dbo.W VALUES (N'OK', N'a1'); INSERT INTO dbo.W VALUES (N'NO', N'a1')", error=547, setup="CREATE TABLE dbo.W (A nvarchar(5) CHECK (A IN (N'ok', N'fail')), B nvarchar(5) CHECK (B LIKE N'[a-z][0-9]'));"),
    Case("a unique index", ERRORS, "INSERT INTO dbo.U VALUES (1)", error=2601, setup="CREATE TABLE dbo.U (A int); CREATE UNIQUE INDEX UX_U ON dbo.U (A); INSERT INTO dbo.U VALUES (1);"),
    Case("a unique index ignores case and trailing blanks", "relational-databases/collations/collation-and-unicode-support", "INSERT INTO dbo.U VALUES (N'ABC ')", error=2601, setup="CREATE TABLE dbo.U (A nvarchar(10)); CREATE UNIQUE INDEX UX_U ON dbo.U (A); INSERT INTO dbo.U VALUES (N'abc');"),
    Case("a filtered unique index", FILTERED, "INSERT INTO dbo.U VALUES (1, 0), (1, 0), (1, 1); SELECT COUNT(*) AS n FROM dbo.U", [(3,)], setup="CREATE TABLE dbo.U (A int, On1 bit); CREATE UNIQUE INDEX UX_U ON dbo.U (A) WHERE On1 = 1;"),
    Case("a filtered unique index refuses", FILTERED, "INSERT INTO dbo.U VALUES (1, 1)", error=2601, setup="CREATE TABLE dbo.U (A int, On1 bit); CREATE UNIQUE INDEX UX_U ON dbo.U (A) WHERE On1 = 1; INSERT INTO dbo.U VALUES (1, 1);"),
    Case("FOREIGN KEY of INSERT", ERRORS, "INSERT INTO dbo.C VALUES (12, 99)", error=547, setup=C),
    Case("FOREIGN KEY of DELETE", ERRORS, "DELETE FROM dbo.P WHERE Id = 1", error=547, setup=C),
    Case("FOREIGN KEY of UPDATE", ERRORS, "UPDATE dbo.C SET PId = 99 WHERE Id = 10", error=547, setup=C),
    Case("FOREIGN KEY passes NULL", FOREIGN, "INSERT INTO dbo.C VALUES (12, NULL); SELECT COUNT(*) AS n FROM dbo.C", [(3,)], setup=C),
    Case("FOREIGN KEY forbids DROP", statement("drop-table"), "DROP TABLE dbo.P", error=3726, setup=C),
    Case("FOREIGN KEY forbids TRUNCATE", statement("truncate-table"), "TRUNCATE TABLE dbo.P", error=4712, setup=C),
    Case("ON DELETE CASCADE", FOREIGN, "DELETE FROM dbo.P WHERE Id = 1; SELECT COUNT(*) AS n FROM dbo.K", [(0,)], setup=P + " CREATE TABLE dbo.K (PId int NOT NULL REFERENCES dbo.P (Id) ON DELETE CASCADE); INSERT INTO dbo.K VALUES (1);"),
    Case("ON DELETE SET NULL", FOREIGN, "DELETE FROM dbo.P WHERE Id = 1; SELECT PId FROM dbo.K", [(None,)], setup=P + " CREATE TABLE dbo.K (PId int NULL REFERENCES dbo.P (Id) ON DELETE SET NULL); INSERT INTO dbo.K VALUES (1);"),
    Case("a composite key", TABLE, "INSERT INTO dbo.K VALUES (1, 1), (1, 2), (2, 1); INSERT INTO dbo.K VALUES (1, 2)", error=2627, setup="CREATE TABLE dbo.K (A int NOT NULL, B int NOT NULL, CONSTRAINT PK_K PRIMARY KEY CLUSTERED (A, B DESC));"),
    Case("a key over text ignores case", "relational-databases/collations/collation-and-unicode-support", "INSERT INTO dbo.K VALUES (N'A')", error=2627, setup="CREATE TABLE dbo.K (A nvarchar(5) NOT NULL PRIMARY KEY); INSERT INTO dbo.K VALUES (N'a');"),
    Case("a FOREIGN KEY over text ignores case", "relational-databases/collations/collation-and-unicode-support", "INSERT INTO dbo.L VALUES (N'A '); SELECT k.A FROM dbo.K AS k INNER JOIN dbo.L AS l ON l.A = k.A", [("a",)], setup="CREATE TABLE dbo.K (A nvarchar(5) NOT NULL PRIMARY KEY); INSERT INTO dbo.K VALUES (N'a'); CREATE TABLE dbo.L (A nvarchar(5) REFERENCES dbo.K (A));"),
    Case("a column is NULL by default", TABLE, "CREATE TABLE dbo.N (A int, B int NOT NULL); INSERT INTO dbo.N (B) VALUES (1); SELECT A FROM dbo.N", [(None,)]),
    Case("the message of 2627", ERRORS, "BEGIN TRY INSERT INTO dbo.P (Id) VALUES (1) END TRY BEGIN CATCH SELECT ERROR_MESSAGE() AS m END CATCH", [("Violation of PRIMARY KEY constraint 'PK_P'. Cannot insert duplicate key in object 'dbo.P'. The duplicate key value is (1).",)], setup=P),
    # defaults, types of columns
    Case("DEFAULT", TABLE, "INSERT INTO dbo.D (A) VALUES (1); SELECT B, S, CASE WHEN At <= DATEADD(second, 1, SYSUTCDATETIME()) THEN 1 ELSE 0 END AS ok, L FROM dbo.D", [(5, "x", 1, 0)], setup="CREATE TABLE dbo.D (A int, B int DEFAULT (2 + 3), S nvarchar(5) DEFAULT (N'x'), At datetime2(3) DEFAULT (SYSUTCDATETIME()), L int DEFAULT 0);"),
    Case("an explicit NULL is no DEFAULT", TABLE, "INSERT INTO dbo.D (A, B) VALUES (1, NULL); SELECT B FROM dbo.D", [(None,)], setup="CREATE TABLE dbo.D (A int, B int NULL DEFAULT (5));"),
    Case("types keep their scale", TABLE, "INSERT INTO dbo.D VALUES ('2024-01-01 00:00:00.1236', 1.255, N'ab', 3); SELECT T, N, C, B FROM dbo.D", [(at("2024-01-01T00:00:00.124"), Dec("1.26"), "ab  ", True)], setup="CREATE TABLE dbo.D (T datetime2(3), N decimal(5, 2), C nchar(4), B bit);"),
    Case("tinyint", ERRORS, "INSERT INTO dbo.D VALUES (256)", error=220, setup="CREATE TABLE dbo.D (A tinyint);"),
    Case("smallint", ERRORS, "INSERT INTO dbo.D VALUES (32768)", error=220, setup="CREATE TABLE dbo.D (A smallint);"),
    Case("decimal", ERRORS, "INSERT INTO dbo.D VALUES (1000)", error=8115, setup="CREATE TABLE dbo.D (A decimal(5, 2));"),
    Case("varbinary", ERRORS, "INSERT INTO dbo.D VALUES (0x010203)", error=2628, setup="CREATE TABLE dbo.D (A varbinary(2));"),
    Case("nvarchar counts characters", data_type("nchar-and-nvarchar"), "INSERT INTO dbo.D VALUES (N'温度計'); SELECT A, LEN(A) AS n FROM dbo.D", [("温度計", 3)], setup="CREATE TABLE dbo.D (A nvarchar(3));"),
    Case("a column of an unknown type", ERRORS, "CREATE TABLE dbo.D (A nosuchtype)", error=2715),
    Case("the same column twice", ERRORS, "CREATE TABLE dbo.D (A int, a int)", error=2705),
    Case("a table twice", ERRORS, "CREATE TABLE dbo.P (A int)", error=2714, setup=P),
    # identity
    Case("IDENTITY", IDENTITY, "INSERT INTO dbo.I (A) VALUES (1), (2); SELECT Id FROM dbo.I ORDER BY Id", [(10,), (15,)], setup=ID),
    Case("SCOPE_IDENTITY", function("scope-identity"), "INSERT INTO dbo.I (A) VALUES (1), (2); SELECT SCOPE_IDENTITY() AS s, @@IDENTITY AS i, IDENT_CURRENT(N'dbo.I') AS c", [(Dec(15), Dec(15), Dec(15))], setup=ID),
    Case("SCOPE_IDENTITY is the scope's", function("scope-identity"), "EXEC dbo.Ins; SELECT SCOPE_IDENTITY() AS s, @@IDENTITY AS i", [(None, Dec(10))], setup=ID + "\nGO\nCREATE PROCEDURE dbo.Ins AS INSERT INTO dbo.I (A) VALUES (1);"),
    Case("IDENTITY is not given back", function("ident-current"), "BEGIN TRY INSERT INTO dbo.I (A) VALUES (500) END TRY BEGIN CATCH END CATCH; INSERT INTO dbo.I (A) VALUES (1); SELECT Id FROM dbo.I", [(15,)], setup=ID),
    Case("IDENTITY is not given back by ROLLBACK", function("ident-current"), "BEGIN TRAN; INSERT INTO dbo.I (A) VALUES (1); ROLLBACK; INSERT INTO dbo.I (A) VALUES (1); SELECT Id FROM dbo.I", [(15,)], setup=ID),
    Case("an explicit identity", ERRORS, "INSERT INTO dbo.I (Id, A) VALUES (1, 1)", error=544, setup=ID),
    Case("IDENTITY_INSERT", statement("set-identity-insert"), "SET IDENTITY_INSERT dbo.I ON; INSERT INTO dbo.I (Id, A) VALUES (100, 1); SET IDENTITY_INSERT dbo.I OFF; INSERT INTO dbo.I (A) VALUES (2); SELECT Id FROM dbo.I ORDER BY Id", [(100,), (105,)], setup=ID),
    Case("IDENTITY_INSERT needs a value", ERRORS, "SET IDENTITY_INSERT dbo.I ON; INSERT INTO dbo.I (A) VALUES (1)", error=545, setup=ID),
    Case("UPDATE of an identity", ERRORS, "UPDATE dbo.I SET Id = 1", error=8102, setup=ID),
    Case("OUTPUT of an identity", IDENTITY, "INSERT INTO dbo.I (A) OUTPUT inserted.Id VALUES (1), (2)", [(10,), (15,)], setup=ID),
    # computed columns
    Case("a computed column", COMPUTED, "INSERT INTO dbo.K (A, B) VALUES (2, 3); UPDATE dbo.K SET A = 4; SELECT P FROM dbo.K", [(12,)], setup="CREATE TABLE dbo.K (A int, B int, P AS (A * B));"),
    Case("a persisted computed column", COMPUTED, "INSERT INTO dbo.K (S, E) VALUES ('2024-01-01', '2024-01-01 00:01'); SELECT D FROM dbo.K", [(60,)], setup="CREATE TABLE dbo.K (S datetime2(3), E datetime2(3), D AS (DATEDIFF(second, S, E)) PERSISTED);"),
    Case("INSERT into a computed column", ERRORS, "INSERT INTO dbo.K (A, P) VALUES (1, 2)", error=271, setup="CREATE TABLE dbo.K (A int, P AS (A * 2));"),
    Case("UPDATE of a computed column", ERRORS, "UPDATE dbo.K SET P = 1", error=271, setup="CREATE TABLE dbo.K (A int, P AS (A * 2));"),
    Case("INSERT without a list skips computed columns", COMPUTED, "INSERT INTO dbo.K VALUES (3); SELECT P FROM dbo.K", [(6,)], setup="CREATE TABLE dbo.K (A int, P AS (A * 2));"),
    # ALTER, DROP
    Case("ALTER TABLE ADD", ALTER, "ALTER TABLE dbo.P ADD N int NULL, D int NOT NULL CONSTRAINT DF_P_D DEFAULT (9); EXEC (N'SELECT N, D FROM dbo.P WHERE Id = 1')", [(None, 9)], setup=P),
    Case("ALTER TABLE ADD NOT NULL without a default", ERRORS, "ALTER TABLE dbo.P ADD N int NOT NULL", error=4901, setup=P),
    Case("ALTER TABLE DROP COLUMN", ALTER, "ALTER TABLE dbo.P DROP CONSTRAINT CK_P; ALTER TABLE dbo.P DROP COLUMN V; SELECT COL_LENGTH(N'dbo.P', N'V') AS l", [(None,)], setup=P),
    Case("ALTER TABLE DROP COLUMN under a constraint", ERRORS, "ALTER TABLE dbo.P DROP COLUMN V", error=4922, setup=P),
    Case("ALTER TABLE ALTER COLUMN", ALTER, "ALTER TABLE dbo.N ALTER COLUMN S nvarchar(5) NOT NULL; INSERT INTO dbo.N VALUES (N'abcde'); SELECT COL_LENGTH(N'dbo.N', N'S') AS l", [(10,)], setup="CREATE TABLE dbo.N (S nvarchar(2) NULL);"),
    Case("ALTER TABLE ADD CONSTRAINT checks the rows", ALTER, "ALTER TABLE dbo.P ADD CONSTRAINT CK_2 CHECK (Id > 1)", error=547, setup=P),
    Case("ALTER TABLE DROP CONSTRAINT", ALTER, "ALTER TABLE dbo.P DROP CONSTRAINT CK_P; INSERT INTO dbo.P VALUES (3, 3, -1); SELECT COUNT(*) AS n FROM dbo.P", [(3,)], setup=P),
    Case("ALTER TABLE of an unknown constraint", ERRORS, "ALTER TABLE dbo.P DROP CONSTRAINT CK_None", error=3728, setup=P),
    Case("DROP TABLE IF EXISTS", statement("drop-table"), "DROP TABLE IF EXISTS dbo.P, dbo.None; SELECT OBJECT_ID(N'dbo.P') AS o", [(None,)], setup=P),
    Case("DROP TABLE of an unknown table", ERRORS, "DROP TABLE dbo.None", error=3701),
    Case("DROP INDEX", statement("drop-index"), "DROP INDEX IX_P ON dbo.P; DROP INDEX IF EXISTS IX_P ON dbo.P; SELECT COUNT(*) AS n FROM sys.indexes WHERE name = N'IX_P'", [(0,)], setup=P + " CREATE INDEX IX_P ON dbo.P (V) INCLUDE (U);"),
    Case("CREATE INDEX twice", ERRORS, "CREATE INDEX IX_P ON dbo.P (U)", error=1913, setup=P + " CREATE INDEX IX_P ON dbo.P (V);"),
    # schemas, names
    Case("another schema", statement("create-schema"), "CREATE TABLE hist.T (A int); INSERT INTO hist.T VALUES (1); SELECT A, SCHEMA_NAME(SCHEMA_ID(N'hist')) AS s FROM hist.T", [(1, "hist")], setup="CREATE SCHEMA hist"),
    Case("the same name in two schemas", statement("create-schema"), "CREATE TABLE hist.P (A int); SELECT (SELECT COUNT(*) FROM hist.P) AS a, (SELECT COUNT(*) FROM dbo.P) AS b", [(0, 2)], setup=P + "\nGO\nCREATE SCHEMA hist"),
    Case("an unknown schema", ERRORS, "CREATE TABLE nope.T (A int)", error=2760),
    Case("names with blanks", "relational-databases/databases/database-identifiers", "CREATE TABLE dbo.[Gas Turbine] ([Bearing Temp (C)] float, [a]]b] int); INSERT INTO dbo.[Gas Turbine] ([Bearing Temp (C)], [a]]b]) VALUES (1.5, 2); SELECT g.[Bearing Temp (C)], [a]]b] FROM dbo.[Gas Turbine] AS g", [(1.5, 2)]),
    Case("long names", "relational-databases/databases/database-identifiers", f"CREATE TABLE dbo.[{'t' * 100}] ([{'c' * 100}1] int, [{'c' * 100}2] int); INSERT INTO dbo.[{'t' * 100}] VALUES (1, 2); SELECT [{'c' * 100}2] FROM dbo.[{'t' * 100}]", [(2,)]),
    Case("synonyms", statement("create-synonym"), "CREATE SYNONYM dbo.Syn FOR dbo.P; SELECT COUNT(*) AS n FROM dbo.Syn", [(2,)], setup=P),
    Case("a synonym of a procedure", statement("create-synonym"), "EXEC dbo.Syn @x = 4", [(4,)], setup="CREATE PROCEDURE dbo.Pr @x int AS SELECT @x AS x\nGO\nCREATE SYNONYM dbo.Syn FOR dbo.Pr;"),
    Case("a synonym's base is looked up when used", statement("create-synonym"), "SELECT 1 AS x FROM dbo.Syn", error=5313, setup="CREATE SYNONYM dbo.Syn FOR dbo.Nowhere;"),
    # views, inline functions
    Case("CREATE VIEW", statement("create-view"), "SELECT Id, Twice FROM dbo.Vw ORDER BY Id", [(1, 2), (2, None)], setup=P + "\nGO\nCREATE VIEW dbo.Vw AS SELECT Id, V * 2 AS Twice FROM dbo.P;"),
    Case("a view with a column list", statement("create-view"), "SELECT A, B FROM dbo.Vw WHERE A = 1", [(1, 1)], setup=P + "\nGO\nCREATE VIEW dbo.Vw (A, B) AS SELECT Id, V FROM dbo.P;"),
    Case("CREATE OR ALTER VIEW", statement("create-view"), "SELECT x FROM dbo.Vw", [(2,)], setup="CREATE OR ALTER VIEW dbo.Vw AS SELECT 1 AS x\nGO\nCREATE OR ALTER VIEW dbo.Vw AS SELECT 2 AS x;"),
    Case("a view over a view", statement("create-view"), "SELECT y FROM dbo.V2", [(2,)], setup="CREATE VIEW dbo.V1 AS SELECT 1 AS x\nGO\nCREATE VIEW dbo.V2 AS SELECT x + 1 AS y FROM dbo.V1;"),
    Case("UPDATE through a view", statement("create-view"), "UPDATE dbo.Vw SET V = 5 WHERE Id = 1; SELECT V FROM dbo.P WHERE Id = 1", [(5,)], setup=P + "\nGO\nCREATE VIEW dbo.Vw AS SELECT Id, V FROM dbo.P;"),
    Case("a view needs names", ERRORS, "CREATE VIEW dbo.Vw AS SELECT 1", error=4511),
    Case("an inline function", statement("create-function"), "SELECT Id FROM dbo.Fn(2) ORDER BY Id", [(2,)], setup=P + "\nGO\nCREATE FUNCTION dbo.Fn (@From int) RETURNS TABLE AS RETURN (SELECT Id FROM dbo.P WHERE Id >= @From);"),
    Case("an inline function in APPLY", statement("create-function"), "SELECT p.Id, f.y FROM dbo.P AS p CROSS APPLY dbo.Fn(p.Id) AS f ORDER BY p.Id", [(1, 10), (2, 20)], setup=P + "\nGO\nCREATE FUNCTION dbo.Fn (@x int) RETURNS TABLE AS RETURN SELECT @x * 10 AS y;"),
    Case("an inline function's DEFAULT", statement("create-function"), "SELECT y FROM dbo.Fn(DEFAULT)", [(7,)], setup="CREATE FUNCTION dbo.Fn (@x int = 7) RETURNS TABLE AS RETURN SELECT @x AS y;"),
    # extended properties
    Case("extended properties", PROPERTIES, "EXEC sys.sp_addextendedproperty @name = N'MS_Description', @value = N'a key', @level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = N'P', @level2type = N'COLUMN', @level2name = N'Id'; SELECT CAST(value AS nvarchar(50)) AS v FROM sys.extended_properties WHERE major_id = OBJECT_ID(N'dbo.P') AND minor_id = 1", [("a key",)], setup=P),
    Case("an extended property twice", ERRORS, "EXEC sys.sp_addextendedproperty N'x', N'1', N'SCHEMA', N'dbo', N'TABLE', N'P'; EXEC sys.sp_addextendedproperty N'x', N'1', N'SCHEMA', N'dbo', N'TABLE', N'P'", error=15233, setup=P),
    Case("sp_updateextendedproperty", "relational-databases/system-stored-procedures/sp-updateextendedproperty-transact-sql", "EXEC sys.sp_addextendedproperty N'x', N'1', N'SCHEMA', N'dbo', N'TABLE', N'P'; EXEC sys.sp_updateextendedproperty N'x', N'2', N'SCHEMA', N'dbo', N'TABLE', N'P'; SELECT CAST(value AS nvarchar(9)) AS v FROM sys.extended_properties WHERE name = N'x'", [("2",)], setup=P),
    # temporary tables and table variables
    Case("temporary table", TEMPORARY, "CREATE TABLE #t (A int PRIMARY KEY, B nvarchar(5) DEFAULT (N'x')); INSERT INTO #t (A) VALUES (1); SELECT A, B FROM #t", [(1, "x")]),
    Case("a temporary table lives on after its batch", TEMPORARY, "CREATE TABLE #t (A int); INSERT INTO #t VALUES (1)", [(1,)], then="SELECT A FROM #t"),
    Case("a procedure sees its caller's temporary table", TEMPORARY, "CREATE TABLE #t (A int); INSERT INTO #t VALUES (1); EXEC dbo.Pr; SELECT A FROM #t ORDER BY A", [(1,), (2,)], setup="CREATE PROCEDURE dbo.Pr AS INSERT INTO #t VALUES (2);"),
    Case("a procedure's temporary table goes with it", TEMPORARY, "EXEC dbo.Pr; SELECT A FROM #t", error=208, setup="CREATE PROCEDURE dbo.Pr AS CREATE TABLE #t (A int);"),
    Case("OBJECT_ID of a temporary table", function("object-id"), "CREATE TABLE #t (A int); SELECT CASE WHEN OBJECT_ID(N'tempdb..#t') IS NULL THEN 0 ELSE 1 END AS a, OBJECT_ID(N'tempdb..#u') AS b", [(1, None)]),
    Case("DROP of a temporary table", statement("drop-table"), "CREATE TABLE #t (A int); DROP TABLE IF EXISTS #t; CREATE TABLE #t (B int); INSERT INTO #t (B) VALUES (1); SELECT B FROM #t", [(1,)]),
    Case("table variable", data_type("table"), "DECLARE @t table (A int NOT NULL PRIMARY KEY, B AS (A * 2)); INSERT INTO @t (A) VALUES (1), (2); UPDATE @t SET A = 5 WHERE A = 1; SELECT A, B FROM @t ORDER BY A", [(2, 4), (5, 10)]),
    Case("a table variable's key", ERRORS, "DECLARE @t table (A int PRIMARY KEY); INSERT INTO @t VALUES (1), (1)", error=2627),
    Case("a table variable's CHECK", ERRORS, "DECLARE @t table (A int CHECK (A > 0)); INSERT INTO @t VALUES (0)", error=547),
    Case("a table variable in a join", data_type("table"), "DECLARE @t table (Id int); INSERT INTO @t VALUES (1); SELECT p.U FROM dbo.P AS p INNER JOIN @t AS t ON t.Id = p.Id", [(1,)], setup=P),
    Case("a table variable is local to its batch", ERRORS, "SELECT A FROM @gone", error=1087, setup="DECLARE @gone table (A int);"),
    Case("an undeclared table variable", ERRORS, "SELECT A FROM @t", error=1087),
    # accepted without effect
    Case("hints", "t-sql/queries/hints-transact-sql-table", "SELECT p.Id FROM dbo.P AS p WITH (NOLOCK) WHERE p.Id = 1 UNION ALL SELECT Id FROM dbo.P WITH (UPDLOCK, HOLDLOCK, ROWLOCK) WHERE Id = 2", [(1,), (2,)], setup=P),
    Case("storage options", TABLE, "CREATE TABLE dbo.St (Id int NOT NULL, CONSTRAINT PK_St PRIMARY KEY CLUSTERED (Id) WITH (FILLFACTOR = 90, DATA_COMPRESSION = PAGE)) ON [PRIMARY]; INSERT INTO dbo.St VALUES (1); SELECT Id FROM dbo.St", [(1,)]),
    Case("query options", "t-sql/queries/hints-transact-sql-query", "SELECT Id FROM dbo.P WHERE Id = 1 OPTION (RECOMPILE, MAXDOP 1)", [(1,)], setup=P),
    Case("LOCK_ESCALATION", ALTER, "ALTER TABLE dbo.P SET (LOCK_ESCALATION = DISABLE); SELECT COUNT(*) AS n FROM dbo.P", [(2,)], setup=P),
]  # fmt: skip
