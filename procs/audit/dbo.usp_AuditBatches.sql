/* Purpose:    checks the loads that nobody has checked yet, one after the other, each on its own.
   Contract:   every check commits by itself, so that what was checked stays checked when a later one breaks off. Loads
               whose check broke off come last at the next call: one bad load does not stop the rest. A load that was
               checked is not checked again, whatever the verdict; usp_ValidateBatch does that. AuditStatus is SUCCESS,
               PARTIAL_SUCCESS, FAILED or NOTHING_TO_DO.
   Errors:     51025 called inside a transaction; and what a check raises.
   Result set: the row of usp_ValidateBatch for each load, then one row: BatchesChecked, BatchesPassed, BatchesFailed,
               AuditStatus.
   Lock order: validation_log, validation_summary. */
CREATE OR ALTER PROCEDURE dbo.usp_AuditBatches
    @EquipID    int = NULL,
    @MaxBatches int = 100
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @AuditedID      int,
        @BatchLoadID    uniqueidentifier,
        @LastID         bigint,
        @BatchesChecked int = 0,
        @BatchesPassed  int = 0;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_AuditBatches commits load by load and cannot run inside a transaction.', 1;

        WHILE @BatchesChecked < @MaxBatches
        BEGIN
            SET @BatchLoadID = NULL;

            SELECT TOP (1)
                @AuditedID   = b.EquipID,
                @BatchLoadID = b.BatchLoadID
            FROM dbo.ACM_BatchSource AS b
            INNER JOIN dbo.Equipment AS e
                ON e.EquipID = b.EquipID
            CROSS APPLY
            (
                SELECT
                    COUNT(*)                                                        AS Tries,
                    COUNT(CASE WHEN l.validation_run_status = 'SUCCESS' THEN 1 END) AS Verdicts
                FROM dbo.validation_log AS l
                WHERE l.equip_id = b.EquipID
                AND   l.batch_load_id = b.BatchLoadID
            ) AS t
            WHERE (@EquipID IS NULL OR b.EquipID = @EquipID)
            AND   e.IsAdopted = 0
            AND   t.Verdicts = 0
            ORDER BY
                t.Tries,
                b.RecordedAt;

            IF @BatchLoadID IS NULL
                BREAK;

            EXECUTE dbo.usp_ValidateBatch @EquipID = @AuditedID, @BatchLoadID = @BatchLoadID;

            SET @BatchesChecked += 1;

            SELECT TOP (1) @LastID = l.validation_id
            FROM dbo.validation_log AS l
            WHERE l.equip_id = @AuditedID
            AND   l.batch_load_id = @BatchLoadID
            ORDER BY
                l.validation_id DESC;

            IF EXISTS
            (
                SELECT 1
                FROM dbo.validation_summary AS s
                WHERE s.validation_id = @LastID
                AND   s.overall_status = 'PASSED'
            )
                SET @BatchesPassed += 1;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;

    SELECT
        @BatchesChecked                  AS BatchesChecked,
        @BatchesPassed                   AS BatchesPassed,
        @BatchesChecked - @BatchesPassed AS BatchesFailed,
        CASE
            WHEN @BatchesChecked = 0 THEN 'NOTHING_TO_DO'
            WHEN @BatchesPassed = @BatchesChecked THEN 'SUCCESS'
            WHEN @BatchesPassed = 0 THEN 'FAILED'
            ELSE 'PARTIAL_SUCCESS'
        END                              AS AuditStatus;
END;
GO
