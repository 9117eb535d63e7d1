/* Optional, on request, after partition_function.sql: moves the per-row tables onto the monthly scheme. Each key is
   built anew, so it takes time and log of the size of the data: in a quiet hour. Run usp_SlidePartitions first, so that
   the months exist, and again each month. A table that is on the scheme already is passed over. */
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    INNER JOIN sys.partition_schemes AS s
        ON s.data_space_id = i.data_space_id
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_Scores_Wide')
    AND   i.index_id = 1
    AND   s.name = N'PS_ACM_Month'
)
BEGIN
    ALTER TABLE dbo.ACM_Scores_Wide DROP CONSTRAINT PK_ACM_Scores_Wide;
    ALTER TABLE dbo.ACM_Scores_Wide ADD CONSTRAINT PK_ACM_Scores_Wide
        PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID) ON PS_ACM_Month (Timestamp);
END;
GO
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    INNER JOIN sys.partition_schemes AS s
        ON s.data_space_id = i.data_space_id
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_HealthTimeline')
    AND   i.index_id = 1
    AND   s.name = N'PS_ACM_Month'
)
BEGIN
    ALTER TABLE dbo.ACM_HealthTimeline DROP CONSTRAINT PK_ACM_HealthTimeline;
    ALTER TABLE dbo.ACM_HealthTimeline ADD CONSTRAINT PK_ACM_HealthTimeline
        PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID) ON PS_ACM_Month (Timestamp);
END;
GO
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    INNER JOIN sys.partition_schemes AS s
        ON s.data_space_id = i.data_space_id
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_RegimeTimeline')
    AND   i.index_id = 1
    AND   s.name = N'PS_ACM_Month'
)
BEGIN
    ALTER TABLE dbo.ACM_RegimeTimeline DROP CONSTRAINT PK_ACM_RegimeTimeline;
    ALTER TABLE dbo.ACM_RegimeTimeline ADD CONSTRAINT PK_ACM_RegimeTimeline
        PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID) ON PS_ACM_Month (Timestamp);
END;
GO
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    INNER JOIN sys.partition_schemes AS s
        ON s.data_space_id = i.data_space_id
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_ContributionTimeline')
    AND   i.index_id = 1
    AND   s.name = N'PS_ACM_Month'
)
BEGIN
    ALTER TABLE dbo.ACM_ContributionTimeline DROP CONSTRAINT PK_ACM_ContributionTimeline;
    ALTER TABLE dbo.ACM_ContributionTimeline ADD CONSTRAINT PK_ACM_ContributionTimeline
        PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID, SensorName) ON PS_ACM_Month (Timestamp);
END;
GO
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    INNER JOIN sys.partition_schemes AS s
        ON s.data_space_id = i.data_space_id
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_SensorExpected')
    AND   i.index_id = 1
    AND   s.name = N'PS_ACM_Month'
)
BEGIN
    ALTER TABLE dbo.ACM_SensorExpected DROP CONSTRAINT PK_ACM_SensorExpected;
    ALTER TABLE dbo.ACM_SensorExpected ADD CONSTRAINT PK_ACM_SensorExpected
        PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID, SensorName) ON PS_ACM_Month (Timestamp);
END;
GO
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    INNER JOIN sys.partition_schemes AS s
        ON s.data_space_id = i.data_space_id
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_DriftSeries')
    AND   i.index_id = 1
    AND   s.name = N'PS_ACM_Month'
)
BEGIN
    ALTER TABLE dbo.ACM_DriftSeries DROP CONSTRAINT PK_ACM_DriftSeries;
    ALTER TABLE dbo.ACM_DriftSeries ADD CONSTRAINT PK_ACM_DriftSeries
        PRIMARY KEY CLUSTERED (EquipID, Timestamp, RunID, SensorName) ON PS_ACM_Month (Timestamp);
END;
GO
