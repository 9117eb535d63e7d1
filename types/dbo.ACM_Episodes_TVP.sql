/* Episodes that the window touches; EndedAt is NULL while an episode is open.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_Episodes_TVP') IS NULL
CREATE TYPE dbo.ACM_Episodes_TVP AS TABLE
(
    EpisodeID      uniqueidentifier NOT NULL,
    StartedAt      datetime2(7)     NOT NULL,
    EndedAt        datetime2(7)     NULL,
    SinceWhen      datetime2(7)     NOT NULL,
    PeakAt         datetime2(7)     NOT NULL,
    PeakFusedZ     float            NOT NULL,
    MinHealthIndex float            NOT NULL,
    SeverityLabel  varchar(10)      NOT NULL,
    SampleCount    int              NOT NULL,
    Summary        nvarchar(1000)   NOT NULL,
    INDEX UX_ACM_Episodes UNIQUE CLUSTERED (EpisodeID)
);
GO
