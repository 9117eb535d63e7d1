/* Runs the tests on SQL Server, in a database of their own that has ACM and tSQLt installed. From the root of the
   repository:
       sqlcmd -S server -d database -b -I -i tests/tsqlt/run.sql
   On the embedded engine pytest runs the same files: python -m pytest tests/tsqlt. */
:on error exit

:r tests/tsqlt/arrange.sql
:r tests/tsqlt/test_usp_AbandonStaleRuns.sql
:r tests/tsqlt/test_usp_AcknowledgeEpisode.sql
:r tests/tsqlt/test_usp_ActivateModelVersion.sql
:r tests/tsqlt/test_usp_AddEpisodeAction.sql
:r tests/tsqlt/test_usp_AdvanceBatch.sql
:r tests/tsqlt/test_usp_ApplyRetention.sql
:r tests/tsqlt/test_usp_AuditBatches.sql
:r tests/tsqlt/test_usp_BeginColdstart.sql
:r tests/tsqlt/test_usp_BuildLoadProcedure.sql
:r tests/tsqlt/test_usp_CheckColdstartStatus.sql
:r tests/tsqlt/test_usp_CheckContract.sql
:r tests/tsqlt/test_usp_ClaimBatch.sql
:r tests/tsqlt/test_usp_ClaimPayloads.sql
:r tests/tsqlt/test_usp_ClearEpisode.sql
:r tests/tsqlt/test_usp_ClearRun.sql
:r tests/tsqlt/test_usp_CloseRun.sql
:r tests/tsqlt/test_usp_CommitPayloads.sql
:r tests/tsqlt/test_usp_DeleteDocuments.sql
:r tests/tsqlt/test_usp_DeleteFindings.sql
:r tests/tsqlt/test_usp_DeleteRuns.sql
:r tests/tsqlt/test_usp_DeleteSeries.sql
:r tests/tsqlt/test_usp_EndColdstart.sql
:r tests/tsqlt/test_usp_FinalizeRun.sql
:r tests/tsqlt/test_usp_FindWindow.sql
:r tests/tsqlt/test_usp_GetConfig.sql
:r tests/tsqlt/test_usp_GetEquipmentData.sql
:r tests/tsqlt/test_usp_GetModels.sql
:r tests/tsqlt/test_usp_GetProgress.sql
:r tests/tsqlt/test_usp_GetScorerState.sql
:r tests/tsqlt/test_usp_LabelEpisode.sql
:r tests/tsqlt/test_usp_ListEquipment.sql
:r tests/tsqlt/test_usp_ListTags.sql
:r tests/tsqlt/test_usp_LockLease.sql
:r tests/tsqlt/test_usp_LockRun.sql
:r tests/tsqlt/test_usp_MoveColdstart.sql
:r tests/tsqlt/test_usp_PruneModels.sql
:r tests/tsqlt/test_usp_RecordEquipmentEvent.sql
:r tests/tsqlt/test_usp_RecordTableStats.sql
:r tests/tsqlt/test_usp_RegisterEquipment.sql
:r tests/tsqlt/test_usp_ReleaseBatch.sql
:r tests/tsqlt/test_usp_RenewLease.sql
:r tests/tsqlt/test_usp_ResetColdstart.sql
:r tests/tsqlt/test_usp_ReturnPayloads.sql
:r tests/tsqlt/test_usp_SaveModels.sql
:r tests/tsqlt/test_usp_SetClaim.sql
:r tests/tsqlt/test_usp_SetConfig.sql
:r tests/tsqlt/test_usp_ShelveEpisode.sql
:r tests/tsqlt/test_usp_StagePayloads.sql
:r tests/tsqlt/test_usp_StartRun.sql
:r tests/tsqlt/test_usp_TakeLease.sql
:r tests/tsqlt/test_usp_TakeNextLease.sql
:r tests/tsqlt/test_usp_TakeOverRun.sql
:r tests/tsqlt/test_usp_UpdateColdstart.sql
:r tests/tsqlt/test_usp_ValidateBatch.sql
:r tests/tsqlt/test_usp_WriteBacktestResults.sql
:r tests/tsqlt/test_usp_WriteBatchSource.sql
:r tests/tsqlt/test_usp_WriteCalibrationSummary.sql
:r tests/tsqlt/test_usp_WriteContributionTimeline.sql
:r tests/tsqlt/test_usp_WriteDataQuality.sql
:r tests/tsqlt/test_usp_WriteDataQualityEvents.sql
:r tests/tsqlt/test_usp_WriteDetectorCorrelation.sql
:r tests/tsqlt/test_usp_WriteDriftSeries.sql
:r tests/tsqlt/test_usp_WriteEpisodeCulprits.sql
:r tests/tsqlt/test_usp_WriteEpisodes.sql
:r tests/tsqlt/test_usp_WriteFeatureDropLog.sql
:r tests/tsqlt/test_usp_WriteHealthForecast.sql
:r tests/tsqlt/test_usp_WriteHealthTimeline.sql
:r tests/tsqlt/test_usp_WriteModelComparisons.sql
:r tests/tsqlt/test_usp_WritePCALoadings.sql
:r tests/tsqlt/test_usp_WritePCAMetrics.sql
:r tests/tsqlt/test_usp_WriteRUL.sql
:r tests/tsqlt/test_usp_WriteRegimeDefinitions.sql
:r tests/tsqlt/test_usp_WriteRegimeTimeline.sql
:r tests/tsqlt/test_usp_WriteRunColumns.sql
:r tests/tsqlt/test_usp_WriteScorerState.sql
:r tests/tsqlt/test_usp_WriteScoresWide.sql
:r tests/tsqlt/test_usp_WriteSensorExpected.sql
:r tests/tsqlt/test_usp_WriteThresholds.sql

EXECUTE tSQLt.RunAll;
GO
