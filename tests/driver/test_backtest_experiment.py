"""A back-test of a generated plant: what must be found is found, as a monitor at work would have found it."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Model, lookback_rows, score, train
from acm.analytics.faults import Fault, inject
from acm.backtest.experiment import Result, Scene, experiment
from acm.backtest.plan import Wishes
from acm.backtest.replay import outcomes, replay, rises
from acm.errors import ShortHistoryError

TRAINED, ROWS = 800, 3200
OFTEN = Wishes(faults=12, fault_rows=90)


@cache
def plant() -> pd.DataFrame:
    """Five sensors that follow one slow load, and a setpoint that changes once in four hours."""
    random = np.random.default_rng(11)
    load = np.sin(np.arange(ROWS) / 35.0) + 0.1 * random.standard_normal(ROWS)
    values = {
        name: level + gain * load + noise * random.standard_normal(ROWS)
        for name, level, gain, noise in (
            ("flow", 50.0, 4.0, 0.5),
            ("current", 12.0, 1.0, 0.1),
            ("pressure", 6.0, 0.5, 0.05),
            ("speed", 1480.0, -9.0, 1.0),
            ("bearing", 60.0, 3.0, 0.4),
        )
    }
    values["setpoint"] = 5.0 + (np.arange(ROWS) // 240) % 2
    return pd.DataFrame(values, index=pd.date_range("2026-03-01", periods=ROWS, freq="1min"))


@cache
def model() -> Model:
    return train(plant().iloc[:TRAINED])


def scene(**flags: np.ndarray) -> Scene:
    rows = np.arange(ROWS)
    none = np.zeros(ROWS, bool)
    defaults = {"tested": rows >= TRAINED, "known_ill": none, "suspect": none}
    return Scene(plant(), TRAINED, **(defaults | flags))


@cache
def result() -> Result:
    return experiment(model(), scene(), OFTEN)


def cell_of(found: Result, kind: str, size: float | None):  # type: ignore[no-untyped-def]
    return next(cell for cell in found.cells if (cell.kind, cell.size) == (kind, size))


def test_a_big_step_is_always_found_and_soon() -> None:
    found = experiment(model(), scene(), Wishes(("step",), (8.0,), 15, 90))
    (cell,) = found.cells
    assert cell.found == cell.faults == 15
    assert cell.delay_seconds <= 20 * 60


def test_bigger_faults_are_found_more_often() -> None:
    found = result()
    for kind in ("step", "ramp", "variance"):
        shares = [cell_of(found, kind, size).share for size in (1.0, 2.0, 4.0)]
        assert shares == sorted(shares)
    assert cell_of(found, "step", 4.0).share == 1.0
    assert cell_of(found, "ramp", 4.0).delay_seconds > cell_of(found, "step", 4.0).delay_seconds


def test_a_fault_of_size_nothing_is_not_found_more_often_than_false_alarms_come() -> None:
    wishes = dataclasses.replace(OFTEN, kinds=("step", "ramp", "variance"), sizes=(0.0,))
    found = experiment(model(), scene(), wishes)
    per_place = found.quiet.alarms / (found.healthy_rows / wishes.fault_rows)
    assert all(cell.share <= per_place for cell in found.cells)


def test_rows_are_scored_as_a_monitor_at_work_scores_them() -> None:
    """A fault that changes nothing leaves each score as it is in the replay of the whole."""
    readings, first = plant(), TRAINED
    calm = replay(model(), readings, first)
    nothing = [Fault("step", ("flow",), row, row + 70) for row in (first, 1111, 2500, 1180)]
    found = outcomes(model(), readings, first, nothing, {"flow": 1.0})
    for fault, outcome in zip(nothing, found, strict=True):
        expected = calm.fused[fault.first - first : fault.last - first].max()
        assert outcome.highest == pytest.approx(expected, rel=1e-9)
        assert outcome.start == readings.index[fault.first]
        assert outcome.end == readings.index[fault.last]


def test_a_fault_is_scored_as_in_a_history_that_holds_it() -> None:
    """Against the long way round: the fault put into the whole history, and that scored in one call."""
    readings, first = plant(), TRAINED
    deviations = readings.std().to_dict()
    fault = Fault("ramp", ("bearing", "flow"), 1500, 1620, -2.5, seed=5)
    (outcome,) = outcomes(model(), readings, first, [fault], deviations)
    back = lookback_rows(model())
    whole = score(model(), inject(readings, fault, deviations).iloc[first - back :], readings.index[first])
    inside = whole.health.set_index("Timestamp").loc[readings.index[1500] : readings.index[1619]]
    alarms = inside.index[inside["IsAlarm"].astype(bool)]
    assert outcome.detected_at == alarms[0]
    assert outcome.highest == pytest.approx(inside["FusedZ"].max(), rel=1e-9)


def test_faults_lie_in_healthy_tested_rows_after_the_training() -> None:
    rows = np.arange(ROWS)
    flags = {
        "tested": (rows >= 1000) & (rows < 3000),
        "known_ill": (rows >= 1400) & (rows < 1500),
        "suspect": (rows >= 2000) & (rows < 2100),
    }
    found = experiment(model(), scene(**flags), OFTEN)
    assert found.outcomes
    for outcome in found.outcomes:
        inside = slice(outcome.fault.first, outcome.fault.last)
        assert flags["tested"][inside].all()
        assert not (flags["known_ill"] | flags["suspect"])[inside].any()
        assert outcome.start > model().training_end
    assert (found.rows, found.start, found.end) == (2000, plant().index[1000], plant().index[3000])


def test_a_stuck_sensor_says_who_told_of_it() -> None:
    """Data quality tells after sixty equal rows; an alarm may come before or not at all."""
    stuck = [outcome for outcome in result().outcomes if outcome.fault.kind == "stuck"]
    assert cell_of(result(), "stuck", None).share == 1.0
    assert all("setpoint" not in outcome.fault.sensors for outcome in stuck), "it stands still by nature"
    for outcome in stuck:
        delay = (outcome.detected_at - outcome.start) / model().cadence
        assert outcome.alarms > 0 or delay == 59
    short = experiment(model(), scene(), dataclasses.replace(OFTEN, kinds=("stuck",), fault_rows=50))
    assert all(cell.by_finding == 0 for cell in short.cells), "too short for data quality"


def test_an_alarm_in_a_confirmed_fault_is_no_false_one() -> None:
    readings = inject(plant(), Fault("step", ("bearing",), 2000, 2100, 6.0))
    rows = np.arange(ROWS)
    ill = (rows >= 2000) & (rows < 2130)
    base = dataclasses.replace(scene(), readings=readings)
    unknown = experiment(model(), base, OFTEN)
    confirmed = experiment(model(), dataclasses.replace(base, known_ill=ill), OFTEN)
    assert unknown.quiet.alarms == confirmed.quiet.alarms + 1
    assert confirmed.quiet.weeks < unknown.quiet.weeks
    assert confirmed.quiet.alarms == len(rises(replay(model(), plant(), TRAINED).alarm))
    for found in (unknown, confirmed):
        assert not any(o.fault.first < 2100 and o.fault.last > 2010 for o in found.outcomes), (
            "an alarm stands"
        )


def test_weeks_are_those_of_running_rows() -> None:
    assert result().quiet.weeks == pytest.approx((ROWS - TRAINED) / (7 * 24 * 60))


def test_the_same_again_is_the_same() -> None:
    again = experiment(model(), scene(), OFTEN)
    assert again.outcomes == result().outcomes
    shuffled = dataclasses.replace(scene(), readings=plant()[plant().columns[::-1]])
    assert experiment(model(), shuffled, OFTEN).outcomes == result().outcomes
    other = experiment(model(), scene(), dataclasses.replace(OFTEN, seed=1))
    assert other.outcomes != result().outcomes


def test_too_little_history_says_what_is_needed_and_found() -> None:
    tested = np.zeros(ROWS, bool)
    tested[-250:] = True
    with pytest.raises(ShortHistoryError, match=r"360 healthy .* 250 rows, 2\d\d of them healthy"):
        experiment(model(), scene(tested=tested), Wishes())


def test_steps_are_told_of() -> None:
    heard: list[tuple[int, int]] = []
    wishes = Wishes(("step",), (4.0,), 3, 90)
    experiment(model(), scene(), wishes, lambda done, total: heard.append((done, total)))
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]
