/* The machines, for the choice at the top. */
SELECT e.EquipCode
FROM dbo.Equipment AS e
WHERE e.IsActive = 1
ORDER BY
    e.EquipCode;
