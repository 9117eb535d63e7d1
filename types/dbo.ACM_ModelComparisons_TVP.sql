/* A new model against the one in force, on rows that neither was trained on: one row per figure.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_ModelComparisons_TVP') IS NULL
CREATE TYPE dbo.ACM_ModelComparisons_TVP AS TABLE
(
    MetricName       nvarchar(64) NOT NULL,
    CandidateVersion int          NOT NULL,
    ActiveVersion    int          NULL,
    HeldBackStart    datetime2(7) NOT NULL,
    HeldBackEnd      datetime2(7) NOT NULL,
    HeldBackRows     int          NOT NULL,
    CandidateValue   float        NULL,
    ActiveValue      float        NULL,
    IsBetter         bit          NULL,
    Decision         varchar(10)  NOT NULL,
    INDEX UX_ACM_ModelComparisons UNIQUE CLUSTERED (MetricName)
);
GO
