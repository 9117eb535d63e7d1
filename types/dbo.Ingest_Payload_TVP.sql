/* Documents to be staged for one machine.
   Parameters bind by position: the order of the columns is part of the contract with every client. A change of
   this type is a new schema file that drops the type and the procedures using it; the deploy creates them again. */
IF TYPE_ID(N'dbo.Ingest_Payload_TVP') IS NULL
CREATE TYPE dbo.Ingest_Payload_TVP AS TABLE
(
    PayloadOrdinal int            NOT NULL,
    SourceName     nvarchar(400)  NOT NULL,
    PayloadFormat  varchar(10)    NOT NULL,
    Payload        varbinary(max) NOT NULL,
    PayloadHash    binary(32)     NOT NULL,
    INDEX UX_Ingest_Payload UNIQUE CLUSTERED (PayloadOrdinal)
);
GO
