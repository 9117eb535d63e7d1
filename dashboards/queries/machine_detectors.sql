/* What each detector says, in deviations; which agree. */
SELECT
    s.Timestamp             AS time,
    s.Ar1Z                  AS [Autoregression],
    s.PcaT2Z                AS [PCA T2],
    s.PcaSpeZ               AS [PCA residual (SPE)],
    s.MahalanobisZ          AS [Mahalanobis distance],
    s.IsolationForestZ      AS [Isolation forest],
    s.GaussianMixtureZ      AS [Gaussian mixture],
    s.OverallModelResidualZ AS [Sensor against sensors]
FROM dbo.ACM_Scores_Wide_Current AS s
INNER JOIN dbo.Equipment AS e
    ON e.EquipID = s.EquipID
WHERE e.EquipCode = ${machine:sqlstring}
AND   $__timeFilter(s.Timestamp)
ORDER BY
    s.Timestamp;
