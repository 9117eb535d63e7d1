/* Purpose:    writes what tables and columns mean into the extended property MS_Description.
   Contract:   called by the scripts of database/descriptions with rows of TableName, ColumnName (empty for the table
               itself) and Description, as JSON. Only what is new or differs is written, so that a second deploy writes
               nothing.
   Errors:     51044 a row names a table or column that does not exist.
   Result set: none.
   Lock order: schema locks of the tables described. */
CREATE OR ALTER PROCEDURE dbo.usp_Describe
    @Descriptions nvarchar(max)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Position    int = 0,
            @TableName   sysname,
            @ColumnName  sysname,
            @Description nvarchar(3750),
            @IsKnown     bit,
            @Message     nvarchar(2048);

        DECLARE @Changes TABLE
        (
            Position    int            NOT NULL PRIMARY KEY,
            TableName   sysname        NOT NULL,
            ColumnName  sysname        NOT NULL,
            Description nvarchar(3750) NOT NULL,
            IsKnown     bit            NOT NULL,
            IsThere     bit            NOT NULL
        );

        INSERT INTO @Changes (Position, TableName, ColumnName, Description, IsKnown, IsThere)
        SELECT
            ROW_NUMBER() OVER (ORDER BY d.TableName, d.ColumnName),
            d.TableName,
            d.ColumnName,
            d.Description,
            IIF(x.major_id IS NULL, 0, 1),
            IIF(o.object_id IS NULL OR (d.ColumnName <> N'' AND c.column_id IS NULL), 0, 1)
        FROM OPENJSON(@Descriptions) WITH
        (
            TableName   nvarchar(128)  N'$.TableName',
            ColumnName  nvarchar(128)  N'$.ColumnName',
            Description nvarchar(3750) N'$.Description'
        ) AS d
        LEFT JOIN sys.tables AS o
            ON o.object_id = OBJECT_ID(CONCAT(N'dbo.', QUOTENAME(d.TableName)), N'U')
        LEFT JOIN sys.columns AS c
            ON c.object_id = o.object_id
            AND c.name = d.ColumnName
        LEFT JOIN sys.extended_properties AS x
            ON x.class = 1
            AND x.major_id = o.object_id
            AND x.minor_id = COALESCE(c.column_id, 0)
            AND x.name = N'MS_Description'
        WHERE x.major_id IS NULL
        OR    CAST(x.value AS nvarchar(3750)) <> d.Description;

        SELECT TOP (1) @Message = CONCAT(N'There is no ', d.TableName,
            IIF(d.ColumnName = N'', N'', CONCAT(N'.', d.ColumnName)), N' to describe.')
        FROM @Changes AS d
        WHERE d.IsThere = 0
        ORDER BY
            d.Position;

        IF @Message IS NOT NULL
            THROW 51044, @Message, 1;

        WHILE 1 = 1
        BEGIN
            SELECT TOP (1)
                @Position    = d.Position,
                @TableName   = d.TableName,
                @ColumnName  = d.ColumnName,
                @Description = d.Description,
                @IsKnown     = d.IsKnown
            FROM @Changes AS d
            WHERE d.Position > @Position
            ORDER BY
                d.Position;

            IF @@ROWCOUNT = 0
                BREAK;

            IF @IsKnown = 1 AND @ColumnName = N''
                EXECUTE sys.sp_updateextendedproperty
                    @name = N'MS_Description', @value = @Description,
                    @level0type = 'SCHEMA', @level0name = N'dbo',
                    @level1type = 'TABLE', @level1name = @TableName;
            ELSE IF @IsKnown = 1
                EXECUTE sys.sp_updateextendedproperty
                    @name = N'MS_Description', @value = @Description,
                    @level0type = 'SCHEMA', @level0name = N'dbo',
                    @level1type = 'TABLE', @level1name = @TableName,
                    @level2type = 'COLUMN', @level2name = @ColumnName;
            ELSE IF @ColumnName = N''
                EXECUTE sys.sp_addextendedproperty
                    @name = N'MS_Description', @value = @Description,
                    @level0type = 'SCHEMA', @level0name = N'dbo',
                    @level1type = 'TABLE', @level1name = @TableName;
            ELSE
                EXECUTE sys.sp_addextendedproperty
                    @name = N'MS_Description', @value = @Description,
                    @level0type = 'SCHEMA', @level0name = N'dbo',
                    @level1type = 'TABLE', @level1name = @TableName,
                    @level2type = 'COLUMN', @level2name = @ColumnName;
        END;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
