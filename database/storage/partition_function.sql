/* Optional, on request, before or after the deploy: the monthly partition function and scheme of the per-row tables.
   RANGE RIGHT: a boundary is the first instant of its month. usp_SlidePartitions adds the months to come. Partitions
   pay from some hundred million rows; see docs/tuning.md. */
IF NOT EXISTS (SELECT 1 FROM sys.partition_functions AS f WHERE f.name = N'PF_ACM_Month')
    CREATE PARTITION FUNCTION PF_ACM_Month (datetime2(3))
    AS RANGE RIGHT FOR VALUES ('2020-01-01T00:00:00.000');
GO
IF NOT EXISTS (SELECT 1 FROM sys.partition_schemes AS s WHERE s.name = N'PS_ACM_Month')
    CREATE PARTITION SCHEME PS_ACM_Month
    AS PARTITION PF_ACM_Month ALL TO ([PRIMARY]);
GO
