/* The name under which existing callers know usp_FinalizeRun. */
IF OBJECT_ID(N'dbo.usp_ACM_FinalizeRun', N'SN') IS NULL
    CREATE SYNONYM dbo.usp_ACM_FinalizeRun FOR dbo.usp_FinalizeRun;
GO
