"""What the page says of a back-test."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from acm.report import ReportData, backtests, render
from acm.report.data import DETECTORS, Backtest, HealthSeries, Limits, Machine, ScoreSeries, Trial

START = datetime(2025, 3, 4)


def trial(
    kind: str, size: float | None, found: int, minutes: float | None = 35, by_finding: int = 0
) -> Trial:
    return Trial(
        kind,
        size,
        20,
        found,
        by_finding,
        5.0 * found,
        max(5.0 * found - 12, 0.0),
        min(5.0 * found + 12, 100.0),
        timedelta(minutes=minutes) if found and minutes is not None else None,
        timedelta(hours=2),
    )


def backtest_of(*trials: Trial, alarms: int = 3, days: float = 14) -> Backtest:
    end = START + timedelta(days=days)
    return Backtest(START, end, 3, alarms, 7 * alarms / days, trials)


FULL = backtest_of(
    trial("STEP", 1.0, 7),
    trial("STEP", 2.0, 19),
    trial("STEP", 4.0, 20, 6),
    trial("RAMP", 1.0, 0),
    trial("RAMP", 2.0, 12, 95),
    trial("STUCK", None, 20, 61, by_finding=4),
    trial("CORRELATION_BREAK", None, 3, 0),
)


def page(backtest: Backtest | None) -> str:
    none, empty = np.zeros(0), np.array([], "datetime64[ms]")
    machine = Machine(
        code="PUMP01",
        name="Feed pump",
        now=None,
        limits=Limits(3.0, 2.0, 30.0, 10.0),
        model_version=3,
        rows_needed=None,
        last_error=None,
        health=HealthSeries(empty, none, none, np.zeros(0, bool)),
        scores=ScoreSeries(empty, dict.fromkeys(DETECTORS, none)),
        backtest=backtest,
    )
    return render(ReportData(datetime(2025, 6, 1), "1.0", "test", 30, (machine,)))


def text_of(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup.partition("</style>")[2]).split())


def test_without_a_backtest_the_page_says_nothing_of_one() -> None:
    assert "would have seen" not in text_of(page(None))


def test_each_kind_and_size_has_its_rate_interval_and_delay() -> None:
    said = text_of(page(FULL))
    assert "What it would have seen" in said
    assert (
        "Reading jumps 35 % 23–47 % · after 35 min 95 % 83–100 % · after 35 min 100 % 88–100 % · after 6 min"
        in said
    )
    assert "Reading creeps 0 % 0–12 % · never seen 60 % 48–72 % · after 1 h 35 min –" in said, (
        "size 4 was not tried"
    )
    assert "Sensor sticks 100 % 88–100 % · after 1 h 1 min 4 of 20 by data quality alone" in said
    assert "Sensor no longer follows the others 15 % 3–27 % · at once" in said
    assert "No fault 1.5 false alarms a week 0.31–4.4 · 3 alarms that nobody has confirmed" in said
    assert "Reading turns noisy" not in said, "not tried"
    assert "1 standard deviation 2 standard deviations 4 standard deviations" in said


@pytest.mark.parametrize(
    ("backtest", "gist"),
    [
        (
            FULL,
            "A reading that jumps by 2 standard deviations or more would have been seen in 19 of 20 cases, "
            "typically after 35 min. With no fault put in, 3 alarms came that nobody has confirmed as a "
            "fault: 1.5 a week.",
        ),
        (
            backtest_of(trial("STEP", 1.0, 20), trial("STEP", 2.0, 3), alarms=0),
            "Even a jump of 2 standard deviations would have been seen in only 3 of 20 cases: on small "
            "changes of this machine the monitor is no help yet. With no fault put in, it raised no alarm.",
        ),
        (
            backtest_of(trial("STEP", 1.0, 20, 0), alarms=1, days=2),
            "A reading that jumps by 1 standard deviation or more would have been seen in 20 of 20 cases, "
            "typically at once. With no fault put in, 1 alarm came that nobody has confirmed as a fault: "
            "3.5 a week. The stretch is shorter than a week: take that rate as rough.",
        ),
        (
            backtest_of(trial("STEP", 1.0, 20), alarms=0, days=6),
            "A reading that jumps by 1 standard deviation or more would have been seen in 20 of 20 cases, "
            "typically after 35 min. With no fault put in, it raised no alarm; in less than a week that says "
            "little.",
        ),
        (
            backtest_of(trial("STUCK", None, 10), trial("RAMP", 2.0, 5), alarms=0),
            "It would have seen 15 of 40 faults. With no fault put in, it raised no alarm.",
        ),
    ],
)
def test_the_gist_in_words(backtest: Backtest, gist: str) -> None:
    assert backtests.view(backtest).sentence == gist


def test_a_model_of_its_own_is_called_that() -> None:
    assert "Model version 3" in text_of(page(FULL))
    assert "A model trained for this alone" in text_of(page(replace(FULL, model_version=None)))
