/* Actual against expected per sensor, within and around episodes and sparsely elsewhere.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_SensorExpected_TVP') IS NULL
CREATE TYPE dbo.ACM_SensorExpected_TVP AS TABLE
(
    Timestamp     datetime2(7)  NOT NULL,
    SensorName    nvarchar(128) NOT NULL,
    ActualValue   float         NULL,
    ExpectedValue float         NULL,
    ResidualZ     float         NULL,
    INDEX UX_ACM_SensorExpected UNIQUE CLUSTERED (Timestamp, SensorName)
);
GO
