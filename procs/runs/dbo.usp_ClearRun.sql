/* Purpose:    deletes everything that a run left in the result tables.
   Contract:   called inside the caller's transaction, with the run's row locked: for a run that is taken over, and for
               one that is abandoned. Models and scorer state are committed with the end of a run only, so that an
               unended run has none. Every delete is bounded by machine and window, or by the run.
   Errors:     51001 no such run; 51002 the run has ended; 51022 called without a transaction.
   Result set: none.
   Lock order: ACM_Runs, result tables. */
CREATE OR ALTER PROCEDURE dbo.usp_ClearRun
    @RunID uniqueidentifier
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @EquipID     int,
            @WindowStart datetime2(3),
            @WindowEnd   datetime2(3);

        EXECUTE dbo.usp_LockRun
            @RunID       = @RunID,
            @EquipID     = @EquipID OUTPUT,
            @WindowStart = @WindowStart OUTPUT,
            @WindowEnd   = @WindowEnd OUTPUT;

        DELETE t
        FROM dbo.ACM_Scores_Wide AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_HealthTimeline AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_RegimeTimeline AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_ContributionTimeline AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_SensorExpected AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_DriftSeries AS t
        WHERE t.EquipID = @EquipID
        AND   t.Timestamp >= @WindowStart
        AND   t.Timestamp < @WindowEnd
        AND   t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_HealthForecast AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_RUL AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_EpisodeCulprits AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_Episodes AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_RunColumns AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_ModelComparisons AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_RegimeDefinitions AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_Thresholds AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_PCA_Metrics AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_PCA_Loadings AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_DetectorCorrelation AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_CalibrationSummary AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_DataQuality AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_FeatureDropLog AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_DataQualityEvents AS t
        WHERE t.RunID = @RunID;

        DELETE t
        FROM dbo.ACM_RunTableStats AS t
        WHERE t.RunID = @RunID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
