"""The page of the report: what it says, what it never loads, and that names stay names."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser

import numpy as np
import pytest
from acm.report import ReportData, render, verdict
from acm.report.data import (
    DETECTORS,
    Culprit,
    Episode,
    EpisodeDetail,
    Finding,
    HealthSeries,
    Limits,
    Machine,
    Now,
    Run,
    ScoreSeries,
    SensorTrace,
)

START = datetime(2025, 3, 4)
ROWS = 480
ONSET = 240
TIMES = np.datetime64(START, "ms") + np.arange(ROWS) * np.timedelta64(3, "m")
LIMITS = Limits(alarm=3.0, release=2.0, caution_health=30.0, alert_health=10.0)
HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def at(row: int) -> datetime:
    return START + timedelta(minutes=3 * row)


def run(number: int, outcome: str = "OK", error: str | None = None) -> Run:
    return Run(
        started_at=datetime(2025, 6, 1, 9, number),
        stage="SCORE" if number else "COLDSTART",
        window_start=START + timedelta(hours=4 * number),
        window_end=START + timedelta(hours=4 * number + 4),
        outcome=outcome,
        rows_read=320,
        rows_written=812,
        seconds=0.41,
        model_version=1,
        reason="next window",
        error=error,
        config_hash="ab12cd34" * 8,
    )


def healthy(code: str = "PUMP01", **changes: object) -> Machine:
    flat = np.full(ROWS, 0.5)
    machine = Machine(
        code=code,
        name="Feed pump",
        now=Now(at(ROWS - 1), 98.0, "HEALTHY", 0.5, "RUNNING", None),
        limits=LIMITS,
        model_version=1,
        rows_needed=500,
        last_error=None,
        health=HealthSeries(TIMES, np.full(ROWS, 98.0), flat, np.ones(ROWS, bool)),
        scores=ScoreSeries(TIMES, dict.fromkeys(DETECTORS, flat)),
        runs=tuple(run(i) for i in range(12, -1, -1)),
    )
    return replace(machine, **changes)  # type: ignore[arg-type]


def failing(code: str = "PUMP02", sensor: str = "Bearing temperature", **changes: object) -> Machine:
    fused = np.where(np.arange(ROWS) < ONSET, 0.4, 8.0)
    health = 100.0 / (1.0 + fused**2)
    episode = Episode(
        episode_id="e1",
        started_at=at(ONSET + 4),
        ended_at=None,
        since=at(ONSET),
        peak_at=at(ONSET + 10),
        peak=8.0,
        lowest_health=1.5,
        severity="HIGH",
        samples=236,
        summary=f"{sensor} has been 12 above the expected 61",
        culprits=(
            Culprit(sensor, 54.0, "UP", 73.0, 61.0, 12.0),
            Culprit("Flow", 20.0, "DOWN", 4.0, 6.0, -2.0),
            Culprit("Speed", 10.0, "STUCK", 1500.0, 1490.0, 10.0),
        ),
    )
    readings = np.where(np.arange(ROWS) < ONSET, 61.0, 73.0)
    trace = SensorTrace(sensor, TIMES[200:], readings[200:], TIMES[ONSET:300], np.full(60, 61.0))
    changed = healthy(
        code,
        now=Now(at(ROWS - 1), 1.5, "ALERT", 8.0, "RUNNING", sensor),
        health=HealthSeries(TIMES, health, fused, np.ones(ROWS, bool)),
        scores=ScoreSeries(TIMES, dict.fromkeys(DETECTORS, fused)),
        units={sensor: "°C"},
        episodes=(episode,),
        details=(EpisodeDetail("e1", at(200), at(ROWS - 1), (trace,)),),
        findings=(Finding("GAP", "", 2, 7, at(30), at(37), "21 min without a row"),),
    )
    return replace(changed, **changes)  # type: ignore[arg-type]


def waiting(**changes: object) -> Machine:
    none = np.zeros(0)
    empty = np.array([], "datetime64[ms]")
    return healthy(
        "NEW01",
        **{
            "now": None,
            "model_version": None,
            "health": HealthSeries(empty, none, none, np.zeros(0, bool)),
            "scores": ScoreSeries(empty, dict.fromkeys(DETECTORS, none)),
            "runs": (),
        }
        | changes,
    )


def page(*machines: Machine) -> str:
    return render(ReportData(datetime(2025, 6, 1, 9, 30), "0.1.0", "embedded engine", 30, machines))


def words(html: str) -> str:
    """What a reader sees."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class Elements(HTMLParser):
    """All elements with their attributes, and whether every one that is opened is closed."""

    VOID = frozenset({"meta", "br", "img", "link", "input"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def test_the_page_answers_which_since_when_why_and_how_sure() -> None:
    text = words(page(healthy(), failing()))
    assert "2 machines: 1 in alarm" in text
    assert "Going bad since 4 Mar 2025 12:00, in alarm since 4 Mar 2025 12:12" in text
    assert "Bearing temperature says so (above expected, 54 % of the score)" in text
    assert "The evidence is strong: 7 of 7 detectors" in text
    assert "2.7× its limit" in text
    assert "73 °C" in text
    assert "gap in the readings" in text
    assert "13 runs: 13 OK" in text
    assert "abababab" not in text
    assert "ab12cd34ab12" in text


def test_the_worst_comes_first() -> None:
    html = page(healthy(), failing(), waiting())
    assert html.index(">PUMP02<") < html.index(">NEW01<") < html.index(">PUMP01<")


def test_nothing_is_loaded_and_nothing_runs() -> None:
    parsed = Elements(page(healthy(), failing(), waiting()))
    tags = {tag for tag, _ in parsed.found}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed"}
    for tag, attributes in parsed.found:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        for name in ("href", "src", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#"), (tag, attributes)
    style = page(healthy()).split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in style


def test_the_markup_is_well_formed_and_ids_are_unique() -> None:
    parsed = Elements(page(healthy(), failing(), failing("PUMP03"), waiting()))
    assert parsed.open == []
    ids = [attributes["id"] for _, attributes in parsed.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in parsed.found:
        for target in (attributes.get("aria-labelledby") or "").split():
            assert target in ids
        if (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids


@pytest.mark.parametrize("where", ["code", "name", "sensor", "summary", "detail", "error", "unit", "column"])
def test_names_stay_names(where: str) -> None:
    machine = failing(sensor=HOSTILE if where == "sensor" else "Bearing temperature")
    if where in ("code", "name"):
        machine = replace(machine, **{where: HOSTILE})  # type: ignore[arg-type]
    if where == "summary":
        machine = replace(machine, episodes=(replace(machine.episodes[0], summary=HOSTILE),))
    if where in ("detail", "column"):
        machine = replace(machine, findings=(replace(machine.findings[0], **{where: HOSTILE}),))  # type: ignore[arg-type]
    if where == "error":
        machine = replace(machine, runs=(run(1, "FAIL", HOSTILE),))
    if where == "unit":
        machine = replace(machine, units={"Bearing temperature": HOSTILE})
    html = page(machine)
    parsed = Elements(html)
    assert not [tag for tag, _ in parsed.found if tag in ("script", "img")]
    assert parsed.open == []
    assert "&lt;script&gt;" in html


def test_no_machines() -> None:
    text = words(page())
    assert "No machines yet" in text
    assert "acm ingest" in text


def test_no_runs_yet() -> None:
    text = words(page(waiting()))
    assert "Nothing has been scored yet" in text
    assert "No runs yet" in text
    assert "Nothing has run for this machine yet" in text


def test_a_machine_without_a_model_says_what_it_waits_for() -> None:
    text = words(page(waiting(runs=(run(0, "NOOP"),))))
    assert "No model yet" in text
    assert "Waiting for 500 rows to train on" in text


def test_a_failed_run_is_told_with_its_message() -> None:
    text = words(page(waiting(runs=(run(0, "FAIL", "51404: too few rows"),))))
    assert "1 machine: 1 with a failed run" in text
    assert "The last run failed: 51404: too few rows" in text


def test_old_results_do_not_hide_that_the_last_run_failed() -> None:
    text = words(page(healthy(runs=(run(1, "FAIL", "51404: too few rows."), run(0)))))
    assert "no episode in this period. The last run failed: 51404: too few rows." in text
    assert "1 machine: 1 with a failed run" in text
    assert "No episode in this period last run failed" in text


def test_all_healthy() -> None:
    text = words(page(healthy(), healthy("PUMP09")))
    assert "2 machines, all well" in text
    assert "No alarm in this period." in text
    assert "Nothing was found wrong with the readings." in text


def test_a_standstill_is_no_alarm() -> None:
    text = words(page(healthy(now=Now(at(ROWS - 1), 100.0, "HEALTHY", 0.0, "IDLE", None))))
    assert "Not running" in text
    assert "a standstill is no anomaly" in text


def test_an_episode_with_unread_scores_or_no_culprits_is_shown() -> None:
    bare = failing(details=(), scores=ScoreSeries(np.array([], "datetime64[ms]"), {}))
    bare = replace(bare, episodes=(replace(bare.episodes[0], culprits=()),))
    assert "The evidence is weak: 0 of 0 detectors" in words(page(bare))


def test_many_episodes_are_folded_and_none_is_lost() -> None:
    machine = failing()
    closed = [
        replace(
            machine.episodes[0],
            episode_id=f"c{i}",
            started_at=at(10 * i + 2),
            since=at(10 * i),
            peak_at=at(10 * i + 3),
            ended_at=at(10 * i + 5),
            summary=f"summary {i:02d}",
        )
        for i in range(20)
    ]
    html = page(replace(machine, episodes=(*closed, machine.episodes[0])))
    text = words(html)
    assert "11 earlier episodes" in text
    assert [text.index(f"summary {i:02d}") for i in range(20)] == sorted(
        (text.index(f"summary {i:02d}") for i in range(20)), reverse=True
    )
    assert Elements(html).open == []


def test_evidence_is_graded_by_agreement_and_height() -> None:
    assert verdict.Evidence(7, 7, 2.0).word == "strong"
    assert verdict.Evidence(4, 7, 2.0).word == "moderate"
    assert verdict.Evidence(7, 7, 1.2).word == "weak"
    assert verdict.Evidence(1, 7, 9.0).word == "weak"


def test_episodes_without_recovery_between_them_are_one_story() -> None:
    machine = failing()
    second = replace(machine.episodes[0], episode_id="e2", started_at=at(400), since=at(395), peak_at=at(410))
    first = replace(machine.episodes[0], ended_at=at(380))
    ill = replace(machine, episodes=(first, second))
    assert verdict.unwell_since(ill) == (first.since, 2)
    health = ill.health.health.copy()
    health[385:390] = 80.0
    recovered = replace(ill, health=replace(ill.health, health=health))
    assert verdict.unwell_since(recovered) == (second.since, 1)
