"""Control of flow, variables, procedures, parameters, table types, dynamic SQL, messages."""

from decimal import Decimal as Dec

from .case import ERRORS, Case, at, element, function, statement

SET = element("set-local-variable")
DECLARE = element("declare-local-variable")
SELECT_VARIABLE = element("select-local-variable")
IF = element("if-else")
WHILE = "t-sql/language-elements/while-transact-sql"
EXECUTE = element("execute")
RETURN = element("return")
PROCEDURE = statement("create-procedure")
TYPES = "relational-databases/tables/use-table-valued-parameters-database-engine"
DYNAMIC = "relational-databases/system-stored-procedures/sp-executesql-transact-sql"
PRINT = element("print")

ECHO = "CREATE PROCEDURE dbo.Echo @a int, @b nvarchar(10) = N'd', @c int = NULL AS SELECT @a AS a, @b AS b, @c AS c;"
TYPE = "CREATE TYPE dbo.Pairs AS TABLE (Id int NOT NULL PRIMARY KEY, V nvarchar(5) NULL);"
TAKES = (
    TYPE
    + "\nGO\nCREATE PROCEDURE dbo.Takes @p dbo.Pairs READONLY AS SELECT COUNT(*) AS n, MAX(V) AS v FROM @p;"
)
OUT = "CREATE PROCEDURE dbo.Twice @x int, @y int OUTPUT AS BEGIN SET @y = @x * 2; RETURN 5; END;"

CASES: list[Case] = [
    # variables
    Case("DECLARE with values", DECLARE, "DECLARE @a int = 1, @b nvarchar(5) = N'x', @c int; SELECT @a AS a, @b AS b, @c AS c", [(1, "x", None)]),
    Case("a value may use an earlier variable", DECLARE, "DECLARE @a int = 2; DECLARE @b int = @a * 3; SELECT @b AS b", [(6,)]),
    Case("variables ignore case", DECLARE, "DECLARE @Abc int = 1; SET @ABC = @abc + 1; SELECT @aBC AS x", [(2,)]),
    Case("a variable twice", ERRORS, "DECLARE @a int; DECLARE @a int", error=134),
    Case("a variable that is not declared", ERRORS, "SET @a = 1", error=137),
    Case("variables end with the batch", ERRORS, "SELECT @a AS a", error=137, setup="DECLARE @a int = 1"),
    Case("DECLARE in a branch not taken", DECLARE, "IF 1 = 0 BEGIN DECLARE @a int = 5 END; SELECT @a AS a", [(None,)]),
    Case("DECLARE in a loop does not reset", DECLARE, "DECLARE @i int = 0, @s int = 0; WHILE @i < 3 BEGIN DECLARE @n int; SET @n = ISNULL(@n, 0) + 1; SET @i += 1; SET @s = @n END; SELECT @s AS s", [(3,)]),
    *[
        Case(f"SET {operator}", "t-sql/language-elements/compound-operators-transact-sql", f"DECLARE @x int = 27; SET @x {operator} 2; SELECT @x AS x", [(value,)])
        for operator, value in [("+=", 29), ("-=", 25), ("*=", 54), ("/=", 13), ("%=", 1), ("&=", 2), ("|=", 27), ("^=", 25)]
    ],
    Case("+= of strings", element("string-concatenation-equal"), "DECLARE @s varchar(20) = 'This is '; SET @s += 'more'; SELECT @s AS s", [("This is more",)]),
    Case("SET of a subquery without rows", SET, "DECLARE @a int = 1; SET @a = (SELECT 2 WHERE 1 = 0); SELECT @a AS a", [(None,)]),
    Case("SET of a subquery with two rows", ERRORS, "DECLARE @a int = 1; SET @a = (SELECT v FROM (VALUES (1), (2)) AS t (v))", error=512),
    Case("SELECT of a variable without rows leaves it", SELECT_VARIABLE, "DECLARE @a int = 1; SELECT @a = 2 WHERE 1 = 0; SELECT @a AS a", [(1,)]),
    Case("SELECT of a variable takes the last row", SELECT_VARIABLE, "DECLARE @a int; SELECT @a = v FROM (VALUES (1), (2), (3)) AS t (v) ORDER BY v; SELECT @a AS a", [(3,)]),
    Case("SELECT of several variables", SELECT_VARIABLE, "DECLARE @a int, @b int; SELECT @a = 1, @b = @a + 1; SELECT @a AS a, @b AS b", [(1, 2)]),
    Case("SELECT of variables and data", ERRORS, "DECLARE @a int; SELECT @a = 1, 2 AS b", error=141),
    Case("a variable in TOP, LIKE, IN", DECLARE, "DECLARE @n int = 2, @p nvarchar(5) = N'a%'; SELECT TOP (@n) v FROM (VALUES (N'ab'), (N'ac'), (N'b')) AS t (v) WHERE v LIKE @p AND v NOT IN (@p) ORDER BY v", [("ab",), ("ac",)]),
    # control of flow
    Case("IF ELSE", IF, "IF 1 = 0 SELECT 1 AS x ELSE IF 1 = 1 SELECT 2 AS x ELSE SELECT 3 AS x", [(2,)]),
    Case("IF of NULL is not true", IF, "IF NULL = 1 SELECT 1 AS x ELSE SELECT 2 AS x", [(2,)]),
    Case("IF EXISTS", IF, "IF EXISTS (SELECT 1 WHERE 1 = 0) SELECT 1 AS x ELSE SELECT 2 AS x", [(2,)]),
    Case("IF holds for one statement", IF, "DECLARE @x int = 0; IF 1 = 0 SET @x = 1; SET @x = @x + 2; SELECT @x AS x", [(2,)]),
    Case("BEGIN END", element("begin-end"), "DECLARE @x int = 0; IF 1 = 0 BEGIN SET @x = 1; SET @x = @x + 2 END; SELECT @x AS x", [(0,)]),
    Case("WHILE", WHILE, "DECLARE @i int = 0, @s int = 0; WHILE @i < 5 BEGIN SET @i += 1; SET @s += @i; END; SELECT @s AS s", [(15,)]),
    Case("BREAK", element("break"), "DECLARE @i int = 0; WHILE 1 = 1 BEGIN SET @i += 1; IF @i = 3 BREAK; END; SELECT @i AS i", [(3,)]),
    Case("BREAK leaves the inner loop", element("break"), "DECLARE @i int = 0, @n int = 0; WHILE @i < 3 BEGIN SET @i += 1; WHILE 1 = 1 BEGIN SET @n += 1; BREAK; END; END; SELECT @n AS n", [(3,)]),
    Case("CONTINUE", element("continue"), "DECLARE @i int = 0, @s int = 0; WHILE @i < 5 BEGIN SET @i += 1; IF @i % 2 = 0 CONTINUE; SET @s += @i; END; SELECT @s AS s", [(9,)]),
    Case("RETURN ends the batch", RETURN, "SELECT 1 AS x; RETURN; SELECT 2 AS x", [(1,)]),
    Case("RETURN with a value in a batch", ERRORS, "RETURN 5", error=178),
    Case("BREAK outside a loop", ERRORS, "BREAK", error=135),
    Case("WAITFOR DELAY", "t-sql/language-elements/waitfor-transact-sql", "DECLARE @t datetime2(3) = SYSUTCDATETIME(); WAITFOR DELAY '00:00:00.050'; SELECT CASE WHEN DATEDIFF(millisecond, @t, SYSUTCDATETIME()) >= 45 THEN 1 ELSE 0 END AS ok", [(1,)]),
    Case("PRINT", PRINT, "PRINT N'a' + N'b'; PRINT 5; PRINT CAST('2024-01-02' AS date)", messages=["ab", "5", "2024-01-02"]),
    # procedures
    Case("positional parameters", EXECUTE, "EXEC dbo.Echo 1, N'x'", [(1, "x", None)], setup=ECHO),
    Case("named parameters", EXECUTE, "EXECUTE dbo.Echo @c = 3, @a = 1", [(1, "d", 3)], setup=ECHO),
    Case("positional, then named", EXECUTE, "EXEC dbo.Echo 1, @c = 3", [(1, "d", 3)], setup=ECHO),
    Case("DEFAULT", EXECUTE, "EXEC dbo.Echo 1, DEFAULT, 3", [(1, "d", 3)], setup=ECHO),
    Case("EXEC may be left out in front", EXECUTE, "dbo.Echo 4", [(4, "d", None)], setup=ECHO),
    Case("parameters convert", EXECUTE, "EXEC dbo.Echo '7', 8", [(7, "8", None)], setup=ECHO),
    Case("a string parameter is cut", PROCEDURE, "EXEC dbo.Echo 1, N'12345678901'", [(1, "1234567890", None)], setup=ECHO),
    Case("a missing parameter", ERRORS, "EXEC dbo.Echo", error=201, setup=ECHO),
    Case("a parameter that is not there", ERRORS, "EXEC dbo.Echo @a = 1, @zz = 2", error=8145, setup=ECHO),
    Case("too many parameters", ERRORS, "EXEC dbo.Echo 1, N'x', 2, 3", error=8144, setup=ECHO),
    Case("named, then positional", ERRORS, "EXEC dbo.Echo @a = 1, N'x'", error=119, setup=ECHO),
    Case("a parameter twice", ERRORS, "EXEC dbo.Echo @a = 1, @a = 2", error=8143, setup=ECHO),
    Case("a parameter that does not convert", ERRORS, "EXEC dbo.Echo 'abc'", error=8114, setup=ECHO),
    Case("an unknown procedure", ERRORS, "EXEC dbo.NoSuch", error=2812),
    Case("OUTPUT and RETURN", EXECUTE, "DECLARE @r int, @o int; EXEC @r = dbo.Twice 4, @o OUTPUT; SELECT @r AS r, @o AS o", [(5, 8)], setup=OUT),
    Case("OUTPUT by name", EXECUTE, "DECLARE @o int; EXEC dbo.Twice @x = 5, @y = @o OUT; SELECT @o AS o", [(10,)], setup=OUT),
    Case("without OUTPUT nothing comes back", EXECUTE, "DECLARE @o int = 1; EXEC dbo.Twice 5, @o; SELECT @o AS o", [(1,)], setup=OUT),
    Case("OUTPUT of a parameter that is not", ERRORS, "DECLARE @o int; EXEC dbo.Echo @a = @o OUTPUT", error=8162, setup=ECHO),
    Case("OUTPUT parameters also go in", PROCEDURE, "DECLARE @o int = 3; EXEC dbo.Inc @o OUTPUT; SELECT @o AS o", [(4,)], setup="CREATE PROCEDURE dbo.Inc @v int OUTPUT AS SET @v = @v + 1;"),
    Case("without RETURN the code is 0", RETURN, "DECLARE @r int = 9; EXEC @r = dbo.Echo 1; SELECT @r AS r", [(0,)], setup=ECHO),
    Case("RETURN ends the procedure", RETURN, "EXEC dbo.Ret", [(1,)], setup="CREATE PROCEDURE dbo.Ret AS BEGIN SELECT 1 AS x; RETURN; SELECT 2 AS x; END;"),
    Case("nested procedures", PROCEDURE, "DECLARE @o int; EXEC dbo.Outer2 3, @o OUTPUT; SELECT @o AS o", [(13,)], setup=OUT + "\nGO\nCREATE PROCEDURE dbo.Outer2 @x int, @o int OUTPUT AS BEGIN DECLARE @i int, @r int; EXEC @r = dbo.Twice @x, @i OUTPUT; SET @o = @i + @r + 2; END;"),
    Case("@@NESTLEVEL", function("nestlevel"), "EXEC dbo.N1", [(2,)], setup="CREATE PROCEDURE dbo.N2 AS SELECT @@NESTLEVEL AS n;\nGO\nCREATE PROCEDURE dbo.N1 AS EXEC dbo.N2;"),
    Case("33 levels are too many", ERRORS, "EXEC dbo.Deep", error=217, setup="CREATE PROCEDURE dbo.Deep AS EXEC dbo.Deep;"),
    Case("recursion", PROCEDURE, "DECLARE @f int; EXEC dbo.Fact 5, @f OUTPUT; SELECT @f AS f", [(120,)], setup="CREATE PROCEDURE dbo.Fact @n int, @f int OUTPUT AS BEGIN IF @n <= 1 BEGIN SET @f = 1; RETURN; END; DECLARE @m int = @n - 1, @g int; EXEC dbo.Fact @m, @g OUTPUT; SET @f = @n * @g; END;"),
    Case("@@PROCID", function("procid"), "EXEC dbo.Pid", [("Pid",)], setup="CREATE PROCEDURE dbo.Pid AS SELECT OBJECT_NAME(@@PROCID) AS n;"),
    Case("names are resolved when run", "relational-databases/stored-procedures/create-a-stored-procedure", "CREATE TABLE dbo.Later (A int); INSERT INTO dbo.Later VALUES (1); EXEC dbo.Lazy", [(1,)], setup="CREATE PROCEDURE dbo.Lazy AS SELECT A FROM dbo.Later;"),
    Case("CREATE OR ALTER PROCEDURE", PROCEDURE, "EXEC dbo.Pr", [(2,)], setup="CREATE OR ALTER PROCEDURE dbo.Pr AS SELECT 1 AS x\nGO\nCREATE OR ALTER PROCEDURE dbo.Pr AS SELECT 2 AS x"),
    Case("ALTER PROCEDURE", statement("alter-procedure"), "EXEC dbo.Pr", [(2,)], setup="CREATE PROCEDURE dbo.Pr AS SELECT 1 AS x\nGO\nALTER PROCEDURE dbo.Pr AS SELECT 2 AS x"),
    Case("CREATE PROCEDURE twice", ERRORS, "CREATE PROCEDURE dbo.Pr AS SELECT 2 AS x", error=2714, setup="CREATE PROCEDURE dbo.Pr AS SELECT 1 AS x"),
    Case("ALTER PROCEDURE of an unknown one", ERRORS, "ALTER PROCEDURE dbo.None AS SELECT 1 AS x", error=208),
    Case("CREATE PROCEDURE must be first", ERRORS, "SELECT 1 AS x; CREATE PROCEDURE dbo.Pr AS SELECT 1 AS x", error=111),
    Case("DROP PROCEDURE", statement("drop-procedure"), "DROP PROCEDURE IF EXISTS dbo.Echo; DROP PROCEDURE IF EXISTS dbo.Echo; SELECT OBJECT_ID(N'dbo.Echo') AS o", [(None,)], setup=ECHO),
    Case("several result sets", EXECUTE, "EXEC dbo.Two", [(2,)], setup="CREATE PROCEDURE dbo.Two AS BEGIN SELECT 1 AS a; SELECT 2 AS b; END;"),
    Case("SET in a procedure ends with it", statement("set-xact-abort"), "SET XACT_ABORT OFF; EXEC dbo.Ab; SELECT CASE WHEN @@OPTIONS & 16384 = 16384 THEN 1 ELSE 0 END AS x", [(0,)], setup="CREATE PROCEDURE dbo.Ab AS SET XACT_ABORT ON;"),
    # table types
    Case("a table type", TYPES, "DECLARE @p dbo.Pairs; INSERT INTO @p VALUES (1, N'a'), (2, NULL); SELECT Id, V FROM @p ORDER BY Id", [(1, "a"), (2, None)], setup=TYPE),
    Case("a table-valued parameter", TYPES, "DECLARE @p dbo.Pairs; INSERT INTO @p VALUES (1, N'a'), (2, N'b'); EXEC dbo.Takes @p", [(2, "b")], setup=TAKES),
    Case("a table-valued parameter by name", TYPES, "DECLARE @p dbo.Pairs; INSERT INTO @p VALUES (1, N'a'); EXEC dbo.Takes @p = @p", [(1, "a")], setup=TAKES),
    Case("a table-valued parameter left out is empty", TYPES, "EXEC dbo.Takes", [(0, None)], setup=TAKES),
    Case("a table-valued parameter is handed on", TYPES, "DECLARE @p dbo.Pairs; INSERT INTO @p VALUES (1, N'a'); EXEC dbo.Passes @p", [(1, "a")], setup=TAKES + "\nGO\nCREATE PROCEDURE dbo.Passes @q dbo.Pairs READONLY AS EXEC dbo.Takes @p = @q;"),
    Case("a table-valued parameter is read-only", ERRORS, "CREATE PROCEDURE dbo.Bad @p dbo.Pairs READONLY AS DELETE FROM @p;", error=10700, setup=TYPE),
    Case("a table-valued parameter needs READONLY", ERRORS, "CREATE PROCEDURE dbo.Bad @p dbo.Pairs AS SELECT 1 AS x;", error=352, setup=TYPE),
    Case("a table type's key", ERRORS, "DECLARE @p dbo.Pairs; INSERT INTO @p VALUES (1, N'a'), (1, N'b')", error=2627, setup=TYPE),
    Case("a value for a table-valued parameter", ERRORS, "EXEC dbo.Takes 5", error=206, setup=TAKES),
    Case("an unknown table type", ERRORS, "DECLARE @p dbo.NoSuch", error=2715),
    Case("DROP TYPE in use", ERRORS, "DROP TYPE dbo.Pairs", error=3732, setup=TAKES),
    Case("DROP TYPE", statement("drop-type"), "DROP TYPE dbo.Pairs; SELECT TYPE_ID(N'dbo.Pairs') AS t", [(None,)], setup=TYPE),
    # dynamic SQL
    Case("EXEC of a string", EXECUTE, "DECLARE @s nvarchar(50) = N'SELECT 5 AS x'; EXEC (@s)", [(5,)]),
    Case("EXEC of pieces", EXECUTE, "DECLARE @n nvarchar(9) = N'7'; EXEC (N'SELECT ' + @n + N' AS x')", [(7,)]),
    Case("EXEC of a string has a scope of its own", ERRORS, "DECLARE @x int = 1; EXEC (N'SELECT @x AS x')", error=137),
    Case("sp_executesql", DYNAMIC, "EXEC sys.sp_executesql N'SELECT @a + @b AS s', N'@a int, @b int', @a = 2, @b = 3", [(5,)]),
    Case("sp_executesql by position", DYNAMIC, "EXEC sp_executesql N'SELECT @a + @b AS s', N'@a int, @b int', 2, 3", [(5,)]),
    Case("sp_executesql OUTPUT", DYNAMIC, "DECLARE @o int; EXEC sp_executesql N'SET @y = @x * 2', N'@x int, @y int OUTPUT', @x = 4, @y = @o OUTPUT; SELECT @o AS o", [(8,)]),
    Case("sp_executesql with a table type", DYNAMIC, "DECLARE @p dbo.Pairs; INSERT INTO @p VALUES (1, N'a'); EXEC sp_executesql N'SELECT V FROM @t', N'@t dbo.Pairs READONLY', @t = @p", [("a",)], setup=TYPE),
    Case("sp_executesql sees temporary tables", DYNAMIC, "CREATE TABLE #t (A int); EXEC sp_executesql N'INSERT INTO #t VALUES (1)'; SELECT A FROM #t", [(1,)]),
    Case("sp_executesql returns @@ERROR", DYNAMIC, "DECLARE @r int; EXEC @r = sp_executesql N'SELECT 1 AS x'; SELECT @r AS r", [(0,)]),
    Case("QUOTENAME against injection", function("quotename"), "DECLARE @n sysname = N'a]; DROP TABLE x --', @s nvarchar(200); SET @s = N'SELECT 1 AS ' + QUOTENAME(@n); EXEC (@s)", [(1,)]),
    # batches, syntax
    Case("a syntax error runs nothing", "t-sql/language-elements/sql-server-utilities-statements-go", "INSERT INTO dbo.T VALUES (1); SELEC 1", error=102, setup="CREATE TABLE dbo.T (A int);", then="SELECT COUNT(*) AS n FROM dbo.T", rows=[(0,)]),
    Case("a keyword where none may be", ERRORS, "SELECT FROM", error=156),
    Case("a string without its end", ERRORS, "SELECT 'abc", error=105),
    Case("an empty batch", "t-sql/language-elements/sql-server-utilities-statements-go", " -- nothing", []),
    Case("no semicolon is needed", "t-sql/language-elements/transact-sql-syntax-conventions-transact-sql", "DECLARE @x int SET @x = 1 IF @x = 1 SELECT @x AS x", [(1,)]),
    Case("N literals and doubled quotes", "t-sql/data-types/constants-transact-sql", "SELECT N'O''Neil' AS a, '' AS b, N'''' AS c", [("O'Neil", "", "'")]),
    Case("types of results", EXECUTE, "SELECT CAST(1 AS bit) AS b, CAST(1 AS tinyint) AS t, CAST(1.5 AS money) AS m, CAST('2024-01-01' AS smalldatetime) AS s", [(True, 1, Dec("1.5000"), at("2024-01-01"))]),
]  # fmt: skip
