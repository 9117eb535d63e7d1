/* usp_PruneModels: deletes old versions, never one that is needed. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_PruneModels';
GO
CREATE PROCEDURE test_usp_PruneModels.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Model @Version = 1;
    EXECUTE arrange.Model @Version = 2;
    EXECUTE arrange.Model @Version = 2, @ModelType = N'pca';
    EXECUTE arrange.Model @Version = 3;
    EXECUTE arrange.Model @Version = 4;
    EXECUTE arrange.Model @Version = 5;
END;
GO
CREATE PROCEDURE test_usp_PruneModels.[test that a call inside a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51025;
    EXECUTE dbo.usp_PruneModels;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PruneModels.[test that keeping none is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51045;
    EXECUTE dbo.usp_PruneModels @KeepVersions = 0;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PruneModels.[test that the newest versions stay]
AS
BEGIN
    EXECUTE dbo.usp_PruneModels @KeepVersions = 2, @EquipID = 900001;

    SELECT m.Version
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version)
    VALUES
        (4),
        (5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PruneModels.[test that a pinned version stays]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig
        @ParamName = N'PinnedModelVersion', @ParamValue = N'2', @ValueType = 'INT', @EquipID = 900001;
    EXECUTE dbo.usp_PruneModels @KeepVersions = 1, @EquipID = 900001;

    SELECT DISTINCT m.Version
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version)
    VALUES
        (2),
        (5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PruneModels.[test that the version in force and the one before it stay]
AS
BEGIN
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'one';
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'two';

    EXECUTE dbo.usp_PruneModels @KeepVersions = 1, @EquipID = 900001;

    SELECT
        m.Version,
        m.ModelType
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, ModelType)
    VALUES
        (1, N'ar1'),
        (2, N'ar1'),
        (2, N'pca'),
        (5, N'ar1');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PruneModels.[test that the version of the scorer state stays]
AS
BEGIN
    INSERT INTO dbo.ACM_ScorerState (EquipID, ModelVersion, AsOf, RunID, StateBytes, StateHash)
    VALUES
        (900001, 3, '2026-03-01T10:00:00', '11111111-1111-1111-1111-111111111111', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE dbo.usp_PruneModels @KeepVersions = 1, @EquipID = 900001;

    SELECT m.Version
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version)
    VALUES
        (3),
        (5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PruneModels.[test that no more versions go than were asked for]
AS
BEGIN
    EXECUTE dbo.usp_PruneModels @KeepVersions = 1, @EquipID = 900001, @MaxVersions = 2;

    SELECT m.Version
    INTO #Actual
    FROM dbo.ModelRegistry AS m
    WHERE m.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version)
    VALUES
        (3),
        (4),
        (5);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
