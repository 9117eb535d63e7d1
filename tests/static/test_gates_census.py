"""Nothing may stay out of the model in silence: what the text declares is held against what arrived."""

from __future__ import annotations

import pytest
from gates import census
from gates.client import Linter
from gates.sources import Project, Source
from samples import PROJECT

DECLARED = {
    ("TABLE", "dbo.Machine"),
    ("TABLE", "dbo.Reading"),
    ("TYPE", "dbo.Reading_TVP"),
    ("FUNCTION", "dbo.ufn_Since"),
    ("VIEW", "dbo.Machine_Latest"),
    ("PROCEDURE", "dbo.usp_FindMachine"),
    ("PROCEDURE", "dbo.usp_WriteReadings"),
    ("ROLE", "acm_driver"),
    ("INDEX", "dbo.Reading.IX_Reading_Value"),
}


def test_what_the_text_declares() -> None:
    project = Project(PROJECT)
    found = {(word, name) for source in project for word, name, _ in census.declared_by_text(source)}
    assert found == DECLARED


def test_text_in_comments_strings_and_bodies_declares_nothing() -> None:
    text = """\
/* CREATE TABLE dbo.A (x int); /* CREATE VIEW dbo.B */ */ -- CREATE TABLE dbo.C
PRINT N'CREATE TABLE dbo.D (x int);';
CREATE TABLE #E (x int);
GO
CREATE OR ALTER PROCEDURE [dbo].[F] AS CREATE TABLE dbo.G (x int);
GO
CREATE UNIQUE CLUSTERED INDEX IX ON dbo.[H] (x);
"""
    found = [(word, name) for word, name, _ in census.declared_by_text(Source("x.sql", text))]
    assert found == [("PROCEDURE", "dbo.F"), ("INDEX", "dbo.H.IX")]


@pytest.mark.parametrize("lost", sorted(DECLARED))
def test_fewer_objects_in_the_model_than_in_the_files(lost: tuple[str, str]) -> None:
    held = {(census.COUNTED[word][0], name) for word, name in DECLARED - {lost}}
    [finding] = census.check(Project(PROJECT), held, ())
    assert finding.object == lost[1]
    assert "did not reach the model" in finding.message


def test_script_that_does_not_parse_is_missed_too(linter: Linter) -> None:
    path = "procs/dbo.usp_FindMachine.sql"
    findings = linter.lint({**PROJECT, path: PROJECT[path].replace("BEGIN TRY", "BEGIN TYR")})
    rules = {finding.rule for finding in findings if finding.file == path}
    assert "model" in rules
    assert any(rule.startswith("SQL46") for rule in rules)


def test_same_object_twice(linter: Linter) -> None:
    files = {**PROJECT, "database/schema/0003_again.sql": PROJECT["database/schema/0001_machines.sql"]}
    again = [f for f in linter.lint(files) if f.rule == "model"]
    assert [f.object for f in again] == ["dbo.Machine", "dbo.Reading"]


def test_final_state_after_alter_and_drop(linter: Linter) -> None:
    """A column that a later script adds can be used; one that it drops cannot."""
    manifest = PROJECT["database/deploy.sql"]
    later = "/* Later. */\nALTER TABLE dbo.Reading ADD Unit nvarchar(10) NULL;\nGO\n"
    use = "SELECT r.Unit\nFROM dbo.Reading AS r;\nGO\n"
    files = {
        **PROJECT,
        "database/deploy.sql": manifest + ":r database/schema/0003_unit.sql\n",
        "database/schema/0003_unit.sql": later + use,
    }
    assert linter.lint(files) == []
    files["database/schema/0003_unit.sql"] += "ALTER TABLE dbo.Reading DROP COLUMN Unit;\nGO\n"
    assert [(f.line, f.rule) for f in linter.lint(files)] == [(4, "SQL71501")]
    files["database/schema/0003_unit.sql"] = (
        later + "ALTER TABLE dbo.Reading ALTER COLUMN Unti int NULL;\nGO\n"
    )
    assert [(f.line, f.rule) for f in linter.lint(files)] == [(4, "target")]
    files["database/schema/0003_unit.sql"] = later.replace("dbo.Reading", "dbo.Readin")
    assert [(f.line, f.rule) for f in linter.lint(files)] == [(2, "target")]


def test_dropped_table_need_not_be_in_the_model(linter: Linter) -> None:
    manifest = PROJECT["database/deploy.sql"]
    script = "/* Gone. */\nCREATE TABLE dbo.Old (A int NOT NULL);\nGO\nDROP TABLE dbo.Old;\nGO\n"
    files = {
        **PROJECT,
        "database/deploy.sql": manifest + ":r database/schema/0003_old.sql\n",
        "database/schema/0003_old.sql": script,
    }
    assert linter.lint(files) == []


def test_drop_script_is_complete(linter: Linter) -> None:
    path = "database/drop.sql"
    slip = {**PROJECT, path: PROJECT[path].replace("dbo.usp_WriteReadings, ", "")}
    assert [(f.object, f.rule) for f in linter.lint(slip)] == [("dbo.usp_WriteReadings", "target")]
    slip = {**PROJECT, path: PROJECT[path].replace("dbo.Machine_Latest", "dbo.Machine_Newest")}
    assert {f.rule for f in linter.lint(slip) if f.file == path} == {"target"}


STORAGE = """\
/* Months of readings. */
IF NOT EXISTS (SELECT 1 FROM sys.partition_functions AS f WHERE f.name = N'PF_Month')
    CREATE PARTITION FUNCTION PF_Month (datetime2(3)) AS RANGE RIGHT FOR VALUES ('2024-01-01');
GO
IF NOT EXISTS (SELECT 1 FROM sys.partition_schemes AS s WHERE s.name = N'PS_Month')
    CREATE PARTITION SCHEME PS_Month AS PARTITION PF_Month ALL TO ([PRIMARY]);
GO
CREATE UNIQUE CLUSTERED INDEX PK_Reading ON dbo.Reading (MachineID, TakenAt)
    WITH (DROP_EXISTING = ON, DATA_COMPRESSION = PAGE) ON PS_Month (TakenAt);
GO
ALTER PARTITION SCHEME PS_Month NEXT USED [PRIMARY];
ALTER PARTITION FUNCTION PF_Month() SPLIT RANGE ('2024-02-01');
GO
"""


def test_script_outside_of_the_manifest(linter: Linter) -> None:
    """What moves a declared index is no second declaration; its names are looked up all the same."""
    path = "database/storage/partitions.sql"
    assert linter.lint({**PROJECT, path: STORAGE}) == []
    for name in ("PARTITION PF_Month ALL", "SCHEME PS_Month NEXT", "FUNCTION PF_Month() SPLIT"):
        slip = STORAGE.replace(name, name.replace("_Month", "_Mnth"))
        assert {f.file for f in linter.lint({**PROJECT, path: slip})} == {path}, name
    slip = STORAGE.replace("(MachineID, TakenAt)\n", "(MachinID, TakenAt)\n")
    assert {f.file for f in linter.lint({**PROJECT, path: slip})} == {path}
