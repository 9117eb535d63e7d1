/* Purpose:    deletes a chunk of a machine's oldest findings about its data.
   Contract:   called by usp_ApplyRetention outside of any transaction: each statement commits by itself. These are old
               by the server's clock, which wrote their times.
   Errors:     51025 called inside a transaction.
   Result set: none; @RowsFound is 0 when nothing is left.
   Lock order: the rows of one table at a time. */
CREATE OR ALTER PROCEDURE dbo.usp_DeleteFindings
    @EquipID   int,
    @Cutoff    datetime2(3),
    @ChunkRows int,
    @RowsFound int OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_DeleteFindings commits chunk by chunk and cannot run inside a transaction.', 1;

        SET @RowsFound = 0;

        DELETE TOP (@ChunkRows) t
        FROM dbo.Readings_Rejected AS t
        WHERE t.EquipID = @EquipID
        AND   t.RejectedAt < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;

        DELETE TOP (@ChunkRows) t
        FROM dbo.ACM_DataQualityEvents AS t
        WHERE t.EquipID = @EquipID
        AND   t.EventTime < @Cutoff;
        SET @RowsFound += @@ROWCOUNT;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
