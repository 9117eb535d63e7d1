/* Purpose:    one row per machine and sensor that was a culprit in its last 30 days of readings, with the quality of
               its readings beside it: a bad sensor is no bad machine.
   Contract:   the 30 days end where the machine's readings are worked through, not today. */
CREATE OR ALTER VIEW dbo.ACM_SensorDefects
AS
SELECT
    q.EquipID,
    q.SensorName,
    q.EpisodeCount,
    q.OpenCount,
    q.MaxSharePct,
    q.BestRank,
    q.LastStartedAt,
    d.Direction     AS LastDirection,
    d.DeltaValue    AS LastDeltaValue,
    k.QualityLabel
FROM
(
    SELECT
        e.EquipID,
        u.SensorName,
        COUNT(*)                   AS EpisodeCount,
        SUM(CAST(e.IsOpen AS int)) AS OpenCount,
        MAX(u.SharePct)            AS MaxSharePct,
        MIN(u.CulpritRank)         AS BestRank,
        MAX(e.StartedAt)           AS LastStartedAt
    FROM dbo.ACM_Episodes_Current AS e
    INNER JOIN dbo.ACM_EpisodeCulprits AS u
        ON u.EpisodeID = e.EpisodeID
        AND u.RunID = e.RunID
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = e.EquipID
    WHERE e.StartedAt >= DATEADD(DAY, -30, p.LastBatchEndTime)
    GROUP BY
        e.EquipID,
        u.SensorName
) AS q
OUTER APPLY
(
    SELECT TOP (1)
        u.Direction,
        u.DeltaValue
    FROM dbo.ACM_Episodes_Current AS e
    INNER JOIN dbo.ACM_EpisodeCulprits AS u
        ON u.EpisodeID = e.EpisodeID
        AND u.RunID = e.RunID
    WHERE e.EquipID = q.EquipID
    AND   e.StartedAt = q.LastStartedAt
    AND   u.SensorName = q.SensorName
    ORDER BY
        e.EpisodeID
) AS d
OUTER APPLY
(
    SELECT TOP (1) x.QualityLabel
    FROM dbo.ACM_DataQuality AS x
    INNER JOIN dbo.ACM_Runs AS r
        ON r.RunID = x.RunID
    WHERE x.EquipID = q.EquipID
    AND   x.SensorName = q.SensorName
    ORDER BY
        r.WindowEnd DESC,
        r.CompletedAt DESC
) AS k;
GO
