/* The machine's episodes, newest first, with what people said of them. */
SELECT
    s.SinceWhen     AS [Since],
    s.StartedAt     AS [Alarm],
    s.EndedAt       AS [Until],
    s.SeverityLabel AS [Severity],
    s.PeakFusedZ    AS [Peak score],
    s.MinHealthIndex AS [Lowest health],
    s.ActionState   AS [State],
    s.LabelCode     AS [Label],
    s.Summary       AS [What changed]
FROM dbo.ACM_EpisodeStates AS s
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = s.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(s.StartedAt)
ORDER BY
    s.StartedAt DESC;
