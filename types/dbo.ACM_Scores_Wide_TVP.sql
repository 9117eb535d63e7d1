/* One row per scored sample: the calibrated score of each detector and their fusion.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_Scores_Wide_TVP') IS NULL
CREATE TYPE dbo.ACM_Scores_Wide_TVP AS TABLE
(
    Timestamp             datetime2(7) NOT NULL,
    Ar1Z                  float        NULL,
    PcaT2Z                float        NULL,
    PcaSpeZ               float        NULL,
    MahalanobisZ          float        NULL,
    IsolationForestZ      float        NULL,
    GaussianMixtureZ      float        NULL,
    OverallModelResidualZ float        NULL,
    FusedZ                float        NULL,
    INDEX UX_ACM_Scores_Wide UNIQUE CLUSTERED (Timestamp)
);
GO
