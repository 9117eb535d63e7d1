/* Purpose:    ends a run: all its results, models, scorer state, findings and the progress of its machine are
               committed together, or nothing is.
   Contract:   @Outcome is OK, NOOP or FAIL. A left-out table parameter means that the run has no such rows. FAIL
               takes @ErrorMessage and @ErrorJSON and ignores every table. A model comes into force unless a comparison
               says KEPT: then it is stored beside the one in force. A run that has ended under the same
               token answers with its stored result and nothing is written, whatever the call says.
   Errors:     51001 no such run; 51004 the lease is lost; 51005 unknown outcome; 51006 @Contract is not that of
               the types; 51007 a row lies outside the window; and what the writers raise.
   Result set: one row after COMMIT: RunID, Outcome, IsReplay, RowsWritten, CompletedAt, TranCount.
   Lock order: ACM_Runs, ACM_BatchProgress, result tables, ModelRegistry, ACM_ActiveModels, ACM_ScorerState,
               ACM_ColdstartState. */
CREATE OR ALTER PROCEDURE dbo.usp_FinalizeRun
    @RunID                uniqueidentifier,
    @LeaseToken           uniqueidentifier,
    @Outcome              varchar(10),
    @ScoresWide           dbo.ACM_Scores_Wide_TVP          READONLY,
    @HealthTimeline       dbo.ACM_HealthTimeline_TVP       READONLY,
    @ContributionTimeline dbo.ACM_ContributionTimeline_TVP READONLY,
    @SensorExpected       dbo.ACM_SensorExpected_TVP       READONLY,
    @Episodes             dbo.ACM_Episodes_TVP             READONLY,
    @EpisodeCulprits      dbo.ACM_EpisodeCulprits_TVP      READONLY,
    @DataQualityEvents    dbo.ACM_DataQualityEvents_TVP    READONLY,
    @Models               dbo.ModelRegistry_TVP            READONLY,
    @ScorerState          dbo.ACM_ScorerState_TVP          READONLY,
    @RegimeTimeline       dbo.ACM_RegimeTimeline_TVP       READONLY,
    @DriftSeries          dbo.ACM_DriftSeries_TVP          READONLY,
    @HealthForecast       dbo.ACM_HealthForecast_TVP       READONLY,
    @RUL                  dbo.ACM_RUL_TVP                  READONLY,
    @RunColumns           dbo.ACM_RunColumns_TVP           READONLY,
    @DataQuality          dbo.ACM_DataQuality_TVP          READONLY,
    @FeatureDropLog       dbo.ACM_FeatureDropLog_TVP       READONLY,
    @DetectorCorrelation  dbo.ACM_DetectorCorrelation_TVP  READONLY,
    @CalibrationSummary   dbo.ACM_CalibrationSummary_TVP   READONLY,
    @Thresholds           dbo.ACM_Thresholds_TVP           READONLY,
    @RegimeDefinitions    dbo.ACM_RegimeDefinitions_TVP    READONLY,
    @PCAMetrics           dbo.ACM_PCA_Metrics_TVP          READONLY,
    @PCALoadings          dbo.ACM_PCA_Loadings_TVP         READONLY,
    @ModelComparisons     dbo.ACM_ModelComparisons_TVP     READONLY,
    @RowsRead             int            = 0,
    @TrainRowCount        int            = 0,
    @DataQualityScore     float          = NULL,
    @RefitRequested       bit            = 0,
    @ModelReason          nvarchar(200)  = N'trained',
    @ErrorMessage         nvarchar(4000) = NULL,
    @ErrorJSON            nvarchar(max)  = NULL,
    @Contract             binary(32)     = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @EquipID         int,
        @Stored          varchar(10),
        @HeldBy          uniqueidentifier,
        @IsReplay        bit = 0,
        @Advances        bit,
        @Stage           varchar(20),
        @HasModel        bit = 0,
        @Activate        bit,
        @HasEarlierRows  bit = 0,
        @Message         nvarchar(2048);

    BEGIN TRY
        EXECUTE dbo.usp_CheckContract @ProcedureName = N'dbo.usp_FinalizeRun', @Contract = @Contract;

        IF @Outcome IS NULL OR @Outcome NOT IN ('OK', 'NOOP', 'FAIL')
            THROW 51005, N'A run ends as OK, NOOP or FAIL.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        SELECT
            @EquipID = r.EquipID,
            @Stored  = r.Outcome,
            @HeldBy  = r.LeaseToken,
            @Stage   = r.Stage
        FROM dbo.ACM_Runs AS r WITH (UPDLOCK)
        WHERE r.RunID = @RunID;

        IF @Stored IS NULL
        BEGIN
            SET @Message = CONCAT(N'There is no run ', @RunID, N'.');
            THROW 51001, @Message, 1;
        END;

        IF @HeldBy <> @LeaseToken
        BEGIN
            SET @Message = CONCAT(N'Run ', @RunID, N' is no longer this worker''s: its lease went to another.');
            THROW 51004, @Message, 1;
        END;

        IF @Stored <> 'RUNNING'
            SET @IsReplay = 1;

        IF @IsReplay = 0
            EXECUTE dbo.usp_LockLease
                @EquipID    = @EquipID,
                @LeaseToken = @LeaseToken,
                @Advances   = @Advances OUTPUT;

        /* Rows that a writer called alone stored before: then a table left out has to be emptied. */
        IF EXISTS (SELECT 1 FROM dbo.ACM_RunTableStats AS s WHERE s.RunID = @RunID)
            SET @HasEarlierRows = 1;

        IF @IsReplay = 0 AND @Outcome <> 'FAIL'
        BEGIN
            EXECUTE dbo.usp_WriteScoresWide @RunID = @RunID, @Rows = @ScoresWide, @EmptyMeansNone = 1;
            EXECUTE dbo.usp_WriteHealthTimeline @RunID = @RunID, @Rows = @HealthTimeline, @EmptyMeansNone = 1;
            EXECUTE dbo.usp_WriteContributionTimeline
                @RunID = @RunID, @Rows = @ContributionTimeline, @EmptyMeansNone = 1;
            EXECUTE dbo.usp_WriteSensorExpected @RunID = @RunID, @Rows = @SensorExpected, @EmptyMeansNone = 1;
            EXECUTE dbo.usp_WriteEpisodes @RunID = @RunID, @Rows = @Episodes, @EmptyMeansNone = 1;
            EXECUTE dbo.usp_WriteEpisodeCulprits @RunID = @RunID, @Rows = @EpisodeCulprits, @EmptyMeansNone = 1;
            EXECUTE dbo.usp_WriteDataQualityEvents
                @RunID = @RunID, @Rows = @DataQualityEvents, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @RegimeTimeline AS q)
                EXECUTE dbo.usp_WriteRegimeTimeline @RunID = @RunID, @Rows = @RegimeTimeline, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @DriftSeries AS q)
                EXECUTE dbo.usp_WriteDriftSeries @RunID = @RunID, @Rows = @DriftSeries, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @HealthForecast AS q)
                EXECUTE dbo.usp_WriteHealthForecast @RunID = @RunID, @Rows = @HealthForecast, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @RUL AS q)
                EXECUTE dbo.usp_WriteRUL @RunID = @RunID, @Rows = @RUL, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @RunColumns AS q)
                EXECUTE dbo.usp_WriteRunColumns @RunID = @RunID, @Rows = @RunColumns, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @DataQuality AS q)
                EXECUTE dbo.usp_WriteDataQuality @RunID = @RunID, @Rows = @DataQuality, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @FeatureDropLog AS q)
                EXECUTE dbo.usp_WriteFeatureDropLog @RunID = @RunID, @Rows = @FeatureDropLog, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @DetectorCorrelation AS q)
                EXECUTE dbo.usp_WriteDetectorCorrelation
                    @RunID = @RunID, @Rows = @DetectorCorrelation, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @CalibrationSummary AS q)
                EXECUTE dbo.usp_WriteCalibrationSummary
                    @RunID = @RunID, @Rows = @CalibrationSummary, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @Thresholds AS q)
                EXECUTE dbo.usp_WriteThresholds @RunID = @RunID, @Rows = @Thresholds, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @RegimeDefinitions AS q)
                EXECUTE dbo.usp_WriteRegimeDefinitions @RunID = @RunID, @Rows = @RegimeDefinitions, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @PCAMetrics AS q)
                EXECUTE dbo.usp_WritePCAMetrics @RunID = @RunID, @Rows = @PCAMetrics, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @PCALoadings AS q)
                EXECUTE dbo.usp_WritePCALoadings @RunID = @RunID, @Rows = @PCALoadings, @EmptyMeansNone = 1;

            IF @HasEarlierRows = 1 OR EXISTS (SELECT 1 FROM @ModelComparisons AS q)
                EXECUTE dbo.usp_WriteModelComparisons @RunID = @RunID, @Rows = @ModelComparisons, @EmptyMeansNone = 1;

            IF EXISTS (SELECT 1 FROM @Models AS m)
            BEGIN
                SET @Activate = IIF(EXISTS (SELECT 1 FROM @ModelComparisons AS q WHERE q.Decision = 'KEPT'), 0, 1);
                EXECUTE dbo.usp_SaveModels
                    @RunID = @RunID, @Rows = @Models, @Activate = @Activate, @Reason = @ModelReason;
                SET @HasModel = 1;
            END;

            IF @Advances = 1 AND EXISTS (SELECT 1 FROM @ScorerState AS s)
                EXECUTE dbo.usp_WriteScorerState @RunID = @RunID, @Rows = @ScorerState;
        END;

        IF @IsReplay = 0
        BEGIN
            EXECUTE dbo.usp_CloseRun
                @RunID            = @RunID,
                @Outcome          = @Outcome,
                @RowsRead         = @RowsRead,
                @TrainRowCount    = @TrainRowCount,
                @DataQualityScore = @DataQualityScore,
                @RefitRequested   = @RefitRequested,
                @ErrorMessage     = @ErrorMessage,
                @ErrorJSON        = @ErrorJSON;

            EXECUTE dbo.usp_AdvanceBatch @EquipID = @EquipID, @Outcome = @Outcome, @ErrorMessage = @ErrorMessage;

            IF @Stage = 'COLDSTART'
                EXECUTE dbo.usp_EndColdstart @RunID = @RunID, @HasModel = @HasModel, @ErrorMessage = @ErrorMessage;
        END;

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            r.RunID,
            r.Outcome,
            @IsReplay   AS IsReplay,
            r.RowsWritten,
            r.CompletedAt,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_Runs AS r
        WHERE r.RunID = @RunID;
END;
GO
