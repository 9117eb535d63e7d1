/* Refuses a server or database that the scripts are not for, before anything is touched. */
SET NOCOUNT, XACT_ABORT, ANSI_NULLS, QUOTED_IDENTIFIER ON;
GO
IF CAST(SERVERPROPERTY('ProductMajorVersion') AS int) < 14
    AND CAST(SERVERPROPERTY('EngineEdition') AS int) NOT IN (5, 8)
    THROW 51030, N'ACM needs SQL Server 2017 (14) or later, or Azure SQL.', 1;

IF DB_NAME() IN (N'master', N'model', N'msdb', N'tempdb')
    THROW 51030, N'ACM is deployed into a database of its own, not into a system database: name it with -d.', 1;

IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.name = DB_NAME() AND d.compatibility_level < 140)
    THROW 51030, N'The compatibility level of this database is below 140: raise it with ALTER DATABASE.', 1;

IF CAST(DATABASEPROPERTYEX(DB_NAME(), 'Updateability') AS nvarchar(20)) = N'READ_ONLY'
    THROW 51030, N'This database is read only.', 1;

IF IS_MEMBER(N'db_owner') = 0
    THROW 51030, N'The deploy needs the role db_owner in this database.', 1;
GO
