"""What no score may depend on, checked on real rows: place in the file, later rows, column order, the run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from acm import Monitor
from acm.analytics import Settings

from benchmarks.detection.tep import frame

_TRAINED = 400
_FRONT = 150
_SETTLED = 60  # rows after which the start of a frame is forgotten


def run(data: Path, settings: Settings) -> list[str]:
    """One line per check; AssertionError when one fails."""
    with np.load(data / "tep" / "tep.npz") as archive:
        healthy = frame(archive["train"], "2026-01-01")
        faulty = frame(archive["fault01"], "2026-01-04")
    monitor = Monitor(settings).fit(healthy)
    scores = monitor.score(faulty)

    prefix = Monitor(settings).fit(healthy).score(faulty.iloc[:300])
    assert prefix["FusedZ"].equals(scores["FusedZ"].iloc[:300]), "later rows changed earlier scores"

    turned = faulty[faulty.columns[::-1]]
    other = Monitor(settings).fit(healthy[healthy.columns[::-1]])
    assert other.score(turned)["FusedZ"].equals(scores["FusedZ"]), "the column order changed scores"

    again = Monitor(settings).fit(healthy).score(faulty)
    assert again.equals(scores), "two runs differ"

    front = healthy.iloc[-_FRONT:].set_axis(
        pd.date_range(end=faulty.index[0] - pd.Timedelta("3min"), periods=_FRONT, freq="3min")
    )
    shifted = Monitor(settings).fit(healthy).score(pd.concat([front, faulty]))
    onset = int(np.argmax(scores["Alarm"].to_numpy()))
    moved = int(np.argmax(shifted["Alarm"].to_numpy())) - _FRONT
    assert abs(moved - onset) <= 3, f"rows put in front moved the alarm from {onset} to {moved}"
    same = np.mean(shifted["Alarm"].to_numpy()[_FRONT + _SETTLED :] == scores["Alarm"].to_numpy()[_SETTLED:])
    assert same >= 0.98, f"rows put in front changed {100 * (1 - same):.1f} % of the alarms"
    return [
        "prefix: later rows change nothing before them",
        "columns: their order changes nothing",
        "repeat: two runs are equal",
        f"shift: {_FRONT} healthy rows in front move the alarms with the data ({100 * same:.1f} % equal)",
    ]
