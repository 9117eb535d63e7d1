"""One worker for all tests of the gates: starting .NET and the first parse take most of a lint's time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from gates.client import Linter

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def linter() -> Iterator[Linter]:
    """A running worker."""
    with Linter() as running:
        yield running


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT
