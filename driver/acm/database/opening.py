"""From a connection string to a database that is proved to be fit for use."""

from __future__ import annotations

from functools import partial

from acm.database.database import Database
from acm.database.dsn import Dsn, resolve
from acm.database.session import ServerError, Session
from acm.errors import AnswerError, ConnectionStateError, NotDeployedError, SchemaVersionError

SCHEMA_VERSION = "0.1.0"
_NO_SUCH_PROCEDURE = 2812


def connect(dsn: Dsn | str | None = None, *, deployed: bool = True) -> Database:
    """An open database. With `deployed` it must hold this driver's version of the schema.

    DsnError, ConnectError or the server's error without a connection; NotDeployedError, SchemaVersionError,
    ConnectionStateError when what is there is not fit.
    """
    found = dsn if isinstance(dsn, Dsn) else resolve(dsn)
    return Database(partial(open_session, found, deployed=deployed)).connect()


def open_session(dsn: Dsn, *, deployed: bool = True) -> Session:
    """A new connection, proved; the kind follows from the connection string."""
    session = _open(dsn, deployed)
    try:
        if deployed:
            prove(session)
    except BaseException:
        session.close()
        raise
    return session


def _open(dsn: Dsn, deployed: bool) -> Session:
    if dsn.path is None:
        from acm.database import odbc

        return odbc.connect(dsn)
    if deployed and not dsn.path.exists():
        raise NotDeployedError(f"there is no database in {dsn.path} yet: run acm deploy")
    from acm.database import embedded

    return embedded.connect(dsn)


def prove(session: Session) -> None:
    """The schema has this driver's version, and reading it left no transaction open."""
    found = schema_version(session)
    if found is None:
        raise NotDeployedError(f"{session.description} holds no ACM schema: run acm deploy")
    if found != SCHEMA_VERSION:
        raise SchemaVersionError(
            f"{session.description} holds version {found} of the schema, this driver is made for "
            f"{SCHEMA_VERSION}: run acm deploy, or use the driver of that version"
        )
    answer = session.query("SELECT @@TRANCOUNT AS TranCount")[-1].first()
    if answer is None or answer["TranCount"] != 0:
        raise ConnectionStateError(f"{session.description} works with implicit transactions")


def schema_version(session: Session) -> str | None:
    """The version of the schema in the database; None when it holds none."""
    try:
        answer = session.call("dbo.usp_GetSchemaVersion", {}, {})
    except ServerError as error:
        if error.number == _NO_SUCH_PROCEDURE:
            return None
        raise
    row = answer[-1].first() if answer else None
    if row is None:
        raise AnswerError("dbo.usp_GetSchemaVersion answered without a row")
    return str(row["SchemaVersion"])
