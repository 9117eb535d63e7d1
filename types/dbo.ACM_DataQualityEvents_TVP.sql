/* Findings about the data: nothing is dropped or changed without one.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_DataQualityEvents_TVP') IS NULL
CREATE TYPE dbo.ACM_DataQualityEvents_TVP AS TABLE
(
    EventOrdinal int            NOT NULL,
    TableName    nvarchar(128)  NOT NULL,
    ColumnName   nvarchar(128)  NOT NULL,
    EventType    varchar(50)    NOT NULL,
    AffectedRows int            NOT NULL,
    FirstAt      datetime2(7)   NULL,
    LastAt       datetime2(7)   NULL,
    SampleValues nvarchar(500)  NULL,
    Detail       nvarchar(1000) NULL,
    INDEX UX_ACM_DataQualityEvents UNIQUE CLUSTERED (EventOrdinal)
);
GO
