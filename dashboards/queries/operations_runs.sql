/* Runs ended in each hour, by outcome. */
SELECT
    DATEADD(HOUR, DATEDIFF(HOUR, '2000-01-01', r.CompletedAt), '2000-01-01') AS time,
    r.Outcome                                                                AS metric,
    COUNT(*)                                                                 AS value
FROM dbo.ACM_Runs AS r
WHERE $__timeFilter(r.CompletedAt)
GROUP BY
    DATEADD(HOUR, DATEDIFF(HOUR, '2000-01-01', r.CompletedAt), '2000-01-01'),
    r.Outcome
ORDER BY
    time,
    metric;
