/* What the tables of 0004_models.sql and their columns mean. Times are UTC. Idempotent: only what differs is written. */
DECLARE @Descriptions nvarchar(max) =
(
    SELECT
        d.TableName,
        d.ColumnName,
        d.Description
    FROM
    (
        VALUES
            (N'ModelRegistry', N'', N'Trained models as plain arrays and JSON, never pickled. Rows: ten per version.'),
            (N'ModelRegistry', N'EquipID', N'The machine.'),
            (N'ModelRegistry', N'Version', N'Version of the model, counted per machine from 1.'),
            (N'ModelRegistry', N'ModelType', N'Part of the model, such as scaler, pca_model, calibration.'),
            (N'ModelRegistry', N'RunID', N'The run that trained it.'),
            (N'ModelRegistry', N'EntryDateTime', N'When it was stored, UTC, by the server clock.'),
            (N'ModelRegistry', N'ParamsJSON', N'Parameters of the part.'),
            (N'ModelRegistry', N'StatsJSON', N'Statistics of its training.'),
            (N'ModelRegistry', N'ModelBytes', N'Arrays, npz without pickle.'),
            (N'ModelRegistry', N'ModelHash', N'SHA-256 of ModelBytes, checked on loading.'),
            (N'ACM_ActiveModels', N'', N'The model version in force. Rows: one per machine with a model.'),
            (N'ACM_ActiveModels', N'EquipID', N'The machine.'),
            (N'ACM_ActiveModels', N'Version', N'Version in force.'),
            (N'ACM_ActiveModels', N'PreviousVersion', N'Version before it: the way back.'),
            (N'ACM_ActiveModels', N'RunID', N'Run that brought it in force, or NULL for an operator.'),
            (N'ACM_ActiveModels', N'Reason', N'Why it came in force.'),
            (N'ACM_ActiveModels', N'ActivatedAt', N'Since when, UTC, by the server clock.'),
            (N'ACM_ActiveModels', N'ActivatedBy', N'Login that brought it in force.'),
            (N'ACM_ScorerState', N'', N'What the scorer carries from tick to tick. Rows: one per machine.'),
            (N'ACM_ScorerState', N'EquipID', N'The machine.'),
            (N'ACM_ScorerState', N'ModelVersion', N'Version of the model, counted per machine from 1.'),
            (N'ACM_ScorerState', N'AsOf', N'Time of the last sample that went in, UTC.'),
            (N'ACM_ScorerState', N'RunID', N'The run that wrote the row.'),
            (N'ACM_ScorerState', N'StateBytes', N'The state, npz without pickle.'),
            (N'ACM_ScorerState', N'StateHash', N'SHA-256 of StateBytes.'),
            (N'ACM_ScorerState', N'UpdatedAt', N'Last change, UTC, by the server clock.')
    ) AS d (TableName, ColumnName, Description)
    FOR JSON PATH
);
EXECUTE dbo.usp_Describe @Descriptions = @Descriptions;
GO
