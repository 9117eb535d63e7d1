/* usp_LockRun: tells what a run is for and refuses one that takes no rows. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_LockRun';
GO
CREATE PROCEDURE test_usp_LockRun.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_LockRun.[test that machine and window of a run are told]
AS
BEGIN
    DECLARE
        @EquipID     int,
        @WindowStart datetime2(3),
        @WindowEnd   datetime2(3);

    EXECUTE dbo.usp_LockRun
        @RunID       = '11111111-1111-1111-1111-111111111111',
        @EquipID     = @EquipID OUTPUT,
        @WindowStart = @WindowStart OUTPUT,
        @WindowEnd   = @WindowEnd OUTPUT;

    SELECT
        @EquipID AS EquipID,
        @WindowStart AS WindowStart,
        @WindowEnd AS WindowEnd
    INTO #Actual
    WHERE 1 = 1;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, WindowStart, WindowEnd)
    VALUES (900001, '2026-03-01T10:00:00', '2026-03-01T11:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_LockRun.[test that an unknown run is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51001;
    EXECUTE dbo.usp_LockRun @RunID = '99999999-9999-9999-9999-999999999999';
END;
GO
CREATE PROCEDURE test_usp_LockRun.[test that an ended run is refused]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE dbo.usp_LockRun @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_LockRun.[test that a call without a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51022;
    EXECUTE dbo.usp_LockRun @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
