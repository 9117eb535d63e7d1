/* usp_GetScorerState: what the scorer carries into a window. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_GetScorerState';
GO
CREATE PROCEDURE test_usp_GetScorerState.[SetUp]
AS
BEGIN
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_ScorerState';

    INSERT INTO dbo.ACM_ScorerState (EquipID, ModelVersion, AsOf, StateBytes)
    VALUES (900001, 3, '2026-03-01T10:00:00', 0x0102);
END;
GO
CREATE PROCEDURE test_usp_GetScorerState.[test that the state at the start of the window is given]
AS
BEGIN
    CREATE TABLE #Result
    (
        AsOf         datetime2(3) NULL,
        ModelVersion int NULL,
        StateBytes   varbinary(max) NULL,
        StateHash    binary(32) NULL
    );

    INSERT INTO #Result (AsOf, ModelVersion, StateBytes, StateHash)
    EXECUTE dbo.usp_GetScorerState @EquipID = 900001, @WindowStart = '2026-03-01T10:00:00';

    SELECT
        q.AsOf,
        q.StateBytes
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (AsOf, StateBytes)
    VALUES ('2026-03-01T10:00:00', 0x0102);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetScorerState.[test that an older state is given]
AS
BEGIN
    CREATE TABLE #Result
    (
        AsOf         datetime2(3) NULL,
        ModelVersion int NULL,
        StateBytes   varbinary(max) NULL,
        StateHash    binary(32) NULL
    );

    INSERT INTO #Result (AsOf, ModelVersion, StateBytes, StateHash)
    EXECUTE dbo.usp_GetScorerState @EquipID = 900001, @WindowStart = '2026-03-01T11:00:00';

    SELECT
        q.AsOf,
        q.StateBytes
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (AsOf, StateBytes)
    VALUES ('2026-03-01T10:00:00', 0x0102);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_GetScorerState.[test that a state that is newer than the window is not]
AS
BEGIN
    CREATE TABLE #Result
    (
        AsOf         datetime2(3) NULL,
        ModelVersion int NULL,
        StateBytes   varbinary(max) NULL,
        StateHash    binary(32) NULL
    );

    INSERT INTO #Result (AsOf, ModelVersion, StateBytes, StateHash)
    EXECUTE dbo.usp_GetScorerState @EquipID = 900001, @WindowStart = '2026-03-01T09:59:59.999';

    SELECT
        q.AsOf,
        q.StateBytes
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
