/* The machines as the workers see them: who is behind, stuck or failing. */
SELECT
    b.EquipCode         AS [Machine],
    b.MonitorStatus     AS [Status],
    b.ColdstartStatus   AS [Coldstart],
    b.ActiveVersion     AS [Model],
    b.LastBatchEndTime  AS [Worked to],
    b.NextDueAt         AS [Due],
    b.LeaseOwner        AS [Held by],
    b.FailedAttempts    AS [Failures in a row],
    b.ParkedWindows     AS [Parked windows],
    b.RunsLastDay       AS [Runs in a day],
    b.FailuresLastDay   AS [Failed in a day],
    b.AvgSecondsLastDay AS [Seconds a run],
    b.LastError         AS [Last error]
FROM dbo.ACM_BatchMonitor AS b
ORDER BY
    CASE b.MonitorStatus
        WHEN 'STUCK' THEN 0
        WHEN 'FAILING' THEN 1
        WHEN 'OVERDUE' THEN 2
        WHEN 'PARKED' THEN 3
        WHEN 'WORKING' THEN 4
        ELSE 5
    END,
    b.EquipCode;
