"""Files brought in by the command line, and what the audit says of them."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from acm.database import Database, Dsn, connect
from acm.equipment import Tag, find, register
from acm.ingest import Options, Verdict, check_load, check_unchecked, ingest_file, load_frame

from .conftest import Acm, Command, Ended, readings

MINUTE = "WHERE t.EntryDateTime = '2026-03-01T00:20:00'"
FILE = """time,flow,temp
2026-03-01 00:02,1,5
2026-03-01 00:00,bad,5
2026-03-01 00:01,2.5,
no time,9,9
2026-03-01 00:02,,7
2026-03-01 00:03,,
"""


def change(db: Database, code: str, statement: str) -> None:
    """What somebody does to the readings behind everybody's back."""
    db.query(statement.format(f"dbo.[{code}_Data] AS t"))


def brought_in(db: Database, code: str, directory: Path, name: str, frame: pd.DataFrame) -> list[Verdict]:
    """The verdicts on a file as it is loaded."""
    frame.to_csv(directory / name, index_label="time")
    return list(ingest_file(db, code, directory / name, Options(create=True)).verdicts)


def again(db: Database, verdicts: list[Verdict]) -> list[dict[str, str | None]]:
    """What is not PASSED, load by load, when loads are checked once more."""
    checked = [check_load(db, verdict.load, verdict.equip_id) for verdict in verdicts]
    return [
        {figure: status for figure, status in verdict.statuses.items() if status != "PASSED"}
        for verdict in checked
    ]


def failed(ended: Ended) -> dict[str, Any]:
    """The one load that a command says has FAILED."""
    assert ended.code == 1, ended.out
    (record,) = ended.records()
    assert record["Verdict"] == "FAILED"
    return record


def test_a_file_is_checked_as_it_is_loaded(acm: Acm, db: Database, tmp_path: Path, code: str) -> None:
    (tmp_path / "in.csv").write_text(FILE, encoding="utf-8")
    ended = acm("ingest", tmp_path / "in.csv", "--equip", code, "--create", "--json")
    assert ended.code == 0, ended.err
    (record,) = ended.records()
    assert record["Verdict"] == "PASSED"
    nothing = acm("audit", "--equip", code)
    assert (nothing.code, nothing.out) == (0, "no load to check\n")
    assert acm("audit", "--equip", code, "--json").records() == []
    (verdict,) = acm("audit", "--equip", code, "--all", "--json").records()
    assert [verdict["BatchLoadID"]] == record["BatchLoadIDs"]
    figures = ("SourceName", "SourceRows", "RejectedRows", "DuplicateRows", "KeptRows", "StoredRows")
    assert [verdict[name] for name in figures] == ["in.csv", 6, 1, 1, 4, 4]
    assert (verdict["ValueCount"], verdict["StoredValueCount"], verdict["ValueSum"]) == (4, 4, 15.5)
    assert (verdict["FirstAt"], verdict["LastAt"]) == ("2026-03-01T00:00:00", "2026-03-01T00:03:00")
    assert set(verdict["Figures"].values()) == {"PASSED"}
    assert verdict["Verdict"] == "PASSED"
    shown = acm("audit", "--equip", code, "--all")
    assert shown.code == 0
    assert {code, record["BatchLoadIDs"][0], "in.csv", "PASSED"} <= set(shown.out.split())


@pytest.mark.parametrize(
    ("statement", "figures"),
    [
        (f"DELETE t FROM {{}} {MINUTE}", {"row_count": (100, 99), "value_count": (600, 594)}),
        (f"UPDATE t SET t.flow = t.flow + 0.0000001 FROM {{}} {MINUTE}", {}),
    ],
)
def test_what_is_changed_behind_our_back_is_found_and_mended_by_the_same_file(
    acm: Acm,
    db: Database,
    tmp_path: Path,
    code: str,
    statement: str,
    figures: dict[str, tuple[int, int]],
) -> None:
    file = tmp_path / "in.csv"
    readings(100).to_csv(file)
    (loaded,) = acm("ingest", file, "--equip", code, "--create", "--json").records()
    (load,) = loaded["BatchLoadIDs"]
    change(db, code, statement)
    record = failed(acm("audit", "--batch", load, "--json"))
    assert record["BatchLoadID"] == load
    sides = {"row_count": ("KeptRows", "StoredRows"), "value_count": ("ValueCount", "StoredValueCount")}
    assert {name for name, status in record["Figures"].items() if status == "FAILED"} == {
        *figures,
        "value_sum",
    }
    for figure, numbers in figures.items():
        assert tuple(record[side] for side in sides[figure]) == numbers
    assert record["ValueSum"] != record["StoredValueSum"]
    shown = acm("audit", "--batch", load, "--equip", code)
    assert shown.code == 1
    for figure, (delivered, stored) in figures.items():
        assert f"{figure}: {delivered} delivered, {stored} stored" in shown.out
    assert f"value_sum: {record['ValueSum']!r} delivered, {record['StoredValueSum']!r} stored" in shown.out
    (mended,) = acm("ingest", file, "--equip", code, "--json").records()
    assert (mended["Verdict"], mended["BatchLoadIDs"]) == ("PASSED", [load])


def test_a_load_that_is_not_stored_as_it_came_is_told_at_once(
    acm: Acm, db: Database, tmp_path: Path, code: str
) -> None:
    register(db, code, [Tag(str(name)) for name in readings(1).columns])
    db.query(f"ALTER TABLE dbo.[{code}_Data] ALTER COLUMN flow real NULL")
    readings(100).to_csv(tmp_path / "in.csv")
    ended = acm("ingest", tmp_path / "in.csv", "--equip", code, "--json")
    record = failed(ended)
    assert f"in.csv -> {code}, load {record['BatchLoadIDs'][0]} FAILED: value_sum: " in ended.err


def test_loads_of_other_programs_are_checked_once(acm: Acm, db: Database, tmp_path: Path, code: str) -> None:
    register(db, code, [Tag(str(name)) for name in readings(1).columns])
    equipment = find(db, code)
    for name, rows in (("one", slice(0, 50)), ("two", slice(50, 100))):
        load_frame(db, equipment, readings(100).iloc[rows], name)
    change(db, code, f"DELETE t FROM {{}} {MINUTE}")
    ended = acm("audit", "--equip", code, "--json")
    assert ended.code == 1
    assert [(r["SourceName"], r["Verdict"]) for r in ended.records()] == [
        ("one", "FAILED"),
        ("two", "PASSED"),
    ]
    assert (acm("audit", "--equip", code).code, acm("audit", "--equip", code, "--all").code) == (0, 1)


def test_a_check_that_breaks_off_is_told_after_the_verdicts_before_it(
    command: Command, fresh: Dsn, code: str
) -> None:
    with connect(fresh) as db:
        for machine in ("A", "B"):
            register(db, machine, [Tag(str(name)) for name in readings(1).columns])
            load_frame(db, find(db, machine), readings(100), "one")
        db.query("DROP PROCEDURE dbo.[B_Audit]")
        ended = command(fresh, "audit", "--json")
        assert (ended.code, [record["EquipCode"] for record in ended.records()]) == (1, ["A"])
        assert "B_Audit" in ended.err
        listed = command(fresh, "audit", "--all", "--json")
        assert [record["Verdict"] for record in listed.records()] == ["PASSED", None]
        assert listed.code == 0
        assert "not checked" in command(fresh, "audit", "--all").out


def test_wrong_use(acm: Acm, code: str) -> None:
    load = "55555555-5555-5555-5555-555555555555"
    for words, number, named in (
        (("--batch", "nonsense"), 2, "nonsense"),
        (("--batch", load, "--all"), 2, "--all"),
        (("--batch", load), 1, "51042"),
        (("--equip", code), 1, "51008"),
    ):
        ended = acm("audit", *words)
        assert ended.code == number
        assert named in ended.err


def test_the_same_file_again(
    db: Database, tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acm.ingest.load.LOAD_ROWS", 40)
    first = brought_in(db, code, tmp_path, "a.csv", readings(100))
    assert [verdict.sides["row_count"][0] for verdict in first] == [40, 40, 20]
    second = brought_in(db, code, tmp_path, "renamed.csv", readings(100))
    assert [verdict.load for verdict in second] == [verdict.load for verdict in first]
    assert again(db, first) == [{}, {}, {}]


def test_a_corrected_file(db: Database, tmp_path: Path, code: str) -> None:
    """The last load answers for what is stored, also for the rows that it left as they were."""
    frame = readings(100)
    before = brought_in(db, code, tmp_path, "a.csv", frame)
    frame.iloc[10:13, 0] += 5
    after = brought_in(db, code, tmp_path, "a.csv", frame)
    assert again(db, before + after) == [{"value_sum": "SKIPPED"}, {}]
    change(db, code, f"UPDATE t SET t.flow = t.flow + 1 FROM {{}} {MINUTE}")
    assert again(db, before + after) == [{"value_sum": "SKIPPED"}, {"value_sum": "FAILED"}]
    back = brought_in(db, code, tmp_path, "a.csv", readings(100))
    assert [verdict.load for verdict in back] == [verdict.load for verdict in before]
    assert again(db, before + after) == [{}, {"value_sum": "SKIPPED"}]


def test_a_corrected_file_with_cells_left_out(db: Database, tmp_path: Path, code: str) -> None:
    frame = readings(100)
    before = brought_in(db, code, tmp_path, "a.csv", frame)
    frame.iloc[:, 0] += 5
    frame.iloc[10:13, 1] = None
    after = brought_in(db, code, tmp_path, "a.csv", frame)
    assert again(db, before + after) == [{"value_sum": "SKIPPED"}] * 2


def test_overlapping_files(db: Database, tmp_path: Path, code: str) -> None:
    frame = readings(100)
    loads = brought_in(db, code, tmp_path, "a.csv", frame[:60])
    loads += brought_in(db, code, tmp_path, "b.csv", frame[40:])
    assert again(db, loads) == [{}, {}]
    loads += brought_in(db, code, tmp_path, "odd.csv", frame.shift(freq="30s"))
    assert again(db, loads) == [{"value_sum": "SKIPPED"}] * 3
    change(db, code, "DELETE t FROM {} WHERE t.EntryDateTime = '2026-03-01T00:00:00'")
    assert again(db, loads)[0] == {"time_range": "FAILED", "value_sum": "SKIPPED"}


def test_files_with_some_of_the_tags(db: Database, tmp_path: Path, code: str) -> None:
    frame = readings(100)
    loads = brought_in(db, code, tmp_path, "a.csv", frame[["flow", "current"]])
    loads += brought_in(db, code, tmp_path, "b.csv", frame[["bearing"]])
    assert again(db, loads) == [{"value_sum": "SKIPPED"}] * 2
    change(db, code, f"DELETE t FROM {{}} {MINUTE}")
    assert again(db, loads) == [{"row_count": "FAILED", "value_sum": "SKIPPED"}] * 2


def test_a_file_that_was_loaded_before_a_tag_was_added(db: Database, tmp_path: Path, code: str) -> None:
    register(db, code, [Tag("flow")])
    readings(100).to_csv(tmp_path / "a.csv")
    (before,) = ingest_file(db, code, tmp_path / "a.csv", Options()).verdicts
    register(db, code, [Tag("bearing")])
    (after,) = ingest_file(db, code, tmp_path / "a.csv", Options()).verdicts
    assert before.load != after.load
    assert (before.sides["value_count"], after.sides["value_count"]) == ((100, 100), (200, 200))
    assert again(db, [before, after]) == [{"value_sum": "SKIPPED"}, {}]


def test_killed_at_any_call_and_brought_in_again(
    command: Command, fresh: Dsn, tmp_path: Path, code: str
) -> None:
    """At every moment the loads that are stored are those whose figures are, and no audit fails."""
    file = tmp_path / "in.csv"
    readings(20_050)[["flow", "bearing"]].to_csv(file)
    words = ("ingest", file, "--equip", code)
    recorded = "SELECT b.BatchLoadID FROM dbo.ACM_BatchSource AS b ORDER BY b.BatchLoadID"
    with connect(fresh) as db:  # open throughout: the server starts once
        register(db, code, [Tag("flow"), Tag("bearing")])
        stored = f"SELECT DISTINCT t.BatchLoadID FROM dbo.[{code}_Data] AS t ORDER BY t.BatchLoadID"
        kills, checked = 0, 0
        while True:
            ended = command(fresh, *words, kill_at=(kills // 2 + 1) * (-1 if kills % 2 else 1))
            loads = db.query(recorded)[-1].rows
            assert loads == db.query(stored)[-1].rows
            if ended.code == 0:
                break
            assert ended.code == -signal.SIGKILL
            if len(loads) == 1:
                checked += sum(not verdict.failed for verdict in check_unchecked(db))
            kills += 1
        assert kills >= 2 * 6, "find, tags, tags, two loads, two checks"
        assert checked, "no kill left a load that nobody had checked"
        audited = command(fresh, "audit", "--all", "--json")
        assert (audited.code, len(audited.records())) == (0, 2)
        assert list(check_unchecked(db)) == []
