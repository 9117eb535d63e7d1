/* Which machine is going bad, since when, and which sensor says so; the worst first. */
SELECT
    l.EquipCode       AS [Machine],
    l.EquipName       AS [Name],
    l.HealthStatus    AS [Status],
    l.HealthIndex     AS [Health],
    l.OperatingState  AS [State],
    l.SinceWhen       AS [Since],
    l.SeverityLabel   AS [Severity],
    l.TopSensor       AS [Sensor],
    l.Summary         AS [What changed],
    u.RulStatus       AS [Remaining life],
    u.LowerHours      AS [At least (h)],
    u.UpperHours      AS [At most (h)],
    l.Timestamp       AS [As of]
FROM dbo.ACM_Latest AS l
LEFT JOIN dbo.ACM_RUL_Current AS u
    ON u.EquipID = l.EquipID
ORDER BY
    IIF(l.EpisodeID IS NULL, 1, 0),
    COALESCE(l.HealthIndex, 101.0E0),
    l.EquipCode;
