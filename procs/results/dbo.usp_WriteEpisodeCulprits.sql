/* Purpose:    writes the sensors that a run's episodes point at: deletes those no longer sent, upserts the rest.
   Contract:   called after usp_WriteEpisodes; @Rows holds the culprits of every episode of the run. Replaying the
               call changes nothing. @EmptyMeansNone lets usp_FinalizeRun say that there is none; elsewhere a
               left-out @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were
               given; 547 an episode that the run does not have.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_EpisodeCulprits, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteEpisodeCulprits
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_EpisodeCulprits_TVP READONLY,
    @Contract       binary(32) = NULL,
    @EmptyMeansNone bit        = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @EquipID         int,
        @RowsGiven       int,
        @RowsFound       int,
        @RowsInserted    int          = 0,
        @RowsUpdated     int          = 0,
        @RowsDeleted     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteEpisodeCulprits', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteEpisodeCulprits was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        DELETE t
        FROM dbo.ACM_EpisodeCulprits AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM @Rows AS s
            WHERE s.EpisodeID = t.EpisodeID
            AND   s.SensorName = t.SensorName
        );
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_EpisodeCulprits AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_EpisodeCulprits AS t
            USING @Rows AS s
                ON t.EpisodeID = s.EpisodeID
                AND t.RunID = @RunID
                AND t.SensorName = s.SensorName
            WHEN MATCHED AND EXISTS
            (
                SELECT s.CulpritRank, s.SharePct, s.Direction, s.ActualMean, s.ExpectedMean, s.DeltaValue
                EXCEPT
                SELECT t.CulpritRank, t.SharePct, t.Direction, t.ActualMean, t.ExpectedMean, t.DeltaValue
            ) THEN
                UPDATE SET
                    CulpritRank  = s.CulpritRank,
                    SharePct     = s.SharePct,
                    Direction    = s.Direction,
                    ActualMean   = s.ActualMean,
                    ExpectedMean = s.ExpectedMean,
                    DeltaValue   = s.DeltaValue
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    EpisodeID, RunID, SensorName, EquipID, CulpritRank,
                    SharePct, Direction, ActualMean, ExpectedMean, DeltaValue
                )
                VALUES
                (
                    s.EpisodeID, @RunID, s.SensorName, @EquipID, s.CulpritRank,
                    s.SharePct, s.Direction, s.ActualMean, s.ExpectedMean, s.DeltaValue
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_EpisodeCulprits',
            @RowsInserted = @RowsInserted,
            @RowsUpdated  = @RowsUpdated,
            @RowsDeleted  = @RowsDeleted,
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
            @RowsInserted AS RowsInserted,
            @RowsUpdated  AS RowsUpdated,
            @RowsDeleted  AS RowsDeleted,
            @@TRANCOUNT   AS TranCount;
END;
GO
