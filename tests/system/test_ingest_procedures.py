"""Documents on their way in, claimed by several sessions, and loads under audit."""

from __future__ import annotations

import hashlib
import json
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd
import pytest
from acm.database import Database, Dsn, ServerError, connect
from acm.equipment import Equipment, Tag, find, register, tags

from .conftest import readings

NOT_HELD = 51041


@pytest.fixture
def equipment(db: Database, code: str) -> Equipment:
    register(db, code, [Tag(str(name)) for name in readings(400).columns])
    return find(db, code)


@pytest.fixture
def other(shared: Dsn) -> Iterator[Database]:
    with connect(shared) as database:
        yield database


def documents(frame: pd.DataFrame, rows_each: int) -> list[bytes]:
    return [
        json.dumps(frame.iloc[first : first + rows_each].to_dict("split"), default=str).encode()
        for first in range(0, len(frame), rows_each)
    ]


def stage(db: Database, equipment: Equipment, payloads: list[bytes]) -> dict[str, Any]:
    rows = pd.DataFrame(
        {
            "PayloadOrdinal": range(1, len(payloads) + 1),
            "SourceName": [f"document {number}" for number in range(1, len(payloads) + 1)],
            "PayloadFormat": "JSON",
            "Payload": payloads,
            "PayloadHash": [hashlib.sha256(payload).digest() for payload in payloads],
        }
    )
    return db.call_for_row("dbo.usp_StagePayloads", EquipID=equipment.equip_id, Rows=rows)


def claim(
    db: Database, equipment: Equipment, count: int, **settings: int
) -> tuple[uuid.UUID, list[dict[str, Any]]]:
    token = uuid.uuid4()
    answer = db.call(
        "dbo.usp_ClaimPayloads",
        ClaimToken=token,
        ClaimOwner="worker",
        MaxPayloads=count,
        EquipID=equipment.equip_id,
        **settings,
    )
    return token, answer[-1].dicts() if answer else []


def rows_of(document: dict[str, Any]) -> pd.DataFrame:
    found = json.loads(bytes(document["Payload"]))
    frame = pd.DataFrame(found["data"], columns=found["columns"])
    frame.insert(0, "EntryDateTime", pd.to_datetime(found["index"]))
    return frame


def results(held: list[dict[str, Any]], *, error: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "payload_id": [document["PayloadID"] for document in held],
            "status": "SUCCESS" if error is None else "FAILED",
            "rows_read": 10,
            "rows_kept": 10 if error is None else 0,
            "rows_rejected": 0,
            "error_message": pd.Series([error] * len(held), dtype=object),
        }
    )


def load(
    db: Database, equipment: Equipment, batch: uuid.UUID, rows: pd.DataFrame, **documents: Any
) -> dict[str, Any]:
    names = [tag.name for tag in tags(db, equipment.equip_id)]
    ordered = rows.reindex(columns=["EntryDateTime", *names])
    return db.call_for_row(f"dbo.[{equipment.code}_Load]", BatchLoadID=batch, Rows=ordered, **documents)


def count(db: Database, table: str, equipment: Equipment, where: str = "") -> int:
    column = "equip_id" if table.islower() else "EquipID"
    sql = f"SELECT COUNT(*) AS N FROM dbo.{table} AS t WHERE t.{column} = ? {where}"
    return int(db.query(sql, (equipment.equip_id,))[-1].rows[0][0])


def stored(db: Database, equipment: Equipment) -> int:
    return int(db.query(f"SELECT COUNT(*) AS N FROM dbo.[{equipment.data_table}] AS t")[-1].rows[0][0])


@dataclass
class Worker:
    """A session that claims, loads and commits until nothing waits."""

    dsn: Dsn
    equipment: Equipment
    start: threading.Barrier
    claims: list[list[int]] = field(default_factory=list)
    errors: list[ServerError] = field(default_factory=list)

    def work(self) -> None:
        with connect(self.dsn) as db:
            self.start.wait()
            try:
                while self.once(db):
                    pass
            except ServerError as error:
                self.errors.append(error)

    def once(self, db: Database) -> bool:
        token, held = claim(db, self.equipment, 3)
        if not held:
            return False
        self.claims.append([document["PayloadID"] for document in held])
        rows = pd.concat([rows_of(document) for document in held], ignore_index=True)
        load(db, self.equipment, token, rows, Results=results(held), ClaimToken=token)
        return True


def test_workers_share_the_documents_and_every_reading_arrives_once(
    db: Database, shared: Dsn, equipment: Equipment
) -> None:
    frame = readings(400)
    payloads = documents(frame, 10)
    assert stage(db, equipment, payloads)["RowsStaged"] == 40
    assert stage(db, equipment, payloads) == {"RowsStaged": 0, "RowsKnown": 40, "TranCount": 0}
    barrier = threading.Barrier(3)
    workers = [Worker(shared, equipment, barrier) for _ in range(3)]
    threads = [threading.Thread(target=worker.work) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [error for worker in workers for error in worker.errors] == []
    claimed = [payload for worker in workers for one in worker.claims for payload in one]
    assert len(claimed) == len(set(claimed)) == 40
    assert all(worker.claims for worker in workers)
    assert stored(db, equipment) == 400
    assert count(db, "Ingest_Payload", equipment, "AND t.Status = 'DONE'") == 40
    log = db.query(
        "SELECT l.payload_id, l.attempt, l.status FROM dbo.processing_log AS l WHERE l.equip_id = ?",
        (equipment.equip_id,),
    )[-1].rows
    assert sorted(log) == [(payload, 1, "SUCCESS") for payload in sorted(claimed)]


def test_a_claim_passes_over_what_another_session_has_not_committed(
    db: Database, other: Database, equipment: Equipment
) -> None:
    stage(db, equipment, documents(readings(400), 100))
    db.query("BEGIN TRANSACTION")
    claim(db, equipment, 2)
    _, held = claim(other, equipment, 9)
    assert [document["SourceName"] for document in held] == ["document 3", "document 4"]
    db.query("ROLLBACK TRANSACTION")
    _, held = claim(other, equipment, 9)
    assert [document["SourceName"] for document in held] == ["document 1", "document 2"]


def test_readings_and_log_are_stored_together_or_not_at_all(db: Database, equipment: Equipment) -> None:
    stage(db, equipment, documents(readings(400), 200))
    token, held = claim(db, equipment, 1)
    rows, batch = rows_of(held[0]), uuid.uuid4()
    strange = pd.concat([results(held), results([{"PayloadID": held[0]["PayloadID"] + 1}])])
    with pytest.raises(ServerError) as raised:
        load(db, equipment, batch, rows, Results=strange, ClaimToken=token)
    assert raised.value.number == NOT_HELD
    assert (stored(db, equipment), count(db, "processing_log", equipment)) == (0, 0)
    assert count(db, "Ingest_Payload", equipment, "AND t.Status = 'CLAIMED'") == 1
    done = load(db, equipment, batch, rows, Results=results(held), ClaimToken=token)
    assert (done["RowsInserted"], stored(db, equipment), count(db, "processing_log", equipment)) == (
        200,
        200,
        1,
    )
    again = load(db, equipment, batch, rows, Results=results(held), ClaimToken=token)
    assert (again["RowsInserted"], again["RowsUpdated"]) == (0, 0)
    assert (stored(db, equipment), count(db, "processing_log", equipment)) == (200, 1)


def test_a_worker_whose_claim_ran_out_comes_too_late(
    db: Database, other: Database, equipment: Equipment
) -> None:
    stage(db, equipment, documents(readings(400), 400))
    late, held = claim(db, equipment, 1, ClaimSeconds=0)
    token, taken = claim(other, equipment, 1)
    assert [document["PayloadID"] for document in taken] == [document["PayloadID"] for document in held]
    with pytest.raises(ServerError) as raised:
        load(db, equipment, late, rows_of(held[0]), Results=results(held), ClaimToken=late)
    assert raised.value.number == NOT_HELD
    assert stored(db, equipment) == 0
    load(other, equipment, token, rows_of(taken[0]), Results=results(taken), ClaimToken=token)
    assert stored(db, equipment) == 400
    assert db.query(
        "SELECT l.attempt, l.claim_token FROM dbo.processing_log AS l WHERE l.equip_id = ?",
        (equipment.equip_id,),
    )[-1].rows == [(2, token)]


def test_a_document_that_cannot_be_read_is_parked_and_holds_nobody_up(
    db: Database, equipment: Equipment
) -> None:
    good, bad = documents(readings(100), 100)[0], b"no document"
    stage(db, equipment, [bad, good])
    for attempt in (1, 2, 3):
        token, held = claim(db, equipment, 1)
        assert (held[0]["SourceName"], held[0]["Attempts"]) == ("document 1", attempt)
        db.call(
            "dbo.usp_CommitPayloads",
            EquipID=equipment.equip_id,
            BatchLoadID=token,
            ClaimToken=token,
            Results=results(held, error="not JSON"),
            MaxAttempts=3,
        )
    token, held = claim(db, equipment, 9)
    assert [document["SourceName"] for document in held] == ["document 2"]
    assert db.query(
        """SELECT p.SourceName, p.Attempts, p.LastError FROM dbo.Ingest_Payload AS p
           WHERE p.EquipID = ? AND p.Status = 'PARKED'""",
        (equipment.equip_id,),
    )[-1].rows == [("document 1", 3, "not JSON")]
    assert count(db, "processing_log", equipment, "AND t.status = 'FAILED'") == 3


def audited_load(db: Database, equipment: Equipment, frame: pd.DataFrame, **wrong: Any) -> uuid.UUID:
    """A load with its source's figures on record; `wrong` ones instead of the true."""
    batch = uuid.uuid4()
    load(db, equipment, batch, frame.reset_index(names="EntryDateTime"))
    figures = {
        "SourceRows": len(frame),
        "FirstAt": frame.index[0].to_pydatetime(),
        "LastAt": frame.index[-1].to_pydatetime(),
        "ValueCount": int(frame.notna().to_numpy().sum()),
        "ValueSum": float(frame.sum().sum()),
    }
    db.call(
        "dbo.usp_WriteBatchSource",
        EquipID=equipment.equip_id,
        BatchLoadID=batch,
        SourceName="historian",
        **(figures | wrong),
    )
    return batch


def audit(db: Database, equipment: Equipment) -> tuple[list[str], dict[str, Any]]:
    """Verdicts of the loads that were checked now, and what the audit says of them all."""
    answer = db.call("dbo.usp_AuditBatches", EquipID=equipment.equip_id)
    verdicts = [one.dicts()[0] for one in answer[:-1]]
    return [str(row["overall_status"]) for row in verdicts], answer[-1].dicts()[0]


def history(db: Database, equipment: Equipment) -> list[tuple[Any, ...]]:
    return db.query(
        "SELECT l.* FROM dbo.validation_log AS l WHERE l.equip_id = ? ORDER BY l.validation_id",
        (equipment.equip_id,),
    )[-1].rows


def test_an_audit_checks_each_load_on_its_own_and_once(db: Database, equipment: Equipment) -> None:
    frame = readings(400)
    frame.iloc[5, 2] = None
    audited_load(db, equipment, frame[:100])
    audited_load(db, equipment, frame[100:200], SourceRows=101)
    audited_load(db, equipment, frame[200:300])
    verdicts, said = audit(db, equipment)
    assert verdicts == ["PASSED", "FAILED", "PASSED"]
    assert said == {
        "BatchesChecked": 3,
        "BatchesPassed": 2,
        "BatchesFailed": 1,
        "AuditStatus": "PARTIAL_SUCCESS",
    }
    before = history(db, equipment)
    assert audit(db, equipment)[1]["AuditStatus"] == "NOTHING_TO_DO"
    assert history(db, equipment) == before
    audited_load(db, equipment, frame[300:])
    assert audit(db, equipment)[0] == ["PASSED"]
    assert history(db, equipment)[:3] == before


@pytest.mark.parametrize(
    ("change", "minute", "failed"),
    [
        ("DELETE t FROM dbo.[{0}] AS t", 20, {"row_count", "value_count", "value_sum"}),
        ("DELETE t FROM dbo.[{0}] AS t", 0, {"row_count", "time_range", "value_count", "value_sum"}),
        ("UPDATE t SET t.flow = NULL FROM dbo.[{0}] AS t", 20, {"value_count", "value_sum"}),
        ("UPDATE t SET t.flow = t.flow + 0.001 FROM dbo.[{0}] AS t", 20, {"value_sum"}),
    ],
)
def test_what_changes_after_a_load_is_found(
    db: Database, equipment: Equipment, change: str, minute: int, failed: set[str]
) -> None:
    batch = audited_load(db, equipment, readings(400)[:100])
    asked = {"EquipID": equipment.equip_id, "BatchLoadID": batch}
    assert db.call_for_row("dbo.usp_ValidateBatch", **asked)["overall_status"] == "PASSED"
    moment = datetime(2026, 3, 1, 0, minute)
    db.query(f"{change.format(equipment.data_table)} WHERE t.EntryDateTime = ?", (moment,))
    verdict = db.call_for_row("dbo.usp_ValidateBatch", **asked)
    found = {name.removesuffix("_status") for name, value in verdict.items() if value == "FAILED"}
    assert found == failed | {"overall"}


def test_a_check_that_breaks_off_is_on_record_and_stops_no_other(
    db: Database, other: Database, equipment: Equipment, code: str
) -> None:
    batch = audited_load(db, equipment, readings(400)[:100])
    db.query(f"DROP PROCEDURE dbo.[{code}_Audit]")
    with pytest.raises(ServerError):
        audit(db, equipment)
    ((status, exception),) = db.query(
        "SELECT l.validation_run_status, l.exception FROM dbo.validation_log AS l WHERE l.batch_load_id = ?",
        (batch,),
    )[-1].rows
    assert status == "FAILED"
    assert f"{code}_Audit" in exception
    register(db, code, [Tag("humidity")])
    good = audited_load(other, equipment, readings(400)[100:200])
    verdicts, said = audit(db, equipment)
    assert (verdicts, said["AuditStatus"]) == (["PASSED", "PASSED"], "SUCCESS")
    assert history(db, equipment)[1][2] == good, "what broke off comes last"
