/* One row per scored sample: which regime it is in, and how well it fits.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_RegimeTimeline_TVP') IS NULL
CREATE TYPE dbo.ACM_RegimeTimeline_TVP AS TABLE
(
    Timestamp      datetime2(7) NOT NULL,
    RegimeLabel    int          NOT NULL,
    RegimeDistance float        NULL,
    Confidence     float        NULL,
    INDEX UX_ACM_RegimeTimeline UNIQUE CLUSTERED (Timestamp)
);
GO
