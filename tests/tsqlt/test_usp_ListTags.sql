/* usp_ListTags: the tags of a machine in the order of their columns. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ListTags';
GO
CREATE PROCEDURE test_usp_ListTags.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    INSERT INTO dbo.Tag_Equipment_Map (EquipID, TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (900001, N'zeta', 1, N'degC', 1),
        (900001, N'alpha', 2, NULL, 0);
END;
GO
CREATE PROCEDURE test_usp_ListTags.[test that all tags are given]
AS
BEGIN
    CREATE TABLE #Result
    (
        TagOrdinal int NULL,
        TagName    nvarchar(120) NULL,
        Unit       nvarchar(32) NULL,
        IsCritical bit NULL
    );

    INSERT INTO #Result (TagOrdinal, TagName, Unit, IsCritical)
    EXECUTE dbo.usp_ListTags @EquipID = 900001;

    SELECT
        q.TagOrdinal,
        q.TagName,
        q.Unit,
        q.IsCritical
    INTO #Actual
    FROM #Result AS q;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TagOrdinal, TagName, Unit, IsCritical)
    VALUES
        (1, N'zeta', N'degC', 1),
        (2, N'alpha', NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ListTags.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_ListTags @EquipID = 900009;
END;
GO
