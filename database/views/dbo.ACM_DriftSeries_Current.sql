/* Purpose:    the drift that counts: for each machine and time that of the run completed last. */
CREATE OR ALTER VIEW dbo.ACM_DriftSeries_Current
AS
SELECT
    t.EquipID,
    t.Timestamp,
    t.RunID,
    t.SensorName,
    t.CusumHigh,
    t.CusumLow,
    t.DriftZ,
    t.IsDrifting
FROM dbo.ACM_DriftSeries AS t
INNER JOIN dbo.ACM_Runs AS r
    ON r.RunID = t.RunID
WHERE r.Outcome = 'OK'
AND   NOT EXISTS
(
    SELECT 1
    FROM dbo.ACM_DriftSeries AS n
    INNER JOIN dbo.ACM_Runs AS x
        ON x.RunID = n.RunID
    WHERE n.EquipID = t.EquipID
    AND   n.Timestamp = t.Timestamp
    AND   n.RunID <> t.RunID
    AND   x.Outcome = 'OK'
    AND   (x.CompletedAt > r.CompletedAt OR (x.CompletedAt = r.CompletedAt AND n.RunID > t.RunID))
);
GO
