"""Every tSQLt test procedure is a case of pytest, run through the stand-in on the embedded engine."""

from __future__ import annotations

import re

import pytest
import tsql_pg

from .runner import FOLDER, ROOT, Case, cases, run, scripts

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_procedure(db: tsql_pg.Connection, case: Case) -> None:
    outcome = run(db, case)
    assert outcome.result == "Success", outcome.message
    assert not db.in_transaction


def test_every_script_is_run_and_every_test_found() -> None:
    found = sorted(path.relative_to(ROOT) for path in (ROOT / FOLDER).glob("*.sql"))
    assert sorted(scripts()) == [path for path in found if path.name != "run.sql"]
    declared = sum(
        len(re.findall(r"\.\[test ", line))
        for path in scripts()
        for line in (ROOT / path).read_text().splitlines()
        if line.startswith("CREATE")
    )
    assert len(CASES) == len(set(CASES)) == declared


def test_there_are_as_many_as_promised() -> None:
    assert len(CASES) >= 120
    assert len({case.test_class for case in CASES}) >= 25
