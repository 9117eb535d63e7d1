/* Purpose:    keeps the monthly partitions of a partitioned deployment ahead of the data, and empties those that are
               old.
   Contract:   without the partition function PF_ACM_Month (database/storage) it changes nothing and says so. Boundaries
               are added until @MonthsAhead months after the newest readings of any machine and after the server's
               clock, one by one at the empty end, so that no row moves. With @KeepMonths, partitions that are older for
               every active machine, by its own time, are truncated and their boundaries taken away. It runs as the
               owner, because it alters tables; each statement commits by itself. One call at a time.
   Errors:     51020 another call is at work; 51025 called inside a transaction; 51045 a number of months is below 1.
   Result set: one row: IsPartitioned, BoundariesAdded, BoundariesRemoved, NewestBoundary.
   Lock order: the application lock, then schema locks of one table at a time. */
CREATE OR ALTER PROCEDURE dbo.usp_SlidePartitions
    @MonthsAhead int = 3,
    @KeepMonths  int = NULL
WITH EXECUTE AS OWNER
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @FunctionID        int,
        @Lock              int          = -1,
        @Newest            datetime2(3),
        @Oldest            datetime2(3),
        @Until             datetime2(3),
        @KeepFrom          datetime2(3),
        @BoundariesAdded   int          = 0,
        @BoundariesRemoved int          = 0;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_SlidePartitions commits statement by statement and cannot run inside a transaction.', 1;

        IF @MonthsAhead < 1 OR @KeepMonths < 1
            THROW 51045, N'Partitions are kept and prepared for at least a month.', 1;

        EXECUTE @Lock = sys.sp_getapplock
            @Resource = N'ACM partitions', @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = 0;

        IF @Lock < 0
            THROW 51020, N'Another call is sliding the partitions.', 1;

        SELECT @FunctionID = f.function_id
        FROM sys.partition_functions AS f
        WHERE f.name = N'PF_ACM_Month';

        SELECT
            @Newest = MAX(CAST(v.value AS datetime2(3))),
            @Oldest = MIN(CAST(v.value AS datetime2(3)))
        FROM sys.partition_range_values AS v
        WHERE v.function_id = @FunctionID;

        SELECT
            @Until    = DATEADD(MONTH, @MonthsAhead, IIF(MAX(p.LastBatchEndTime) > SYSUTCDATETIME(),
                MAX(p.LastBatchEndTime), SYSUTCDATETIME())),
            @KeepFrom = DATEADD(MONTH, -@KeepMonths, MIN(p.LastBatchEndTime))
        FROM dbo.ACM_BatchProgress AS p
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = p.EquipID
        WHERE e.IsActive = 1;

        WHILE @Newest < @Until
        BEGIN
            SET @Newest = DATEADD(MONTH, 1, @Newest);
            ALTER PARTITION SCHEME PS_ACM_Month NEXT USED [PRIMARY];
            ALTER PARTITION FUNCTION PF_ACM_Month() SPLIT RANGE (@Newest);
            SET @BoundariesAdded += 1;
        END;

        /* The first partition holds what lies before the oldest boundary: it and its neighbour are emptied in every
           table, then become one. */
        WHILE DATEADD(MONTH, 1, @Oldest) <= @KeepFrom AND @Oldest < @Newest
        BEGIN
            TRUNCATE TABLE dbo.ACM_Scores_Wide WITH (PARTITIONS (1 TO 2));
            TRUNCATE TABLE dbo.ACM_HealthTimeline WITH (PARTITIONS (1 TO 2));
            TRUNCATE TABLE dbo.ACM_RegimeTimeline WITH (PARTITIONS (1 TO 2));
            TRUNCATE TABLE dbo.ACM_ContributionTimeline WITH (PARTITIONS (1 TO 2));
            TRUNCATE TABLE dbo.ACM_SensorExpected WITH (PARTITIONS (1 TO 2));
            TRUNCATE TABLE dbo.ACM_DriftSeries WITH (PARTITIONS (1 TO 2));
            ALTER PARTITION FUNCTION PF_ACM_Month() MERGE RANGE (@Oldest);
            SET @Oldest = DATEADD(MONTH, 1, @Oldest);
            SET @BoundariesRemoved += 1;
        END;

        EXECUTE sys.sp_releaseapplock @Resource = N'ACM partitions', @LockOwner = 'Session';
    END TRY
    BEGIN CATCH
        IF @Lock >= 0
            EXECUTE sys.sp_releaseapplock @Resource = N'ACM partitions', @LockOwner = 'Session';

        THROW;
    END CATCH;

    SELECT
        CAST(IIF(@FunctionID IS NULL, 0, 1) AS bit) AS IsPartitioned,
        @BoundariesAdded                            AS BoundariesAdded,
        @BoundariesRemoved                          AS BoundariesRemoved,
        @Newest                                     AS NewestBoundary;
END;
GO
