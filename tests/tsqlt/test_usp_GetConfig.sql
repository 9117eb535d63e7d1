/* usp_GetConfig: a setting of the machine goes before the one for all. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_GetConfig';
GO
CREATE PROCEDURE test_usp_GetConfig.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_Config';

    INSERT INTO dbo.ACM_Config (EquipID, ParamName, ParamValue, ValueType)
    VALUES
        (0, N'window', N'60', 'INT'),
        (0, N'limit', N'4.5', 'FLOAT'),
        (900001, N'window', N'5', 'INT'),
        (900002, N'window', N'7', 'INT');
END;
GO
CREATE PROCEDURE test_usp_GetConfig.[test that those for all are given without a machine]
AS
BEGIN
    CREATE TABLE #Result
    (
        ParamName  nvarchar(128) NULL,
        ParamValue nvarchar(4000) NULL,
        ValueType  varchar(10) NULL,
        EquipID    int NULL,
        Reason     nvarchar(400) NULL,
        UpdatedAt  datetime2(3) NULL,
        UpdatedBy  nvarchar(128) NULL
    );

    INSERT INTO #Result (ParamName, ParamValue, ValueType, EquipID, Reason, UpdatedAt, UpdatedBy)
    EXECUTE dbo.usp_GetConfig;

    SELECT
        q.ParamName,
        q.ParamValue,
        q.EquipID
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ParamName, ParamValue, EquipID)
    VALUES
        (N'limit', N'4.5', 0),
        (N'window', N'60', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetConfig.[test that the setting of the machine wins]
AS
BEGIN
    CREATE TABLE #Result
    (
        ParamName  nvarchar(128) NULL,
        ParamValue nvarchar(4000) NULL,
        ValueType  varchar(10) NULL,
        EquipID    int NULL,
        Reason     nvarchar(400) NULL,
        UpdatedAt  datetime2(3) NULL,
        UpdatedBy  nvarchar(128) NULL
    );

    INSERT INTO #Result (ParamName, ParamValue, ValueType, EquipID, Reason, UpdatedAt, UpdatedBy)
    EXECUTE dbo.usp_GetConfig @EquipID = 900001;

    SELECT
        q.ParamName,
        q.ParamValue,
        q.EquipID
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ParamName, ParamValue, EquipID)
    VALUES
        (N'limit', N'4.5', 0),
        (N'window', N'5', 900001);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetConfig.[test that one setting can be asked for]
AS
BEGIN
    CREATE TABLE #Result
    (
        ParamName  nvarchar(128) NULL,
        ParamValue nvarchar(4000) NULL,
        ValueType  varchar(10) NULL,
        EquipID    int NULL,
        Reason     nvarchar(400) NULL,
        UpdatedAt  datetime2(3) NULL,
        UpdatedBy  nvarchar(128) NULL
    );

    INSERT INTO #Result (ParamName, ParamValue, ValueType, EquipID, Reason, UpdatedAt, UpdatedBy)
    EXECUTE dbo.usp_GetConfig @EquipID = 900001, @ParamName = N'limit';

    SELECT
        q.ParamName,
        q.ParamValue,
        q.EquipID
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ParamName, ParamValue, EquipID)
    VALUES (N'limit', N'4.5', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetConfig.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_GetConfig @EquipID = 900009;
END;
GO
