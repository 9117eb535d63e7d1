/* Purpose:    the open episodes: how old each is, how bad, and whether somebody has seen it.
   Contract:   age is measured in the machine's own time, up to where its readings are worked through, so that replayed
               history does not grow old by the wall clock. */
CREATE OR ALTER VIEW dbo.ACM_AlertAge
AS
SELECT
    e.EquipID,
    q.EquipCode,
    e.EpisodeID,
    e.SeverityLabel,
    e.SinceWhen,
    e.StartedAt,
    p.LastBatchEndTime                                                       AS AsOf,
    DATEDIFF_BIG(SECOND, e.StartedAt, p.LastBatchEndTime) / 3600.0           AS AgeHours,
    e.PeakFusedZ,
    e.ActionState,
    e.ActionAt,
    e.ActionBy,
    e.ShelvedUntil,
    e.Summary
FROM dbo.ACM_EpisodeStates AS e
INNER JOIN dbo.Equipment AS q
    ON q.EquipID = e.EquipID
INNER JOIN dbo.ACM_BatchProgress AS p
    ON p.EquipID = e.EquipID
WHERE e.IsOpen = 1
AND   e.ActionState <> 'CLEARED';
GO
