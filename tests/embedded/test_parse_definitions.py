"""CREATE, ALTER, DROP, TRUNCATE, security and modules."""

from __future__ import annotations

from typing import Any

import pytest
from sqlglot import exp
from tsql_pg.errors import NotSupported, SqlError
from tsql_pg.parse import parse_batch, tree
from tsql_pg.parse.tree import IndexColumn, Option, Storage


def one(text: str) -> Any:
    (statement,) = parse_batch(text, file="f")
    return statement


def columns(node: Any) -> dict[str, tree.Column]:
    return {column.name: column for column in node.table.columns}


# --- tables ----------------------------------------------------------------------------------------------


def test_columns() -> None:
    found = columns(
        one(
            """CREATE TABLE dbo.T (
                   Id bigint IDENTITY(10, 5) NOT NULL,
                   [two words] nvarchar(20) COLLATE Latin1_General_BIN2 NULL DEFAULT (N'x' + N'y'),
                   At datetime2(3) NOT NULL CONSTRAINT DF_At DEFAULT SYSUTCDATETIME(),
                   Total AS (a + b) PERSISTED NOT NULL,
                   Half AS a / 2,
                   Thin int SPARSE,
                   Own dbo.Code NOT NULL)"""
        )
    )
    assert found["Id"].identity == tree.Identity(10, 5)
    assert found["Id"].nullable is False
    wide = found["two words"]
    assert (wide.collation, wide.nullable, str(wide.type)) == ("Latin1_General_BIN2", True, "nvarchar(20)")
    assert wide.default is not None
    assert (wide.default.name, wide.default.text, wide.default.column) == (None, "(N'x' + N'y')", "two words")
    default = found["At"].default
    assert default is not None
    assert (default.name, default.text) == ("DF_At", "SYSUTCDATETIME()")
    total = found["Total"]
    assert (total.type, total.computed_text, total.persisted, total.nullable) == (
        None,
        "(a + b)",
        True,
        False,
    )
    assert isinstance(found["Half"].computed, exp.Div)
    assert found["Half"].persisted is False
    assert found["Thin"].options == (Option("SPARSE"),)
    assert found["Own"].type == tree.TypeName("Code", "dbo", (), builtin=False)
    assert found["Own"].line == 8


def test_constraints() -> None:
    node = one(
        """CREATE TABLE T (
               a int NOT NULL CONSTRAINT PK_T PRIMARY KEY NONCLUSTERED,
               b int NULL UNIQUE CHECK (b > 0) REFERENCES dbo.U (x) ON DELETE CASCADE ON UPDATE SET NULL,
               CONSTRAINT UQ_T UNIQUE CLUSTERED (a ASC, b DESC)
                   WITH (IGNORE_DUP_KEY = ON, FILLFACTOR = 80) ON fg,
               CONSTRAINT CK_T CHECK (a IN (1, 2) OR b IS NULL),
               CONSTRAINT FK_T FOREIGN KEY (a, b) REFERENCES V ON DELETE NO ACTION ON UPDATE SET DEFAULT)"""
    )
    primary, unique, check, reference, named, named_check, named_reference = node.table.constraints
    assert (primary.name, primary.primary, primary.clustered) == ("PK_T", True, False)
    assert primary.columns == (IndexColumn("a"),)
    assert (unique.name, unique.primary, unique.clustered, unique.columns) == (
        None,
        False,
        None,
        (IndexColumn("b"),),
    )
    assert check.text == "b > 0"
    assert (str(reference.target), reference.columns, reference.target_columns) == ("dbo.U", ("b",), ("x",))
    assert (reference.on_delete, reference.on_update) == ("CASCADE", "SET NULL")
    assert named.columns == (IndexColumn("a"), IndexColumn("b", True))
    assert named.options == (Option("IGNORE_DUP_KEY", "ON"), Option("FILLFACTOR", "80"))
    assert named.storage == Storage("fg")
    assert named_check.text == "a IN (1, 2) OR b IS NULL"
    assert (named_reference.columns, named_reference.target_columns) == (("a", "b"), ())
    assert (named_reference.on_delete, named_reference.on_update) == ("NO ACTION", "SET DEFAULT")


def test_inline_indexes_and_table_options() -> None:
    node = one(
        """CREATE TABLE #T (
               a int INDEX IX_a UNIQUE,
               b int,
               INDEX UX UNIQUE CLUSTERED (a, b DESC) WITH (DATA_COMPRESSION = PAGE ON PARTITIONS (1 TO 3)),
               INDEX IX NONCLUSTERED (b) INCLUDE (a) WHERE b IS NOT NULL,
               INDEX CCI CLUSTERED COLUMNSTORE,
           ) ON ps (a) TEXTIMAGE_ON fg WITH (DATA_COMPRESSION = ROW, MEMORY_OPTIMIZED = OFF)"""
    )
    on_column, unique, filtered, columnstore = node.table.indexes
    assert (on_column.name, on_column.unique, on_column.columns) == ("IX_a", True, (IndexColumn("a"),))
    assert (unique.clustered, unique.columns[1].descending) == (True, True)
    assert unique.options == (Option("DATA_COMPRESSION", "PAGE ON PARTITIONS (1 TO 3)"),)
    assert (filtered.include, filtered.where_text, filtered.clustered) == (("a",), "b IS NOT NULL", False)
    assert isinstance(filtered.where, exp.Not)
    assert (columnstore.columnstore, columnstore.columns) == (True, ())
    assert node.storage == Storage("ps", "a")
    assert node.options == (Option("DATA_COMPRESSION", "ROW"), Option("MEMORY_OPTIMIZED", "OFF"))
    assert node.name.is_temporary


def test_types() -> None:
    table = one(
        "CREATE TYPE dbo.R AS TABLE (a int, INDEX UX UNIQUE CLUSTERED (a)) WITH (MEMORY_OPTIMIZED = ON)"
    )
    assert (str(table.name), table.table.indexes[0].name, table.options) == (
        "dbo.R",
        "UX",
        (Option("MEMORY_OPTIMIZED", "ON"),),
    )
    alias = one("CREATE TYPE dbo.C FROM nvarchar(20) NOT NULL")
    assert (alias.table, str(alias.base), alias.nullable) == (None, "nvarchar(20)", False)


def test_alter_table() -> None:
    added = one(
        "ALTER TABLE dbo.T WITH NOCHECK ADD c int, CONSTRAINT DF DEFAULT (0) FOR c WITH VALUES, INDEX i (c)"
    ).action
    assert (added.check_existing, added.table.columns[0].name) == (False, "c")
    assert (added.table.constraints[0].column, added.table.constraints[0].text) == ("c", "(0)")
    dropped = one("ALTER TABLE t DROP CONSTRAINT IF EXISTS a, b, COLUMN c, d").action
    assert dropped.items == (
        ("CONSTRAINT", "a", True),
        ("CONSTRAINT", "b", True),
        ("COLUMN", "c", False),
        ("COLUMN", "d", False),
    )
    altered = one("ALTER TABLE t ALTER COLUMN c nvarchar(5) NOT NULL").action.column
    assert (str(altered.type), altered.nullable) == ("nvarchar(5)", False)
    assert one("ALTER TABLE t SET (LOCK_ESCALATION = DISABLE)").action.options == (
        Option("LOCK_ESCALATION", "DISABLE"),
    )
    everything = one("ALTER TABLE t WITH CHECK CHECK CONSTRAINT ALL").action
    assert (everything.enable, everything.check_existing, everything.names) == (True, True, ())
    assert one("ALTER TABLE t NOCHECK CONSTRAINT a, b").action.names == ("a", "b")
    switched = one("ALTER TABLE t SWITCH PARTITION 2 TO u PARTITION $PARTITION.pf(@x)").action
    assert (switched.partition.this, str(switched.target)) == ("2", "u")
    assert isinstance(switched.target_partition, exp.Dot)
    assert one("ALTER TABLE t REBUILD PARTITION = ALL WITH (DATA_COMPRESSION = PAGE)").action.options


def test_indexes() -> None:
    node = one(
        "CREATE UNIQUE CLUSTERED INDEX IX ON dbo.T (a, b DESC) INCLUDE (c) WHERE d = 1 WITH"
        " (ONLINE = ON (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF)),"
        " MAXDOP = 2) ON fg"
    )
    assert (str(node.table), node.index.name, node.index.unique, node.index.clustered) == (
        "dbo.T",
        "IX",
        True,
        True,
    )
    assert [option.name for option in node.index.options] == ["ONLINE", "MAXDOP"]
    store = one("CREATE NONCLUSTERED COLUMNSTORE INDEX n ON t (a, b)").index
    assert (store.columnstore, store.clustered, len(store.columns)) == (True, False, 2)
    rebuilt = one("ALTER INDEX ALL ON t REBUILD PARTITION = 3 WITH (FILLFACTOR = 90)")
    assert (rebuilt.name, rebuilt.action, rebuilt.options) == (None, "REBUILD", (Option("FILLFACTOR", "90"),))
    dropped = one("DROP INDEX IF EXISTS i ON dbo.t, j ON u")
    assert [(name, str(table)) for name, table in dropped.indexes] == [("i", "dbo.t"), ("j", "u")]
    old = one("DROP INDEX dbo.t.i")
    assert [(name, str(table)) for name, table in old.indexes] == [("i", "dbo.t")]


@pytest.mark.parametrize(
    ("text", "kind", "names", "if_exists"),
    [
        ("DROP TABLE IF EXISTS dbo.a, #b", "TABLE", ["dbo.a", "#b"], True),
        ("DROP PROC p", "PROCEDURE", ["p"], False),
        ("DROP TYPE dbo.t", "TYPE", ["dbo.t"], False),
        ("DROP VIEW IF EXISTS v", "VIEW", ["v"], True),
        ("DROP SCHEMA s", "SCHEMA", ["s"], False),
        ("DROP PARTITION FUNCTION f", "PARTITION FUNCTION", ["f"], False),
        ("DROP STATISTICS t.s", "STATISTICS", ["t.s"], False),
        ("DROP LOGIN [d\\u]", "LOGIN", ["d\\u"], False),
    ],
)
def test_drop(text: str, kind: str, names: list[str], if_exists: bool) -> None:
    node = one(text)
    assert (node.kind, [str(name) for name in node.names], node.if_exists) == (kind, names, if_exists)


def test_truncate() -> None:
    assert one("TRUNCATE TABLE dbo.T").partitions == ()
    ranges = one("TRUNCATE TABLE T WITH (PARTITIONS (1, 3 TO 5))").partitions
    assert [(a.this, b.this) for a, b in ranges] == [("1", "1"), ("3", "5")]


def test_small_objects() -> None:
    assert one("CREATE SCHEMA s AUTHORIZATION dbo").owner == "dbo"
    synonym = one("CREATE SYNONYM dbo.s FOR dbo.T")
    assert (str(synonym.name), str(synonym.target)) == ("dbo.s", "dbo.T")
    function = one("CREATE PARTITION FUNCTION pf (datetime2(3)) AS RANGE RIGHT FOR VALUES ('2020', '2021')")
    assert (function.name, str(function.type), function.right, len(function.values)) == (
        "pf",
        "datetime2(3)",
        True,
        2,
    )
    assert one("CREATE PARTITION FUNCTION pf (int) AS RANGE LEFT FOR VALUES ()").values == ()
    scheme = one("CREATE PARTITION SCHEME ps AS PARTITION pf ALL TO ([PRIMARY])")
    assert (scheme.function, scheme.all_to_one, scheme.filegroups) == ("pf", True, ("PRIMARY",))
    assert one("ALTER PARTITION FUNCTION pf() MERGE RANGE (1)").action == "MERGE"
    assert one("ALTER PARTITION SCHEME ps NEXT USED fg").filegroup == "fg"
    database = one("ALTER DATABASE [my db] SET RECOVERY SIMPLE WITH NO_WAIT;")
    assert (database.name, database.action) == ("my db", "SET RECOVERY SIMPLE WITH NO_WAIT")
    assert one("UPDATE STATISTICS dbo.T WITH SAMPLE 10 PERCENT").action == "WITH SAMPLE 10 PERCENT"


@pytest.mark.parametrize(
    "action",
    [
        "SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE",
        "SET ALLOW_SNAPSHOT_ISOLATION ON, RECOVERY SIMPLE WITH ROLLBACK AFTER 5 SECONDS",
        "SET COMPATIBILITY_LEVEL = 140",
        "SET TARGET_RECOVERY_TIME = 60 SECONDS",
        "SET QUERY_STORE = ON (OPERATION_MODE = READ_WRITE)",
        "COLLATE Latin1_General_CI_AS",
        "ADD FILEGROUP fg CONTAINS MEMORY_OPTIMIZED_DATA",
        "ADD FILE (NAME = N'f', FILENAME = N'/x/f.ndf') TO FILEGROUP fg",
        "REMOVE FILE f",
        "MODIFY FILEGROUP fg DEFAULT",
    ],
)
def test_alter_database_ends_where_its_action_ends(action: str) -> None:
    first, second = parse_batch(f"ALTER DATABASE CURRENT {action}\nSELECT 1", file="f")
    assert isinstance(first, tree.AlterDatabase)
    assert (first.action, type(second)) == (action, tree.Select)


# --- security --------------------------------------------------------------------------------------------


def test_principals() -> None:
    assert one("CREATE ROLE r AUTHORIZATION dbo").owner == "dbo"
    user = one("CREATE USER u FOR LOGIN l WITH DEFAULT_SCHEMA = dbo")
    assert (user.kind, user.login, user.options) == ("USER", "l", (Option("DEFAULT_SCHEMA", "dbo"),))
    assert one("CREATE USER u WITHOUT LOGIN").options == (Option("WITHOUT LOGIN"),)
    assert one("ALTER ROLE r ADD MEMBER u").action == "ADD MEMBER"
    owner = one("ALTER AUTHORIZATION ON SCHEMA::s TO dbo")
    assert (owner.securable_class, str(owner.securable), owner.principal) == ("SCHEMA", "s", "dbo")


def test_a_password_is_not_kept() -> None:
    node = one("CREATE LOGIN l WITH PASSWORD = N'open sesame', CHECK_POLICY = OFF")
    assert "sesame" not in repr(node)
    assert node.options == (Option("PASSWORD", "***"), Option("CHECK_POLICY", "OFF"))


def test_permissions() -> None:
    node = one("GRANT SELECT, VIEW DEFINITION ON OBJECT::dbo.v TO r, public WITH GRANT OPTION")
    assert (node.permissions, node.principals) == (("SELECT", "VIEW DEFINITION"), ("r", "public"))
    assert (node.securable_class, str(node.securable), node.with_grant_option) == ("OBJECT", "dbo.v", True)
    assert one("GRANT EXECUTE ON TYPE::dbo.R TO r").securable_class == "TYPE"
    assert one("GRANT EXECUTE ON SCHEMA::dbo TO r").securable_class == "SCHEMA"
    database = one("GRANT CREATE TABLE TO r")
    assert (database.permissions, database.securable_class, database.securable) == (
        ("CREATE TABLE",),
        None,
        None,
    )
    denied = one("DENY UPDATE ON dbo.T (a, b) TO r CASCADE")
    assert (denied.action, denied.securable_class, denied.columns, denied.cascade) == (
        "DENY",
        "OBJECT",
        ("a", "b"),
        True,
    )
    assert one("REVOKE SELECT ON dbo.T FROM r").action == "REVOKE"


# --- modules ---------------------------------------------------------------------------------------------


def test_procedure() -> None:
    text = """/* Purpose. */
CREATE OR ALTER PROCEDURE dbo.usp_X
    @a int,
    @b AS nvarchar(20) = N'x',
    @c dbo.Rows READONLY,
    @d bigint = NULL OUTPUT,
    @e float = -1.5
WITH EXECUTE AS OWNER, RECOMPILE
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SELECT @a;
END;
"""
    node = one(text)
    assert (node.action, str(node.name), node.text, node.line) == ("CREATE OR ALTER", "dbo.usp_X", text, 2)
    a, b, c, d, e = node.parameters
    assert (a.name, a.default, b.default.this) == ("a", None, "x")
    assert (c.readonly, c.type.builtin, d.output) == (True, False, True)
    assert isinstance(d.default, exp.Null)
    assert isinstance(e.default, exp.Neg)
    assert node.options == (Option("EXECUTE AS", "OWNER"), Option("RECOMPILE"))
    assert [s.line for s in node.body[0].body] == [11, 12]


def test_procedure_without_block_or_with_bracketed_parameters() -> None:
    node = one("ALTER PROC p (@a int) AS SET @a = 1; SELECT @a RETURN 2")
    assert (node.action, len(node.parameters), len(node.body)) == ("ALTER", 1, 3)


def test_functions() -> None:
    inline = one(
        "CREATE FUNCTION dbo.f (@a int = 1) RETURNS TABLE WITH SCHEMABINDING AS RETURN (SELECT @a AS b);"
    )
    assert (inline.kind, inline.options) == ("inline", (Option("SCHEMABINDING"),))
    assert isinstance(inline.query, exp.Select)
    with_ = one("CREATE FUNCTION f () RETURNS TABLE AS RETURN WITH c AS (SELECT 1 AS x) SELECT x FROM c")
    assert with_.query.args["with_"] is not None
    bracketed = one(
        "CREATE FUNCTION f () RETURNS TABLE AS RETURN (WITH c AS (SELECT 1 AS x) SELECT x FROM c)"
    )
    assert bracketed.query.args["with_"] is not None
    union = one("CREATE FUNCTION f () RETURNS TABLE AS RETURN (SELECT 1 AS a) UNION ALL (SELECT 2)")
    assert isinstance(union.query, exp.Union)
    scalar = one("CREATE FUNCTION dbo.f (@a int) RETURNS decimal(9, 2) AS BEGIN RETURN @a END")
    assert (scalar.kind, str(scalar.returns), scalar.query) == ("scalar", "decimal(9, 2)", None)
    several = one("CREATE FUNCTION f () RETURNS @t TABLE (a int) AS BEGIN RETURN END")
    assert several.kind == "table"


def test_views() -> None:
    node = one(
        "CREATE VIEW dbo.v (a, b) WITH SCHEMABINDING AS"
        " WITH c AS (SELECT 1 AS x) SELECT x, 2 FROM c WITH CHECK OPTION"
    )
    assert (node.columns, node.options, node.check_option) == (("a", "b"), (Option("SCHEMABINDING"),), True)
    assert node.query.args["with_"] is not None


@pytest.mark.parametrize(
    "text",
    [
        "CREATE PROCEDURE p AS SELECT 1",
        "CREATE VIEW v AS SELECT 1 AS a",
        "CREATE FUNCTION f () RETURNS TABLE AS RETURN SELECT 1 AS a",
        "CREATE SCHEMA s",
    ],
)
def test_modules_are_first_in_their_batch(text: str) -> None:
    assert one(";" + text)
    with pytest.raises(SqlError) as caught:
        parse_batch("SELECT 1;\n" + text, file="f")
    assert (caught.value.number, caught.value.line) == (111, 2)


@pytest.mark.parametrize(
    "text",
    [
        "CREATE TABLE t",
        "CREATE TABLE t ()",
        "CREATE TABLE t (a)",
        "CREATE TABLE t (a int b int)",
        "CREATE TABLE t (a int CONSTRAINT)",
        "CREATE TABLE t (a int DEFAULT 1 DEFAULT 2)",
        "CREATE TABLE t (a int CONSTRAINT c SPARSE)",
        "CREATE TABLE t (CONSTRAINT c PRIMARY KEY)",
        "CREATE TABLE t (a AS b + 1 DEFAULT 2)",
        "CREATE TABLE t (a int) WITH (DATA_COMPRESSION PAGE)x",
        "CREATE TYPE t AS TABLE",
        "CREATE INDEX i ON t",
        "CREATE INDEX i ON t ()",
        "CREATE COLUMNSTORE INDEX i ON t",
        "ALTER TABLE t REBUILD WITH (DATA_COMPRESSION NONE)",
        "GRANT SELECT ON NONSENSE::t TO r",
        "CREATE USER u WITH DEFAULT_SCHEMA = SELECT",
        "ALTER DATABASE CURRENT SET",
        "ALTER DATABASE CURRENT SET RECOVERY SIMPLE WITH ROLLBACK",
        "ALTER TABLE t",
        "ALTER TABLE t DROP",
        "ALTER TABLE t ALTER COLUMN c",
        "DROP TABLE",
        "DROP INDEX i",
        "GRANT ON x TO y",
        "GRANT SELECT ON x",
        "CREATE PROCEDURE p @a AS SELECT 1",
        "CREATE PROCEDURE AS SELECT 1",
        "CREATE VIEW v AS SELECT 1 AS a SELECT 2",
        "CREATE FUNCTION f () RETURNS TABLE AS RETURN SELECT 1 AS a SELECT 2",
        "CREATE FUNCTION f RETURNS int AS BEGIN RETURN 1 END",
    ],
)
def test_ill_formed(text: str) -> None:
    with pytest.raises(SqlError) as caught:
        parse_batch(text, file="f")
    assert not isinstance(caught.value, NotSupported)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("CREATE TRIGGER t ON x AFTER INSERT AS SELECT 1", "trigger"),
        ("CREATE OR ALTER TRIGGER t ON x AFTER INSERT AS SELECT 1", "trigger"),
        ("CREATE SEQUENCE s START WITH 1", "sequence"),
        ("DROP TRIGGER t", "trigger"),
        ("DROP SEQUENCE s", "sequence"),
        ("CREATE DATABASE d", "CREATE DATABASE"),
        ("CREATE XML INDEX i ON t (a)", "CREATE XML"),
        ("CREATE FULLTEXT CATALOG c", "CREATE FULLTEXT"),
        ("CREATE STATISTICS s ON t (a)", "CREATE STATISTICS"),
        ("ALTER LOGIN l ENABLE", "ALTER LOGIN"),
        ("ALTER TABLE t ENABLE TRIGGER ALL", "TRIGGER"),
        ("CREATE TABLE t (a int MASKED WITH (FUNCTION = 'default()'))", "MASKED"),
        ("CREATE TABLE t (a int, PERIOD FOR SYSTEM_TIME (b, c))", "temporal"),
        ("CREATE TABLE t (a int) AS NODE", "graph"),
        ("CREATE PROCEDURE p AS EXTERNAL NAME a.b.c", "CLR"),
        ("CREATE PROCEDURE p;2 AS SELECT 1", "numbered"),
        ("CREATE PROCEDURE p @c CURSOR VARYING OUTPUT AS SELECT 1", "cursor"),
        ("REVOKE GRANT OPTION FOR SELECT ON t FROM r", "GRANT OPTION FOR"),
        ("CREATE TABLE t (a int INDEX i HASH WITH (BUCKET_COUNT = 8))", "HASH"),
    ],
)
def test_cuts(text: str, construct: str) -> None:
    with pytest.raises(NotSupported, match=construct) as caught:
        parse_batch("\n" + text, file="d.sql")
    assert (caught.value.file, caught.value.line) == ("d.sql", 2)
