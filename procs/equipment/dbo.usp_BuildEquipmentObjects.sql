/* Purpose:    creates or brings up to date the objects generated for one machine: table, table type, and the
               procedures that load, read, measure, audit and trim its readings; grants them.
   Contract:   dynamic SQL, so it runs as the owner; every name goes through QUOTENAME, and tags come from
               Tag_Equipment_Map alone. An adopted table is read only: no type, load, audit or trim. Safe to repeat.
   Errors:     51008 no such machine.
   Result set: none.
   Lock order: schema locks of the machine's own objects. */
CREATE OR ALTER PROCEDURE dbo.usp_BuildEquipmentObjects
    @EquipID int
WITH EXECUTE AS OWNER
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Code      nvarchar(120),
            @IsAdopted bit,
            @Message   nvarchar(2048);

        SELECT
            @Code      = e.EquipCode,
            @IsAdopted = e.IsAdopted
        FROM dbo.Equipment AS e
        WHERE e.EquipID = @EquipID;

        IF @Code IS NULL
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @IsAdopted = 0
        BEGIN
            EXECUTE dbo.usp_BuildDataTable @EquipID = @EquipID;
            EXECUTE dbo.usp_BuildLoadProcedure @EquipID = @EquipID;
            EXECUTE dbo.usp_BuildUpkeepProcedures @EquipID = @EquipID;
        END;

        EXECUTE dbo.usp_BuildReadProcedures @EquipID = @EquipID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
