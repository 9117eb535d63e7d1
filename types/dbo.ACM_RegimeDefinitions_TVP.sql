/* The regimes of a model: one row each.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_RegimeDefinitions_TVP') IS NULL
CREATE TYPE dbo.ACM_RegimeDefinitions_TVP AS TABLE
(
    RegimeLabel   int           NOT NULL,
    RegimeName    nvarchar(128) NULL,
    SharePct      float         NOT NULL,
    TrainRowCount int           NULL,
    Radius        float         NULL,
    CentreJSON    nvarchar(max) NOT NULL,
    INDEX UX_ACM_RegimeDefinitions UNIQUE CLUSTERED (RegimeLabel)
);
GO
