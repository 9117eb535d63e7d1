/* Runs that failed, by their window: few, so the index is small. Building it reads a table of runs once, one row per
   window, not one of readings. */
IF NOT EXISTS
(
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.ACM_Runs')
    AND   i.name = N'IX_ACM_Runs_Failed'
)
    /* ACM_ParkedWindows looks for the windows of a machine that failed. */
    CREATE NONCLUSTERED INDEX IX_ACM_Runs_Failed
        ON dbo.ACM_Runs (EquipID, WindowStart, WindowEnd)
        INCLUDE (Stage, TriggerReason, CompletedAt)
        WHERE Outcome = 'FAIL';
GO
