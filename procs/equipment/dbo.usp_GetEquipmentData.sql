/* Purpose:    reads the readings of a machine in a window, with rows of look-back before it.
   Contract:   [@WindowStart, @WindowEnd), and before it the last @LookbackRows rows; in the order of time. The
               machine's own generated procedure reads, so that no dynamic SQL and no right on the table is needed.
   Errors:     51008 no such machine; 51014 the window is empty.
   Result set: a row per reading: EntryDateTime, then a float column per tag in the order of usp_ListTags.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetEquipmentData
    @EquipID      int,
    @WindowStart  datetime2(3),
    @WindowEnd    datetime2(3),
    @LookbackRows int = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @ReadProcedure nvarchar(300),
            @Message       nvarchar(2048);

        IF @WindowStart IS NULL OR @WindowEnd IS NULL OR @WindowStart >= @WindowEnd
            THROW 51014, N'A window needs a start, and an end after it.', 1;

        SELECT @ReadProcedure = CONCAT(N'dbo.', QUOTENAME(CONCAT(e.EquipCode, N'_Read')))
        FROM dbo.Equipment AS e
        WHERE e.EquipID = @EquipID;

        IF @ReadProcedure IS NULL
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        EXECUTE @ReadProcedure
            @WindowStart  = @WindowStart,
            @WindowEnd    = @WindowEnd,
            @LookbackRows = @LookbackRows;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
