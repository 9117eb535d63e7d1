"""Text that procedures put together and run goes through the gates; findings name where it stands."""

from __future__ import annotations

import pytest
from gates.client import Linter
from samples import PROJECT

PATH = "procs/dbo.usp_BuildReader.sql"
BUILDER = """\
/* Purpose:    generates a procedure per machine.
   Errors:     none of its own.
   Result set: none.
   Lock order: none. */
CREATE OR ALTER PROCEDURE dbo.usp_BuildReader
    @MachineID int
WITH EXECUTE AS OWNER
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    BEGIN TRY
        DECLARE
            @Name  nvarchar(300),
            @Codes nvarchar(max),
            @Sql   nvarchar(max);

        SELECT @Name = CONCAT(N'dbo.', QUOTENAME(CONCAT(m.MachineCode, N'_Read')))
        FROM dbo.Machine AS m
        WHERE m.MachineID = @MachineID;

        SELECT @Codes = STRING_AGG(CAST(CONCAT(N'''', q.Code, N'''') AS nvarchar(max)), N', ')
        FROM
        (
            SELECT m.MachineCode AS Code
            FROM dbo.Machine AS m
        ) AS q;

        SET @Sql = CONCAT(N'CREATE OR ALTER PROCEDURE ', @Name, N'
    @From datetime2(3)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    SELECT r.Value, ''it''''s'' AS Remark
    FROM dbo.Reading AS r
    WHERE r.TakenAt >= @From AND r.Note IN (', @Codes, N');
END;');
        EXECUTE sys.sp_executesql @Sql;

        SET @Sql = N'GRANT EXECUTE ON OBJECT::' + @Name + N' TO acm_driver;';
        EXECUTE sys.sp_executesql @Sql;

        EXECUTE @Name @From = NULL;
        EXECUTE sys.sp_executesql N'DELETE r FROM dbo.Reading AS r WHERE r.TakenAt < @Before;',
            N'@Before datetime2(3)', @Before = NULL;
    END TRY
    BEGIN CATCH
        THROW;
    END CATCH;
END;
GO
"""
GENERATING = {
    **PROJECT,
    PATH: BUILDER,
    "database/deploy.sql": PROJECT["database/deploy.sql"] + f":r {PATH}\n",
    "database/drop.sql": PROJECT["database/drop.sql"].replace(
        "EXISTS dbo.usp_W", "EXISTS dbo.usp_BuildReader, dbo.usp_W"
    ),
    "database/security/grants.sql": PROJECT["database/security/grants.sql"].replace(
        "GRANT SELECT", "GRANT EXECUTE ON OBJECT::dbo.usp_BuildReader TO acm_driver;\nGRANT SELECT"
    ),
}


def test_generated_text_is_clean(linter: Linter) -> None:
    assert linter.lint(GENERATING) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("SELECT r.Value,", "SELECT r.Valu,", "SQL71501"),
        ("FROM dbo.Reading AS r\n", "FROM dbo.Readin AS r\n", "SQL71502"),
        ("r.TakenAt >= @From AND", "r.TakenAt >= @Frm AND", "SQL70590"),
        ("AS Remark", "Remark", "alias"),
        ("    SELECT r.Value", "    SELCT r.Value", "SQL46010"),
        ("OBJECT::' + @Name", "OBJECT::dbo.X' + @Name", "SQL70504"),
        ("TO acm_driver;'", "TO acm_drivr;'", "SQL71501"),
        (
            "DELETE r FROM dbo.Reading AS r WHERE r.TakenAt",
            "DELETE r FROM dbo.Reading AS r WHERE r.TokenAt",
            "SQL71501",
        ),
        ("N'@Before datetime2(3)'", "N'@Befor datetime2(3)'", "SQL70590"),
    ],
)
def test_slip_in_generated_text(linter: Linter, old: str, new: str, rule: str) -> None:
    text = GENERATING[PATH]
    assert old in text
    findings = linter.lint({**GENERATING, PATH: text.replace(old, new, 1)})
    lines = {
        finding.line
        for finding in findings
        if finding.file == PATH and finding.object == "dbo.usp_BuildReader"
    }
    assert rule in {finding.rule for finding in findings}, findings
    at = text[: text.index(old)].count("\n") + 1
    assert lines & {at - 1, at, at + 1}, findings


def test_procedure_named_by_a_variable(linter: Linter) -> None:
    for old, new in (
        ("EXECUTE @Name @From", "EXECUTE @Name @Frm"),
        ("@From datetime2(3)\nAS", "@Till datetime2(3)\nAS"),
    ):
        findings = linter.lint({**GENERATING, PATH: GENERATING[PATH].replace(old, new, 1)})
        assert any(f.rule == "execute" and "no parameter" in f.message for f in findings), findings


def test_text_that_cannot_be_rendered_is_said(linter: Linter) -> None:
    text = GENERATING[PATH].replace("N'GRANT EXECUTE ON OBJECT::' + @Name", "STUFF(@Name, 1, 1, N'x')")
    findings = linter.lint({**GENERATING, PATH: text})
    assert "generated" in {finding.rule for finding in findings}
