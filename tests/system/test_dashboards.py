"""The queries of the dashboards, run as a reader on a machine in alarm, with what Grafana would put in."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from acm.database import Database, Rows, connect
from acm.equipment import find
from acm.runs import Plan, run

from .conftest import Command, copied, readings
from .forks import ROOT
from .machines import trained
from .test_roles import session_of, user_in

FOLDER = ROOT / "dashboards"
QUERIES = sorted((FOLDER / "queries").glob("*.sql"))
FILTER = re.compile(r"\$__timeFilter\(([\w.]+)\)")
MACRO = re.compile(r"\$\{?\w+")
CODE, SENSOR = "DASHBOARD", "bearing"
EMPTY = {"operations_audit", "operations_parked", "alert_loads", "machine_events"}
"""What a machine in order has no rows for; they must run all the same."""


def filled(text: str) -> str:
    """A query as Grafana sends it: its macros replaced."""
    text = FILTER.sub(r"\1 BETWEEN '2020-01-01T00:00:00Z' AND '2099-01-01T00:00:00Z'", text)
    text = text.replace("${machine:sqlstring}", f"'{CODE}'").replace("${sensor:sqlstring}", f"'{SENSOR}'")
    assert not MACRO.search(text), MACRO.findall(text)
    return text


@pytest.fixture(scope="module")
def reader(command: Command, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A session that may only read: a machine in alarm with a back-test, and one whose runs fail."""
    dsn = copied(template, tmp_path_factory.mktemp("dashboards") / "db")
    with connect(dsn) as owner:
        frame = readings(1000)
        frame.iloc[760:, 3] = 75.0 + 0.1 * np.arange(240)
        trained(owner, CODE, frame)
        run(owner, Plan((CODE,)))
        sick = trained(owner, f"F{uuid.uuid4().hex[:6].upper()}", readings(700))
        owner.query(
            "DELETE m FROM dbo.ModelRegistry AS m WHERE m.EquipID = ? AND m.ModelType <> 'scaler'",
            (sick.equip_id,),
        )
        assert {report.outcome for report in run(owner, Plan((sick.code,)))} == {"FAIL"}
        assert find(owner, CODE).active_version == 1
    done = command(dsn, "backtest", "--equip", CODE, "--faults", "1", "--sizes", "6", "--kinds", "step",
                   "--fault-rows", "20")  # fmt: skip
    assert done.code == 0, done.err
    with session_of(dsn, user_in(dsn, "acm_reader")) as db:
        yield db


@pytest.fixture(scope="module")
def answers(reader: Database) -> dict[str, Rows]:
    return {path.stem: reader.query(filled(path.read_text(encoding="ascii")))[-1] for path in QUERIES}


def test_every_query_shows_rows(answers: dict[str, Rows]) -> None:
    assert {name for name, rows in answers.items() if not rows.rows} <= EMPTY


def test_the_fleet_is_led_by_the_machine_in_alarm(answers: dict[str, Rows]) -> None:
    first, second = answers["fleet_machines"].dicts()
    assert (first["Machine"], first["Status"], second["Machine"][0]) == (CODE, "ALERT", "F")
    assert first["Sensor"] == SENSOR
    assert SENSOR in str(first["What changed"])
    (counts,) = answers["fleet_counts"].dicts()
    assert (counts["Machines"], counts["In alarm"], counts["Not scored yet"]) == (2, 1, 1)
    assert [row["Machine"] for row in answers["alert_machines"].dicts()] == [CODE]
    assert {(r["Machine"][0], r["Status"]) for r in answers["alert_workers"].dicts()} == {("F", "FAILING")}
    assert answers["sensors"].rows[0] == (SENSOR,)
    assert answers["machine_culprits"].rows[0][0] == SENSOR
    assert {row["Stage"] for row in answers["operations_failures"].dicts()} == {"SCORE"}


def panels() -> dict[str, dict[str, Any]]:
    """Each panel of each dashboard, by dashboard and title."""
    found = {}
    for path in FOLDER.glob("*.json"):
        for panel in json.loads(path.read_text())["panels"]:
            found[f"{path.stem}: {panel['title']}"] = panel
    return found


def query_of(panel: dict[str, Any]) -> str:
    (stem,) = (path.stem for path in QUERIES if path.read_text().strip() == panel["targets"][0]["rawSql"])
    return stem


def test_curves_have_a_time_and_numbers(answers: dict[str, Rows]) -> None:
    drawn = {name: panel for name, panel in panels().items() if panel["type"] == "timeseries"}
    assert len(drawn) >= 8
    for name, panel in drawn.items():
        rows = answers[query_of(panel)]
        time, *others = rows.columns
        assert time == "time", name
        times = [row[0] for row in rows.rows]
        assert all(isinstance(moment, datetime) for moment in times), name
        assert times == sorted(times), name
        text = {"metric"} & set(others)
        assert not text or others == ["metric", "value"], name
        for row in rows.dicts():
            numbers = [row[column] for column in others if column not in text]
            assert all(number is None or isinstance(number, int | float) for number in numbers), (name, row)


def test_columns_that_a_panel_dresses_are_there(answers: dict[str, Rows]) -> None:
    for name, panel in panels().items():
        dressed = {rule["matcher"]["options"] for rule in panel["fieldConfig"]["overrides"]}
        assert dressed <= set(answers[query_of(panel)].columns), name


def test_panels_do_not_overlap() -> None:
    for path in FOLDER.glob("*.json"):
        taken: dict[tuple[int, int], str] = {}
        for panel in json.loads(path.read_text())["panels"]:
            place = panel["gridPos"]
            assert place["x"] + place["w"] <= 24, (path.name, panel["title"])
            for cell in np.ndindex(place["w"], place["h"]):
                at = (place["x"] + cell[0], place["y"] + cell[1])
                assert at not in taken, (path.name, panel["title"], taken[at])
                taken[at] = panel["title"]


def test_alerts_have_one_number_and_labels(answers: dict[str, Rows]) -> None:
    rules = json.loads((FOLDER / "provisioning" / "alerting" / "acm.json").read_text())["groups"][0]["rules"]
    assert len(rules) == 3
    for rule in rules:
        rows = answers[query_of({"targets": [rule["data"][0]["model"]]})]
        *labels, number = rows.columns
        for row in rows.rows:
            assert isinstance(row[-1], int | float), (rule["title"], number)
            assert all(isinstance(value, str) for value in row[:-1]), (rule["title"], labels)
        used = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
        assert used <= set(labels), rule["title"]


def test_the_files_are_what_the_queries_say() -> None:
    check = [sys.executable, str(FOLDER / "generate.py"), "--check"]
    done = subprocess.run(check, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    used = {query_of(panel) for panel in panels().values()}
    text = "".join(path.read_text() for path in FOLDER.rglob("*.json"))
    for path in QUERIES:
        assert path.stem in used or json.dumps(path.read_text().strip())[1:-1] in text, (
            f"{path.name} is shown nowhere"
        )
