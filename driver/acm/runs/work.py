"""What a window came to, whatever its stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Work:
    """The arguments of usp_FinalizeRun besides run, token and outcome, and figures for the report."""

    outcome: str = "OK"
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rows: int = 0
    episodes: int = 0
    health_status: str | None = None
