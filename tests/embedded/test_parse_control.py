"""Variables, options, control flow, errors, transactions, execution."""

from __future__ import annotations

from typing import Any

import pytest
from sqlglot import exp
from tsql_pg.errors import NotSupported, SqlError
from tsql_pg.parse import parse_batch, tree


def one(text: str) -> Any:
    (statement,) = parse_batch(text, file="f")
    return statement


def kinds(text: str) -> list[str]:
    return [type(s).__name__ for s in parse_batch(text, file="f")]


# --- variables and options -------------------------------------------------------------------------------


def test_declare() -> None:
    node = one(
        "DECLARE @a int = 1, @b AS nvarchar(max), @c dbo.Rows, @d TABLE (x int PRIMARY KEY, INDEX i (x))"
    )
    a, b, c, d = node.variables
    assert (a.name, str(a.type), a.value.this) == ("a", "int", "1")
    assert (str(b.type), b.value) == ("nvarchar(max)", None)
    assert (str(c.type), c.type.builtin) == ("dbo.Rows", False)
    assert isinstance(d, tree.TableVariable)
    assert (d.table.columns[0].name, len(d.table.constraints), len(d.table.indexes)) == ("x", 1, 1)


@pytest.mark.parametrize("operator", ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="])
def test_set_variable(operator: str) -> None:
    node = one(f"SET @a {operator} 1 + 2")
    assert (node.name, node.operator) == ("a", operator)
    assert isinstance(node.value, exp.Add)


@pytest.mark.parametrize(
    ("text", "names", "value"),
    [
        ("SET NOCOUNT ON", ("NOCOUNT",), "ON"),
        ("SET NOCOUNT, XACT_ABORT ON", ("NOCOUNT", "XACT_ABORT"), "ON"),
        ("set ansi_nulls, quoted_identifier off", ("ANSI_NULLS", "QUOTED_IDENTIFIER"), "OFF"),
        ("SET DEADLOCK_PRIORITY LOW", ("DEADLOCK_PRIORITY",), "LOW"),
        ("SET STATISTICS IO, TIME OFF", ("STATISTICS IO", "STATISTICS TIME"), "OFF"),
        ("SET DATEFORMAT ymd", ("DATEFORMAT",), "YMD"),
    ],
)  # fmt: skip
def test_set_options(text: str, names: tuple[str, ...], value: str) -> None:
    node = one(text)
    assert (node.names, node.value) == (names, value)


@pytest.mark.parametrize(
    "level", ["READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SNAPSHOT", "SERIALIZABLE"]
)
def test_isolation_levels(level: str) -> None:
    node = one(f"SET TRANSACTION ISOLATION LEVEL {level}")
    assert (node.names, node.value) == (("TRANSACTION ISOLATION LEVEL",), level)


def test_set_options_with_expressions() -> None:
    assert one("SET LOCK_TIMEOUT 500").value.this == "500"
    assert isinstance(one("SET LOCK_TIMEOUT -1").value, exp.Neg)
    assert isinstance(one("SET DEADLOCK_PRIORITY @p").value, exp.Parameter)
    identity = one("SET IDENTITY_INSERT dbo.T OFF")
    assert (str(identity.table), identity.on) == ("dbo.T", False)


# --- control flow ----------------------------------------------------------------------------------------


def test_if_else_chain() -> None:
    node = one("IF @a = 1 SELECT 1; ELSE IF @a = 2 BEGIN SELECT 2 END ELSE SELECT 3")
    assert isinstance(node.then, tree.Select)
    assert isinstance(node.otherwise, tree.If)
    assert isinstance(node.otherwise.then, tree.Block)
    assert isinstance(node.otherwise.otherwise, tree.Select)


def test_else_belongs_to_the_nearest_if() -> None:
    node = one("IF 1 = 1 IF 2 = 2 SELECT 1 ELSE SELECT 2")
    assert node.otherwise is None
    assert node.then.otherwise is not None


def test_a_long_chain_of_else_if() -> None:
    text = "IF @a = 0 SELECT 0 " + " ".join(f"ELSE IF @a = {n} SELECT {n}" for n in range(1, 300))
    assert isinstance(one(text), tree.If)


def test_while() -> None:
    node = one("WHILE @i < 3 BEGIN SET @i += 1; IF @i = 2 CONTINUE; BREAK; END")
    assert [type(s).__name__ for s in node.body.body] == ["SetVariable", "If", "Break"]


def test_try_catch_and_throw() -> None:
    node = one(
        "BEGIN TRY SELECT 1; THROW 51000, @m, 1; END TRY BEGIN CATCH ROLLBACK TRANSACTION; THROW; END CATCH;"
    )
    assert [type(s).__name__ for s in node.body] == ["Select", "Throw"]
    assert (node.body[1].number.this, node.body[1].message.name) == ("51000", "m")
    rollback, again = node.handler
    assert (rollback.name, again.number) == (None, None)
    assert one("BEGIN TRY SELECT 1 END TRY BEGIN CATCH END CATCH").handler == ()


def test_throw_without_a_semicolon_is_a_transaction_name() -> None:
    assert one("ROLLBACK TRANSACTION THROW").name == "THROW"
    with pytest.raises(SqlError):
        parse_batch("SELECT 1 FROM t AS x THROW", file="f")


def test_return_with_and_without_a_value() -> None:
    assert one("RETURN").value is None
    assert one("RETURN -1").value is not None
    assert kinds("IF 1 = 1 RETURN SELECT 1") == ["If", "Select"]
    assert one("RETURN @a + 1;").value is not None
    assert one("RETURN CASE WHEN 1 = 1 THEN 0 ELSE 1 END").value is not None


def test_raiserror_print_waitfor() -> None:
    node = one("RAISERROR (N'%d of %s', 16, -1, @a, N'x') WITH LOG, NOWAIT")
    assert (node.message.this, node.severity.this, len(node.arguments), node.options) == (
        "%d of %s",
        "16",
        2,
        ("LOG", "NOWAIT"),
    )
    assert isinstance(one("RAISERROR (50001, 10, 1)").message, exp.Literal)
    assert isinstance(one("PRINT N'a' + @b").value, exp.Add)
    wait = one("WAITFOR DELAY '00:00:05'")
    assert (wait.kind, wait.value.this) == ("DELAY", "00:00:05")
    assert one("WAITFOR TIME @t").kind == "TIME"


# --- transactions ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("BEGIN TRAN", tree.BeginTransaction, None),
        ("BEGIN TRANSACTION t1", tree.BeginTransaction, "t1"),
        ("BEGIN TRANSACTION t1 WITH MARK 'x'", tree.BeginTransaction, "t1"),
        ("COMMIT", tree.CommitTransaction, None),
        ("COMMIT WORK", tree.CommitTransaction, None),
        ("COMMIT TRANSACTION t1 WITH (DELAYED_DURABILITY = ON)", tree.CommitTransaction, "t1"),
        ("ROLLBACK", tree.RollbackTransaction, None),
        ("ROLLBACK TRAN [a b]", tree.RollbackTransaction, "a b"),
        ("SAVE TRANSACTION s", tree.SaveTransaction, "s"),
    ],
)
def test_transactions(text: str, kind: type, name: str | None) -> None:
    node = one(text)
    assert type(node) is kind
    assert node.name == name


def test_transaction_named_by_a_variable() -> None:
    assert one("SAVE TRAN @s").name == exp.Parameter(this=exp.Var(this="s"))


# --- execution -------------------------------------------------------------------------------------------


def test_execute_with_named_arguments() -> None:
    node = one(
        "EXECUTE @rc = dbo.[usp X] @a = 1, @b = @v OUTPUT, @c = DEFAULT, @d = NULL, @e = -1, @f = word"
    )
    assert (str(node.module), node.return_variable) == ("dbo.usp X", "rc")
    assert [(a.name, a.output) for a in node.arguments] == [
        ("a", False), ("b", True), ("c", False), ("d", False), ("e", False), ("f", False)
    ]  # fmt: skip
    assert node.arguments[2].value is None
    assert isinstance(node.arguments[3].value, exp.Null)
    assert isinstance(node.arguments[4].value, exp.Neg)
    assert node.arguments[5].value == exp.Literal.string("word")


def test_execute_in_its_other_forms() -> None:
    assert [a.name for a in one("EXEC p 1, N'x', @v OUT").arguments] == [None] * 3
    assert isinstance(one("EXEC @p").module, exp.Parameter)
    both = one("EXEC @rc = @p @a = 1")
    assert (both.return_variable, both.module.name) == ("rc", "p")
    assert one("EXEC p WITH RECOMPILE").options == ("RECOMPILE",)
    assert isinstance(one("EXEC (N'SELECT ' + @x)").text, exp.Add)
    assert str(one("EXEC sys.sp_executesql @sql, N'@a int', @a = 1").module) == "sys.sp_executesql"
    assert str(one("dbo.p 1, 2").module) == "dbo.p"
    assert kinds("EXEC p SELECT 1") == ["Execute", "Select"]
    impersonation = one("EXECUTE AS USER = N'bob'")
    assert (impersonation.kind, impersonation.name.this) == ("USER", "bob")
    assert kinds("EXEC AS CALLER; REVERT") == ["ExecuteAs", "Revert"]
    marked = one("EXEC dbo.p @a = ?, @b = ?")
    assert [a.value.this for a in marked.arguments] == ["1", "2"]


def test_positional_after_named_is_error_119() -> None:
    with pytest.raises(SqlError) as caught:
        one("EXEC p @a = 1, 2")
    assert caught.value.number == 119


def test_output_of_a_constant_is_error_179() -> None:
    with pytest.raises(SqlError) as caught:
        one("EXEC p 1 OUTPUT")
    assert caught.value.number == 179


# --- lines and errors ------------------------------------------------------------------------------------


def test_every_statement_knows_its_line() -> None:
    text = "\nSET @a = 1;\n\n/* x\n*/ IF @a = 1\nBEGIN\n    SELECT 1\n    INSERT t (a)\n    VALUES (1)\nEND"
    first, second = parse_batch(text, file="f", first_line=100)
    assert (first.line, second.line) == (101, 104)
    assert isinstance(second, tree.If)
    assert isinstance(second.then, tree.Block)
    assert [s.line for s in second.then.body] == [106, 107]


def test_empty_batches() -> None:
    assert parse_batch("", file="f") == []
    assert parse_batch(" /* x */ ; ; -- y", file="f") == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("BEGIN END", 156),
        ("BEGIN SELECT 1", 102),
        ("BEGIN TRY SELECT 1 END TRY", 102),
        ("BEGIN TRY SELECT 1 END TRY; BEGIN CATCH END CATCH", 102),
        ("END", 156),
        ("IF @a SELECT 1", 4145),
        ("IF 1 = 1", 102),
        ("ELSE SELECT 1", 156),
        ("DECLARE a int", 40517),
        ("DECLARE @a", 102),
        ("SET @a", 102),
        ("SET NOCOUNT", 102),
        ("SET NOCOUNT 1", 102),
        ("SET XACT_ABORT, ON", 156),
        ("THROW 51000, N'x'", 102),
        ("THROW 51000, N'x' + N'y', 1", 102),
        ("RAISERROR (N'x', 16)", 102),
        ("RAISERROR (N'x' + N'y', 16, 1)", 102),
        ("RAISERROR (N'x', a, 1)", 102),
        ("DECLARE @a nvarchar(-1)", 102),
        ("EXEC p @a + 1", 102),
        ("EXEC p (1)", 102),
        ("SAVE TRAN", 102),
        ("WAITFOR DELAY 5 + 5", 102),
        ("foo bar baz", 102),
        ("SELECT 1 foo()", 102),
    ],
)
def test_ill_formed(text: str, number: int) -> None:
    with pytest.raises(SqlError) as caught:
        parse_batch(text, file="c.sql")
    assert caught.value.number == number
    assert (caught.value.file, caught.value.line) == ("c.sql", 1)


@pytest.mark.parametrize(
    ("text", "construct"),
    [
        ("DECLARE c CURSOR FOR SELECT 1", "cursor"),
        ("DECLARE @c CURSOR", "cursor"),
        ("OPEN c", "cursor"),
        ("FETCH NEXT FROM c INTO @a", "cursor"),
        ("CLOSE c", "cursor"),
        ("DEALLOCATE c", "cursor"),
        ("SET @c = CURSOR FOR SELECT 1", "cursor"),
        ("GOTO done", "GOTO"),
        ("done: SELECT 1", "GOTO"),
        ("SELECT 1; done: SELECT 1", "GOTO"),
        ("BEGIN DISTRIBUTED TRANSACTION", "DISTRIBUTED"),
        ("WAITFOR (RECEIVE * FROM q)", "WAITFOR"),
        ("SET @x.modify('x')", "method"),
        ("SET OFFSETS SELECT ON", "OFFSETS"),
        ("EXEC p WITH RESULT SETS NONE", "RESULT SETS"),
        ("EXEC (N'x') AT server1", "AT"),
        ("DBCC CHECKDB", "DBCC"),
        ("BACKUP DATABASE x TO DISK = 'y'", "BACKUP"),
        ("KILL 55", "KILL"),
    ],
)
def test_cuts(text: str, construct: str) -> None:
    with pytest.raises(NotSupported, match=construct) as caught:
        parse_batch("\n" + text, file="c.sql")
    assert (caught.value.file, caught.value.line) == ("c.sql", 2)
