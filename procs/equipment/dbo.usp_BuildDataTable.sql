/* Purpose:    creates a machine's table {EquipCode}_Data, adds the columns of new tags, and makes the table type of
               the same columns.
   Contract:   called by usp_BuildEquipmentObjects. The type is dropped, with the load procedure that uses it, only
               when its tags are no longer those of the machine.
   Errors:     none of its own.
   Result set: none.
   Lock order: schema locks of the machine's own objects. */
CREATE OR ALTER PROCEDURE dbo.usp_BuildDataTable
    @EquipID int
WITH EXECUTE AS OWNER
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Code     nvarchar(120),
            @Table    nvarchar(300),
            @Type     nvarchar(300),
            @Load     nvarchar(300),
            @Columns  nvarchar(max),
            @Missing  nvarchar(max),
            @TypeTags int,
            @Tags     int,
            @Sql      nvarchar(max);

        SELECT @Code = e.EquipCode
        FROM dbo.Equipment AS e
        WHERE e.EquipID = @EquipID;

        SELECT
            @Table = CONCAT(N'dbo.', QUOTENAME(CONCAT(@Code, N'_Data'))),
            @Type  = CONCAT(N'dbo.', QUOTENAME(CONCAT(@Code, N'_Rows'))),
            @Load  = CONCAT(N'dbo.', QUOTENAME(CONCAT(@Code, N'_Load')));

        SELECT
            @Columns = STRING_AGG(CAST(CONCAT(N'    ', QUOTENAME(m.TagName), N' float NULL') AS nvarchar(max)),
                N',' + NCHAR(10)) WITHIN GROUP (ORDER BY m.TagOrdinal),
            @Tags    = COUNT(*)
        FROM dbo.Tag_Equipment_Map AS m
        WHERE m.EquipID = @EquipID;

        IF OBJECT_ID(@Table, N'U') IS NULL
        BEGIN
            SET @Sql = CONCAT
            (
                N'CREATE TABLE ', @Table, N' (EntryDateTime datetime2(3) NOT NULL, LoadedAt datetime2(3) NOT NULL, ',
                N'BatchLoadID uniqueidentifier NOT NULL,', NCHAR(10), @Columns, N', CONSTRAINT ',
                QUOTENAME(CONCAT(N'PK_', @Code, N'_Data')), N' PRIMARY KEY CLUSTERED (EntryDateTime));'
            );
            EXECUTE sys.sp_executesql @Sql;
            SET @Sql = CONCAT(N'GRANT SELECT ON OBJECT::', @Table, N' TO acm_reader;');
            EXECUTE sys.sp_executesql @Sql;
        END;

        SELECT @Missing = STRING_AGG(CAST(CONCAT(QUOTENAME(m.TagName), N' float NULL') AS nvarchar(max)), N', ')
            WITHIN GROUP (ORDER BY m.TagOrdinal)
        FROM dbo.Tag_Equipment_Map AS m
        WHERE m.EquipID = @EquipID
        AND   COL_LENGTH(@Table, m.TagName) IS NULL;

        IF @Missing IS NOT NULL
        BEGIN
            SET @Sql = CONCAT(N'ALTER TABLE ', @Table, N' ADD ', @Missing, N';');
            EXECUTE sys.sp_executesql @Sql;
        END;

        /* Tags are only ever added, at the end: as many columns is the same columns. EntryDateTime is the first. */
        SELECT @TypeTags = COUNT(*) - 1
        FROM sys.table_types AS tt
        INNER JOIN sys.columns AS c
            ON c.object_id = tt.type_table_object_id
        WHERE tt.user_type_id = TYPE_ID(@Type);

        IF TYPE_ID(@Type) IS NOT NULL AND @TypeTags <> @Tags
        BEGIN
            SET @Sql = CONCAT(N'DROP PROCEDURE IF EXISTS ', @Load, N'; DROP TYPE ', @Type, N';');
            EXECUTE sys.sp_executesql @Sql;
        END;

        IF TYPE_ID(@Type) IS NULL
        BEGIN
            SET @Sql = CONCAT
            (
                N'CREATE TYPE ', @Type, N' AS TABLE (EntryDateTime datetime2(7) NOT NULL,', NCHAR(10), @Columns,
                N', INDEX UX_Rows UNIQUE CLUSTERED (EntryDateTime));'
            );
            EXECUTE sys.sp_executesql @Sql;
            SET @Sql = CONCAT(N'GRANT EXECUTE ON TYPE::', @Type, N' TO acm_driver;');
            EXECUTE sys.sp_executesql @Sql;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
