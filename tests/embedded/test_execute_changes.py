"""INSERT, UPDATE, DELETE, MERGE, OUTPUT, TOP, updatable expressions, IDENTITY, assignment conversions."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import tsql_pg

Rows = Callable[..., list[tuple[Any, ...]]]
Number = Callable[..., int]


@pytest.fixture(autouse=True)
def table(db: tsql_pg.Connection) -> None:
    db.execute("""
    CREATE TABLE dbo.T (Id int NOT NULL PRIMARY KEY, Name nvarchar(5) NULL, V float NULL, B bit NOT NULL
    DEFAULT (0));
    CREATE TABLE dbo.S (Id int NOT NULL PRIMARY KEY, V float NULL);
    INSERT INTO dbo.T (Id, Name, V) VALUES (1, N'a', 1), (2, N'b', 2), (3, N'c', NULL);
    INSERT INTO dbo.S (Id, V) VALUES (2, 20), (3, 30), (4, 40);""")


# (statements, query, rows)
CASES = [
    # statements/insert-transact-sql
    (
        "INSERT INTO dbo.T (Id) VALUES (9)",
        "SELECT Id, Name, V, B FROM dbo.T WHERE Id = 9",
        [(9, None, None, False)],
    ),
    ("INSERT dbo.T VALUES (9, N'x', 1, 1)", "SELECT Name, B FROM dbo.T WHERE Id = 9", [("x", True)]),
    (
        "INSERT INTO dbo.T (Id, B) VALUES (9, DEFAULT), (10, 1)",
        "SELECT Id, B FROM dbo.T WHERE Id > 8 ORDER BY Id",
        [(9, False), (10, True)],
    ),
    (
        "INSERT INTO dbo.T (Id, V) SELECT s.Id + 10, s.V FROM dbo.S AS s",
        "SELECT COUNT(*) AS n FROM dbo.T",
        [(6,)],
    ),
    (
        "INSERT TOP (1) INTO dbo.T (Id) SELECT s.Id + 10 FROM dbo.S AS s",
        "SELECT COUNT(*) AS n FROM dbo.T",
        [(4,)],
    ),
    (
        "WITH c AS (SELECT 7 AS Id) INSERT INTO dbo.T (Id) SELECT c.Id FROM c",
        "SELECT COUNT(*) AS n FROM dbo.T",
        [(4,)],
    ),
    (
        "CREATE TABLE dbo.D (A int IDENTITY(5, 5) NOT NULL, B int NULL DEFAULT (3)); INSERT INTO "
        "dbo.D DEFAULT VALUES",
        "SELECT A, B FROM dbo.D",
        [(5, 3)],
    ),
    (
        "INSERT INTO dbo.T (Id, V, B) VALUES (9, N'1.5', 7)",
        "SELECT V, B FROM dbo.T WHERE Id = 9",
        [(1.5, True)],
    ),
    ("INSERT INTO dbo.T (Id, Name) VALUES (9.9, 12)", "SELECT Id, Name FROM dbo.T WHERE Id = 9", [(9, "12")]),
    (
        "INSERT INTO dbo.T (Id, Name) VALUES (9, N'abc      ')",
        "SELECT LEN(Name) AS n FROM dbo.T WHERE Id = 9",
        [(3,)],
    ),
    ("INSERT INTO dbo.T (Id, V) SELECT 9, NULL", "SELECT V FROM dbo.T WHERE Id = 9", [(None,)]),
    # queries/update-transact-sql
    ("UPDATE dbo.T SET V = 5 WHERE Id = 1", "SELECT V FROM dbo.T ORDER BY Id", [(5.0,), (2.0,), (None,)]),
    (
        "UPDATE dbo.T SET V += 1, Name = Name + N'z'",
        "SELECT V, Name FROM dbo.T ORDER BY Id",
        [(2.0, "az"), (3.0, "bz"), (None, "cz")],
    ),
    (
        "UPDATE dbo.T SET V = Id, Id = Id + 10",
        "SELECT Id, V FROM dbo.T ORDER BY Id",
        [(11, 1.0), (12, 2.0), (13, 3.0)],
    ),
    (
        "UPDATE t SET t.V = s.V FROM dbo.T AS t JOIN dbo.S AS s ON s.Id = t.Id",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(1.0,), (20.0,), (30.0,)],
    ),
    (
        "UPDATE dbo.T SET V = s.V FROM dbo.T JOIN dbo.S AS s ON s.Id = T.Id WHERE s.Id = 3",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(1.0,), (2.0,), (30.0,)],
    ),
    (
        "UPDATE t SET V = s.V FROM dbo.T AS t LEFT JOIN dbo.S AS s ON s.Id = t.Id",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(None,), (20.0,), (30.0,)],
    ),
    (
        "UPDATE t SET V = x.M FROM dbo.T AS t CROSS APPLY (SELECT MAX(s.V) AS M FROM dbo.S AS s "
        "WHERE s.Id > t.Id) AS x",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(40.0,), (40.0,), (40.0,)],
    ),
    (
        "UPDATE dbo.T SET V = s.V FROM dbo.S AS s WHERE s.Id = T.Id",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(1.0,), (20.0,), (30.0,)],
    ),
    ("UPDATE TOP (1) dbo.T SET B = 1", "SELECT COUNT(*) AS n FROM dbo.T WHERE B = 1", [(1,)]),
    (
        "UPDATE TOP (1) t SET B = 1 FROM dbo.T AS t JOIN dbo.S AS s ON s.Id = t.Id",
        "SELECT SUM(CAST(B AS int)) AS n FROM dbo.T",
        [(1,)],
    ),
    (
        "WITH c AS (SELECT TOP (1) t.B, t.Id FROM dbo.T AS t WITH (READPAST, UPDLOCK) ORDER BY "
        "t.Id DESC) UPDATE c SET B = 1",
        "SELECT Id FROM dbo.T WHERE B = 1",
        [(3,)],
    ),
    (
        "WITH c AS (SELECT t.Id AS Key1, t.V AS Amount FROM dbo.T AS t) UPDATE c SET Amount = "
        "Key1 * 2 WHERE Key1 > 1",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(1.0,), (4.0,), (6.0,)],
    ),
    (
        "WITH c AS (SELECT t.*, ROW_NUMBER() OVER (ORDER BY t.Id DESC) AS r FROM dbo.T AS t) "
        "UPDATE c SET V = r",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(3.0,), (2.0,), (1.0,)],
    ),
    (
        "UPDATE dbo.T SET B = DEFAULT, V = DEFAULT",
        "SELECT COUNT(*) AS n FROM dbo.T WHERE B = 0 AND V IS NULL",
        [(3,)],
    ),
    (
        "UPDATE dbo.T SET V = CASE WHEN Id = 1 THEN 7 ELSE V END",
        "SELECT V FROM dbo.T ORDER BY Id",
        [(7.0,), (2.0,), (None,)],
    ),
    # statements/delete-transact-sql
    ("DELETE FROM dbo.T WHERE Id = 1", "SELECT COUNT(*) AS n FROM dbo.T", [(2,)]),
    ("DELETE dbo.T", "SELECT COUNT(*) AS n FROM dbo.T", [(0,)]),
    ("DELETE t FROM dbo.T AS t JOIN dbo.S AS s ON s.Id = t.Id", "SELECT Id FROM dbo.T", [(1,)]),
    (
        "DELETE t FROM dbo.T AS t LEFT JOIN dbo.S AS s ON s.Id = t.Id WHERE s.Id IS NULL",
        "SELECT Id FROM dbo.T ORDER BY Id",
        [(2,), (3,)],
    ),
    ("DELETE TOP (2) FROM dbo.T", "SELECT COUNT(*) AS n FROM dbo.T", [(1,)]),
    (
        "WITH c AS (SELECT TOP (1) Id FROM dbo.T ORDER BY Id) DELETE FROM c",
        "SELECT Id FROM dbo.T ORDER BY Id",
        [(2,), (3,)],
    ),
    (
        "DELETE FROM dbo.T WHERE EXISTS (SELECT 1 FROM dbo.S AS s WHERE s.Id = T.Id)",
        "SELECT Id FROM dbo.T",
        [(1,)],
    ),
    # statements/merge-transact-sql
    (
        "MERGE dbo.T AS t USING dbo.S AS s ON s.Id = t.Id WHEN MATCHED THEN UPDATE SET t.V = s.V "
        "WHEN NOT MATCHED BY TARGET THEN INSERT (Id, V) VALUES (s.Id, s.V) WHEN NOT MATCHED BY "
        "SOURCE THEN DELETE;",
        "SELECT Id, V FROM dbo.T ORDER BY Id",
        [(2, 20.0), (3, 30.0), (4, 40.0)],
    ),
    (
        "MERGE INTO dbo.T WITH (HOLDLOCK) AS t USING (VALUES (1, 5), (8, 6)) AS s (Id, V) ON s.Id = t.Id "
        "WHEN MATCHED AND s.V > 9 THEN UPDATE SET V = s.V WHEN MATCHED THEN UPDATE SET V += 100 "
        "WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V);",
        "SELECT Id, V FROM dbo.T ORDER BY Id",
        [(1, 101.0), (2, 2.0), (3, None), (8, 6.0)],
    ),
    (
        "WITH b AS (SELECT * FROM dbo.T WHERE Id <= 2) MERGE b AS t USING (SELECT 1 AS Id) AS s "
        "ON s.Id = t.Id "
        "WHEN NOT MATCHED BY SOURCE THEN DELETE;",
        "SELECT Id FROM dbo.T ORDER BY Id",
        [(1,), (3,)],
    ),
    (
        "MERGE dbo.T AS t USING dbo.S AS s ON s.Id = t.Id WHEN MATCHED AND s.Id = 2 THEN DELETE;",
        "SELECT Id FROM dbo.T ORDER BY Id",
        [(1,), (3,)],
    ),
    (
        "DECLARE @t TABLE (Id int NOT NULL PRIMARY KEY, V float NULL); INSERT INTO @t (Id, V) "
        "VALUES (1, 1), (5, 2); "
        "MERGE dbo.T AS t USING @t AS s ON s.Id = t.Id WHEN MATCHED AND EXISTS (SELECT s.V EXCEPT "
        "SELECT t.V) THEN "
        "UPDATE SET V = -1 WHEN NOT MATCHED THEN INSERT (Id, V) VALUES (s.Id, s.V);",
        "SELECT Id, V FROM dbo.T ORDER BY Id",
        [(1, 1.0), (2, 2.0), (3, None), (5, 2.0)],
    ),
    # data-types/table-transact-sql
    (
        "DECLARE @t TABLE (A int NOT NULL); INSERT INTO @t (A) VALUES (1), (2); UPDATE @t SET A = "
        "A * 10 WHERE A = 2; "
        "DELETE t FROM @t AS t WHERE t.A = 1; INSERT INTO dbo.T (Id) SELECT A FROM @t",
        "SELECT MAX(Id) AS m FROM dbo.T",
        [(20,)],
    ),
    (
        "CREATE TABLE #t (A int NOT NULL, INDEX IX_A (A)); INSERT INTO #t (A) VALUES (6); "
        "INSERT INTO dbo.T (Id) SELECT A FROM #t; DROP TABLE #t",
        "SELECT MAX(Id) AS m FROM dbo.T",
        [(6,)],
    ),
    ("SELECT Id, V * 2 AS W INTO dbo.N FROM dbo.S", "SELECT SUM(W) AS w FROM dbo.N", [(180.0,)]),
    (
        "SELECT Id INTO #q FROM dbo.S; INSERT INTO #q (Id) VALUES (50); INSERT INTO dbo.T (Id) "
        "SELECT Id FROM #q WHERE Id > 3",
        "SELECT COUNT(*) AS n FROM dbo.T",
        [(5,)],
    ),
]


@pytest.mark.parametrize(("statements", "query", "expected"), CASES)
def test_change(
    db: tsql_pg.Connection, rows: Rows, statements: str, query: str, expected: list[tuple[Any, ...]]
) -> None:
    db.execute(statements)
    assert rows(query) == expected


# queries/output-clause-transact-sql
OUTPUTS = [
    (
        "INSERT INTO dbo.T (Id, Name) OUTPUT inserted.Id, inserted.B VALUES (7, N'q'), (8, NULL)",
        [(7, False), (8, False)],
    ),
    ("UPDATE dbo.T SET V = 9 OUTPUT deleted.V, inserted.V, inserted.Id WHERE Id = 1", [(1.0, 9.0, 1)]),
    ("DELETE FROM dbo.T OUTPUT deleted.* WHERE Id = 3", [(3, "c", None, False)]),
    (
        "UPDATE t SET V = s.V OUTPUT s.Id AS SourceId, inserted.V FROM dbo.T AS t JOIN dbo.S AS s "
        "ON s.Id = t.Id "
        "WHERE t.Id = 2",
        [(2, 20.0)],
    ),
    (
        "UPDATE t SET V = s.V OUTPUT s.Id, inserted.V FROM dbo.T AS t LEFT JOIN dbo.S AS s ON "
        "s.Id = t.Id WHERE t.Id = 1",
        [(None, None)],
    ),
    (
        "MERGE dbo.T AS t USING (VALUES (3), (9)) AS s (Id) ON s.Id = t.Id WHEN MATCHED THEN DELETE "
        "WHEN NOT MATCHED THEN INSERT (Id) VALUES (s.Id) OUTPUT $action, inserted.Id, deleted.Id, s.Id;",
        [("DELETE", None, 3, 3), ("INSERT", 9, None, 9)],
    ),
    (
        "DECLARE @o TABLE (Id int NULL, A nvarchar(10) NULL); MERGE dbo.T AS t USING (SELECT 1 AS "
        "Id) AS s ON s.Id = t.Id "
        "WHEN MATCHED THEN UPDATE SET V = 0 OUTPUT inserted.Id, $action INTO @o (Id, A); "
        "SELECT A, Id FROM @o",
        [("UPDATE", 1)],
    ),
    (
        "DECLARE @o TABLE (Id int NULL); DELETE FROM dbo.T OUTPUT deleted.Id INTO @o WHERE Id < "
        "3; SELECT SUM(Id) AS s FROM @o",
        [(3,)],
    ),
    (
        "CREATE TABLE #o (Id int NULL); INSERT INTO dbo.T (Id) OUTPUT inserted.Id INTO #o (Id) "
        "VALUES (77); SELECT Id FROM #o",
        [(77,)],
    ),
    (
        "WITH c AS (SELECT TOP (1) t.Id, t.V AS W FROM dbo.T AS t WITH (UPDLOCK, READPAST) ORDER BY t.Id) "
        "UPDATE c SET W = 3 OUTPUT inserted.Id, deleted.W, inserted.W",
        [(1, 1.0, 3.0)],
    ),
    ("DECLARE @v float; UPDATE dbo.T SET @v = V = V + 1 WHERE Id = 2; SELECT @v AS v", [(3.0,)]),
    (
        "DECLARE @o TABLE (Id int NULL); INSERT INTO dbo.T (Id) OUTPUT inserted.Id INTO @o (Id) "
        "OUTPUT inserted.Id + 1 VALUES (5)",
        [(6,)],
    ),
]


@pytest.mark.parametrize(("batch", "expected"), OUTPUTS)
def test_output(rows: Rows, batch: str, expected: list[tuple[Any, ...]]) -> None:
    assert sorted(rows(batch), key=repr) == sorted(expected, key=repr)


ERRORS = [
    # errors-events/database-engine-events-and-errors
    ("INSERT INTO dbo.T (Id) VALUES (1)", 2627),
    ("INSERT INTO dbo.T (Id) VALUES (NULL)", 515),
    ("INSERT INTO dbo.T (Name) VALUES (N'a')", 515),
    ("UPDATE dbo.T SET B = NULL", 515),
    ("INSERT INTO dbo.T (Id, Name) VALUES (9, N'toolong')", 2628),
    ("UPDATE dbo.T SET Name = N'toolong'", 2628),
    ("INSERT INTO dbo.T (Id, V) VALUES (9, N'x')", 8114),
    ("INSERT INTO dbo.T (Id) VALUES (N'x')", 245),
    ("INSERT INTO dbo.T (Id) VALUES (3000000000)", 8115),
    ("INSERT INTO dbo.T (Nosuch) VALUES (1)", 207),
    ("INSERT INTO dbo.T VALUES (1)", 213),
    ("INSERT INTO dbo.T (Id, V) VALUES (1)", 109),
    ("INSERT INTO dbo.T (Id) VALUES (1, 2)", 110),
    ("INSERT INTO dbo.T (Id, V) SELECT 1", 120),
    ("INSERT INTO dbo.T (Id) SELECT 1, 2", 121),
    ("INSERT INTO dbo.Nosuch (Id) VALUES (1)", 208),
    (
        "MERGE dbo.T AS t USING (VALUES (1), (1)) AS s (Id) ON s.Id = t.Id WHEN MATCHED THEN "
        "UPDATE SET V = 1;",
        8672,
    ),
    ("CREATE TABLE dbo.C (A int NULL, B AS A + 1); INSERT INTO dbo.C (B) VALUES (1)", 271),
    ("CREATE TABLE dbo.C (A int IDENTITY(1,1) NOT NULL, B int NULL); INSERT INTO dbo.C (A) VALUES (1)", 544),
    ("CREATE TABLE dbo.C (A int IDENTITY(1,1) NOT NULL, B int NULL); UPDATE dbo.C SET A = 1", 8102),
    ("CREATE TABLE dbo.C (H varbinary(2) NULL); INSERT INTO dbo.C (H) VALUES (0x010203)", 2628),
    ("CREATE TABLE dbo.C (A tinyint NULL); INSERT INTO dbo.C (A) VALUES (256)", 220),
    ("CREATE TABLE dbo.C (A decimal(4, 2) NULL); INSERT INTO dbo.C (A) VALUES (100)", 8115),
    ("CREATE TABLE dbo.C (A int NOT NULL UNIQUE); INSERT INTO dbo.C (A) VALUES (1), (1)", 2627),
    (
        "CREATE TABLE dbo.C (A int NULL); CREATE UNIQUE INDEX UX ON dbo.C (A); INSERT INTO dbo.C "
        "(A) VALUES (NULL), (NULL)",
        2601,
    ),
    ("CREATE TABLE dbo.C (A int NOT NULL REFERENCES dbo.T (Id)); INSERT INTO dbo.C (A) VALUES (99)", 547),
    (
        "CREATE TABLE dbo.C (A int NOT NULL REFERENCES dbo.T (Id)); INSERT INTO dbo.C (A) VALUES "
        "(1); DELETE FROM dbo.T",
        547,
    ),
    ("DELETE FROM nosuch FROM dbo.T AS t", 208),
    ("DECLARE @t TABLE (A int NOT NULL PRIMARY KEY); INSERT INTO @t (A) VALUES (1), (1)", 2627),
    ("DECLARE @t TABLE (A int NOT NULL); INSERT INTO @t (A) VALUES (NULL)", 515),
]


@pytest.mark.parametrize(("batch", "expected"), ERRORS)
def test_error(number: Number, batch: str, expected: int) -> None:
    assert number(batch) == expected


def test_messages_name_the_declared_objects(db: tsql_pg.Connection) -> None:
    db.execute(
        "CREATE TABLE dbo.Named (Id int NOT NULL CONSTRAINT PK_Named PRIMARY KEY, Num int NULL "
        "CONSTRAINT CK_Num CHECK (Num > 0))"
    )
    with pytest.raises(tsql_pg.SqlError, match=r"PRIMARY KEY constraint 'PK_Named'.*'dbo\.Named'.*\(1\)"):
        db.execute("INSERT INTO dbo.Named (Id) VALUES (1), (1)")
    with pytest.raises(
        tsql_pg.SqlError, match=r'INSERT statement.*CHECK constraint "CK_Num".*column \'Num\''
    ):
        db.execute("INSERT INTO dbo.Named (Id, Num) VALUES (2, -1)")
    with pytest.raises(tsql_pg.SqlError, match=r"column 'Id', table '.*dbo\.Named'.*INSERT fails"):
        db.execute("INSERT INTO dbo.Named (Id) VALUES (NULL)")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_float_refuses_what_is_no_number(db: tsql_pg.Connection, number: Number, value: float) -> None:
    # data-types/float-and-real-transact-sql: no NaN, no infinity
    assert number("INSERT INTO dbo.T (Id, V) VALUES (9, ?)", value) in (8023, 8115)


# --- identity -------------------------------------------------------------------------------------------


def test_identity(db: tsql_pg.Connection, rows: Rows) -> None:
    # functions/scope-identity, identity, set-identity-insert
    db.execute("CREATE TABLE dbo.I (Id int IDENTITY(10, 2) NOT NULL, V int NULL)")
    assert rows("INSERT INTO dbo.I (V) VALUES (1), (2); SELECT SCOPE_IDENTITY() AS s, @@IDENTITY AS i") == [
        (Decimal(12), Decimal(12))
    ]
    assert rows("SELECT SCOPE_IDENTITY() AS s, @@IDENTITY AS i") == [(None, Decimal(12))]
    assert rows("INSERT INTO dbo.I (V) SELECT V FROM dbo.I; SELECT SCOPE_IDENTITY() AS s") == [(Decimal(16),)]
    batch = (
        "SET IDENTITY_INSERT dbo.I ON; INSERT INTO dbo.I (Id, V) VALUES (100, 1); SET "
        "IDENTITY_INSERT dbo.I OFF"
    )
    assert rows(f"{batch}; INSERT INTO dbo.I (V) VALUES (1); SELECT SCOPE_IDENTITY() AS s") == [
        (Decimal(102),)
    ]


def test_scope_identity_is_the_scopes_own(db: tsql_pg.Connection, rows: Rows) -> None:
    db.execute("CREATE TABLE dbo.I (Id int IDENTITY(1, 1) NOT NULL, V int NULL)")
    db.execute("CREATE PROCEDURE dbo.P AS INSERT INTO dbo.I (V) VALUES (1), (2), (3)")
    assert rows(
        "INSERT INTO dbo.I (V) VALUES (0); EXEC dbo.P; SELECT SCOPE_IDENTITY() AS s, @@IDENTITY AS i"
    ) == [(Decimal(1), Decimal(4))]


def test_identity_insert_needs_the_value(number: Number, db: tsql_pg.Connection) -> None:
    db.execute("CREATE TABLE dbo.I (Id int IDENTITY(1, 1) NOT NULL, V int NULL)")
    assert number("SET IDENTITY_INSERT dbo.I ON; INSERT INTO dbo.I (V) VALUES (1)") == 545
    assert number("SET IDENTITY_INSERT dbo.T ON") == 8106


def test_table_variable_identity_starts_again(rows: Rows) -> None:
    batch = (
        "DECLARE @t TABLE (Id int IDENTITY(1, 1) NOT NULL, V int NULL); INSERT INTO @t (V) VALUES "
        "(7), (8); SELECT MAX(Id) AS m FROM @t"
    )
    assert [rows(batch), rows(batch)] == [[(2,)], [(2,)]]


def test_hook_sees_and_stops_changes(db: tsql_pg.Connection, rows: Rows) -> None:
    seen: list[tsql_pg.StatementEvent] = []

    def hook(event: tsql_pg.StatementEvent) -> None:
        seen.append(event)
        if event.kind == "DELETE":
            raise tsql_pg.SqlError(50001, "injected")

    db.hook = hook
    with pytest.raises(tsql_pg.SqlError) as raised:
        db.execute("UPDATE dbo.T SET V = 0;\nDELETE FROM dbo.T")
    assert raised.value.number == 50001
    assert [(event.kind, event.target, event.line) for event in seen] == [
        ("UPDATE", "dbo.T", 1),
        ("DELETE", "dbo.T", 2),
    ]
    db.hook = None
    assert rows("SELECT COUNT(*) AS n FROM dbo.T WHERE V = 0") == [(3,)]


def test_rows_are_picked_once_whatever_the_plan(db: tsql_pg.Connection) -> None:
    db.execute(
        "CREATE TABLE dbo.q (id bigint NOT NULL IDENTITY(1, 1) PRIMARY KEY, status varchar(10) NOT NULL);"
    )
    db.execute("INSERT INTO dbo.q (status) VALUES ('NEW');")
    connection = db._session.wire.connection
    connection.execute(b"ANALYZE dbo.q")
    for method in ("hashjoin", "mergejoin", "material", "memoize", "indexscan", "bitmapscan"):
        connection.execute(f"SET enable_{method} = off".encode())
    db.execute("INSERT INTO dbo.q (status) VALUES ('NEW'), ('NEW'), ('NEW');")
    claimed = db.execute(
        "WITH w AS (SELECT TOP (1) q.id, q.status FROM dbo.q AS q WITH (ROWLOCK, UPDLOCK, READPAST)"
        " WHERE q.status = 'NEW' ORDER BY q.id)"
        " UPDATE w SET status = 'TAKEN'; SELECT q.id FROM dbo.q AS q WHERE q.status = 'TAKEN';"
    )
    assert claimed.rows == [(1,)]
    db.execute("DELETE TOP (1) q FROM dbo.q AS q WHERE q.status = 'NEW';")
    assert db.execute("SELECT COUNT(*) FROM dbo.q AS q;").rows == [(3,)]
