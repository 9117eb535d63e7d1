/* Purpose:    one row per machine: where it stands, since when, and which sensor says so. */
CREATE OR ALTER VIEW dbo.ACM_Latest
AS
SELECT
    e.EquipID,
    e.EquipCode,
    e.EquipName,
    h.Timestamp,
    h.HealthIndex,
    h.HealthStatus,
    h.FusedZ,
    h.OperatingState,
    h.TopSensor,
    o.EpisodeID,
    o.SinceWhen,
    o.SeverityLabel,
    o.Summary,
    r.RunID,
    r.Outcome,
    r.StartedAt   AS LastRunStartedAt,
    r.CompletedAt AS LastRunCompletedAt,
    p.LastBatchEndTime,
    p.LastError
FROM dbo.Equipment AS e
INNER JOIN dbo.ACM_BatchProgress AS p
    ON p.EquipID = e.EquipID
OUTER APPLY
(
    SELECT TOP (1)
        t.Timestamp,
        t.HealthIndex,
        t.HealthStatus,
        t.FusedZ,
        t.OperatingState,
        t.TopSensor
    FROM dbo.ACM_HealthTimeline AS t
    INNER JOIN dbo.ACM_Runs AS x
        ON x.RunID = t.RunID
    WHERE t.EquipID = e.EquipID
    AND   x.Outcome = 'OK'
    ORDER BY
        t.Timestamp DESC,
        x.CompletedAt DESC,
        x.RunID DESC
) AS h
OUTER APPLY
(
    SELECT TOP (1)
        c.EpisodeID,
        c.SinceWhen,
        c.SeverityLabel,
        c.Summary
    FROM dbo.ACM_Episodes_Current AS c
    WHERE c.EquipID = e.EquipID
    AND   c.IsOpen = 1
    ORDER BY
        c.StartedAt DESC
) AS o
OUTER APPLY
(
    SELECT TOP (1)
        x.RunID,
        x.Outcome,
        x.StartedAt,
        x.CompletedAt
    FROM dbo.ACM_Runs AS x
    WHERE x.EquipID = e.EquipID
    ORDER BY
        x.StartedAt DESC,
        x.RunID DESC
) AS r
WHERE e.IsActive = 1;
GO
