/* Drift per sensor, where it grows and sparsely elsewhere.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_DriftSeries_TVP') IS NULL
CREATE TYPE dbo.ACM_DriftSeries_TVP AS TABLE
(
    Timestamp  datetime2(7)  NOT NULL,
    SensorName nvarchar(128) NOT NULL,
    CusumHigh  float         NOT NULL,
    CusumLow   float         NOT NULL,
    DriftZ     float         NULL,
    IsDrifting bit           NOT NULL,
    INDEX UX_ACM_DriftSeries UNIQUE CLUSTERED (Timestamp, SensorName)
);
GO
