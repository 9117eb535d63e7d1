/* Purpose:    finds what is to be done next for one machine: which stage, and which window of its data.
   Contract:   @RequestedStart and @RequestedEnd ask for a window by name; else the next one after the watermark is
               found, across gaps in the data. A window holds at most 20,000 rows. It is ready once data at or after
               its end has come, or its end lies LatenessMinutes back. Without an active model the stage is
               COLDSTART and the window holds the first RequiredRows rows, to the full minute. Nothing to do: @Stage is NULL and
               @RetryAt tells when to look again.
   Errors:     51015 the requested window has no data, and no parked window in it; 51017 a window was requested and
               there is no model.
   Result set: none; OUTPUT parameters.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_FindWindow
    @EquipID        int,
    @RequestedStart datetime2(3) = NULL,
    @RequestedEnd   datetime2(3) = NULL,
    @Stage          varchar(20)  = NULL OUTPUT,
    @WindowStart    datetime2(3) = NULL OUTPUT,
    @WindowEnd      datetime2(3) = NULL OUTPUT,
    @RetryAt        datetime2(3) = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Now             datetime2(3) = SYSUTCDATETIME(),
            @SpanProcedure   nvarchar(300),
            @Watermark       datetime2(3),
            @TickMinutes     int,
            @LatenessMinutes int,
            @RequiredRows    int,
            @HasModel        bit          = 0,
            @FromTime        datetime2(3),
            @Ordinal         int,
            @TicksOver       int,
            @FirstAt         datetime2(3),
            @LastAt          datetime2(3),
            @OrdinalAt       datetime2(3),
            @Message         nvarchar(2048);

        SELECT
            @SpanProcedure   = CONCAT(N'dbo.', QUOTENAME(CONCAT(e.EquipCode, N'_Span'))),
            @Watermark       = p.LastBatchEndTime,
            @TickMinutes     = p.TickMinutes,
            @LatenessMinutes = p.LatenessMinutes,
            @RequiredRows    = p.RequiredRows
        FROM dbo.ACM_BatchProgress AS p
        INNER JOIN dbo.Equipment AS e
            ON e.EquipID = p.EquipID
        WHERE p.EquipID = @EquipID;

        IF EXISTS (SELECT 1 FROM dbo.ACM_ActiveModels AS a WHERE a.EquipID = @EquipID)
            SET @HasModel = 1;

        IF @HasModel = 0 AND @RequestedStart IS NOT NULL
        BEGIN
            SET @Message = CONCAT(N'Machine ', @EquipID,
                N' has no model yet: let it train on its first rows before a window is asked for by name.');
            THROW 51017, @Message, 1;
        END;

        SELECT
            @Stage    = NULL,
            @FromTime = COALESCE(@RequestedStart, @Watermark, CAST('0001-01-01' AS datetime2(3))),
            @Ordinal  = IIF(@HasModel = 1, 20001, @RequiredRows);

        EXECUTE @SpanProcedure
            @FromTime  = @FromTime,
            @Ordinal   = @Ordinal,
            @FirstAt   = @FirstAt OUTPUT,
            @LastAt    = @LastAt OUTPUT,
            @OrdinalAt = @OrdinalAt OUTPUT;

        IF @HasModel = 0
        BEGIN
            /* Up to the next full minute, so that the windows after it begin at times that people can read. */
            SET @WindowStart = @FirstAt;
            SET @WindowEnd = DATEADD(MINUTE, DATEDIFF(MINUTE, CAST('2000-01-01' AS datetime2(3)), @OrdinalAt) + 1,
                CAST('2000-01-01' AS datetime2(3)));

            IF @LastAt >= @WindowEnd OR @Now >= DATEADD(MINUTE, @LatenessMinutes, @WindowEnd)
                SET @Stage = 'COLDSTART';
        END;
        ELSE
        BEGIN
            SET @WindowStart = COALESCE(@RequestedStart, @Watermark, @FirstAt);
            SET @WindowEnd = @RequestedEnd;

            IF @RequestedStart IS NULL AND @FirstAt IS NOT NULL
            BEGIN
                /* Across a gap the windows keep their rhythm: whole ticks are left out. */
                SET @TicksOver = DATEDIFF_BIG(SECOND, @WindowStart, @FirstAt) / (60 * @TickMinutes);
                SET @WindowStart = DATEADD(MINUTE, @TicksOver * @TickMinutes, @WindowStart);
                SET @WindowEnd = DATEADD(MINUTE, @TickMinutes, @WindowStart);
            END;

            IF @OrdinalAt < @WindowEnd
                SET @WindowEnd = @OrdinalAt;

            IF @RequestedStart IS NOT NULL AND (@FirstAt IS NULL OR @FirstAt >= @RequestedEnd)
            AND NOT EXISTS
            (
                /* Whose readings are gone: a run that finds nothing to score settles it. */
                SELECT 1
                FROM dbo.ACM_ParkedWindows AS w
                WHERE w.EquipID = @EquipID
                AND   w.WindowStart >= @RequestedStart
                AND   w.WindowEnd <= @RequestedEnd
            )
            BEGIN
                SET @Message = CONCAT(N'Machine ', @EquipID, N' has no data from ',
                    CONVERT(nvarchar(30), @RequestedStart, 126), N' to ', CONVERT(nvarchar(30), @RequestedEnd, 126), N'.');
                THROW 51015, @Message, 1;
            END;

            IF @RequestedStart IS NOT NULL
                OR (@FirstAt IS NOT NULL
                    AND (@LastAt >= @WindowEnd OR @Now >= DATEADD(MINUTE, @LatenessMinutes, @WindowEnd)))
                SET @Stage = 'SCORE';
        END;

        /* Looked for and not found: again in a tick, in five minutes at most. */
        SET @RetryAt = DATEADD(SECOND, IIF(@TickMinutes < 5, @TickMinutes, 5) * 60, @Now);
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
