"""Catalogue views and metadata functions."""

from .case import Case, function

VIEWS = "relational-databases/system-catalog-views/{}-transact-sql"


def view(name: str) -> str:
    """The page of a catalogue view."""
    return VIEWS.format(name)


SETUP = """CREATE SCHEMA hist
GO
CREATE TABLE dbo.[My T] (Id bigint IDENTITY(1, 1) NOT NULL CONSTRAINT PK_MyT PRIMARY KEY, Name nvarchar(50) NOT NULL, D decimal(9, 3) NULL CONSTRAINT DF_MyT_D DEFAULT (1.5), At datetime2(3) NULL, B varbinary(max) NULL, C AS (Id * 2), CONSTRAINT CK_MyT CHECK (D > 0), CONSTRAINT UQ_MyT UNIQUE (Name));
CREATE INDEX IX_MyT ON dbo.[My T] (At DESC) INCLUDE (D) WHERE At IS NOT NULL;
CREATE TABLE hist.T (A int NULL, MyId bigint NULL CONSTRAINT FK_T FOREIGN KEY REFERENCES dbo.[My T] (Id) ON DELETE CASCADE);
CREATE TYPE dbo.Tt AS TABLE (A int NOT NULL, S nvarchar(20) NULL);
GO
CREATE PROCEDURE dbo.Pr @a int, @t dbo.Tt READONLY, @o nvarchar(10) = NULL OUTPUT AS SELECT 1 AS x;
GO
CREATE VIEW dbo.Vw AS SELECT Id, Name FROM dbo.[My T];
GO
CREATE FUNCTION dbo.Fn (@x int) RETURNS TABLE AS RETURN SELECT @x AS y;
GO
CREATE SYNONYM dbo.Sy FOR dbo.[My T];"""


def read(construct: str, page: str, sql: str, *rows: tuple[object, ...]) -> Case:
    """A query of the catalogue of SETUP's objects."""
    return Case(construct, page, sql, list(rows), setup=SETUP)


CASES: list[Case] = [
    read("sys.tables", view("sys-tables"), "SELECT SCHEMA_NAME(schema_id) AS s, name FROM sys.tables ORDER BY name", ("dbo", "My T"), ("hist", "T")),
    read("sys.objects", view("sys-objects"), "SELECT name, RTRIM(type) AS t, type_desc FROM sys.objects WHERE schema_id = SCHEMA_ID(N'dbo') AND type IN ('U', 'P', 'V', 'IF', 'PK', 'UQ', 'C', 'D', 'SN') ORDER BY name", ("CK_MyT", "C", "CHECK_CONSTRAINT"), ("DF_MyT_D", "D", "DEFAULT_CONSTRAINT"), ("Fn", "IF", "SQL_INLINE_TABLE_VALUED_FUNCTION"), ("My T", "U", "USER_TABLE"), ("PK_MyT", "PK", "PRIMARY_KEY_CONSTRAINT"), ("Pr", "P", "SQL_STORED_PROCEDURE"), ("Sy", "SN", "SYNONYM"), ("UQ_MyT", "UQ", "UNIQUE_CONSTRAINT"), ("Vw", "V", "VIEW")),
    read("sys.columns", view("sys-columns"), "SELECT c.name, TYPE_NAME(c.user_type_id) AS t, c.max_length, c.precision, c.scale, c.is_nullable, c.is_identity, c.is_computed FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'dbo.[My T]') ORDER BY c.column_id", ("Id", "bigint", 8, 19, 0, False, True, False), ("Name", "nvarchar", 100, 0, 0, False, False, False), ("D", "decimal", 5, 9, 3, True, False, False), ("At", "datetime2", 7, 23, 3, True, False, False), ("B", "varbinary", -1, 0, 0, True, False, False), ("C", "bigint", 8, 19, 0, False, False, True)),
    read("sys.types", view("sys-types"), "SELECT name, is_user_defined, is_table_type FROM sys.types WHERE name IN (N'int', N'sysname', N'Tt') ORDER BY name", ("int", False, False), ("sysname", False, False), ("Tt", True, True)),
    read("sys.table_types", view("sys-table-types"), "SELECT t.name, c.name, c.is_nullable FROM sys.table_types AS t INNER JOIN sys.columns AS c ON c.object_id = t.type_table_object_id ORDER BY c.column_id", ("Tt", "A", False), ("Tt", "S", True)),
    read("sys.indexes", view("sys-indexes"), "SELECT name, type_desc, is_unique, is_primary_key, is_unique_constraint, has_filter FROM sys.indexes WHERE object_id = OBJECT_ID(N'dbo.My T') AND name IS NOT NULL ORDER BY name", ("IX_MyT", "NONCLUSTERED", False, False, False, True), ("PK_MyT", "CLUSTERED", True, True, False, False), ("UQ_MyT", "NONCLUSTERED", True, False, True, False)),
    read("sys.index_columns", view("sys-index-columns"), "SELECT COL_NAME(ic.object_id, ic.column_id) AS c, ic.key_ordinal, ic.is_descending_key, ic.is_included_column FROM sys.index_columns AS ic INNER JOIN sys.indexes AS i ON i.object_id = ic.object_id AND i.index_id = ic.index_id WHERE i.name = N'IX_MyT' ORDER BY ic.is_included_column", ("At", 1, True, False), ("D", 0, False, True)),
    read("a heap in sys.indexes", view("sys-indexes"), "SELECT index_id, name, type_desc FROM sys.indexes WHERE object_id = OBJECT_ID(N'hist.T')", (0, None, "HEAP")),
    read("sys.foreign_keys", view("sys-foreign-keys"), "SELECT name, OBJECT_NAME(parent_object_id) AS p, OBJECT_NAME(referenced_object_id) AS r, delete_referential_action_desc FROM sys.foreign_keys", ("FK_T", "T", "My T", "CASCADE")),
    read("sys.key_constraints", view("sys-key-constraints"), "SELECT name, RTRIM(type) AS t FROM sys.key_constraints WHERE parent_object_id = OBJECT_ID(N'dbo.My T') ORDER BY name", ("PK_MyT", "PK"), ("UQ_MyT", "UQ")),
    read("sys.check_constraints", view("sys-check-constraints"), "SELECT name, OBJECT_NAME(parent_object_id) AS t FROM sys.check_constraints", ("CK_MyT", "My T")),
    read("sys.default_constraints", view("sys-default-constraints"), "SELECT name, COL_NAME(parent_object_id, parent_column_id) AS c FROM sys.default_constraints", ("DF_MyT_D", "D")),
    read("sys.computed_columns", view("sys-computed-columns"), "SELECT name, is_persisted FROM sys.computed_columns", ("C", False)),
    read("sys.identity_columns", view("sys-identity-columns"), "SELECT name, CAST(seed_value AS int) AS s, CAST(increment_value AS int) AS i FROM sys.identity_columns", ("Id", 1, 1)),
    read("sys.parameters", view("sys-parameters"), "SELECT name, TYPE_NAME(user_type_id) AS t, is_output, is_readonly FROM sys.parameters WHERE object_id = OBJECT_ID(N'dbo.Pr') ORDER BY parameter_id", ("@a", "int", False, False), ("@t", "Tt", False, True), ("@o", "nvarchar", True, False)),
    read("sys.procedures", view("sys-procedures"), "SELECT name FROM sys.procedures", ("Pr",)),
    read("sys.views", view("sys-views"), "SELECT name FROM sys.views", ("Vw",)),
    read("sys.synonyms", view("sys-synonyms"), "SELECT name, base_object_name FROM sys.synonyms", ("Sy", "[dbo].[My T]")),
    read("sys.schemas", view("schemas-catalog-views-sys-schemas"), "SELECT name FROM sys.schemas WHERE name IN (N'dbo', N'hist', N'sys') ORDER BY name", ("dbo",), ("hist",), ("sys",)),
    read("sys.sql_modules", view("sys-sql-modules"), "SELECT CHARINDEX(N'SELECT 1 AS x', definition) - CHARINDEX(N'CREATE PROCEDURE', definition) AS d, uses_quoted_identifier FROM sys.sql_modules WHERE object_id = OBJECT_ID(N'dbo.Pr')", (85, True)),
    read("INFORMATION_SCHEMA.COLUMNS", "relational-databases/system-information-schema-views/columns-transact-sql", "SELECT COLUMN_NAME, ORDINAL_POSITION, IS_NULLABLE, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = N'dbo' AND TABLE_NAME = N'My T' AND COLUMN_NAME IN (N'Name', N'D') ORDER BY ORDINAL_POSITION", ("Name", 2, "NO", "nvarchar", 50), ("D", 3, "YES", "decimal", None)),
    read("INFORMATION_SCHEMA.TABLES", "relational-databases/system-information-schema-views/tables-transact-sql", "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES ORDER BY TABLE_NAME", ("dbo", "My T", "BASE TABLE"), ("hist", "T", "BASE TABLE"), ("dbo", "Vw", "VIEW")),
    read("OBJECT_ID", function("object-id"), "SELECT CASE WHEN OBJECT_ID(N'dbo.My T') = OBJECT_ID(N'[dbo].[my t]', N'U') THEN 1 ELSE 0 END AS same, OBJECT_ID(N'dbo.Pr', N'U') AS wrong, OBJECT_ID(N'dbo.None') AS none, CASE WHEN OBJECT_ID(N'dbo.Pr', N'P') > 0 THEN 1 END AS p", (1, None, None, 1)),
    read("OBJECT_ID without a schema", function("object-id"), "SELECT CASE WHEN OBJECT_ID(N'Pr') = OBJECT_ID(N'dbo.Pr') THEN 1 ELSE 0 END AS same, OBJECT_ID(N'T') AS hidden", (1, None)),
    read("OBJECT_NAME, OBJECT_SCHEMA_NAME", function("object-name"), "SELECT OBJECT_NAME(OBJECT_ID(N'hist.T')) AS n, OBJECT_SCHEMA_NAME(OBJECT_ID(N'hist.T')) AS s, OBJECT_NAME(-12345) AS x", ("T", "hist", None)),
    read("TYPE_ID, TYPE_NAME", function("type-id"), "SELECT TYPE_NAME(TYPE_ID(N'int')) AS a, TYPE_NAME(TYPE_ID(N'dbo.Tt')) AS b, TYPE_ID(N'dbo.None') AS c", ("int", "Tt", None)),
    read("COL_LENGTH", function("col-length"), "SELECT COL_LENGTH(N'dbo.My T', N'Name') AS n, COL_LENGTH(N'dbo.My T', N'id') AS i, COL_LENGTH(N'dbo.My T', N'B') AS b, COL_LENGTH(N'dbo.My T', N'none') AS x, COL_LENGTH(N'dbo.None', N'a') AS y", (100, 8, -1, None, None)),
    read("COLUMNPROPERTY", function("columnproperty"), "SELECT COLUMNPROPERTY(OBJECT_ID(N'dbo.My T'), N'Id', N'IsIdentity') AS i, COLUMNPROPERTY(OBJECT_ID(N'dbo.My T'), N'Name', N'AllowsNull') AS n, COLUMNPROPERTY(OBJECT_ID(N'dbo.My T'), N'D', N'Precision') AS p", (1, 0, 9)),
    read("OBJECTPROPERTY", function("objectproperty"), "SELECT OBJECTPROPERTY(OBJECT_ID(N'dbo.My T'), N'IsUserTable') AS t, OBJECTPROPERTY(OBJECT_ID(N'dbo.Pr'), N'IsProcedure') AS p, OBJECTPROPERTY(OBJECT_ID(N'dbo.My T'), N'TableHasIdentity') AS i", (1, 1, 1)),
    read("SCHEMA_ID, SCHEMA_NAME", function("schema-id"), "SELECT SCHEMA_NAME(SCHEMA_ID(N'hist')) AS h, SCHEMA_ID(N'none') AS n, SCHEMA_NAME() AS d", ("hist", None, "dbo")),
    read("DB_NAME", function("db-name"), "SELECT CASE WHEN LEN(DB_NAME()) > 0 AND DB_ID() > 0 THEN 1 END AS ok", (1,)),
    read("OBJECT_DEFINITION is the module's text", view("sys-sql-modules"), "SELECT CASE WHEN definition LIKE N'%CREATE VIEW dbo.Vw%' THEN 1 ELSE 0 END AS ok FROM sys.sql_modules WHERE object_id = OBJECT_ID(N'dbo.Vw')", (1,)),
    read("sys.partitions counts rows", view("sys-partitions"), "INSERT INTO hist.T VALUES (1, NULL), (2, NULL); SELECT SUM(rows) AS n FROM sys.partitions WHERE object_id = OBJECT_ID(N'hist.T') AND index_id IN (0, 1)", (2,)),
    Case("SERVERPROPERTY", function("serverproperty"), "SELECT CASE WHEN CAST(SERVERPROPERTY('ProductMajorVersion') AS int) >= 14 THEN 1 ELSE 0 END AS ok", [(1,)]),
    Case("ORIGINAL_LOGIN", function("original-login"), "SELECT CASE WHEN ORIGINAL_LOGIN() = SUSER_SNAME() THEN 1 ELSE 0 END AS ok", [(1,)]),
    Case("@@SPID, HOST_NAME, APP_NAME", function("spid"), "SELECT CASE WHEN @@SPID > 0 AND LEN(HOST_NAME()) > 0 AND LEN(APP_NAME()) > 0 THEN 1 ELSE 0 END AS ok", [(1,)]),
]  # fmt: skip
