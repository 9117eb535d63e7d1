/* Purpose:    writes the episodes that a run saw: deletes those no longer sent, upserts the rest.
   Contract:   @Rows holds every episode that the run's window touches; an episode keeps its EpisodeID from run to
               run and has one row per run. Replaying the call changes nothing. @EmptyMeansNone lets
               usp_FinalizeRun say that there is none; elsewhere a left-out @Rows is an error.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were given.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsUpdated, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_EpisodeCulprits, ACM_Episodes, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteEpisodes
    @RunID          uniqueidentifier,
    @Rows           dbo.ACM_Episodes_TVP READONLY,
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
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteEpisodes', @Contract = @Contract;

        SELECT @RowsGiven = COUNT(*)
        FROM @Rows AS s;

        IF @RowsGiven = 0 AND @EmptyMeansNone = 0
            THROW 51009, N'usp_WriteEpisodes was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

        DELETE c
        FROM dbo.ACM_EpisodeCulprits AS c
        WHERE c.RunID = @RunID
        AND   NOT EXISTS (SELECT 1 FROM @Rows AS s WHERE s.EpisodeID = c.EpisodeID);

        DELETE t
        FROM dbo.ACM_Episodes AS t
        WHERE t.RunID = @RunID
        AND   NOT EXISTS (SELECT 1 FROM @Rows AS s WHERE s.EpisodeID = t.EpisodeID);
        SET @RowsDeleted = @@ROWCOUNT;

        IF @RowsGiven > 0
        BEGIN
            SELECT @RowsFound = COUNT(*)
            FROM dbo.ACM_Episodes AS t
            WHERE t.RunID = @RunID;

            MERGE dbo.ACM_Episodes AS t
            USING
            (
                SELECT
                    r.EpisodeID,
                    CAST(r.StartedAt AS datetime2(3)) AS StartedAt,
                    CAST(r.EndedAt AS datetime2(3))   AS EndedAt,
                    CAST(r.SinceWhen AS datetime2(3)) AS SinceWhen,
                    CAST(r.PeakAt AS datetime2(3))    AS PeakAt,
                    r.PeakFusedZ,
                    r.MinHealthIndex,
                    r.SeverityLabel,
                    r.SampleCount,
                    r.Summary
                FROM @Rows AS r
            ) AS s
                ON t.EpisodeID = s.EpisodeID
                AND t.RunID = @RunID
            WHEN MATCHED AND EXISTS
            (
                SELECT
                    s.StartedAt, s.EndedAt, s.SinceWhen, s.PeakAt, s.PeakFusedZ,
                    s.MinHealthIndex, s.SeverityLabel, s.SampleCount, s.Summary
                EXCEPT
                SELECT
                    t.StartedAt, t.EndedAt, t.SinceWhen, t.PeakAt, t.PeakFusedZ,
                    t.MinHealthIndex, t.SeverityLabel, t.SampleCount, t.Summary
            ) THEN
                UPDATE SET
                    StartedAt      = s.StartedAt,
                    EndedAt        = s.EndedAt,
                    SinceWhen      = s.SinceWhen,
                    PeakAt         = s.PeakAt,
                    PeakFusedZ     = s.PeakFusedZ,
                    MinHealthIndex = s.MinHealthIndex,
                    SeverityLabel  = s.SeverityLabel,
                    SampleCount    = s.SampleCount,
                    Summary        = s.Summary
            WHEN NOT MATCHED BY TARGET THEN
                INSERT
                (
                    EpisodeID, RunID, EquipID, StartedAt, EndedAt, SinceWhen, PeakAt,
                    PeakFusedZ, MinHealthIndex, SeverityLabel, SampleCount, Summary
                )
                VALUES
                (
                    s.EpisodeID, @RunID, @EquipID, s.StartedAt, s.EndedAt, s.SinceWhen, s.PeakAt,
                    s.PeakFusedZ, s.MinHealthIndex, s.SeverityLabel, s.SampleCount, s.Summary
                );
            SET @RowsUpdated = @@ROWCOUNT;
            SET @RowsInserted = @RowsGiven - @RowsFound;
            SET @RowsUpdated = @RowsUpdated - @RowsInserted;
        END;

        EXECUTE dbo.usp_RecordTableStats
            @RunID        = @RunID,
            @TableName    = N'ACM_Episodes',
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
