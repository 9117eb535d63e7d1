/* Purpose:    episodes of a machine month by month (UTC, by their start): how many, how long, how bad, how far apart, and
               what people said about them.
   Contract:   an open episode lasts up to where the machine's readings are worked through. */
CREATE OR ALTER VIEW dbo.ACM_EpisodeMetrics
AS
SELECT
    q.EquipID,
    q.PeriodStart,
    COUNT(*)                                           AS EpisodeCount,
    SUM(CAST(q.IsOpen AS int))                         AS OpenCount,
    SUM(q.Hours)                                       AS TotalHours,
    AVG(q.Hours)                                       AS AvgHours,
    MIN(q.Hours)                                       AS MinHours,
    MAX(q.Hours)                                       AS MaxHours,
    AVG(q.HoursSincePrevious)                          AS AvgHoursBetweenStarts,
    MAX(q.PeakFusedZ)                                  AS MaxFusedZ,
    SUM(IIF(q.SeverityLabel IN ('HIGH', 'CRITICAL'), 1, 0)) AS SevereCount,
    SUM(IIF(q.ActionState = 'NEW', 1, 0))              AS UnseenCount,
    SUM(IIF(q.LabelCode = 'TRUE_FAULT', 1, 0))         AS TrueFaultCount,
    SUM(IIF(q.LabelCode = 'FALSE_ALARM', 1, 0))        AS FalseAlarmCount
FROM
(
    SELECT
        e.EquipID,
        DATEFROMPARTS(YEAR(e.StartedAt), MONTH(e.StartedAt), 1) AS PeriodStart,
        e.IsOpen,
        e.PeakFusedZ,
        e.SeverityLabel,
        e.ActionState,
        e.LabelCode,
        DATEDIFF_BIG(SECOND, e.StartedAt, COALESCE(e.EndedAt, p.LastBatchEndTime)) / 3600.0E0 AS Hours,
        DATEDIFF_BIG(SECOND, LAG(e.StartedAt) OVER (PARTITION BY e.EquipID ORDER BY e.StartedAt, e.EpisodeID),
            e.StartedAt) / 3600.0E0                                                          AS HoursSincePrevious
    FROM dbo.ACM_EpisodeStates AS e
    INNER JOIN dbo.ACM_BatchProgress AS p
        ON p.EquipID = e.EquipID
) AS q
GROUP BY
    q.EquipID,
    q.PeriodStart;
GO
