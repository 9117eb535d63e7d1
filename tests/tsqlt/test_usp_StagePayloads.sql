/* usp_StagePayloads: documents are known by their bytes and stored once. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_StagePayloads';
GO
CREATE PROCEDURE test_usp_StagePayloads.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that documents wait as they were given]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES
        (1, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01)),
        (2, N'b.json', 'JSON', 0x02, HASHBYTES('SHA2_256', 0x02));

    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;

    SELECT
        p.SourceName,
        p.PayloadFormat,
        p.Payload,
        p.Status,
        p.Attempts
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName, PayloadFormat, Payload, Status, Attempts)
    VALUES
        (N'a.csv', 'CSV', 0x01, 'STAGED', 0),
        (N'b.json', 'JSON', 0x02, 'STAGED', 0);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that a document delivered twice is stored once]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES
        (1, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01)),
        (2, N'copy.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;

    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;

    SELECT
        p.SourceName,
        p.StagedBy
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName, StagedBy)
    VALUES (N'a.csv', ORIGINAL_LOGIN());

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that another machine may have the same document]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (1, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE arrange.Machine @EquipID = 900002, @EquipCode = N'tsqlt-3';
    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900002, @Rows = @Rows;

    SELECT p.EquipID
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID IN (900001, 900002);

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID)
    VALUES
        (900001),
        (900002);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that damaged bytes are refused]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (1, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x02));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51040;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that an empty document is refused]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (1, N'a.csv', 'CSV', 0x, HASHBYTES('SHA2_256', 0x));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51040;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that a call without documents is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51009;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900001;
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that an unknown machine is refused]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (1, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900009, @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that a format that nobody reads is refused]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (1, N'a.csv', 'PDF', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows;
END;
GO
CREATE PROCEDURE test_usp_StagePayloads.[test that a client built for another type is refused]
AS
BEGIN
    DECLARE @Rows dbo.Ingest_Payload_TVP;

    INSERT INTO @Rows (PayloadOrdinal, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (1, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01));

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51006;
    EXECUTE dbo.usp_StagePayloads @EquipID = 900001, @Rows = @Rows, @Contract = 0x00;
END;
GO
