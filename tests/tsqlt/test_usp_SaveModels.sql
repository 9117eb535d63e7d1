/* usp_SaveModels: the parts of one version, stored together, hashed by the server. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_SaveModels';
GO
CREATE PROCEDURE test_usp_SaveModels.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[Save two parts]
AS
BEGIN
    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES
        (N'ar1', N'{}', N'{"rows": 60}', 0x01, HASHBYTES('SHA2_256', 0x01)),
        (N'pca', N'{}', N'{"rows": 60}', 0x02, HASHBYTES('SHA2_256', 0x02));

    EXECUTE dbo.usp_SaveModels
        @RunID  = '11111111-1111-1111-1111-111111111111',
        @Rows   = @Rows,
        @Reason = N'first';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that the parts are stored under the version of the run]
AS
BEGIN
    EXECUTE test_usp_SaveModels.[Save two parts];

    SELECT
        m.EquipID,
        m.Version,
        m.ModelType,
        m.RunID,
        m.ParamsJSON,
        m.StatsJSON,
        m.ModelBytes
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes)
    VALUES
        (900001, 3, N'ar1', '11111111-1111-1111-1111-111111111111', N'{}', N'{"rows": 60}', 0x01),
        (900001, 3, N'pca', '11111111-1111-1111-1111-111111111111', N'{}', N'{"rows": 60}', 0x02);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that the version is in force]
AS
BEGIN
    EXECUTE test_usp_SaveModels.[Save two parts];

    SELECT
        a.Version,
        a.PreviousVersion,
        a.RunID,
        a.Reason
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, PreviousVersion, RunID, Reason)
    VALUES (3, NULL, '11111111-1111-1111-1111-111111111111', N'first');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that a version can be stored without being in force]
AS
BEGIN
    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'{}', N'{"rows": 60}', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE dbo.usp_SaveModels
        @RunID    = '11111111-1111-1111-1111-111111111111',
        @Rows     = @Rows,
        @Activate = 0,
        @Reason   = N'first';

    SELECT a.Version
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that a replay changes nothing]
AS
BEGIN
    EXECUTE test_usp_SaveModels.[Save two parts];

    UPDATE m
    SET m.EntryDateTime = '2026-03-01T10:00:00'
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    EXECUTE test_usp_SaveModels.[Save two parts];

    SELECT
        m.ModelType,
        m.EntryDateTime
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ModelType, EntryDateTime)
    VALUES
        (N'ar1', '2026-03-01T10:00:00'),
        (N'pca', '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        s.RowsInserted,
        s.RowsUpdated
    INTO #ActualStats
    FROM dbo.ACM_RunTableStats AS s
    WHERE s.RunID = '11111111-1111-1111-1111-111111111111'
    AND   s.TableName = N'ModelRegistry';

    SELECT TOP (0) a.*
    INTO #ExpectedStats
    FROM #ActualStats AS a;

    INSERT INTO #ExpectedStats (RowsInserted, RowsUpdated)
    VALUES (0, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedStats', @Actual = N'#ActualStats';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that other bytes of a part take the place of the first]
AS
BEGIN
    EXECUTE test_usp_SaveModels.[Save two parts];

    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'pca', N'{"k": 2}', N'{"rows": 60}', 0x0303, HASHBYTES('SHA2_256', 0x0303));

    EXECUTE dbo.usp_SaveModels
        @RunID  = '11111111-1111-1111-1111-111111111111',
        @Rows   = @Rows,
        @Reason = N'first';

    SELECT
        m.EquipID,
        m.Version,
        m.ModelType,
        m.RunID,
        m.ParamsJSON,
        m.StatsJSON,
        m.ModelBytes
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes)
    VALUES
        (900001, 3, N'ar1', '11111111-1111-1111-1111-111111111111', N'{}', N'{"rows": 60}', 0x01),
        (900001, 3, N'pca', '11111111-1111-1111-1111-111111111111', N'{"k": 2}', N'{"rows": 60}', 0x0303);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that a version that another run trained is refused]
AS
BEGIN
    EXECUTE arrange.AnotherRun;
    EXECUTE arrange.Model @Version = 3, @RunID = '99999999-9999-9999-9999-999999999999';

    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'{}', N'{"rows": 60}', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51016;
    EXECUTE dbo.usp_SaveModels
        @RunID  = '11111111-1111-1111-1111-111111111111',
        @Rows   = @Rows,
        @Reason = N'first';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that damaged bytes are refused]
AS
BEGIN
    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'{}', N'{"rows": 60}', 0x01, HASHBYTES('SHA2_256', 0x02));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51018;
    EXECUTE dbo.usp_SaveModels
        @RunID  = '11111111-1111-1111-1111-111111111111',
        @Rows   = @Rows,
        @Reason = N'first';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that a call without parts is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_SaveModels @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that an ended run stores no model]
AS
BEGIN
    EXECUTE arrange.EndedRun;

    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'{}', N'{"rows": 60}', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51002;
    EXECUTE dbo.usp_SaveModels
        @RunID  = '11111111-1111-1111-1111-111111111111',
        @Rows   = @Rows,
        @Reason = N'first';
END;
GO
CREATE PROCEDURE test_usp_SaveModels.[test that parameters that are no document are refused]
AS
BEGIN
    DECLARE @Rows dbo.ModelRegistry_TVP;

    INSERT INTO @Rows (ModelType, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
    VALUES (N'ar1', N'k = 2', N'{"rows": 60}', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_SaveModels
        @RunID  = '11111111-1111-1111-1111-111111111111',
        @Rows   = @Rows,
        @Reason = N'first';
END;
GO
