/* The lowest health of each machine, day by day. */
SELECT
    CAST(z.PeriodDate AS datetime2(3)) AS time,
    e.EquipCode                        AS metric,
    MIN(z.MinHealthIndex)              AS value
FROM dbo.ACM_HealthZoneByPeriod AS z
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = z.EquipID
WHERE $__timeFilter(z.PeriodDate)
GROUP BY
    z.PeriodDate,
    e.EquipCode
ORDER BY
    z.PeriodDate,
    e.EquipCode;
