/* Purpose:    stores what the scorer carries from one tick to the next.
   Contract:   one row per machine, which only moves forward in time: a backfill of an older window leaves it.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no row, or
               more than one, was given.
   Result set: one row after COMMIT when it owns the transaction: RowsWritten, TranCount.
   Lock order: ACM_Runs, ACM_ScorerState, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteScorerState
    @RunID    uniqueidentifier,
    @Rows     dbo.ACM_ScorerState_TVP READONLY,
    @Contract binary(32) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @EquipID         int,
        @ModelVersion    int,
        @RowsFound       int,
        @RowsInserted    int,
        @RowsUpdated     int,
        @RowsWritten     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteScorerState', @Contract = @Contract;

        IF (SELECT COUNT(*) FROM @Rows AS s) <> 1
            THROW 51009, N'usp_WriteScorerState takes one row.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        SELECT @ModelVersion = r.ModelVersion
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;

        SELECT @RowsFound = COUNT(*)
        FROM dbo.ACM_ScorerState AS t WITH (UPDLOCK, HOLDLOCK)
        WHERE t.EquipID = @EquipID;

        MERGE dbo.ACM_ScorerState WITH (HOLDLOCK, UPDLOCK) AS t
        USING
        (
            SELECT
                @EquipID                              AS EquipID,
                CAST(r.AsOf AS datetime2(3))          AS AsOf,
                r.StateBytes,
                HASHBYTES('SHA2_256', r.StateBytes)   AS StateHash
            FROM @Rows AS r
        ) AS s
            ON t.EquipID = s.EquipID
        WHEN MATCHED AND s.AsOf >= t.AsOf THEN
            UPDATE SET
                ModelVersion = @ModelVersion,
                AsOf         = s.AsOf,
                RunID        = @RunID,
                StateBytes   = s.StateBytes,
                StateHash    = s.StateHash,
                UpdatedAt    = SYSUTCDATETIME()
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (EquipID, ModelVersion, AsOf, RunID, StateBytes, StateHash)
            VALUES (s.EquipID, @ModelVersion, s.AsOf, @RunID, s.StateBytes, s.StateHash);
        SET @RowsWritten = @@ROWCOUNT;
        SET @RowsInserted = IIF(@RowsFound = 0, @RowsWritten, 0);
        SET @RowsUpdated = IIF(@RowsFound = 0, 0, @RowsWritten);

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_ScorerState',
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
            @RowsWritten AS RowsWritten,
            @@TRANCOUNT  AS TranCount;
END;
GO
