/* Purpose:    shows how far each machine is worked through, who holds it, and what failed last.
   Contract:   all machines, or one.
   Errors:     51008 no such machine.
   Result set: a row per machine: EquipID, EquipCode, LastBatchEndTime, BatchesCompleted, TickMinutes, RequiredRows,
               NextDueAt, LeaseOwner, LeaseToken, LeaseExpiresAt, IsLeased, ClaimedStage, ClaimedWindowStart,
               ClaimedWindowEnd, FailedAttempts, LastError, ActiveVersion, ParkedWindows.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetProgress
    @EquipID int = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF @EquipID IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT
            p.EquipID,
            e.EquipCode,
            p.LastBatchEndTime,
            p.BatchesCompleted,
            p.TickMinutes,
            p.RequiredRows,
            p.NextDueAt,
            p.LeaseOwner,
            p.LeaseToken,
            p.LeaseExpiresAt,
            CAST(IIF(p.LeaseExpiresAt > SYSUTCDATETIME(), 1, 0) AS bit) AS IsLeased,
            p.ClaimedStage,
            p.ClaimedWindowStart,
            p.ClaimedWindowEnd,
            p.FailedAttempts,
            p.LastError,
            a.Version AS ActiveVersion,
            k.ParkedWindows
        FROM dbo.ACM_BatchProgress AS p
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = p.EquipID
        LEFT JOIN dbo.ACM_ActiveModels AS a
            ON a.EquipID = p.EquipID
        CROSS APPLY
        (
            SELECT COUNT(*) AS ParkedWindows
            FROM dbo.ACM_ParkedWindows AS w
            WHERE w.EquipID = p.EquipID
        ) AS k
        WHERE @EquipID IS NULL
        OR    p.EquipID = @EquipID
        ORDER BY
            e.EquipCode;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
