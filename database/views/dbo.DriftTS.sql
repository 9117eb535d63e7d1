/* Purpose:    drift per sensor under the names that existing dashboards use; Metric is the larger of the two sums. */
CREATE OR ALTER VIEW dbo.DriftTS
AS
SELECT
    t.EquipID,
    t.RunID,
    t.Timestamp                                                AS EntryDateTime,
    t.SensorName                                               AS Sensor,
    N'CUSUM'                                                   AS Method,
    IIF(t.CusumHigh >= t.CusumLow, t.CusumHigh, t.CusumLow)    AS Metric,
    IIF(t.CusumHigh >= t.CusumLow, 'UP', 'DOWN')               AS Direction,
    t.IsDrifting
FROM dbo.ACM_DriftSeries_Current AS t;
GO
