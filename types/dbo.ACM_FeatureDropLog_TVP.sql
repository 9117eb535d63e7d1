/* Features that were left out, and why.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_FeatureDropLog_TVP') IS NULL
CREATE TYPE dbo.ACM_FeatureDropLog_TVP AS TABLE
(
    FeatureName nvarchar(128)  NOT NULL,
    DropReason  varchar(50)    NOT NULL,
    Detail      nvarchar(1000) NULL,
    INDEX UX_ACM_FeatureDropLog UNIQUE CLUSTERED (FeatureName)
);
GO
