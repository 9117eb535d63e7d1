/* Purpose:    makes a machine known: its row, its tags, its place in the queue, and the table, table type and
               procedures through which its readings go.
   Contract:   safe to repeat; tags that are new are added everywhere, tags that are left out stay. With @Adopt = 1
               an existing table {EquipCode}_Data (EntryDateTime and float columns) is taken as it is, read only, and
               @Tags may be left out: its float columns are its tags.
   Errors:     51006 @Contract is not the type's; 51010 a tag name is empty, too long, reserved or collides; 51012 the table exists and was not to be
               adopted; 51013 the table to adopt is missing or unfit; 51019 more than 900 tags, or none;
               51026 the code is empty, longer than 120 characters, or holds a quote, bracket, slash or semicolon.
   Result set: one row after COMMIT: EquipID, EquipCode, DataTable, TagCount, TagsAdded, TranCount.
   Lock order: Equipment, Tag_Equipment_Map, ACM_BatchProgress, schema locks of the generated objects. */
CREATE OR ALTER PROCEDURE dbo.usp_RegisterEquipment
    @EquipCode    nvarchar(400),
    @EquipName    nvarchar(200) = NULL,
    @Tags         dbo.Tag_Equipment_Map_TVP READONLY,
    @TimeZoneName nvarchar(64)  = NULL,
    @TickMinutes  int           = NULL,
    @RequiredRows int           = NULL,
    @Adopt        bit           = 0,
    @Contract     binary(32)    = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @EquipID         int,
        @DataTable       nvarchar(128),
        @TagsAdded       int,
        @Message         nvarchar(2048);

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_RegisterEquipment', @Contract = @Contract;

        IF @EquipCode IS NULL OR LEN(@EquipCode) = 0 OR LEN(@EquipCode) > 120
            OR DATALENGTH(@EquipCode) <> 2 * LEN(LTRIM(@EquipCode))
            OR @EquipCode LIKE N'%]%' OR @EquipCode LIKE N'%[[";''\/]%'
            OR @EquipCode LIKE N'%[' + NCHAR(1) + N'-' + NCHAR(31) + N']%' COLLATE Latin1_General_BIN2
        BEGIN
            SET @Message = CONCAT(N'The equipment code "', LEFT(@EquipCode, 200), N'" is not usable: 1 to 120 ',
                N'characters, no quotes, brackets, slashes, semicolons, control characters or blanks at its ends.');
            THROW 51026, @Message, 1;
        END;

        SET @DataTable = CONCAT(@EquipCode, N'_Data');

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        SELECT @EquipID = e.EquipID
        FROM dbo.Equipment AS e WITH (UPDLOCK, HOLDLOCK)
        WHERE e.EquipCode = @EquipCode;

        IF @EquipID IS NULL AND @Adopt = 0 AND OBJECT_ID(CONCAT(N'dbo.', QUOTENAME(@DataTable))) IS NOT NULL
        BEGIN
            SET @Message = CONCAT(N'The table dbo.', QUOTENAME(@DataTable),
                N' exists: adopt it, or choose another equipment code.');
            THROW 51012, @Message, 1;
        END;

        IF @EquipID IS NULL
        BEGIN
            INSERT INTO dbo.Equipment
            (
                EquipCode,
                EquipName,
                TimeZoneName,
                DataTable,
                IsAdopted
            )
            VALUES
            (
                @EquipCode,
                COALESCE(@EquipName, @EquipCode),
                COALESCE(@TimeZoneName, N'UTC'),
                @DataTable,
                @Adopt
            );
            SET @EquipID = CAST(SCOPE_IDENTITY() AS int);

            INSERT INTO dbo.ACM_BatchProgress (EquipID, TickMinutes, RequiredRows)
            VALUES (@EquipID, COALESCE(@TickMinutes, 60), COALESCE(@RequiredRows, 500));
        END;
        ELSE
        BEGIN
            UPDATE e
            SET
                e.EquipName    = COALESCE(@EquipName, e.EquipName),
                e.TimeZoneName = COALESCE(@TimeZoneName, e.TimeZoneName)
            FROM dbo.Equipment AS e
            WHERE e.EquipID = @EquipID;

            UPDATE p
            SET
                p.TickMinutes  = COALESCE(@TickMinutes, p.TickMinutes),
                p.RequiredRows = COALESCE(@RequiredRows, p.RequiredRows)
            FROM dbo.ACM_BatchProgress AS p
            WHERE p.EquipID = @EquipID;
        END;

        EXECUTE dbo.usp_RegisterTags @EquipID = @EquipID, @Tags = @Tags, @TagsAdded = @TagsAdded OUTPUT;
        EXECUTE dbo.usp_BuildEquipmentObjects @EquipID = @EquipID;

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
            e.EquipID,
            e.EquipCode,
            e.DataTable,
            (SELECT COUNT(*) FROM dbo.Tag_Equipment_Map AS m WHERE m.EquipID = e.EquipID) AS TagCount,
            @TagsAdded  AS TagsAdded,
            @@TRANCOUNT AS TranCount
        FROM dbo.Equipment AS e
        WHERE e.EquipID = @EquipID;
END;
GO
