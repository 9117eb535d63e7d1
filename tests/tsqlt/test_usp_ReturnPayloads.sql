/* usp_ReturnPayloads: gives documents back whose claim ran out. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ReturnPayloads';
GO
CREATE PROCEDURE test_usp_ReturnPayloads.[SetUp]
AS
BEGIN
    EXECUTE arrange.Machine;

    INSERT INTO dbo.Ingest_Payload (EquipID, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES
        (900001, N'a.csv', 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01)),
        (900001, N'b.csv', 'CSV', 0x02, HASHBYTES('SHA2_256', 0x02)),
        (900001, N'c.csv', 'CSV', 0x03, HASHBYTES('SHA2_256', 0x03));
END;
GO
CREATE PROCEDURE test_usp_ReturnPayloads.[test that a claim that lasts stays]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken   = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner   = N'worker-1',
        @EquipID      = 900001,
        @ClaimSeconds = 600;

    EXECUTE dbo.usp_ReturnPayloads @MaxAttempts = 1;

    SELECT
        p.SourceName,
        p.Status,
        p.Attempts,
        p.ClaimToken,
        p.ClaimOwner
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName, Status, Attempts, ClaimToken, ClaimOwner)
    VALUES
        (N'a.csv', 'CLAIMED', 1, '22222222-2222-2222-2222-222222222222', N'worker-1'),
        (N'b.csv', 'CLAIMED', 1, '22222222-2222-2222-2222-222222222222', N'worker-1'),
        (N'c.csv', 'CLAIMED', 1, '22222222-2222-2222-2222-222222222222', N'worker-1');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ReturnPayloads.[test that a claim that ran out waits again]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken   = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner   = N'worker-1',
        @EquipID      = 900001,
        @ClaimSeconds = -1,
        @MaxPayloads  = 1;

    EXECUTE dbo.usp_ReturnPayloads @MaxAttempts = 2;

    SELECT
        p.SourceName,
        p.Status,
        p.Attempts,
        p.ClaimOwner
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName, Status, Attempts, ClaimOwner)
    VALUES
        (N'a.csv', 'STAGED', 1, NULL),
        (N'b.csv', 'STAGED', 0, NULL),
        (N'c.csv', 'STAGED', 0, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_ReturnPayloads.[test that a call without a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51022;
    EXECUTE dbo.usp_ReturnPayloads @MaxAttempts = 5;
END;
GO
