/* What a back-test found: one row per injected fault, and row 0 without a fault.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_BacktestResults_TVP') IS NULL
CREATE TYPE dbo.ACM_BacktestResults_TVP AS TABLE
(
    FaultNumber        int            NOT NULL,
    FaultKind          varchar(20)    NOT NULL,
    SensorNames        nvarchar(1000) NULL,
    FaultSize          float          NULL,
    FaultStart         datetime2(7)   NOT NULL,
    FaultEnd           datetime2(7)   NOT NULL,
    IsDetected         bit            NULL,
    DetectedAt         datetime2(7)   NULL,
    MaxFusedZ          float          NULL,
    AlarmCount         int            NOT NULL,
    FalseAlarmsPerWeek float          NULL,
    INDEX UX_ACM_BacktestResults UNIQUE CLUSTERED (FaultNumber)
);
GO
