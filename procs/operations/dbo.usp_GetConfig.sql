/* Purpose:    gives the settings that hold for a machine, or those that hold for all.
   Contract:   a machine's own setting goes before the one for all (EquipID 0). Reads only.
   Errors:     51008 no such machine.
   Result set: a row per setting: ParamName, ParamValue, ValueType, EquipID (0 when it is the one for all), Reason,
               UpdatedAt, UpdatedBy.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetConfig
    @EquipID   int           = NULL,
    @ParamName nvarchar(128) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF @EquipID <> 0 AND NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT
            c.ParamName,
            c.ParamValue,
            c.ValueType,
            c.EquipID,
            c.Reason,
            c.UpdatedAt,
            c.UpdatedBy
        FROM dbo.ACM_Config AS c
        WHERE (c.EquipID = 0 OR c.EquipID = @EquipID)
        AND   (@ParamName IS NULL OR c.ParamName = @ParamName)
        AND   NOT EXISTS
        (
            SELECT 1
            FROM dbo.ACM_Config AS own
            WHERE own.EquipID = @EquipID
            AND   own.ParamName = c.ParamName
            AND   own.EquipID <> c.EquipID
        )
        ORDER BY
            c.ParamName;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
