/* The tags of a machine, in the order of their columns.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.Tag_Equipment_Map_TVP') IS NULL
CREATE TYPE dbo.Tag_Equipment_Map_TVP AS TABLE
(
    TagName    nvarchar(128) NOT NULL,
    TagOrdinal int           NOT NULL,
    Unit       nvarchar(32)  NULL,
    IsCritical bit           NOT NULL,
    INDEX UX_Tag_Equipment_Map UNIQUE CLUSTERED (TagOrdinal)
);
GO
