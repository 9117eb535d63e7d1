/* The manifest of ACM. From the root of the repository:
       sqlcmd -S server -d database -b -I -i database/deploy.sql
   One transaction under an application lock; safe to repeat and to run twice at once. */
:on error exit

/* The database is fit, and nobody else is deploying. */
:r database/deploy/preflight.sql
:r database/deploy/begin.sql

/* Tables: append-only, each guarded. */
:r database/schema/0001_versions.sql
:r database/schema/0002_equipment.sql
:r database/schema/0003_runs.sql
:r database/schema/0004_models.sql
:r database/schema/0005_results.sql
:r database/schema/0006_configuration.sql
:r database/schema/0007_coldstart.sql
:r database/schema/0008_model_results.sql
:r database/schema/0009_series.sql
:r database/schema/0010_operators.sql
:r database/schema/0011_ingest.sql
:r database/schema/0012_audit.sql
:r database/schema/0013_retraining.sql
:r database/schema/0014_failed_runs.sql

/* Who may do what: roles first, the generated objects are granted to them. */
:r database/security/roles.sql

/* A newer database is refused. */
:r database/deploy/refuse_downgrade.sql

/* Table types. */
:r types/dbo.ACM_BacktestResults_TVP.sql
:r types/dbo.ACM_CalibrationSummary_TVP.sql
:r types/dbo.ACM_ContributionTimeline_TVP.sql
:r types/dbo.ACM_DataQualityEvents_TVP.sql
:r types/dbo.ACM_DataQuality_TVP.sql
:r types/dbo.ACM_DetectorCorrelation_TVP.sql
:r types/dbo.ACM_DriftSeries_TVP.sql
:r types/dbo.ACM_EpisodeCulprits_TVP.sql
:r types/dbo.ACM_Episodes_TVP.sql
:r types/dbo.ACM_FeatureDropLog_TVP.sql
:r types/dbo.ACM_HealthForecast_TVP.sql
:r types/dbo.ACM_HealthTimeline_TVP.sql
:r types/dbo.ACM_ModelComparisons_TVP.sql
:r types/dbo.ACM_PCA_Loadings_TVP.sql
:r types/dbo.ACM_PCA_Metrics_TVP.sql
:r types/dbo.ACM_RUL_TVP.sql
:r types/dbo.ACM_RegimeDefinitions_TVP.sql
:r types/dbo.ACM_RegimeTimeline_TVP.sql
:r types/dbo.ACM_RunColumns_TVP.sql
:r types/dbo.ACM_ScorerState_TVP.sql
:r types/dbo.ACM_Scores_Wide_TVP.sql
:r types/dbo.ACM_SensorExpected_TVP.sql
:r types/dbo.ACM_Thresholds_TVP.sql
:r types/dbo.Ingest_Payload_TVP.sql
:r types/dbo.ModelRegistry_TVP.sql
:r types/dbo.Readings_Quality_TVP.sql
:r types/dbo.Readings_Rejected_TVP.sql
:r types/dbo.Tag_Equipment_Map_TVP.sql
:r types/dbo.processing_log_TVP.sql

/* Functions. */
:r database/functions/dbo.ufn_Contract.sql

/* Views, those that others read first. */
:r database/views/dbo.ACM_ContributionTimeline_Current.sql
:r database/views/dbo.ACM_DriftSeries_Current.sql
:r database/views/dbo.ACM_EpisodeCulprits_Current.sql
:r database/views/dbo.ACM_Episodes_Current.sql
:r database/views/dbo.ACM_HealthForecast_Current.sql
:r database/views/dbo.ACM_HealthTimeline_Current.sql
:r database/views/dbo.ACM_RUL_Current.sql
:r database/views/dbo.ACM_RegimeTimeline_Current.sql
:r database/views/dbo.ACM_Scores_Wide_Current.sql
:r database/views/dbo.ACM_SensorExpected_Current.sql
:r database/views/dbo.ACM_BacktestSummary.sql
:r database/views/dbo.ACM_OrphanRows.sql
:r database/views/dbo.ACM_ParkedWindows.sql
:r database/views/dbo.ACM_BatchMonitor.sql
:r database/views/dbo.ACM_EpisodeStates.sql
:r database/views/dbo.ACM_AlertAge.sql
:r database/views/dbo.ACM_EpisodeMetrics.sql
:r database/views/dbo.ACM_HealthSteps.sql
:r database/views/dbo.ACM_HealthHistogram.sql
:r database/views/dbo.ACM_HealthZoneByPeriod.sql
:r database/views/dbo.ACM_Latest.sql
:r database/views/dbo.ACM_DefectSummary.sql
:r database/views/dbo.ACM_RegimeOccupancy.sql
:r database/views/dbo.ACM_RegimeStability.sql
:r database/views/dbo.ACM_RegimeTransitions.sql
:r database/views/dbo.ACM_Scores_Long.sql
:r database/views/dbo.ACM_SensorDefects.sql
:r database/views/dbo.ACM_SensorHotspots.sql
:r database/views/dbo.ACM_SensorRanking.sql
:r database/views/dbo.ACM_SinceWhen.sql
:r database/views/dbo.ACM_ThresholdCrossings.sql
:r database/views/dbo.ACM_WriteStats.sql
:r database/views/dbo.AnomalyEvents.sql
:r database/views/dbo.DriftTS.sql
:r database/views/dbo.RegimeEpisodes.sql
:r database/views/dbo.RunLog.sql
:r database/views/dbo.ScoresTS.sql

/* Procedures. */
:r procs/audit/dbo.usp_AuditBatches.sql
:r procs/audit/dbo.usp_ValidateBatch.sql
:r procs/audit/dbo.usp_WriteBatchSource.sql
:r procs/batches/dbo.usp_AdvanceBatch.sql
:r procs/batches/dbo.usp_ClaimBatch.sql
:r procs/batches/dbo.usp_FindTraining.sql
:r procs/batches/dbo.usp_FindWindow.sql
:r procs/batches/dbo.usp_GetProgress.sql
:r procs/batches/dbo.usp_ReleaseBatch.sql
:r procs/batches/dbo.usp_RenewLease.sql
:r procs/batches/dbo.usp_SetClaim.sql
:r procs/batches/dbo.usp_TakeLease.sql
:r procs/batches/dbo.usp_TakeNextLease.sql
:r procs/equipment/dbo.usp_BuildDataTable.sql
:r procs/equipment/dbo.usp_BuildEquipmentObjects.sql
:r procs/equipment/dbo.usp_BuildLoadProcedure.sql
:r procs/equipment/dbo.usp_BuildReadProcedures.sql
:r procs/equipment/dbo.usp_BuildUpkeepProcedures.sql
:r procs/equipment/dbo.usp_GetEquipmentData.sql
:r procs/equipment/dbo.usp_ListEquipment.sql
:r procs/equipment/dbo.usp_ListTags.sql
:r procs/equipment/dbo.usp_RegenerateEquipmentObjects.sql
:r procs/equipment/dbo.usp_RegisterEquipment.sql
:r procs/equipment/dbo.usp_RegisterTags.sql
:r procs/ingest/dbo.usp_ClaimPayloads.sql
:r procs/ingest/dbo.usp_CommitPayloads.sql
:r procs/ingest/dbo.usp_ReturnPayloads.sql
:r procs/ingest/dbo.usp_StagePayloads.sql
:r procs/models/dbo.usp_ActivateModelVersion.sql
:r procs/models/dbo.usp_BeginColdstart.sql
:r procs/models/dbo.usp_CheckColdstartStatus.sql
:r procs/models/dbo.usp_EndColdstart.sql
:r procs/models/dbo.usp_GetModels.sql
:r procs/models/dbo.usp_GetScorerState.sql
:r procs/models/dbo.usp_MoveColdstart.sql
:r procs/models/dbo.usp_PinModelVersion.sql
:r procs/models/dbo.usp_PruneModels.sql
:r procs/models/dbo.usp_ResetColdstart.sql
:r procs/models/dbo.usp_SaveModels.sql
:r procs/models/dbo.usp_UpdateColdstart.sql
:r procs/operations/dbo.usp_AcknowledgeEpisode.sql
:r procs/operations/dbo.usp_AddEpisodeAction.sql
:r procs/operations/dbo.usp_ApplyRetention.sql
:r procs/operations/dbo.usp_CheckContract.sql
:r procs/operations/dbo.usp_ClearEpisode.sql
:r procs/operations/dbo.usp_CountOldRows.sql
:r procs/operations/dbo.usp_DeleteDocuments.sql
:r procs/operations/dbo.usp_DeleteFindings.sql
:r procs/operations/dbo.usp_DeleteRuns.sql
:r procs/operations/dbo.usp_DeleteSeries.sql
:r procs/operations/dbo.usp_Describe.sql
:r procs/operations/dbo.usp_GetConfig.sql
:r procs/operations/dbo.usp_GetContract.sql
:r procs/operations/dbo.usp_GetMarkedTimes.sql
:r procs/operations/dbo.usp_GetSchemaVersion.sql
:r procs/operations/dbo.usp_LabelEpisode.sql
:r procs/operations/dbo.usp_RecordEquipmentEvent.sql
:r procs/operations/dbo.usp_SetConfig.sql
:r procs/operations/dbo.usp_ShelveEpisode.sql
:r procs/operations/dbo.usp_SlidePartitions.sql
:r procs/results/dbo.usp_WriteBacktestResults.sql
:r procs/results/dbo.usp_WriteCalibrationSummary.sql
:r procs/results/dbo.usp_WriteContributionTimeline.sql
:r procs/results/dbo.usp_WriteDataQuality.sql
:r procs/results/dbo.usp_WriteDataQualityEvents.sql
:r procs/results/dbo.usp_WriteDetectorCorrelation.sql
:r procs/results/dbo.usp_WriteDriftSeries.sql
:r procs/results/dbo.usp_WriteEpisodeCulprits.sql
:r procs/results/dbo.usp_WriteEpisodes.sql
:r procs/results/dbo.usp_WriteFeatureDropLog.sql
:r procs/results/dbo.usp_WriteHealthForecast.sql
:r procs/results/dbo.usp_WriteHealthTimeline.sql
:r procs/results/dbo.usp_WriteModelComparisons.sql
:r procs/results/dbo.usp_WritePCALoadings.sql
:r procs/results/dbo.usp_WritePCAMetrics.sql
:r procs/results/dbo.usp_WriteRUL.sql
:r procs/results/dbo.usp_WriteRegimeDefinitions.sql
:r procs/results/dbo.usp_WriteRegimeTimeline.sql
:r procs/results/dbo.usp_WriteRunColumns.sql
:r procs/results/dbo.usp_WriteScorerState.sql
:r procs/results/dbo.usp_WriteScoresWide.sql
:r procs/results/dbo.usp_WriteSensorExpected.sql
:r procs/results/dbo.usp_WriteThresholds.sql
:r procs/runs/dbo.usp_AbandonRun.sql
:r procs/runs/dbo.usp_AbandonStaleRuns.sql
:r procs/runs/dbo.usp_ClearRun.sql
:r procs/runs/dbo.usp_CloseRun.sql
:r procs/runs/dbo.usp_FinalizeRun.sql
:r procs/runs/dbo.usp_LockLease.sql
:r procs/runs/dbo.usp_LockRun.sql
:r procs/runs/dbo.usp_RecordTableStats.sql
:r procs/runs/dbo.usp_StartRun.sql
:r procs/runs/dbo.usp_TakeOverRun.sql

/* Names that existing callers use. */
:r database/synonyms/dbo.usp_ACM_FinalizeRun.sql
:r database/synonyms/dbo.usp_ACM_StartRun.sql

/* What tables and columns mean. */
:r database/descriptions/0001_versions.sql
:r database/descriptions/0002_equipment.sql
:r database/descriptions/0003_runs.sql
:r database/descriptions/0004_models.sql
:r database/descriptions/0005_results.sql
:r database/descriptions/0006_configuration.sql
:r database/descriptions/0007_coldstart.sql
:r database/descriptions/0008_model_results.sql
:r database/descriptions/0009_series.sql
:r database/descriptions/0010_operators.sql
:r database/descriptions/0011_ingest.sql
:r database/descriptions/0012_audit.sql

/* Rights. */
:r database/security/grants.sql

/* Record and commit; then, outside the transaction, the generated objects. */
:r database/deploy/commit.sql
:r database/deploy/regenerate.sql
