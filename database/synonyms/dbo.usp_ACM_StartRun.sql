/* The name under which existing callers know usp_StartRun. */
IF OBJECT_ID(N'dbo.usp_ACM_StartRun', N'SN') IS NULL
    CREATE SYNONYM dbo.usp_ACM_StartRun FOR dbo.usp_StartRun;
GO
