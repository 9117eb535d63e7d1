/* Runs that failed or were abandoned, newest first. */
SELECT TOP (100)
    r.CompletedAt  AS [Ended],
    e.EquipCode    AS [Machine],
    r.Stage        AS [Stage],
    r.Outcome      AS [Outcome],
    r.WindowStart  AS [From],
    r.WindowEnd    AS [To],
    r.ErrorMessage AS [Error],
    r.WorkerName   AS [Worker],
    r.RunID        AS [Run]
FROM dbo.ACM_Runs AS r
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = r.EquipID
WHERE r.Outcome IN ('FAIL', 'ABANDONED')
AND   $__timeFilter(r.CompletedAt)
ORDER BY
    r.CompletedAt DESC;
