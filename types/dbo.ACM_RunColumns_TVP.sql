/* The columns of the readings that a run kept, in order.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.ACM_RunColumns_TVP') IS NULL
CREATE TYPE dbo.ACM_RunColumns_TVP AS TABLE
(
    ColumnName    nvarchar(128) NOT NULL,
    ColumnOrdinal int           NOT NULL,
    INDEX UX_ACM_RunColumns UNIQUE CLUSTERED (ColumnName)
);
GO
