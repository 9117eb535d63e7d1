/* Purpose:    what each back-test found, by kind and size of the faults that were put in: how many, how many were told
               of and by what, how soon, and how often an alarm comes without any fault.
   Contract:   sizes of both signs count together; kinds without a size have FaultSize NULL. LowerPct and UpperPct are
               the 95 percent interval of DetectedPct (Wilson). FindingOnlyCount of DetectedCount were told of by data
               quality alone, without an alarm. MedianDelaySeconds is that of the faults told of, FaultSeconds how long
               they lasted on average. The row of kind NONE has the alarms of the stretch without a fault. IsLatest: the
               machine's back-test that was recorded last. */
CREATE OR ALTER VIEW dbo.ACM_BacktestSummary
AS
SELECT
    g.EquipID,
    e.EquipCode,
    g.BacktestID,
    g.FaultKind,
    g.FaultSize,
    g.FaultCount,
    g.DetectedCount,
    g.FindingOnlyCount,
    100.0E0 * g.DetectedShare   AS DetectedPct,
    CASE
        WHEN g.FaultCount > 0 AND g.DetectedCount = 0 THEN 0.0E0
        ELSE 100.0E0 * (w.Middle - w.Half)
    END                       AS LowerPct,
    CASE
        WHEN g.FaultCount > 0 AND g.DetectedCount = g.FaultCount THEN 100.0E0
        ELSE 100.0E0 * (w.Middle + w.Half)
    END                       AS UpperPct,
    g.MedianDelaySeconds,
    g.FaultSeconds,
    n.AlarmCount              AS FalseAlarmCount,
    n.FalseAlarmsPerWeek,
    n.FaultStart              AS TestedFrom,
    n.FaultEnd                AS TestedTo,
    n.ModelVersion,
    n.ConfigSignature,
    n.RecordedAt,
    CAST(IIF(EXISTS
    (
        SELECT 1
        FROM dbo.ACM_BacktestResults AS x
        WHERE x.EquipID = n.EquipID
        AND   x.FaultNumber = 0
        AND   (x.RecordedAt > n.RecordedAt OR (x.RecordedAt = n.RecordedAt AND x.BacktestID > n.BacktestID))
    ), 0, 1) AS bit)          AS IsLatest
FROM
(
    SELECT
        p.EquipID,
        p.BacktestID,
        p.FaultKind,
        p.FaultSize,
        IIF(p.FaultKind = 'NONE', 0, COUNT(*))                                    AS FaultCount,
        SUM(IIF(p.IsDetected = 1, 1, 0))                                          AS DetectedCount,
        SUM(IIF(p.IsDetected = 1 AND p.AlarmCount = 0, 1, 0))                     AS FindingOnlyCount,
        AVG(IIF(p.FaultKind = 'NONE', NULL, IIF(p.IsDetected = 1, 1.0E0, 0.0E0))) AS DetectedShare,
        AVG(IIF(p.Position IN ((p.DelayCount + 1) / 2, (p.DelayCount + 2) / 2), p.DelaySeconds, NULL))
                                                                                  AS MedianDelaySeconds,
        AVG(p.LastingSeconds)                                                     AS FaultSeconds
    FROM
    (
        SELECT
            t.EquipID,
            t.BacktestID,
            t.FaultKind,
            ABS(t.FaultSize) AS FaultSize,
            t.IsDetected,
            t.AlarmCount,
            t.DelaySeconds,
            IIF(t.FaultKind = 'NONE', NULL,
                DATEDIFF_BIG(MILLISECOND, t.FaultStart, t.FaultEnd) / 1000.0E0) AS LastingSeconds,
            COUNT(t.DelaySeconds) OVER
                (PARTITION BY t.EquipID, t.BacktestID, t.FaultKind, ABS(t.FaultSize)) AS DelayCount,
            ROW_NUMBER() OVER
            (
                PARTITION BY t.EquipID, t.BacktestID, t.FaultKind, ABS(t.FaultSize)
                ORDER BY IIF(t.DelaySeconds IS NULL, 1, 0), t.DelaySeconds, t.FaultNumber
            )                AS Position
        FROM dbo.ACM_BacktestResults AS t
    ) AS p
    GROUP BY
        p.EquipID,
        p.BacktestID,
        p.FaultKind,
        p.FaultSize
) AS g
INNER JOIN dbo.ACM_BacktestResults AS n
    ON n.EquipID = g.EquipID
    AND n.BacktestID = g.BacktestID
    AND n.FaultNumber = 0
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = g.EquipID
CROSS APPLY
(
    /* 3.84 is the square of the two-sided 95 percent point of a normal distribution. */
    SELECT
        CAST(NULLIF(g.FaultCount, 0) AS float) AS Trials,
        3.841458820694124E0                    AS Square
) AS q
CROSS APPLY
(
    SELECT
        (g.DetectedShare + q.Square / (2.0E0 * q.Trials)) / (1.0E0 + q.Square / q.Trials) AS Middle,
        SQRT(q.Square * (g.DetectedShare * (1.0E0 - g.DetectedShare) / q.Trials
            + q.Square / (4.0E0 * q.Trials * q.Trials))) / (1.0E0 + q.Square / q.Trials)  AS Half
) AS w;
GO
