"""Where the database is: `--dsn`, ACM_DSN, ACM_DSN_FILE, or the embedded engine in ./.acm/db."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acm.errors import DsnError

EMBEDDED = "embedded:"
DEFAULT = "embedded:./.acm/db"

_VALUE = r"(\{(?:[^}]|\}\})*\}?|[^;]*)"
_SECRET = re.compile(rf"(?i)\b(pwd|password|accesstoken|clientsecret)(\s*=\s*){_VALUE}")
_SECRET_IN_URL = re.compile(r"(\w+://[^/\s:@]+:)[^@\s]+@")


@dataclass(frozen=True)
class Dsn:
    """An ODBC connection string, or the directory of an embedded database."""

    text: str

    @property
    def path(self) -> Path | None:
        """The data directory of the embedded engine; None for an ODBC connection string."""
        return Path(self.text.removeprefix(EMBEDDED)).expanduser() if self.text.startswith(EMBEDDED) else None

    def __str__(self) -> str:
        return mask(self.text)

    def __repr__(self) -> str:
        return f"Dsn({mask(self.text)!r})"


def mask(text: str) -> str:
    """The text with every password of a connection string made unreadable."""
    return _SECRET_IN_URL.sub(r"\1***@", _SECRET.sub(r"\1\2***", text))


def resolve(option: str | None = None, environment: Mapping[str, str] | None = None) -> Dsn:
    """The connection that is configured: the option, ACM_DSN, the file that ACM_DSN_FILE names, the default.

    DsnError for text that is neither `embedded:PATH` nor `keyword=value;...`, or an unreadable file.
    """
    variables = os.environ if environment is None else environment
    if option is not None:
        return parse(option, "--dsn")
    if variables.get("ACM_DSN"):
        return parse(variables["ACM_DSN"], "ACM_DSN")
    if variables.get("ACM_DSN_FILE"):
        file = variables["ACM_DSN_FILE"]
        try:
            return parse(Path(file).read_text(encoding="utf-8-sig"), f"the file {file} of ACM_DSN_FILE")
        except (OSError, UnicodeDecodeError) as error:
            raise DsnError(f"the file {file} of ACM_DSN_FILE cannot be read: {error}") from error
    return Dsn(DEFAULT)


def parse(text: str, source: str) -> Dsn:
    """A Dsn from text that came from `source`."""
    cleaned = text.strip()
    if cleaned.lower().startswith(EMBEDDED):
        path = cleaned[len(EMBEDDED) :]
        if not path:
            raise DsnError(f"{source} is embedded: without a directory, for example embedded:./.acm/db")
        return Dsn(EMBEDDED + path)
    if not re.match(r"[A-Za-z][\w ]*=", cleaned) or "\n" in cleaned:
        raise DsnError(
            f"{source} is neither embedded:PATH nor an ODBC connection string "
            f"(DRIVER={{ODBC Driver 18 for SQL Server}};SERVER=...;DATABASE=...): {mask(cleaned)!r}"
        )
    return Dsn(cleaned)
