/* Purpose:    moves a machine from one coldstart state to another, and records the move.
   Contract:   called inside the caller's transaction. A machine without a row is PENDING. PENDING goes to IN_PROGRESS,
               IN_PROGRESS to COMPLETE or FAILED, FAILED to PENDING; an attempt taken over stays IN_PROGRESS and counts
               as another. Any other move is an error. @RetryAt is when a failure may be tried again.
   Errors:     51022 called without a transaction; 51033 the move is not allowed.
   Result set: none.
   Lock order: ACM_ColdstartState, ACM_ColdstartHistory. */
CREATE OR ALTER PROCEDURE dbo.usp_MoveColdstart
    @EquipID  int,
    @ToStatus varchar(20),
    @Reason   nvarchar(2000),
    @RunID    uniqueidentifier = NULL,
    @RetryAt  datetime2(3)     = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Now        datetime2(3) = SYSUTCDATETIME(),
            @FromStatus varchar(20),
            @Message    nvarchar(2048);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_MoveColdstart belongs to its caller''s transaction, and there is none.', 1;

        SELECT @FromStatus = c.Status
        FROM dbo.ACM_ColdstartState AS c WITH (UPDLOCK, HOLDLOCK)
        WHERE c.EquipID = @EquipID;

        IF @FromStatus IS NULL
        BEGIN
            INSERT INTO dbo.ACM_ColdstartState (EquipID)
            VALUES (@EquipID);

            INSERT INTO dbo.ACM_ColdstartHistory (EquipID, FromStatus, ToStatus, Reason)
            VALUES (@EquipID, NULL, 'PENDING', N'first seen');

            SET @FromStatus = 'PENDING';
        END;

        IF NOT EXISTS
        (
            SELECT 1
            FROM
            (
                VALUES
                    ('PENDING', 'IN_PROGRESS'),
                    ('IN_PROGRESS', 'IN_PROGRESS'),
                    ('IN_PROGRESS', 'COMPLETE'),
                    ('IN_PROGRESS', 'FAILED'),
                    ('FAILED', 'PENDING')
            ) AS m (FromStatus, ToStatus)
            WHERE m.FromStatus = @FromStatus
            AND   m.ToStatus = @ToStatus
        )
        BEGIN
            SET @Message = CONCAT(N'The coldstart of machine ', @EquipID, N' is ', @FromStatus,
                N' and cannot become ', @ToStatus, N'.');
            THROW 51033, @Message, 1;
        END;

        UPDATE c
        SET
            c.Status         = @ToStatus,
            c.AttemptCount   = c.AttemptCount + IIF(@ToStatus = 'IN_PROGRESS', 1, 0),
            c.ErrorCount     = c.ErrorCount + IIF(@ToStatus = 'FAILED', 1, 0),
            c.FirstAttemptAt = IIF(@ToStatus = 'IN_PROGRESS', COALESCE(c.FirstAttemptAt, @Now), c.FirstAttemptAt),
            c.LastAttemptAt  = IIF(@ToStatus = 'IN_PROGRESS', @Now, c.LastAttemptAt),
            c.CompletedAt    = IIF(@ToStatus = 'COMPLETE', @Now, NULL),
            c.RetryAt        = IIF(@ToStatus = 'FAILED', COALESCE(@RetryAt, @Now), NULL),
            c.LastRunID      = COALESCE(@RunID, c.LastRunID),
            c.LastError      = IIF(@ToStatus = 'FAILED', @Reason, IIF(@ToStatus = 'COMPLETE', NULL, c.LastError)),
            c.UpdatedAt      = @Now
        FROM dbo.ACM_ColdstartState AS c
        WHERE c.EquipID = @EquipID;

        IF @FromStatus <> @ToStatus
            INSERT INTO dbo.ACM_ColdstartHistory (EquipID, FromStatus, ToStatus, RunID, Reason)
            VALUES (@EquipID, @FromStatus, @ToStatus, @RunID, @Reason);
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
