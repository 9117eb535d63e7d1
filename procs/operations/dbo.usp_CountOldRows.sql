/* Purpose:    counts what usp_ApplyRetention would delete, table by table, and deletes nothing.
   Contract:   called by usp_ApplyRetention, which has checked the periods. A row that is old for two reasons is counted
               once. It reads by the same keys as the deletes, so its cost depends on the rows that are old; it runs as
               the owner, because it reads the machines' own tables. What changes while it counts, it may count or not.
   Errors:     none of its own.
   Result set: a row per table: TableName, RowsFound.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_CountOldRows
    @SeriesDays  int,
    @RunDays     int,
    @ReadingDays int,
    @LogCutoff   datetime2(3)
WITH EXECUTE AS OWNER
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @EquipID   int           = 0,
            @Code      nvarchar(120),
            @Table     nvarchar(300),
            @Cutoff    datetime2(3),
            @RowsFound bigint,
            @Sql       nvarchar(max);
        DECLARE @Machines TABLE
        (
            EquipID       int          NOT NULL PRIMARY KEY,
            SeriesCutoff  datetime2(3) NULL,
            RunCutoff     datetime2(3) NULL,
            ReadingCutoff datetime2(3) NULL
        );
        DECLARE @OldRuns TABLE
        (
            RunID        uniqueidentifier NOT NULL PRIMARY KEY,
            SeriesCutoff datetime2(3)     NOT NULL
        );
        DECLARE @Counted TABLE
        (
            TableName sysname NOT NULL,
            RowsFound bigint  NOT NULL
        );

        INSERT INTO @Machines (EquipID, SeriesCutoff, RunCutoff, ReadingCutoff)
        SELECT
            p.EquipID,
            DATEADD(DAY, -@SeriesDays, p.LastBatchEndTime),
            DATEADD(DAY, -@RunDays, p.LastBatchEndTime),
            IIF(e.IsAdopted = 0, DATEADD(DAY, -@ReadingDays, p.LastBatchEndTime), NULL)
        FROM dbo.ACM_BatchProgress AS p
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = p.EquipID;

        INSERT INTO @OldRuns (RunID, SeriesCutoff)
        SELECT
            r.RunID,
            m.SeriesCutoff
        FROM dbo.ACM_Runs AS r
        INNER JOIN @Machines AS m
            ON m.EquipID = r.EquipID
        WHERE r.WindowStart < m.RunCutoff
        AND   r.WindowEnd < m.RunCutoff
        AND   r.Outcome <> 'RUNNING'
        AND   NOT EXISTS (SELECT 1 FROM dbo.ModelRegistry AS g WHERE g.RunID = r.RunID)
        AND   NOT EXISTS (SELECT 1 FROM dbo.ACM_ActiveModels AS a WHERE a.RunID = r.RunID)
        AND   NOT EXISTS (SELECT 1 FROM dbo.ACM_ScorerState AS s WHERE s.RunID = r.RunID);

        /* As usp_DeleteSeries. */
        INSERT INTO @Counted (TableName, RowsFound)
        SELECT
            N'ACM_Scores_Wide',
            COUNT_BIG(*)
        FROM dbo.ACM_Scores_Wide AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_HealthTimeline',
            COUNT_BIG(*)
        FROM dbo.ACM_HealthTimeline AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_RegimeTimeline',
            COUNT_BIG(*)
        FROM dbo.ACM_RegimeTimeline AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_ContributionTimeline',
            COUNT_BIG(*)
        FROM dbo.ACM_ContributionTimeline AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_SensorExpected',
            COUNT_BIG(*)
        FROM dbo.ACM_SensorExpected AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_DriftSeries',
            COUNT_BIG(*)
        FROM dbo.ACM_DriftSeries AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_HealthForecast',
            COUNT_BIG(*)
        FROM dbo.ACM_HealthForecast AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_RUL',
            COUNT_BIG(*)
        FROM dbo.ACM_RUL AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.Timestamp < m.SeriesCutoff;

        /* As usp_DeleteFindings, and the marks of old readings. */
        INSERT INTO @Counted (TableName, RowsFound)
        SELECT
            N'Readings_Rejected',
            COUNT_BIG(*)
        FROM dbo.Readings_Rejected AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.RejectedAt < @LogCutoff
        UNION ALL
        SELECT
            N'ACM_DataQualityEvents',
            COUNT_BIG(*)
        FROM dbo.ACM_DataQualityEvents AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.EventTime < @LogCutoff
        UNION ALL
        SELECT
            N'Readings_Quality',
            COUNT_BIG(*)
        FROM dbo.Readings_Quality AS t
        INNER JOIN @Machines AS m
            ON m.EquipID = t.EquipID
        WHERE t.EntryDateTime < m.ReadingCutoff;

        /* As usp_DeleteRuns, without what was counted above. */
        INSERT INTO @Counted (TableName, RowsFound)
        SELECT
            N'ACM_HealthForecast',
            COUNT_BIG(*)
        FROM dbo.ACM_HealthForecast AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        WHERE t.Timestamp >= o.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_RUL',
            COUNT_BIG(*)
        FROM dbo.ACM_RUL AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        WHERE t.Timestamp >= o.SeriesCutoff
        UNION ALL
        SELECT
            N'ACM_DataQualityEvents',
            COUNT_BIG(*)
        FROM dbo.ACM_DataQualityEvents AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        WHERE t.EventTime >= @LogCutoff
        UNION ALL
        SELECT
            N'ACM_EpisodeCulprits',
            COUNT_BIG(*)
        FROM dbo.ACM_EpisodeCulprits AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_Episodes',
            COUNT_BIG(*)
        FROM dbo.ACM_Episodes AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_RunColumns',
            COUNT_BIG(*)
        FROM dbo.ACM_RunColumns AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_ModelComparisons',
            COUNT_BIG(*)
        FROM dbo.ACM_ModelComparisons AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_RegimeDefinitions',
            COUNT_BIG(*)
        FROM dbo.ACM_RegimeDefinitions AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_Thresholds',
            COUNT_BIG(*)
        FROM dbo.ACM_Thresholds AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_PCA_Metrics',
            COUNT_BIG(*)
        FROM dbo.ACM_PCA_Metrics AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_PCA_Loadings',
            COUNT_BIG(*)
        FROM dbo.ACM_PCA_Loadings AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_DetectorCorrelation',
            COUNT_BIG(*)
        FROM dbo.ACM_DetectorCorrelation AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_CalibrationSummary',
            COUNT_BIG(*)
        FROM dbo.ACM_CalibrationSummary AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_DataQuality',
            COUNT_BIG(*)
        FROM dbo.ACM_DataQuality AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_FeatureDropLog',
            COUNT_BIG(*)
        FROM dbo.ACM_FeatureDropLog AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_RunTableStats',
            COUNT_BIG(*)
        FROM dbo.ACM_RunTableStats AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID
        UNION ALL
        SELECT
            N'ACM_Runs',
            COUNT_BIG(*)
        FROM dbo.ACM_Runs AS t
        INNER JOIN @OldRuns AS o
            ON o.RunID = t.RunID;

        /* As usp_DeleteDocuments. */
        INSERT INTO @Counted (TableName, RowsFound)
        SELECT
            N'Ingest_Payload',
            COUNT_BIG(*)
        FROM dbo.Ingest_Payload AS t
        WHERE t.Status = 'DONE'
        AND   t.CompletedAt < @LogCutoff
        UNION ALL
        SELECT
            N'processing_log',
            COUNT_BIG(*)
        FROM dbo.processing_log AS t
        INNER JOIN dbo.Ingest_Payload AS p
            ON p.PayloadID = t.payload_id
        WHERE p.Status = 'DONE'
        AND   p.CompletedAt < @LogCutoff
        UNION ALL
        SELECT
            N'ACM_BatchSource',
            COUNT_BIG(*)
        FROM dbo.ACM_BatchSource AS t
        WHERE t.RecordedAt < @LogCutoff
        UNION ALL
        SELECT
            N'validation_summary',
            COUNT_BIG(*)
        FROM dbo.validation_summary AS t
        INNER JOIN dbo.ACM_BatchSource AS b
            ON b.EquipID = t.equip_id
            AND b.BatchLoadID = t.batch_load_id
        WHERE b.RecordedAt < @LogCutoff
        UNION ALL
        SELECT
            N'validation_log',
            COUNT_BIG(*)
        FROM dbo.validation_log AS t
        INNER JOIN dbo.ACM_BatchSource AS b
            ON b.EquipID = t.equip_id
            AND b.BatchLoadID = t.batch_load_id
        WHERE b.RecordedAt < @LogCutoff;

        /* As the machines' own procedures do with @ReadingDays. */
        WHILE @ReadingDays IS NOT NULL
        BEGIN
            SET @Code = NULL;

            SELECT TOP (1)
                @EquipID = m.EquipID,
                @Code    = e.EquipCode,
                @Cutoff  = m.ReadingCutoff
            FROM @Machines AS m
            INNER JOIN dbo.Equipment AS e
                ON e.EquipID = m.EquipID
            WHERE m.EquipID > @EquipID
            AND   e.IsAdopted = 0
            ORDER BY
                m.EquipID;

            IF @Code IS NULL
                BREAK;

            SET @Table = CONCAT(N'dbo.', QUOTENAME(CONCAT(@Code, N'_Data')));
            SET @Sql = CONCAT(N'SELECT @RowsFound = COUNT_BIG(*) FROM ', @Table,
                N' AS t WHERE t.EntryDateTime < @Cutoff;');
            EXECUTE sys.sp_executesql
                @Sql, N'@Cutoff datetime2(3), @RowsFound bigint OUTPUT',
                @Cutoff = @Cutoff, @RowsFound = @RowsFound OUTPUT;

            INSERT INTO @Counted (TableName, RowsFound)
            VALUES (CONCAT(@Code, N'_Data'), @RowsFound);
        END;

        SELECT
            c.TableName,
            SUM(c.RowsFound) AS RowsFound
        FROM @Counted AS c
        GROUP BY
            c.TableName
        ORDER BY
            c.TableName;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
