"""An error at any write inside usp_FinalizeRun leaves nothing of the run; the failure is recorded apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from acm.analytics import Settings
from acm.database import Database, Dsn, Rows, connect
from acm.database.embedded import EmbeddedSession
from acm.runs import ModelCache, claim_batch, work_on
from tsql_pg import SqlError, StatementEvent

from .conftest import readings
from .machines import intercepted, machine, park_after, rows_of_run, trained

MOST_WRITES = 400
WRITTEN = {
    "COLDSTART": {
        "ModelRegistry", "ACM_ActiveModels", "ACM_Thresholds", "ACM_RegimeDefinitions", "ACM_PCA_Metrics",
        "ACM_RunColumns", "ACM_FeatureDropLog", "ACM_ColdstartState",
    },
    "SCORE": {
        "ACM_Scores_Wide", "ACM_HealthTimeline", "ACM_ContributionTimeline", "ACM_SensorExpected",
        "ACM_Episodes", "ACM_EpisodeCulprits", "ACM_ScorerState",
    },
}  # fmt: skip


class Fault:
    """Fails the n-th statement that changes data inside usp_FinalizeRun, the first time that it is called."""

    def __init__(self, db: Database, n: int) -> None:
        assert isinstance(db.session, EmbeddedSession)
        self.connection = db.session.connection
        self.n = n
        self.seen: list[str] = []
        self.hit = False

    def around(self, call: Callable[[], list[Rows]], params: dict[str, Any]) -> list[Rows]:
        if params["Outcome"] == "FAIL":
            return call()
        self.connection.hook = self.count
        try:
            return call()
        finally:
            self.connection.hook = None

    def count(self, event: StatementEvent) -> None:
        self.seen.append(f"{event.kind} {event.target}")
        if len(self.seen) == self.n:
            self.hit = True
            raise SqlError(50001, f"injected at {self.seen[-1]}")


@pytest.mark.parametrize("stage", ["COLDSTART", "SCORE"])
def test_every_single_write_is_all_or_nothing(fresh: Dsn, stage: str) -> None:
    with connect(fresh) as db:
        made = {"COLDSTART": machine, "SCORE": trained}[stage]
        equipment = made(db, "P1", readings(440).assign(dead=1.0))
        park_after(db, 0)
        cache, settings = ModelCache(), Settings(forest_trees=2)
        tables: set[str] = set()
        for n in range(1, MOST_WRITES):
            claim = claim_batch(db, equipment.equip_id)
            assert claim is not None
            assert claim.stage == stage
            fault = Fault(db, n)
            with intercepted(db, "dbo.usp_FinalizeRun", fault.around):
                report = work_on(db, claim, settings, cache)
            if not fault.hit:
                break
            tables.add(fault.seen[-1].rpartition(" ")[2])
            assert report.outcome == "FAIL", (n, fault.seen, report)
            assert rows_of_run(db, report.run_id) == {}, (n, fault.seen)
            stored = db.query(
                """SELECT r.Outcome, r.ErrorMessage, r.ErrorJSON, r.RowsWritten
                   FROM dbo.ACM_Runs AS r WHERE r.RunID = ?""",
                (report.run_id,),
            )[-1].rows
            assert len(stored) == 1
            outcome, message, error, written = stored[0]
            assert (outcome, written) == ("FAIL", 0)
            assert message.startswith(f"50001: injected at {fault.seen[-1]} (procedure dbo.usp_")
            assert json.loads(error)["number"] == 50001
            assert json.loads(error)["where"]
        else:
            pytest.fail("the writes never ended")
        assert report.outcome == "OK", report
        assert rows_of_run(db, report.run_id)
        wanted = {"ACM_Runs", "ACM_BatchProgress", "ACM_DataQualityEvents", "ACM_RunTableStats"}
        wanted |= WRITTEN[stage]
        assert {name.removeprefix("dbo.") for name in tables} >= wanted, (n, tables)
        running = db.query("SELECT COUNT(*) AS N FROM dbo.ACM_Runs AS r WHERE r.Outcome = 'RUNNING'")[-1].rows
        assert running == [(0,)]
