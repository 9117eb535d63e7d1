/* Purpose:    the contributions that count: for each machine and time those of the run completed last. */
CREATE OR ALTER VIEW dbo.ACM_ContributionTimeline_Current
AS
SELECT
    t.EquipID,
    t.Timestamp,
    t.RunID,
    t.SensorName,
    t.SensorRank,
    t.ContributionPct,
    t.SensorZ
FROM dbo.ACM_ContributionTimeline AS t
INNER JOIN dbo.ACM_Runs AS r
    ON r.RunID = t.RunID
WHERE r.Outcome = 'OK'
AND   NOT EXISTS
(
    SELECT 1
    FROM dbo.ACM_ContributionTimeline AS n
    INNER JOIN dbo.ACM_Runs AS x
        ON x.RunID = n.RunID
    WHERE n.EquipID = t.EquipID
    AND   n.Timestamp = t.Timestamp
    AND   n.RunID <> t.RunID
    AND   x.Outcome = 'OK'
    AND   (x.CompletedAt > r.CompletedAt OR (x.CompletedAt = r.CompletedAt AND n.RunID > t.RunID))
);
GO
