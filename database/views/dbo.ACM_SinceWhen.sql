/* Purpose:    since when each machine is as it is: since the change that an open episode was traced back to, or since
               the last episode ended, or since its first scored sample. */
CREATE OR ALTER VIEW dbo.ACM_SinceWhen
AS
SELECT
    l.EquipID,
    l.EquipCode,
    l.HealthStatus,
    l.HealthIndex,
    IIF(l.EpisodeID IS NULL, 'NORMAL', 'EPISODE')               AS Condition,
    COALESCE(l.SinceWhen, c.EndedAt, f.Timestamp)               AS SinceWhen,
    l.Timestamp                                                 AS AsOf,
    DATEDIFF_BIG(SECOND, COALESCE(l.SinceWhen, c.EndedAt, f.Timestamp), l.Timestamp) / 3600.0 AS DurationHours,
    l.EpisodeID,
    l.SeverityLabel
FROM dbo.ACM_Latest AS l
OUTER APPLY
(
    SELECT TOP (1) e.EndedAt
    FROM dbo.ACM_Episodes_Current AS e
    WHERE e.EquipID = l.EquipID
    AND   e.IsOpen = 0
    ORDER BY
        e.StartedAt DESC
) AS c
OUTER APPLY
(
    SELECT TOP (1) h.Timestamp
    FROM dbo.ACM_HealthTimeline AS h
    WHERE h.EquipID = l.EquipID
    ORDER BY
        h.Timestamp
) AS f;
GO
