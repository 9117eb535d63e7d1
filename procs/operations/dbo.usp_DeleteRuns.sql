/* Purpose:    deletes some of a machine's oldest ended runs with everything that refers to them.
   Contract:   called by usp_ApplyRetention inside a short transaction of its own. A run that a stored model, the
               version in force or the scorer's state comes from stays, with the limits, regimes and components of its
               model.
   Errors:     51022 called without a transaction.
   Result set: none; @RunsFound.
   Lock order: ACM_Runs, result tables. */
CREATE OR ALTER PROCEDURE dbo.usp_DeleteRuns
    @EquipID   int,
    @Cutoff    datetime2(3),
    @MaxRuns   int,
    @RunsFound int OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Old TABLE
        (
            RunID uniqueidentifier NOT NULL PRIMARY KEY
        );

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_DeleteRuns belongs to its caller''s transaction, and there is none.', 1;

        INSERT INTO @Old (RunID)
        SELECT TOP (@MaxRuns) r.RunID
        FROM dbo.ACM_Runs AS r WITH (ROWLOCK, UPDLOCK)
        WHERE r.EquipID = @EquipID
        AND   r.WindowStart < @Cutoff
        AND   r.WindowEnd < @Cutoff
        AND   r.Outcome <> 'RUNNING'
        AND   NOT EXISTS (SELECT 1 FROM dbo.ModelRegistry AS m WHERE m.RunID = r.RunID)
        AND   NOT EXISTS (SELECT 1 FROM dbo.ACM_ActiveModels AS a WHERE a.RunID = r.RunID)
        AND   NOT EXISTS (SELECT 1 FROM dbo.ACM_ScorerState AS s WHERE s.RunID = r.RunID)
        ORDER BY
            r.WindowStart;
        SET @RunsFound = @@ROWCOUNT;

        DELETE t
        FROM dbo.ACM_EpisodeCulprits AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_Episodes AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_HealthForecast AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_RUL AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_RunColumns AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_ModelComparisons AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_RegimeDefinitions AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_Thresholds AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_PCA_Metrics AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_PCA_Loadings AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_DetectorCorrelation AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_CalibrationSummary AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_DataQuality AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_FeatureDropLog AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_DataQualityEvents AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE t
        FROM dbo.ACM_RunTableStats AS t
        INNER JOIN @Old AS o
            ON o.RunID = t.RunID;

        DELETE r
        FROM dbo.ACM_Runs AS r
        INNER JOIN @Old AS o
            ON o.RunID = r.RunID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
