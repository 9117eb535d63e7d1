/* Purpose:    episodes with their culprits and labels under the names that existing dashboards use. */
CREATE OR ALTER VIEW dbo.AnomalyEvents
AS
SELECT
    e.EquipID,
    e.RunID,
    e.EpisodeID,
    e.StartedAt     AS StartEntryDateTime,
    e.EndedAt       AS EndEntryDateTime,
    e.SeverityLabel AS Severity,
    e.PeakFusedZ    AS Score,
    c.Sensors       AS ContributingSensors,
    e.ActionState,
    e.LabelCode,
    e.Summary
FROM dbo.ACM_EpisodeStates AS e
OUTER APPLY
(
    SELECT STRING_AGG(CAST(x.SensorName AS nvarchar(max)), N', ') WITHIN GROUP (ORDER BY x.CulpritRank) AS Sensors
    FROM dbo.ACM_EpisodeCulprits AS x
    WHERE x.EpisodeID = e.EpisodeID
    AND   x.RunID = e.RunID
) AS c;
GO
