/* usp_GetModels: the parts of the version in force, or of another. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_GetModels';
GO
CREATE PROCEDURE test_usp_GetModels.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Model @Version = 1;
    EXECUTE arrange.Model @Version = 2;
    EXECUTE arrange.Model @Version = 2, @ModelType = N'pca';
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'pinned';
END;
GO
CREATE PROCEDURE test_usp_GetModels.[test that the version in force is given, and the highest number]
AS
BEGIN
    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Version         int NULL,
        LatestVersion   int NULL,
        OlderVersion    int NULL,
        ModelType       nvarchar(64) NULL,
        RunID           uniqueidentifier NULL,
        ConfigSignature varchar(64) NULL,
        EntryDateTime   datetime2(3) NULL,
        ParamsJSON      nvarchar(max) NULL,
        StatsJSON       nvarchar(max) NULL,
        ModelBytes      varbinary(max) NULL,
        ModelHash       binary(32) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Version, LatestVersion, OlderVersion, ModelType, RunID, ConfigSignature, EntryDateTime,
        ParamsJSON, StatsJSON, ModelBytes, ModelHash
    )
    EXECUTE dbo.usp_GetModels @EquipID = 900001;

    SELECT
        q.Version,
        q.LatestVersion,
        q.OlderVersion,
        q.ModelType,
        q.ConfigSignature,
        q.ModelBytes
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, LatestVersion, OlderVersion, ModelType, ConfigSignature, ModelBytes)
    VALUES (1, 2, NULL, N'ar1', 'signature', 0x01);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetModels.[test that a version can be named]
AS
BEGIN
    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Version         int NULL,
        LatestVersion   int NULL,
        OlderVersion    int NULL,
        ModelType       nvarchar(64) NULL,
        RunID           uniqueidentifier NULL,
        ConfigSignature varchar(64) NULL,
        EntryDateTime   datetime2(3) NULL,
        ParamsJSON      nvarchar(max) NULL,
        StatsJSON       nvarchar(max) NULL,
        ModelBytes      varbinary(max) NULL,
        ModelHash       binary(32) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Version, LatestVersion, OlderVersion, ModelType, RunID, ConfigSignature, EntryDateTime,
        ParamsJSON, StatsJSON, ModelBytes, ModelHash
    )
    EXECUTE dbo.usp_GetModels @EquipID = 900001, @Version = 2;

    SELECT
        q.Version,
        q.LatestVersion,
        q.OlderVersion,
        q.ModelType,
        q.ConfigSignature,
        q.ModelBytes
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, LatestVersion, OlderVersion, ModelType, ConfigSignature, ModelBytes)
    VALUES
        (2, 2, 1, N'ar1', 'signature', 0x01),
        (2, 2, 1, N'pca', 'signature', 0x01);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetModels.[test that a machine without a version in force has no parts]
AS
BEGIN
    DELETE a
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Version         int NULL,
        LatestVersion   int NULL,
        OlderVersion    int NULL,
        ModelType       nvarchar(64) NULL,
        RunID           uniqueidentifier NULL,
        ConfigSignature varchar(64) NULL,
        EntryDateTime   datetime2(3) NULL,
        ParamsJSON      nvarchar(max) NULL,
        StatsJSON       nvarchar(max) NULL,
        ModelBytes      varbinary(max) NULL,
        ModelHash       binary(32) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Version, LatestVersion, OlderVersion, ModelType, RunID, ConfigSignature, EntryDateTime,
        ParamsJSON, StatsJSON, ModelBytes, ModelHash
    )
    EXECUTE dbo.usp_GetModels @EquipID = 900001;

    SELECT
        q.Version,
        q.LatestVersion,
        q.OlderVersion,
        q.ModelType,
        q.ConfigSignature,
        q.ModelBytes
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetModels.[test that a version that is not there is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51024;
    EXECUTE dbo.usp_GetModels @EquipID = 900001, @Version = 9;
END;
GO
CREATE PROCEDURE test_usp_GetModels.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_GetModels @EquipID = 900009;
END;
GO
CREATE PROCEDURE test_usp_GetModels.[test that a version judged worse does not stand in]
AS
BEGIN
    EXECUTE arrange.Model @Version = 3;

    INSERT INTO dbo.ACM_ModelComparisons
    (
        RunID, MetricName, EquipID, CandidateVersion, ActiveVersion, HeldBackStart, HeldBackEnd, HeldBackRows,
        CandidateValue, ActiveValue, IsBetter, Decision
    )
    VALUES
    (
        '11111111-1111-1111-1111-111111111111', N'AlarmPct', 900001, 2, 1, '2026-03-01T10:00:00',
        '2026-03-01T11:00:00', 60, 9.5, 0.5, 0, 'KEPT'
    );

    CREATE TABLE #Result
    (
        EquipID         int NULL,
        Version         int NULL,
        LatestVersion   int NULL,
        OlderVersion    int NULL,
        ModelType       nvarchar(64) NULL,
        RunID           uniqueidentifier NULL,
        ConfigSignature varchar(64) NULL,
        EntryDateTime   datetime2(3) NULL,
        ParamsJSON      nvarchar(max) NULL,
        StatsJSON       nvarchar(max) NULL,
        ModelBytes      varbinary(max) NULL,
        ModelHash       binary(32) NULL
    );

    INSERT INTO #Result
    (
        EquipID, Version, LatestVersion, OlderVersion, ModelType, RunID, ConfigSignature, EntryDateTime,
        ParamsJSON, StatsJSON, ModelBytes, ModelHash
    )
    EXECUTE dbo.usp_GetModels @EquipID = 900001, @Version = 3;

    SELECT
        q.LatestVersion,
        q.OlderVersion
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (LatestVersion, OlderVersion)
    VALUES (3, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
