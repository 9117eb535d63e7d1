/* Where the machine stands. */
SELECT
    l.HealthStatus  AS [Status],
    l.HealthIndex   AS [Health],
    l.SeverityLabel AS [Severity],
    l.SinceWhen     AS [Since],
    l.TopSensor     AS [Sensor],
    l.Summary       AS [What changed],
    l.Timestamp     AS [As of]
FROM dbo.ACM_Latest AS l
WHERE l.EquipCode = ${machine:sqlstring};
