/* Purpose:    one row per episode with what people did about it.
   Contract:   ActionState is SHELVED while a shelving lasts (by the server's clock), else what was done last of
               acknowledging and clearing, else NEW. The label is the last one given. */
CREATE OR ALTER VIEW dbo.ACM_EpisodeStates
AS
SELECT
    e.EpisodeID,
    e.EquipID,
    e.RunID,
    e.StartedAt,
    e.EndedAt,
    e.SinceWhen,
    e.PeakAt,
    e.PeakFusedZ,
    e.MinHealthIndex,
    e.SeverityLabel,
    e.SampleCount,
    e.IsOpen,
    e.Summary,
    CASE
        WHEN s.ShelvedUntil > SYSUTCDATETIME() THEN 'SHELVED'
        WHEN a.ActionType = 'ACKNOWLEDGE' THEN 'ACKNOWLEDGED'
        WHEN a.ActionType = 'CLEAR' THEN 'CLEARED'
        ELSE 'NEW'
    END              AS ActionState,
    a.ActionAt,
    a.ActionBy,
    s.ShelvedUntil,
    l.LabelCode,
    l.FaultName,
    l.ActionBy       AS LabelledBy
FROM dbo.ACM_Episodes_Current AS e
OUTER APPLY
(
    SELECT TOP (1)
        x.ActionType,
        x.ActionAt,
        x.ActionBy
    FROM dbo.ACM_EpisodeActions AS x
    WHERE x.EpisodeID = e.EpisodeID
    AND   x.ActionType IN ('ACKNOWLEDGE', 'CLEAR')
    ORDER BY
        x.ActionID DESC
) AS a
OUTER APPLY
(
    SELECT TOP (1) x.ShelvedUntil
    FROM dbo.ACM_EpisodeActions AS x
    WHERE x.EpisodeID = e.EpisodeID
    AND   x.ActionType = 'SHELVE'
    ORDER BY
        x.ActionID DESC
) AS s
OUTER APPLY
(
    SELECT TOP (1)
        x.LabelCode,
        x.FaultName,
        x.ActionBy
    FROM dbo.ACM_EpisodeActions AS x
    WHERE x.EpisodeID = e.EpisodeID
    AND   x.ActionType = 'LABEL'
    ORDER BY
        x.ActionID DESC
) AS l;
GO
