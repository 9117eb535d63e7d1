"""One deployed data directory for the whole session, copied where a test needs one of its own.

With ACM_DSN set to an ODBC connection string, the tests that need no engine of their own run on that server.
"""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from acm.database import Database, Dsn, connect
from threadpoolctl import threadpool_limits

from .forks import ROOT, Ended, Forks, Request

PATIENCE_SECONDS = 120.0


Acm = Callable[..., Ended]
Command = Callable[..., Ended]


def environment(dsn: Dsn | None) -> dict[str, str]:
    """The environment of a command: this one without settings of ACM but the connection string."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ACM_")}
    return kept | ({"ACM_DSN": dsn.text} if dsn else {}) | {"COLUMNS": "200", "OMP_NUM_THREADS": "1"}


@pytest.fixture(scope="session")
def command() -> Iterator[Command]:
    """`acm` on a database, or on none: command(dsn, arguments..., directory=, kill_at=)."""
    with Forks(environment(None)) as forks:

        def run(dsn: Dsn | None, *arguments: object, directory: Path = ROOT, kill_at: int = 0) -> Ended:
            words = [str(argument) for argument in arguments]
            return forks.run(Request(words, str(directory), environment(dsn), kill_at))

        yield run


def copied(source: Path, target: Path) -> Dsn:
    """A copy of a stopped data directory, owners kept."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)
    return Dsn(f"embedded:{target}")


def stopped(directory: Path) -> None:
    """Wait until the server of a data directory that nobody uses has gone."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (directory / "pg" / "postmaster.pid").exists():
        assert time.monotonic() < deadline, f"the server of {directory} did not stop"
        time.sleep(0.05)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> Iterator[None]:
    """The tests train many small models: threads of linear algebra would only wait for one another."""
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(scope="session")
def template(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A deployed data directory whose server has stopped: copy it, never open it."""
    directory = tmp_path_factory.mktemp("template") / "db"
    done = command(Dsn(f"embedded:{directory}"), "deploy")
    assert done.code == 0, done.err
    stopped(directory)
    return directory


@pytest.fixture(scope="session")
def shared(command: Command, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dsn]:
    """A database for tests that keep to machines of their own; its server stays up for the session."""
    configured = os.environ.get("ACM_DSN", "")
    if configured and not configured.startswith("embedded:"):
        done = command(Dsn(configured), "deploy")
        assert done.code == 0, done.err
        yield Dsn(configured)
        return
    dsn = copied(template, tmp_path_factory.mktemp("shared") / "db")
    with connect(dsn):
        yield dsn


@pytest.fixture
def fresh(template: Path, tmp_path: Path) -> Dsn:
    """An embedded database of the test's own."""
    return copied(template, tmp_path / "db")


@pytest.fixture
def db(shared: Dsn) -> Iterator[Database]:
    with connect(shared) as database:
        yield database


@pytest.fixture
def acm(command: Command, shared: Dsn) -> Acm:
    """`acm` on the shared database."""
    return partial(command, shared)


@pytest.fixture
def code() -> str:
    """The code of a machine that no other test uses."""
    return f"M{uuid.uuid4().hex[:10].upper()}"


def readings(rows: int, seed: int = 0, start: str = "2026-03-01") -> pd.DataFrame:
    """Six sensors around a slow load, one row a minute; a bearing runs hot from row 320 on."""
    rng = np.random.default_rng(seed)
    load = np.sin(np.arange(rows) / 40)
    columns = {
        "flow": 20 + 2 * load + rng.normal(0, 0.2, rows),
        "current": 5 + 0.5 * load + rng.normal(0, 0.1, rows),
        "pressure": 3 + 0.2 * load + rng.normal(0, 0.05, rows),
        "bearing": 60 + 3 * load + rng.normal(0, 0.5, rows),
        "vibration": 1 + 0.1 * np.abs(rng.normal(0, 1, rows)),
        "ambient": 21 + rng.normal(0, 0.3, rows),
    }
    frame = pd.DataFrame(columns, index=pd.date_range(start, periods=rows, freq="1min", name="time"))
    frame.iloc[320:380, 3] += 12.0
    return frame
