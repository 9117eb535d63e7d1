/* usp_AddEpisodeAction: the action that all four record. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AddEpisodeAction';
GO
CREATE PROCEDURE test_usp_AddEpisodeAction.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Episode;
END;
GO
CREATE PROCEDURE test_usp_AddEpisodeAction.[test that a key that was used for another episode is refused]
AS
BEGIN
    EXECUTE arrange.Episode @EpisodeID = '99999999-9999-9999-9999-999999999999';
    EXECUTE dbo.usp_AddEpisodeAction
        @EpisodeID  = '33333333-3333-3333-3333-333333333333',
        @ActionType = 'CLEAR',
        @ActionKey  = '66666666-6666-6666-6666-666666666666';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51039;
    EXECUTE dbo.usp_AddEpisodeAction
        @EpisodeID  = '99999999-9999-9999-9999-999999999999',
        @ActionType = 'CLEAR',
        @ActionKey  = '66666666-6666-6666-6666-666666666666';
END;
GO
CREATE PROCEDURE test_usp_AddEpisodeAction.[test that a label without a code is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_AddEpisodeAction @EpisodeID = '33333333-3333-3333-3333-333333333333', @ActionType = 'LABEL';
END;
GO
CREATE PROCEDURE test_usp_AddEpisodeAction.[test that a code on what is no label is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 547;
    EXECUTE dbo.usp_AddEpisodeAction
        @EpisodeID  = '33333333-3333-3333-3333-333333333333',
        @ActionType = 'CLEAR',
        @LabelCode  = 'UNKNOWN';
END;
GO
CREATE PROCEDURE test_usp_AddEpisodeAction.[test that a replay is told from a new action]
AS
BEGIN
    DECLARE
        @ActionID bigint,
        @AgainID  bigint,
        @IsReplay bit;

    EXECUTE dbo.usp_AddEpisodeAction
        @EpisodeID  = '33333333-3333-3333-3333-333333333333',
        @ActionType = 'CLEAR',
        @ActionKey  = '66666666-6666-6666-6666-666666666666',
        @ActionID   = @ActionID OUTPUT,
        @IsReplay   = @IsReplay OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 0, @Actual = @IsReplay;

    EXECUTE dbo.usp_AddEpisodeAction
        @EpisodeID  = '33333333-3333-3333-3333-333333333333',
        @ActionType = 'CLEAR',
        @ActionKey  = '66666666-6666-6666-6666-666666666666',
        @ActionID   = @AgainID OUTPUT,
        @IsReplay   = @IsReplay OUTPUT;
    EXECUTE tSQLt.AssertEquals @Expected = 1, @Actual = @IsReplay;
    EXECUTE tSQLt.AssertEquals @Expected = @ActionID, @Actual = @AgainID;
END;
GO
--[@tSQLt:NoTransaction]('arrange.[Nothing]')
CREATE PROCEDURE test_usp_AddEpisodeAction.[test that a call without a transaction is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51022;
    EXECUTE dbo.usp_AddEpisodeAction @EpisodeID = '33333333-3333-3333-3333-333333333333', @ActionType = 'CLEAR';
END;
GO
