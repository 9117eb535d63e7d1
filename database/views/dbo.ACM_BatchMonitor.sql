/* Purpose:    one row per machine for whoever watches the workers: how far, who holds it, what failed, what needs a hand.
   Contract:   MonitorStatus is STUCK when a lease ran out and nobody took it over, FAILING while a window fails,
               WORKING while it is held, OVERDUE when it has been due for an hour, PARKED when nothing of this is so and
               windows wait for somebody to do them again (ACM_ParkedWindows), else IDLE. */
CREATE OR ALTER VIEW dbo.ACM_BatchMonitor
AS
SELECT
    p.EquipID,
    e.EquipCode,
    CASE
        WHEN p.LeaseExpiresAt <= SYSUTCDATETIME() THEN 'STUCK'
        WHEN p.LeaseExpiresAt > SYSUTCDATETIME() THEN 'WORKING'
        WHEN p.FailedAttempts > 0 THEN 'FAILING'
        WHEN p.NextDueAt < DATEADD(HOUR, -1, SYSUTCDATETIME()) THEN 'OVERDUE'
        WHEN k.ParkedWindows > 0 THEN 'PARKED'
        ELSE 'IDLE'
    END                                AS MonitorStatus,
    COALESCE(c.Status, 'PENDING')      AS ColdstartStatus,
    a.Version                          AS ActiveVersion,
    p.LastBatchEndTime,
    p.BatchesCompleted,
    p.TickMinutes,
    p.NextDueAt,
    p.LeaseOwner,
    p.LeaseExpiresAt,
    p.ClaimedStage,
    p.ClaimedWindowStart,
    p.ClaimedWindowEnd,
    p.FailedAttempts,
    p.LastError,
    d.RunsLastDay,
    d.FailuresLastDay,
    d.AvgSecondsLastDay,
    d.LastCompletedAt,
    k.ParkedWindows
FROM dbo.ACM_BatchProgress AS p
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = p.EquipID
LEFT JOIN dbo.ACM_ColdstartState AS c
    ON c.EquipID = p.EquipID
LEFT JOIN dbo.ACM_ActiveModels AS a
    ON a.EquipID = p.EquipID
OUTER APPLY
(
    SELECT
        COUNT(*)                                                     AS RunsLastDay,
        SUM(IIF(r.Outcome IN ('FAIL', 'ABANDONED'), 1, 0))           AS FailuresLastDay,
        AVG(r.DurationSeconds)                                       AS AvgSecondsLastDay,
        MAX(r.CompletedAt)                                           AS LastCompletedAt
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = p.EquipID
    AND   r.StartedAt >= DATEADD(DAY, -1, SYSUTCDATETIME())
) AS d
CROSS APPLY
(
    SELECT COUNT(*) AS ParkedWindows
    FROM dbo.ACM_ParkedWindows AS w
    WHERE w.EquipID = p.EquipID
) AS k
WHERE e.IsActive = 1;
GO
