"""A lease that is kept while its window is worked on, however long that takes."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Self

from acm.database import Database, ServerError
from acm.errors import AcmError
from acm.runs.claim import Claim

LEASE_IS_LOST = 51004
_RENEWALS_PER_LEASE = 3
_log = logging.getLogger(__name__)


class KeptLease:
    """While open, a thread renews the lease of a claim, over a connection that it opens each time.

    A renewal that fails is tried again when the next is due; a lease that is lost is renewed no more.
    """

    def __init__(self, db: Database, claim: Claim) -> None:
        self._db = db
        self._claim = claim
        self._lost: ServerError | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=f"lease of {claim.code}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def check(self) -> None:
        """Raise the server's 51004 when a renewal has found the lease lost: the work is another's now."""
        if self._lost is not None:
            raise self._lost

    def _keep(self) -> None:
        while self._lost is None and not self._done.wait(self._claim.lease_seconds / _RENEWALS_PER_LEASE):
            try:
                self._renew()
            except AcmError as error:
                _log.warning("the lease of %s could not be renewed: %s", self._claim.code, error)

    def _renew(self) -> None:
        claim = self._claim
        try:
            with self._db.another() as db:
                db.call(
                    "dbo.usp_RenewLease",
                    EquipID=claim.equip_id,
                    LeaseToken=claim.token,
                    LeaseSeconds=claim.lease_seconds,
                )
        except ServerError as error:
            if error.number != LEASE_IS_LOST:
                raise
            self._lost = error
