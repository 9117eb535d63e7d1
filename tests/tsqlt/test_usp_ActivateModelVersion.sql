/* usp_ActivateModelVersion: makes a stored version the one in force, and goes back. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ActivateModelVersion';
GO
CREATE PROCEDURE test_usp_ActivateModelVersion.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Model @Version = 1;
    EXECUTE arrange.Model @Version = 2;
END;
GO
CREATE PROCEDURE test_usp_ActivateModelVersion.[test that the first version follows none]
AS
BEGIN
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'first';

    SELECT
        a.Version,
        a.PreviousVersion,
        a.Reason
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, PreviousVersion, Reason)
    VALUES (1, NULL, N'first');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ActivateModelVersion.[test that the version replaced is remembered]
AS
BEGIN
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'first';

    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'better';

    SELECT
        a.Version,
        a.PreviousVersion,
        a.Reason
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, PreviousVersion, Reason)
    VALUES (2, 1, N'better');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ActivateModelVersion.[test that one can go back]
AS
BEGIN
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'first';

    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'better';

    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'it was not';

    SELECT
        a.Version,
        a.PreviousVersion,
        a.Reason
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, PreviousVersion, Reason)
    VALUES (1, 2, N'it was not');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ActivateModelVersion.[test that the version in force can be named again without effect]
AS
BEGIN
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'first';

    UPDATE a
    SET a.ActivatedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 1, @Reason = N'again';

    SELECT
        a.Version,
        a.PreviousVersion,
        a.Reason,
        a.ActivatedAt
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, PreviousVersion, Reason, ActivatedAt)
    VALUES (1, NULL, N'first', '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ActivateModelVersion.[test that a version that is not there is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51024;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 9, @Reason = N'none';
END;
GO
