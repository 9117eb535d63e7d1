/* Windows that were given up after failing again and again. */
SELECT
    w.EquipCode    AS [Machine],
    w.WindowStart  AS [From],
    w.WindowEnd    AS [To],
    w.Attempts     AS [Attempts],
    w.LastFailedAt AS [Given up],
    w.LastError    AS [Last error]
FROM dbo.ACM_ParkedWindows AS w
ORDER BY
    w.LastFailedAt DESC;
