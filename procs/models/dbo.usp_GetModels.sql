/* Purpose:    gives the parts of a machine's model version, that in force unless another is named.
   Contract:   a machine without a model gives no row. LatestVersion is the highest ever stored, from which the
               next training takes its number; OlderVersion is the next lower one that is stored and was not judged worse
               than the one then in force, which stands in for one that cannot be used. The caller checks ModelHash before
               it reads ModelBytes.
   Errors:     51008 no such machine; 51024 the machine has no such version.
   Result set: a row per part: EquipID, Version, LatestVersion, OlderVersion, ModelType, RunID, ConfigSignature,
               EntryDateTime, ParamsJSON, StatsJSON, ModelBytes, ModelHash.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetModels
    @EquipID int,
    @Version int = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Latest  int,
            @Older   int,
            @Message nvarchar(2048);

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        IF @Version IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM dbo.ModelRegistry AS m WHERE m.EquipID = @EquipID AND m.Version = @Version)
        BEGIN
            SET @Message = CONCAT(N'Machine ', @EquipID, N' has no model version ', @Version, N'.');
            THROW 51024, @Message, 1;
        END;

        IF @Version IS NULL
            SELECT @Version = a.Version
            FROM dbo.ACM_ActiveModels AS a
            WHERE a.EquipID = @EquipID;

        SELECT @Latest = MAX(m.Version)
        FROM dbo.ModelRegistry AS m
        WHERE m.EquipID = @EquipID;

        SELECT @Older = MAX(m.Version)
        FROM dbo.ModelRegistry AS m
        WHERE m.EquipID = @EquipID
        AND   m.Version < @Version
        AND   NOT EXISTS
        (
            SELECT 1
            FROM dbo.ACM_ModelComparisons AS c
            WHERE c.EquipID = m.EquipID
            AND   c.CandidateVersion = m.Version
            AND   c.Decision = 'KEPT'
        );

        SELECT
            m.EquipID,
            m.Version,
            @Latest AS LatestVersion,
            @Older  AS OlderVersion,
            m.ModelType,
            m.RunID,
            r.ConfigSignature,
            m.EntryDateTime,
            m.ParamsJSON,
            m.StatsJSON,
            m.ModelBytes,
            m.ModelHash
        FROM dbo.ModelRegistry AS m
        INNER JOIN dbo.ACM_Runs AS r
            ON r.RunID = m.RunID
        WHERE m.EquipID = @EquipID
        AND   m.Version = @Version
        ORDER BY
            m.ModelType;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
