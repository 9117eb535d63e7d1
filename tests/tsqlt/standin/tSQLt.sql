/* Stands in for tSQLt (tsqlt.org) where it cannot be installed: the procedures that the tests here use, under the same
   names and with the same meaning for what the tests do with them. tSQLt itself needs SQL Server and CLR.

   Where it knows less than tSQLt:
   - AssertEquals compares values as text, so that 1 equals N'1'; tSQLt compares sql_variant.
   - FakeTable works on the table itself, which the end of the test's transaction brings back; identity and computed
     columns have to be kept (@Identity = 1, @ComputedColumns = 1), and foreign keys of other tables go too.
   - AssertEqualsTable wants the same columns in the same order. */
CREATE SCHEMA tSQLt;
GO
CREATE TABLE tSQLt.TestResult
(
    Id       int           NOT NULL IDENTITY(1, 1) CONSTRAINT PK_TestResult PRIMARY KEY,
    Class    nvarchar(max) NOT NULL,
    TestCase nvarchar(max) NOT NULL,
    Result   nvarchar(max) NOT NULL,
    Msg      nvarchar(max) NOT NULL
);
GO
/* What FakeTable took away, for ApplyConstraint. */
CREATE TABLE tSQLt.Private_Constraint
(
    TableName      nvarchar(300) NOT NULL,
    ConstraintName sysname       NOT NULL,
    Definition     nvarchar(max) NOT NULL,
    KeyColumns     nvarchar(max) NULL,
    CONSTRAINT PK_Private_Constraint PRIMARY KEY (TableName, ConstraintName)
);
GO
CREATE PROCEDURE tSQLt.Fail
    @Message0 nvarchar(max) = N'',
    @Message1 nvarchar(max) = N'',
    @Message2 nvarchar(max) = N''
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE @Text nvarchar(2048) = LEFT(CONCAT(@Message0, @Message1, @Message2), 2048);
    THROW 59999, @Text, 1;
END;
GO
CREATE PROCEDURE tSQLt.ExpectException
    @ExpectedMessage        nvarchar(max) = NULL,
    @ExpectedSeverity       int           = NULL,
    @ExpectedState          int           = NULL,
    @Message                nvarchar(max) = NULL,
    @ExpectedMessagePattern nvarchar(max) = NULL,
    @ExpectedErrorNumber    int           = NULL
AS
BEGIN
    SET NOCOUNT ON;

    IF EXISTS (SELECT 1 FROM #ExpectException AS e)
        THROW 50000, N'Each test can only contain one call to tSQLt.ExpectException.', 1;

    IF @ExpectedErrorNumber IS NULL OR @ExpectedMessage IS NOT NULL OR @ExpectedSeverity IS NOT NULL
        OR @ExpectedState IS NOT NULL OR @ExpectedMessagePattern IS NOT NULL
        THROW 50000, N'Here an exception is expected by its number, and by nothing else.', 1;

    INSERT INTO #ExpectException (ExpectedErrorNumber, FailMessage)
    VALUES (@ExpectedErrorNumber, COALESCE(@Message, N''));
END;
GO
CREATE PROCEDURE tSQLt.AssertEquals
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = N''
AS
BEGIN
    SET NOCOUNT ON;

    IF @Expected = @Actual OR (@Expected IS NULL AND @Actual IS NULL)
        RETURN;

    DECLARE @Text nvarchar(max) = CONCAT(N'Expected: <', COALESCE(@Expected, N'NULL'), N'> but was: <',
        COALESCE(@Actual, N'NULL'), N'>');
    EXECUTE tSQLt.Fail @Message, N' ', @Text;
END;
GO
CREATE PROCEDURE tSQLt.AssertEqualsString
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = N''
AS
BEGIN
    SET NOCOUNT ON;

    EXECUTE tSQLt.AssertEquals @Expected = @Expected, @Actual = @Actual, @Message = @Message;
END;
GO
CREATE PROCEDURE tSQLt.AssertEqualsTable
    @Expected nvarchar(max),
    @Actual   nvarchar(max),
    @Message  nvarchar(max) = NULL,
    @FailMsg  nvarchar(max) = N'Unexpected/missing resultset rows!'
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE
        @Difference nvarchar(max),
        @Sql        nvarchar(max) = N'
DECLARE
    @ExpectedRows nvarchar(max) = (SELECT e.* FROM $expected AS e FOR JSON PATH, INCLUDE_NULL_VALUES),
    @ActualRows   nvarchar(max) = (SELECT a.* FROM $actual AS a FOR JSON PATH, INCLUDE_NULL_VALUES);

SELECT @Difference = STRING_AGG(CAST(CONCAT(q.Mark, N'' '', q.RowText) AS nvarchar(max)), NCHAR(10))
    WITHIN GROUP (ORDER BY q.RowText, q.Mark)
FROM
(
    SELECT
        IIF(SUM(r.Side) < 0, N''<'', N''>'') AS Mark,
        r.RowText
    FROM
    (
        SELECT -1 AS Side, e.value AS RowText
        FROM OPENJSON(@ExpectedRows) AS e
        UNION ALL
        SELECT 1 AS Side, a.value AS RowText
        FROM OPENJSON(@ActualRows) AS a
    ) AS r
    GROUP BY
        r.RowText
    HAVING SUM(r.Side) <> 0
) AS q;';

    SET @Sql = REPLACE(REPLACE(@Sql, N'$expected', @Expected), N'$actual', @Actual);
    EXECUTE sys.sp_executesql @Sql, N'@Difference nvarchar(max) OUTPUT', @Difference = @Difference OUTPUT;

    IF @Difference IS NOT NULL
    BEGIN
        SET @Difference = CONCAT(@FailMsg, NCHAR(10), N'(< expected, > found)', NCHAR(10), @Difference);
        EXECUTE tSQLt.Fail @Message, N' ', @Difference;
    END;
END;
GO
CREATE PROCEDURE tSQLt.FakeTable
    @TableName       nvarchar(max),
    @SchemaName      nvarchar(max) = NULL,
    @Identity        bit           = NULL,
    @ComputedColumns bit           = NULL,
    @Defaults        bit           = NULL
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE
        @ObjectID int           = OBJECT_ID(@TableName, N'U'),
        @Name     nvarchar(300),
        @Sql      nvarchar(max);

    SELECT @Name = CONCAT(QUOTENAME(SCHEMA_NAME(t.schema_id)), N'.', QUOTENAME(t.name))
    FROM sys.tables AS t
    WHERE t.object_id = @ObjectID;

    IF @Name IS NULL
    BEGIN
        SET @Sql = CONCAT(N'FakeTable could not resolve the object name, ', @TableName, N'.');
        THROW 50000, @Sql, 1;
    END;

    IF @@TRANCOUNT = 0
        THROW 50000, N'FakeTable works inside the transaction of a test, and there is none.', 1;

    IF EXISTS
    (
        SELECT 1
        FROM sys.columns AS c
        WHERE c.object_id = @ObjectID
        AND   ((c.is_identity = 1 AND COALESCE(@Identity, 0) = 0)
            OR (c.is_computed = 1 AND COALESCE(@ComputedColumns, 0) = 0))
    )
        THROW 50000, N'Here FakeTable keeps identity and computed columns: say @Identity = 1, @ComputedColumns = 1.', 1;

    INSERT INTO tSQLt.Private_Constraint (TableName, ConstraintName, Definition, KeyColumns)
    SELECT @Name, k.name, CONCAT(N'CHECK (', k.definition, N')'), NULL
    FROM sys.check_constraints AS k
    WHERE k.parent_object_id = @ObjectID
    UNION ALL
    SELECT
        @Name,
        k.name,
        CONCAT(IIF(k.type = 'PK', N'PRIMARY KEY (', N'UNIQUE ('),
            STRING_AGG(QUOTENAME(c.name), N', ') WITHIN GROUP (ORDER BY ic.key_ordinal), N')'),
        IIF(k.type = 'PK', STRING_AGG(c.name, N',') WITHIN GROUP (ORDER BY ic.key_ordinal), NULL)
    FROM sys.key_constraints AS k
    INNER JOIN sys.index_columns AS ic
        ON ic.object_id = k.parent_object_id
        AND ic.index_id = k.unique_index_id
    INNER JOIN sys.columns AS c
        ON c.object_id = ic.object_id
        AND c.column_id = ic.column_id
    WHERE k.parent_object_id = @ObjectID
    GROUP BY
        k.name,
        k.type;

    /* Foreign keys first, those that point here too; then checks, keys and defaults. */
    SELECT @Sql = STRING_AGG(CAST(CONCAT(N'ALTER TABLE ', d.Owner, N' DROP CONSTRAINT ', QUOTENAME(d.Name), N';')
        AS nvarchar(max)), NCHAR(10)) WITHIN GROUP (ORDER BY d.Position)
    FROM
    (
        SELECT 1 AS Position,
            CONCAT(QUOTENAME(OBJECT_SCHEMA_NAME(f.parent_object_id)), N'.', QUOTENAME(OBJECT_NAME(f.parent_object_id))) AS Owner,
            f.name AS Name
        FROM sys.foreign_keys AS f
        WHERE f.parent_object_id = @ObjectID
        OR    f.referenced_object_id = @ObjectID
        UNION ALL
        SELECT 2 AS Position, @Name AS Owner, k.name AS Name
        FROM sys.check_constraints AS k
        WHERE k.parent_object_id = @ObjectID
        UNION ALL
        SELECT 3 AS Position, @Name AS Owner, k.name AS Name
        FROM sys.key_constraints AS k
        WHERE k.parent_object_id = @ObjectID
        UNION ALL
        SELECT 4 AS Position, @Name AS Owner, k.name AS Name
        FROM sys.default_constraints AS k
        WHERE k.parent_object_id = @ObjectID
        AND   COALESCE(@Defaults, 0) = 0
    ) AS d;

    IF @Sql IS NOT NULL
        EXECUTE sys.sp_executesql @Sql;

    SELECT @Sql = CONCAT(N'DELETE FROM ', @Name, N';', NCHAR(10), STRING_AGG(CAST(CONCAT(N'ALTER TABLE ', @Name,
        N' ALTER COLUMN ', QUOTENAME(c.name), N' ', y.Type, N' NULL;') AS nvarchar(max)), NCHAR(10)))
    FROM sys.columns AS c
    CROSS APPLY
    (
        SELECT CONCAT(TYPE_NAME(c.user_type_id), CASE
            WHEN TYPE_NAME(c.user_type_id) IN (N'nvarchar', N'nchar')
                THEN CONCAT(N'(', IIF(c.max_length = -1, N'max', CAST(c.max_length / 2 AS nvarchar(10))), N')')
            WHEN TYPE_NAME(c.user_type_id) IN (N'varchar', N'char', N'varbinary', N'binary')
                THEN CONCAT(N'(', IIF(c.max_length = -1, N'max', CAST(c.max_length AS nvarchar(10))), N')')
            WHEN TYPE_NAME(c.user_type_id) = N'datetime2' THEN CONCAT(N'(', c.scale, N')')
            WHEN TYPE_NAME(c.user_type_id) IN (N'decimal', N'numeric')
                THEN CONCAT(N'(', c.precision, N', ', c.scale, N')')
            ELSE N''
        END) AS Type
    ) AS y
    WHERE c.object_id = @ObjectID
    AND   c.is_nullable = 0
    AND   c.is_identity = 0
    AND   c.is_computed = 0;

    EXECUTE sys.sp_executesql @Sql;
END;
GO
CREATE PROCEDURE tSQLt.ApplyConstraint
    @TableName      nvarchar(max),
    @ConstraintName nvarchar(max),
    @SchemaName     nvarchar(max) = NULL,
    @NoCascade      bit           = 0
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE
        @Name       nvarchar(300),
        @Definition nvarchar(max),
        @KeyColumns nvarchar(max),
        @Sql        nvarchar(max);

    SELECT @Name = CONCAT(QUOTENAME(SCHEMA_NAME(t.schema_id)), N'.', QUOTENAME(t.name))
    FROM sys.tables AS t
    WHERE t.object_id = OBJECT_ID(@TableName, N'U');

    SELECT
        @Definition = p.Definition,
        @KeyColumns = p.KeyColumns
    FROM tSQLt.Private_Constraint AS p
    WHERE p.TableName = @Name
    AND   p.ConstraintName = @ConstraintName;

    IF @Definition IS NULL
    BEGIN
        SET @Sql = CONCAT(N'ApplyConstraint could not resolve the object names, ', @TableName, N', ', @ConstraintName, N'.');
        THROW 50000, @Sql, 1;
    END;

    SELECT @Sql = STRING_AGG(CAST(CONCAT(N'ALTER TABLE ', @Name, N' ALTER COLUMN ', QUOTENAME(c.name), N' ',
        TYPE_NAME(c.user_type_id), CASE
            WHEN TYPE_NAME(c.user_type_id) = N'nvarchar' THEN CONCAT(N'(', c.max_length / 2, N')')
            WHEN TYPE_NAME(c.user_type_id) = N'varchar' THEN CONCAT(N'(', c.max_length, N')')
            WHEN TYPE_NAME(c.user_type_id) = N'datetime2' THEN CONCAT(N'(', c.scale, N')')
            ELSE N''
        END, N' NOT NULL;') AS nvarchar(max)), NCHAR(10))
    FROM sys.columns AS c
    INNER JOIN STRING_SPLIT(@KeyColumns, N',') AS k
        ON k.value = c.name
    WHERE c.object_id = OBJECT_ID(@TableName, N'U')
    AND   c.is_nullable = 1;

    SET @Sql = CONCAT(@Sql, N' ALTER TABLE ', @Name, N' ADD CONSTRAINT ', QUOTENAME(@ConstraintName), N' ', @Definition, N';');
    EXECUTE sys.sp_executesql @Sql;
END;
GO
CREATE PROCEDURE tSQLt.NewTestClass
    @ClassName nvarchar(max)
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE @Sql nvarchar(max);

    SELECT @Sql = STRING_AGG(CAST(CONCAT(N'DROP PROCEDURE ', QUOTENAME(@ClassName), N'.', QUOTENAME(p.name), N';')
        AS nvarchar(max)), NCHAR(10))
    FROM sys.procedures AS p
    WHERE p.schema_id = SCHEMA_ID(@ClassName);

    IF @Sql IS NOT NULL
        EXECUTE sys.sp_executesql @Sql;

    IF SCHEMA_ID(@ClassName) IS NULL
    BEGIN
        SET @Sql = CONCAT(N'CREATE SCHEMA ', QUOTENAME(@ClassName), N';');
        EXECUTE sys.sp_executesql @Sql;
    END;
END;
GO
CREATE PROCEDURE tSQLt.Run
    @TestName nvarchar(max)
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE
        @TestID         int           = OBJECT_ID(@TestName),
        @Class          sysname,
        @TestCase       sysname,
        @SetUp          nvarchar(300),
        @Annotation     int,
        @CleanUp        nvarchar(max),
        @Definition     nvarchar(max),
        @Depth          int           = @@TRANCOUNT,
        @ExpectedNumber int,
        @FailMessage    nvarchar(max),
        @Result         nvarchar(20)  = N'Success',
        @Msg            nvarchar(max) = N'';

    SELECT
        @Class    = SCHEMA_NAME(o.schema_id),
        @TestCase = o.name
    FROM sys.objects AS o
    WHERE o.object_id = @TestID;

    IF @Class IS NULL
    BEGIN
        SET @Msg = CONCAT(N'There is no test ', @TestName, N'.');
        THROW 50000, @Msg, 1;
    END;

    SELECT
        @SetUp      = CONCAT(QUOTENAME(@Class), N'.[SetUp]'),
        @Definition = m.definition,
        @Annotation = CHARINDEX(N'--[@tSQLt:NoTransaction](''', m.definition)
    FROM sys.sql_modules AS m
    WHERE m.object_id = @TestID;

    IF @Annotation > 0
    BEGIN
        SET @CleanUp = SUBSTRING(@Definition, @Annotation + LEN(N'--[@tSQLt:NoTransaction]('''), 400);
        SET @CleanUp = LEFT(@CleanUp, CHARINDEX(N'''', @CleanUp) - 1);
    END;

    CREATE TABLE #ExpectException
    (
        ExpectedErrorNumber int           NOT NULL,
        FailMessage         nvarchar(max) NOT NULL
    );

    IF @CleanUp IS NULL
        BEGIN TRANSACTION;

    BEGIN TRY
        IF OBJECT_ID(@SetUp) IS NOT NULL
            EXECUTE @SetUp;

        EXECUTE @TestName;

        IF EXISTS (SELECT 1 FROM #ExpectException AS e)
        BEGIN
            SELECT
                @Result = N'Failure',
                @Msg    = CONCAT(e.FailMessage, N'Expected an error to be raised.')
            FROM #ExpectException AS e;
        END;
    END TRY
    BEGIN CATCH
        SELECT
            @ExpectedNumber = e.ExpectedErrorNumber,
            @FailMessage    = e.FailMessage
        FROM #ExpectException AS e;

        SELECT
            @Result = CASE
                WHEN ERROR_NUMBER() = @ExpectedNumber THEN N'Success'
                WHEN ERROR_NUMBER() = 59999 OR @ExpectedNumber IS NOT NULL THEN N'Failure'
                ELSE N'Error'
            END,
            @Msg    = CASE
                WHEN ERROR_NUMBER() = @ExpectedNumber THEN N''
                WHEN ERROR_NUMBER() = 59999 THEN ERROR_MESSAGE()
                WHEN @ExpectedNumber IS NOT NULL THEN CONCAT(@FailMessage, N'Exception did not match expectation! ',
                    N'Expected error number: ', @ExpectedNumber, N' actual error number: ', ERROR_NUMBER(), N' (',
                    ERROR_MESSAGE(), N')')
                ELSE CONCAT(ERROR_MESSAGE(), N' [', ERROR_NUMBER(), N']{', COALESCE(ERROR_PROCEDURE(), N''), N',',
                    ERROR_LINE(), N'}')
            END;
    END CATCH;

    IF @@TRANCOUNT <> @Depth + IIF(@CleanUp IS NULL, 1, 0) AND @Result = N'Success'
        SELECT
            @Result = N'Error',
            @Msg    = CONCAT(N'The test ended with @@TRANCOUNT ', @@TRANCOUNT, N'.');

    IF @@TRANCOUNT > 0
        ROLLBACK TRANSACTION;

    IF @CleanUp IS NOT NULL
    BEGIN
        BEGIN TRY
            EXECUTE @CleanUp;
        END TRY
        BEGIN CATCH
            IF @@TRANCOUNT > 0
                ROLLBACK TRANSACTION;

            SELECT
                @Msg    = CONCAT(@Msg, N' || Error during clean-up: (', ERROR_MESSAGE(), N' | Procedure: ', @CleanUp, N')'),
                @Result = N'Error';
        END CATCH;
    END;

    INSERT INTO tSQLt.TestResult (Class, TestCase, Result, Msg)
    VALUES (@Class, @TestCase, @Result, @Msg);
END;
GO
