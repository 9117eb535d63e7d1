/* Purpose:    the sensors of a machine by their share in its score, day by day (UTC).
   Contract:   made of ACM_ContributionTimeline, which is dense within and around episodes and sparse elsewhere. */
CREATE OR ALTER VIEW dbo.ACM_SensorRanking
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.SensorName,
    ROW_NUMBER() OVER
    (
        PARTITION BY q.EquipID, q.PeriodDate
        ORDER BY q.TotalContributionPct DESC, q.SensorName
    )                                            AS RankPosition,
    q.TotalContributionPct / q.SampleCount       AS AvgContributionPct,
    q.SampleCount,
    q.MaxAbsZ
FROM
(
    SELECT
        t.EquipID,
        CAST(t.Timestamp AS date) AS PeriodDate,
        t.SensorName,
        SUM(t.ContributionPct)    AS TotalContributionPct,
        COUNT(*)                  AS SampleCount,
        MAX(ABS(t.SensorZ))       AS MaxAbsZ
    FROM dbo.ACM_ContributionTimeline_Current AS t
    GROUP BY
        t.EquipID,
        CAST(t.Timestamp AS date),
        t.SensorName
) AS q;
GO
