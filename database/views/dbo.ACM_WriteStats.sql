/* Purpose:    what was written into which table, day by day (UTC, by the start of the runs), and how fast.
   Contract:   filter on EquipID and PeriodDate. */
CREATE OR ALTER VIEW dbo.ACM_WriteStats
AS
SELECT
    r.EquipID,
    CAST(r.StartedAt AS date)                                                AS PeriodDate,
    s.TableName,
    COUNT(*)                                                                 AS RunCount,
    SUM(CAST(s.RowsInserted AS bigint))                                      AS RowsInserted,
    SUM(CAST(s.RowsUpdated AS bigint))                                       AS RowsUpdated,
    SUM(CAST(s.RowsDeleted AS bigint))                                       AS RowsDeleted,
    SUM(CAST(s.Milliseconds AS bigint))                                      AS Milliseconds,
    MAX(s.Milliseconds)                                                      AS MaxMilliseconds,
    SUM(CAST(s.RowsInserted + s.RowsUpdated AS bigint)) * 1000.0
        / NULLIF(SUM(CAST(s.Milliseconds AS bigint)), 0)                     AS RowsPerSecond
FROM dbo.ACM_RunTableStats AS s
INNER JOIN dbo.ACM_Runs AS r
    ON r.RunID = s.RunID
GROUP BY
    r.EquipID,
    CAST(r.StartedAt AS date),
    s.TableName;
GO
