/* Optional, on request: PAGE compression of the large tables (any edition since SQL Server 2016 SP1). Each table is
   rebuilt, in a quiet hour; on Enterprise and Azure SQL add ONLINE = ON. It pays where the database is larger than
   memory; see docs/tuning.md. A table that is compressed already is passed over. */
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_Scores_Wide')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_Scores_Wide REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_HealthTimeline')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_HealthTimeline REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_RegimeTimeline')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_RegimeTimeline REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_ContributionTimeline')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_ContributionTimeline REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_SensorExpected')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_SensorExpected REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_DriftSeries')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_DriftSeries REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_EpisodeCulprits')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_EpisodeCulprits REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.ACM_RunTableStats')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.ACM_RunTableStats REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
IF EXISTS
(
    SELECT 1
    FROM sys.partitions AS p
    WHERE p.object_id = OBJECT_ID(N'dbo.Readings_Quality')
    AND   p.data_compression_desc <> N'PAGE'
)
    ALTER INDEX ALL ON dbo.Readings_Quality REBUILD WITH (DATA_COMPRESSION = PAGE);
GO
