"""HASHBYTES against Python's hashlib, over nvarchar's and varchar's bytes."""

import hashlib
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

Connection = psycopg.Connection[Any]
ALGORITHMS = {"MD5": "md5", "SHA1": "sha1", "SHA2_256": "sha256", "SHA2_512": "sha512"}


@given(data=st.binary(max_size=300))
def test_bytes(examples_pg: Connection, data: bytes) -> None:
    for name, python_name in ALGORITHMS.items():
        row = examples_pg.execute("SELECT tsql.hashbytes(%s, %s::bytea)", (name, data)).fetchone()
        assert row == (hashlib.new(python_name, data).digest(),)


@given(text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=80))
def test_nvarchar_is_utf_16(examples_pg: Connection, text: str) -> None:
    row = examples_pg.execute(
        "SELECT tsql.hashbytes('SHA2_256', %s::tsql.nvarchar), tsql.to_nvarchar(tsql.to_varbinary(%s))",
        (text, text),
    ).fetchone()
    assert row == (hashlib.sha256(text.encode("utf-16-le")).digest(), text)


@pytest.mark.parametrize("text", ["abc", "Zähler", "10 €"])
def test_varchar_is_code_page_1252(examples_pg: Connection, text: str) -> None:
    row = examples_pg.execute("SELECT tsql.hashbytes_ansi('SHA2_256', %s)", (text,)).fetchone()
    assert row == (hashlib.sha256(text.encode("cp1252")).digest(),)


def test_case_of_the_name_and_unknown_names(pg: Connection) -> None:
    row = pg.execute(
        "SELECT tsql.hashbytes('sha2_256', ''::bytea), tsql.hashbytes('CRC', ''::bytea)"
    ).fetchone()
    assert row == (hashlib.sha256(b"").digest(), None)
