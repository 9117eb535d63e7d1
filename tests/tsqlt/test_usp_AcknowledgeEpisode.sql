/* usp_AcknowledgeEpisode: one action on an episode, on record once. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_AcknowledgeEpisode';
GO
CREATE PROCEDURE test_usp_AcknowledgeEpisode.[SetUp]
AS
BEGIN
    EXECUTE arrange.RunningRun;
    EXECUTE arrange.Episode;
END;
GO
CREATE PROCEDURE test_usp_AcknowledgeEpisode.[test that the action is on record]
AS
BEGIN
    EXECUTE dbo.usp_AcknowledgeEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @ActionBy  = N'ann',
        @Comment   = N'seen',
        @ActionKey = '66666666-6666-6666-6666-666666666666';

    SELECT
        a.ActionKey,
        a.EquipID,
        a.ActionType,
        a.LabelCode,
        a.FaultName,
        a.ShelvedUntil,
        a.Comment,
        a.ActionBy
    INTO #Actual
    FROM dbo.ACM_EpisodeActions AS a
    WHERE a.EpisodeID = '33333333-3333-3333-3333-333333333333';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected
    (ActionKey, EquipID, ActionType, LabelCode, FaultName, ShelvedUntil, Comment, ActionBy)
    VALUES
        ('66666666-6666-6666-6666-666666666666', 900001, 'ACKNOWLEDGE', NULL, NULL, NULL, N'seen', N'ann');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AcknowledgeEpisode.[test that a repeated call with the same key changes nothing]
AS
BEGIN
    EXECUTE dbo.usp_AcknowledgeEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @ActionBy  = N'ann',
        @Comment   = N'seen',
        @ActionKey = '66666666-6666-6666-6666-666666666666';

    EXECUTE dbo.usp_AcknowledgeEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @ActionBy  = N'ann',
        @Comment   = N'seen',
        @ActionKey = '66666666-6666-6666-6666-666666666666';

    SELECT a.ActionType
    INTO #Actual
    FROM dbo.ACM_EpisodeActions AS a
    WHERE a.EpisodeID = '33333333-3333-3333-3333-333333333333';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ActionType)
    VALUES ('ACKNOWLEDGE');

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AcknowledgeEpisode.[test that two calls without a key are two actions]
AS
BEGIN
    EXECUTE dbo.usp_AcknowledgeEpisode @EpisodeID = '33333333-3333-3333-3333-333333333333';
    EXECUTE dbo.usp_AcknowledgeEpisode @EpisodeID = '33333333-3333-3333-3333-333333333333';

    SELECT
        a.ActionType,
        a.ActionBy
    INTO #Actual
    FROM dbo.ACM_EpisodeActions AS a
    WHERE a.EpisodeID = '33333333-3333-3333-3333-333333333333';

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (ActionType, ActionBy)
    VALUES
        ('ACKNOWLEDGE', ORIGINAL_LOGIN()),
        ('ACKNOWLEDGE', ORIGINAL_LOGIN());

    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_AcknowledgeEpisode.[test that an unknown episode is refused]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51038;
    EXECUTE dbo.usp_AcknowledgeEpisode @EpisodeID = '99999999-9999-9999-9999-999999999999';
END;
GO
CREATE PROCEDURE test_usp_AcknowledgeEpisode.[test that a key of another action is refused]
AS
BEGIN
    EXECUTE dbo.usp_ClearEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @ActionKey = '66666666-6666-6666-6666-666666666666';

    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51039;
    EXECUTE dbo.usp_AcknowledgeEpisode
        @EpisodeID = '33333333-3333-3333-3333-333333333333',
        @ActionBy  = N'ann',
        @Comment   = N'seen',
        @ActionKey = '66666666-6666-6666-6666-666666666666';
END;
GO
