"""Scored at once or tick by tick: the same numbers, through the database."""

from __future__ import annotations

import numpy as np
import pytest
from acm.database import Database
from acm.runs import Plan, run

from .conftest import readings
from .machines import machine

TRAINED, SCORED = 300, 140


@pytest.mark.parametrize("tick_minutes", [1, 7, 100])
def test_ticks_give_the_scores_of_the_whole(db: Database, code: str, tick_minutes: int) -> None:
    frame = readings(TRAINED + SCORED)
    found = {}
    for suffix, minutes in (("T", tick_minutes), ("W", 100_000)):
        equipment = machine(db, code + suffix, frame, tick_minutes=minutes, train_rows=TRAINED)
        reports = run(db, Plan((code + suffix,)))
        assert {report.outcome for report in reports} == {"OK"}, reports
        rows = db.query(
            """SELECT s.Timestamp, s.FusedZ, h.HealthIndex, h.IsAlarm
               FROM dbo.ACM_Scores_Wide_Current AS s
               INNER JOIN dbo.ACM_HealthTimeline_Current AS h
                   ON h.EquipID = s.EquipID AND h.Timestamp = s.Timestamp
               WHERE s.EquipID = ? ORDER BY s.Timestamp""",
            (equipment.equip_id,),
        )[-1].frame()
        episodes = db.query(
            """SELECT e.StartedAt, e.EndedAt, e.PeakFusedZ FROM dbo.ACM_Episodes_Current AS e
               WHERE e.EquipID = ? ORDER BY e.StartedAt""",
            (equipment.equip_id,),
        )[-1].rows
        found[suffix] = (len(reports), rows, episodes)
    ticks, whole = found["T"], found["W"]
    assert whole[0] == 2  # training, and all the rest
    assert ticks[0] >= 1 + SCORED // tick_minutes - 1
    count = len(ticks[1])  # the last tick is not over yet
    assert count >= SCORED - tick_minutes - 1
    assert count > 30
    assert (ticks[1]["Timestamp"] == whole[1]["Timestamp"].head(count)).all()
    for name in ("FusedZ", "HealthIndex"):
        assert np.abs(ticks[1][name] - whole[1][name].head(count)).max() < 1e-9, name
    assert (ticks[1]["IsAlarm"] == whole[1]["IsAlarm"].head(count)).all()
    assert whole[1]["IsAlarm"].any(), "the fault is in the data"
    if tick_minutes < 100:
        assert [e[:2] for e in ticks[2]] == [e[:2] for e in whole[2]]
        assert np.allclose([e[2] for e in ticks[2]], [e[2] for e in whole[2]], atol=1e-9)
