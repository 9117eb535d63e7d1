"""Which errors pass by themselves, how long to wait, and when to give up."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from acm.database.session import ServerError
from acm.errors import CircuitOpenError

LOGIN_FAILED = 4060  # passes only where a connection once worked: a failover, not a wrong name
BROKEN = frozenset({10053, 10054, 10060, 233, 64, 20, 121, 4221, 40197, 40540, 40613, LOGIN_FAILED})
TRANSIENT = BROKEN | {1205, 1222, 1204, 3960, 3961, 40501, 49918, 49919, 49920, 10928, 10929, 10936}
TRANSIENT_STATES = frozenset({"HYT00", "HYT01", "08S01", "08001", "08007"})


def is_transient(error: ServerError, once_connected: bool) -> bool:
    """Whether the same call may succeed in a moment."""
    if error.number == LOGIN_FAILED:
        return once_connected
    if error.sqlstate == "08001":
        return once_connected
    return error.number in TRANSIENT or error.sqlstate in TRANSIENT_STATES


def breaks_connection(error: ServerError) -> bool:
    """Whether the connection is gone, so that the next call needs a new one."""
    return error.number in BROKEN or error.sqlstate.startswith("08") or error.sqlstate in TRANSIENT_STATES


@dataclass
class Breaker:
    """Opens after `limit` calls in a row that failed for all their attempts; a success closes it."""

    limit: int = 3
    failures: int = 0
    last_error: str = ""

    def check(self) -> None:
        if self.failures >= self.limit:
            raise CircuitOpenError(
                f"the database failed {self.failures} calls in a row, each with all its attempts; the last: "
                f"{self.last_error}"
            )

    def failed(self, error: ServerError) -> None:
        self.failures += 1
        self.last_error = str(error)

    def succeeded(self) -> None:
        self.failures = 0


@dataclass(frozen=True)
class Backoff:
    """Waits between attempts: doubling from `first` to `longest` seconds, each from half to all of it."""

    attempts: int = 6
    first: float = 0.2
    longest: float = 10.0
    sleep: Callable[[float], None] = time.sleep
    chance: random.Random = field(default_factory=random.Random)

    def wait(self, attempt: int) -> None:
        """Wait after the failed attempt with this number, counted from 1."""
        whole = min(self.longest, self.first * 2.0 ** (attempt - 1))
        self.sleep(whole * (0.5 + 0.5 * self.chance.random()))
