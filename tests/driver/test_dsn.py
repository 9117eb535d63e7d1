"""Where the connection string comes from, and that no password is ever shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from acm.database.dsn import DEFAULT, Dsn, mask, parse, resolve
from acm.errors import DsnError

ODBC = "DRIVER={ODBC Driver 18 for SQL Server};SERVER=db;DATABASE=ACM;UID=acm;PWD=geheim"


def test_the_option_wins_over_the_environment() -> None:
    assert resolve("embedded:/data/a", {"ACM_DSN": ODBC}) == Dsn("embedded:/data/a")


def test_order_of_the_sources(tmp_path: Path) -> None:
    file = tmp_path / "dsn"
    file.write_text(ODBC + "\n", encoding="utf-8")
    assert resolve(None, {"ACM_DSN": "embedded:x", "ACM_DSN_FILE": str(file)}).text == "embedded:x"
    assert resolve(None, {"ACM_DSN_FILE": str(file)}).text == ODBC
    assert resolve(None, {}).text == DEFAULT
    assert resolve(None, {"ACM_DSN": ""}).text == DEFAULT


def test_embedded_path_keeps_blanks_and_letters() -> None:
    assert resolve("EMBEDDED:/daten/Anlage 1/größe", {}).path == Path("/daten/Anlage 1/größe")
    assert parse(ODBC, "--dsn").path is None


@pytest.mark.parametrize("text", ["", "nonsense", "embedded:", "server/db", "PWD", "a=b\nc=d"])
def test_a_wrong_one_is_wrong_use_and_names_its_source(text: str) -> None:
    with pytest.raises(DsnError, match="--dsn") as raised:
        resolve(text, {})
    assert raised.value.exit_code == 2


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DsnError, match="absent"):
        resolve(None, {"ACM_DSN_FILE": str(tmp_path / "absent")})


@pytest.mark.parametrize(
    "text",
    [
        ODBC,
        "SERVER=db;Password=geheim;DATABASE=ACM",
        "SERVER=db; pwd = geheim ;DATABASE=ACM",
        "PWD={ge;heim};SERVER=db",
        "PWD={ge}}heim;x};SERVER=db",
        "login failed for 'SERVER=db;PWD=geheim'",
        "AccessToken=geheim;SERVER=db",
        "mssql://acm:geheim@db/ACM",
    ],
)
def test_passwords_are_masked(text: str) -> None:
    hidden = mask(text)
    assert "heim" not in hidden
    assert "***" in hidden
    assert ("SERVER=db" in text) == ("SERVER=db" in hidden)


def test_a_dsn_does_not_show_its_password() -> None:
    dsn = Dsn(ODBC)
    assert "geheim" not in f"{dsn} {dsn!r}"


def test_an_error_about_a_wrong_string_hides_its_password() -> None:
    with pytest.raises(DsnError) as raised:
        parse("db:PWD=geheim2", "--dsn")
    assert "geheim2" not in str(raised.value)
