/* Removes ACM from a database, with everything that it holds, history and readings included. Only on request:
       sqlcmd -S server -d database -b -I -i database/drop.sql
   Take a backup first. Tables that were adopted stay: they were there before. One transaction; safe to repeat.
   Partition function and scheme go too. */
:on error exit

SET NOCOUNT, XACT_ABORT, ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
BEGIN TRANSACTION;
GO
DECLARE @Lock int;

EXECUTE @Lock = sys.sp_getapplock
    @Resource    = N'ACM deploy',
    @LockMode    = 'Exclusive',
    @LockOwner   = 'Transaction',
    @LockTimeout = 120000;

IF @Lock < 0
    THROW 51020, N'A deploy of ACM is running in this database.', 1;
GO
/* What was generated for each machine, found by the machines' codes. */
DECLARE
    @EquipCode nvarchar(120) = N'',
    @IsAdopted bit,
    @Sql       nvarchar(max);

WHILE OBJECT_ID(N'dbo.Equipment', N'U') IS NOT NULL
BEGIN
    SELECT TOP (1)
        @EquipCode = e.EquipCode,
        @IsAdopted = e.IsAdopted
    FROM dbo.Equipment AS e
    WHERE e.EquipCode > @EquipCode
    ORDER BY
        e.EquipCode;

    IF @@ROWCOUNT = 0
        BREAK;

    SET @Sql = CONCAT
    (
        N'DROP PROCEDURE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Load')), N';',
        N'DROP PROCEDURE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Read')), N';',
        N'DROP PROCEDURE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Span')), N';',
        N'DROP PROCEDURE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Audit')), N';',
        N'DROP PROCEDURE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Trim')), N';',
        N'DROP TYPE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Rows')), N';'
    );
    EXECUTE sys.sp_executesql @Sql;

    IF @IsAdopted = 0
    BEGIN
        SET @Sql = CONCAT(N'DROP TABLE IF EXISTS dbo.', QUOTENAME(CONCAT(@EquipCode, N'_Data')), N';');
        EXECUTE sys.sp_executesql @Sql;
    END;
END;
GO
/* Code. */
DROP SYNONYM IF EXISTS dbo.usp_ACM_FinalizeRun;
DROP SYNONYM IF EXISTS dbo.usp_ACM_StartRun;
DROP PROCEDURE IF EXISTS dbo.usp_AbandonRun;
DROP PROCEDURE IF EXISTS dbo.usp_AbandonStaleRuns;
DROP PROCEDURE IF EXISTS dbo.usp_AcknowledgeEpisode;
DROP PROCEDURE IF EXISTS dbo.usp_ActivateModelVersion;
DROP PROCEDURE IF EXISTS dbo.usp_AddEpisodeAction;
DROP PROCEDURE IF EXISTS dbo.usp_AdvanceBatch;
DROP PROCEDURE IF EXISTS dbo.usp_ApplyRetention;
DROP PROCEDURE IF EXISTS dbo.usp_AuditBatches;
DROP PROCEDURE IF EXISTS dbo.usp_BeginColdstart;
DROP PROCEDURE IF EXISTS dbo.usp_BuildDataTable;
DROP PROCEDURE IF EXISTS dbo.usp_BuildEquipmentObjects;
DROP PROCEDURE IF EXISTS dbo.usp_BuildLoadProcedure;
DROP PROCEDURE IF EXISTS dbo.usp_BuildReadProcedures;
DROP PROCEDURE IF EXISTS dbo.usp_BuildUpkeepProcedures;
DROP PROCEDURE IF EXISTS dbo.usp_CheckColdstartStatus;
DROP PROCEDURE IF EXISTS dbo.usp_CheckContract;
DROP PROCEDURE IF EXISTS dbo.usp_ClaimBatch;
DROP PROCEDURE IF EXISTS dbo.usp_ClaimPayloads;
DROP PROCEDURE IF EXISTS dbo.usp_ClearEpisode;
DROP PROCEDURE IF EXISTS dbo.usp_ClearRun;
DROP PROCEDURE IF EXISTS dbo.usp_CloseRun;
DROP PROCEDURE IF EXISTS dbo.usp_CommitPayloads;
DROP PROCEDURE IF EXISTS dbo.usp_CountOldRows;
DROP PROCEDURE IF EXISTS dbo.usp_DeleteDocuments;
DROP PROCEDURE IF EXISTS dbo.usp_DeleteFindings;
DROP PROCEDURE IF EXISTS dbo.usp_DeleteRuns;
DROP PROCEDURE IF EXISTS dbo.usp_DeleteSeries;
DROP PROCEDURE IF EXISTS dbo.usp_Describe;
DROP PROCEDURE IF EXISTS dbo.usp_EndColdstart;
DROP PROCEDURE IF EXISTS dbo.usp_FinalizeRun;
DROP PROCEDURE IF EXISTS dbo.usp_FindTraining;
DROP PROCEDURE IF EXISTS dbo.usp_FindWindow;
DROP PROCEDURE IF EXISTS dbo.usp_GetConfig;
DROP PROCEDURE IF EXISTS dbo.usp_GetContract;
DROP PROCEDURE IF EXISTS dbo.usp_GetEquipmentData;
DROP PROCEDURE IF EXISTS dbo.usp_GetMarkedTimes;
DROP PROCEDURE IF EXISTS dbo.usp_GetModels;
DROP PROCEDURE IF EXISTS dbo.usp_GetProgress;
DROP PROCEDURE IF EXISTS dbo.usp_GetSchemaVersion;
DROP PROCEDURE IF EXISTS dbo.usp_GetScorerState;
DROP PROCEDURE IF EXISTS dbo.usp_LabelEpisode;
DROP PROCEDURE IF EXISTS dbo.usp_ListEquipment;
DROP PROCEDURE IF EXISTS dbo.usp_ListTags;
DROP PROCEDURE IF EXISTS dbo.usp_LockLease;
DROP PROCEDURE IF EXISTS dbo.usp_LockRun;
DROP PROCEDURE IF EXISTS dbo.usp_MoveColdstart;
DROP PROCEDURE IF EXISTS dbo.usp_PinModelVersion;
DROP PROCEDURE IF EXISTS dbo.usp_PruneModels;
DROP PROCEDURE IF EXISTS dbo.usp_RecordEquipmentEvent;
DROP PROCEDURE IF EXISTS dbo.usp_RecordTableStats;
DROP PROCEDURE IF EXISTS dbo.usp_RegenerateEquipmentObjects;
DROP PROCEDURE IF EXISTS dbo.usp_RegisterEquipment;
DROP PROCEDURE IF EXISTS dbo.usp_RegisterTags;
DROP PROCEDURE IF EXISTS dbo.usp_ReleaseBatch;
DROP PROCEDURE IF EXISTS dbo.usp_RenewLease;
DROP PROCEDURE IF EXISTS dbo.usp_ResetColdstart;
DROP PROCEDURE IF EXISTS dbo.usp_ReturnPayloads;
DROP PROCEDURE IF EXISTS dbo.usp_SaveModels;
DROP PROCEDURE IF EXISTS dbo.usp_SetClaim;
DROP PROCEDURE IF EXISTS dbo.usp_SetConfig;
DROP PROCEDURE IF EXISTS dbo.usp_ShelveEpisode;
DROP PROCEDURE IF EXISTS dbo.usp_SlidePartitions;
DROP PROCEDURE IF EXISTS dbo.usp_StagePayloads;
DROP PROCEDURE IF EXISTS dbo.usp_StartRun;
DROP PROCEDURE IF EXISTS dbo.usp_TakeLease;
DROP PROCEDURE IF EXISTS dbo.usp_TakeNextLease;
DROP PROCEDURE IF EXISTS dbo.usp_TakeOverRun;
DROP PROCEDURE IF EXISTS dbo.usp_UpdateColdstart;
DROP PROCEDURE IF EXISTS dbo.usp_ValidateBatch;
DROP PROCEDURE IF EXISTS dbo.usp_WriteBacktestResults;
DROP PROCEDURE IF EXISTS dbo.usp_WriteBatchSource;
DROP PROCEDURE IF EXISTS dbo.usp_WriteCalibrationSummary;
DROP PROCEDURE IF EXISTS dbo.usp_WriteContributionTimeline;
DROP PROCEDURE IF EXISTS dbo.usp_WriteDataQuality;
DROP PROCEDURE IF EXISTS dbo.usp_WriteDataQualityEvents;
DROP PROCEDURE IF EXISTS dbo.usp_WriteDetectorCorrelation;
DROP PROCEDURE IF EXISTS dbo.usp_WriteDriftSeries;
DROP PROCEDURE IF EXISTS dbo.usp_WriteEpisodeCulprits;
DROP PROCEDURE IF EXISTS dbo.usp_WriteEpisodes;
DROP PROCEDURE IF EXISTS dbo.usp_WriteFeatureDropLog;
DROP PROCEDURE IF EXISTS dbo.usp_WriteHealthForecast;
DROP PROCEDURE IF EXISTS dbo.usp_WriteHealthTimeline;
DROP PROCEDURE IF EXISTS dbo.usp_WriteModelComparisons;
DROP PROCEDURE IF EXISTS dbo.usp_WritePCALoadings;
DROP PROCEDURE IF EXISTS dbo.usp_WritePCAMetrics;
DROP PROCEDURE IF EXISTS dbo.usp_WriteRUL;
DROP PROCEDURE IF EXISTS dbo.usp_WriteRegimeDefinitions;
DROP PROCEDURE IF EXISTS dbo.usp_WriteRegimeTimeline;
DROP PROCEDURE IF EXISTS dbo.usp_WriteRunColumns;
DROP PROCEDURE IF EXISTS dbo.usp_WriteScorerState;
DROP PROCEDURE IF EXISTS dbo.usp_WriteScoresWide;
DROP PROCEDURE IF EXISTS dbo.usp_WriteSensorExpected;
DROP PROCEDURE IF EXISTS dbo.usp_WriteThresholds;
DROP VIEW IF EXISTS dbo.ScoresTS;
DROP VIEW IF EXISTS dbo.RunLog;
DROP VIEW IF EXISTS dbo.RegimeEpisodes;
DROP VIEW IF EXISTS dbo.DriftTS;
DROP VIEW IF EXISTS dbo.AnomalyEvents;
DROP VIEW IF EXISTS dbo.ACM_WriteStats;
DROP VIEW IF EXISTS dbo.ACM_ThresholdCrossings;
DROP VIEW IF EXISTS dbo.ACM_SinceWhen;
DROP VIEW IF EXISTS dbo.ACM_SensorRanking;
DROP VIEW IF EXISTS dbo.ACM_SensorHotspots;
DROP VIEW IF EXISTS dbo.ACM_SensorDefects;
DROP VIEW IF EXISTS dbo.ACM_Scores_Long;
DROP VIEW IF EXISTS dbo.ACM_RegimeTransitions;
DROP VIEW IF EXISTS dbo.ACM_RegimeStability;
DROP VIEW IF EXISTS dbo.ACM_RegimeOccupancy;
DROP VIEW IF EXISTS dbo.ACM_DefectSummary;
DROP VIEW IF EXISTS dbo.ACM_Latest;
DROP VIEW IF EXISTS dbo.ACM_HealthZoneByPeriod;
DROP VIEW IF EXISTS dbo.ACM_HealthHistogram;
DROP VIEW IF EXISTS dbo.ACM_HealthSteps;
DROP VIEW IF EXISTS dbo.ACM_EpisodeMetrics;
DROP VIEW IF EXISTS dbo.ACM_AlertAge;
DROP VIEW IF EXISTS dbo.ACM_EpisodeStates;
DROP VIEW IF EXISTS dbo.ACM_BatchMonitor;
DROP VIEW IF EXISTS dbo.ACM_OrphanRows;
DROP VIEW IF EXISTS dbo.ACM_ParkedWindows;
DROP VIEW IF EXISTS dbo.ACM_BacktestSummary;
DROP VIEW IF EXISTS dbo.ACM_SensorExpected_Current;
DROP VIEW IF EXISTS dbo.ACM_Scores_Wide_Current;
DROP VIEW IF EXISTS dbo.ACM_RegimeTimeline_Current;
DROP VIEW IF EXISTS dbo.ACM_RUL_Current;
DROP VIEW IF EXISTS dbo.ACM_HealthTimeline_Current;
DROP VIEW IF EXISTS dbo.ACM_HealthForecast_Current;
DROP VIEW IF EXISTS dbo.ACM_Episodes_Current;
DROP VIEW IF EXISTS dbo.ACM_EpisodeCulprits_Current;
DROP VIEW IF EXISTS dbo.ACM_DriftSeries_Current;
DROP VIEW IF EXISTS dbo.ACM_ContributionTimeline_Current;
DROP FUNCTION IF EXISTS dbo.ufn_Contract;
GO
/* Table types, when nothing takes them any more. */
DROP TYPE IF EXISTS dbo.ACM_BacktestResults_TVP;
DROP TYPE IF EXISTS dbo.ACM_CalibrationSummary_TVP;
DROP TYPE IF EXISTS dbo.ACM_ContributionTimeline_TVP;
DROP TYPE IF EXISTS dbo.ACM_DataQualityEvents_TVP;
DROP TYPE IF EXISTS dbo.ACM_DataQuality_TVP;
DROP TYPE IF EXISTS dbo.ACM_DetectorCorrelation_TVP;
DROP TYPE IF EXISTS dbo.ACM_DriftSeries_TVP;
DROP TYPE IF EXISTS dbo.ACM_EpisodeCulprits_TVP;
DROP TYPE IF EXISTS dbo.ACM_Episodes_TVP;
DROP TYPE IF EXISTS dbo.ACM_FeatureDropLog_TVP;
DROP TYPE IF EXISTS dbo.ACM_HealthForecast_TVP;
DROP TYPE IF EXISTS dbo.ACM_HealthTimeline_TVP;
DROP TYPE IF EXISTS dbo.ACM_ModelComparisons_TVP;
DROP TYPE IF EXISTS dbo.ACM_PCA_Loadings_TVP;
DROP TYPE IF EXISTS dbo.ACM_PCA_Metrics_TVP;
DROP TYPE IF EXISTS dbo.ACM_RUL_TVP;
DROP TYPE IF EXISTS dbo.ACM_RegimeDefinitions_TVP;
DROP TYPE IF EXISTS dbo.ACM_RegimeTimeline_TVP;
DROP TYPE IF EXISTS dbo.ACM_RunColumns_TVP;
DROP TYPE IF EXISTS dbo.ACM_ScorerState_TVP;
DROP TYPE IF EXISTS dbo.ACM_Scores_Wide_TVP;
DROP TYPE IF EXISTS dbo.ACM_SensorExpected_TVP;
DROP TYPE IF EXISTS dbo.ACM_Thresholds_TVP;
DROP TYPE IF EXISTS dbo.Ingest_Payload_TVP;
DROP TYPE IF EXISTS dbo.ModelRegistry_TVP;
DROP TYPE IF EXISTS dbo.Readings_Quality_TVP;
DROP TYPE IF EXISTS dbo.Readings_Rejected_TVP;
DROP TYPE IF EXISTS dbo.Tag_Equipment_Map_TVP;
DROP TYPE IF EXISTS dbo.processing_log_TVP;
GO
/* Tables, those that refer to others first. */
DROP TABLE IF EXISTS dbo.validation_summary;
DROP TABLE IF EXISTS dbo.validation_log;
DROP TABLE IF EXISTS dbo.ACM_BatchSource;
DROP TABLE IF EXISTS dbo.Readings_Rejected;
DROP TABLE IF EXISTS dbo.Readings_Quality;
DROP TABLE IF EXISTS dbo.processing_log;
DROP TABLE IF EXISTS dbo.Ingest_Payload;
DROP TABLE IF EXISTS dbo.ACM_EpisodeActions;
DROP TABLE IF EXISTS dbo.ACM_BacktestResults;
DROP TABLE IF EXISTS dbo.ACM_RUL;
DROP TABLE IF EXISTS dbo.ACM_HealthForecast;
DROP TABLE IF EXISTS dbo.ACM_DriftSeries;
DROP TABLE IF EXISTS dbo.ACM_RegimeTimeline;
DROP TABLE IF EXISTS dbo.ACM_FeatureDropLog;
DROP TABLE IF EXISTS dbo.ACM_DataQuality;
DROP TABLE IF EXISTS dbo.ACM_CalibrationSummary;
DROP TABLE IF EXISTS dbo.ACM_DetectorCorrelation;
DROP TABLE IF EXISTS dbo.ACM_PCA_Loadings;
DROP TABLE IF EXISTS dbo.ACM_PCA_Metrics;
DROP TABLE IF EXISTS dbo.ACM_Thresholds;
DROP TABLE IF EXISTS dbo.ACM_RegimeDefinitions;
DROP TABLE IF EXISTS dbo.ACM_ModelComparisons;
DROP TABLE IF EXISTS dbo.ACM_RunColumns;
DROP TABLE IF EXISTS dbo.ACM_ColdstartHistory;
DROP TABLE IF EXISTS dbo.ACM_ColdstartState;
DROP TABLE IF EXISTS dbo.ACM_EquipmentEvents;
DROP TABLE IF EXISTS dbo.ACM_ConfigHistory;
DROP TABLE IF EXISTS dbo.ACM_Config;
DROP TABLE IF EXISTS dbo.ACM_EpisodeCulprits;
DROP TABLE IF EXISTS dbo.ACM_Episodes;
DROP TABLE IF EXISTS dbo.ACM_SensorExpected;
DROP TABLE IF EXISTS dbo.ACM_ContributionTimeline;
DROP TABLE IF EXISTS dbo.ACM_HealthTimeline;
DROP TABLE IF EXISTS dbo.ACM_Scores_Wide;
DROP TABLE IF EXISTS dbo.ACM_ScorerState;
DROP TABLE IF EXISTS dbo.ACM_ActiveModels;
DROP TABLE IF EXISTS dbo.ModelRegistry;
DROP TABLE IF EXISTS dbo.ACM_DataQualityEvents;
DROP TABLE IF EXISTS dbo.ACM_RunTableStats;
DROP TABLE IF EXISTS dbo.ACM_Runs;
DROP TABLE IF EXISTS dbo.ACM_BatchProgress;
DROP TABLE IF EXISTS dbo.Tag_Equipment_Map;
DROP TABLE IF EXISTS dbo.Equipment;
DROP TABLE IF EXISTS dbo.ACM_SchemaVersion;
GO
IF EXISTS (SELECT 1 FROM sys.partition_schemes AS s WHERE s.name = N'PS_ACM_Month')
    DROP PARTITION SCHEME PS_ACM_Month;

IF EXISTS (SELECT 1 FROM sys.partition_functions AS f WHERE f.name = N'PF_ACM_Month')
    DROP PARTITION FUNCTION PF_ACM_Month;
GO
/* Roles without members; a role that still has some is left, and said so. */
IF EXISTS
(
    SELECT 1
    FROM sys.database_role_members AS m
    WHERE m.role_principal_id = DATABASE_PRINCIPAL_ID(N'acm_driver')
)
    PRINT N'The role acm_driver has members and stays.';
ELSE
    DROP ROLE IF EXISTS acm_driver;
GO
IF EXISTS
(
    SELECT 1
    FROM sys.database_role_members AS m
    WHERE m.role_principal_id = DATABASE_PRINCIPAL_ID(N'acm_reader')
)
    PRINT N'The role acm_reader has members and stays.';
ELSE
    DROP ROLE IF EXISTS acm_reader;
GO
IF EXISTS
(
    SELECT 1
    FROM sys.database_role_members AS m
    WHERE m.role_principal_id = DATABASE_PRINCIPAL_ID(N'acm_admin')
)
    PRINT N'The role acm_admin has members and stays.';
ELSE
    DROP ROLE IF EXISTS acm_admin;
GO
IF XACT_STATE() <> 1
    THROW 51031, N'The transaction is gone: nothing was removed.', 1;

COMMIT TRANSACTION;
GO
