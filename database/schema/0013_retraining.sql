/* A machine with a model may be trained anew: a stage of its own, TRAIN, which moves no watermark. Checking the rows that
   are there reads a table of runs, one row per window, not one of readings. */
IF NOT EXISTS
(
    SELECT 1
    FROM sys.check_constraints AS c
    WHERE c.parent_object_id = OBJECT_ID(N'dbo.ACM_Runs')
    AND   c.name = N'CK_ACM_Runs_Stage'
    AND   c.definition LIKE N'%TRAIN%'
)
BEGIN
    ALTER TABLE dbo.ACM_Runs DROP CONSTRAINT CK_ACM_Runs_Stage;

    ALTER TABLE dbo.ACM_Runs ADD CONSTRAINT CK_ACM_Runs_Stage CHECK (Stage IN ('COLDSTART', 'SCORE', 'TRAIN'));
END;
GO
IF NOT EXISTS
(
    SELECT 1
    FROM sys.check_constraints AS c
    WHERE c.parent_object_id = OBJECT_ID(N'dbo.ACM_BatchProgress')
    AND   c.name = N'CK_ACM_BatchProgress_ClaimedStage'
    AND   c.definition LIKE N'%TRAIN%'
)
BEGIN
    ALTER TABLE dbo.ACM_BatchProgress DROP CONSTRAINT CK_ACM_BatchProgress_ClaimedStage;

    ALTER TABLE dbo.ACM_BatchProgress ADD CONSTRAINT CK_ACM_BatchProgress_ClaimedStage
        CHECK (ClaimedStage IN ('COLDSTART', 'SCORE', 'TRAIN'));
END;
GO
