"""Where faults are put: disjoint, in healthy rows alone, and the same for the same seed."""

from __future__ import annotations

import itertools
from collections import defaultdict

import numpy as np
import pytest
from acm.analytics.faults import KINDS, SIGNED_KINDS, Fault
from acm.backtest.plan import Sensors, Wishes, places, plan

SENSORS = Sensors(("a", "b", "c"), ("b", "c"))


def planned(wishes: Wishes, starts: list[int], sensors: Sensors = SENSORS) -> list[Fault]:
    return plan(wishes, starts, sensors, np.random.default_rng(wishes.seed))


def share_rows(faults: list[Fault]) -> bool:
    return any(a.first < b.last and b.first < a.last for a, b in itertools.combinations(faults, 2))


@pytest.mark.parametrize("seed", range(20))
def test_places_are_disjoint_and_healthy_and_lie_across_no_gap(seed: int) -> None:
    random = np.random.default_rng(seed)
    healthy = random.random(2000) > 0.02
    breaks = random.random(2000) > 0.99
    starts = places(healthy, breaks, 25, random)
    assert len(starts) > 5
    assert (np.diff(starts) >= 25).all()
    for start in starts:
        assert healthy[start : start + 25].all()
        assert not breaks[start + 1 : start + 25].any()


def test_there_are_as_many_places_as_there_is_room_for() -> None:
    healthy = np.ones(100, bool)
    healthy[[30, 59]] = False
    breaks = np.zeros(100, bool)
    breaks[80] = True
    random = np.random.default_rng(0)
    starts = places(healthy, breaks, 10, random)
    stretches = ((0, 30), (31, 59), (60, 80), (80, 100))
    assert [sum(a <= start < b for start in starts) for a, b in stretches] == [3, 2, 2, 2]
    assert places(healthy, breaks, 31, random) == []
    assert places(np.zeros(0, bool), np.zeros(0, bool), 5, random) == []


def test_each_kind_and_size_is_planned_as_often_as_wished_for() -> None:
    starts = list(range(0, 6000, 120))
    faults = planned(Wishes(faults=4), starts)
    counts: defaultdict[tuple[str, float], int] = defaultdict(int)
    for fault in faults:
        counts[fault.kind, abs(fault.size)] += 1
        assert fault.first in starts
        assert fault.last == fault.first + 120
    sized = {(kind, size): 4 for kind in ("step", "ramp", "variance") for size in (1.0, 2.0, 4.0)}
    assert counts == sized | {("stuck", 0.0): 4, ("correlation", 0.0): 4}
    assert len(faults) <= len(starts)
    assert not share_rows(faults), "there is room for all"


def test_in_little_room_faults_of_one_kind_and_size_still_share_no_row() -> None:
    starts = [0, 120, 300, 420, 600]
    faults = planned(Wishes(faults=20), starts)
    assert len(faults) == 11 * len(starts)
    for kind, size in {(fault.kind, abs(fault.size)) for fault in faults}:
        assert not share_rows([f for f in faults if (f.kind, abs(f.size)) == (kind, size)])


def test_the_seed_decides_everything() -> None:
    starts = list(range(0, 6000, 120))
    assert planned(Wishes(seed=3), starts) == planned(Wishes(seed=3), starts)
    assert planned(Wishes(seed=3), starts) != planned(Wishes(seed=4), starts)


def test_singles_and_pairs_take_turns_and_every_sensor_has_its_turn() -> None:
    faults = planned(Wishes(kinds=("step",), sizes=(2.0,), faults=8), list(range(0, 2400, 120)))
    assert [len(fault.sensors) for fault in faults] == [1, 2] * 4
    assert all(len(set(fault.sensors)) == len(fault.sensors) for fault in faults)
    assert {name for fault in faults for name in fault.sensors} == {"a", "b", "c"}
    assert {np.sign(fault.size) for fault in faults} == {-1.0, 1.0}


def test_every_size_of_a_kind_is_tried_on_the_same_sensors() -> None:
    faults = planned(Wishes(kinds=("step",), faults=6), list(range(0, 6000, 120)))
    by_size = [
        [(f.sensors, np.sign(f.size), f.seed) for f in faults if abs(f.size) == size]
        for size in (1.0, 2.0, 4.0)
    ]
    assert by_size[0] == by_size[1] == by_size[2]
    assert len(set(by_size[0])) == 6


def test_only_shifts_have_a_sign_and_only_restless_sensors_get_stuck() -> None:
    faults = planned(Wishes(), list(range(0, 6000, 120)))
    assert {fault.kind for fault in faults} == set(KINDS)
    assert all(fault.size >= 0 for fault in faults if fault.kind not in SIGNED_KINDS)
    assert {name for fault in faults if fault.kind == "stuck" for name in fault.sensors} == {"b", "c"}


def test_a_kind_that_no_sensor_can_have_is_left_out_and_one_sensor_is_enough() -> None:
    alone = Sensors(("a",), ())
    faults = planned(Wishes(), list(range(0, 6000, 120)), alone)
    assert {fault.kind for fault in faults} == set(KINDS) - {"stuck"}
    assert {fault.sensors for fault in faults} == {("a",)}
