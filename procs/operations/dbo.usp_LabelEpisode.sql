/* Purpose:    says what an episode was: the truth that back-tests and thresholds are measured by.
   Contract:   the last label counts; earlier ones stay on record. Every call adds to the history. The client may make
               @ActionKey: a repeated call with the same key changes nothing.
   Errors:     51038 no such episode; 51039 unknown label, or the key was used for another action.
   Result set: one row after COMMIT when it owns the transaction: ActionID, EpisodeID, ActionType, ActionAt, ActionBy,
               IsReplay, TranCount.
   Lock order: ACM_EpisodeActions. */
CREATE OR ALTER PROCEDURE dbo.usp_LabelEpisode
    @EpisodeID uniqueidentifier,
    @LabelCode varchar(20),
    @FaultName nvarchar(200)    = NULL,
    @ActionBy  nvarchar(128)    = NULL,
    @Comment   nvarchar(1000)   = NULL,
    @ActionKey uniqueidentifier = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @ActionID        bigint,
        @IsReplay        bit;

    BEGIN TRY
        IF @LabelCode IS NULL
        OR @LabelCode NOT IN ('TRUE_FAULT', 'FALSE_ALARM', 'SENSOR_FAULT', 'MAINTENANCE', 'PROCESS_CHANGE', 'UNKNOWN')
            THROW 51039, N'Labels: TRUE_FAULT, FALSE_ALARM, SENSOR_FAULT, MAINTENANCE, PROCESS_CHANGE, UNKNOWN.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_AddEpisodeAction
            @EpisodeID  = @EpisodeID,
            @ActionType = 'LABEL',
            @ActionKey  = @ActionKey,
            @ActionBy   = @ActionBy,
            @LabelCode  = @LabelCode,
            @FaultName  = @FaultName,
            @Comment    = @Comment,
            @ActionID   = @ActionID OUTPUT,
            @IsReplay   = @IsReplay OUTPUT;

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
            a.ActionID,
            a.EpisodeID,
            a.ActionType,
            a.ActionAt,
            a.ActionBy,
            @IsReplay   AS IsReplay,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_EpisodeActions AS a
        WHERE a.ActionID = @ActionID;
END;
GO
