/* Purpose:    refuses a call whose client built its rows for another column list.
   Contract:   parameters bind by position, so swapped columns of one type would be stored swapped without an
               error. NULL is a caller in T-SQL, whose variables are of the type itself.
   Errors:     51006 the contract is not that of the procedure's table types.
   Result set: none.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_CheckContract
    @ProcedureName nvarchar(300),
    @Contract      binary(32)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF @Contract IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM dbo.ufn_Contract(@ProcedureName) AS f WHERE f.Contract = @Contract)
        BEGIN
            SET @Message = CONCAT(N'The table types of ', @ProcedureName,
                N' are not those that the client was built for: read them again with usp_GetContract.');
            THROW 51006, @Message, 1;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
