"""Schema files are append-only: a released one is never edited, and a new one comes after it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "database" / "schema"
RELEASED = Path(__file__).with_name("released_schema.txt")


def released() -> dict[str, str]:
    """SHA-256 by file name, a line each: `hash  name`, as sha256sum prints."""
    lines = RELEASED.read_text(encoding="ascii").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines if not line.startswith("#"))}


def changed(held: dict[str, str], folder: Path) -> list[str]:
    """What no longer is as it was released."""
    return [
        name
        for name, digest in held.items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]


def test_released_files_are_as_they_were() -> None:
    assert released()
    assert changed(released(), SCHEMA) == [], "a change of a table is a new file: docs/upgrade.md"


def test_new_files_come_after_the_released_ones() -> None:
    names = sorted(path.name for path in SCHEMA.glob("*.sql"))
    assert all(re.fullmatch(r"\d{4}_\w+\.sql", name) for name in names)
    assert len({name[:4] for name in names}) == len(names), "two schema files have one number"
    new = [name for name in names if name not in released()]
    assert all(name > max(released()) for name in new)


def test_an_edit_would_be_found(tmp_path: Path) -> None:
    name = next(iter(released()))
    (tmp_path / name).write_bytes((SCHEMA / name).read_bytes() + b" ")
    assert changed({name: released()[name]}, tmp_path) == [name]
