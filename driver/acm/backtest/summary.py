"""What the outcomes come to: by kind and size, and without a fault."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from acm.analytics.faults import SIZED_KINDS
from acm.backtest.replay import Outcome

_NORMAL_95 = 1.959963984540054  # two-sided 95 % of a normal distribution


@dataclass(frozen=True)
class Cell:
    """Faults of one kind and size (None for kinds without one; both signs together).

    `found` of `faults` were told, `by_finding` of those by data quality alone. `share` with its 95 % interval
    [low, high], from 0 to 1. `delay_seconds`: the median of those found, None when none was.
    """

    kind: str
    size: float | None
    faults: int
    found: int
    by_finding: int
    share: float
    low: float
    high: float
    delay_seconds: float | None


@dataclass(frozen=True)
class Quiet:
    """The replay without a fault: running rows in weeks, alarms that nobody has confirmed, highest score."""

    weeks: float
    alarms: int
    highest: float

    @property
    def alarms_per_week(self) -> float:
        return self.alarms / self.weeks

    @property
    def interval_per_week(self) -> tuple[float, float]:
        """95 % interval of the rate, as if alarms came independently of one another."""
        low, high = poisson(self.alarms)
        return low / self.weeks, high / self.weeks


def summarise(outcomes: Sequence[Outcome]) -> list[Cell]:
    """A cell for each kind and size, in the order in which they first come."""
    groups: defaultdict[tuple[str, float | None], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        fault = outcome.fault
        groups[fault.kind, abs(fault.size) if fault.kind in SIZED_KINDS else None].append(outcome)
    return [_cell(kind, size, group) for (kind, size), group in groups.items()]


def _cell(kind: str, size: float | None, group: Sequence[Outcome]) -> Cell:
    found = [outcome for outcome in group if outcome.is_detected]
    delays = [(o.detected_at - o.start).total_seconds() for o in found if o.detected_at is not None]
    low, high = wilson(len(found), len(group))
    return Cell(
        kind=kind,
        size=size,
        faults=len(group),
        found=len(found),
        by_finding=sum(outcome.alarms == 0 for outcome in found),
        share=len(found) / len(group),
        low=low,
        high=high,
        delay_seconds=statistics.median(delays) if delays else None,
    )


def wilson(found: int, of: int) -> tuple[float, float]:
    """95 % interval of a share, from 0 to 1: Wilson (1927); it holds for few trials and near 0 and 1 too."""
    square, share = _NORMAL_95**2, found / of
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = _NORMAL_95 * np.sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(float(middle - half), 0.0), min(float(middle + half), 1.0)


def poisson(count: int) -> tuple[float, float]:
    """95 % interval of the expected number of events of which `count` came: Garwood (1936)."""
    low = float(chi2.ppf(0.025, 2 * count)) / 2 if count else 0.0
    return low, float(chi2.ppf(0.975, 2 * count + 2)) / 2
