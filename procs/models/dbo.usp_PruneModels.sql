/* Purpose:    deletes old model versions, whose bytes are most of what a quiet database grows by.
   Contract:   of each machine the newest @KeepVersions versions stay, and always the one in force, the one before it,
               one that is pinned, and the one that the scorer's state belongs to. A short transaction per version, so it
               cannot run inside another. The runs that trained them, and their comparisons, stay on record.
   Errors:     51025 called inside a transaction; 51045 @KeepVersions is less than 1.
   Result set: one row: VersionsDeleted, TranCount.
   Lock order: ModelRegistry. */
CREATE OR ALTER PROCEDURE dbo.usp_PruneModels
    @KeepVersions int = 5,
    @EquipID      int = NULL,
    @MaxVersions  int = 1000
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @PrunedID        int,
        @Version         int,
        @VersionsDeleted int = 0;

    BEGIN TRY
        IF @@TRANCOUNT > 0
            THROW 51025, N'usp_PruneModels commits version by version and cannot run inside a transaction.', 1;

        IF @KeepVersions < 1
            THROW 51045, N'At least one model version is kept.', 1;

        WHILE @VersionsDeleted < @MaxVersions
        BEGIN
            SET @Version = NULL;

            SELECT TOP (1)
                @PrunedID = m.EquipID,
                @Version  = m.Version
            FROM dbo.ModelRegistry AS m
            CROSS APPLY
            (
                SELECT COUNT(DISTINCT n.Version) AS NewerVersions
                FROM dbo.ModelRegistry AS n
                WHERE n.EquipID = m.EquipID
                AND   n.Version > m.Version
            ) AS v
            WHERE (@EquipID IS NULL OR m.EquipID = @EquipID)
            AND   v.NewerVersions >= @KeepVersions
            AND   NOT EXISTS
            (
                SELECT 1
                FROM dbo.ACM_ActiveModels AS a
                WHERE a.EquipID = m.EquipID
                AND   m.Version IN (a.Version, a.PreviousVersion)
            )
            AND   NOT EXISTS
            (
                SELECT 1
                FROM dbo.ACM_Config AS c
                WHERE c.EquipID = m.EquipID
                AND   c.ParamName = N'PinnedModelVersion'
                AND   TRY_CONVERT(int, c.ParamValue) = m.Version
            )
            AND   NOT EXISTS
            (
                SELECT 1
                FROM dbo.ACM_ScorerState AS s
                WHERE s.EquipID = m.EquipID
                AND   s.ModelVersion = m.Version
            )
            ORDER BY
                m.EquipID,
                m.Version;

            IF @Version IS NULL
                BREAK;

            BEGIN TRANSACTION;

            DELETE m
            FROM dbo.ModelRegistry AS m
            WHERE m.EquipID = @PrunedID
            AND   m.Version = @Version
            AND   NOT EXISTS
            (
                SELECT 1
                FROM dbo.ACM_ActiveModels AS a WITH (UPDLOCK, HOLDLOCK)
                WHERE a.EquipID = m.EquipID
                AND   m.Version IN (a.Version, a.PreviousVersion)
            );

            COMMIT TRANSACTION;

            SET @VersionsDeleted += 1;
        END;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0 AND ERROR_NUMBER() <> 51025
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    SELECT
        @VersionsDeleted AS VersionsDeleted,
        @@TRANCOUNT      AS TranCount;
END;
GO
