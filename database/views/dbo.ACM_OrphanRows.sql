/* Purpose:    rows of the time series whose run does not exist: none, by design. These tables have no foreign key to
               ACM_Runs, so somebody looks.
   Contract:   reads all series of the machines that are asked for: filter on EquipID. */
CREATE OR ALTER VIEW dbo.ACM_OrphanRows
AS
SELECT
    q.EquipID,
    q.TableName,
    q.RunID,
    COUNT_BIG(*)     AS RowsFound,
    MIN(q.Timestamp) AS FirstAt,
    MAX(q.Timestamp) AS LastAt
FROM
(
    SELECT
        N'ACM_Scores_Wide' AS TableName,
        t.EquipID,
        t.RunID,
        t.Timestamp
    FROM dbo.ACM_Scores_Wide AS t
    UNION ALL
    SELECT
        N'ACM_HealthTimeline' AS TableName,
        t.EquipID,
        t.RunID,
        t.Timestamp
    FROM dbo.ACM_HealthTimeline AS t
    UNION ALL
    SELECT
        N'ACM_RegimeTimeline' AS TableName,
        t.EquipID,
        t.RunID,
        t.Timestamp
    FROM dbo.ACM_RegimeTimeline AS t
    UNION ALL
    SELECT
        N'ACM_ContributionTimeline' AS TableName,
        t.EquipID,
        t.RunID,
        t.Timestamp
    FROM dbo.ACM_ContributionTimeline AS t
    UNION ALL
    SELECT
        N'ACM_SensorExpected' AS TableName,
        t.EquipID,
        t.RunID,
        t.Timestamp
    FROM dbo.ACM_SensorExpected AS t
    UNION ALL
    SELECT
        N'ACM_DriftSeries' AS TableName,
        t.EquipID,
        t.RunID,
        t.Timestamp
    FROM dbo.ACM_DriftSeries AS t
) AS q
WHERE NOT EXISTS (SELECT 1 FROM dbo.ACM_Runs AS r WHERE r.RunID = q.RunID)
GROUP BY
    q.EquipID,
    q.TableName,
    q.RunID;
GO
