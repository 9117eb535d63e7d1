"""The manifest `database/deploy.sql` run without sqlcmd: the same batches in the same order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import tsql_pg
from tsql_pg.errors import SqlError
from tsql_pg.sqlcmd import Batch, read_script

from acm.database import Dsn, ServerError, open_session
from acm.database.embedded import EmbeddedSession
from acm.database.opening import schema_version
from acm.database.session import Session
from acm.errors import AnswerError, ScriptsError

MANIFEST = Path("database") / "deploy.sql"


@dataclass(frozen=True)
class DeployResult:
    """The version before (None: there was no schema) and after, and how many script files were run."""

    before: str | None
    after: str
    files: int


def scripts_root(root: Path | None = None) -> Path:
    """The directory that holds database/deploy.sql: the one given, or the repository this package is in."""
    found = Path(__file__).resolve().parents[2] if root is None else root
    if not (found / MANIFEST).is_file():
        raise ScriptsError(
            f"there is no {MANIFEST} in {found}: name the directory of the scripts with --root"
        )
    return found


def batches(root: Path) -> list[Batch]:
    """The batches of the manifest; ScriptsError names the file and line that cannot be read."""
    try:
        return read_script(root / MANIFEST, root=root)
    except SqlError as error:
        raise ScriptsError(f"{error.file}, line {error.line}: {error.message}") from error


def files(found: list[Batch]) -> list[str]:
    """The script files of the batches, in the order of their first batch."""
    return list(dict.fromkeys(batch.file for batch in found))


def deploy(
    dsn: Dsn, root: Path | None = None, *, on_batch: Callable[[str], None] | None = None
) -> DeployResult:
    """Deploy or upgrade; safe to repeat. `on_batch` hears the file of each batch before it runs.

    The first error stops everything, and the deploy's transaction is rolled back.
    """
    place = scripts_root(root)
    found = batches(place)
    session = open_session(dsn, deployed=False)
    try:
        before = schema_version(session)
        for batch in found:
            if on_batch is not None:
                on_batch(batch.file)
            _run(session, batch)
        after = schema_version(session)
    finally:
        session.close()
    if after is None:
        raise AnswerError("the deploy ended without an error, but the database holds no schema version")
    return DeployResult(before, after, len(files(found)))


def not_enforced(session: Session) -> list[str]:
    """What of the scripts the embedded engine accepted without applying it; empty on SQL Server."""
    return tsql_pg.not_enforced(session.connection) if isinstance(session, EmbeddedSession) else []


def _run(session: Session, batch: Batch) -> None:
    for _ in range(batch.repeat):
        try:
            session.query(batch.text)
        except ServerError as error:
            file, line = batch.locate(error.line or 1)
            raise ServerError(
                f"{file}, line {line}: {error.message}", number=error.number, sqlstate=error.sqlstate
            ) from error
