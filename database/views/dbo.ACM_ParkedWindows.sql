/* Purpose:    windows that were given up after failing again and again: to be mended and done again by name.
   Contract:   a window is parked when it failed as its machine's next one and the watermark lies behind it all the
               same. It is done, and no longer listed, once good runs that began after its last failure cover it, one
               or several: a window of more than 20,000 rows comes in parts. A machine out of use lists none.
               Retention forgets a parked window with its runs. */
CREATE OR ALTER VIEW dbo.ACM_ParkedWindows
AS
SELECT
    f.EquipID,
    e.EquipCode,
    f.WindowStart,
    f.WindowEnd,
    f.Attempts,
    f.FirstFailedAt,
    f.LastFailedAt,
    l.LastError
FROM
(
    SELECT
        r.EquipID,
        r.WindowStart,
        r.WindowEnd,
        COUNT(*)           AS Attempts,
        MIN(r.CompletedAt) AS FirstFailedAt,
        MAX(r.CompletedAt) AS LastFailedAt
    FROM dbo.ACM_Runs AS r
    WHERE r.Outcome = 'FAIL'
    AND   r.Stage = 'SCORE'
    AND   r.TriggerReason <> N'window asked for by name'
    GROUP BY
        r.EquipID,
        r.WindowStart,
        r.WindowEnd
) AS f
INNER JOIN dbo.ACM_BatchProgress AS p
    ON p.EquipID = f.EquipID
    AND p.LastBatchEndTime >= f.WindowEnd
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = f.EquipID
CROSS APPLY
(
    SELECT TOP (1) r.ErrorMessage AS LastError
    FROM dbo.ACM_Runs AS r
    WHERE r.EquipID = f.EquipID
    AND   r.WindowStart = f.WindowStart
    AND   r.WindowEnd = f.WindowEnd
    AND   r.Outcome = 'FAIL'
    AND   r.Stage = 'SCORE'
    AND   r.TriggerReason <> N'window asked for by name'
    ORDER BY
        r.CompletedAt DESC,
        r.StartedAt DESC,
        r.RunID DESC
) AS l
WHERE e.IsActive = 1
AND   EXISTS
(
    /* Good runs cover it when one goes on from its start, and from wherever a good one ends inside it. */
    SELECT 1
    FROM
    (
        SELECT f.WindowStart AS FromTime
        UNION ALL
        SELECT g.WindowEnd AS FromTime
        FROM dbo.ACM_Runs AS g
        WHERE g.EquipID = f.EquipID
        AND   g.StartedAt >= f.LastFailedAt
        AND   g.Stage = 'SCORE'
        AND   g.Outcome IN ('OK', 'NOOP')
        AND   g.WindowEnd > f.WindowStart
        AND   g.WindowEnd < f.WindowEnd
    ) AS b
    WHERE NOT EXISTS
    (
        SELECT 1
        FROM dbo.ACM_Runs AS c
        WHERE c.EquipID = f.EquipID
        AND   c.StartedAt >= f.LastFailedAt
        AND   c.Stage = 'SCORE'
        AND   c.Outcome IN ('OK', 'NOOP')
        AND   c.WindowStart <= b.FromTime
        AND   c.WindowEnd > b.FromTime
    )
);
GO
