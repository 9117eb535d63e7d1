"""What the documents name exists, what is generated is fresh, and the shown commands are accepted."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from acm.cli.app import app
from typer.main import get_command

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "embedded").glob("*.md"))
)
FOLDERS = ("database", "types", "procs", "driver", "embedded", "tests", "docs", "benchmarks", "dashboards")
PLACES = tuple(f"{folder}/" for folder in FOLDERS)


def text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def named_places(document: str) -> list[str]:
    """Paths of this repository in back quotes or as targets of links."""
    quoted = re.findall(r"`([^`\s]+)`", text(document))
    links = re.findall(r"\]\(([^)#\s]+)\)", text(document))
    return [name for name in quoted if name.startswith(PLACES)] + [
        link for link in links if "://" not in link
    ]


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing(document: str, name: str) -> str | None:
    """Why a named place does not exist, None when it does. Patterns with *, … or NNNN are left out."""
    if any(mark in name for mark in ("*", "…", "NNNN", "<")):
        return None
    path, _, test = name.partition("::")
    found = [base / path for base in (ROOT, (ROOT / document).parent) if (base / path).exists()]
    if not found:
        return f"{document} names {path}, which does not exist"
    if test and test not in functions(found[0]):
        return f"{document} names {test}, which {path} does not define"
    return None


@pytest.mark.parametrize("document", DOCUMENTS)
def test_named_files_and_tests_exist(document: str) -> None:
    assert [why for name in named_places(document) if (why := missing(document, name))] == []


def test_a_missing_file_and_a_missing_test_are_found() -> None:
    assert missing("README.md", "tests/static/no_such_file.py")
    assert missing("README.md", "tests/static/test_documents.py::test_no_such_test")
    assert missing("README.md", "tests/static/test_documents.py::test_named_files_and_tests_exist") is None


def test_every_requirement_names_a_file() -> None:
    rows = [line for line in text("docs/requirements.md").splitlines() if line.startswith("| ")]
    demands = [row for row in rows if not row.startswith(("| demand", "|---"))]
    assert demands
    assert [row for row in demands if "`" not in row.split("|")[2]] == []


def test_the_schema_page_is_fresh() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate_schema.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def shown_commands(document: str) -> list[str]:
    """Indented or fenced lines that call acm, without their comments."""
    lines = re.findall(r"^(?: {4}|```\w*\n)?(acm [a-z].*)$", text(document), flags=re.MULTILINE)
    return [line.split("  #")[0].strip() for line in lines if not line.startswith("acm is ")]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_shown_commands_are_accepted(document: str) -> None:
    """Each shown command line names a command and options that the program has."""
    command = get_command(app)
    for line in shown_commands(document):
        words = shlex.split(line.replace("…", "X").replace("[", "").replace("]", ""))[1:]
        found = command
        while words and hasattr(found, "commands") and words[0] in found.commands:
            found = found.commands[words.pop(0)]
        assert found is not command, f"{document}: {line}: no such command"
        known = {"--help"}
        for parameter in found.params:
            known.update(parameter.opts, parameter.secondary_opts)
        unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in known]
        assert unknown == [], f"{document}: {line}"
