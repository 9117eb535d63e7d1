"""What a back-test says of a machine's monitor, for people who must decide whether to trust it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from acm.backtest.summary import poisson
from acm.report import wording
from acm.report.data import Backtest, Trial

_KINDS = {
    "STEP": "Reading jumps",
    "RAMP": "Reading creeps",
    "VARIANCE": "Reading turns noisy",
    "STUCK": "Sensor sticks",
    "CORRELATION_BREAK": "Sensor no longer follows the others",
}
_RELIABLE = 90.0  # percent found from which a size counts as seen
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Line:
    """A kind of fault with its trials: one per size, or a single one when it has none."""

    name: str
    trials: tuple[Trial | None, ...]


@dataclass(frozen=True)
class BacktestView:
    """A back-test as the page shows it."""

    backtest: Backtest
    sizes: tuple[float, ...]
    lines: tuple[Line, ...]
    sentence: str
    quiet: str
    alarms: str
    lasting: timedelta


def view(backtest: Backtest) -> BacktestView:
    """The table of a back-test, and its gist in words."""
    trials = backtest.trials
    sizes = tuple(sorted({trial.size for trial in trials if trial.size is not None}))
    lines = []
    for kind, name in _KINDS.items():
        own = {trial.size: trial for trial in trials if trial.kind == kind}
        if own:
            shown = (own[None],) if None in own else tuple(own.get(size) for size in sizes)
            lines.append(Line(name, shown))
    return BacktestView(
        backtest,
        sizes,
        tuple(lines),
        " ".join((_seen(trials), _false_alarms(backtest))),
        _rate(backtest),
        _alarms(backtest),
        max((trial.lasting for trial in trials), default=timedelta(0)),
    )


def _seen(trials: tuple[Trial, ...]) -> str:
    """The smallest jump that is found reliably, with how soon; else how much of everything is found."""
    jumps = sorted((t for t in trials if t.kind == "STEP" and t.size), key=lambda t: t.size or 0.0)
    if not jumps:
        found, faults = sum(t.found for t in trials), sum(t.faults for t in trials)
        return f"It would have seen {found} of {faults} faults." if faults else ""
    seen = next((j for i, j in enumerate(jumps) if all(k.share >= _RELIABLE for k in jumps[i:])), None)
    if seen is None:
        last = jumps[-1]
        return (
            f"Even a jump of {wording.deviations(last.size or 0.0)} would have been seen in only "
            f"{last.found} of {last.faults} cases: "
            "on small changes of this machine the monitor is no help yet."
        )
    return (
        f"A reading that jumps by {wording.deviations(seen.size or 0.0)} or more would have been seen in "
        f"{seen.found} of {seen.faults} cases, typically {wording.after(seen.delay)}."
    )


def _false_alarms(backtest: Backtest) -> str:
    is_short = backtest.end - backtest.start < _WEEK
    if not backtest.false_alarms:
        rough = "; in less than a week that says little" if is_short else ""
        return f"With no fault put in, it raised no alarm{rough}."
    rough = " The stretch is shorter than a week: take that rate as rough." if is_short else ""
    return (
        f"With no fault put in, {wording.plural(backtest.false_alarms, 'alarm')} came that nobody has "
        f"confirmed as a fault: {wording.number(backtest.false_alarms_per_week, 2)} a week.{rough}"
    )


def _rate(backtest: Backtest) -> str:
    if not backtest.false_alarms:
        return "no false alarm"
    return f"{wording.number(backtest.false_alarms_per_week, 2)} false alarms a week"


def _alarms(backtest: Backtest) -> str:
    """How many, and how far chance alone can be off; nothing when there was none."""
    if not backtest.false_alarms:
        return ""
    weeks = backtest.false_alarms / backtest.false_alarms_per_week
    low, high = (wording.number(count / weeks, 2) for count in poisson(backtest.false_alarms))
    return f"{low}–{high} · {wording.plural(backtest.false_alarms, 'alarm')} that nobody has confirmed, "
