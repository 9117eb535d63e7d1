/* Purpose:    records what somebody did about an episode.
   Contract:   called inside its caller's transaction. The client may make @ActionKey: a repeated call with the same key
               finds its action recorded and changes nothing.
   Errors:     51022 called without a transaction; 51038 no such episode; 51039 the key was used for another action.
   Result set: none; OUTPUT parameters.
   Lock order: ACM_EpisodeActions. */
CREATE OR ALTER PROCEDURE dbo.usp_AddEpisodeAction
    @EpisodeID    uniqueidentifier,
    @ActionType   varchar(20),
    @ActionKey    uniqueidentifier = NULL,
    @ActionBy     nvarchar(128)    = NULL,
    @LabelCode    varchar(20)      = NULL,
    @FaultName    nvarchar(200)    = NULL,
    @ShelvedUntil datetime2(3)     = NULL,
    @Comment      nvarchar(1000)   = NULL,
    @ActionID     bigint           = NULL OUTPUT,
    @IsReplay     bit              = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @EquipID     int,
            @FoundID     uniqueidentifier,
            @FoundAction varchar(20),
            @Message     nvarchar(2048);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_AddEpisodeAction belongs to its caller''s transaction, and there is none.', 1;

        SELECT TOP (1) @EquipID = e.EquipID
        FROM dbo.ACM_Episodes AS e
        WHERE e.EpisodeID = @EpisodeID
        ORDER BY
            e.RunID;

        IF @EquipID IS NULL
        BEGIN
            SET @Message = CONCAT(N'There is no episode ', @EpisodeID, N'.');
            THROW 51038, @Message, 1;
        END;

        SET @ActionKey = COALESCE(@ActionKey, NEWID());
        SET @ActionID = NULL;

        SELECT
            @ActionID    = a.ActionID,
            @FoundID     = a.EpisodeID,
            @FoundAction = a.ActionType
        FROM dbo.ACM_EpisodeActions AS a WITH (UPDLOCK, HOLDLOCK)
        WHERE a.ActionKey = @ActionKey;

        IF @FoundID <> @EpisodeID OR @FoundAction <> @ActionType
        BEGIN
            SET @Message = CONCAT(N'The key ', @ActionKey, N' was used for another action.');
            THROW 51039, @Message, 1;
        END;

        SET @IsReplay = IIF(@ActionID IS NULL, 0, 1);

        IF @IsReplay = 0
        BEGIN
            INSERT INTO dbo.ACM_EpisodeActions
            (
                ActionKey, EpisodeID, EquipID, ActionType, LabelCode, FaultName, ShelvedUntil, Comment, ActionBy
            )
            VALUES
            (
                @ActionKey, @EpisodeID, @EquipID, @ActionType, @LabelCode, @FaultName, @ShelvedUntil, @Comment,
                COALESCE(@ActionBy, ORIGINAL_LOGIN())
            );
            SET @ActionID = CAST(SCOPE_IDENTITY() AS bigint);
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
