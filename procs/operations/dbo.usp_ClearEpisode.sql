/* Purpose:    says that an episode is dealt with: it leaves the list of alerts.
   Contract:   what the scorer says of the episode is not touched; if it goes on, that is to be seen in
               ACM_Episodes_Current. Every call adds to the history. The client may make @ActionKey: a repeated call
               with the same key changes nothing.
   Errors:     51038 no such episode; 51039 the key was used for another action.
   Result set: one row after COMMIT when it owns the transaction: ActionID, EpisodeID, ActionType, ActionAt, ActionBy,
               IsReplay, TranCount.
   Lock order: ACM_EpisodeActions. */
CREATE OR ALTER PROCEDURE dbo.usp_ClearEpisode
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
            @ActionType = 'CLEAR',
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
