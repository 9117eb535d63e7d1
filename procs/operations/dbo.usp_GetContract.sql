/* Purpose:    tells a client which columns, in which order, the table types of a procedure have, and their hash.
   Contract:   a client builds its rows from this and hands Contract back with each call.
   Errors:     51021 no such procedure, or it takes no table type.
   Result set: a row per column: ParameterName, TypeSchema, TypeName, ColumnOrdinal, ColumnName, ColumnType,
               MaxLength, IsNullable, Contract.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetContract
    @ProcedureName nvarchar(300)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Contract binary(32),
            @Message  nvarchar(2048);

        SELECT @Contract = f.Contract
        FROM dbo.ufn_Contract(@ProcedureName) AS f;

        IF @Contract IS NULL
        BEGIN
            SET @Message = CONCAT(N'There is no procedure ', @ProcedureName,
                N' that takes a table type, or the caller may not execute it.');
            THROW 51021, @Message, 1;
        END;

        SELECT
            p.name                       AS ParameterName,
            SCHEMA_NAME(tt.schema_id)    AS TypeSchema,
            tt.name                      AS TypeName,
            c.column_id                  AS ColumnOrdinal,
            c.name                       AS ColumnName,
            TYPE_NAME(c.user_type_id)    AS ColumnType,
            c.max_length                 AS MaxLength,
            c.is_nullable                AS IsNullable,
            @Contract                    AS Contract
        FROM sys.parameters AS p
        INNER JOIN sys.table_types AS tt
            ON tt.user_type_id = p.user_type_id
        INNER JOIN sys.columns AS c
            ON c.object_id = tt.type_table_object_id
        WHERE p.object_id = OBJECT_ID(@ProcedureName)
        ORDER BY
            p.parameter_id,
            c.column_id;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
