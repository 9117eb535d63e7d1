"""A lease outlives work that takes longer than it, and the work ends when the lease is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from acm.analytics import Model, train
from acm.database import Database, Dsn, Rows, ServerError, connect
from acm.equipment import Equipment
from acm.runs import Plan, run

from .conftest import readings
from .machines import claimed, machine
from .test_workers import until

LEASE_SECONDS = 3


def progress(db: Database, equipment: Equipment) -> dict[str, Any]:
    (row,) = db.call("dbo.usp_GetProgress", EquipID=equipment.equip_id)[-1].dicts()
    return row


@pytest.fixture
def slow_training(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], None]], None]:
    """Before it trains, the worker waits for what is given."""

    def put(wait: Callable[[], None]) -> None:
        def slowly(*args: Any, **kwargs: Any) -> Model:
            wait()
            return train(*args, **kwargs)

        monkeypatch.setattr("acm.runs.training.train", slowly)

    return put


def test_a_lease_is_renewed_while_a_long_training_goes_on(
    db: Database, shared: Dsn, code: str, slow_training: Callable[[Callable[[], None]], None]
) -> None:
    equipment = machine(db, code, readings(440))

    def beyond_the_first_lease() -> None:
        first = progress(db, equipment)

        def is_held_on() -> bool:
            now = progress(db, equipment)
            gained = (now["LeaseExpiresAt"] - first["LeaseExpiresAt"]).total_seconds()
            assert now["LeaseToken"] == first["LeaseToken"]
            return bool(now["IsLeased"]) and gained > LEASE_SECONDS

        until(is_held_on, "a lease that is renewed again and again")

    slow_training(beyond_the_first_lease)
    with connect(shared) as worker:
        (report,) = run(worker, Plan((code,), max_batches=1, lease_seconds=LEASE_SECONDS))
    assert (report.stage, report.outcome) == ("COLDSTART", "OK")
    assert progress(db, equipment)["LeaseToken"] is None


def test_work_whose_lease_is_lost_ends_before_anything_is_sent(
    db: Database,
    shared: Dsn,
    code: str,
    slow_training: Callable[[Callable[[], None]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    equipment = machine(db, code, readings(440))
    whole, refused, sent = Database.call, [], []

    def watched(self: Database, procedure: str, **params: Any) -> list[Rows]:
        if procedure == "dbo.usp_FinalizeRun":
            sent.append(params["Outcome"])
        try:
            return whole(self, procedure, **params)
        except ServerError as error:
            refused.append((procedure, error.number))
            raise

    def taken_by_another() -> None:
        db.call(
            "dbo.usp_ReleaseBatch",
            EquipID=equipment.equip_id,
            LeaseToken=progress(db, equipment)["LeaseToken"],
        )
        thief.append(claimed(db, equipment)[0])
        until(lambda: ("dbo.usp_RenewLease", 51004) in refused, "a renewal that is refused")

    thief: list[Any] = []
    slow_training(taken_by_another)
    monkeypatch.setattr(Database, "call", watched)
    with connect(shared) as worker:
        (report,) = run(worker, Plan((code,), lease_seconds=LEASE_SECONDS))
    assert report.outcome == "LEASE LOST"
    assert report.error is not None
    assert report.error.startswith("51004")
    assert sent == []
    assert progress(db, equipment)["LeaseToken"] == thief[0]
