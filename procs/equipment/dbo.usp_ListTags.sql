/* Purpose:    lists the tags of a machine in the order of their columns.
   Contract:   the order is that of the machine's table type and of its readings.
   Errors:     51008 no such machine.
   Result set: a row per tag: TagOrdinal, TagName, Unit, IsCritical.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_ListTags
    @EquipID int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT
            m.TagOrdinal,
            m.TagName,
            m.Unit,
            m.IsCritical
        FROM dbo.Tag_Equipment_Map AS m
        WHERE m.EquipID = @EquipID
        ORDER BY
            m.TagOrdinal;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
