"""What an error does: to the statement, the batch and the transaction.

Rules: Microsoft Learn, "SET XACT_ABORT", "TRY...CATCH", "XACT_STATE", "THROW", "RAISERROR".
"""

from __future__ import annotations

from ..errors import NotSupported, SqlError
from ..parse import tree
from .frames import Failure, Frame
from .session import Session
from .transactions import abandon, rollback_all

BATCH_ABORTING = frozenset(
    {241, 242, 244, 245, 248, 256, 257, 295, 517, 1205, 3960, 6522, 8114, 8169, 9436, 13609, -2}
)
"""Errors that end the batch, and doom the transaction in a TRY, whatever XACT_ABORT says."""

NAME_RESOLUTION = frozenset({207, 208, 209, 1087, 4104, 2812})
"""Errors of deferred name resolution: a TRY of the same level does not catch them (2812 it does)."""

ENDING = frozenset({1205, 3960})
"""Deadlock and conflict of isolation: the server has ended the victim's transaction."""
RAISED = (tree.Raiserror,)


def failure(session: Session, frame: Frame, statement: tree.Statement, error: SqlError) -> Failure:
    """Locate an error, apply its effects on the transaction, and say how far it goes."""
    if not error.line:
        error.line = statement.line
    if error.procedure is None:
        error.procedure = frame.procedure
    if error.file is None:
        error.file = frame.module.file
    session.error_number = error.number
    session.rowcount = 0
    if session.wire.broken:
        session.trancount, session.doomed = 0, False
        return Failure(error, aborts=True)
    caught = session.try_depth > 0
    raised = isinstance(statement, RAISED)
    aborts = isinstance(statement, tree.Throw) or isinstance(error, NotSupported) or error.severity >= 20
    aborts = aborts or error.number in BATCH_ABORTING or (session.xact_abort and not raised)
    scope = frame.depth if error.number in NAME_RESOLUTION - {2812} and not raised else -1
    if not session.trancount:
        return Failure(error, aborts=aborts, scope=scope)
    if error.number in ENDING:
        _ended(session, caught)
    elif caught:
        session.doomed = session.doomed or session.xact_abort or error.number in BATCH_ABORTING
    elif (session.xact_abort and not raised) or error.number in BATCH_ABORTING:
        rollback_all(session)
    return Failure(error, aborts=aborts, scope=scope)


def _ended(session: Session, caught: bool) -> None:
    """The victim's transaction is rolled back at once; a CATCH finds it doomed, with its count unchanged."""
    count = session.trancount
    abandon(session)
    if caught:
        session.trancount, session.doomed = count, True
