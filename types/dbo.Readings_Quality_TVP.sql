/* Readings that are not good; NULL is good and takes an earlier mark away.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.Readings_Quality_TVP') IS NULL
CREATE TYPE dbo.Readings_Quality_TVP AS TABLE
(
    EntryDateTime datetime2(7)  NOT NULL,
    TagName       nvarchar(120) NOT NULL,
    QualityCode   varchar(12)   NULL,
    INDEX UX_Readings_Quality UNIQUE CLUSTERED (EntryDateTime, TagName)
);
GO
