/* Machines that the workers do not get done. */
SELECT
    b.EquipCode     AS Machine,
    b.MonitorStatus AS Status,
    1               AS Problem
FROM dbo.ACM_BatchMonitor AS b
WHERE b.MonitorStatus IN ('STUCK', 'FAILING', 'OVERDUE', 'PARKED');
