/* What a raw score of each detector is worth.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_CalibrationSummary_TVP') IS NULL
CREATE TYPE dbo.ACM_CalibrationSummary_TVP AS TABLE
(
    DetectorName        nvarchar(64) NOT NULL,
    RawMedian           float        NOT NULL,
    RawSpread           float        NOT NULL,
    CalibrationQuantile float        NULL,
    AlarmLimitRaw       float        NULL,
    TrainAlarmPct       float        NULL,
    SampleCount         int          NULL,
    INDEX UX_ACM_CalibrationSummary UNIQUE CLUSTERED (DetectorName)
);
GO
