/* Purpose:    deletes what is older than it needs to be: series, readings, runs, documents and logs.
   Contract:   what has a time of the machine (series, readings, runs) is old by the machine's own time, counted back
               from where its readings are worked through: replayed history is not deleted because of today's date. What
               has a time of the server (documents, logs, findings) is old by the server's clock. Readings are kept
               unless @ReadingDays is given; adopted tables are never touched. Short chunks, each committed by itself,
               until nothing is left or @MaxSeconds are over: call it again. With @DryRun it deletes nothing and counts
               what would go.
   Errors:     51025 called inside a transaction; 51045 a period is shorter than a day, runs would go before their rows,
               or a chunk is not between 1 and 4,500 rows.
   Result set: one row: RowsDeleted, RunsDeleted, DocumentsDeleted, IsFinished, TranCount. With @DryRun instead a row per
               table: TableName, RowsFound.
   Lock order: per chunk the rows of one table; ACM_Runs, result tables; Ingest_Payload, processing_log. */
CREATE OR ALTER PROCEDURE dbo.usp_ApplyRetention
    @SeriesDays  int = 400,
    @RunDays     int = 800,
    @ReadingDays int = NULL,
    @LogDays     int = 400,
    @ChunkRows   int = 4000,
    @MaxSeconds  int = 300,
    @DryRun      bit = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @Now              datetime2(3) = SYSUTCDATETIME(),
        @StopAt           datetime2(3),
        @LogCutoff        datetime2(3),
        @EquipID          int          = 0,
        @Watermark        datetime2(3),
        @TrimProcedure    nvarchar(300),
        @IsAdopted        bit,
        @Cutoff           datetime2(3),
        @Found            int,
        @RowsDeleted      bigint       = 0,
        @RunsDeleted      bigint       = 0,
        @DocumentsDeleted bigint       = 0;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_ApplyRetention commits chunk by chunk and cannot run inside a transaction.', 1;

        IF @SeriesDays < 1 OR @RunDays < @SeriesDays OR @ReadingDays < 1 OR @LogDays < 1
            OR @ChunkRows < 1 OR @ChunkRows > 4500
            THROW 51045, N'Periods last a day or more, runs as long as their rows; a chunk has 1 to 4,500 rows.', 1;

        SELECT
            @StopAt    = DATEADD(SECOND, @MaxSeconds, @Now),
            @LogCutoff = DATEADD(DAY, -@LogDays, @Now);

        IF @DryRun = 1
        BEGIN
            EXECUTE dbo.usp_CountOldRows
                @SeriesDays = @SeriesDays, @RunDays = @RunDays, @ReadingDays = @ReadingDays, @LogCutoff = @LogCutoff;
            RETURN;
        END;

        WHILE SYSUTCDATETIME() < @StopAt
        BEGIN
            SET @TrimProcedure = NULL;

            SELECT TOP (1)
                @EquipID       = e.EquipID,
                @TrimProcedure = CONCAT(N'dbo.', QUOTENAME(CONCAT(e.EquipCode, N'_Trim'))),
                @IsAdopted     = e.IsAdopted,
                @Watermark     = p.LastBatchEndTime
            FROM dbo.Equipment AS e
            INNER JOIN dbo.ACM_BatchProgress AS p
                ON p.EquipID = e.EquipID
            WHERE e.EquipID > @EquipID
            ORDER BY
                e.EquipID;

            IF @TrimProcedure IS NULL
                BREAK;

            SELECT
                @Found  = 1,
                @Cutoff = DATEADD(DAY, -@SeriesDays, @Watermark);

            WHILE @Found > 0 AND SYSUTCDATETIME() < @StopAt
            BEGIN
                EXECUTE dbo.usp_DeleteSeries
                    @EquipID = @EquipID, @Cutoff = @Cutoff, @ChunkRows = @ChunkRows, @RowsFound = @Found OUTPUT;
                SET @RowsDeleted += @Found;
            END;

            SELECT
                @Found  = IIF(@IsAdopted = 0 AND @ReadingDays IS NOT NULL, 1, 0),
                @Cutoff = DATEADD(DAY, -@ReadingDays, @Watermark);

            WHILE @Found > 0 AND SYSUTCDATETIME() < @StopAt
            BEGIN
                EXECUTE @TrimProcedure @Cutoff = @Cutoff, @ChunkRows = @ChunkRows, @RowsFound = @Found OUTPUT;

                /* Marks of readings that are gone. */
                DELETE TOP (@ChunkRows) t
                FROM dbo.Readings_Quality AS t
                WHERE t.EquipID = @EquipID
                AND   t.EntryDateTime < @Cutoff;
                SET @Found += @@ROWCOUNT;
                SET @RowsDeleted += @Found;
            END;

            SET @Found = 1;

            WHILE @Found > 0 AND SYSUTCDATETIME() < @StopAt
            BEGIN
                EXECUTE dbo.usp_DeleteFindings
                    @EquipID = @EquipID, @Cutoff = @LogCutoff, @ChunkRows = @ChunkRows, @RowsFound = @Found OUTPUT;
                SET @RowsDeleted += @Found;
            END;

            SELECT
                @Found  = 1,
                @Cutoff = DATEADD(DAY, -@RunDays, @Watermark);

            WHILE @Found > 0 AND SYSUTCDATETIME() < @StopAt
            BEGIN
                BEGIN TRANSACTION;
                EXECUTE dbo.usp_DeleteRuns
                    @EquipID = @EquipID, @Cutoff = @Cutoff, @MaxRuns = 50, @RunsFound = @Found OUTPUT;
                COMMIT TRANSACTION;

                SET @RunsDeleted += @Found;
            END;
        END;

        SET @Found = 1;

        WHILE @Found > 0 AND SYSUTCDATETIME() < @StopAt
        BEGIN
            BEGIN TRANSACTION;
            EXECUTE dbo.usp_DeleteDocuments @Cutoff = @LogCutoff, @MaxRows = 100, @RowsFound = @Found OUTPUT;
            COMMIT TRANSACTION;

            SET @DocumentsDeleted += @Found;
        END;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0 AND ERROR_NUMBER() <> 51025
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    SELECT
        @RowsDeleted                                            AS RowsDeleted,
        @RunsDeleted                                            AS RunsDeleted,
        @DocumentsDeleted                                       AS DocumentsDeleted,
        CAST(IIF(SYSUTCDATETIME() < @StopAt, 1, 0) AS bit)      AS IsFinished,
        @@TRANCOUNT                                             AS TranCount;
END;
GO
