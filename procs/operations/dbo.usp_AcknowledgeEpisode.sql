/* Purpose:    says that somebody has seen an episode and looks after it.
   Contract:   the episode stays open while the machine is in alarm. Every call adds to the history. The client may make
               @ActionKey: a repeated call with the same key changes nothing.
   Errors:     51038 no such episode; 51039 the key was used for another action.
   Result set: one row after COMMIT when it owns the transaction: ActionID, EpisodeID, ActionType, ActionAt, ActionBy,
               IsReplay, TranCount.
   Lock order: ACM_EpisodeActions. */
CREATE OR ALTER PROCEDURE dbo.usp_AcknowledgeEpisode
    @EpisodeID uniqueidentifier,
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
        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_AddEpisodeAction
            @EpisodeID  = @EpisodeID,
            @ActionType = 'ACKNOWLEDGE',
            @ActionKey  = @ActionKey,
            @ActionBy   = @ActionBy,
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
