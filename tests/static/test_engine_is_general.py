"""The embedded engine knows nothing of the product: none of its names is in it."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CREATED = re.compile(
    r"CREATE\s+(?:OR\s+ALTER\s+)?(?:TABLE|TYPE|VIEW|PROCEDURE|FUNCTION|SYNONYM)\s+dbo\.(\w+)", re.IGNORECASE
)


def product_names() -> set[str]:
    """Every object that the scripts create in dbo."""
    scripts = (path for folder in ("database", "types", "procs") for path in (ROOT / folder).rglob("*.sql"))
    return {name for path in scripts for name in CREATED.findall(path.read_text(encoding="ascii"))}


def used(names: set[str], source: str) -> set[str]:
    words = {word.lower() for word in re.findall(r"\w+", source)}
    return {name for name in names if name.lower() in words}


def test_no_name_of_the_product_is_in_the_engine() -> None:
    names = product_names() - {"Equipment"}
    assert len(names) > 100
    sources = [*(ROOT / "embedded").rglob("*.py"), *(ROOT / "embedded").rglob("*.sql")]
    assert len(sources) > 50
    found = {
        str(path.relative_to(ROOT)): hits
        for path in sources
        if (hits := used(names, path.read_text(encoding="utf-8")))
    }
    assert found == {}
    general = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert re.findall(r"\bacm_|\bACM\b|\bequipment\b", general) == []


def test_a_name_would_be_found() -> None:
    assert used({"ACM_Runs"}, "SELECT 1 FROM dbo.ACM_Runs") == {"ACM_Runs"}
