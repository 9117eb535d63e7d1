/* Purpose:    puts a machine IN_PROGRESS when a coldstart run is opened.
   Contract:   called by usp_StartRun inside its transaction. A failure whose time is over goes back to PENDING first;
               one that is asked for by name before its time too, because an operator asked.
   Errors:     51022 called without a transaction; 51033 the move is not allowed.
   Result set: none.
   Lock order: ACM_ColdstartState, ACM_ColdstartHistory. */
CREATE OR ALTER PROCEDURE dbo.usp_BeginColdstart
    @EquipID int,
    @RunID   uniqueidentifier
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Status  varchar(20),
            @RetryAt datetime2(3),
            @Reason  nvarchar(2000);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_BeginColdstart belongs to its caller''s transaction, and there is none.', 1;

        SELECT
            @Status  = c.Status,
            @RetryAt = c.RetryAt
        FROM dbo.ACM_ColdstartState AS c WITH (UPDLOCK, HOLDLOCK)
        WHERE c.EquipID = @EquipID;

        IF @Status = 'FAILED'
        BEGIN
            SET @Reason = IIF(@RetryAt <= SYSUTCDATETIME(), N'time to try again', N'asked for by name');
            EXECUTE dbo.usp_MoveColdstart
                @EquipID = @EquipID, @ToStatus = 'PENDING', @Reason = @Reason, @RunID = @RunID;
        END;

        EXECUTE dbo.usp_MoveColdstart
            @EquipID = @EquipID, @ToStatus = 'IN_PROGRESS', @Reason = N'run opened', @RunID = @RunID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
