/* Purpose:    finds the rows on which a machine with a model is to be trained anew, because an operator said that it is
               no longer the machine that its model knows.
   Contract:   the latest event with RebaselineRequested that ended before the watermark counts, until a version was
               trained on rows after it. The window holds the first RequiredRows rows after the event and a quarter more,
               which are held back to judge the new version by, to the full minute; it must lie before the watermark: what
               a model was trained on, an earlier one has scored. A training that failed is tried three times, an hour
               apart; recording the event with other details asks again. Nothing to train, no model yet, or a
               version that is pinned: @WindowStart is NULL.
   Errors:     none of its own.
   Result set: none; OUTPUT parameters.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_FindTraining
    @EquipID     int,
    @WindowStart datetime2(3) = NULL OUTPUT,
    @WindowEnd   datetime2(3) = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Watermark     datetime2(3),
            @RowsWanted    int,
            @SpanProcedure nvarchar(300),
            @EventEnd      datetime2(3),
            @AskedAt       datetime2(3),
            @OrdinalAt     datetime2(3);

        SELECT
            @WindowStart   = NULL,
            @WindowEnd     = NULL,
            @SpanProcedure = CONCAT(N'dbo.', QUOTENAME(CONCAT(e.EquipCode, N'_Span'))),
            @Watermark     = p.LastBatchEndTime,
            @RowsWanted    = IIF(p.RequiredRows < 16000, p.RequiredRows + p.RequiredRows / 4, 20000)
        FROM dbo.ACM_BatchProgress AS p
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = p.EquipID
        INNER JOIN dbo.ACM_ActiveModels AS a
            ON a.EquipID = p.EquipID
        WHERE p.EquipID = @EquipID
        AND   NOT EXISTS
        (
            SELECT 1
            FROM dbo.ACM_Config AS c
            WHERE c.EquipID = p.EquipID
            AND   c.ParamName = N'PinnedModelVersion'
        );

        SELECT TOP (1)
            @EventEnd = COALESCE(v.EndedAt, v.StartedAt),
            @AskedAt  = v.RecordedAt
        FROM dbo.ACM_EquipmentEvents AS v
        WHERE v.EquipID = @EquipID
        AND   v.RebaselineRequested = 1
        AND   COALESCE(v.EndedAt, v.StartedAt) < @Watermark
        ORDER BY
            COALESCE(v.EndedAt, v.StartedAt) DESC,
            v.RecordedAt DESC;

        IF @EventEnd IS NOT NULL AND NOT EXISTS
        (
            SELECT 1
            FROM dbo.ModelRegistry AS m
            INNER JOIN dbo.ACM_Runs AS r
                ON r.RunID = m.RunID
            WHERE m.EquipID = @EquipID
            AND   r.WindowStart >= @EventEnd
            AND   r.StartedAt >= @AskedAt
        )
            EXECUTE @SpanProcedure
                @FromTime  = @EventEnd,
                @Ordinal   = @RowsWanted,
                @FirstAt   = @WindowStart OUTPUT,
                @OrdinalAt = @OrdinalAt OUTPUT;

        SET @WindowEnd = DATEADD(MINUTE, DATEDIFF(MINUTE, CAST('2000-01-01' AS datetime2(3)), @OrdinalAt) + 1,
            CAST('2000-01-01' AS datetime2(3)));

        IF @WindowEnd IS NULL OR @WindowEnd > @Watermark
            OR EXISTS
            (
                SELECT 1
                FROM dbo.ACM_Runs AS r
                WHERE r.EquipID = @EquipID
                AND   r.WindowStart = @WindowStart
                AND   r.WindowEnd = @WindowEnd
                AND   r.Stage = 'TRAIN'
                AND   r.Outcome = 'FAIL'
                AND   r.StartedAt >= @AskedAt
                HAVING COUNT(*) >= 3
                OR     MAX(r.CompletedAt) > DATEADD(HOUR, -1, SYSUTCDATETIME())
            )
            SELECT
                @WindowStart = NULL,
                @WindowEnd   = NULL;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
