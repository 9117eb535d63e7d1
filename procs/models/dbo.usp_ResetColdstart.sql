/* Purpose:    lets an operator have a failed coldstart tried again at once.
   Contract:   FAILED becomes PENDING, the count of rows begins anew, and the machine is due now. One that is PENDING is
               left as it is. One that hangs IN_PROGRESS is ended by usp_AbandonStaleRuns first.
   Errors:     51008 no such machine; 51033 it is IN_PROGRESS or COMPLETE.
   Result set: one row after COMMIT when it owns the transaction: EquipID, Status, TranCount.
   Lock order: ACM_BatchProgress, ACM_ColdstartState, ACM_ColdstartHistory. */
CREATE OR ALTER PROCEDURE dbo.usp_ResetColdstart
    @EquipID int,
    @Reason  nvarchar(400)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @Now             datetime2(3) = SYSUTCDATETIME(),
        @Status          varchar(20),
        @Text            nvarchar(2000),
        @Message         nvarchar(2048);

    BEGIN TRY
        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        UPDATE p
        SET
            p.NextDueAt      = @Now,
            p.FailedAttempts = 0,
            p.UpdatedAt      = @Now
        FROM dbo.ACM_BatchProgress AS p
        WHERE p.EquipID = @EquipID;

        IF @@ROWCOUNT = 0
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT @Status = c.Status
        FROM dbo.ACM_ColdstartState AS c WITH (UPDLOCK, HOLDLOCK)
        WHERE c.EquipID = @EquipID;

        IF @Status <> 'PENDING'
        BEGIN
            SET @Text = CONCAT(N'reset: ', @Reason);
            EXECUTE dbo.usp_MoveColdstart @EquipID = @EquipID, @ToStatus = 'PENDING', @Reason = @Text;

            UPDATE c
            SET
                c.AccumulatedRows = 0,
                c.DataStartTime   = NULL,
                c.DataEndTime     = NULL
            FROM dbo.ACM_ColdstartState AS c
            WHERE c.EquipID = @EquipID;
        END;

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
            p.EquipID,
            COALESCE(c.Status, 'PENDING') AS Status,
            @@TRANCOUNT                   AS TranCount
        FROM dbo.ACM_BatchProgress AS p
        LEFT JOIN dbo.ACM_ColdstartState AS c
            ON c.EquipID = p.EquipID
        WHERE p.EquipID = @EquipID;
END;
GO
