/* Purpose:    writes the end of a run into its row, with the figures of what its writers stored.
   Contract:   called by usp_FinalizeRun inside its transaction, after the writers. The figures are taken from the
               tables, so that they cannot differ from them.
   Errors:     51001 no such run; 51002 the run has ended; 51022 called without a transaction.
   Result set: none.
   Lock order: ACM_Runs. */
CREATE OR ALTER PROCEDURE dbo.usp_CloseRun
    @RunID            uniqueidentifier,
    @Outcome          varchar(10),
    @RowsRead         int            = 0,
    @TrainRowCount    int            = 0,
    @DataQualityScore float          = NULL,
    @RefitRequested   bit            = 0,
    @ErrorMessage     nvarchar(4000) = NULL,
    @ErrorJSON        nvarchar(max)  = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @EquipID        int,
            @WindowStart    datetime2(3),
            @WindowEnd      datetime2(3),
            @ScoreRowCount  int,
            @EpisodeCount   int,
            @AvgHealthIndex float,
            @MinHealthIndex float,
            @MaxFusedZ      float,
            @HealthStatus   varchar(10),
            @RowsWritten    int;

        EXECUTE dbo.usp_LockRun
            @RunID       = @RunID,
            @EquipID     = @EquipID OUTPUT,
            @WindowStart = @WindowStart OUTPUT,
            @WindowEnd   = @WindowEnd OUTPUT;

        SELECT
            @ScoreRowCount  = COUNT(*),
            @AvgHealthIndex = AVG(h.HealthIndex),
            @MinHealthIndex = MIN(h.HealthIndex),
            @MaxFusedZ      = MAX(h.FusedZ)
        FROM dbo.ACM_HealthTimeline AS h
        WHERE h.EquipID = @EquipID
        AND   h.Timestamp >= @WindowStart
        AND   h.Timestamp < @WindowEnd
        AND   h.RunID = @RunID;

        SELECT TOP (1) @HealthStatus = h.HealthStatus
        FROM dbo.ACM_HealthTimeline AS h
        WHERE h.EquipID = @EquipID
        AND   h.Timestamp >= @WindowStart
        AND   h.Timestamp < @WindowEnd
        AND   h.RunID = @RunID
        AND   h.HealthStatus IS NOT NULL
        ORDER BY
            h.Timestamp DESC;

        SELECT @EpisodeCount = COUNT(*)
        FROM dbo.ACM_Episodes AS e
        WHERE e.RunID = @RunID;

        SELECT @RowsWritten = COALESCE(SUM(s.RowsInserted + s.RowsUpdated), 0)
        FROM dbo.ACM_RunTableStats AS s
        WHERE s.RunID = @RunID;

        UPDATE r
        SET
            r.Outcome          = @Outcome,
            r.CompletedAt      = IIF(SYSUTCDATETIME() > r.StartedAt, SYSUTCDATETIME(), r.StartedAt),
            r.RowsRead         = @RowsRead,
            r.RowsWritten      = @RowsWritten,
            r.TrainRowCount    = @TrainRowCount,
            r.ScoreRowCount    = @ScoreRowCount,
            r.EpisodeCount     = @EpisodeCount,
            r.HealthStatus     = @HealthStatus,
            r.AvgHealthIndex   = @AvgHealthIndex,
            r.MinHealthIndex   = @MinHealthIndex,
            r.MaxFusedZ        = @MaxFusedZ,
            r.DataQualityScore = @DataQualityScore,
            r.RefitRequested   = @RefitRequested,
            r.ErrorMessage     = LEFT(@ErrorMessage, 1000),
            r.ErrorJSON        = @ErrorJSON
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
