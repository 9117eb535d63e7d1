"""PostgreSQL names of T-SQL names: lower case, quoted, shortened when longer than PostgreSQL allows."""

from __future__ import annotations

import hashlib

PG_NAME_BYTES = 63
_KEPT_BYTES = 52


def pg_name(name: str) -> str:
    """The PostgreSQL spelling of a T-SQL name: lower case, at most 63 bytes.

    A longer name keeps its first 52 bytes and ends in '_' and ten hex digits of its SHA-1, so that names
    that differ only behind the limit stay different.
    """
    folded = name.lower()
    encoded = folded.encode()
    if len(encoded) <= PG_NAME_BYTES:
        return folded
    kept = encoded[:_KEPT_BYTES].decode(errors="ignore")
    return f"{kept}_{hashlib.sha1(encoded).hexdigest()[:10]}"


def quoted(name: str) -> str:
    """A name that is already PostgreSQL's, in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def quoted_name(name: str) -> str:
    """A T-SQL name as a quoted PostgreSQL identifier."""
    return quoted(pg_name(name))


def member_name(table: str, member: str) -> str:
    """PostgreSQL name of an index or constraint: prefixed by its table, as SQL Server scopes indexes by
    table."""
    return pg_name(f"{table}.{member}")


def text_literal(value: str) -> str:
    """A PostgreSQL text literal (standard_conforming_strings is on)."""
    return "'" + value.replace("'", "''") + "'"


def string_literal(value: str) -> str:
    """A T-SQL string constant as the prelude's nvarchar."""
    return f"{text_literal(value)}::tsql.nvarchar"
