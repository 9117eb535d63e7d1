"""A window of readings, scored by the version in force with what the scorer carries."""

from __future__ import annotations

import pandas as pd

from acm.analytics import lookback_rows, score
from acm.database import Database
from acm.equipment import tags
from acm.runs.claim import Claim
from acm.runs.models import Choice, load_state
from acm.runs.readings import read
from acm.runs.results import outlook_tables, quality_table, result_tables, usable_share
from acm.runs.work import Work


def score_window(db: Database, claim: Claim, choice: Choice) -> Work:
    """The rows of the window, with the look-back and the state that make them as good as any."""
    model = choice.usable()
    start = pd.Timestamp(claim.start)
    about_model = choice.findings(start)
    state, about_state = load_state(db, claim.equip_id, start)
    readings = read(db, claim.equip_id, claim.start, claim.end, lookback_rows(model))
    window = readings.loc[readings.index >= start]
    if window.empty:
        return Work(
            outcome="NOOP",
            arguments={"RowsRead": len(readings), **quality_table(about_model, claim.data_table)},
        )
    units = {tag.name: tag.unit for tag in tags(db, claim.equip_id) if tag.unit}
    scored = score(model, readings, start, state, namespace=claim.episode_namespace, units=units)
    status = scored.health["HealthStatus"].dropna()
    return Work(
        rows=len(scored.health),
        episodes=len(scored.episodes),
        health_status=None if status.empty else str(status.iloc[-1]),
        arguments={
            **result_tables(claim, scored),
            **outlook_tables(claim, model, scored.state),
            **quality_table((*about_model, *about_state, *scored.findings), claim.data_table),
            "RowsRead": len(readings),
            "DataQualityScore": usable_share(window, model.sensors, model.settings.absurd_limit),
        },
    )
