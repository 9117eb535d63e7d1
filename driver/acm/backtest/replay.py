"""History scored as if live, once as it was and once for every fault put into a copy of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics import Model, QualityFinding, Scored, ScorerState, lookback_rows, score
from acm.analytics.faults import Fault, inject

_STANDS_STILL = ("STUCK_SENSOR", "QUIET_SENSOR")


@dataclass(frozen=True)
class Replay:
    """The rows as they were scored: one entry per row from `first` of the readings on."""

    first: int
    running: NDArray[np.bool_]
    alarm: NDArray[np.bool_]
    fused: NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What became of a fault: when it was first told, by an alarm or by a data-quality finding alone.

    `alarms` counts the alarms that began while it lasted; a fault told by a finding alone has none.
    """

    fault: Fault
    start: pd.Timestamp
    end: pd.Timestamp
    detected_at: pd.Timestamp | None
    alarms: int
    highest: float

    @property
    def is_detected(self) -> bool:
        return self.detected_at is not None


def replay(model: Model, readings: pd.DataFrame, first: int) -> Replay:
    """The rows from `first` on without any fault; those before it are look-back."""
    health = _scored(model, readings, first, len(readings), None).health
    return Replay(
        first,
        np.asarray(health["OperatingState"] == "RUNNING", bool),
        np.asarray(health["IsAlarm"], bool),
        np.asarray(health["FusedZ"], float),
    )


def rises(alarm: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Rows at which an alarm begins."""
    return np.flatnonzero(alarm & ~np.concatenate([[False], alarm[:-1]]))


def outcomes(
    model: Model,
    readings: pd.DataFrame,
    first: int,
    faults: Sequence[Fault],
    deviations: Mapping[str, float],
    on_fault: Callable[[], None] = lambda: None,
) -> list[Outcome]:
    """What a monitor that has been running since row `first` would have made of each fault.

    The fault's rows are scored with the look-back and the carried state that it would have had just before:
    ticks of any size give the same scores, so the stretches between the faults are scored once.
    """
    states = _states(model, readings, first, sorted({fault.first for fault in faults}))
    found = []
    for fault in faults:
        found.append(_outcome(model, readings, fault, states[fault.first], deviations))
        on_fault()
    return found


def _states(
    model: Model, readings: pd.DataFrame, first: int, rows: Sequence[int]
) -> dict[int, ScorerState | None]:
    """What the scorer carries into each of the rows; None where it begins."""
    states: dict[int, ScorerState | None] = {}
    state, at = None, first
    for row in rows:
        if row > at:
            state, at = _scored(model, readings, at, row, state).state, row
        states[row] = state
    return states


def _scored(model: Model, readings: pd.DataFrame, first: int, last: int, state: ScorerState | None) -> Scored:
    before = max(first - lookback_rows(model), 0)
    return score(model, readings.iloc[before:last], pd.Timestamp(readings.index[first]), state)


def _outcome(
    model: Model,
    readings: pd.DataFrame,
    fault: Fault,
    state: ScorerState | None,
    deviations: Mapping[str, float],
) -> Outcome:
    before = max(fault.first - lookback_rows(model), 0)
    moved = dataclasses.replace(fault, first=fault.first - before, last=fault.last - before)
    faulty = inject(readings.iloc[before : fault.last], moved, deviations)
    start = pd.Timestamp(readings.index[fault.first])
    scored = score(model, faulty, start, state)
    begun = rises(np.asarray(scored.health["IsAlarm"], bool))
    told = [pd.Timestamp(readings.index[fault.first + int(row)]) for row in begun[:1]]
    if fault.kind == "stuck":
        told += _standstills(scored.findings, fault.sensors)
    return Outcome(
        fault=fault,
        start=start,
        end=pd.Timestamp(readings.index[fault.last - 1]) + model.cadence,
        detected_at=min(told, default=None),
        alarms=len(begun),
        highest=float(scored.health["FusedZ"].max()),
    )


def _standstills(findings: Sequence[QualityFinding], sensors: Sequence[str]) -> list[pd.Timestamp]:
    """When data quality said of one of the sensors that it stands still, or that its noise has gone."""
    return [
        pd.Timestamp(finding.first_at)
        for finding in findings
        if finding.event_type in _STANDS_STILL
        and finding.column_name in sensors
        and finding.first_at is not None
    ]
