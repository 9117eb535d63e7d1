"""The project's own rules: each is green on the good project and red on a slip of its kind, at its line."""

from __future__ import annotations

import pytest
from gates.client import Linter
from samples import PROJECT, broken

WRITER = "procs/dbo.usp_WriteReadings.sql"
FINDER = "procs/dbo.usp_FindMachine.sql"
TABLES = "database/schema/0001_machines.sql"
UPGRADE = "database/schema/0002_notes.sql"
TYPE = "types/dbo.Reading_TVP.sql"
FUNCTION = "database/functions/dbo.ufn_Since.sql"
VIEW = "database/views/dbo.Machine_Latest.sql"
START = "database/deploy/begin.sql"
GRANTS = "database/security/grants.sql"
MANIFEST = "database/deploy.sql"
FIND = "@MachineCode = @MachineCode, @MachineID = @MachineID OUTPUT"
LATER = [
    "GREATEST(1, 2)",
    "LEAST(1, 2)",
    "DATETRUNC(DAY, r.TakenAt)",
    "DATE_BUCKET(DAY, 1, r.TakenAt)",
    "APPROX_COUNT_DISTINCT(r.Value)",
    "JSON_ARRAY(1)",
    "BIT_COUNT(1)",
    "JSON_PATH_EXISTS(N'', N'')",
    "LTRIM(r.Note, N'x')",
    "ISJSON(r.Note, OBJECT)",
    "LOG(1, 2, 3)",
    "NOSUCH(1)",
]


def red(linter: Linter, path: str, old: str, new: str, rule: str) -> None:
    """The slip is found by the rule, in the file and at the line."""
    line = PROJECT[path][: PROJECT[path].index(old)].count("\n") + 1
    findings = linter.lint(broken(path, old, new))
    found = [f for f in findings if f.rule == rule and f.file == path]
    assert found, "\n".join(map(str, findings))
    last = line + max(old.count("\n"), new.count("\n"))
    assert any(line <= f.line <= last for f in found), "\n".join(map(str, found))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (FIND, "@MachineID = @MachineID OUTPUT"),
        (FIND, "@MachineKode = @MachineCode, " + FIND),
        (FIND, "@MachineCode, @MachineID, 3"),
        (FIND, FIND + ", @MachineCode = N'x'"),
        (FIND, "@MachineCode = @MachineCode OUTPUT"),
        (FIND, "@MachineCode = @Rows"),
    ],
)
def test_execute(linter: Linter, old: str, new: str) -> None:
    red(linter, WRITER, old, new, "execute")


def test_execute_with_another_table_type(linter: Linter) -> None:
    files = broken(
        WRITER,
        "IF @OwnsTransaction = 1\n            BEGIN",
        "EXECUTE dbo.usp_WriteReadings @MachineCode = @MachineCode, @Rows = @Changed;\n"
        "        IF @OwnsTransaction = 1\n            BEGIN",
    )
    assert any(f.rule == "execute" and "dbo.Reading_TVP" in f.message for f in linter.lint(files))


def test_execute_of_a_system_procedure(linter: Linter) -> None:
    red(linter, START, "@LockMode = 'Exclusive'", "@LockMod = 'Exclusive'", "execute")
    red(linter, START, "@Resource = N'deploy', ", "", "execute")
    red(linter, START, "sys.sp_getapplock", "sys.sp_getaplock", "execute")


def test_string_that_a_parameter_would_cut(linter: Linter) -> None:
    files = broken(FINDER, "@MachineCode nvarchar(60)", "@MachineCode nvarchar(50)")
    found = [f for f in linter.lint(files) if f.rule == "execute-length"]
    assert [f.file for f in found] == [WRITER]


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (WRITER, "INSERT INTO #Kept (KeptAt)", "INSERT INTO #Kept (KeptAt, KeptAt)", "column-count"),
        (START, "VALUES (SYSUTCDATETIME())", "VALUES (SYSUTCDATETIME(), 1)", "column-count"),
        (WRITER, "VALUES (@MachineID, s.TakenAt, ", "VALUES (s.TakenAt, ", "column-count"),
        (WRITER, "(TakenAt, Action);", "(TakenAt);", "column-count"),
        (WRITER, "EXCEPT SELECT t.Value, t.Note", "EXCEPT SELECT t.Value", "column-count"),
        (WRITER, "INSERT INTO #Kept (KeptAt)", "INSERT INTO #Kept", "insert-columns"),
        (WRITER, "(MachineID, TakenAt, Value, Note)", "(MachineID, TakenAt, Value, Value)", "insert-columns"),
        (
            WRITER,
            "(MachineID, TakenAt, Value, Note)",
            "(MachineID, TakenAt, Value, Doubled)",
            "insert-columns",
        ),
        (WRITER, "INSERT (MachineID, TakenAt, ", "INSERT (MachineID, Note, ", "insert-required"),
        (WRITER, "Note  = s.Note", "Value = s.Value", "update-columns"),
        (WRITER, "SET m.Status = 'RUNNING'", "SET m.MachineID = 1", "update-columns"),
        ("database/deploy/commit.sql", "(MachineCode, AddedAt)", "(Status, AddedAt)", "insert-required"),
    ],
)
def test_column_lists(linter: Linter, path: str, old: str, new: str, rule: str) -> None:
    red(linter, path, old, new, rule)


@pytest.mark.parametrize("call", LATER)
def test_function_newer_than_2017_or_unknown(linter: Linter, call: str) -> None:
    files = broken(FUNCTION, "r.Value\n", f"{call} AS Value\n")
    found = [
        f
        for f in linter.lint(files)
        if f.file == FUNCTION and (f.rule == "function" or f.rule.startswith("SQL46"))
    ]
    assert [f.line for f in found][:1] == [12]


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        (WRITER, "dbo.ufn_Since(@MachineID, ", "dbo.ufn_Since(", "function"),
        (WRITER, "DATEADD(DAY, -1, SYSUTCDATETIME())", "DATEADD(DAY, -1)", "function"),
        (WRITER, "DATEADD(DAY", "DATEADD(DYA", "datepart"),
        (WRITER, "@@TRANCOUNT = 0", "@@TRANCONT = 0", "function"),
        (FINDER, "int = NULL OUTPUT", "int = NUL OUTPUT", "function"),
        (FINDER, "IF @MachineID IS NULL", "IF MachineID IS NULL", "function"),
        (WRITER, "IIF(@@TRANCOUNT = 0, 1, 0)", "IIF(@@TRANCOUNT = 0, 1, NUL)", "function"),
        (TABLES, "PK_Machine PRIMARY", "PK_Machin PRIMARY", "constraint-name"),
        (TABLES, "DF_Machine_Status", "DF_Machine_Staus", "constraint-name"),
        (TABLES, "INDEX IX_Reading_TakenAt", "INDEX IX_Readin_TakenAt", "constraint-name"),
        (TABLES, "FK_Reading_Machine", "FK_Reding_Machine", "constraint-name"),
        (UPGRADE, "CK_Reading_Note", "CK_Readig_Note", "constraint-name"),
        (WRITER, "AS RowsWritten", "AS RowsWriten", "result-set"),
        (WRITER, "XACT_STATE()", "xact_state()", "case"),
        (VIEW, "SELECT TOP (1)\n        r.TakenAt,\n        r.Value\n", "SELECT TOP (1) *\n", "star"),
        (VIEW, "SELECT TOP", "select TOP", "case"),
        (VIEW, "OUTER APPLY", "OUTER apply", "case"),
        (TABLES, "MachineID   int ", "MachineID   INT ", "case"),
        (TYPE, "datetime2(7)", "datetime    ", "type"),
        (VIEW, "dbo.Reading AS r", "dbo.Reading AS r WITH (NOLOCK)", "nolock"),
        (WRITER, "-1, SYSUTCDATETIME()", "-1, GETDATE()", "clock"),
        (WRITER, "-1, SYSUTCDATETIME()", "-1, CURRENT_TIMESTAMP", "clock"),
        (WRITER, "COMMIT TRANSACTION;", "COMMIT TRANSACTION", "semicolon"),
        (WRITER, "END CATCH;", "END CATCH", "semicolon"),
        (VIEW, "dbo.Reading AS r", "Reading AS r", "schema-name"),
        (WRITER, "EXECUTE dbo.usp_F", "EXECUTE usp_F", "schema-name"),
        (VIEW, "dbo.Machine AS m", "dbo.Machine m", "alias"),
        (WRITER, "@@TRANCOUNT  AS TranCount", "@@TRANCOUNT TranCount", "alias"),
        (
            FINDER,
            "            THROW 51001, N'There is no such machine.', 1;",
            "            RAISERROR (N'x', 16, 1);",
            "raiserror",
        ),
        (VIEW, "AS m\n", "AS m \n", "text"),
        (VIEW, "    m.M", "\tm.M", "text"),
        (VIEW, "/* The", "/* Thé", "text"),
        (VIEW, "GO\n", "GO", "text"),
        (TABLES, "CONSTRAINT DF_Machine_Status DEFAULT", "DEFAULT", "constraint-name"),
        (TABLES, "CONSTRAINT CK_Machine_Status CHECK", "CHECK", "constraint-name"),
        (UPGRADE, "CONSTRAINT CK_Reading_Note CHECK", "CHECK", "constraint-name"),
        (VIEW, "GO\n", "GO\nCREATE VIEW dbo.Other\nAS\nSELECT 1 AS One;\nGO\n", "file-name"),
        (VIEW, "VIEW dbo.Machine_Latest", "VIEW dbo.Machine_Newest", "file-name"),
        (VIEW, "/* The newest reading of each machine. */\n", "", "header"),
        (FINDER, "SET NOCOUNT, XACT_ABORT ON;", "SET NOCOUNT ON;", "set-options"),
        (FINDER, "        THROW;\n", "        PRINT N'';\n", "throw"),
        (WRITER, "IF @OwnsTransaction = 1\n            BEGIN T", "BEGIN T", "transaction-owner"),
        (
            WRITER,
            "IF @OwnsTransaction = 1 AND XACT_STATE() <> 0\n            ROLLBACK",
            "ROLLBACK",
            "transaction-owner",
        ),
        (GRANTS, "SELECT ON OBJECT::dbo.Machine_Latest", "SELECT ON OBJECT::dbo.Reading", "grant"),
        (FINDER, "THROW 51001", "THROW 51099", "errors"),
        (FINDER, "THROW 51001", "THROW 50999", "errors"),
        (TABLES, "OBJECT_ID(N'dbo.Machine'", "OBJECT_ID(N'dbo.Machin'", "literal"),
        (TABLES, "OBJECT_ID(N'dbo.Machine', N'U')", "OBJECT_ID(N'dbo.Reading', N'U')", "guard"),
        (TYPE, "TYPE_ID(N'dbo.Reading_TVP')", "TYPE_ID(N'dbo.Reading_TP')", "literal"),
        (WRITER, "SET m.Status = 'RUNNING'", "SET m.Status = 'RUNING'", "vocabulary"),
        (FINDER, "IN ('IDLE', 'RUNNING')", "IN ('IDLE', 'RUNING')", "vocabulary"),
        (MANIFEST, ":r types/dbo.Reading_TVP.sql", ":r types/dbo.Reading_TV.sql", "manifest"),
        (MANIFEST, ":r types/dbo.Reading_TVP.sql\n", ":r types/dbo.Reading_TVP.sql\n" * 2, "manifest"),
        (MANIFEST, ":on error exit", ":onerror exit", "manifest"),
    ],
)
def test_rule(linter: Linter, path: str, old: str, new: str, rule: str) -> None:
    red(linter, path, old, new, rule)


@pytest.mark.parametrize(
    ("path", "old", "new", "rule", "reported"),
    [
        (FINDER, "   Errors:     51001 no such machine.\n", "", "header", FINDER),
        (WRITER, "Lock order: Machine, ", "Lock order: Machin, ", "header", WRITER),
        (WRITER, "IIF(@@TRANCOUNT = 0, 1, 0)", "1", "transaction-owner", WRITER),
        (WRITER, "COMMIT: RowsWritten", "COMMIT: RowsWriten", "result-set", WRITER),
        (FINDER, "Result set: none", "Result set: one row: MachineID", "result-set", FINDER),
        (WRITER, "IF @OwnsTransaction = 1\n            COMMIT TRANSACTION;", "", "transaction-owner", WRITER),
        (WRITER, "@@TRANCOUNT  AS TranCount", "0            AS TranCount", "transaction-row", WRITER),
        (GRANTS, "GRANT EXECUTE ON OBJECT::dbo.usp_FindMachine TO acm_driver;\n", "", "grant", FINDER),
        (GRANTS, "GRANT EXECUTE ON TYPE::dbo.Reading_TVP TO acm_driver;\n", "", "grant", TYPE),
        (WRITER, "51001 no such machine; 51002 no", "51001 no such machine; no", "header-errors", WRITER),
        (WRITER, "51002 no rows", "51002 no rows; 51003 x", "header-errors", WRITER),
        (MANIFEST, ":r types/dbo.Reading_TVP.sql\n", "", "manifest", TYPE),
    ],
)
def test_rule_that_reports_elsewhere(
    linter: Linter, path: str, old: str, new: str, rule: str, reported: str
) -> None:
    findings = linter.lint(broken(path, old, new))
    assert (reported, rule) in {(f.file, f.rule) for f in findings}, findings


def test_document_of_errors(linter: Linter) -> None:
    files = dict(PROJECT)
    files["docs/errors.md"] += (
        "| 51001 | twice |\n| 51098 | never raised |\n| 51400 | raised by the driver |\n"
    )
    found = {(f.object, f.line) for f in linter.lint(files) if f.rule == "errors"}
    assert found == {("51001", 8), ("51098", 9)}
    del files["docs/errors.md"]
    assert any(f.rule == "errors" and "does not exist" in f.message for f in linter.lint(files))


def test_manifest_must_exist(linter: Linter) -> None:
    files = {path: text for path, text in PROJECT.items() if path != MANIFEST}
    assert any(f.rule == "manifest" for f in linter.lint(files))


def test_columns_of_types_against_a_client(linter: Linter) -> None:
    right = {"dbo.Reading_TVP": ["TakenAt", "Value", "Note"]}
    assert linter.lint(PROJECT, right) == []
    for wrong in (
        {"dbo.Reading_TVP": ["Value", "TakenAt", "Note"]},
        {"dbo.Reading_TVP": ["TakenAt", "Value"]},
        {},
        {**right, "dbo.Other_TVP": ["A"]},
    ):
        assert [f.rule for f in linter.lint(PROJECT, wrong)] == ["contract"], wrong


def test_finding_as_a_line(linter: Linter) -> None:
    [finding] = linter.lint(broken(VIEW, "dbo.Machine AS m", "dbo.Machine m"))
    assert str(finding) == f"{VIEW}:8:18: m: an alias stands behind AS [alias]"
