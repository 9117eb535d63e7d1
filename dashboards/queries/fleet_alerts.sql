/* Open episodes with what people did about them: new ones first, then by severity. */
SELECT
    a.EquipCode     AS [Machine],
    a.SeverityLabel AS [Severity],
    a.SinceWhen     AS [Since],
    a.AgeHours      AS [Age (h)],
    a.ActionState   AS [State],
    a.ActionBy      AS [By],
    a.Summary       AS [What changed],
    a.EpisodeID     AS [Episode]
FROM dbo.ACM_AlertAge AS a
ORDER BY
    CASE a.ActionState
        WHEN 'NEW' THEN 0
        WHEN 'ACKNOWLEDGED' THEN 1
        ELSE 2
    END,
    CASE a.SeverityLabel
        WHEN 'CRITICAL' THEN 0
        WHEN 'HIGH' THEN 1
        WHEN 'MEDIUM' THEN 2
        ELSE 3
    END,
    a.SinceWhen;
