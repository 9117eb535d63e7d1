/* usp_RegisterEquipment: a machine with its tags, its place in the queue and what is generated for it. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_RegisterEquipment';
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a machine is known with what was left out filled in]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;

    SELECT
        e.EquipName,
        e.TimeZoneName,
        e.DataTable,
        e.IsAdopted,
        p.TickMinutes,
        p.RequiredRows
    INTO #Actual
    FROM dbo.Equipment AS e
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = e.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipName, TimeZoneName, DataTable, IsAdopted, TickMinutes, RequiredRows)
    VALUES (N'tsqlt-2', N'UTC', N'tsqlt-2_Data', 0, 60, 500);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        m.TagName,
        m.TagOrdinal,
        m.Unit,
        m.IsCritical
    INTO #ActualTags
    FROM dbo.Tag_Equipment_Map AS m
    INNER JOIN dbo.Equipment AS e
        ON e.EquipID = m.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    SELECT TOP (0) a.*
    INTO #ExpectedTags
    FROM #ActualTags AS a;

    INSERT INTO #ExpectedTags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedTags', @Actual = N'#ActualTags';
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that table type and procedures are generated]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;

    DECLARE @Names int;

    SELECT @Names = COUNT(*)
    FROM sys.objects AS o
    WHERE o.name IN
    (
        N'tsqlt-2_Data', N'tsqlt-2_Load', N'tsqlt-2_Read', N'tsqlt-2_Span', N'tsqlt-2_Audit', N'tsqlt-2_Trim'
    );

    EXECUTE tSQLt.AssertEquals @Expected = 6, @Actual = @Names;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a repeated call changes what it names and nothing else]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags,
        @EquipName = N'Pump', @TimeZoneName = N'Europe/Paris', @TickMinutes = 30, @RequiredRows = 50;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags, @TickMinutes = 15;

    SELECT
        e.EquipName,
        e.TimeZoneName,
        e.DataTable,
        e.IsAdopted,
        p.TickMinutes,
        p.RequiredRows
    INTO #Actual
    FROM dbo.Equipment AS e
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = e.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipName, TimeZoneName, DataTable, IsAdopted, TickMinutes, RequiredRows)
    VALUES (N'Pump', N'Europe/Paris', N'tsqlt-2_Data', 0, 15, 50);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a tag added later comes after those it has]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;

    DELETE FROM @Tags;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES (N'current', 1, NULL, 0);

    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;

    SELECT
        m.TagName,
        m.TagOrdinal,
        m.Unit,
        m.IsCritical
    INTO #Actual
    FROM dbo.Tag_Equipment_Map AS m
    INNER JOIN dbo.Equipment AS e
        ON e.EquipID = m.EquipID
    WHERE e.EquipCode = N'tsqlt-2';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0),
        (N'current', 3, NULL, 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a machine without tags is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51019;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that an empty tag is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES (N'', 1, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51010;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a tag of a reserved name is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES (N'loadedat', 1, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51010;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a tag of more than 120 characters is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES (REPLICATE(N'x', 121), 1, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51010;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that two tags that are the same to the database are refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'flow', 1, NULL, 0),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51010;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that an empty code is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51026;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a code with a bracket is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51026;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'P[1]', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a code with a quote is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51026;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'P''1', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a code that begins with a blank is refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51026;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N' P1', @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a code of more than 120 characters is refused]
AS
BEGIN
    DECLARE
        @Code nvarchar(400) = REPLICATE(N'x', 121),
        @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51026;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = @Code, @Tags = @Tags;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that a table that is not there cannot be adopted]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51013;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags, @Adopt = 1;
END;
GO
CREATE PROCEDURE test_usp_RegisterEquipment.[test that rows required below the least are refused]
AS
BEGIN
    DECLARE @Tags dbo.Tag_Equipment_Map_TVP;

    INSERT INTO @Tags (TagName, TagOrdinal, Unit, IsCritical)
    VALUES
        (N'bearing', 1, N'degC', 1),
        (N'flow', 2, NULL, 0);

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_RegisterEquipment @EquipCode = N'tsqlt-2', @Tags = @Tags, @RequiredRows = 9;
END;
GO
