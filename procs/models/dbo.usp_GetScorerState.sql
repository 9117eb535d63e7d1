/* Purpose:    gives what the scorer carries into a window of a machine.
   Contract:   no row when there is none, or when it lies after the window's start (a backfill): the scorer then warms up
               from its look-back alone. From the state of another model version it takes the open episode, and nothing
               else.
   Errors:     none of its own.
   Result set: at most one row: AsOf, ModelVersion, StateBytes, StateHash.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetScorerState
    @EquipID     int,
    @WindowStart datetime2(3)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        SELECT
            s.AsOf,
            s.ModelVersion,
            s.StateBytes,
            s.StateHash
        FROM dbo.ACM_ScorerState AS s
        WHERE s.EquipID = @EquipID
        AND   s.AsOf <= @WindowStart;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
