/* How detectors went together: one row per pair, in the order of their names.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_DetectorCorrelation_TVP') IS NULL
CREATE TYPE dbo.ACM_DetectorCorrelation_TVP AS TABLE
(
    DetectorA   nvarchar(64) NOT NULL,
    DetectorB   nvarchar(64) NOT NULL,
    Correlation float        NULL,
    SampleCount int          NOT NULL,
    INDEX UX_ACM_DetectorCorrelation UNIQUE CLUSTERED (DetectorA, DetectorB)
);
GO
