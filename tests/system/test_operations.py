"""What operators do on machines with results: episodes, settings, events, retention, old models."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from acm.database import Database, Dsn, ServerError, connect
from acm.equipment import Equipment
from acm.ingest import load_frame
from acm.runs import Plan, run

from .conftest import PATIENCE_SECONDS, readings
from .machines import RESULT_TABLES, contents, trained

SERIES = (
    "ACM_Scores_Wide",
    "ACM_HealthTimeline",
    "ACM_ContributionTimeline",
    "ACM_SensorExpected",
    "ACM_RegimeTimeline",
    "ACM_DriftSeries",
    "ACM_HealthForecast",
    "ACM_RUL",
)
STAYS = ("ModelRegistry", "ACM_ActiveModels", "ACM_ScorerState", "ACM_Thresholds", "ACM_RegimeDefinitions")


@dataclass(frozen=True)
class Watched:
    """A machine in alarm, and another hour of its readings that wait to be scored."""

    db: Database
    equipment: Equipment
    episode: uuid.UUID


@pytest.fixture(scope="module")
def watched(shared: Dsn) -> Iterator[Watched]:
    with connect(shared) as db:
        frame = readings(480)
        frame.iloc[320:, 3] = 75.0 + 0.1 * np.arange(160)
        equipment = trained(db, f"O{uuid.uuid4().hex[:9].upper()}", frame[:420])
        run(db, Plan((equipment.code,)))
        load_frame(db, equipment, frame[420:], "later")
        open_episodes = state(db, equipment, "v.IsOpen = 1")
        yield Watched(db, equipment, open_episodes[-1]["EpisodeID"])


def state(db: Database, equipment: Equipment, where: str) -> list[dict[str, Any]]:
    return db.query(
        f"SELECT v.* FROM dbo.ACM_EpisodeStates AS v WHERE v.EquipID = ? AND {where} ORDER BY v.StartedAt",
        (equipment.equip_id,),
    )[-1].dicts()


def shown(watched: Watched) -> str | None:
    """How the list of alerts shows the episode; None: not at all."""
    rows = watched.db.query(
        "SELECT a.ActionState FROM dbo.ACM_AlertAge AS a WHERE a.EpisodeID = ?", (watched.episode,)
    )[-1].rows
    return str(rows[0][0]) if rows else None


def test_an_alarm_is_seen_shelved_and_cleared_and_goes_on(watched: Watched) -> None:
    db, episode = watched.db, watched.episode
    assert shown(watched) == "NEW"
    db.call("dbo.usp_AcknowledgeEpisode", EpisodeID=episode, ActionBy="ann", Comment="on my way")
    assert shown(watched) == "ACKNOWLEDGED"
    db.call("dbo.usp_ShelveEpisode", EpisodeID=episode, ShelvedUntil=datetime(2090, 1, 1))
    assert shown(watched) == "SHELVED"
    ((now,),) = db.query("SELECT SYSUTCDATETIME() AS Now")[-1].rows
    db.call("dbo.usp_ShelveEpisode", EpisodeID=episode, ShelvedUntil=now + timedelta(seconds=2))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while shown(watched) == "SHELVED":
        assert time.monotonic() < deadline, "the shelving did not end"
        time.sleep(0.1)
    assert shown(watched) == "ACKNOWLEDGED", "as before the shelving"
    db.call("dbo.usp_ClearEpisode", EpisodeID=episode, ActionBy="ben")
    assert shown(watched) is None
    (seen,) = state(db, watched.equipment, f"v.EpisodeID = '{episode}'")
    assert bool(seen["IsOpen"]), "the machine is in alarm whatever people say"
    db.call("dbo.usp_LabelEpisode", EpisodeID=episode, LabelCode="TRUE_FAULT", FaultName="bearing")
    reports = run(db, Plan((watched.equipment.code,)))
    assert [report.outcome for report in reports] == ["OK"]
    (later,) = state(db, watched.equipment, f"v.EpisodeID = '{episode}'")
    assert later["RunID"] != seen["RunID"], "a later run saw it again"
    assert later["SampleCount"] > seen["SampleCount"]
    assert (later["ActionState"], later["LabelCode"]) == ("CLEARED", "TRUE_FAULT")
    kinds = db.query(
        "SELECT a.ActionType FROM dbo.ACM_EpisodeActions AS a WHERE a.EpisodeID = ? ORDER BY a.ActionID",
        (episode,),
    )[-1].rows
    assert [kind for (kind,) in kinds] == ["ACKNOWLEDGE", "SHELVE", "SHELVE", "CLEAR", "LABEL"]


def at_once(dsn: Dsn, calls: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Each call in a session of its own, all at the same moment."""
    barrier, answers = threading.Barrier(len(calls)), list[dict[str, Any]]()

    def work(procedure: str, arguments: dict[str, Any]) -> None:
        with connect(dsn) as db:
            barrier.wait()
            answers.append(db.call_for_row(procedure, **arguments))

    threads = [threading.Thread(target=work, args=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(calls)
    return answers


def test_one_action_sent_by_several_sessions_is_one_action(shared: Dsn, watched: Watched) -> None:
    key = uuid.uuid4()
    asked = {"EpisodeID": watched.episode, "ActionKey": key, "LabelCode": "TRUE_FAULT"}
    answers = at_once(shared, [("dbo.usp_LabelEpisode", asked)] * 4)
    assert len({answer["ActionID"] for answer in answers}) == 1
    assert sorted(bool(answer["IsReplay"]) for answer in answers) == [False, True, True, True]


def test_settings_changed_at_once_leave_an_unbroken_history(shared: Dsn, watched: Watched) -> None:
    db, equip_id = watched.db, watched.equipment.equip_id
    name = f"alarm_limit_{uuid.uuid4().hex[:6]}"
    values = [f"{number}.5" for number in range(4)]
    calls = [
        (
            "dbo.usp_SetConfig",
            {"ParamName": name, "ParamValue": value, "ValueType": "FLOAT", "EquipID": equip_id},
        )
        for value in values
    ]
    db.call(calls[0][0], **calls[0][1] | {"ParamValue": "7.5"})
    assert all(answer["IsChanged"] for answer in at_once(shared, calls))
    history = db.query(
        """SELECT h.OldValue, h.NewValue FROM dbo.ACM_ConfigHistory AS h
           WHERE h.ParamName = ? AND h.EquipID = ?""",
        (name, equip_id),
    )[-1].rows
    following = dict(history)
    assert len(history) == len(following) == 1 + len(values)
    chain = [following[None]]
    while chain[-1] in following:
        chain.append(following[chain[-1]])
    assert sorted(chain) == [*values, "7.5"]
    (stored,) = db.call("dbo.usp_GetConfig", EquipID=equip_id, ParamName=name)[-1].dicts()
    assert stored["ParamValue"] == chain[-1]
    db.call("dbo.usp_SetConfig", ParamName=name, ParamValue="9", ValueType="FLOAT")
    assert db.call("dbo.usp_GetConfig", EquipID=equip_id, ParamName=name)[-1].dicts() == [stored]
    db.call("dbo.usp_SetConfig", ParamName=name, ParamValue=None, EquipID=equip_id)
    (stored,) = db.call("dbo.usp_GetConfig", EquipID=equip_id, ParamName=name)[-1].dicts()
    assert (stored["EquipID"], stored["ParamValue"]) == (0, "9")


def test_an_event_told_by_several_sessions_is_one_event(shared: Dsn, watched: Watched) -> None:
    asked = {
        "EquipID": watched.equipment.equip_id,
        "EventType": "REPAIR",
        "StartedAt": datetime(2026, 3, 1, 6),
        "Description": "bearing replaced",
    }
    answers = at_once(shared, [("dbo.usp_RecordEquipmentEvent", asked)] * 3)
    assert len({answer["EventID"] for answer in answers}) == 1


def counted(db: Database, equipment: Equipment, where: str = "") -> dict[str, int]:
    return {
        table: int(
            db.query(
                f"SELECT COUNT(*) AS N FROM dbo.{table} AS t WHERE t.EquipID = ? {where}",
                (equipment.equip_id,),
            )[-1].rows[0][0]
        )
        for table in SERIES
    }


def test_retention_counts_back_from_the_machines_own_time(fresh: Dsn, code: str) -> None:
    """Seven days of readings of months ago, of which the last and its runs are kept."""
    frame = readings(1000)
    frame.index = pd.date_range("2026-03-01", periods=len(frame), freq="10min", name="time")
    with connect(fresh) as db:
        equipment = trained(db, code, frame, tick_minutes=720)
        run(db, Plan((code,)))
        ((watermark,),) = db.query("SELECT p.LastBatchEndTime FROM dbo.ACM_BatchProgress AS p")[-1].rows
        edge = watermark - timedelta(days=1)
        before, old = (
            counted(db, equipment),
            counted(db, equipment, f"AND t.Timestamp < '{edge.isoformat()}'"),
        )
        assert all(0 < old[table] < before[table] for table in SERIES), (before, old)
        old_readings = int((frame.index < edge).sum())
        kept = contents(db, equipment, STAYS)
        runs = db.query(
            """SELECT COUNT(*) AS N FROM dbo.ACM_Runs AS r
               WHERE r.Stage = 'SCORE' AND r.WindowEnd < ?""",
            (watermark - timedelta(days=2),),
        )[-1].rows[0][0]
        assert runs > 0
        asked = {"SeriesDays": 1, "RunDays": 2, "ReadingDays": 1, "ChunkRows": 150}
        interrupted = db.call_for_row("dbo.usp_ApplyRetention", **asked, MaxSeconds=0)
        assert (interrupted["RowsDeleted"], bool(interrupted["IsFinished"])) == (0, False)
        done = db.call_for_row("dbo.usp_ApplyRetention", **asked)
        assert (done["RowsDeleted"], done["RunsDeleted"]) == (sum(old.values()) + old_readings, runs)
        assert bool(done["IsFinished"])
        assert counted(db, equipment) == {table: before[table] - old[table] for table in SERIES}
        first = db.query(f"SELECT MIN(t.EntryDateTime) AS A FROM dbo.[{equipment.data_table}] AS t")
        assert first[-1].rows == [(frame.index[frame.index >= edge][0].to_pydatetime(),)]
        after = contents(db, equipment, STAYS)
        assert {table: after[table] for table in STAYS} == {table: kept[table] for table in STAYS}
        again = db.call_for_row("dbo.usp_ApplyRetention", **asked)
        assert (again["RowsDeleted"], again["RunsDeleted"], again["DocumentsDeleted"]) == (0, 0, 0)
        strays = {
            table: db.query(
                f"""SELECT COUNT(*) AS N FROM dbo.{table} AS t
                    WHERE NOT EXISTS (SELECT 1 FROM dbo.ACM_Runs AS r WHERE r.RunID = t.RunID)"""
            )[-1].rows[0][0]
            for table in RESULT_TABLES
        }
        assert set(strays.values()) == {0}, strays
        more = frame.tail(100)
        more.index = more.index + timedelta(minutes=1000)
        load_frame(db, equipment, more, "more")
        assert {report.outcome for report in run(db, Plan((code,)))} == {"OK"}, "the machine works on"


def versions(db: Database, equipment: Equipment) -> list[int]:
    rows = db.query(
        "SELECT DISTINCT m.Version FROM dbo.ModelRegistry AS m WHERE m.EquipID = ?", (equipment.equip_id,)
    )[-1].rows
    return sorted(int(version) for (version,) in rows)


def test_pruning_keeps_what_scores_and_the_way_back(db: Database, code: str) -> None:
    equipment = trained(db, code, readings(480), tick_minutes=60)
    db.query(
        """INSERT INTO dbo.ModelRegistry
               (EquipID, Version, ModelType, RunID, ParamsJSON, StatsJSON, ModelBytes, ModelHash)
           SELECT m.EquipID, v.Version, m.ModelType, m.RunID,
                  m.ParamsJSON, m.StatsJSON, m.ModelBytes, m.ModelHash
           FROM dbo.ModelRegistry AS m
           CROSS JOIN (VALUES (2), (3), (4), (5), (6)) AS v (Version)
           WHERE m.EquipID = ?""",
        (equipment.equip_id,),
    )
    asked = {"EquipID": equipment.equip_id}
    db.call("dbo.usp_ActivateModelVersion", **asked, Version=4, Reason="newer")
    db.call("dbo.usp_ActivateModelVersion", **asked, Version=2, Reason="the newer one is too nervous")
    with pytest.raises(ServerError) as raised:
        db.call("dbo.usp_ActivateModelVersion", **asked, Version=9, Reason="no such version")
    assert raised.value.number == 51024
    assert db.call_for_row("dbo.usp_PruneModels", KeepVersions=1, **asked)["VersionsDeleted"] == 3
    assert versions(db, equipment) == [2, 4, 6], "in force, the one before it, the newest"
    reports = run(db, Plan((code,), max_batches=1))
    assert [report.outcome for report in reports] == ["OK"]
    ((version,),) = db.query(
        "SELECT r.ModelVersion FROM dbo.ACM_Runs AS r WHERE r.RunID = ?", (reports[0].run_id,)
    )[-1].rows
    assert version == 2
    db.call("dbo.usp_ActivateModelVersion", **asked, Version=4, Reason="back again")
    db.call("dbo.usp_ActivateModelVersion", **asked, Version=6, Reason="and on")
    assert db.call_for_row("dbo.usp_PruneModels", KeepVersions=1, **asked)["VersionsDeleted"] == 0
    assert versions(db, equipment) == [2, 4, 6], "the state of the scorer is of version 2"
