/* Purpose:    makes a stored model version the one that scores a machine; also the way back to an older one.
   Contract:   records the version it replaces, the reason and who. Activating the version in force changes nothing.
   Errors:     51024 the machine has no such version; 51046 another version is pinned.
   Result set: one row after COMMIT when it owns the transaction: EquipID, Version, PreviousVersion, TranCount.
   Lock order: ACM_ActiveModels. */
CREATE OR ALTER PROCEDURE dbo.usp_ActivateModelVersion
    @EquipID int,
    @Version int,
    @Reason  nvarchar(200),
    @RunID   uniqueidentifier = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @Pinned          int,
        @Message         nvarchar(2048);

    BEGIN TRY
        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        IF NOT EXISTS
        (
            SELECT 1
            FROM dbo.ModelRegistry AS m
            WHERE m.EquipID = @EquipID
            AND   m.Version = @Version
        )
        BEGIN
            SET @Message = CONCAT(N'Machine ', @EquipID, N' has no model version ', @Version, N'.');
            THROW 51024, @Message, 1;
        END;

        SELECT @Pinned = TRY_CONVERT(int, c.ParamValue)
        FROM dbo.ACM_Config AS c
        WHERE c.EquipID = @EquipID
        AND   c.ParamName = N'PinnedModelVersion';

        IF @Pinned <> @Version
        BEGIN
            SET @Message = CONCAT(N'Machine ', @EquipID, N' is held to model version ', @Pinned,
                N': usp_PinModelVersion lets it go.');
            THROW 51046, @Message, 1;
        END;

        MERGE dbo.ACM_ActiveModels WITH (HOLDLOCK, UPDLOCK) AS t
        USING
        (
            VALUES (@EquipID, @Version)
        ) AS s (EquipID, Version)
            ON t.EquipID = s.EquipID
        WHEN MATCHED AND t.Version <> s.Version THEN
            UPDATE SET
                Version         = s.Version,
                PreviousVersion = t.Version,
                RunID           = @RunID,
                Reason          = @Reason,
                ActivatedAt     = SYSUTCDATETIME(),
                ActivatedBy     = ORIGINAL_LOGIN()
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (EquipID, Version, RunID, Reason)
            VALUES (s.EquipID, s.Version, @RunID, @Reason);

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
            a.EquipID,
            a.Version,
            a.PreviousVersion,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_ActiveModels AS a
        WHERE a.EquipID = @EquipID;
END;
GO
