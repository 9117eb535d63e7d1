/* Purpose:    value and score per sensor under the names that existing dashboards use.
   Contract:   the rows are those of ACM_SensorExpected: dense within and around episodes, sparse elsewhere. Score is
               the residual in training deviations. */
CREATE OR ALTER VIEW dbo.ScoresTS
AS
SELECT
    t.EquipID,
    t.RunID,
    t.Timestamp   AS EntryDateTime,
    t.SensorName  AS Sensor,
    t.ActualValue AS Value,
    t.ResidualZ   AS Score
FROM dbo.ACM_SensorExpected_Current AS t;
GO
