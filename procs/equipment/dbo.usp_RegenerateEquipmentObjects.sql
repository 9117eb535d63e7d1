/* Purpose:    brings the generated objects of all machines up to the version just deployed.
   Contract:   runs after the deploy transaction, a machine at a time; safe to repeat.
   Errors:     none of its own.
   Result set: one row: Machines.
   Lock order: schema locks of each machine's own objects. */
CREATE OR ALTER PROCEDURE dbo.usp_RegenerateEquipmentObjects
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @EquipID  int = 0,
            @Machines int = 0;

        WHILE 1 = 1
        BEGIN
            SELECT @EquipID = MIN(e.EquipID)
            FROM dbo.Equipment AS e
            WHERE e.EquipID > @EquipID;

            IF @EquipID IS NULL
                BREAK;

            EXECUTE dbo.usp_BuildEquipmentObjects @EquipID = @EquipID;
            SET @Machines = @Machines + 1;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;

    SELECT @Machines AS Machines;
END;
GO
