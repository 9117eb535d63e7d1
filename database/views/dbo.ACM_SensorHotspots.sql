/* Purpose:    per machine, sensor and day (UTC) the moment at which the sensor was farthest from what was expected,
               and how often it was three deviations away or more. */
CREATE OR ALTER VIEW dbo.ACM_SensorHotspots
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.SensorName,
    q.Timestamp                     AS MaxAt,
    q.ResidualZ                     AS MaxResidualZ,
    q.ActualValue,
    q.ExpectedValue,
    q.ActualValue - q.ExpectedValue AS DeltaValue,
    q.OutsideCount,
    q.SampleCount
FROM
(
    SELECT
        t.EquipID,
        CAST(t.Timestamp AS date) AS PeriodDate,
        t.SensorName,
        t.Timestamp,
        t.ActualValue,
        t.ExpectedValue,
        t.ResidualZ,
        COUNT(*) OVER (PARTITION BY t.EquipID, CAST(t.Timestamp AS date), t.SensorName) AS SampleCount,
        SUM(IIF(ABS(t.ResidualZ) >= 3.0, 1, 0))
            OVER (PARTITION BY t.EquipID, CAST(t.Timestamp AS date), t.SensorName)      AS OutsideCount,
        ROW_NUMBER() OVER
        (
            PARTITION BY t.EquipID, CAST(t.Timestamp AS date), t.SensorName
            ORDER BY ABS(t.ResidualZ) DESC, t.Timestamp
        )                                                                               AS Position
    FROM dbo.ACM_SensorExpected_Current AS t
    WHERE t.ResidualZ IS NOT NULL
) AS q
WHERE q.Position = 1;
GO
