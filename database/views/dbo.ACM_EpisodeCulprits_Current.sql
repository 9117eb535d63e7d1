/* Purpose:    the culprits of each episode, as the run that saw it last left them. */
CREATE OR ALTER VIEW dbo.ACM_EpisodeCulprits_Current
AS
SELECT
    t.EpisodeID,
    t.RunID,
    t.EquipID,
    t.SensorName,
    t.CulpritRank,
    t.SharePct,
    t.Direction,
    t.ActualMean,
    t.ExpectedMean,
    t.DeltaValue
FROM dbo.ACM_EpisodeCulprits AS t
INNER JOIN dbo.ACM_Runs AS r
    ON r.RunID = t.RunID
WHERE r.Outcome = 'OK'
AND   NOT EXISTS
(
    SELECT 1
    FROM dbo.ACM_Episodes AS n
    INNER JOIN dbo.ACM_Runs AS x
        ON x.RunID = n.RunID
    WHERE n.EpisodeID = t.EpisodeID
    AND   n.RunID <> t.RunID
    AND   x.Outcome = 'OK'
    AND   (x.WindowEnd > r.WindowEnd
           OR (x.WindowEnd = r.WindowEnd AND x.CompletedAt > r.CompletedAt)
           OR (x.WindowEnd = r.WindowEnd AND x.CompletedAt = r.CompletedAt AND n.RunID > t.RunID))
);
GO
