/* Purpose:    lists the machines with their tables, zones and number of tags.
   Contract:   all machines, or the one with the given code.
   Errors:     51008 no such machine.
   Result set: a row per machine: EquipID, EquipCode, EquipName, TimeZoneName, DataTable, IsAdopted, IsActive,
               TagCount, TickMinutes, RequiredRows, LastBatchEndTime, ActiveVersion.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_ListEquipment
    @EquipCode nvarchar(400) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF @EquipCode IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipCode = @EquipCode)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with code ', @EquipCode, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT
            e.EquipID,
            e.EquipCode,
            e.EquipName,
            e.TimeZoneName,
            e.DataTable,
            e.IsAdopted,
            e.IsActive,
            t.TagCount,
            p.TickMinutes,
            p.RequiredRows,
            p.LastBatchEndTime,
            a.Version AS ActiveVersion
        FROM dbo.Equipment AS e
        INNER JOIN dbo.ACM_BatchProgress AS p
            ON p.EquipID = e.EquipID
        LEFT JOIN dbo.ACM_ActiveModels AS a
            ON a.EquipID = e.EquipID
        CROSS APPLY
        (
            SELECT COUNT(*) AS TagCount
            FROM dbo.Tag_Equipment_Map AS m
            WHERE m.EquipID = e.EquipID
        ) AS t
        WHERE @EquipCode IS NULL
        OR    e.EquipCode = @EquipCode
        ORDER BY
            e.EquipCode;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
