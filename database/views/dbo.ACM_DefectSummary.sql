/* Purpose:    one row per machine: how it stands, and what its last 30 days of readings held.
   Contract:   the 30 days end where the machine's readings are worked through, not today. */
CREATE OR ALTER VIEW dbo.ACM_DefectSummary
AS
SELECT
    l.EquipID,
    l.EquipCode,
    l.HealthStatus,
    l.HealthIndex,
    l.Timestamp                     AS AsOf,
    COALESCE(w.EpisodeCount, 0)     AS EpisodeCount,
    COALESCE(w.OpenCount, 0)        AS OpenCount,
    COALESCE(w.EpisodeHours, 0.0)   AS EpisodeHours,
    w.WorstSeverity,
    c.SensorName                    AS TopCulprit,
    c.SharePct                      AS TopCulpritSharePct,
    c.Direction                     AS TopCulpritDirection
FROM dbo.ACM_Latest AS l
OUTER APPLY
(
    SELECT
        COUNT(*)                            AS EpisodeCount,
        SUM(CAST(e.IsOpen AS int))          AS OpenCount,
        SUM(DATEDIFF_BIG(SECOND, e.StartedAt, COALESCE(e.EndedAt, l.LastBatchEndTime)) / 3600.0) AS EpisodeHours,
        CASE MAX(CASE e.SeverityLabel WHEN 'CRITICAL' THEN 4 WHEN 'HIGH' THEN 3 WHEN 'MEDIUM' THEN 2 ELSE 1 END)
            WHEN 4 THEN 'CRITICAL'
            WHEN 3 THEN 'HIGH'
            WHEN 2 THEN 'MEDIUM'
            WHEN 1 THEN 'LOW'
        END                                 AS WorstSeverity
    FROM dbo.ACM_Episodes_Current AS e
    WHERE e.EquipID = l.EquipID
    AND   e.StartedAt >= DATEADD(DAY, -30, l.LastBatchEndTime)
) AS w
OUTER APPLY
(
    SELECT TOP (1)
        u.SensorName,
        u.SharePct,
        u.Direction
    FROM dbo.ACM_Episodes_Current AS e
    INNER JOIN dbo.ACM_EpisodeCulprits AS u
        ON u.EpisodeID = e.EpisodeID
        AND u.RunID = e.RunID
    WHERE e.EquipID = l.EquipID
    AND   e.StartedAt >= DATEADD(DAY, -30, l.LastBatchEndTime)
    ORDER BY
        e.PeakFusedZ DESC,
        u.CulpritRank
) AS c;
GO
