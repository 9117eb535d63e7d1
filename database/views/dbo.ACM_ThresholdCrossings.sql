/* Purpose:    the moments at which the fused score or the health went over or under a limit of the model in force then.
   Contract:   both samples are neighbours without a gap. The limits are those of the version that scored the later
               one. Filter on EquipID and Timestamp. */
CREATE OR ALTER VIEW dbo.ACM_ThresholdCrossings
AS
SELECT
    s.EquipID,
    s.Timestamp,
    s.RunID,
    h.DetectorName,
    h.ThresholdName,
    h.ThresholdValue,
    v.ValueBefore,
    v.ValueAfter,
    IIF(v.ValueAfter > v.ValueBefore, 'UP', 'DOWN') AS Direction
FROM dbo.ACM_HealthSteps AS s
INNER JOIN dbo.ACM_Runs AS r
    ON r.RunID = s.RunID
INNER JOIN dbo.ACM_Thresholds AS h
    ON h.EquipID = s.EquipID
    AND h.ModelVersion = r.ModelVersion
CROSS APPLY
(
    SELECT
        CASE h.DetectorName WHEN N'FusedZ' THEN s.PreviousFusedZ WHEN N'HealthIndex' THEN s.PreviousHealthIndex END
            AS ValueBefore,
        CASE h.DetectorName WHEN N'FusedZ' THEN s.FusedZ WHEN N'HealthIndex' THEN s.HealthIndex END
            AS ValueAfter
) AS v
WHERE (v.ValueBefore < h.ThresholdValue AND v.ValueAfter >= h.ThresholdValue)
OR    (v.ValueBefore >= h.ThresholdValue AND v.ValueAfter < h.ThresholdValue);
GO
