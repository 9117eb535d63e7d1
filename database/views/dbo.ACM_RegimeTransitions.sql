/* Purpose:    how often a machine went from one regime to another, day by day (UTC).
   Contract:   a change across a gap in the readings is not counted: what happened in it is not known.
               TransitionPct is the share among the day's changes away from FromRegime. */
CREATE OR ALTER VIEW dbo.ACM_RegimeTransitions
AS
SELECT
    q.EquipID,
    q.PeriodDate,
    q.FromRegime,
    q.ToRegime,
    q.TransitionCount,
    100.0 * q.TransitionCount
        / SUM(q.TransitionCount) OVER (PARTITION BY q.EquipID, q.PeriodDate, q.FromRegime) AS TransitionPct
FROM
(
    SELECT
        s.EquipID,
        CAST(s.Timestamp AS date) AS PeriodDate,
        s.PreviousRegimeLabel     AS FromRegime,
        s.RegimeLabel             AS ToRegime,
        COUNT(*)                  AS TransitionCount
    FROM dbo.ACM_HealthSteps AS s
    WHERE s.PreviousRegimeLabel <> s.RegimeLabel
    GROUP BY
        s.EquipID,
        CAST(s.Timestamp AS date),
        s.PreviousRegimeLabel,
        s.RegimeLabel
) AS q;
GO
