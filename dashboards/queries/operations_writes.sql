/* What was written into which table, and how fast. */
SELECT
    w.TableName                                                          AS [Table],
    SUM(w.RunCount)                                                      AS [Runs],
    SUM(w.RowsInserted)                                                  AS [Inserted],
    SUM(w.RowsUpdated)                                                   AS [Updated],
    SUM(w.RowsDeleted)                                                   AS [Deleted],
    SUM(w.RowsInserted + w.RowsUpdated) * 1000.0E0
        / NULLIF(SUM(w.Milliseconds), 0)                                 AS [Rows a second],
    MAX(w.MaxMilliseconds)                                               AS [Slowest (ms)]
FROM dbo.ACM_WriteStats AS w
WHERE $__timeFilter(w.PeriodDate)
GROUP BY
    w.TableName
ORDER BY
    SUM(w.Milliseconds) DESC;
