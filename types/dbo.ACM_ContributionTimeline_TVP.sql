/* The sensors that make up the score, within and around episodes and sparsely elsewhere.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_ContributionTimeline_TVP') IS NULL
CREATE TYPE dbo.ACM_ContributionTimeline_TVP AS TABLE
(
    Timestamp       datetime2(7)  NOT NULL,
    SensorName      nvarchar(128) NOT NULL,
    SensorRank      int           NOT NULL,
    ContributionPct float         NOT NULL,
    SensorZ         float         NULL,
    INDEX UX_ACM_ContributionTimeline UNIQUE CLUSTERED (Timestamp, SensorName)
);
GO
