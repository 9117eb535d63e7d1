"""Marks of a machine's history as flags of its rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from acm.backtest.history import Mark, flagged

START = datetime(2026, 3, 1)
MINUTE = pd.Timedelta(minutes=1)
TIMES = pd.date_range(START, periods=60, freq=MINUTE)


def rows(mark: Mark) -> tuple[list[int], list[int]]:
    known_ill, suspect = flagged(TIMES, [mark], MINUTE)
    return np.flatnonzero(known_ill).tolist(), np.flatnonzero(suspect).tolist()


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("label", "is_ill", "is_suspect"),
    [
        (None, False, True),
        ("UNKNOWN", False, True),
        ("FALSE_ALARM", False, False),
        ("TRUE_FAULT", True, True),
        ("SENSOR_FAULT", True, True),
        ("MAINTENANCE", True, True),
        ("PROCESS_CHANGE", True, True),
    ],
)
def test_labels_of_episodes(label: str | None, is_ill: bool, is_suspect: bool) -> None:
    inside = list(range(10, 15))
    expected = (inside if is_ill else [], inside if is_suspect else [])
    assert rows(Mark(True, at(10), at(15), label)) == expected


@pytest.mark.parametrize(
    "kind", ["MAINTENANCE", "REPAIR", "REPLACEMENT", "FAILURE", "SHUTDOWN", "PROCESS_CHANGE"]
)
def test_events_that_mean_that_the_machine_was_not_itself(kind: str) -> None:
    assert rows(Mark(False, at(9.5), at(12), kind)) == ([10, 11], [])


@pytest.mark.parametrize("kind", ["INSPECTION", "OTHER"])
def test_events_that_mean_nothing_for_the_readings(kind: str) -> None:
    assert rows(Mark(False, at(9), at(12), kind)) == ([], [])


def test_an_open_episode_lasts_and_an_event_without_an_end_is_a_moment() -> None:
    assert rows(Mark(True, at(55), None, None)) == ([], [55, 56, 57, 58, 59])
    assert rows(Mark(False, at(30), None, "FAILURE")) == ([30], [])


def test_marks_outside_the_rows_flag_nothing() -> None:
    assert rows(Mark(True, at(-20), at(-10), "TRUE_FAULT")) == ([], [])
    assert rows(Mark(True, at(70), at(80), "TRUE_FAULT")) == ([], [])
    assert rows(Mark(True, at(-20), at(2), "TRUE_FAULT")) == ([0, 1], [0, 1])
