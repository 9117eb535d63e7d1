/* How many machines there are, and how many want somebody to look. */
SELECT
    COUNT(*)                                                                            AS [Machines],
    COUNT(l.EpisodeID)                                                                  AS [In alarm],
    SUM(IIF(l.EpisodeID IS NULL AND l.HealthStatus IN ('CAUTION', 'ALERT'), 1, 0))      AS [Unwell, no alarm],
    SUM(IIF(l.Timestamp IS NULL, 1, 0))                                                 AS [Not scored yet]
FROM dbo.ACM_Latest AS l;
