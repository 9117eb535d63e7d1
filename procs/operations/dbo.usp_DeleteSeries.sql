/* Purpose:    deletes a chunk of a machine's oldest rows from every time series.
   Contract:   called by usp_ApplyRetention outside of any transaction: each statement commits by itself, so that nobody
               waits for long and the log can be reused. The keys begin with machine and time, so a chunk costs its
               rows.
   Errors:     51025 called inside a transaction.
   Result set: none; @RowsFound is 0 when nothing is left.
   Lock order: the rows of one table at a time. */
CREATE OR ALTER PROCEDURE dbo.usp_DeleteSeries
    @EquipID   int,
    @Cutoff    datetime2(3),
    @ChunkRows int,
    @RowsFound int OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_DeleteSeries commits chunk by chunk and cannot run inside a transaction.', 1;

        SET @RowsFound = 0;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_Scores_Wide AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_HealthTimeline AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_RegimeTimeline AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_ContributionTimeline AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_SensorExpected AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_DriftSeries AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_HealthForecast AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_RUL AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
