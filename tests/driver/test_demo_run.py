"""`acm demo` as people start it: from an empty directory to the report, and once more."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

RUNS = "SELECT Outcome, COUNT(*) AS n FROM dbo.ACM_Runs GROUP BY Outcome"


def acm(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "acm", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, Any]]]:
    directory = tmp_path_factory.mktemp("demo")
    return directory, json.loads(acm(directory, "demo", "--json").stdout)


def test_every_fault_is_found_soon_after_its_onset(first: tuple[Path, list[dict[str, Any]]]) -> None:
    found = {record["EquipCode"]: record for record in first[1]}
    assert len(found) == 6
    for code, record in found.items():
        if code != "TEP_NORMAL":
            assert record["DelaySamples"] is not None, code
            assert 0 <= record["DelaySamples"] <= 60, code
            assert record["TopSensors"], code
    assert found["TEP_FAULT04"]["TopSensors"][0] == "Reactor cooling water valve"
    assert found["TEP_NORMAL"]["DelaySamples"] is None
    assert sum(record["FalseAlarms"] for record in found.values()) <= 3


def test_what_changed_is_told_in_units(first: tuple[Path, list[dict[str, Any]]]) -> None:
    episode = """
        SELECT c.Summary
        FROM dbo.ACM_Episodes_Current AS c
        INNER JOIN dbo.Equipment AS e ON e.EquipID = c.EquipID
        WHERE e.EquipCode = 'TEP_FAULT04' AND c.EndedAt IS NULL"""
    (told,) = json.loads(acm(first[0], "sql", episode, "--json").stdout)
    assert re.match(
        r"Reactor cooling water valve has been \S+ above the expected \S+ % since", told["Summary"]
    )


def test_every_window_was_worked_on_once(first: tuple[Path, list[dict[str, Any]]]) -> None:
    assert json.loads(acm(first[0], "sql", RUNS, "--json").stdout) == [{"Outcome": "OK", "n": 6 * 13}]


def test_the_report_lies_beside(first: tuple[Path, list[dict[str, Any]]]) -> None:
    page = (first[0] / "report.html").read_text(encoding="utf-8")
    assert len(re.findall(r'<section class="machine"', page)) == 6
    assert "Reactor cooling water valve says so" in page
    assert "http" not in page
    assert page.count("What it would have seen") == 1


def test_a_second_demo_finds_everything_done(first: tuple[Path, list[dict[str, Any]]]) -> None:
    directory, records = first
    again = acm(directory, "demo", "--json")
    assert "Everything is done already" in again.stderr
    kept = "SELECT COUNT(DISTINCT BacktestID) AS n FROM dbo.ACM_BacktestSummary"
    assert json.loads(acm(directory, "sql", kept, "--json").stdout) == [{"n": 1}]
    assert json.loads(again.stdout) == records
    assert json.loads(acm(directory, "sql", RUNS, "--json").stdout) == [{"Outcome": "OK", "n": 6 * 13}]
