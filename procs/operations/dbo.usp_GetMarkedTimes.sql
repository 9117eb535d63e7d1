/* Purpose:    gives the times of a machine that are marked in its history: episodes with what people said of them, and
               events such as repairs.
   Contract:   what reaches into [@WindowStart, @WindowEnd). An episode counts from its first sign (SinceWhen); MarkLabel
               is its last label, or the kind of event. MarkEnd is NULL while an episode is open, and for an event at one
               moment.
   Errors:     51008 no such machine; 51014 the window is empty.
   Result set: a row per mark, by start: MarkType (EPISODE or EVENT), MarkStart, MarkEnd, MarkLabel.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_GetMarkedTimes
    @EquipID     int,
    @WindowStart datetime2(3),
    @WindowEnd   datetime2(3)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE @Message nvarchar(2048);

        IF @WindowStart IS NULL OR @WindowEnd IS NULL OR @WindowStart >= @WindowEnd
            THROW 51014, N'A window needs a start, and an end after it.', 1;

        IF NOT EXISTS (SELECT 1 FROM dbo.Equipment AS e WHERE e.EquipID = @EquipID)
        BEGIN
            SET @Message = CONCAT(N'There is no machine with EquipID ', @EquipID, N'.');
            THROW 51008, @Message, 1;
        END;

        SELECT
            m.MarkType,
            m.MarkStart,
            m.MarkEnd,
            m.MarkLabel
        FROM
        (
            SELECT
                'EPISODE'   AS MarkType,
                s.SinceWhen AS MarkStart,
                s.EndedAt   AS MarkEnd,
                s.LabelCode AS MarkLabel
            FROM dbo.ACM_EpisodeStates AS s
            WHERE s.EquipID = @EquipID
            AND   s.SinceWhen < @WindowEnd
            AND   (s.EndedAt IS NULL OR s.EndedAt > @WindowStart)
            UNION ALL
            SELECT
                'EVENT'     AS MarkType,
                v.StartedAt AS MarkStart,
                v.EndedAt   AS MarkEnd,
                v.EventType AS MarkLabel
            FROM dbo.ACM_EquipmentEvents AS v
            WHERE v.EquipID = @EquipID
            AND   v.StartedAt < @WindowEnd
            AND   COALESCE(v.EndedAt, v.StartedAt) >= @WindowStart
        ) AS m
        ORDER BY
            m.MarkStart,
            m.MarkType,
            m.MarkLabel;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
