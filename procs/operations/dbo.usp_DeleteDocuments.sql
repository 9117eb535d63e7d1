/* Purpose:    deletes some of the oldest documents that were worked through, with their log, and loads that were
               audited.
   Contract:   called by usp_ApplyRetention inside a short transaction of its own. Documents that wait or are parked
               stay. It looks at the @MaxRows oldest of each and at no more, so its cost does not grow with the tables.
   Errors:     51022 called without a transaction.
   Result set: none; @RowsFound.
   Lock order: Ingest_Payload, processing_log, validation_summary, validation_log, ACM_BatchSource. */
CREATE OR ALTER PROCEDURE dbo.usp_DeleteDocuments
    @Cutoff    datetime2(3),
    @MaxRows   int,
    @RowsFound int OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @OldPayloads TABLE
        (
            PayloadID bigint NOT NULL PRIMARY KEY
        );
        DECLARE @OldLoads TABLE
        (
            EquipID     int              NOT NULL,
            BatchLoadID uniqueidentifier NOT NULL,
            PRIMARY KEY (EquipID, BatchLoadID)
        );

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_DeleteDocuments belongs to its caller''s transaction, and there is none.', 1;

        INSERT INTO @OldPayloads (PayloadID)
        SELECT q.PayloadID
        FROM
        (
            SELECT TOP (@MaxRows)
                p.PayloadID,
                p.CompletedAt
            FROM dbo.Ingest_Payload AS p
            WHERE p.Status = 'DONE'
            ORDER BY
                p.PayloadID
        ) AS q
        WHERE q.CompletedAt < @Cutoff;
        SET @RowsFound = @@ROWCOUNT;

        INSERT INTO @OldLoads (EquipID, BatchLoadID)
        SELECT TOP (@MaxRows)
            b.EquipID,
            b.BatchLoadID
        FROM dbo.ACM_BatchSource AS b
        WHERE b.RecordedAt < @Cutoff
        ORDER BY
            b.RecordedAt;
        SET @RowsFound += @@ROWCOUNT;

        DELETE l
        FROM dbo.processing_log AS l
        INNER JOIN @OldPayloads AS o
            ON o.PayloadID = l.payload_id;

        DELETE p
        FROM dbo.Ingest_Payload AS p
        INNER JOIN @OldPayloads AS o
            ON o.PayloadID = p.PayloadID;

        DELETE s
        FROM dbo.validation_summary AS s
        INNER JOIN @OldLoads AS o
            ON o.EquipID = s.equip_id
            AND o.BatchLoadID = s.batch_load_id;

        DELETE l
        FROM dbo.validation_log AS l
        INNER JOIN @OldLoads AS o
            ON o.EquipID = l.equip_id
            AND o.BatchLoadID = l.batch_load_id;

        DELETE b
        FROM dbo.ACM_BatchSource AS b
        INNER JOIN @OldLoads AS o
            ON o.EquipID = b.EquipID
            AND o.BatchLoadID = b.BatchLoadID;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
