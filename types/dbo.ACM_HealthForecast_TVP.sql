/* The forecast of health with its interval.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_HealthForecast_TVP') IS NULL
CREATE TYPE dbo.ACM_HealthForecast_TVP AS TABLE
(
    Timestamp      datetime2(7) NOT NULL,
    ForecastHealth float        NOT NULL,
    LowerHealth    float        NOT NULL,
    UpperHealth    float        NOT NULL,
    IntervalPct    float        NOT NULL,
    Method         nvarchar(64) NOT NULL,
    INDEX UX_ACM_HealthForecast UNIQUE CLUSTERED (Timestamp)
);
GO
