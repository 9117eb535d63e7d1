"""Whether the holder of a lease still lives."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from acm.runs.owner import is_dead, lease_owner

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def owner_of_another() -> tuple[str, subprocess.Popen[str]]:
    code = "from acm.runs.owner import lease_owner; print(lease_owner(), flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    return child.stdout.readline().strip(), child


def test_a_living_process_is_not_dead_and_a_killed_one_is() -> None:
    owner, child = owner_of_another()
    try:
        assert f"/{child.pid}/" in owner
        assert not is_dead(owner)
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert is_dead(owner)  # still a zombie
    finally:
        child.kill()
        child.wait()
    assert is_dead(owner)


def test_this_process_lives() -> None:
    assert not is_dead(lease_owner())


def test_a_new_process_under_an_old_number_is_not_the_old_one() -> None:
    process, _, place = lease_owner().rpartition("@")
    host, pid, started = process.rsplit("/", 2)
    assert is_dead(f"{host}/{pid}/{int(started) - 1}@{place}")


@pytest.mark.parametrize("change", ["host", "place", "nonsense", "empty"])
def test_what_cannot_be_known_from_here_is_not_dead(change: str) -> None:
    process, _, place = lease_owner().rpartition("@")
    host = process.rsplit("/", 2)[0]
    owner = {
        "host": f"another-host/1/1@{place}",
        "place": f"{host}/999999/1@another-boot",
        "nonsense": "worker-7",
        "empty": "",
    }[change]
    assert not is_dead(owner)
