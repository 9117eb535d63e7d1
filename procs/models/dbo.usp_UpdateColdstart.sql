/* Purpose:    records progress on the way to a machine's first model: rows that have come, or a change of state.
   Contract:   rows are counted once: a window inside what was counted adds nothing, one that follows it adds its rows.
               FAILED becomes PENDING only when its time has come; before that, usp_ResetColdstart. COMPLETE comes with
               the models, from usp_FinalizeRun alone.
   Errors:     51008 no such machine; 51033 the move is not allowed; 51034 COMPLETE, or PENDING before its time, was
               asked for; 51035 the window overlaps what was counted, is empty, or has no number of rows.
   Result set: one row after COMMIT when it owns the transaction: EquipID, Status, AccumulatedRows, RetryAt, TranCount.
   Lock order: ACM_ColdstartState, ACM_ColdstartHistory. */
CREATE OR ALTER PROCEDURE dbo.usp_UpdateColdstart
    @EquipID       int,
    @Status        varchar(20)    = NULL,
    @DataStartTime datetime2(3)   = NULL,
    @DataEndTime   datetime2(3)   = NULL,
    @RowsSeen      int            = NULL,
    @ErrorMessage  nvarchar(2000) = NULL,
    @RetrySeconds  int            = 3600
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit          = IIF(@@TRANCOUNT = 0, 1, 0),
        @Now             datetime2(3) = SYSUTCDATETIME(),
        @RetryAt         datetime2(3),
        @CountedStart    datetime2(3),
        @CountedEnd      datetime2(3),
        @Reason          nvarchar(2000),
        @Message         nvarchar(2048);

    BEGIN TRY
        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @Status = 'COMPLETE'
            THROW 51034, N'A coldstart becomes COMPLETE with its models, in usp_FinalizeRun.', 1;

        IF @RowsSeen IS NOT NULL
        AND (@DataStartTime IS NULL OR @DataEndTime IS NULL OR @DataStartTime >= @DataEndTime OR @RowsSeen < 0)
            THROW 51035, N'Rows are counted by window: a start, an end after it, and a number of rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        SELECT
            @RetryAt      = c.RetryAt,
            @CountedStart = c.DataStartTime,
            @CountedEnd   = c.DataEndTime
        FROM dbo.ACM_ColdstartState AS c WITH (UPDLOCK, HOLDLOCK)
        WHERE c.EquipID = @EquipID;

        IF @Status = 'PENDING' AND @RetryAt > @Now
        BEGIN
            SET @Message = CONCAT(N'The coldstart of machine ', @EquipID, N' failed and may be tried again at ',
                CONVERT(nvarchar(30), @RetryAt, 126), N' UTC; usp_ResetColdstart does not wait.');
            THROW 51034, @Message, 1;
        END;

        IF @Status IS NOT NULL
        BEGIN
            SELECT
                @RetryAt = DATEADD(SECOND, @RetrySeconds, @Now),
                @Reason  = COALESCE(@ErrorMessage, N'reported');
            EXECUTE dbo.usp_MoveColdstart
                @EquipID = @EquipID, @ToStatus = @Status, @Reason = @Reason, @RetryAt = @RetryAt;
        END;
        ELSE IF NOT EXISTS (SELECT 1 FROM dbo.ACM_ColdstartState AS c WHERE c.EquipID = @EquipID)
        BEGIN
            INSERT INTO dbo.ACM_ColdstartState (EquipID)
            VALUES (@EquipID);

            INSERT INTO dbo.ACM_ColdstartHistory (EquipID, FromStatus, ToStatus, Reason)
            VALUES (@EquipID, NULL, 'PENDING', N'first seen');
        END;

        IF @RowsSeen IS NOT NULL AND @DataStartTime < @CountedEnd
        AND (@DataStartTime < @CountedStart OR @DataEndTime > @CountedEnd)
        BEGIN
            SET @Message = CONCAT(N'The rows of machine ', @EquipID, N' are counted up to ',
                CONVERT(nvarchar(30), @CountedEnd, 126), N': a window that overlaps this would count rows twice.');
            THROW 51035, @Message, 1;
        END;

        IF @RowsSeen IS NOT NULL AND (@CountedEnd IS NULL OR @DataStartTime >= @CountedEnd)
            UPDATE c
            SET
                c.AccumulatedRows = c.AccumulatedRows + @RowsSeen,
                c.DataStartTime   = COALESCE(c.DataStartTime, @DataStartTime),
                c.DataEndTime     = @DataEndTime,
                c.UpdatedAt       = @Now
            FROM dbo.ACM_ColdstartState AS c
            WHERE c.EquipID = @EquipID;

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
            c.EquipID,
            c.Status,
            c.AccumulatedRows,
            c.RetryAt,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_ColdstartState AS c
        WHERE c.EquipID = @EquipID;
END;
GO
