"""The queries of the dashboards, held to Microsoft's parser and to the schema as the scripts are."""

from __future__ import annotations

import re
from pathlib import Path

from gates.client import Linter
from gates.sources import read_files

FOLDER = "procs/dashboards/"
MACROS = ((r"\$__timeFilter\(([\w.]+)\)", r"\1 >= '2026-01-01'"), (r"\$\{\w+:sqlstring\}", "N'X'"))


def as_procedure(path: Path) -> tuple[str, str]:
    """A query as the body of a procedure, which is what the gates look at."""
    text = path.read_text(encoding="ascii")
    for macro, put in MACROS:
        text = re.sub(macro, put, text)
    name = f"dbo.usp_Show_{path.stem}"
    return f"{FOLDER}{name}.sql", f"CREATE OR ALTER PROCEDURE {name}\nAS\nBEGIN\n{text}END;\nGO\n"


def findings(linter: Linter, root: Path, queries: dict[str, str]) -> list[str]:
    """What the parser and the model say, and the rules of style; not the rules that are about procedures."""
    about_procedures = {"manifest", "header", "grant", "try", "set-options", "result-set"}
    found = linter.lint(read_files(root) | queries)
    return [str(f) for f in found if f.file.startswith(FOLDER) and f.rule not in about_procedures]


def test_every_query_parses_and_resolves(linter: Linter, root: Path) -> None:
    queries = dict(as_procedure(path) for path in (root / "dashboards" / "queries").glob("*.sql"))
    assert len(queries) > 20
    name, text = as_procedure(root / "dashboards" / "queries" / "machine_health.sql")
    typo = {
        name.replace("health", "typo"): text.replace("_health", "_typo").replace("HealthIndex", "HealthIndx")
    }
    found = findings(linter, root, queries | typo)
    assert [line for line in found if "_typo" not in line] == []
    assert any("HealthIndx" in line for line in found), "the gate sees them"
