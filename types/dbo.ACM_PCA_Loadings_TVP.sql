/* How much each sensor weighs in each principal component.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_PCA_Loadings_TVP') IS NULL
CREATE TYPE dbo.ACM_PCA_Loadings_TVP AS TABLE
(
    ComponentNumber int           NOT NULL,
    SensorName      nvarchar(128) NOT NULL,
    Loading         float         NOT NULL,
    INDEX UX_ACM_PCA_Loadings UNIQUE CLUSTERED (ComponentNumber, SensorName)
);
GO
