/* The sensors that an episode points at, by share.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_EpisodeCulprits_TVP') IS NULL
CREATE TYPE dbo.ACM_EpisodeCulprits_TVP AS TABLE
(
    EpisodeID    uniqueidentifier NOT NULL,
    SensorName   nvarchar(128)    NOT NULL,
    CulpritRank  int              NOT NULL,
    SharePct     float            NOT NULL,
    Direction    varchar(10)      NOT NULL,
    ActualMean   float            NULL,
    ExpectedMean float            NULL,
    DeltaValue   float            NULL,
    INDEX UX_ACM_EpisodeCulprits UNIQUE CLUSTERED (EpisodeID, SensorName)
);
GO
