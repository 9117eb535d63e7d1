/* What the latest back-test of the machine found of faults put into its history. */
SELECT
    b.FaultKind                    AS [Fault],
    b.FaultSize                    AS [Size (deviations)],
    b.FaultCount                   AS [Put in],
    b.DetectedPct                  AS [Found (%)],
    b.LowerPct                     AS [At least (%)],
    b.MedianDelaySeconds / 60.0E0  AS [Median delay (min)],
    b.FalseAlarmsPerWeek           AS [False alarms a week]
FROM dbo.ACM_BacktestSummary AS b
WHERE b.EquipCode = ${machine:sqlstring}
AND   b.IsLatest = 1
ORDER BY
    b.FaultKind,
    b.FaultSize;
