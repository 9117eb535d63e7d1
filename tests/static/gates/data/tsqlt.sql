/* What the tests use of tSQLt (tsqlt.org): names and parameters only, for the model. */
CREATE SCHEMA tSQLt;
GO
CREATE TABLE tSQLt.TestResult
(
    Id            int           NOT NULL IDENTITY(1, 1),
    Class         nvarchar(max) NOT NULL,
    TestCase      nvarchar(max) NOT NULL,
    Name          AS (QUOTENAME(Class) + N'.' + QUOTENAME(TestCase)),
    TranName      nvarchar(max) NULL,
    Result        nvarchar(max) NULL,
    Msg           nvarchar(max) NULL,
    TestStartTime datetime2(7)  NOT NULL,
    TestEndTime   datetime2(7)  NULL
);
GO
CREATE PROCEDURE tSQLt.NewTestClass @ClassName nvarchar(max) AS RETURN;
GO
CREATE PROCEDURE tSQLt.DropClass @ClassName nvarchar(max) AS RETURN;
GO
CREATE PROCEDURE tSQLt.Run @TestName nvarchar(max) = NULL, @TestResultFormatter nvarchar(max) = NULL AS RETURN;
GO
CREATE PROCEDURE tSQLt.RunAll AS RETURN;
GO
CREATE PROCEDURE tSQLt.RunTestClass @TestClassName nvarchar(max) AS RETURN;
GO
CREATE PROCEDURE tSQLt.DefaultResultFormatter AS RETURN;
GO
CREATE PROCEDURE tSQLt.XmlResultFormatter AS RETURN;
GO
CREATE PROCEDURE tSQLt.FakeTable
    @TableName nvarchar(max), @SchemaName nvarchar(max) = NULL, @Identity bit = NULL, @ComputedColumns bit = NULL,
    @Defaults bit = NULL
AS RETURN;
GO
CREATE PROCEDURE tSQLt.FakeFunction
    @FunctionName nvarchar(max), @FakeFunctionName nvarchar(max) = NULL, @FakeDataSource nvarchar(max) = NULL
AS RETURN;
GO
CREATE PROCEDURE tSQLt.SpyProcedure
    @ProcedureName nvarchar(max), @CommandToExecute nvarchar(max) = NULL, @CallOriginal bit = 0
AS RETURN;
GO
CREATE PROCEDURE tSQLt.ApplyConstraint
    @TableName nvarchar(max), @ConstraintName nvarchar(max), @SchemaName nvarchar(max) = NULL, @NoCascade bit = 0
AS RETURN;
GO
CREATE PROCEDURE tSQLt.ApplyTrigger @TableName nvarchar(max), @TriggerName nvarchar(max) AS RETURN;
GO
CREATE PROCEDURE tSQLt.RemoveObject
    @ObjectName nvarchar(max), @NewName nvarchar(max) = NULL OUTPUT, @IfExists int = 0
AS RETURN;
GO
CREATE PROCEDURE tSQLt.ExpectException
    @ExpectedMessage nvarchar(max) = NULL, @ExpectedSeverity int = NULL, @ExpectedState int = NULL,
    @Message nvarchar(max) = NULL, @ExpectedMessagePattern nvarchar(max) = NULL, @ExpectedErrorNumber int = NULL
AS RETURN;
GO
CREATE PROCEDURE tSQLt.ExpectNoException @Message nvarchar(max) = NULL AS RETURN;
GO
CREATE PROCEDURE tSQLt.Fail
    @Message0 nvarchar(max) = N'', @Message1 nvarchar(max) = N'', @Message2 nvarchar(max) = N'',
    @Message3 nvarchar(max) = N'', @Message4 nvarchar(max) = N'', @Message5 nvarchar(max) = N'',
    @Message6 nvarchar(max) = N'', @Message7 nvarchar(max) = N'', @Message8 nvarchar(max) = N'',
    @Message9 nvarchar(max) = N''
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertEquals
    @Expected sql_variant, @Actual sql_variant, @Message nvarchar(max) = N''
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertNotEquals
    @Expected sql_variant, @Actual sql_variant, @Message nvarchar(max) = N''
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertEqualsString
    @Expected nvarchar(max), @Actual nvarchar(max), @Message nvarchar(max) = N''
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertEqualsTable
    @Expected nvarchar(max), @Actual nvarchar(max), @Message nvarchar(max) = NULL, @FailMsg nvarchar(max) = N''
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertEqualsTableSchema
    @Expected nvarchar(max), @Actual nvarchar(max), @Message nvarchar(max) = NULL
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertEmptyTable @TableName nvarchar(max), @Message nvarchar(max) = N'' AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertLike
    @ExpectedPattern nvarchar(max), @Actual nvarchar(max), @Message nvarchar(max) = N''
AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertObjectExists @ObjectName nvarchar(max), @Message nvarchar(max) = N'' AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertObjectDoesNotExist @ObjectName nvarchar(max), @Message nvarchar(max) = N'' AS RETURN;
GO
CREATE PROCEDURE tSQLt.AssertResultSetsHaveSameMetaData
    @expectedCommand nvarchar(max), @actualCommand nvarchar(max)
AS RETURN;
GO
CREATE PROCEDURE tSQLt.ResultSetFilter @ResultsetNo int, @Command nvarchar(max) AS RETURN;
GO
