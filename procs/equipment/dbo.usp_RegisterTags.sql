/* Purpose:    adds the tags that a machine does not have yet, after those it has.
   Contract:   called by usp_RegisterEquipment inside its transaction. For an adopted table without given tags, its
               float columns are the tags.
   Errors:     51010 a tag name is empty, too long, reserved or collides; 51013 the table to adopt is missing or has
               no EntryDateTime; 51019 more than 900 tags, or none; 51022 called without a transaction.
   Result set: none; @TagsAdded.
   Lock order: Tag_Equipment_Map. */
CREATE OR ALTER PROCEDURE dbo.usp_RegisterTags
    @EquipID   int,
    @Tags      dbo.Tag_Equipment_Map_TVP READONLY,
    @TagsAdded int = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Wanted    dbo.Tag_Equipment_Map_TVP,
            @ObjectID  int,
            @IsAdopted bit,
            @DataTable nvarchar(128),
            @BadTag    nvarchar(128),
            @TagCount  int,
            @Message   nvarchar(2048);

        IF @@TRANCOUNT = 0
            THROW 51022, N'usp_RegisterTags belongs to its caller''s transaction, and there is none.', 1;

        SELECT
            @IsAdopted = e.IsAdopted,
            @DataTable = e.DataTable,
            @ObjectID  = OBJECT_ID(CONCAT(N'dbo.', QUOTENAME(e.DataTable)), N'U')
        FROM dbo.Equipment AS e
        WHERE e.EquipID = @EquipID;

        IF @IsAdopted = 1
        AND NOT EXISTS (SELECT 1 FROM sys.columns AS c WHERE c.object_id = @ObjectID AND c.name = N'EntryDateTime')
        BEGIN
            SET @Message = CONCAT(N'There is no table dbo.', QUOTENAME(@DataTable),
                N' with a column EntryDateTime to adopt.');
            THROW 51013, @Message, 1;
        END;

        INSERT INTO @Wanted (TagName, TagOrdinal, Unit, IsCritical)
        SELECT t.TagName, t.TagOrdinal, t.Unit, t.IsCritical
        FROM @Tags AS t;

        IF @IsAdopted = 1 AND NOT EXISTS (SELECT 1 FROM @Wanted AS w)
            INSERT INTO @Wanted (TagName, TagOrdinal, Unit, IsCritical)
            SELECT c.name, c.column_id, NULL, 0
            FROM sys.columns AS c
            WHERE c.object_id = @ObjectID
            AND   TYPE_NAME(c.system_type_id) IN (N'float', N'real');

        SELECT TOP (1) @BadTag = w.TagName
        FROM @Wanted AS w
        WHERE LEN(w.TagName) = 0
        OR    LEN(w.TagName) > 120
        OR    w.TagName IN (N'EntryDateTime', N'LoadedAt', N'BatchLoadID')
        OR    EXISTS (SELECT 1 FROM @Wanted AS x WHERE x.TagName = w.TagName AND x.TagOrdinal <> w.TagOrdinal)
        OR    (@IsAdopted = 1 AND NOT EXISTS
              (SELECT 1 FROM sys.columns AS c WHERE c.object_id = @ObjectID AND c.name = w.TagName))
        ORDER BY
            w.TagOrdinal;

        IF @BadTag IS NOT NULL
        BEGIN
            SET @Message = CONCAT(N'The tag "', @BadTag, N'" is not usable: 1 to 120 characters, not EntryDateTime, ',
                N'LoadedAt or BatchLoadID, no two that the database takes for the same name, and a column of an ',
                N'adopted table.');
            THROW 51010, @Message, 1;
        END;

        SELECT @TagCount = COUNT(*)
        FROM
        (
            SELECT w.TagName
            FROM @Wanted AS w
            UNION
            SELECT m.TagName
            FROM dbo.Tag_Equipment_Map AS m
            WHERE m.EquipID = @EquipID
        ) AS u;

        IF @TagCount = 0 OR @TagCount > 900
        BEGIN
            SET @Message = CONCAT(N'A machine has 1 to 900 tags; this one would have ', @TagCount, N'.');
            THROW 51019, @Message, 1;
        END;

        INSERT INTO dbo.Tag_Equipment_Map (EquipID, TagName, TagOrdinal, Unit, IsCritical)
        SELECT
            @EquipID,
            w.TagName,
            COALESCE(h.LastOrdinal, 0) + ROW_NUMBER() OVER (ORDER BY w.TagOrdinal),
            w.Unit,
            w.IsCritical
        FROM @Wanted AS w
        CROSS JOIN
        (
            SELECT MAX(m.TagOrdinal) AS LastOrdinal
            FROM dbo.Tag_Equipment_Map AS m
            WHERE m.EquipID = @EquipID
        ) AS h
        WHERE NOT EXISTS
        (
            SELECT 1
            FROM dbo.Tag_Equipment_Map AS m
            WHERE m.EquipID = @EquipID
            AND   m.TagName = w.TagName
        );
        SET @TagsAdded = @@ROWCOUNT;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
