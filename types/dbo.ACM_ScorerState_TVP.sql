/* What the scorer carries from tick to tick: at most one row.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_ScorerState_TVP') IS NULL
CREATE TYPE dbo.ACM_ScorerState_TVP AS TABLE
(
    AsOf       datetime2(7)   NOT NULL,
    StateBytes varbinary(max) NOT NULL,
    INDEX UX_ACM_ScorerState UNIQUE CLUSTERED (AsOf)
);
GO
