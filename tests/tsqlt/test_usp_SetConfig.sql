/* usp_SetConfig: settings of one machine or of all, with their history. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_SetConfig';
GO
CREATE PROCEDURE test_usp_SetConfig.[SetUp]
AS
BEGIN
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_Config', @Defaults = 1;
    EXECUTE tSQLt.ApplyConstraint @TableName = N'dbo.ACM_Config', @ConstraintName = N'PK_ACM_Config';
    EXECUTE tSQLt.FakeTable @TableName = N'dbo.ACM_ConfigHistory', @Identity = 1, @Defaults = 1;
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a setting is stored for every machine]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig
        @ParamName  = N'window',
        @ParamValue = N'60',
        @ValueType  = 'INT',
        @Reason     = N'faster';

    SELECT
        c.EquipID,
        c.ParamName,
        c.ParamValue,
        c.ValueType,
        c.Reason
    INTO #Actual
    FROM dbo.ACM_Config AS c;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, ParamName, ParamValue, ValueType, Reason)
    VALUES (0, N'window', N'60', 'INT', N'faster');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        h.ParamName,
        h.OldValue,
        h.NewValue,
        h.Reason
    INTO #ActualHistory
    FROM dbo.ACM_ConfigHistory AS h;

    SELECT TOP (0) a.*
    INTO #ExpectedHistory
    FROM #ActualHistory AS a;

    INSERT INTO #ExpectedHistory (ParamName, OldValue, NewValue, Reason)
    VALUES (N'window', NULL, N'60', N'faster');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a change keeps the old value on record]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'60', @ValueType = 'INT';

    EXECUTE dbo.usp_SetConfig
        @ParamName  = N'window',
        @ParamValue = N'30',
        @ValueType  = 'INT',
        @Reason     = N'slower';

    SELECT
        c.EquipID,
        c.ParamName,
        c.ParamValue,
        c.ValueType,
        c.Reason
    INTO #Actual
    FROM dbo.ACM_Config AS c;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, ParamName, ParamValue, ValueType, Reason)
    VALUES (0, N'window', N'30', 'INT', N'slower');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        h.ParamName,
        h.OldValue,
        h.NewValue,
        h.Reason
    INTO #ActualHistory
    FROM dbo.ACM_ConfigHistory AS h;

    SELECT TOP (0) a.*
    INTO #ExpectedHistory
    FROM #ActualHistory AS a;

    INSERT INTO #ExpectedHistory (ParamName, OldValue, NewValue, Reason)
    VALUES
        (N'window', NULL, N'60', NULL),
        (N'window', N'60', N'30', N'slower');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that setting what is set already changes nothing]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig
        @ParamName  = N'window',
        @ParamValue = N'60',
        @ValueType  = 'INT',
        @Reason     = N'first';

    UPDATE c
    SET c.UpdatedAt = '2026-03-01T10:00:00'
    FROM dbo.ACM_Config AS c;

    EXECUTE dbo.usp_SetConfig
        @ParamName  = N'window',
        @ParamValue = N'60',
        @ValueType  = 'INT',
        @Reason     = N'second';

    SELECT
        c.EquipID,
        c.ParamName,
        c.ParamValue,
        c.ValueType,
        c.Reason,
        c.UpdatedAt
    INTO #Actual
    FROM dbo.ACM_Config AS c;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, ParamName, ParamValue, ValueType, Reason, UpdatedAt)
    VALUES (0, N'window', N'60', 'INT', N'first', '2026-03-01T10:00:00');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT h.Reason
    INTO #ActualHistory
    FROM dbo.ACM_ConfigHistory AS h;

    SELECT TOP (0) a.*
    INTO #ExpectedHistory
    FROM #ActualHistory AS a;

    INSERT INTO #ExpectedHistory (Reason)
    VALUES (N'first');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that another type is a change]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'60', @ValueType = 'INT';

    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'60', @ValueType = 'FLOAT';

    SELECT c.ValueType
    INTO #Actual
    FROM dbo.ACM_Config AS c;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ValueType)
    VALUES ('FLOAT');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        h.ParamName,
        h.OldValue,
        h.NewValue,
        h.Reason
    INTO #ActualHistory
    FROM dbo.ACM_ConfigHistory AS h;

    SELECT TOP (0) a.*
    INTO #ExpectedHistory
    FROM #ActualHistory AS a;

    INSERT INTO #ExpectedHistory (ParamName, OldValue, NewValue, Reason)
    VALUES
        (N'window', NULL, N'60', NULL),
        (N'window', N'60', N'60', NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that NULL takes a setting away]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'60', @ValueType = 'INT';

    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = NULL, @ValueType = 'INT';

    SELECT
        c.EquipID,
        c.ParamName,
        c.ParamValue,
        c.ValueType,
        c.Reason
    INTO #Actual
    FROM dbo.ACM_Config AS c;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';

    SELECT
        h.ParamName,
        h.OldValue,
        h.NewValue,
        h.Reason
    INTO #ActualHistory
    FROM dbo.ACM_ConfigHistory AS h;

    SELECT TOP (0) a.*
    INTO #ExpectedHistory
    FROM #ActualHistory AS a;

    INSERT INTO #ExpectedHistory (ParamName, OldValue, NewValue, Reason)
    VALUES
        (N'window', NULL, N'60', NULL),
        (N'window', N'60', NULL, NULL);

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#ExpectedHistory', @Actual = N'#ActualHistory';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that taking away what is not there is no change]
AS
BEGIN
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = NULL, @ValueType = 'INT';

    SELECT
        h.ParamName,
        h.OldValue,
        h.NewValue,
        h.Reason
    INTO #Actual
    FROM dbo.ACM_ConfigHistory AS h;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a machine has settings of its own]
AS
BEGIN
    EXECUTE arrange.Machine;

    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'60', @ValueType = 'INT';

    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'5', @ValueType = 'INT', @EquipID = 900001;

    SELECT
        c.EquipID,
        c.ParamValue
    INTO #Actual
    FROM dbo.ACM_Config AS c;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (EquipID, ParamValue)
    VALUES
        (0, N'60'),
        (900001, N'5');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a word is no INT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'many', @ValueType = 'INT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a broken number is no INT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'1.5', @ValueType = 'INT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a word is no FLOAT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'much', @ValueType = 'FLOAT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that nothing is no INT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'', @ValueType = 'INT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a blank is no FLOAT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N' ', @ValueType = 'FLOAT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a sign alone is no INT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'-', @ValueType = 'INT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that 2 is no BIT]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'2', @ValueType = 'BIT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that an unknown type is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'1', @ValueType = 'DATE';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a type of NULL is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'1', @ValueType = NULL;
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that a setting without a name is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51036;
    EXECUTE dbo.usp_SetConfig @ParamName = N'', @ParamValue = N'1', @ValueType = 'INT';
END;
GO
CREATE PROCEDURE test_usp_SetConfig.[test that an unknown machine is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51008;
    EXECUTE dbo.usp_SetConfig @ParamName = N'window', @ParamValue = N'1', @ValueType = 'INT', @EquipID = 900009;
END;
GO
