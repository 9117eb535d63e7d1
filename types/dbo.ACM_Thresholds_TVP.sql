/* The limits of a model: by detector and name.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_Thresholds_TVP') IS NULL
CREATE TYPE dbo.ACM_Thresholds_TVP AS TABLE
(
    DetectorName   nvarchar(64) NOT NULL,
    ThresholdName  nvarchar(64) NOT NULL,
    ThresholdValue float        NOT NULL,
    INDEX UX_ACM_Thresholds UNIQUE CLUSTERED (DetectorName, ThresholdName)
);
GO
