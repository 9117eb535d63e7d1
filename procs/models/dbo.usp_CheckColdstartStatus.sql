/* Purpose:    tells how far a machine is on the way to its first model.
   Contract:   reads only. A machine that nothing was recorded of is PENDING. CanStart says that a coldstart may begin
               now: it is PENDING, or FAILED and its time to try again has come.
   Errors:     51008 no such machine.
   Result set: one row: EquipID, Status, CanStart, HasActiveModel, AccumulatedRows, RequiredRows, DataStartTime,
               DataEndTime, AttemptCount, ErrorCount, RetryAt, CompletedAt, LastError.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_CheckColdstartStatus
    @EquipID int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF NOT EXISTS (SELECT 1 FROM dbo.ACM_BatchProgress AS p WHERE p.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT
            p.EquipID,
            COALESCE(c.Status, 'PENDING')                                 AS Status,
            CAST(IIF(c.Status IS NULL OR c.Status = 'PENDING'
                OR (c.Status = 'FAILED' AND c.RetryAt <= SYSUTCDATETIME()), 1, 0) AS bit) AS CanStart,
            CAST(IIF(a.EquipID IS NULL, 0, 1) AS bit)                     AS HasActiveModel,
            COALESCE(c.AccumulatedRows, 0)                                AS AccumulatedRows,
            p.RequiredRows,
            c.DataStartTime,
            c.DataEndTime,
            COALESCE(c.AttemptCount, 0)                                   AS AttemptCount,
            COALESCE(c.ErrorCount, 0)                                     AS ErrorCount,
            c.RetryAt,
            c.CompletedAt,
            c.LastError
        FROM dbo.ACM_BatchProgress AS p
        LEFT JOIN dbo.ACM_ColdstartState AS c
            ON c.EquipID = p.EquipID
        LEFT JOIN dbo.ACM_ActiveModels AS a
            ON a.EquipID = p.EquipID
        WHERE p.EquipID = @EquipID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
