/* Purpose:    records what happened to a machine: maintenance, repair, failure and the like.
   Contract:   an event is known by machine, kind and start: a repeated call changes nothing, one with other details
               mends them. @RebaselineRequested asks for a new model, because the machine is no longer the one that the
               old model knows; the machine is due at once, and usp_FindTraining tells when the rows are there.
   Errors:     51008 no such machine; 51037 unknown kind, or the end lies before the start.
   Result set: one row after COMMIT when it owns the transaction: EventID, EquipID, EventType, StartedAt, TranCount.
   Lock order: ACM_BatchProgress, ACM_EquipmentEvents. */
CREATE OR ALTER PROCEDURE dbo.usp_RecordEquipmentEvent
    @EquipID             int,
    @EventType           varchar(20),
    @StartedAt           datetime2(3),
    @EndedAt             datetime2(3)   = NULL,
    @RebaselineRequested bit            = 0,
    @Description         nvarchar(1000) = NULL,
    @ReportedBy          nvarchar(128)  = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @Message         nvarchar(2048);

    BEGIN TRY
        IF @StartedAt IS NULL OR @EndedAt < @StartedAt OR @EventType IS NULL OR @EventType NOT IN
            ('MAINTENANCE', 'REPAIR', 'REPLACEMENT', 'INSPECTION', 'FAILURE', 'SHUTDOWN', 'PROCESS_CHANGE', 'OTHER')
            THROW 51037, N'An event has a known kind, a start, and no end before it.', 1;

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        IF @RebaselineRequested = 1
            UPDATE p
            SET p.NextDueAt = SYSUTCDATETIME()
            FROM dbo.ACM_BatchProgress AS p
            WHERE p.EquipID = @EquipID
            AND   p.NextDueAt > SYSUTCDATETIME();

        MERGE dbo.ACM_EquipmentEvents WITH (HOLDLOCK, UPDLOCK) AS t
        USING
        (
            VALUES (@EquipID, @EventType, @StartedAt, COALESCE(@ReportedBy, ORIGINAL_LOGIN()))
        ) AS s (EquipID, EventType, StartedAt, ReportedBy)
            ON t.EquipID = s.EquipID
            AND t.StartedAt = s.StartedAt
            AND t.EventType = s.EventType
        WHEN MATCHED AND EXISTS
        (
            SELECT @EndedAt, @RebaselineRequested, @Description
            EXCEPT
            SELECT t.EndedAt, t.RebaselineRequested, t.Description
        ) THEN
            UPDATE SET
                EndedAt             = @EndedAt,
                RebaselineRequested = @RebaselineRequested,
                Description         = @Description,
                ReportedBy          = s.ReportedBy,
                RecordedAt          = SYSUTCDATETIME(),
                RecordedBy          = ORIGINAL_LOGIN()
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (EquipID, EventType, StartedAt, EndedAt, RebaselineRequested, Description, ReportedBy)
            VALUES (s.EquipID, s.EventType, s.StartedAt, @EndedAt, @RebaselineRequested, @Description, s.ReportedBy);

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            v.EventID,
            v.EquipID,
            v.EventType,
            v.StartedAt,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_EquipmentEvents AS v
        WHERE v.EquipID = @EquipID
        AND   v.StartedAt = @StartedAt
        AND   v.EventType = @EventType;
END;
GO
