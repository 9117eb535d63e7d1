"""Which faults go where: decided by the healthy rows and a seed, and by nothing else."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from acm.analytics.faults import KINDS, SIGNED_KINDS, SIZED_KINDS, Fault

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Wishes:
    """What to try: kinds, sizes (standard deviations), how many faults of each kind and size, how many rows
    one lasts, and the seed of every choice."""

    kinds: tuple[str, ...] = KINDS
    sizes: tuple[float, ...] = (1.0, 2.0, 4.0)
    faults: int = 20
    fault_rows: int = 120
    seed: int = 0

    def sizes_of(self, kind: str) -> tuple[float, ...]:
        """Kinds that have no size come once, with size 0."""
        return self.sizes if kind in SIZED_KINDS else (0.0,)


@dataclass(frozen=True)
class Sensors:
    """Sensors that can carry a fault: those that vary, and of them those for which standing still is news."""

    varying: tuple[str, ...]
    restless: tuple[str, ...]

    def of(self, kind: str) -> tuple[str, ...]:
        return self.restless if kind == "stuck" else self.varying


def places(healthy: Flags, breaks: Flags, rows: int, random: np.random.Generator) -> list[int]:
    """First rows of as many disjoint places of `rows` healthy rows as there is room for, in their order.

    `breaks` marks rows that follow a gap: no place lies across one. What a stretch has to spare is spread
    at random between its places.
    """
    found: list[int] = []
    for first, last in _stretches(healthy, breaks):
        count, spare = divmod(last - first, rows)
        gaps = np.sort(random.integers(0, spare + 1, count))
        found += [int(first + gap + number * rows) for number, gap in enumerate(gaps)]
    return found


def _stretches(healthy: Flags, breaks: Flags) -> Iterator[tuple[int, int]]:
    """Healthy rows without a break, as [first, last)."""
    starts = healthy & (breaks | ~np.concatenate([[False], healthy[:-1]]))
    edges = np.flatnonzero(starts)
    limits = np.append(edges[1:], len(healthy))[: len(edges)]
    for first, limit in zip(edges, limits, strict=True):
        ill = np.flatnonzero(~healthy[first:limit])
        yield int(first), int(first + ill[0] if len(ill) else limit)


def plan(wishes: Wishes, starts: Sequence[int], sensors: Sensors, random: np.random.Generator) -> list[Fault]:
    """The faults, by kind and size as wished for.

    Places are used in turn in a random order. Faults of one kind and size never share a row: there are at
    most as many of them as places. Different ones share a place only when there are more faults than places;
    each is put into a copy of the readings of its own. Every size of a kind is tried on the same sensors, so
    that sizes compare; every other fault is in two of them, if there are two.
    """
    order = itertools.cycle(random.permutation(np.asarray(starts, int)).tolist())
    each = min(wishes.faults, len(starts))
    faults = []
    for kind in wishes.kinds:
        subjects = _subjects(kind, each, sensors.of(kind), random)
        for size in wishes.sizes_of(kind):
            for subject in subjects:
                first = next(order)
                last = first + wishes.fault_rows
                faults.append(Fault(kind, subject.sensors, first, last, subject.sign * size, subject.seed))
    return faults


@dataclass(frozen=True)
class _Subject:
    """What a fault hits: sensors, up or down, and the seed of what is random in it."""

    sensors: tuple[str, ...]
    sign: float
    seed: int


def _subjects(kind: str, count: int, names: Sequence[str], random: np.random.Generator) -> list[_Subject]:
    """`count` subjects, sensors in turn in a random order; none when no sensor can have such a fault."""
    if not names:
        return []
    chosen = itertools.cycle(random.permutation(np.asarray(names, object)).tolist())
    several = min(2, len(names))
    return [
        _Subject(
            tuple(sorted(itertools.islice(chosen, several if number % 2 else 1))),
            float(random.choice((-1.0, 1.0))) if kind in SIGNED_KINDS else 1.0,
            int(random.integers(2**31)),
        )
        for number in range(count)
    ]
