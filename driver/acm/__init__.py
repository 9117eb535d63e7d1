"""Autonomous Condition Monitoring: the thin driver of an SQL-first system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from acm.monitor import Monitor

__version__ = "0.1.0"
__all__ = ["Monitor", "__version__"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: scikit-learn takes a second, and `acm status` does not need it.
    if name == "Monitor":
        from acm.monitor import Monitor

        return Monitor
    raise AttributeError(f"module 'acm' has no attribute {name!r}")
