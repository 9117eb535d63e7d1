"""A small project in the form that the gates ask for; tests break it in one place at a time."""

from __future__ import annotations

TABLES = """\
/* Machines, what is measured on them, and readings that were refused. */
IF OBJECT_ID(N'dbo.Machine', N'U') IS NULL
CREATE TABLE dbo.Machine
(
    MachineID   int           NOT NULL IDENTITY(1, 1),
    MachineCode nvarchar(50)  NOT NULL,
    Status      varchar(10)   NOT NULL CONSTRAINT DF_Machine_Status DEFAULT ('IDLE'),
    AddedAt     datetime2(3)  NOT NULL CONSTRAINT DF_Machine_AddedAt DEFAULT (SYSUTCDATETIME()),
    CONSTRAINT PK_Machine PRIMARY KEY CLUSTERED (MachineID),
    CONSTRAINT UQ_Machine_Code UNIQUE NONCLUSTERED (MachineCode),
    CONSTRAINT CK_Machine_Status CHECK (Status IN ('IDLE', 'RUNNING'))
);
GO
IF OBJECT_ID(N'dbo.Reading', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.Reading
    (
        MachineID int          NOT NULL,
        TakenAt   datetime2(3) NOT NULL,
        Value     float        NULL,
        Doubled   AS (Value * 2),
        CONSTRAINT PK_Reading PRIMARY KEY CLUSTERED (MachineID, TakenAt),
        CONSTRAINT FK_Reading_Machine FOREIGN KEY (MachineID) REFERENCES dbo.Machine (MachineID),
        INDEX IX_Reading_TakenAt NONCLUSTERED (TakenAt)
    );
END;
GO
ALTER TABLE dbo.Reading SET (LOCK_ESCALATION = DISABLE);
GO
"""

UPGRADE = """\
/* A note to each reading. */
IF COL_LENGTH(N'dbo.Reading', N'Note') IS NULL
    ALTER TABLE dbo.Reading ADD
        Note nvarchar(100) NULL,
        CONSTRAINT CK_Reading_Note CHECK (LEN(Note) > 0);
GO
ALTER TABLE dbo.Machine ALTER COLUMN MachineCode nvarchar(60) NOT NULL;
GO
IF NOT EXISTS (SELECT 1 FROM sys.indexes AS i WHERE i.name = N'IX_Reading_Value')
    CREATE NONCLUSTERED INDEX IX_Reading_Value ON dbo.Reading (Value) INCLUDE (Note);
GO
"""

TYPE = """\
/* Readings on their way in; the order of the columns is part of the contract. */
IF TYPE_ID(N'dbo.Reading_TVP') IS NULL
CREATE TYPE dbo.Reading_TVP AS TABLE
(
    TakenAt datetime2(7)  NOT NULL,
    Value   float         NULL,
    Note    nvarchar(100) NULL,
    INDEX UX_Reading UNIQUE CLUSTERED (TakenAt)
);
GO
"""

FUNCTION = """\
/* Readings of one machine from a time on. */
CREATE OR ALTER FUNCTION dbo.ufn_Since
(
    @MachineID int,
    @From      datetime2(3)
)
RETURNS TABLE
AS
RETURN
    SELECT
        r.TakenAt,
        r.Value
    FROM dbo.Reading AS r
    WHERE r.MachineID = @MachineID
    AND   r.TakenAt >= @From;
GO
"""

VIEW = """\
/* The newest reading of each machine. */
CREATE OR ALTER VIEW dbo.Machine_Latest
AS
SELECT
    m.MachineCode,
    q.TakenAt,
    q.Value
FROM dbo.Machine AS m
OUTER APPLY
(
    SELECT TOP (1)
        r.TakenAt,
        r.Value
    FROM dbo.Reading AS r
    WHERE r.MachineID = m.MachineID
    ORDER BY r.TakenAt DESC
) AS q;
GO
"""

CHECKER = """\
/* Purpose:    finds a machine by its code.
   Errors:     51001 no such machine.
   Result set: none.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_FindMachine
    @MachineCode nvarchar(60),
    @MachineID   int = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        SELECT @MachineID = m.MachineID
        FROM dbo.Machine AS m
        WHERE m.MachineCode = @MachineCode
        AND   m.Status IN ('IDLE', 'RUNNING');

        IF @MachineID IS NULL
            THROW 51001, N'There is no such machine.', 1;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
"""

WRITER = """\
/* Purpose:    upserts the readings of a machine.
   Errors:     51001 no such machine; 51002 no rows were given.
   Result set: one row after COMMIT: RowsWritten, TranCount.
   Lock order: Machine, Reading. */
CREATE OR ALTER PROCEDURE dbo.usp_WriteReadings
    @MachineCode nvarchar(60),
    @Rows        dbo.Reading_TVP READONLY
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @OwnsTransaction bit = IIF(@@TRANCOUNT = 0, 1, 0),
        @MachineID       int,
        @RowsWritten     int;
    DECLARE @Changed TABLE (TakenAt datetime2(3) NOT NULL, Action nvarchar(10) NOT NULL);

    BEGIN TRY
        IF NOT EXISTS (SELECT 1 FROM @Rows AS s WHERE s.TakenAt IS NOT NULL)
            THROW 51002, N'usp_WriteReadings was called without rows.', 1;

        IF @OwnsTransaction = 1
            BEGIN TRANSACTION;

        EXECUTE dbo.usp_FindMachine @MachineCode = @MachineCode, @MachineID = @MachineID OUTPUT;

        CREATE TABLE #Kept
        (
            KeptAt datetime2(3) NOT NULL
        );
        INSERT INTO #Kept (KeptAt)
        SELECT f.TakenAt
        FROM dbo.ufn_Since(@MachineID, DATEADD(DAY, -1, SYSUTCDATETIME())) AS f;

        MERGE dbo.Reading AS t
        USING
        (
            SELECT
                r.TakenAt,
                r.Value,
                r.Note
            FROM @Rows AS r
        ) AS s
            ON t.MachineID = @MachineID
            AND t.TakenAt = s.TakenAt
        WHEN MATCHED AND EXISTS (SELECT s.Value, s.Note EXCEPT SELECT t.Value, t.Note) THEN
            UPDATE SET
                Value = s.Value,
                Note  = s.Note
        WHEN NOT MATCHED BY TARGET THEN
            INSERT (MachineID, TakenAt, Value, Note)
            VALUES (@MachineID, s.TakenAt, s.Value, s.Note)
        OUTPUT inserted.TakenAt, $action INTO @Changed (TakenAt, Action);

        UPDATE m
        SET m.Status = 'RUNNING'
        FROM dbo.Machine AS m
        INNER JOIN @Changed AS c
            ON c.Action = N'INSERT'
        WHERE m.MachineID = @MachineID
        AND   NOT EXISTS (SELECT 1 FROM #Kept AS k WHERE k.KeptAt = c.TakenAt);

        SELECT @RowsWritten = COUNT(*)
        FROM @Changed AS c;

        IF @OwnsTransaction = 1
            COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF @OwnsTransaction = 1 AND XACT_STATE() <> 0
            ROLLBACK TRANSACTION;

        THROW;
    END CATCH;

    IF @OwnsTransaction = 1
        SELECT
            @RowsWritten AS RowsWritten,
            @@TRANCOUNT  AS TranCount;
END;
GO
"""

SECURITY = """\
/* Who may do what. */
IF DATABASE_PRINCIPAL_ID(N'acm_driver') IS NULL
    CREATE ROLE acm_driver AUTHORIZATION dbo;
GO
GRANT EXECUTE ON OBJECT::dbo.usp_FindMachine TO acm_driver;
GRANT EXECUTE ON OBJECT::dbo.usp_WriteReadings TO acm_driver;
GRANT EXECUTE ON TYPE::dbo.Reading_TVP TO acm_driver;
GRANT SELECT ON OBJECT::dbo.Machine_Latest TO acm_driver;
GO
"""

START = """\
/* Refuses to run beside another deploy. */
DECLARE @Lock int;

BEGIN TRANSACTION;
EXECUTE @Lock = sys.sp_getapplock @Resource = N'deploy', @LockMode = 'Exclusive', @LockTimeout = 1000;
IF @Lock < 0
    THROW 51003, N'Another deploy is running.', 1;

CREATE TABLE #Deploy
(
    StartedAt datetime2(3) NOT NULL
);
INSERT INTO #Deploy (StartedAt)
VALUES (SYSUTCDATETIME());
GO
"""

COMMIT = """\
/* Ends the deploy. */
INSERT INTO dbo.Machine (MachineCode, AddedAt)
SELECT N'first', d.StartedAt
FROM #Deploy AS d
WHERE NOT EXISTS (SELECT 1 FROM dbo.Machine AS m WHERE m.MachineCode = N'first');

COMMIT TRANSACTION;
GO
"""

MANIFEST = """\
/* The manifest. */
:on error exit
:r database/deploy/begin.sql
:r database/schema/0001_machines.sql
:r database/schema/0002_notes.sql
:r types/dbo.Reading_TVP.sql
:r database/functions/dbo.ufn_Since.sql
:r database/views/dbo.Machine_Latest.sql
:r procs/dbo.usp_FindMachine.sql
:r procs/dbo.usp_WriteReadings.sql
:r database/security/grants.sql
:r database/deploy/commit.sql
"""

DROP = """\
/* Removes everything. */
DROP PROCEDURE IF EXISTS dbo.usp_WriteReadings, dbo.usp_FindMachine;
DROP VIEW IF EXISTS dbo.Machine_Latest;
DROP FUNCTION IF EXISTS dbo.ufn_Since;
DROP TYPE IF EXISTS dbo.Reading_TVP;
DROP TABLE IF EXISTS dbo.Reading;
DROP TABLE IF EXISTS dbo.Machine;
GO
"""

ERRORS = """\
# Errors

| number | meaning |
|---|---|
| 51001 | there is no such machine |
| 51002 | a writer was called without rows |
| 51003 | another deploy is running |
"""

PROJECT = {
    "database/deploy.sql": MANIFEST,
    "database/deploy/begin.sql": START,
    "database/deploy/commit.sql": COMMIT,
    "database/drop.sql": DROP,
    "database/functions/dbo.ufn_Since.sql": FUNCTION,
    "database/schema/0001_machines.sql": TABLES,
    "database/schema/0002_notes.sql": UPGRADE,
    "database/security/grants.sql": SECURITY,
    "database/views/dbo.Machine_Latest.sql": VIEW,
    "docs/errors.md": ERRORS,
    "procs/dbo.usp_FindMachine.sql": CHECKER,
    "procs/dbo.usp_WriteReadings.sql": WRITER,
    "types/dbo.Reading_TVP.sql": TYPE,
}


def broken(path: str, old: str, new: str) -> dict[str, str]:
    """The project with the first `old` of one file replaced; fails when the file does not hold it."""
    assert old in PROJECT[path], f"{path} does not hold {old!r}"
    return {**PROJECT, path: PROJECT[path].replace(old, new, 1)}
