/* Purpose:    records what a source says that it delivered in one load, for the audit to compare with what is stored.
   Contract:   the figures are the source's own: rows read, rows twice, rows rejected, first and last time, number and
               sum of the values that are neither missing nor rejected. The sum is exact or added up tag by tag; it is
               left out (NULL) where the source knows it only in round figures. Replaying the call changes nothing.
               {EquipCode}_Load makes the call when it is given the figures, so that they are committed with the rows.
   Errors:     51008 no such machine; 51043 the load is recorded with other figures.
   Result set: one row after COMMIT when it owns the transaction: IsReplay, TranCount.
   Lock order: ACM_BatchSource. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteBatchSource
    @EquipID       int,
    @BatchLoadID   uniqueidentifier,
    @SourceName    nvarchar(400),
    @SourceRows    bigint,
    @DuplicateRows bigint       = 0,
    @RejectedRows  bigint       = 0,
    @FirstAt       datetime2(3) = NULL,
    @LastAt        datetime2(3) = NULL,
    @ValueCount    bigint       = 0,
    @ValueSum      float        = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @IsReplay        bit = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        IF EXISTS
        (
            SELECT 1
            FROM dbo.ACM_BatchSource AS b WITH (UPDLOCK, HOLDLOCK)
            WHERE b.EquipID = @EquipID
            AND   b.BatchLoadID = @BatchLoadID
        )
            SET @IsReplay = 1;

        IF @IsReplay = 1
        AND NOT EXISTS
        (
            SELECT b.SourceRows, b.DuplicateRows, b.RejectedRows, b.FirstAt, b.LastAt, b.ValueCount, b.ValueSum
            FROM dbo.ACM_BatchSource AS b
            WHERE b.EquipID = @EquipID
            AND   b.BatchLoadID = @BatchLoadID
            INTERSECT
            SELECT @SourceRows, @DuplicateRows, @RejectedRows, @FirstAt, @LastAt, @ValueCount, @ValueSum
        )
        BEGIN
            SET @Message = CONCAT(N'Load ', @BatchLoadID, N' of machine ', @EquipID, N' is recorded with other figures.');
            THROW 51043, @Message, 1;
        END;

        IF @IsReplay = 0
            INSERT INTO dbo.ACM_BatchSource
            (
                EquipID, BatchLoadID, SourceName, SourceRows, DuplicateRows,
                RejectedRows, FirstAt, LastAt, ValueCount, ValueSum
            )
            VALUES
            (
                @EquipID, @BatchLoadID, @SourceName, @SourceRows, @DuplicateRows,
                @RejectedRows, @FirstAt, @LastAt, @ValueCount, @ValueSum
            );

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
            @IsReplay   AS IsReplay,
            @@TRANCOUNT AS TranCount;
END;
GO
