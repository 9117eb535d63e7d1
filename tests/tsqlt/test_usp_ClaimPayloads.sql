/* usp_ClaimPayloads: the next documents of one machine, for one worker. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_ClaimPayloads';
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[SetUp]
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
CREATE PROCEDURE test_usp_ClaimPayloads.[test that the oldest documents are claimed first]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner  = N'worker-1',
        @EquipID     = 900001,
        @MaxPayloads = 2;

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
        (N'c.csv', 'STAGED', 0, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[test that a repeated call claims nothing more]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner  = N'worker-1',
        @EquipID     = 900001,
        @MaxPayloads = 1;

    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner = N'worker-1',
        @EquipID    = 900001;

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
        (N'b.csv', 'STAGED', 0, NULL, NULL),
        (N'c.csv', 'STAGED', 0, NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[test that another worker gets what is left]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken  = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner  = N'worker-1',
        @EquipID     = 900001,
        @MaxPayloads = 2;

    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken = '88888888-8888-8888-8888-888888888888',
        @ClaimOwner = N'worker-2',
        @EquipID    = 900001;

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
        (N'c.csv', 'CLAIMED', 1, '88888888-8888-8888-8888-888888888888', N'worker-2');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[test that all documents of a claim are of one machine]
AS
BEGIN
    EXECUTE arrange.Machine @EquipID = 900002, @EquipCode = N'tsqlt-3';

    INSERT INTO dbo.Ingest_Payload (EquipID, SourceName, PayloadFormat, Payload, PayloadHash)
    VALUES (900002, N'd.csv', 'CSV', 0x04, HASHBYTES('SHA2_256', 0x04));

    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner = N'worker-1',
        @EquipID    = 900002;

    SELECT p.SourceName
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.ClaimToken = '22222222-2222-2222-2222-222222222222';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName)
    VALUES (N'd.csv');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[test that a claim that ran out goes to the next worker]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken   = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner   = N'worker-1',
        @EquipID      = 900001,
        @ClaimSeconds = -1;

    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken = '88888888-8888-8888-8888-888888888888',
        @ClaimOwner = N'worker-2',
        @EquipID    = 900001;

    SELECT
        p.SourceName,
        p.Status,
        p.Attempts,
        p.ClaimToken,
        p.ClaimOwner,
        p.LastError
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (SourceName, Status, Attempts, ClaimToken, ClaimOwner, LastError)
    VALUES
        (
            N'a.csv', 'CLAIMED', 2, '88888888-8888-8888-8888-888888888888', N'worker-2',
            N'the claim of worker-1 ran out, attempt 1'
        ),
        (
            N'b.csv', 'CLAIMED', 2, '88888888-8888-8888-8888-888888888888', N'worker-2',
            N'the claim of worker-1 ran out, attempt 1'
        ),
        (
            N'c.csv', 'CLAIMED', 2, '88888888-8888-8888-8888-888888888888', N'worker-2',
            N'the claim of worker-1 ran out, attempt 1'
        );

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[test that a document that nobody brings to an end is parked]
AS
BEGIN
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken   = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner   = N'worker-1',
        @EquipID      = 900001,
        @ClaimSeconds = -1,
        @MaxAttempts  = 1;

    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken  = '88888888-8888-8888-8888-888888888888',
        @ClaimOwner  = N'worker-1',
        @EquipID     = 900001,
        @MaxAttempts = 1;

    SELECT
        p.Status,
        p.ClaimToken,
        IIF(p.CompletedAt IS NULL, 0, 1) AS IsOver
    INTO #Actual
    FROM dbo.Ingest_Payload AS p
    WHERE p.EquipID = 900001;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (Status, ClaimToken, IsOver)
    VALUES
        ('PARKED', NULL, 1),
        ('PARKED', NULL, 1),
        ('PARKED', NULL, 1);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_ClaimPayloads.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_ClaimPayloads
        @ClaimToken = '22222222-2222-2222-2222-222222222222',
        @ClaimOwner = N'worker-1',
        @EquipID    = 900009;
END;
GO
