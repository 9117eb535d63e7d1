/* Rows of a source that were not kept, and why.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.Readings_Rejected_TVP') IS NULL
CREATE TYPE dbo.Readings_Rejected_TVP AS TABLE
(
    RowOrdinal   int            NOT NULL,
    PayloadID    bigint         NULL,
    RejectReason varchar(50)    NOT NULL,
    RawText      nvarchar(4000) NULL,
    Detail       nvarchar(1000) NULL,
    INDEX UX_Readings_Rejected UNIQUE CLUSTERED (RowOrdinal)
);
GO
