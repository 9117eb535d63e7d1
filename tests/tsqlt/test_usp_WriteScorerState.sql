/* usp_WriteScorerState: one row per machine that only moves forward in time. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_WriteScorerState';
GO
CREATE PROCEDURE test_usp_WriteScorerState.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.AnotherRun;
END;
GO
CREATE PROCEDURE test_usp_WriteScorerState.[test that the state is stored with its hash]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ScorerState_TVP;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T11:00:00', 0x0102);

    EXECUTE dbo.usp_WriteScorerState @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    SELECT
        s.AsOf,
        s.ModelVersion,
        s.RunID,
        s.StateBytes,
        IIF(s.StateHash = HASHBYTES('SHA2_256', s.StateBytes), 1, 0) AS IsHashed
    INTO #Actual
    FROM dbo.ACM_ScorerState AS s
    WHERE s.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (AsOf, ModelVersion, RunID, StateBytes, IsHashed)
    VALUES ('2026-03-01T11:00:00', 3, '11111111-1111-1111-1111-111111111111', 0x0102, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteScorerState.[test that a later state takes its place]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ScorerState_TVP;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T11:00:00', 0x0102);

    EXECUTE dbo.usp_WriteScorerState @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    DELETE FROM @Rows;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T12:00:00', 0x0304);

    EXECUTE dbo.usp_WriteScorerState @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT
        s.AsOf,
        s.ModelVersion,
        s.RunID,
        s.StateBytes,
        IIF(s.StateHash = HASHBYTES('SHA2_256', s.StateBytes), 1, 0) AS IsHashed
    INTO #Actual
    FROM dbo.ACM_ScorerState AS s
    WHERE s.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (AsOf, ModelVersion, RunID, StateBytes, IsHashed)
    VALUES ('2026-03-01T12:00:00', 3, '99999999-9999-9999-9999-999999999999', 0x0304, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteScorerState.[test that a state of the same time takes its place]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ScorerState_TVP;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T11:00:00', 0x0102);

    EXECUTE dbo.usp_WriteScorerState @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    DELETE FROM @Rows;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T11:00:00', 0x0304);

    EXECUTE dbo.usp_WriteScorerState @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT
        s.AsOf,
        s.ModelVersion,
        s.RunID,
        s.StateBytes,
        IIF(s.StateHash = HASHBYTES('SHA2_256', s.StateBytes), 1, 0) AS IsHashed
    INTO #Actual
    FROM dbo.ACM_ScorerState AS s
    WHERE s.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (AsOf, ModelVersion, RunID, StateBytes, IsHashed)
    VALUES ('2026-03-01T11:00:00', 3, '99999999-9999-9999-9999-999999999999', 0x0304, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteScorerState.[test that an earlier state is left out]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ScorerState_TVP;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T11:00:00', 0x0102);

    EXECUTE dbo.usp_WriteScorerState @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;

    DELETE FROM @Rows;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES ('2026-03-01T10:00:00', 0x0304);

    EXECUTE dbo.usp_WriteScorerState @RunID = '99999999-9999-9999-9999-999999999999', @Rows = @Rows;

    SELECT
        s.AsOf,
        s.ModelVersion,
        s.RunID,
        s.StateBytes,
        IIF(s.StateHash = HASHBYTES('SHA2_256', s.StateBytes), 1, 0) AS IsHashed
    INTO #Actual
    FROM dbo.ACM_ScorerState AS s
    WHERE s.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (AsOf, ModelVersion, RunID, StateBytes, IsHashed)
    VALUES ('2026-03-01T11:00:00', 3, '11111111-1111-1111-1111-111111111111', 0x0102, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_WriteScorerState.[test that two states are refused]
AS
BEGIN
    DECLARE @Rows dbo.ACM_ScorerState_TVP;

    INSERT INTO @Rows (AsOf, StateBytes)
    VALUES
        ('2026-03-01T10:00:00', 0x01),
        ('2026-03-01T11:00:00', 0x02);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteScorerState @RunID = '11111111-1111-1111-1111-111111111111', @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_WriteScorerState.[test that no state is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_WriteScorerState @RunID = '11111111-1111-1111-1111-111111111111';
END;
GO
