/* One row per scored sample: health, operating state and regime.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_HealthTimeline_TVP') IS NULL
CREATE TYPE dbo.ACM_HealthTimeline_TVP AS TABLE
(
    Timestamp      datetime2(7)  NOT NULL,
    HealthIndex    float         NULL,
    HealthStatus   varchar(10)   NULL,
    FusedZ         float         NULL,
    OperatingState varchar(10)   NOT NULL,
    RegimeLabel    int           NULL,
    IsAlarm        bit           NOT NULL,
    TopSensor      nvarchar(128) NULL,
    INDEX UX_ACM_HealthTimeline UNIQUE CLUSTERED (Timestamp)
);
GO
