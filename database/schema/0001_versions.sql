/* Which version of the schema a database has: one row per deploy that changed something. */
IF OBJECT_ID(N'dbo.ACM_SchemaVersion', N'U') IS NULL
CREATE TABLE dbo.ACM_SchemaVersion
(
    VersionID      int           NOT NULL IDENTITY(1, 1),
    SchemaVersion  varchar(20)   NOT NULL,
    ObjectsHash    binary(32)    NOT NULL,
    AppliedAt      datetime2(3)  NOT NULL CONSTRAINT DF_ACM_SchemaVersion_AppliedAt DEFAULT (SYSUTCDATETIME()),
    AppliedBy      nvarchar(128) NOT NULL CONSTRAINT DF_ACM_SchemaVersion_AppliedBy DEFAULT (ORIGINAL_LOGIN()),
    CONSTRAINT PK_ACM_SchemaVersion PRIMARY KEY CLUSTERED (VersionID)
);
GO
