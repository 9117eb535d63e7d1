/* Purpose:    the lifecycle of runs under the names that existing dashboards use. */
CREATE OR ALTER VIEW dbo.RunLog
AS
SELECT
    r.RunID,
    r.EquipID,
    r.Stage,
    r.StartedAt       AS StartEntryDateTime,
    r.CompletedAt     AS EndEntryDateTime,
    r.Outcome,
    r.RowsRead,
    r.RowsWritten,
    r.ErrorJSON,
    r.TriggerReason,
    r.DriverVersion   AS Version,
    r.ConfigSignature AS ConfigHash,
    r.WindowStart     AS WindowStartEntryDateTime,
    r.WindowEnd       AS WindowEndEntryDateTime
FROM dbo.ACM_Runs AS r;
GO
