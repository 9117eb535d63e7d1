/* Purpose:    the hash of the column lists of all table types that a procedure takes, for the client to hand back.
   Result set: one row: Contract, NULL when the procedure takes no table type or is not visible to the caller. */
CREATE OR ALTER FUNCTION dbo.ufn_Contract
(
    @ProcedureName nvarchar(300)
)
RETURNS TABLE
AS
RETURN
    SELECT
        CAST(HASHBYTES('SHA2_256', STRING_AGG(CONCAT
        (
            CAST(p.name AS nvarchar(max)), N'.',
            c.name, N' ',
            TYPE_NAME(c.user_type_id), N' ',
            c.max_length, N' ',
            c.precision, N' ',
            c.scale, N' ',
            c.is_nullable
        ), N';') WITHIN GROUP (ORDER BY p.parameter_id, c.column_id)) AS binary(32)) AS Contract
    FROM sys.parameters AS p
    INNER JOIN sys.table_types AS tt
        ON tt.user_type_id = p.user_type_id
    INNER JOIN sys.columns AS c
        ON c.object_id = tt.type_table_object_id
    WHERE p.object_id = OBJECT_ID(@ProcedureName);
GO
