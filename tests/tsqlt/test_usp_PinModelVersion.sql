/* usp_PinModelVersion: holds a machine to one version. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_PinModelVersion';
GO
CREATE PROCEDURE test_usp_PinModelVersion.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Model @Version = 1;
    EXECUTE arrange.Model @Version = 2;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'trained';
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[Expect]
    @Version       int,
    @PinnedVersion nvarchar(11)
AS
BEGIN
    SELECT
        a.Version,
        c.ParamValue AS PinnedVersion
    INTO #Actual
    FROM dbo.ACM_ActiveModels AS a
    LEFT JOIN dbo.ACM_Config AS c
        ON c.EquipID = a.EquipID
        AND c.ParamName = N'PinnedModelVersion'
    WHERE a.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Version, PinnedVersion)
    VALUES (@Version, @PinnedVersion);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[test that the version comes into force and is on record]
AS
BEGIN
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 1, @Reason = N'the new one is nervous';
    EXECUTE test_usp_PinModelVersion.[Expect] @Version = 1, @PinnedVersion = N'1';

    SELECT
        h.NewValue,
        h.Reason
    INTO #Actual
    FROM dbo.ACM_ConfigHistory AS h
    WHERE h.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (NewValue, Reason)
    VALUES (N'1', N'the new one is nervous');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[test that no other version can be activated]
AS
BEGIN
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 1, @Reason = N'pinned';
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51046;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'better';
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[test that the pinned version can be activated again]
AS
BEGIN
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 2, @Reason = N'pinned';
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'again';
    EXECUTE test_usp_PinModelVersion.[Expect] @Version = 2, @PinnedVersion = N'2';
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[test that the pin can move to another version]
AS
BEGIN
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 2, @Reason = N'pinned';
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 1, @Reason = N'moved';
    EXECUTE test_usp_PinModelVersion.[Expect] @Version = 1, @PinnedVersion = N'1';
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[test that letting go leaves the version in force]
AS
BEGIN
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 1, @Reason = N'pinned';
    EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = NULL, @Reason = N'let go';
    EXECUTE test_usp_PinModelVersion.[Expect] @Version = 1, @PinnedVersion = NULL;
    EXECUTE dbo.usp_ActivateModelVersion @EquipID = 900001, @Version = 2, @Reason = N'better';
    EXECUTE test_usp_PinModelVersion.[Expect] @Version = 2, @PinnedVersion = NULL;
END;
GO
CREATE PROCEDURE test_usp_PinModelVersion.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_PinModelVersion @EquipID = 0, @Version = 1, @Reason = N'pinned';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_PinModelVersion.[test that a version that does not exist leaves no pin]
AS
BEGIN
    DECLARE @Number int;

    BEGIN TRY
        EXECUTE dbo.usp_PinModelVersion @EquipID = 900001, @Version = 9, @Reason = N'pinned';
    END TRY
    BEGIN CATCH
        SET @Number = ERROR_NUMBER();
    END CATCH;

    EXECUTE tSQLt.AssertEquals @Expected = 51024, @Actual = @Number;
    EXECUTE test_usp_PinModelVersion.[Expect] @Version = 2, @PinnedVersion = NULL;
END;
GO
