/* Which sensors say so: those of the latest episode, with what they showed and what was expected. */
SELECT
    c.SensorName   AS [Sensor],
    c.SharePct     AS [Share (%)],
    c.Direction    AS [Direction],
    c.ActualMean   AS [Actual],
    c.ExpectedMean AS [Expected],
    m.Unit         AS [Unit]
FROM dbo.Equipment AS e
CROSS APPLY
(
    SELECT TOP (1) x.EpisodeID
    FROM dbo.ACM_Episodes_Current AS x
    WHERE x.EquipID = e.EquipID
    ORDER BY
        x.StartedAt DESC
) AS o
INNER JOIN dbo.ACM_EpisodeCulprits_Current AS c
    ON c.EpisodeID = o.EpisodeID
LEFT JOIN dbo.Tag_Equipment_Map AS m
    ON m.EquipID = e.EquipID
    AND m.TagName = c.SensorName
WHERE e.EquipCode = ${machine:sqlstring}
ORDER BY
    c.CulpritRank;
