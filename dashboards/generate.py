"""Writes the dashboards and alert rules of Grafana from dashboards/queries: `python dashboards/generate.py`.

Each panel shows one query, a file that a DBA can read, run and tune. With `--check` nothing is written, and
the exit code is 1 when a file on disk is not what the queries say.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
QUERIES = HERE / "queries"
SOURCE = {"type": "mssql", "uid": "${source}"}
ALERT_SOURCE = "acm"  # the data source that provisioning/datasources/acm.yaml makes
GREEN, YELLOW, ORANGE, RED, BLUE, GREY = "green", "yellow", "orange", "red", "blue", "text"
COLOURS = {
    "HEALTHY": GREEN, "CAUTION": YELLOW, "ALERT": RED,
    "LOW": YELLOW, "MEDIUM": ORANGE, "HIGH": RED, "CRITICAL": "dark-red",
    "NEW": RED, "ACKNOWLEDGED": BLUE, "SHELVED": GREY,
    "STUCK": RED, "FAILING": RED, "OVERDUE": ORANGE, "PARKED": ORANGE, "WORKING": BLUE, "IDLE": GREEN,
    "PASSED": GREEN, "FAILED": RED, "SKIPPED": GREY,
}  # fmt: skip
COLOURED = ("Status", "Severity", "State", "Rows", "Times", "Values", "Sum")
HEALTH = [(None, RED), (10, YELLOW), (30, GREEN)]
"""The health limits: alert below 10, caution below 30."""


def sql(name: str) -> str:
    """The query of that name."""
    return (QUERIES / f"{name}.sql").read_text(encoding="ascii").strip()


def target(name: str, shape: str) -> dict[str, Any]:
    """A query of a panel; `shape` is table or time_series."""
    return {
        "refId": "A",
        "datasource": SOURCE,
        "editorMode": "code",
        "rawQuery": True,
        "format": shape,
        "rawSql": sql(name),
    }


def panel(kind: str, title: str, name: str, place: tuple[int, int, int, int], **parts: Any) -> dict[str, Any]:
    """A panel of Grafana; `place` is (x, y, width, height) in its grid of 24 columns."""
    x, y, width, height = place
    shape = "time_series" if kind == "timeseries" else "table"
    made = {
        "type": kind,
        "title": title,
        "datasource": SOURCE,
        "gridPos": {"x": x, "y": y, "w": width, "h": height},
        "targets": [target(name, shape)],
        "fieldConfig": {"defaults": {}, "overrides": []},
        "options": {},
    }
    return made | parts


def table(title: str, name: str, place: tuple[int, int, int, int], link: str | None = None) -> dict[str, Any]:
    """A table whose words of state are coloured; `link`: the column of machines leads to their dashboard."""
    shown = re.findall(r"AS \[([^\]]+)\]", sql(name))
    overrides = [_coloured(column) for column in COLOURED if column in shown]
    if "Health" in shown:
        overrides.append(
            _of("Health", ("thresholds", thresholds(HEALTH)), ("custom.cellOptions", {"type": "color-text"}))
        )
    if "What changed" in shown:
        wrapped = {"type": "auto", "wrapText": True}
        overrides.append(_of("What changed", ("custom.width", 520), ("custom.cellOptions", wrapped)))
    if link is not None:
        to = {"title": "The machine", "url": "/d/acm-machine?var-machine=${__value.raw}&${__url_time_range}"}
        overrides.append(_of(link, ("links", [to])))
    defaults = {"custom": {"align": "auto", "filterable": True}, "decimals": 1}
    return panel(
        "table",
        title,
        name,
        place,
        fieldConfig={"defaults": defaults, "overrides": overrides},
        options={"showHeader": True, "cellHeight": "sm"},
    )


def curves(title: str, name: str, place: tuple[int, int, int, int], **custom: Any) -> dict[str, Any]:
    """Curves over time; `limits` draws thresholds as lines, `unit` and `scale` as in Grafana."""
    limits, bounds = custom.pop("limits", None), custom.pop("bounds", {})
    drawn = {"drawStyle": "line", "lineWidth": 1, "showPoints": "never", "spanNulls": 3_600_000} | custom
    defaults: dict[str, Any] = {"custom": drawn} | bounds
    if limits is not None:
        drawn["thresholdsStyle"] = {"mode": "line"}
        defaults["thresholds"] = thresholds(limits)
    legend = {"displayMode": "list", "placement": "bottom", "showLegend": True}
    return panel(
        "timeseries",
        title,
        name,
        place,
        fieldConfig={"defaults": defaults, "overrides": []},
        options={"legend": legend, "tooltip": {"mode": "multi", "sort": "desc"}},
    )


def thresholds(steps: list[tuple[float | None, str]]) -> dict[str, Any]:
    """Colours from each value on."""
    return {"mode": "absolute", "steps": [{"value": value, "color": colour} for value, colour in steps]}


def _of(column: str, *properties: tuple[str, Any]) -> dict[str, Any]:
    return {
        "matcher": {"id": "byName", "options": column},
        "properties": [{"id": name, "value": value} for name, value in properties],
    }


def _coloured(column: str) -> dict[str, Any]:
    words = {word: {"color": colour} for word, colour in COLOURS.items()}
    return _of(
        column,
        ("mappings", [{"type": "value", "options": words}]),
        ("custom.cellOptions", {"type": "color-text"}),
    )


def variable(name: str, label: str, query: str) -> dict[str, Any]:
    """A choice at the top of a dashboard, filled by a query."""
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": SOURCE,
        "query": sql(query),
        "refresh": 2,
        "sort": 0,
        "multi": False,
        "includeAll": False,
    }


def annotation(name: str, query: str, colour: str) -> dict[str, Any]:
    """Bands behind all curves of a dashboard."""
    return {
        "name": name,
        "datasource": SOURCE,
        "enable": True,
        "iconColor": colour,
        "target": target(query, "table"),
    }


def dashboard(
    uid: str,
    title: str,
    panels: list[dict[str, Any]],
    *,
    start: str,
    variables: tuple[dict[str, Any], ...] = (),
    annotations: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """A dashboard of Grafana 10 and later, with the data source to choose."""
    source = {"name": "source", "label": "Database", "type": "datasource", "query": "mssql", "refresh": 1}
    return {
        "uid": uid,
        "title": title,
        "tags": ["acm"],
        "schemaVersion": 39,
        "editable": True,
        "graphTooltip": 1,
        "timezone": "utc",
        "time": {"from": start, "to": "now"},
        "refresh": "5m",
        "templating": {"list": [source, *variables]},
        "annotations": {"list": list(annotations)},
        "links": [
            {"type": "dashboards", "tags": ["acm"], "title": "ACM", "asDropdown": False, "keepTime": True}
        ],
        "panels": [{"id": number, **each} for number, each in enumerate(panels, start=1)],
    }


def fleet() -> dict[str, Any]:
    counts = panel(
        "stat", "The fleet", "fleet_counts", (0, 0, 24, 4),
        options={"reduceOptions": {"calcs": ["lastNotNull"], "fields": ""}, "colorMode": "value"},
        fieldConfig={
            "defaults": {"thresholds": thresholds([(None, GREY)])},
            "overrides": [
                _of("In alarm", ("thresholds", thresholds([(None, GREEN), (1, RED)]))),
                _of("Unwell, no alarm", ("thresholds", thresholds([(None, GREEN), (1, YELLOW)]))),
            ],
        },
    )  # fmt: skip
    return dashboard(
        "acm-fleet",
        "ACM: fleet",
        [
            counts,
            table("Which machine is going bad", "fleet_machines", (0, 4, 24, 11), link="Machine"),
            table("Alerts", "fleet_alerts", (0, 15, 24, 8), link="Machine"),
            curves("Lowest health of the day", "fleet_health", (0, 23, 24, 9), limits=HEALTH,
                   bounds={"min": 0, "max": 100}, showPoints="always", spanNulls=True),
        ],
        start="now-30d",
    )  # fmt: skip


def machine() -> dict[str, Any]:
    score = {"scaleDistribution": {"type": "symlog", "linearThreshold": 1, "log": 10}}
    regimes = panel("state-timeline", "Regime", "machine_regimes", (0, 22, 24, 5),
                    options={"mergeValues": True, "showValue": "auto"})  # fmt: skip
    return dashboard(
        "acm-machine",
        "ACM: machine",
        [
            table("Now", "machine_now", (0, 0, 24, 4)),
            curves("Health", "machine_health", (0, 4, 16, 9), limits=HEALTH, bounds={"min": 0, "max": 100}),
            curves("Expected health", "machine_forecast", (16, 4, 8, 9), limits=HEALTH,
                   bounds={"min": 0, "max": 100}, spanNulls=True),
            curves("Fused score", "machine_score", (0, 13, 12, 9), **score),
            curves("Detectors", "machine_detectors", (12, 13, 12, 9), **score),
            regimes,
            table("Which sensors say so", "machine_culprits", (0, 27, 10, 8)),
            curves("${sensor}: reading and expectation", "machine_sensor", (10, 27, 14, 8),
                   showPoints="auto"),
            curves("Drift by sensor", "machine_drift", (0, 35, 24, 8), showPoints="auto", spanNulls=True),
            table("Episodes", "machine_episodes", (0, 43, 24, 8)),
            table("Findings about the readings", "machine_findings", (0, 51, 14, 9)),
            table("What a back-test found", "machine_backtest", (14, 51, 10, 9)),
        ],
        start="now-7d",
        variables=(variable("machine", "Machine", "machines"), variable("sensor", "Sensor", "sensors")),
        annotations=(
            annotation("Episodes", "machine_annotations", RED),
            annotation("Events", "machine_events", BLUE),
        ),
    )  # fmt: skip


def operations() -> dict[str, Any]:
    stacked = {"drawStyle": "bars", "fillOpacity": 80, "stacking": {"mode": "normal"}}
    return dashboard(
        "acm-operations",
        "ACM: operations",
        [
            table("Machines as the workers see them", "operations_monitor", (0, 0, 24, 10), link="Machine"),
            curves("Runs an hour", "operations_runs", (0, 10, 24, 8), **stacked),
            table("Failed runs", "operations_failures", (0, 18, 24, 8)),
            table("Parked windows", "operations_parked", (0, 26, 12, 8)),
            table("Loads that do not agree with their source", "operations_audit", (12, 26, 12, 8)),
            table("Writes by table", "operations_writes", (0, 34, 24, 10)),
        ],
        start="now-2d",
    )


def alert(uid: str, title: str, query: str, value: str, minutes: int, said: str) -> dict[str, Any]:
    """A rule with an alert per row of the query; `value` is its column of numbers."""
    model = {"refId": "A", "editorMode": "code", "rawQuery": True, "format": "table", "rawSql": sql(query)}
    above = {
        "refId": "B",
        "type": "threshold",
        "expression": "A",
        "conditions": [{"evaluator": {"type": "gt", "params": [0]}}],
    }
    asked = {"refId": "A", "datasourceUid": ALERT_SOURCE, "relativeTimeRange": {"from": 600, "to": 0}}
    return {
        "uid": uid,
        "title": title,
        "condition": "B",
        "for": f"{minutes}m",
        "noDataState": "OK",
        "execErrState": "Error",
        "labels": {"product": "acm"},
        "annotations": {"summary": said, "value": f"{{{{ $values.A.Value }}}} ({value})"},
        "data": [asked | {"model": model}, {"refId": "B", "datasourceUid": "__expr__", "model": above}],
    }


def alerts() -> dict[str, Any]:
    of = "{{ $labels.Machine }}"
    rules = [
        alert("acm-machine-in-alarm", "Machine in alarm", "alert_machines", "Score", 0,
              f"{of} is in alarm ({{{{ $labels.Severity }}}}), and nobody has acknowledged it"),
        alert("acm-machine-not-worked", "Machine not worked on", "alert_workers", "Problem", 15,
              f"{of} is {{{{ $labels.Status }}}}: see ACM_BatchMonitor"),
        alert("acm-load-differs", "Load differs from its source", "alert_loads", "Loads", 0,
              f"{of} has loads that do not agree with their source: acm audit"),
    ]  # fmt: skip
    return {
        "apiVersion": 1,
        "groups": [{"orgId": 1, "name": "acm", "folder": "ACM", "interval": "5m", "rules": rules}],
    }


FILES = {
    "fleet.json": fleet,
    "machine.json": machine,
    "operations.json": operations,
    "provisioning/alerting/acm.json": alerts,
}


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for name, made in FILES.items():
        text = json.dumps(made(), indent=2) + "\n"
        path = HERE / name
        if check:
            stale += [name] if not path.exists() or path.read_text(encoding="utf-8") != text else []
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stderr.write(f"dashboards/{name} is not what the queries say: python dashboards/generate.py\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
