/* Machines in alarm that nobody has looked at, with the peak score; LOW ones can wait for the daily round. */
SELECT
    a.EquipCode       AS Machine,
    a.SeverityLabel   AS Severity,
    MAX(a.PeakFusedZ) AS Score
FROM dbo.ACM_AlertAge AS a
WHERE a.ActionState = 'NEW'
AND   a.SeverityLabel <> 'LOW'
GROUP BY
    a.EquipCode,
    a.SeverityLabel;
