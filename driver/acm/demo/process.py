"""The Tennessee Eastman process: its variables with their units, and the faults of the demo.

J. J. Downs and E. F. Vogel, A plant-wide industrial process control problem, Computers & Chemical Engineering
17 (1993) 245-255. Columns of the data files: XMEAS(1) to XMEAS(41), then XMV(1) to XMV(11).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Variable:
    """A column of the data: its symbol in the literature, a readable name, and its unit."""

    symbol: str
    name: str
    unit: str


@dataclass(frozen=True)
class Scenario:
    """A machine of the demo: a test set, and what happens in it from the 161st row on."""

    fault: int
    title: str

    @property
    def code(self) -> str:
        return f"TEP_FAULT{self.fault:02d}" if self.fault else "TEP_NORMAL"

    @property
    def name(self) -> str:
        return (
            f"Tennessee Eastman, fault {self.fault}: {self.title}"
            if self.fault
            else "Tennessee Eastman, no fault"
        )


_MEASURED = (
    ("A feed", "kscmh"),
    ("D feed", "kg/h"),
    ("E feed", "kg/h"),
    ("A and C feed", "kscmh"),
    ("Recycle flow", "kscmh"),
    ("Reactor feed rate", "kscmh"),
    ("Reactor pressure", "kPa"),
    ("Reactor level", "%"),
    ("Reactor temperature", "°C"),
    ("Purge rate", "kscmh"),
    ("Separator temperature", "°C"),
    ("Separator level", "%"),
    ("Separator pressure", "kPa"),
    ("Separator underflow", "m³/h"),
    ("Stripper level", "%"),
    ("Stripper pressure", "kPa"),
    ("Stripper underflow", "m³/h"),
    ("Stripper temperature", "°C"),
    ("Stripper steam flow", "kg/h"),
    ("Compressor work", "kW"),
    ("Reactor cooling water outlet temperature", "°C"),
    ("Condenser cooling water outlet temperature", "°C"),
    *((f"Component {component} in reactor feed", "mol%") for component in "ABCDEF"),
    *((f"Component {component} in purge", "mol%") for component in "ABCDEFGH"),
    *((f"Component {component} in product", "mol%") for component in "DEFGH"),
)
_MANIPULATED = (
    "D feed valve",
    "E feed valve",
    "A feed valve",
    "A and C feed valve",
    "Compressor recycle valve",
    "Purge valve",
    "Separator liquid valve",
    "Stripper product valve",
    "Stripper steam valve",
    "Reactor cooling water valve",
    "Condenser cooling water valve",
)

VARIABLES = (
    *(Variable(f"XMEAS({i})", name, unit) for i, (name, unit) in enumerate(_MEASURED, start=1)),
    *(Variable(f"XMV({i})", name, "%") for i, name in enumerate(_MANIPULATED, start=1)),
)

SCENARIOS = (
    Scenario(0, "no fault"),
    Scenario(1, "A/C feed ratio steps"),
    Scenario(4, "reactor cooling water warms"),
    Scenario(5, "condenser cooling water warms"),
    Scenario(8, "feed composition varies"),
    Scenario(13, "reaction kinetics drift"),
)
