/* The parts of one model version, as plain arrays and JSON.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ModelRegistry_TVP') IS NULL
CREATE TYPE dbo.ModelRegistry_TVP AS TABLE
(
    ModelType  nvarchar(64)   NOT NULL,
    ParamsJSON nvarchar(max)  NOT NULL,
    StatsJSON  nvarchar(max)  NOT NULL,
    ModelBytes varbinary(max) NOT NULL,
    ModelHash  binary(32)     NOT NULL,
    INDEX UX_ModelRegistry UNIQUE CLUSTERED (ModelType)
);
GO
