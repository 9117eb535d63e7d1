"""The commands with which operators look after episodes, models, coldstarts, settings, events and growth."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import numpy as np
import pandas as pd
import pytest
from acm.database import Database, Dsn, connect
from acm.episodes import LABELS
from acm.equipment import EVENT_KINDS, Equipment, Tag, register
from acm.runs import Plan, run

from .conftest import Acm, Command, readings
from .machines import machine, trained


@dataclass(frozen=True)
class Watched:
    """A machine with a model, and its latest episode, which is open."""

    db: Database
    equipment: Equipment
    episode: str


@pytest.fixture(scope="module")
def watched(shared: Dsn) -> Iterator[Watched]:
    with connect(shared) as db:
        frame = readings(420)
        frame.iloc[320:, 3] = 75.0 + 0.1 * np.arange(100)
        equipment = trained(db, f"C{uuid.uuid4().hex[:9].upper()}", frame)
        run(db, Plan((equipment.code,)))
        episode = db.query(
            "SELECT s.EpisodeID FROM dbo.ACM_EpisodeStates AS s WHERE s.EquipID = ? AND s.IsOpen = 1",
            (equipment.equip_id,),
        )[-1].rows[-1][0]
        yield Watched(db, equipment, str(episode))


def actions(watched: Watched) -> list[tuple[object, ...]]:
    return watched.db.query(
        "SELECT a.ActionType, a.ActionBy, a.Comment FROM dbo.ACM_EpisodeActions AS a "
        "WHERE a.EpisodeID = ? ORDER BY a.ActionID",
        (watched.episode,),
    )[-1].rows


def test_an_episode_from_the_list_to_its_label(acm: Acm, watched: Watched) -> None:
    code, episode = watched.equipment.code, watched.episode
    (listed,) = acm("episodes", "list", "--equip", code, "--json").records()
    assert (listed["EquipCode"], listed["EpisodeID"], listed["IsOpen"]) == (code, episode, True)
    assert (listed["TopSensor"], listed["ActionState"], listed["ActionBy"]) == ("bearing", "NEW", None)
    assert listed["SeverityLabel"] in ("LOW", "MEDIUM", "HIGH", "CRITICAL")
    table = acm("episodes", "list", "--equip", code).out
    assert all(word in table for word in (episode[:8], code, "bearing", "NEW", "1 open episode,"))
    assert episode in {record["EpisodeID"] for record in acm("episodes", "list", "--json").records()}

    ended = acm("episodes", "ack", episode[:8], "--by", "ann", "--comment", "on my way")
    assert (ended.code, ended.out) == (0, f"{episode}: ACKNOWLEDGE, by ann\n")
    assert actions(watched) == [("ACKNOWLEDGE", "ann", "on my way")]

    (shelved,) = acm("episodes", "shelve", episode.upper(), "--for", "8", "--json").records()
    assert (shelved["EpisodeID"], shelved["ActionType"], shelved["IsReplay"]) == (episode, "SHELVE", False)
    assert "TranCount" not in shelved
    ((login, until),) = watched.db.query(
        "SELECT ORIGINAL_LOGIN() AS A, s.ShelvedUntil FROM dbo.ACM_EpisodeStates AS s WHERE s.EpisodeID = ?",
        (episode,),
    )[-1].rows
    assert shelved["ActionBy"] == login
    assert abs((until - datetime.fromisoformat(shelved["ActionAt"])).total_seconds() - 8 * 3600) < 60
    assert "SHELVED until" in acm("episodes", "list", "--equip", code).out
    (again,) = acm("episodes", "shelve", episode, "--until", "2090-01-01T02:00+02:00", "--json").records()
    (listed,) = acm("episodes", "list", "--equip", code, "--json").records()
    assert (listed["ActionState"], listed["ShelvedUntil"]) == ("SHELVED", "2090-01-01T00:00:00")
    assert again["ActionID"] > shelved["ActionID"]

    said = acm("episodes", "label", episode[:12], "--as", "true-fault", "--fault", "outer race").out
    assert said == f"{episode}: TRUE_FAULT, by {login}\n"
    assert acm("episodes", "clear", episode, episode[:10], "--json").records()[0]["ActionType"] == "CLEAR"
    assert [kind for kind, *_ in actions(watched)] == ["ACKNOWLEDGE", "SHELVE", "SHELVE", "LABEL", "CLEAR"]
    watched.db.query(
        "DELETE a FROM dbo.ACM_EpisodeActions AS a WHERE a.EpisodeID = ? AND a.ActionType = 'SHELVE'",
        (episode,),
    )
    assert acm("episodes", "list", "--equip", code, "--json").records() == []
    (closed,) = (
        record
        for record in acm("episodes", "list", "--equip", code, "--all", "--json").records()
        if record["EpisodeID"] == episode
    )
    assert (closed["ActionState"], closed["LabelCode"], closed["FaultName"]) == (
        "CLEARED",
        "TRUE_FAULT",
        "outer race",
    )


@pytest.mark.parametrize("label", LABELS)
def test_every_label_of_the_command_is_one_of_the_database(watched: Watched, label: str) -> None:
    row = watched.db.call_for_row("dbo.usp_LabelEpisode", EpisodeID=watched.episode, LabelCode=label)
    assert row["ActionType"] == "LABEL"


def test_what_names_no_episode_changes_nothing(acm: Acm, watched: Watched) -> None:
    episode, before = watched.episode, actions(watched)
    unknown = str(uuid.uuid4())
    refused = acm("episodes", "ack", episode, unknown)
    assert (refused.code, refused.out) == (1, "")
    assert f"error 51522: there is no episode {unknown!r}" in refused.err
    refused = acm("episodes", "ack", "pump")
    assert (refused.code, "'pump' is no EpisodeID" in refused.err) == (1, True)
    twins = [f"{episode[:29]}000000{digit}" for digit in "12"]
    for twin in twins:
        watched.db.query(
            """INSERT INTO dbo.ACM_Episodes
                   (EpisodeID, RunID, EquipID, StartedAt, SinceWhen, PeakAt, PeakFusedZ, MinHealthIndex,
                    SeverityLabel, SampleCount, Summary)
               SELECT TOP (1)
                   CAST(? AS uniqueidentifier), e.RunID, e.EquipID, e.StartedAt, e.SinceWhen, e.PeakAt,
                   e.PeakFusedZ, e.MinHealthIndex, e.SeverityLabel, e.SampleCount, e.Summary
               FROM dbo.ACM_Episodes AS e
               WHERE e.EpisodeID = ?""",
            (twin, episode),
        )
    try:
        refused = acm("episodes", "clear", episode[:20])
        assert refused.code == 1
        assert f"several episodes begin with {episode[:20]!r}: " in refused.err
        assert all(twin in refused.err for twin in twins)
        table = acm("episodes", "list", "--equip", watched.equipment.code, "--all").out
        assert all(twin in table for twin in twins), "beginnings that tell them apart"
        assert acm("episodes", "ack", twins[0]).code == 0
    finally:
        for twin in twins:
            watched.db.query(
                "DELETE FROM dbo.ACM_EpisodeActions WHERE EpisodeID = ?; "
                "DELETE FROM dbo.ACM_Episodes WHERE EpisodeID = ?;",
                (twin, twin),
            )
    assert actions(watched) == before


def test_wrong_words_about_an_episode(acm: Acm, watched: Watched) -> None:
    episode, before = watched.episode, actions(watched)
    for arguments, said in (
        (("shelve", episode), "--until TIME or --for HOURS"),
        (("shelve", episode, "--until", "2020-01-01"), "--until 2020-01-01: no time to come, the server"),
        (("shelve", episode, "--for", "0"), "--for 0: no time to come"),
        (("label", episode, "--as", "BROKEN"), "'BROKEN' is no label: TRUE_FAULT, FALSE_ALARM"),
        (("ack", episode, "--comment", "x" * 1001), "--comment: 1001 signs, at most 1000"),
    ):
        refused = acm("episodes", *arguments)
        assert (refused.code, refused.out) == (2, ""), arguments
        assert "51501" in refused.err
        assert said in refused.err
    refused = acm("episodes", "list", "--equip", "NOSUCH")
    assert (refused.code, "51008" in refused.err, "NOSUCH" in refused.err) == (1, True, True)
    assert actions(watched) == before


def copies(watched: Watched, *versions: int) -> None:
    """More versions, alike but for their numbers."""
    for version in versions:
        watched.db.query(
            """INSERT INTO dbo.ModelRegistry
                   (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
               SELECT m.EquipID, ?, m.ModelType, m.RunID, m.ParamsJSON, m.StatsJSON, m.ModelBytes, m.ModelHash
               FROM dbo.ModelRegistry AS m
               WHERE m.EquipID = ? AND m.Version = 1""",
            (version, watched.equipment.equip_id),
        )


def test_models_from_the_list_to_the_way_back(acm: Acm, watched: Watched) -> None:
    code, db = watched.equipment.code, watched.db
    named = ("--equip", code)
    (first,) = acm("models", "list", *named, "--json").records()
    ((run_id, signature, start, end),) = db.query(
        "SELECT r.RunID, r.ConfigSignature, r.WindowStart, r.WindowEnd FROM dbo.ACM_Runs AS r "
        "WHERE r.EquipID = ? AND r.Stage = 'COLDSTART'",
        (watched.equipment.equip_id,),
    )[-1].rows
    assert (first["EquipCode"], first["Version"], first["IsActive"]) == (code, 1, True)
    assert (first["RunID"], first["ConfigSignature"]) == (str(run_id), signature)
    assert (first["WindowStart"], first["WindowEnd"]) == (start.isoformat(), end.isoformat())
    assert (first["TrainRowCount"], first["ModelBytes"] > 10_000) == (300, True)
    assert first["Reason"]
    assert first["ActivatedBy"]

    (known,) = acm("models", "show", *named, "--json").records()
    assert [sensor["ColumnName"] for sensor in known["Sensors"]] == sorted(readings(1))
    assert {"DetectorName": "FusedZ", "ThresholdName": "ALARM", "ThresholdValue": 3.0} in known["Thresholds"]
    assert sum(regime["SharePct"] for regime in known["Regimes"]) == pytest.approx(100.0)
    assert known["Regimes"][0]["Centre"]["bearing"] == pytest.approx(60.0, abs=5.0)
    assert sum(part["ModelBytes"] for part in known["Parts"]) == first["ModelBytes"]
    assert all(part["IsIntact"] for part in known["Parts"])
    (scaler,) = (part for part in known["Parts"] if part["ModelType"] == "scaler")
    assert scaler["Params"]["config_hash"] == signature
    table = acm("models", "show", "1", *named).out
    assert all(
        word in table for word in ("version 1", "bearing", "FusedZ", "ALARM", "all as they were stored")
    )

    copies(watched, 2, 3, 4, 5)
    said = acm("models", "activate", "2", *named, "--reason", "the new one is calmer")
    assert (said.code, said.out) == (0, f"{code}: version 2 is in force, before it 1\n")
    said = acm("models", "activate", "2", *named, "--reason", "again").out
    assert said == f"{code}: version 2 is in force already, nothing was changed\n"
    (back,) = acm("models", "activate", "1", *named, "--reason", "back", "--json").records()
    assert back == {
        "EquipCode": code,
        "EquipID": watched.equipment.equip_id,
        "Version": 1,
        "PreviousVersion": 2,
    }
    (held,) = acm("models", "pin", "1", *named, "--reason", "audit", "--json").records()
    assert (held["EquipCode"], held["PinnedVersion"], held["Version"]) == (watched.equipment.code, 1, 1)
    refused = acm("models", "activate", "2", *named, "--reason", "in spite of it")
    assert (refused.code, "51046" in refused.err) == (1, True), refused.err
    assert "yes, pinned" in acm("models", "list", *named).out
    assert "held to it, " in acm("models", "show", *named).out
    assert "held to no version; version 1" in acm("models", "pin", "--off", *named, "--reason", "over").out
    for wrong in (["pin"], ["pin", "2", "--off"]):
        assert acm("models", *wrong, *named, "--reason", "wrong").code == 2
    refused = acm("models", "activate", "9", *named, "--reason", "no such version")
    assert (refused.code, "error 51024" in refused.err, "version 9" in refused.err) == (1, True, True)
    table = acm("models", "list", *named).out
    assert all(word in table for word in (code, signature[:8], "back", "5 model versions"))

    gone = acm("models", "prune", *named, "--keep", "1", "--max", "1", "--json").records()
    assert [(row["EquipCode"], row["Version"]) for row in gone] == [(code, 3)]
    said = acm("models", "prune", *named, "--keep", "1").out.splitlines()
    assert (said[0].startswith(f"{code}: version 4 of "), said[1:]) == (True, ["1 version deleted, 3 left"])
    assert acm("models", "prune", *named, "--keep", "3", "--json").records() == []
    db.query(
        "UPDATE m SET m.ModelBytes = 0x00 FROM dbo.ModelRegistry AS m "
        "WHERE m.EquipID = ? AND m.Version = 5 AND m.ModelType = 'scaler'",
        (watched.equipment.equip_id,),
    )
    assert "damaged: scaler" in acm("models", "show", "5", *named).out


def test_a_machine_without_a_model_or_such_a_version(acm: Acm, db: Database, code: str) -> None:
    register(db, code, [Tag("flow")])
    for arguments, number in ((("show",), "51520"), (("show", "7"), "51024")):
        refused = acm("models", *arguments, "--equip", code)
        assert (refused.code, f"error {number}" in refused.err, refused.out) == (1, True, "")
    assert acm("models", "list", "--equip", code, "--json").records() == []


def test_a_coldstart_that_failed_is_tried_again(fresh: Dsn, command: Command) -> None:
    failed, waiting, acm = "PUMP1", "PUMP2", partial(command, fresh)
    with connect(fresh) as db:
        machine(db, failed, readings(440) * 0.0 + 1.0)
        machine(db, waiting, readings(100))
        run(db, Plan((failed,)))
        the_coldstart_that_failed(acm, db, failed, waiting)


def the_coldstart_that_failed(acm: Acm, db: Database, failed: str, waiting: str) -> None:
    named = ("--equip", failed, "--equip", waiting)
    before, pending = acm("coldstart", "status", *named, "--json").records()
    assert (before["EquipCode"], before["Status"], before["ErrorCount"]) == (failed, "FAILED", 1)
    assert (before["RequiredRows"], before["HasActiveModel"]) == (300, False)
    assert before["LastError"].startswith("514")
    assert before["RetryAt"] is not None
    assert (pending["EquipCode"], pending["Status"], pending["CanStart"]) == (waiting, "PENDING", True)
    table = acm("coldstart", "status").out
    assert all(word in table for word in (failed, waiting, "FAILED", "PENDING", before["LastError"][:40]))

    said = acm("coldstart", "reset", "--equip", failed, "--reason", "sensors wired")
    assert (said.code, said.out) == (0, f"{failed}: PENDING, due now\n")
    ((why,),) = db.query(
        "SELECT TOP (1) h.Reason FROM dbo.ACM_ColdstartHistory AS h "
        "WHERE h.EquipID = ? ORDER BY h.HistoryID DESC",
        (before["EquipID"],),
    )[-1].rows
    assert why == "reset: sensors wired"
    assert [report.outcome for report in run(db, Plan((failed,)))] == ["FAIL"], "tried again at once"
    again = acm("coldstart", "reset", "--reason", "once more", "--json").records()
    assert again == [{"EquipCode": failed, "EquipID": before["EquipID"], "Status": "PENDING"}]
    assert acm("coldstart", "reset", "--reason", "once more").out == "no coldstart has failed\n"


def test_a_coldstart_that_has_ended_well_stays(acm: Acm, watched: Watched) -> None:
    refused = acm("coldstart", "reset", "--equip", watched.equipment.code, "--reason", "no reason")
    assert (refused.code, "error 51033" in refused.err, "COMPLETE" in refused.err) == (1, True, True)


def test_an_event_is_recorded_and_mended(acm: Acm, db: Database, code: str) -> None:
    register(db, code, [Tag("flow")])
    told = ("equipment", "event", "--equip", code, "--kind", "repair", "--start", "2026-03-01T08:00+02:00")
    said = acm(*told, "--end", "2026-03-01T09:30Z", "--note", "new bearing", "--by", "ann", "--rebaseline")
    assert (said.code, said.out) == (
        0,
        f"{code}: REPAIR of 2026-03-01 06:00:00 is recorded, a new model is asked for\n",
    )
    query = """SELECT v.StartedAt, v.EndedAt, v.RebaselineRequested, v.Description, v.ReportedBy
               FROM dbo.ACM_EquipmentEvents AS v
               INNER JOIN dbo.Equipment AS e ON e.EquipID = v.EquipID
               WHERE e.EquipCode = ?"""
    start, end = datetime(2026, 3, 1, 6), datetime(2026, 3, 1, 9, 30)
    assert db.query(query, (code,))[-1].rows == [(start, end, True, "new bearing", "ann")]
    (mended,) = acm(*told, "--json").records()
    assert (mended["EquipCode"], mended["EventType"], mended["StartedAt"]) == (
        code,
        "REPAIR",
        "2026-03-01T06:00:00",
    )
    ((_, end, rebaseline, note, by),) = db.query(query, (code,))[-1].rows
    assert (end, rebaseline, note) == (None, False, None)
    assert by
    for arguments, said_of in (
        (("--kind", "PARTY", "--start", "2026-03-01"), "'PARTY' is no kind of event: MAINTENANCE, REPAIR"),
        (("--kind", "OTHER", "--start", "2026-03-02", "--end", "2026-03-01"), "lies before --start"),
    ):
        refused = acm("equipment", "event", "--equip", code, *arguments)
        assert (refused.code, said_of in refused.err, refused.out) == (2, True, "")
    refused = acm("equipment", "event", "--equip", "NOSUCH", "--kind", "OTHER", "--start", "2026-03-01")
    assert (refused.code, "error 51008" in refused.err, "NOSUCH" in refused.err) == (1, True, True)


@pytest.mark.parametrize("kind", EVENT_KINDS)
def test_every_kind_of_the_command_is_one_of_the_database(watched: Watched, kind: str) -> None:
    asked = {"EquipID": watched.equipment.equip_id, "EventType": kind, "StartedAt": datetime(2026, 2, 1)}
    assert watched.db.call_for_row("dbo.usp_RecordEquipmentEvent", **asked)["EventType"] == kind


def test_settings_for_all_and_for_one(acm: Acm, db: Database, code: str) -> None:
    register(db, code, [Tag("flow")])
    name, own = f"limit_{code}", ("--equip", code)
    said = acm("config", "set", name, "3.5", "--type", "float", "--reason", "plant standard")
    assert (said.code, said.out) == (0, f"{name} is 3.5 for all machines\n")
    (changed,) = acm("config", "set", name, "4.25", *own, "--json").records()
    assert (changed["ParamValue"], changed["IsChanged"], changed["EquipCode"]) == ("4.25", True, code)
    assert acm("config", "get", name).out == "3.5\n"
    (held,) = acm("config", "get", name, *own, "--json").records()
    assert (held["ParamValue"], held["ValueType"], held["EquipCode"]) == ("4.25", "FLOAT", code), "its type"
    listed = [r for r in acm("config", "list", "--json").records() if r["ParamName"] == name]
    assert [(r["ParamValue"], r["EquipCode"], r["Reason"]) for r in listed] == [
        ("3.5", None, "plant standard"),
        ("4.25", code, None),
    ]
    table = acm("config", "list", *own).out
    assert all(word in table for word in (name, "4.25", f"of {code}"))
    assert "3.5" not in table

    refused = acm("config", "set", name, "warm", *own)
    assert (refused.code, "error 51036" in refused.err) == (1, True)
    assert f'"{name}" cannot be "warm" of type FLOAT' in refused.err
    said = acm("config", "set", name, "--remove", *own).out
    assert said == f"{name} is taken away for {code}\n"
    assert (
        acm("config", "set", name, "3.5").out
        == f"{name} is 3.5 for all machines, as before: nothing was changed\n"
    )
    assert "all machines" in acm("config", "list", *own).out
    refused = acm("config", "get", f"no_{name}", *own)
    assert (refused.code, f"error 51523: 'no_{name}' is not set for {code}" in refused.err) == (1, True)
    assert acm("config", "set", name).code == 2


def row_counts(db: Database) -> dict[str, int]:
    """The rows of every table."""
    names = db.query("SELECT t.name FROM sys.tables AS t WHERE t.schema_id = SCHEMA_ID('dbo')")[-1].rows
    counts = " UNION ALL ".join(
        f"SELECT '{name}' AS TableName, COUNT_BIG(*) AS N FROM dbo.[{name}]" for (name,) in names
    )
    return {str(name): int(count) for name, count in db.query(counts)[-1].rows}


def test_retention_deletes_what_it_said_it_would(fresh: Dsn, command: Command) -> None:
    """Seven days of readings, of which the last stays, and what has a time of the server made old."""
    acm = partial(command, fresh)
    frame = readings(1000)
    frame.index = pd.date_range("2026-03-01", periods=len(frame), freq="10min", name="time")
    asked = ("--series-days", "1", "--run-days", "2", "--reading-days", "1", "--log-days", "30")
    with connect(fresh) as db:
        trained(db, "PUMP1", frame, tick_minutes=720)
        run(db, Plan(("PUMP1",)))
        machine(db, "PUMP2", frame.head(10))
        db.query(
            """UPDATE b SET b.RecordedAt = '2020-01-01' FROM dbo.ACM_BatchSource AS b;
               UPDATE v SET v.EventTime = '2020-01-01' FROM dbo.ACM_DataQualityEvents AS v
               WHERE v.EventID % 2 = 0;
               INSERT INTO dbo.Readings_Quality (EquipID, EntryDateTime, TagName, QualityCode, BatchLoadID)
               SELECT e.EquipID, v.At, 'flow', 'BAD', NEWID()
               FROM dbo.Equipment AS e
               CROSS JOIN (VALUES ('2026-03-01'), ('2026-03-07T22:00')) AS v (At);
               INSERT INTO dbo.Ingest_Payload
                   (EquipID, SourceName, PayloadFormat, Payload, PayloadHash, Status, CompletedAt)
               SELECT e.EquipID, e.EquipCode, 'CSV', 0x01, HASHBYTES('SHA2_256', 0x01), 'DONE', '2020-01-01'
               FROM dbo.Equipment AS e;"""
        )
        before = row_counts(db)
        would = {
            r["TableName"]: r["RowsFound"] for r in acm("retention", "--dry-run", *asked, "--json").records()
        }
        assert row_counts(db) == before, "a dry run deletes nothing"
        shown = acm("retention", "--dry-run", *asked)
        assert all(word in shown.out for word in ("Would go", "ACM_Scores_Wide", str(would["PUMP1_Data"])))
        stopped = acm("retention", *asked, "--max-seconds", "0")
        assert (stopped.code, "call it again" in stopped.out) == (0, True)
        assert row_counts(db) == before, "no time, nothing done"
        done = acm("retention", *asked, "--json").records()
        after = row_counts(db)
    gone = {table: count - after[table] for table, count in before.items()}
    assert {table: count for table, count in would.items() if count} == {t: n for t, n in gone.items() if n}
    assert {row["TableName"]: row["RowsDeleted"] for row in done} == would
    assert {row["RowsLeft"] for row in done} == {0}
    assert len([count for count in would.values() if count]) >= 15
    assert would["PUMP2_Data"] == 0, "never worked through"
    assert acm("retention", *asked).out == "nothing is old enough\n"
    refused = acm("retention", "--series-days", "10", "--run-days", "9")
    assert (refused.code, "error 51045" in refused.err) == (1, True)
