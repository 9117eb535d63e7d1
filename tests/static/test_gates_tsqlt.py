"""The tSQLt tests are T-SQL too: the gates know what they use of tSQLt, and what only a test may do."""

from __future__ import annotations

import pytest
from gates.client import Linter
from samples import PROJECT

PATH = "tests/tsqlt/test_usp_FindMachine.sql"
TESTS = """\
/* Finding machines by their code. */
EXECUTE tSQLt.NewTestClass @ClassName = N'test_usp_FindMachine';
GO
CREATE PROCEDURE test_usp_FindMachine.[test a machine is found by its code]
AS
BEGIN
    DECLARE @MachineID int;

    EXECUTE tSQLt.FakeTable @TableName = N'dbo.Machine';
    INSERT INTO dbo.Machine (MachineID, MachineCode, Status)
    VALUES (7, N'seven', 'IDLE');

    EXECUTE dbo.usp_FindMachine @MachineCode = N'seven', @MachineID = @MachineID OUTPUT;

    SELECT m.MachineID
    INTO #Actual
    FROM dbo.Machine AS m;

    SELECT TOP (0) a.*
    INTO #Expected
    FROM #Actual AS a;

    INSERT INTO #Expected (MachineID)
    VALUES (7);

    EXECUTE tSQLt.AssertEquals @Expected = 7, @Actual = @MachineID;
    EXECUTE tSQLt.AssertEqualsTable @Expected = N'#Expected', @Actual = N'#Actual';
END;
GO
CREATE PROCEDURE test_usp_FindMachine.[test an unknown code is an error]
AS
BEGIN
    EXECUTE tSQLt.ExpectException @ExpectedErrorNumber = 51001;
    EXECUTE dbo.usp_FindMachine @MachineCode = N'nobody';
END;
GO
"""
RUN = """\
/* Runs the tests. */
:r tests/tsqlt/test_usp_FindMachine.sql
EXECUTE tSQLt.RunAll;
GO
"""
TESTED = {**PROJECT, PATH: TESTS, "tests/tsqlt/run.sql": RUN}


def test_good_tests_are_clean(linter: Linter) -> None:
    assert linter.lint(TESTED) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("N'dbo.Machine'", "N'dbo.Machin'", "literal"),
        ("(MachineID, MachineCode, Status)", "(MachineID, MachinCode, Status)", "SQL71501"),
        ("EXECUTE dbo.usp_Find", "EXECUTE dbo.usp_Fnd", "SQL71502"),
        ("@ExpectedErrorNumber", "@ExpectedNumber", "execute"),
        ("tSQLt.AssertEquals ", "tSQLt.AssertEqual ", "SQL71502"),
        ("@Expected = 7, ", "", "execute"),
        ("N'test_usp_FindMachine'", "N'test_usp_FindMachin'", "SQL71501"),
        ("VALUES (7, N'seven', 'IDLE')", "VALUES (7, N'seven')", "column-count"),
    ],
)
def test_slip_in_a_test(linter: Linter, old: str, new: str, rule: str) -> None:
    assert old in TESTS
    findings = linter.lint({**TESTED, PATH: TESTS.replace(old, new, 1)})
    assert (PATH, rule) in {(f.file, f.rule) for f in findings}, findings


def test_run_script_reads_every_test(linter: Linter) -> None:
    files = {**TESTED, "tests/tsqlt/run.sql": RUN.replace(":r tests/tsqlt/test_usp_FindMachine.sql\n", "")}
    assert [(f.file, f.rule) for f in linter.lint(files)] == [(PATH, "manifest")]
