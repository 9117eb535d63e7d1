"""The demo's machines in the database: registered, loaded, and how much is left to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from acm.database import Database
from acm.demo.dataset import CADENCE, END, SHA256, TEST_START, TRAINING_ROWS, readings
from acm.demo.process import SCENARIOS, VARIABLES, Scenario
from acm.equipment import Equipment, Tag, find, listing, register
from acm.ingest import load_frame

TICK = pd.Timedelta(hours=4)
_TAGS = tuple(Tag(variable.name, variable.unit) for variable in VARIABLES)


def windows_left(machine: Equipment | None) -> int:
    """Windows until a machine's last row: one to train on, then ticks of four hours."""
    if machine is None or machine.active_version is None or machine.last_batch_end is None:
        return 1 + _ticks_from(TEST_START)
    return _ticks_from(pd.Timestamp(machine.last_batch_end))


def _ticks_from(watermark: pd.Timestamp) -> int:
    last_row = END - CADENCE
    return 0 if last_row < watermark else 1 + (last_row - watermark) // TICK


def left(db: Database) -> dict[str, int]:
    """Windows left per machine of the demo."""
    known = {machine.code: machine for machine in listing(db)}
    return {scenario.code: windows_left(known.get(scenario.code)) for scenario in SCENARIOS}


def unloaded(db: Database) -> list[Scenario]:
    """The machines that have not begun: what was loaded of them may be nothing or all."""
    begun = {machine.code for machine in listing(db) if machine.active_version is not None}
    return [scenario for scenario in SCENARIOS if scenario.code not in begun]


def load(
    db: Database, wheel: Path, scenarios: Sequence[Scenario], on_machine: Callable[[Scenario], None]
) -> int:
    """Register machines and load their readings; rows loaded. A repeat changes nothing."""
    rows = 0
    for scenario in scenarios:
        on_machine(scenario)
        frame = readings(wheel, scenario.fault)
        register(
            db,
            scenario.code,
            _TAGS,
            name=scenario.name,
            zone="UTC",
            tick_minutes=int(TICK / pd.Timedelta(minutes=1)),
            required_rows=TRAINING_ROWS,
        )
        rows += load_frame(db, find(db, scenario.code), frame, f"demo:{SHA256}").received
    return rows
