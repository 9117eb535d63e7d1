"""Definitions: tables, constraints, computed columns, indexes, ALTER TABLE, DROP, types, catalogue views
and functions."""

from collections.abc import Callable
from typing import Any

import pytest
import tsql_pg

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]

# statements/create-table-transact-sql, alter-table-transact-sql, create-index ...: (statements, query, rows)
CASES = [
    (
        "CREATE TABLE dbo.T (A int NOT NULL, B AS A * 2, C AS CONCAT(N'x', A) PERSISTED); INSERT "
        "INTO dbo.T (A) VALUES (4)",
        "SELECT B, C FROM dbo.T",
        [(8, "x4")],
    ),
    (
        "CREATE TABLE dbo.T (S datetime2(3) NULL, E datetime2(3) NULL, D AS DATEDIFF(second, S, E)); "
        "INSERT INTO dbo.T (S, E) VALUES (N'2024-01-01', N'2024-01-01T00:01:00')",
        "SELECT D FROM dbo.T",
        [(60,)],
    ),
    (
        "CREATE TABLE dbo.T (A int NOT NULL, [Two Words] nvarchar(5) NULL, [select] int NULL); "
        "INSERT INTO dbo.T (A, [Two Words], [select]) VALUES (1, N'x', 2)",
        "SELECT [Two Words], [select] FROM dbo.T",
        [("x", 2)],
    ),
    (
        "CREATE TABLE dbo.[A very long table name with blanks that goes well beyond what "
        "PostgreSQL takes] (A int NULL)",
        "SELECT COUNT(*) AS n FROM dbo.[a very long table name with blanks that goes well beyond "
        "what postgresql takes]",
        [(0,)],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL); ALTER TABLE dbo.T ADD B int NOT NULL CONSTRAINT DF_B "
        "DEFAULT (7); INSERT INTO dbo.T (A) VALUES (1)",
        "SELECT A, B FROM dbo.T",
        [(1, 7)],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL, B int NULL); INSERT INTO dbo.T (A, B) VALUES (1, 2); "
        "ALTER TABLE dbo.T DROP COLUMN B",
        "SELECT * FROM dbo.T",
        [(1,)],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL); INSERT INTO dbo.T (A) VALUES (1); ALTER TABLE dbo.T "
        "ALTER COLUMN A bigint NOT NULL",
        "SELECT CAST(A AS nvarchar(5)) + N'!' AS s FROM dbo.T",
        [("1!",)],
    ),
    (
        "CREATE TABLE dbo.T (A nvarchar(2) NULL DEFAULT (N'ab')); ALTER TABLE dbo.T ALTER COLUMN "
        "A nvarchar(5) NULL; "
        "INSERT INTO dbo.T (A) VALUES (N'abcde'), (DEFAULT)",
        "SELECT A FROM dbo.T ORDER BY LEN(A)",
        [("ab",), ("abcde",)],
    ),
    (
        "CREATE TABLE dbo.T (A int NOT NULL CONSTRAINT CK CHECK (A > 0)); ALTER TABLE dbo.T DROP "
        "CONSTRAINT CK; INSERT INTO dbo.T (A) VALUES (-1)",
        "SELECT A FROM dbo.T",
        [(-1,)],
    ),
    (
        "CREATE TABLE dbo.T (A int NOT NULL, B int NULL); CREATE UNIQUE NONCLUSTERED INDEX UX ON "
        "dbo.T (A) INCLUDE (B) WHERE B IS NULL; "
        "INSERT INTO dbo.T (A, B) VALUES (1, NULL), (1, 1), (1, 2)",
        "SELECT COUNT(*) AS n FROM dbo.T",
        [(3,)],
    ),
    ("CREATE SCHEMA app", "SELECT COUNT(*) AS n FROM sys.schemas WHERE name = N'app'", [(1,)]),
    (
        "EXEC (N'CREATE SCHEMA [My App]'); CREATE TABLE [My App].T (A int NULL); INSERT INTO [My "
        "App].T (A) VALUES (3)",
        "SELECT A FROM [My App].[T]",
        [(3,)],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL); INSERT INTO dbo.T (A) VALUES (1); TRUNCATE TABLE dbo.T",
        "SELECT COUNT(*) AS n FROM dbo.T",
        [(0,)],
    ),
    (
        "CREATE TABLE dbo.P (A int NOT NULL PRIMARY KEY); CREATE TABLE dbo.C (A int NOT NULL "
        "REFERENCES dbo.P (A) ON DELETE CASCADE); "
        "INSERT INTO dbo.P (A) VALUES (1); INSERT INTO dbo.C (A) VALUES (1); DELETE FROM dbo.P",
        "SELECT COUNT(*) AS n FROM dbo.C",
        [(0,)],
    ),
    (
        "CREATE TABLE dbo.T (A uniqueidentifier NOT NULL DEFAULT (NEWID()), B datetime2(3) NOT "
        "NULL DEFAULT (SYSUTCDATETIME()), "
        "C sysname NOT NULL DEFAULT (ORIGINAL_LOGIN())); INSERT INTO dbo.T DEFAULT VALUES",
        "SELECT COUNT(A) + COUNT(B) + COUNT(C) AS n FROM dbo.T",
        [(3,)],
    ),
    (
        "CREATE TABLE dbo.T (A int NOT NULL, B nvarchar(10) NOT NULL, CONSTRAINT PK_T PRIMARY KEY "
        "CLUSTERED (A, B DESC), "
        "INDEX IX_B NONCLUSTERED (B)); DROP INDEX IX_B ON dbo.T",
        "SELECT i.name, i.type_desc FROM sys.indexes AS i WHERE i.object_id = OBJECT_ID(N'dbo.T')",
        [("PK_T", "CLUSTERED")],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL) WITH (DATA_COMPRESSION = PAGE); ALTER TABLE dbo.T SET "
        "(LOCK_ESCALATION = DISABLE); "
        "CREATE NONCLUSTERED COLUMNSTORE INDEX CS ON dbo.T (A)",
        "SELECT COUNT(*) AS n FROM sys.indexes WHERE name = N'CS'",
        [(1,)],
    ),
    (
        "CREATE TABLE dbo.P (A int NOT NULL PRIMARY KEY); CREATE TABLE dbo.C (A int NULL "
        "CONSTRAINT FK_C REFERENCES dbo.P); "
        "ALTER TABLE dbo.C NOCHECK CONSTRAINT FK_C; INSERT INTO dbo.C (A) VALUES (5)",
        "SELECT A FROM dbo.C",
        [(5,)],
    ),
    # catalogue: relational-databases/system-catalog-views
    (
        "CREATE TABLE dbo.T (A int NOT NULL, B nvarchar(10) NULL, C decimal(9, 3) NULL, D "
        "datetime2(3) NULL, E varbinary(max) NULL)",
        "SELECT c.name, TYPE_NAME(c.user_type_id) AS t, c.max_length, c.precision, c.scale, "
        "c.is_nullable FROM sys.columns AS c "
        "WHERE c.object_id = OBJECT_ID(N'dbo.T') ORDER BY c.column_id",
        [
            ("A", "int", 4, 10, 0, False),
            ("B", "nvarchar", 20, 0, 0, True),
            ("C", "decimal", 5, 9, 3, True),
            ("D", "datetime2", 7, 23, 3, True),
            ("E", "varbinary", -1, 0, 0, True),
        ],
    ),
    (
        "CREATE TABLE dbo.T (A int IDENTITY(3, 4) NOT NULL, B AS A + 1)",
        "SELECT c.is_identity, c.is_computed FROM sys.columns AS c WHERE c.object_id = "
        "OBJECT_ID(N'dbo.T') ORDER BY c.column_id",
        [(True, False), (False, True)],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL)",
        "SELECT OBJECT_NAME(OBJECT_ID(N'[dbo].[t]')) AS n, OBJECT_ID(N'dbo.T', N'V') AS v",
        [("T", None)],
    ),
    (
        "CREATE TABLE dbo.T (A nvarchar(10) NULL)",
        "SELECT COL_LENGTH(N'dbo.T', N'A') AS a, COL_LENGTH(N'dbo.T', N'Z') AS z",
        [(20, None)],
    ),
    (
        "CREATE TYPE dbo.R AS TABLE (A int NOT NULL)",
        "SELECT CASE WHEN TYPE_ID(N'dbo.R') IS NULL THEN 0 ELSE 1 END AS a, TYPE_ID(N'dbo.Z') AS z",
        [(1, None)],
    ),
    (
        "CREATE TYPE dbo.R AS TABLE (A int NOT NULL, B float NULL)",
        "SELECT c.name FROM sys.table_types AS t JOIN sys.columns AS c ON c.object_id = "
        "t.type_table_object_id "
        "WHERE t.name = N'R' ORDER BY c.column_id",
        [("A",), ("B",)],
    ),
    (
        "CREATE TABLE dbo.T (A int NULL); EXEC sp_addextendedproperty @name = N'MS_Description', "
        "@value = N'about', "
        "@level0type = N'SCHEMA', @level0name = N'dbo', @level1type = N'TABLE', @level1name = "
        "N'T', @level2type = N'COLUMN', @level2name = N'A'",
        "SELECT CAST(p.value AS nvarchar(20)) AS v FROM sys.extended_properties AS p WHERE "
        "p.major_id = OBJECT_ID(N'dbo.T') AND p.minor_id = 1",
        [("about",)],
    ),
    (
        "CREATE TABLE dbo.P (A int NOT NULL PRIMARY KEY); CREATE TABLE dbo.C (A int NULL "
        "CONSTRAINT FK_C FOREIGN KEY REFERENCES dbo.P (A))",
        "SELECT f.name, OBJECT_NAME(f.referenced_object_id) AS r FROM sys.foreign_keys AS f",
        [("FK_C", "P")],
    ),
    (
        "CREATE TABLE dbo.T (A int NOT NULL CONSTRAINT CK_A CHECK (A > 0) CONSTRAINT DF_A DEFAULT (1))",
        "SELECT o.name, o.type FROM sys.objects AS o WHERE o.parent_object_id = "
        "OBJECT_ID(N'dbo.T') ORDER BY o.name",
        [("CK_A", "C "), ("DF_A", "D ")],
    ),
    (
        "EXEC (N'CREATE PROCEDURE dbo.P @A int, @B nvarchar(5) = N''x'' OUTPUT AS SELECT 1 AS a')",
        "SELECT p.name, p.is_output FROM sys.parameters AS p WHERE p.object_id = "
        "OBJECT_ID(N'dbo.P') ORDER BY p.parameter_id",
        [("@A", False), ("@B", True)],
    ),
    (
        "EXEC (N'CREATE PROCEDURE dbo.P AS SELECT 42 AS a')",
        "SELECT CHARINDEX(N'42', m.definition) AS c FROM sys.sql_modules AS m WHERE m.object_id = "
        "OBJECT_ID(N'dbo.P')",
        [(34,)],
    ),
    ("CREATE TABLE dbo.T (A int NULL)", "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES", [("T",)]),
    (
        "DROP TABLE IF EXISTS dbo.Nosuch; DROP PROCEDURE IF EXISTS dbo.Nosuch; DROP VIEW IF "
        "EXISTS dbo.Nosuch; DROP TYPE IF EXISTS dbo.Nosuch",
        "SELECT 1 AS a",
        [(1,)],
    ),
]


@pytest.mark.parametrize(("statements", "query", "expected"), CASES)
def test_definition(
    db: tsql_pg.Connection, rows: Rows, statements: str, query: str, expected: list[tuple[Any, ...]]
) -> None:
    db.execute(statements)
    assert rows(query) == expected


ERRORS = [
    ("CREATE TABLE dbo.T (A int NULL); CREATE TABLE dbo.T (A int NULL)", 2714),
    ("CREATE TABLE nosuch.T (A int NULL)", 2760),
    ("CREATE TABLE dbo.T (A nosuch NULL)", 2715),
    ("CREATE TABLE dbo.T (A int NULL, A int NULL)", 2705),
    ("DROP TABLE dbo.Nosuch", 3701),
    ("DROP PROCEDURE dbo.Nosuch", 3701),
    ("DROP TYPE dbo.Nosuch", 218),
    ("ALTER TABLE dbo.Nosuch ADD A int NULL", 4902),
    ("CREATE TABLE dbo.T (A int NULL); ALTER TABLE dbo.T ADD A int NULL", 2705),
    ("CREATE TABLE dbo.T (A int NULL); ALTER TABLE dbo.T DROP COLUMN B", 4924),
    ("CREATE TABLE dbo.T (A int NULL DEFAULT (1)); ALTER TABLE dbo.T DROP COLUMN A", 4922),
    ("CREATE TABLE dbo.T (A int NULL); ALTER TABLE dbo.T DROP CONSTRAINT CK", 3728),
    (
        "CREATE TABLE dbo.T (A int NULL); INSERT INTO dbo.T (A) VALUES (NULL); ALTER TABLE dbo.T "
        "ALTER COLUMN A int NOT NULL",
        515,
    ),
    (
        "CREATE TABLE dbo.T (A int NULL); INSERT INTO dbo.T (A) VALUES (-1); ALTER TABLE dbo.T "
        "ADD CONSTRAINT CK CHECK (A > 0)",
        547,
    ),
    (
        "CREATE TABLE dbo.T (A int NULL); INSERT INTO dbo.T (A) VALUES (1), (1); CREATE UNIQUE "
        "INDEX UX ON dbo.T (A)",
        1505,
    ),
    ("CREATE TABLE dbo.T (A int NULL); CREATE INDEX IX ON dbo.T (A); CREATE INDEX IX ON dbo.T (A)", 1913),
    ("CREATE TABLE dbo.T (A int NULL); CREATE INDEX IX ON dbo.T (Z)", 1911),
    ("CREATE INDEX IX ON dbo.Nosuch (A)", 1088),
    ("DROP INDEX IX ON dbo.Nosuch", 3701),
    (
        "CREATE TABLE dbo.P (A int NOT NULL PRIMARY KEY); CREATE TABLE dbo.C (A int NULL "
        "REFERENCES dbo.P); DROP TABLE dbo.P",
        3726,
    ),
    (
        "CREATE TABLE dbo.P (A int NOT NULL PRIMARY KEY); CREATE TABLE dbo.C (A int NULL "
        "REFERENCES dbo.P); TRUNCATE TABLE dbo.P",
        4712,
    ),
    ("CREATE TABLE dbo.C (A int NULL REFERENCES dbo.Nosuch)", 1767),
    ("CREATE VIEW dbo.V AS SELECT 1 + 1", 4511),
    ("CREATE VIEW dbo.V AS SELECT A FROM dbo.Nosuch", 208),
    ("CREATE SCHEMA dbo", 2714),
    ("GRANT SELECT ON dbo.Nosuch TO public", 15151),
    ("CREATE ROLE r1; CREATE ROLE r1", 15023),
    ("USE nosuch", 911),
    ("EXEC sp_addextendedproperty N'p', N'v', N'SCHEMA', N'dbo', N'TABLE', N'Nosuch'", 15135),
]


@pytest.mark.parametrize(("batch", "expected"), ERRORS)
def test_error(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected


# What is not understood is an error that names the construct, the file and the line.
UNSUPPORTED = [
    "DECLARE c CURSOR FOR SELECT 1 AS a",
    "GOTO done",
    "CREATE SEQUENCE dbo.S",
    "SELECT TOP (10) PERCENT 1 AS a",
    "SELECT TOP (1) WITH TIES 1 AS a ORDER BY a",
    "SELECT 1 AS a FOR XML PATH",
    "SELECT 1 AS a FOR JSON AUTO",
    "SELECT CAST(1 AS xml) AS a",
    "SELECT CAST(1 AS sql_variant) AS a",
    "CREATE TABLE dbo.T (A hierarchyid NULL)",
    "SET ROWCOUNT 5",
    "SET ANSI_NULLS OFF",
    "SET DATEFIRST 1",
    "WAITFOR TIME '23:00'",
    "SELECT * FROM dbo.T PIVOT (SUM(A) FOR B IN ([x])) AS p",
    "CREATE TABLE dbo.T (A int NULL, INDEX IX (A) WITH (IGNORE_DUP_KEY = ON))",
    "SELECT SYSUTCDATETIME() AT TIME ZONE 'UTC' AS a",
    "BULK INSERT dbo.T FROM 'x'",
]


@pytest.mark.parametrize("batch", UNSUPPORTED)
def test_unsupported_is_an_error_with_a_place(db: tsql_pg.Connection, batch: str) -> None:
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute(f"PRINT N'before';\n{batch}")
    assert raised.value.number in (40517, 102, 156, 2715)
    assert raised.value.line == 2 or raised.value.number == 2715


@pytest.mark.parametrize(
    "batch",
    [
        "CREATE TRIGGER dbo.R ON dbo.T AFTER INSERT AS SELECT 1 AS a",
        "CREATE FUNCTION dbo.F (@A int) RETURNS int AS BEGIN RETURN 1 END",
        "CREATE FUNCTION dbo.F (@A int) RETURNS @t TABLE (A int NULL) AS BEGIN RETURN END",
    ],
)
def test_unsupported_modules(db: tsql_pg.Connection, batch: str) -> None:
    with pytest.raises(tsql_pg.NotSupported):
        db.execute(batch)


def test_what_has_no_effect_is_listed(db: tsql_pg.Connection) -> None:
    db.execute(
        "CREATE TABLE dbo.T (A int NULL) WITH (DATA_COMPRESSION = PAGE); SELECT A FROM dbo.T WITH (NOLOCK)"
    )
    listed = tsql_pg.not_enforced(db)
    assert any(item.startswith("DATA_COMPRESSION = PAGE") for item in listed)
    assert any(item.startswith("table hint NOLOCK") for item in listed)


def test_a_script_reports_file_and_line(db: tsql_pg.Connection, tmp_path: Any) -> None:
    script = tmp_path / "script.sql"
    script.write_text("PRINT N'a';\nGO\n\nSELECT 1\n    / 0 AS x;\nGO\nPRINT N'b';\nGO\n")
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.sqlcmd(script)
    assert (raised.value.number, raised.value.line, raised.value.file) == (8134, 4, str(script))
