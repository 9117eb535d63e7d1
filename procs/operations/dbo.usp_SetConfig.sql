/* Purpose:    changes a setting of a machine, or of all, and keeps the old value on record.
   Contract:   EquipID 0 is every machine. A value of NULL takes the setting away. The value must be of its type: INT,
               FLOAT, BIT (0 or 1) or TEXT. Setting what is set already changes nothing and is not recorded.
   Errors:     51008 no such machine; 51036 no name, unknown type, or the value is not of its type.
   Result set: one row after COMMIT when it owns the transaction: EquipID, ParamName, ParamValue, IsChanged, TranCount.
   Lock order: ACM_Config, ACM_ConfigHistory. */
CREATE OR ALTER PROCEDURE dbo.usp_SetConfig
    @ParamName  nvarchar(128),
    @ParamValue nvarchar(4000),
    @ValueType  varchar(10)   = 'TEXT',
    @EquipID    int           = 0,
    @Reason     nvarchar(400) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @OldValue        nvarchar(4000),
        @OldType         varchar(10),
        @IsChanged       bit = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        IF @EquipID IS NULL
        OR (@EquipID <> 0 AND NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID))
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'; 0 is every machine.');
            THROW 51008, @Message, 1;
        END;

        IF @ParamName IS NULL OR LEN(@ParamName) = 0
            OR @ValueType IS NULL OR @ValueType NOT IN ('INT', 'FLOAT', 'BIT', 'TEXT')
            OR (@ValueType = 'INT' AND @ParamValue IS NOT NULL AND TRY_CONVERT(int, @ParamValue) IS NULL)
            OR (@ValueType = 'FLOAT' AND @ParamValue IS NOT NULL AND TRY_CONVERT(float, @ParamValue) IS NULL)
            OR (@ValueType = 'BIT' AND @ParamValue NOT IN (N'0', N'1'))
            /* An empty text converts to the number 0. */
            OR (@ValueType IN ('INT', 'FLOAT') AND @ParamValue NOT LIKE N'%[0-9]%')
        BEGIN
            SET @Message = CONCAT(N'The setting "', @ParamName, N'" cannot be "', LEFT(@ParamValue, 200), N'" of type ',
                @ValueType, N': a name, and an INT, FLOAT, BIT (0 or 1) or TEXT value.');
            THROW 51036, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        SELECT
            @OldValue = c.ParamValue,
            @OldType  = c.ValueType
        FROM dbo.ACM_Config AS c WITH (UPDLOCK, HOLDLOCK)
        WHERE c.EquipID = @EquipID
        AND   c.ParamName = @ParamName;

        IF EXISTS
        (
            SELECT @OldValue, IIF(@ParamValue IS NULL, NULL, @OldType)
            EXCEPT
            SELECT @ParamValue, IIF(@ParamValue IS NULL, NULL, @ValueType)
        )
            SET @IsChanged = 1;

        IF @IsChanged = 1 AND @ParamValue IS NULL
            DELETE c
            FROM dbo.ACM_Config AS c
            WHERE c.EquipID = @EquipID
            AND   c.ParamName = @ParamName;

        IF @IsChanged = 1 AND @ParamValue IS NOT NULL
            MERGE dbo.ACM_Config WITH (HOLDLOCK, UPDLOCK) AS t
            USING
            (
                VALUES (@EquipID, @ParamName)
            ) AS s (EquipID, ParamName)
                ON t.EquipID = s.EquipID
                AND t.ParamName = s.ParamName
            WHEN MATCHED THEN
                UPDATE SET
                    ParamValue = @ParamValue,
                    ValueType  = @ValueType,
                    Reason     = @Reason,
                    UpdatedAt  = SYSUTCDATETIME(),
                    UpdatedBy  = ORIGINAL_LOGIN()
            WHEN NOT MATCHED BY TARGET THEN
                INSERT (EquipID, ParamName, ParamValue, ValueType, Reason)
                VALUES (s.EquipID, s.ParamName, @ParamValue, @ValueType, @Reason);

        IF @IsChanged = 1
            INSERT INTO dbo.ACM_ConfigHistory (EquipID, ParamName, OldValue, NewValue, Reason)
            VALUES (@EquipID, @ParamName, @OldValue, @ParamValue, @Reason);

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            @EquipID    AS EquipID,
            @ParamName  AS ParamName,
            @ParamValue AS ParamValue,
            @IsChanged  AS IsChanged,
            @@TRANCOUNT AS TranCount;
END;
GO
