/* Purpose:    the scores that count, one row per detector, for tools that want them long. */
CREATE OR ALTER VIEW dbo.ACM_Scores_Long
AS
SELECT
    t.EquipID,
    t.Timestamp,
    t.RunID,
    d.DetectorName,
    d.Z
FROM dbo.ACM_Scores_Wide_Current AS t
CROSS APPLY
(
    VALUES
        (N'Ar1Z', t.Ar1Z),
        (N'PcaT2Z', t.PcaT2Z),
        (N'PcaSpeZ', t.PcaSpeZ),
        (N'MahalanobisZ', t.MahalanobisZ),
        (N'IsolationForestZ', t.IsolationForestZ),
        (N'GaussianMixtureZ', t.GaussianMixtureZ),
        (N'OverallModelResidualZ', t.OverallModelResidualZ),
        (N'FusedZ', t.FusedZ)
) AS d (DetectorName, Z)
WHERE d.Z IS NOT NULL;
GO
