/* Purpose:    holds a machine to one model version, or lets it go again.
   Contract:   the version comes into force and stays: no other can be activated, none is trained to replace it, and it is
               never pruned. @Version NULL lets go; the version in force stays until another replaces it. The pin is the
               setting PinnedModelVersion of the machine, with its history in ACM_ConfigHistory.
   Errors:     51008 no such machine; 51024 the machine has no such version.
   Result set: one row after COMMIT when it owns the transaction: EquipID, PinnedVersion, Version, TranCount.
   Lock order: ACM_Config, ACM_ConfigHistory, ACM_ActiveModels. */
CREATE OR ALTER PROCEDURE dbo.usp_PinModelVersion
    @EquipID int,
    @Version int,
    @Reason  nvarchar(200)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit            = IIF(@@TRANCOUNT = 0, 1, 0),
        @ParamValue      nvarchar(4000) = CONVERT(nvarchar(11), @Version),
        @Message         nvarchar(2048);

    BEGIN TRY
        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_SetConfig
            @ParamName  = N'PinnedModelVersion',
            @ParamValue = @ParamValue,
            @ValueType  = 'INT',
            @EquipID    = @EquipID,
            @Reason     = @Reason;

        IF @Version IS NOT NULL
            EXECUTE dbo.usp_ActivateModelVersion @EquipID = @EquipID, @Version = @Version, @Reason = @Reason;

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
            @Version    AS PinnedVersion,
            a.Version,
            @@TRANCOUNT AS TranCount
        FROM dbo.Equipment AS e
        LEFT JOIN dbo.ACM_ActiveModels AS a
            ON a.EquipID = e.EquipID
        WHERE e.EquipID = @EquipID;
END;
GO
