/* usp_ListEquipment: the machines with their tables, zones and number of tags. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ListEquipment';
GO
CREATE PROCEDURE test_usp_ListEquipment.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_ListEquipment.[test that a machine is found by its code in any case]
AS
BEGIN
    CREATE TABLE #Result
    (
        EquipID          int NULL,
        EquipCode        nvarchar(120) NULL,
        EquipName        nvarchar(200) NULL,
        TimeZoneName     nvarchar(64) NULL,
        DataTable        nvarchar(128) NULL,
        IsAdopted        bit NULL,
        IsActive         bit NULL,
        TagCount         int NULL,
        TickMinutes      int NULL,
        RequiredRows     int NULL,
        LastBatchEndTime datetime2(3) NULL,
        ActiveVersion    int NULL
    );

    INSERT INTO #Result
    (
        EquipID, EquipCode, EquipName, TimeZoneName, DataTable, IsAdopted, IsActive, TagCount, TickMinutes,
        RequiredRows, LastBatchEndTime, ActiveVersion
    )
    EXECUTE dbo.usp_ListEquipment @EquipCode = N'TSQLT-1';

    SELECT
        q.EquipID,
        q.EquipCode,
        q.TimeZoneName,
        q.DataTable,
        q.IsAdopted,
        q.IsActive,
        q.TagCount,
        q.TickMinutes,
        q.RequiredRows,
        q.ActiveVersion
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (
        EquipID, EquipCode, TimeZoneName, DataTable, IsAdopted, IsActive, TagCount, TickMinutes,
        RequiredRows, ActiveVersion
    )
    VALUES (900001, N'tsqlt-1', N'UTC', N'tsqlt-1_Data', 0, 1, 0, 60, 10, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ListEquipment.[test that an unknown code is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_ListEquipment @EquipCode = N'tsqlt-9';
END;
GO
