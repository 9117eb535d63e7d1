/* The readings of a run, judged sensor by sensor.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_DataQuality_TVP') IS NULL
CREATE TYPE dbo.ACM_DataQuality_TVP AS TABLE
(
    SensorName        nvarchar(128) NOT NULL,
    RowsPresent       int           NOT NULL,
    RowsMissing       int           NOT NULL,
    RowsStuck         int           NOT NULL,
    RowsNonFinite     int           NOT NULL,
    RowsOutOfRange    int           NOT NULL,
    MinValue          float         NULL,
    MaxValue          float         NULL,
    MeanValue         float         NULL,
    StdValue          float         NULL,
    LongestGapSeconds float         NULL,
    QualityLabel      varchar(10)   NOT NULL,
    INDEX UX_ACM_DataQuality UNIQUE CLUSTERED (SensorName)
);
GO
