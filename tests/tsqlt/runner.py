"""Runs the tSQLt tests of this folder on the embedded engine: finds them, calls `tSQLt.Run`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import tsql_pg

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path("tests/tsqlt")
STAND_IN = FOLDER / "standin" / "tSQLt.sql"
INCLUDED = re.compile(r"^:r (\S+)$", re.MULTILINE)
TEST = re.compile(r"^CREATE PROCEDURE (test_\w+)\.\[(test [^\]]+)\]$", re.MULTILINE)


@dataclass(frozen=True)
class Case:
    """One test procedure: its class, which is a schema, and its name, which is a sentence."""

    test_class: str
    sentence: str

    @property
    def name(self) -> str:
        """The name that `tSQLt.Run` takes."""
        return f"{self.test_class}.[{self.sentence}]"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Outcome:
    """What became of a test: `result` is Success, Failure or Error."""

    result: str
    message: str


def scripts() -> list[Path]:
    """The scripts that run.sql reads, in its order, relative to the project's root."""
    return [Path(path) for path in INCLUDED.findall((ROOT / FOLDER / "run.sql").read_text())]


def cases(paths: Iterable[Path] | None = None) -> list[Case]:
    """The test procedures of the given scripts, or of all."""
    return [
        Case(test_class, sentence)
        for path in (scripts() if paths is None else paths)
        for test_class, sentence in TEST.findall((ROOT / path).read_text())
    ]


def load(connection: tsql_pg.Connection, script: Path) -> None:
    """Run a script of this folder. SqlError: the first batch that fails."""
    for result in connection.sqlcmd(script, root=ROOT):
        assert not result.result_sets, script


def run(connection: tsql_pg.Connection, case: Case) -> Outcome:
    """Run one test procedure, rolled back or cleaned up after."""
    connection.call("tSQLt.Run", TestName=case.name)
    last = "SELECT TOP (1) r.Result, r.Msg FROM tSQLt.TestResult AS r ORDER BY r.Id DESC;"
    return Outcome(*connection.execute(last).rows[0])
