/* The sensors of the machine, for the choice at the top: those of its latest episode first. */
SELECT m.TagName
FROM dbo.Tag_Equipment_Map AS m
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = m.EquipID
OUTER APPLY
(
    SELECT TOP (1) x.EpisodeID
    FROM dbo.ACM_Episodes_Current AS x
    WHERE x.EquipID = e.EquipID
    ORDER BY
        x.StartedAt DESC
) AS o
LEFT JOIN dbo.ACM_EpisodeCulprits_Current AS c
    ON c.EpisodeID = o.EpisodeID
    AND c.SensorName = m.TagName
WHERE e.EquipCode = ${machine:sqlstring}
ORDER BY
    COALESCE(c.CulpritRank, 1000),
    m.TagOrdinal;
