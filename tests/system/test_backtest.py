"""`acm backtest` on machines with a history: what it finds is stored, shown, and the same the next time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from acm.backtest.backtest import Request, backtest
from acm.backtest.plan import Wishes
from acm.database import Database, Dsn, connect
from acm.equipment import Equipment, find
from acm.errors import ShortHistoryError
from acm.report.load import load
from acm.runs import Plan, run

from .conftest import Acm, Command, readings
from .machines import machine, trained
from .test_roles import refused, session_of, user_in

FEW = ("--faults", "3", "--fault-rows", "60")
WISHES = Wishes(faults=3, fault_rows=60)


@pytest.fixture(scope="module")
def pump(shared: Dsn) -> Iterator[Equipment]:
    """A machine with a model of 300 rows, 900 rows scored after them, and a hot bearing early in those."""
    with connect(shared) as db:
        code = "BACKTESTED"
        machine(db, code, readings(1200), tick_minutes=240)
        assert {report.outcome for report in run(db, Plan((code,)))} == {"OK"}
        yield find(db, code)


def stored(db: Database, equipment: Equipment) -> pd.DataFrame:
    rows = "SELECT t.* FROM dbo.ACM_BacktestResults AS t WHERE t.EquipID = ?"
    found = db.query(rows, (equipment.equip_id,))[-1].frame()
    return found.sort_values(["BacktestID", "FaultNumber"], ignore_index=True)


def test_results_are_stored_and_the_same_the_next_time(db: Database, acm: Acm, pump: Equipment) -> None:
    arguments = ("backtest", "--equip", pump.code, *FEW, "--seed", "5", "--json")
    records = acm(*arguments).records()
    first = stored(db, pump)
    (identity,) = {record["BacktestID"] for record in records}
    own = first[first["BacktestID"].astype(str) == identity]
    assert acm(*arguments).records() == records
    assert stored(db, pump).equals(first), "clock columns included"

    assert own["FaultNumber"].tolist() == list(range(len(own)))
    assert own["FaultKind"].iloc[0] == "NONE"
    assert {"STEP", "RAMP", "VARIANCE", "STUCK", "CORRELATION_BREAK"} == set(own["FaultKind"].iloc[1:])
    assert len(own) == 1 + 11 * 3
    assert set(own["ModelVersion"]) == {1}
    assert {len(names.split(", ")) for names in own["SensorNames"].iloc[1:]} == {1, 2}
    faults = own.iloc[1:]
    assert (faults["FaultStart"] >= readings(301).index[300]).all(), "nothing that the model was trained on"
    hot = (readings(400).index[320], readings(400).index[380])
    assert not ((faults["FaultStart"] < hot[1]) & (faults["FaultEnd"] > hot[0])).any()
    assert (faults["FaultEnd"] - faults["FaultStart"] == timedelta(hours=1)).all()
    stuck = faults[faults["FaultKind"] == "STUCK"]
    assert stuck["IsDetected"].astype(bool).all()

    summed = faults.groupby(["FaultKind", faults["FaultSize"].astype(float).abs()], dropna=False)
    expected = {
        (kind, None if pd.isna(size) else size): (len(part), int(part["IsDetected"].astype(bool).sum()))
        for (kind, size), part in summed
    }
    said = {
        (r["FaultKind"], r["FaultSize"]): (r["FaultCount"], r["DetectedCount"])
        for r in records
        if r["FaultKind"] != "NONE"
    }
    assert said == expected


def test_the_view_says_what_the_command_says(db: Database, acm: Acm, pump: Equipment) -> None:
    records = acm("backtest", "--equip", pump.code, *FEW, "--seed", "6", "--json").records()
    rows = db.query(
        "SELECT v.* FROM dbo.ACM_BacktestSummary AS v WHERE v.EquipID = ? AND v.IsLatest = 1",
        (pump.equip_id,),
    )[-1].dicts()
    seen = {(row["FaultKind"], row["FaultSize"]): row for row in rows}
    assert len(seen) == len(records) == 12
    for record in records:
        row = seen[record["FaultKind"], record["FaultSize"]]
        assert str(row["BacktestID"]) == record["BacktestID"]
        for name in ("FaultCount", "DetectedCount", "FindingOnlyCount", "FalseAlarmCount"):
            assert row[name] == record[name], name
        for name in ("DetectedPct", "LowerPct", "UpperPct", "MedianDelaySeconds", "FalseAlarmsPerWeek"):
            expected = None if record[name] is None else pytest.approx(record[name], rel=1e-9)
            assert row[name] == expected, name


def test_people_get_a_table_and_which_rows_it_is_about(acm: Acm, pump: Equipment) -> None:
    ended = acm("backtest", "--equip", pump.code.lower(), *FEW, "--kinds", "stuck,step", "--sizes", "4")
    assert ended.code == 0, ended.err
    assert (
        "BACKTESTED: model version 1, trained on 300 rows, 2026-03-01 00:00:00 to 2026-03-01 04:59:00"
        in ended.out
    )
    assert "tested on what follows: 900 rows, 2026-03-01 05:00:00 to 2026-03-01 20:00:00" in ended.out
    assert "60 rows (1 h)" in ended.out
    lines = [line for line in ended.out.splitlines() if "3 of 3" in line or " of 3 " in line]
    assert [line.split()[1] for line in lines] == ["step", "stuck"]
    assert "a week" in ended.out


def test_a_window_and_a_model_of_its_own(db: Database, acm: Acm, pump: Equipment) -> None:
    base = ("backtest", "--equip", pump.code, *FEW, "--kinds", "step", "--sizes", "4", "--json")
    part = acm(*base, "--from", "2026-03-01T10:00", "--to", "2026-03-01T18:00Z").records()[0]
    assert (part["TestedFrom"], part["TestedTo"]) == ("2026-03-01T10:00:00", "2026-03-01T18:00:00")
    assert (part["ModelVersion"], part["TestedRows"]) == (1, 480)
    own = acm(*base, "--train-to", "2026-03-01T12:00").records()[0]
    assert (own["ModelVersion"], own["TrainedTo"]) == (0, "2026-03-01T11:59:00")
    assert own["TestedFrom"] == "2026-03-01T12:00:00"
    rows = acm(*base, "--train-rows", "600").records()[0]
    assert (rows["ModelVersion"], rows["TrainedTo"], rows["TestedRows"]) == (0, "2026-03-01T09:59:00", 600)
    assert len({part["BacktestID"], own["BacktestID"], rows["BacktestID"]}) == 3
    assert set(stored(db, pump)["ModelVersion"]) >= {0, 1}


def test_a_machine_without_a_model_can_be_tested_on_one_of_its_own(db: Database, acm: Acm, code: str) -> None:
    machine(db, code, readings(700), train_rows=5000)
    ended = acm("backtest", "--equip", code, *FEW)
    assert ended.code == 1
    assert "51520" in ended.err
    assert acm("backtest", "--equip", code, *FEW, "--train-rows", "300").code == 0


def test_what_people_said_of_episodes_counts(db: Database, code: str) -> None:
    """The same alarm is a false one until somebody confirms it, and its rows take no fault until then."""
    frame = readings(1100)
    equipment = trained(db, code, frame, tick_minutes=240)
    run(db, Plan((code,)))
    (episode,) = db.query(
        "SELECT v.EpisodeID FROM dbo.ACM_Episodes_Current AS v "
        "WHERE v.EquipID = ? AND v.StartedAt < '2026-03-01T07:00'",
        (equipment.equip_id,),
    )[-1].dicts()
    found = {}
    for label in (None, "TRUE_FAULT", "FALSE_ALARM"):
        if label is not None:
            db.call("dbo.usp_LabelEpisode", EpisodeID=episode["EpisodeID"], LabelCode=label, ActionBy="ann")
        found[label] = backtest(db, code, Request(wishes=WISHES)).result
    assert found[None].quiet.alarms == found["FALSE_ALARM"].quiet.alarms
    assert found["TRUE_FAULT"].quiet.alarms == found[None].quiet.alarms - 1
    assert found["TRUE_FAULT"].quiet.weeks < found[None].quiet.weeks
    assert found["FALSE_ALARM"].healthy_rows >= found[None].healthy_rows


def test_an_event_takes_its_rows_out(db: Database, code: str) -> None:
    equipment = trained(db, code, readings(1000))
    before = backtest(db, code, Request(wishes=WISHES)).result
    window = (pd.Timestamp("2026-03-01T09:00"), pd.Timestamp("2026-03-01T12:00"))
    db.call(
        "dbo.usp_RecordEquipmentEvent",
        EquipID=equipment.equip_id,
        EventType="REPAIR",
        StartedAt=window[0].to_pydatetime(),
        EndedAt=window[1].to_pydatetime(),
    )
    after = backtest(db, code, Request(wishes=WISHES)).result
    assert after.healthy_rows < before.healthy_rows
    assert after.outcomes
    assert not any(o.start < window[1] and o.end > window[0] for o in after.outcomes)


def test_the_role_of_the_driver_suffices(fresh: Dsn, code: str) -> None:
    with connect(fresh) as owner:
        trained(owner, code, readings(800))
        with session_of(fresh, user_in(fresh, "acm_driver")) as driver:
            found = backtest(driver, code, Request(wishes=WISHES))
            assert refused(driver, "SELECT COUNT(*) AS N FROM dbo.ACM_BacktestResults AS t")
        assert len(stored(owner, find(owner, code))) == 1 + len(found.result.outcomes)
    with session_of(fresh, user_in(fresh, "acm_reader")) as reader:
        kinds = reader.query("SELECT v.FaultKind FROM dbo.ACM_BacktestSummary AS v")[-1].rows
        assert ("STEP",) in kinds
        assert refused(reader, "DELETE FROM dbo.ACM_BacktestResults")


def test_the_report_shows_the_latest(db: Database, acm: Acm, pump: Equipment, tmp_path: Path) -> None:
    records = acm("backtest", "--equip", pump.code, *FEW, "--seed", "7", "--json").records()
    (shown,) = load(db, (pump.code,), 30, pd.Timestamp("2026-06-01").to_pydatetime()).machines
    assert shown.backtest is not None
    assert {(t.kind, t.size, t.found) for t in shown.backtest.trials} == {
        (r["FaultKind"], r["FaultSize"], r["DetectedCount"]) for r in records if r["FaultKind"] != "NONE"
    }
    assert shown.backtest.trials[0].lasting == timedelta(hours=1)
    out = tmp_path / "report.html"
    assert acm("report", "--equip", pump.code, "--out", out).code == 0
    assert "What it would have seen" in out.read_text(encoding="utf-8")


def test_too_little_history_says_how_much_is_needed(
    db: Database, acm: Acm, pump: Equipment, code: str
) -> None:
    trained(db, code, readings(420))
    ended = acm("backtest", "--equip", code)
    assert (ended.code, ended.out) == (1, "")
    assert "51521" in ended.err
    assert "needs 360 healthy running rows" in ended.err
    assert "there are 120 rows" in ended.err
    with pytest.raises(ShortHistoryError, match="no readings to test after the training"):
        backtest(db, pump.code, Request(start=pd.Timestamp("2027-01-01").to_pydatetime()))
    with pytest.raises(ShortHistoryError, match="has no readings before 2020"):
        backtest(db, pump.code, Request(end=pd.Timestamp("2020-01-01").to_pydatetime()))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--equip", "NO_SUCH_PUMP"), 1, "51008"),
        (("--equip", "X", "--kinds", "step,melt"), 2, "'melt' is no kind of fault"),
        (("--equip", "X", "--sizes", "1,two"), 2, "no list of numbers"),
        (("--equip", "X", "--sizes", "-1"), 2, "0 or more"),
        (("--equip", "X", "--train-rows", "9", "--train-to", "2026-01-01"), 2, "give one of them"),
        (("--equip", "X", "--from", "2026-02-01", "--to", "2026-01-01"), 2, "empty"),
        (("--equip", "X", "--to", "soon"), 2, "no time"),
        ((), 2, "--equip"),
    ],
)
def test_wrong_use_and_unknown_machines(acm: Acm, arguments: tuple[str, ...], code: int, said: str) -> None:
    ended = acm("backtest", *arguments)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err


def test_nothing_is_created_where_there_is_no_database(command: Command, tmp_path: Path) -> None:
    ended = command(Dsn(f"embedded:{tmp_path / 'none'}"), "backtest", "--equip", "X")
    assert ended.code == 1
    assert "51504" in ended.err
    assert not (tmp_path / "none").exists()
