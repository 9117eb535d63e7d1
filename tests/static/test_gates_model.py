"""The gates on Microsoft's parser and model: each must see its kind of slip, and name the place."""

from __future__ import annotations

import pytest
from gates.client import Linter
from samples import PROJECT, broken

WRITER = "procs/dbo.usp_WriteReadings.sql"
TABLES = "database/schema/0001_machines.sql"
UPGRADE = "database/schema/0002_notes.sql"


def test_good_project_has_no_finding(linter: Linter) -> None:
    assert linter.lint(PROJECT) == []


def test_worker_answers_as_a_new_one_would(linter: Linter) -> None:
    """What a model kept from lint to lint says does not depend on what it held before."""
    slip = broken(WRITER, "dbo.Machine AS m", "dbo.Machin AS m")
    linter.lint(broken(TABLES, "MachineCode", "MachinKode"))
    kept = linter.lint(slip)
    with Linter() as new:
        assert new.lint(slip) == kept
    assert linter.lint(PROJECT) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "seen"),
    [
        pytest.param(
            WRITER, "m.MachineID = @MachineID", "m.MachinID = @MachineID", "MachinID", id="column of a table"
        ),
        pytest.param(WRITER, "s.TakenAt IS NOT", "s.TakeAt IS NOT", "TakeAt", id="column of a TVP"),
        pytest.param(WRITER, "r.Note\n", "r.Nota\n", "Nota", id="column of a TVP in the source of a MERGE"),
        pytest.param(WRITER, "c.Action = ", "c.Acton = ", "Acton", id="column of a table variable"),
        pytest.param(
            WRITER, "@Changed (TakenAt, A", "@Changed (TokenAt, A", "TokenAt", id="column behind OUTPUT INTO"
        ),
        pytest.param(WRITER, "k.KeptAt", "k.KepAt", "KepAt", id="column of a temporary table"),
        pytest.param(
            WRITER,
            "#Kept (KeptAt)",
            "#Kept (KepAt)",
            "KepAt",
            id="column of an INSERT into a temporary table",
        ),
        pytest.param(WRITER, "Value = s.Value", "Valeu = s.Value", "Valeu", id="column set by a MERGE"),
        pytest.param(WRITER, "Value = s.Value", "Value = s.Valeu", "Valeu", id="column of a MERGE's source"),
        pytest.param(WRITER, "t.TakenAt = s", "t.TokenAt = s", "TokenAt", id="column in a MERGE's ON"),
        pytest.param(
            WRITER, "INSERT (MachineID,", "INSERT (MachinID,", "MachinID", id="column inserted by a MERGE"
        ),
        pytest.param(WRITER, "inserted.TakenAt", "inserted.TokenAt", "TokenAt", id="column of inserted"),
        pytest.param(WRITER, "SET m.Status", "SET m.Statsu", "Statsu", id="column set by an UPDATE"),
        pytest.param(WRITER, "f.TakenAt", "f.TokenAt", "TokenAt", id="column of a table function"),
        pytest.param(WRITER, "dbo.Machine AS m", "dbo.Machin AS m", "Machin", id="table"),
        pytest.param(WRITER, "dbo.Machine AS m", "dbo.machine AS m", "machine", id="case of a table"),
        pytest.param(WRITER, "MERGE dbo.Reading AS", "MERGE dbo.Readin AS", "Readin", id="target of a MERGE"),
        pytest.param(WRITER, "dbo.Reading_TVP", "dbo.Reading_TV", "Reading_TV", id="type of a TVP"),
        pytest.param(WRITER, "nvarchar(60)", "nvarchr(60)", "nvarchr", id="type of a parameter"),
        pytest.param(WRITER, "@MachineID       int", "@MachineID       itn", "itn", id="type of a variable"),
        pytest.param(WRITER, "EXECUTE dbo.usp_Find", "EXECUTE dbo.usp_Fnd", "usp_Fnd", id="procedure"),
        pytest.param(WRITER, "dbo.ufn_Since", "dbo.ufn_Sinc", "ufn_Sinc", id="table function"),
        pytest.param(WRITER, "@MachineID, DATEADD", "@MachinID, DATEADD", "@MachinID", id="variable"),
        pytest.param(
            "procs/dbo.usp_FindMachine.sql", "dbo.Machine AS m", "dbo.Machin AS m", "Machin", id="reader"
        ),
        pytest.param(
            "database/views/dbo.Machine_Latest.sql", "q.Value", "q.Valu", "Valu", id="column in a view"
        ),
        pytest.param(
            "database/functions/dbo.ufn_Since.sql", "r.Value", "r.Valu", "Valu", id="column in a function"
        ),
        pytest.param(
            "types/dbo.Reading_TVP.sql", "CLUSTERED (TakenAt)", "CLUSTERED (Taken)", "Taken", id="type index"
        ),
        pytest.param(
            "types/dbo.Reading_TVP.sql", "datetime2(7)", "datetim2(7)", "datetim2", id="type in a type"
        ),
        pytest.param(
            TABLES, "REFERENCES dbo.Machine", "REFERENCES dbo.Machin", "Machin", id="table of a foreign key"
        ),
        pytest.param(
            TABLES, "dbo.Machine (MachineID)", "dbo.Machine (MachinID)", "MachinID", id="column of a key"
        ),
        pytest.param(TABLES, "CHECK (Status", "CHECK (Statu", "Statu", id="column of a CHECK"),
        pytest.param(TABLES, "(Value * 2)", "(Valu * 2)", "Valu", id="column of a computed column"),
        pytest.param(
            TABLES, "NONCLUSTERED (TakenAt)", "NONCLUSTERED (Taken)", "Taken", id="column of an index"
        ),
        pytest.param(UPGRADE, "LEN(Note)", "LEN(Nota)", "Nota", id="column of a constraint added later"),
        pytest.param(
            UPGRADE, "INCLUDE (Note)", "INCLUDE (Nota)", "Nota", id="column of an index added later"
        ),
        pytest.param(UPGRADE, "sys.indexes", "sys.indices", "sys", id="catalogue view"),
        pytest.param(UPGRADE, "i.name", "i.nam", "nam", id="column of a catalogue view"),
        pytest.param(
            "database/security/grants.sql", "OBJECT::dbo.usp_F", "OBJECT::dbo.usp_X", "usp_X", id="GRANT on"
        ),
        pytest.param(
            "database/security/grants.sql", "TYPE::dbo.R", "TYPE::dbo.X", "Xeading", id="GRANT on a type"
        ),
        pytest.param(
            "database/deploy/commit.sql", "d.StartedAt", "d.StartAt", "StartAt", id="table of another script"
        ),
        pytest.param("database/deploy/commit.sql", "m.MachineCode", "m.Code", "Code", id="column in a batch"),
    ],
)
def test_unresolved_name(linter: Linter, path: str, old: str, new: str, seen: str) -> None:
    text = broken(path, old, new)
    line = text[path][: PROJECT[path].index(old)].count("\n") + 1
    findings = [f for f in linter.lint(text) if f.file == path and seen in f.message]
    assert any(f.rule.startswith("SQL71") or f.rule.startswith("SQL70") for f in findings), findings
    assert {f.line for f in findings} & {line, line + 1}
