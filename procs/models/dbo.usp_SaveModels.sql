/* Purpose:    stores the parts of one model version and, when asked, makes it the version in force.
   Contract:   the version is that of the run; all parts are stored or none. The server hashes the bytes itself and
               refuses a part whose bytes are not those that the client hashed. Replaying changes nothing.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no parts were
               given; 51016 the version exists and belongs to another run; 51018 bytes and hash differ.
   Result set: one row after COMMIT when it owns the transaction: Version, RowsWritten, TranCount.
   Lock order: ACM_Runs, ModelRegistry, ACM_ActiveModels, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_SaveModels
    @RunID    uniqueidentifier,
    @Rows     dbo.ModelRegistry_TVP READONLY,
    @Activate bit           = 1,
    @Reason   nvarchar(200) = N'trained',
    @Contract binary(32)    = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @EquipID         int,
        @Version         int,
        @RowsFound       int,
        @RowsInserted    int,
        @RowsUpdated     int,
        @RowsWritten     int          = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_SaveModels', @Contract = @Contract;

        IF NOT EXISTS (SELECT 1 FROM @Rows AS s)
            THROW 51009, N'usp_SaveModels was called without parts of a model.', 1;

        IF EXISTS (SELECT 1 FROM @Rows AS s WHERE HASHBYTES('SHA2_256', s.ModelBytes) <> s.ModelHash)
            THROW 51018, N'The bytes of a model part are not those that its hash was taken of.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        SELECT @Version = r.ModelVersion
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;

        SELECT @RowsFound = COUNT(*)
        FROM dbo.ModelRegistry AS m WITH (UPDLOCK, HOLDLOCK)
        WHERE m.EquipID = @EquipID
        AND   m.Version = @Version;

        IF EXISTS
        (
            SELECT 1
            FROM dbo.ModelRegistry AS m
            WHERE m.EquipID = @EquipID
            AND   m.Version = @Version
            AND   m.RunID <> @RunID
        )
        BEGIN
            SET @Message = CONCAT(N'Model version ', @Version, N' of machine ', @EquipID,
                N' exists and was trained by another run.');
            THROW 51016, @Message, 1;
        END;

        MERGE dbo.ModelRegistry WITH (HOLDLOCK, UPDLOCK) AS t
        USING @Rows AS s
            ON t.EquipID = @EquipID
            AND t.Version = @Version
            AND t.ModelType = s.ModelType
        WHEN MATCHED AND EXISTS
        (
            SELECT s.ParamsJSON, s.StatsJSON, s.ModelHash
            EXCEPT
            SELECT t.ParamsJSON, t.StatsJSON, t.ModelHash
        ) THEN
            UPDATE SET
                ParamsJSON    = s.ParamsJSON,
                StatsJSON     = s.StatsJSON,
                ModelBytes    = s.ModelBytes,
                ModelHash     = s.ModelHash,
                EntryDateTime = SYSUTCDATETIME()
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
            VALUES (@EquipID, @Version, s.ModelType, @RunID, s.ParamsJSON, s.StatsJSON, s.ModelBytes, s.ModelHash);
        SET @RowsWritten = @@ROWCOUNT;
        SET @RowsInserted = IIF(@RowsFound = 0, @RowsWritten, 0);
        SET @RowsUpdated = @RowsWritten - @RowsInserted;

        IF @Activate = 1
            EXECUTE dbo.usp_ActivateModelVersion
                @EquipID = @EquipID,
                @Version = @Version,
                @Reason  = @Reason,
                @RunID   = @RunID;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ModelRegistry',
            @RowsInserted = @RowsInserted,
            @RowsUpdated  = @RowsUpdated,
            @RowsDeleted  = 0,
            @StartedAt    = @StartedAt;

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
            @Version     AS Version,
            @RowsWritten AS RowsWritten,
            @@TRANCOUNT  AS TranCount;
END;
GO
