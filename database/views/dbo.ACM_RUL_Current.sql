/* Purpose:    each machine's remaining life by its latest good run; a run that estimates none leaves none. */
CREATE OR ALTER VIEW dbo.ACM_RUL_Current
AS
SELECT
    t.EquipID,
    t.Timestamp,
    t.RunID,
    t.RulStatus,
    t.RulHours,
    t.LowerHours,
    t.UpperHours,
    t.IntervalPct,
    t.HorizonHours,
    t.FailureHealth,
    t.Method
FROM dbo.Equipment AS e
CROSS APPLY
(
    SELECT TOP (1) r.RunID
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = e.EquipID
    AND   r.Outcome = 'OK'
    ORDER BY
        r.WindowStart DESC,
        r.WindowEnd DESC,
        r.CompletedAt DESC,
        r.RunID DESC
) AS l
INNER JOIN dbo.ACM_RUL AS t
    ON t.RunID = l.RunID;
GO
