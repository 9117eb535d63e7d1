/* Remaining life: at most one row per time, with a number only where one can be honest.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_RUL_TVP') IS NULL
CREATE TYPE dbo.ACM_RUL_TVP AS TABLE
(
    Timestamp     datetime2(7) NOT NULL,
    RulStatus     varchar(20)  NOT NULL,
    RulHours      float        NULL,
    LowerHours    float        NULL,
    UpperHours    float        NULL,
    IntervalPct   float        NULL,
    HorizonHours  float        NULL,
    FailureHealth float        NULL,
    Method        nvarchar(64) NULL,
    INDEX UX_ACM_RUL UNIQUE CLUSTERED (Timestamp)
);
GO
