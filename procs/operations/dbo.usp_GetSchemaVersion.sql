/* Purpose:    tells a client which version of the schema the database has.
   Contract:   also shows the client that no transaction is open on its connection.
   Errors:     none of its own.
   Result set: at most one row: SchemaVersion, AppliedAt, TranCount.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetSchemaVersion
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        SELECT TOP (1)
            v.SchemaVersion,
            v.AppliedAt,
            @@TRANCOUNT AS TranCount
        FROM dbo.ACM_SchemaVersion AS v
        ORDER BY
            v.VersionID DESC;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
