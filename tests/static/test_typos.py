"""One slip at a time, in every kind of place of the project's own scripts: each must turn the lint red."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from gates.client import Linter
from gates.report import Finding
from gates.sources import FOLDERS, read_files

RUNS = "database/schema/0003_runs.sql"
RESULTS = "database/schema/0005_results.sql"
START = "procs/runs/dbo.usp_StartRun.sql"
FINALIZE = "procs/runs/dbo.usp_FinalizeRun.sql"
SCORES = "procs/results/dbo.usp_WriteScoresWide.sql"
HEALTH = "procs/results/dbo.usp_WriteHealthTimeline.sql"
EPISODES = "procs/results/dbo.usp_WriteEpisodes.sql"
LEASE = "procs/batches/dbo.usp_TakeNextLease.sql"
CONTRACT = "procs/operations/dbo.usp_CheckContract.sql"
HASH = "database/functions/dbo.ufn_Contract.sql"
LOAD = "procs/equipment/dbo.usp_BuildLoadProcedure.sql"
LATEST = "database/views/dbo.ACM_Latest.sql"
GRANTS = "database/security/grants.sql"


@dataclass(frozen=True)
class Typo:
    """Misspells what the group of `pattern` matches first in a script, or puts `instead` in its place."""

    place: str
    path: str
    pattern: str
    instead: str = ""

    def apply(self, text: str) -> str:
        """The script with the slip in it."""
        found = re.search(self.pattern, text)
        assert found, f"{self.path} has no place for: {self.place}"
        return text[: found.start(1)] + (self.instead or misspelled(found.group(1))) + text[found.end(1) :]


def misspelled(word: str) -> str:
    """The word without the letter in its middle."""
    middle = len(word) // 2
    return word[:middle] + word[middle + 1 :]


TYPOS = [
    # Names in procedures.
    Typo("table read", "procs/models/dbo.usp_GetModels.sql", r"FROM dbo\.(\w+)"),
    Typo("case of a table", START, r"FROM dbo\.(Equipment)\b", "equipment"),
    Typo("table inserted into", START, r"INSERT INTO dbo\.(ACM_Runs)"),
    Typo("column in a condition", START, r"WHERE r\.(RunID)"),
    Typo("column read", START, r"= r\.(Outcome)"),
    Typo("column inserted", START, r"INSERT INTO dbo\.ACM_Runs\s+\(\s+(\w+)"),
    Typo(
        "number of columns inserted",
        START,
        r"TriggerReason, DriverVersion(, LeaseToken)",
        ", LeaseToken, RefitRequested",
    ),
    Typo("procedure executed", FINALIZE, r"EXECUTE dbo\.(usp_LockLease)"),
    Typo("parameter by name", START, r"@(LeaseToken)\s+= @LeaseToken,"),
    Typo("parameter left out", FINALIZE, r"(@EquipID\s+= @EquipID,\s+)@LeaseToken", " "),
    Typo("parameter of a system procedure", "database/deploy/begin.sql", r"@(LockMode)"),
    Typo("OUTPUT of an input", FINALIZE, r"@LeaseToken = (@LeaseToken),", "@LeaseToken OUTPUT"),
    Typo("table type handed over", FINALIZE, r"@Rows = (@HealthTimeline),", "@ScoresWide"),
    Typo("type of a parameter", START, r"@RunID\s+(uniqueidentifier)"),
    Typo("type of a variable", START, r"@IsSame\s+(bit)"),
    Typo("table type", SCORES, r"dbo\.(ACM_Scores_Wide_TVP) READONLY"),
    Typo("variable", EPISODES, r"SET @(RowsInserted) ="),
    Typo("global variable", EPISODES, r"@@(ROWCOUNT)"),
    Typo("built-in function", EPISODES, r"(SYSUTCDATETIME)"),
    Typo("function newer than 2017", EPISODES, r"(COUNT\(\*\))", "GREATEST(1, 2)"),
    Typo("number of arguments", EPISODES, r"(XACT_STATE\(\))", "XACT_STATE(1)"),
    Typo("date part", LEASE, r"DATEADD\((SECOND)"),
    Typo("keyword", EPISODES, r"(WHEN) MATCHED"),
    Typo("value of a closed vocabulary", START, r"@Outcome <> '(RUNNING)'"),
    Typo("error number", FINALIZE, r"THROW (51005)", "51905"),
    Typo("procedure named in a text", EPISODES, r"N'dbo\.(usp_WriteEpisodes)'"),
    Typo("lock order", EPISODES, r"Lock order: (ACM_Runs)"),
    # Tables that only look like tables.
    Typo("TVP column in a subquery", EPISODES, r"WHERE s\.(EpisodeID)"),
    Typo("TVP column read", EPISODES, r"\br\.(PeakFusedZ)"),
    Typo("TVP column in a CAST", SCORES, r"CAST\(s\.(Timestamp)"),
    Typo("MERGE target", SCORES, r"MERGE dbo\.(ACM_Scores_Wide)"),
    Typo("MERGE condition", SCORES, r"ON t\.(EquipID)"),
    Typo("MERGE column set", HEALTH, r"UPDATE SET\s+(\w+)\s+="),
    Typo("MERGE source column", HEALTH, r"UPDATE SET\s+\w+\s+= s\.(\w+)"),
    Typo("MERGE column inserted", HEALTH, r"THEN\s+INSERT\s*\(\s*(\w+)"),
    Typo("MERGE number of values", SCORES, r"(s\.FusedZ\s+)\);", "s.FusedZ, 1"),
    Typo("column of a CTE", LEASE, r"Due\.(EquipID)"),
    Typo("column set through a CTE", LEASE, r"(LeaseExpiresAt) = DATEADD"),
    Typo("function read as a table", CONTRACT, r"FROM dbo\.(ufn_Contract)"),
    Typo("column of a table function", CONTRACT, r"f\.(Contract)\b"),
    Typo("arguments of a table function", CONTRACT, r"ufn_Contract\((@ProcedureName)\)", "@ProcedureName, 1"),
    Typo("catalogue view", HASH, r"sys\.(table_types)"),
    Typo("column of a catalogue view", HASH, r"c\.(max_length)"),
    # Text that a procedure puts together and runs.
    Typo("column in generated text", LOAD, r"\bt\.(EntryDateTime)"),
    Typo("procedure in generated text", LOAD, r"EXECUTE dbo\.(usp_WriteDataQualityEvents)"),
    Typo("parameter in generated text", LOAD, r"@(BatchLoadID) = @BatchLoadID"),
    Typo("keyword in generated text", LOAD, r"(MERGE) '"),
    # Views.
    Typo("column in a view", LATEST, r"\bt\.(HealthIndex)"),
    Typo("view in a view", LATEST, r"dbo\.(ACM_Episodes_Current)"),
    Typo("column of an OUTER APPLY", LATEST, r"\bo\.(SeverityLabel)"),
    # Tables and types.
    Typo("table of a foreign key", RUNS, r"REFERENCES dbo\.(\w+)"),
    Typo("column of a foreign key", RESULTS, r"REFERENCES dbo\.ACM_Runs \((\w+)"),
    Typo("column of a primary key", RUNS, r"PRIMARY KEY \w+ \((\w+)"),
    Typo("column of a CHECK", RUNS, r"CHECK \((Outcome)"),
    Typo("column of an index", RUNS, r"INDEX IX_\w+ NONCLUSTERED \((\w+)"),
    Typo("condition of an index", RUNS, r"WHERE (Outcome) ="),
    Typo("computed column", RUNS, r"DATEDIFF_BIG\(MILLISECOND, (StartedAt)"),
    Typo("type of a column", RESULTS, r"\s(datetime2)\("),
    Typo("constraint's name", RESULTS, r"CONSTRAINT PK_(\w+)"),
    Typo("guard of a table", RUNS, r"OBJECT_ID\(N'dbo\.(\w+)'"),
    Typo("table altered", RESULTS, r"ALTER TABLE dbo\.(\w+)"),
    Typo("type of a type's column", "types/dbo.ACM_Episodes_TVP.sql", r"\s(float)\s"),
    Typo("index of a type", "types/dbo.ACM_Episodes_TVP.sql", r"CLUSTERED \((\w+)"),
    Typo("guard of a type", "types/dbo.ACM_Episodes_TVP.sql", r"TYPE_ID\(N'dbo\.(\w+)'"),
    # Delivery.
    Typo("grant on a procedure", GRANTS, r"OBJECT::dbo\.(usp_StartRun)"),
    Typo("grant on a type", GRANTS, r"TYPE::dbo\.(\w+)"),
    Typo("grant to a role", GRANTS, r"TO (acm_driver)"),
    Typo("path in the manifest", "database/deploy.sql", r":r (procs/\S+)"),
    Typo("directive", "database/deploy.sql", r":(on) error exit"),
    Typo("table in a batch of the deploy", "database/deploy/commit.sql", r"dbo\.(ACM_SchemaVersion)"),
]


@pytest.fixture(scope="module")
def before(linter: Linter, root: Path) -> set[Finding]:
    return set(linter.lint_folder(root))


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of the project's scripts."""
    for folder in FOLDERS:
        if (root / folder).is_dir():
            shutil.copytree(root / folder, tmp_path / folder)
    (tmp_path / "docs").mkdir()
    shutil.copy(root / "docs" / "errors.md", tmp_path / "docs")
    return tmp_path


def test_scripts_are_green(before: set[Finding]) -> None:
    assert before == set(), "\n".join(map(str, sorted(before)))


def test_copy_is_as_good(linter: Linter, root: Path, copy: Path) -> None:
    assert read_files(copy) == read_files(root)


def test_there_are_enough_places() -> None:
    assert len({(typo.path, typo.pattern) for typo in TYPOS}) == len(TYPOS) >= 40


@pytest.mark.parametrize("typo", TYPOS, ids=lambda typo: typo.place)
def test_typo_is_found(linter: Linter, before: set[Finding], copy: Path, typo: Typo) -> None:
    script = copy / typo.path
    script.write_text(typo.apply(script.read_text("ascii")), "ascii")
    found = set(linter.lint_folder(copy)) - before
    assert any(finding.file == typo.path for finding in found), "\n".join(map(str, sorted(found)))
