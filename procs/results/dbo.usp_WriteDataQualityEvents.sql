/* Purpose:    writes the data-quality findings of a run, or of an ingest that loads with the same call.
   Contract:   with @RunID the findings of that run are replaced; with @BatchLoadID those of that load of the
               machine @EquipID, inside the loading procedure's transaction.
   Errors:     51001 no such run; 51002 the run has ended; 51006 @Contract is not the type's; 51009 no rows were
               given; 51023 neither a run nor a load was named.
   Result set: one row after COMMIT when it owns the transaction: RowsInserted, RowsDeleted, TranCount.
   Lock order: ACM_Runs, ACM_DataQualityEvents, ACM_RunTableStats. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteDataQualityEvents
    @RunID          uniqueidentifier = NULL,
    @Rows           dbo.ACM_DataQualityEvents_TVP READONLY,
    @EquipID        int              = NULL,
    @BatchLoadID    uniqueidentifier = NULL,
    @Contract       binary(32)       = NULL,
    @EmptyMeansNone bit              = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @StartedAt       datetime2(7) = SYSUTCDATETIME(),
        @RowsInserted    int          = 0,
        @RowsDeleted     int          = 0;

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_WriteDataQualityEvents', @Contract = @Contract;

        IF @RunID IS NULL AND (@BatchLoadID IS NULL OR @EquipID IS NULL)
            THROW 51023, N'usp_WriteDataQualityEvents needs @RunID, or @BatchLoadID and @EquipID.', 1;

        IF @EmptyMeansNone = 0 AND NOT EXISTS (SELECT 1 FROM @Rows AS s)
            THROW 51009, N'usp_WriteDataQualityEvents was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        IF @RunID IS NOT NULL
        BEGIN
            EXECUTE dbo.usp_LockRun @RunID = @RunID, @EquipID = @EquipID OUTPUT;

            DELETE t
            FROM dbo.ACM_DataQualityEvents AS t
            WHERE t.RunID = @RunID;
            SET @RowsDeleted = @@ROWCOUNT;
        END;
        ELSE
        BEGIN
            DELETE t
            FROM dbo.ACM_DataQualityEvents AS t
            WHERE t.BatchLoadID = @BatchLoadID
            AND   t.EquipID = @EquipID;
            SET @RowsDeleted = @@ROWCOUNT;
        END;

        INSERT INTO dbo.ACM_DataQualityEvents
        (
            EquipID,
            RunID,
            BatchLoadID,
            TableName,
            ColumnName,
            EventType,
            AffectedRows,
            FirstAt,
            LastAt,
            SampleValues,
            Detail
        )
        SELECT
            @EquipID,
            @RunID,
            IIF(@RunID IS NULL, @BatchLoadID, NULL),
            s.TableName,
            s.ColumnName,
            s.EventType,
            s.AffectedRows,
            s.FirstAt,
            s.LastAt,
            s.SampleValues,
            s.Detail
        FROM @Rows AS s
        ORDER BY
            s.EventOrdinal;
        SET @RowsInserted = @@ROWCOUNT;

        IF @RunID IS NOT NULL
            EXECUTE dbo.usp_RecordTableStats
                @RunID        = @RunID,
                @TableName    = N'ACM_DataQualityEvents',
                @RowsInserted = @RowsInserted,
                @RowsUpdated  = 0,
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
            @RowsDeleted  AS RowsDeleted,
            @@TRANCOUNT   AS TranCount;
END;
GO
