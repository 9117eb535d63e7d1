"""The toolchain: pinned, fetched once, and clear about what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import toolchain


def test_second_call_fetches_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = toolchain.prepare()

    def refuse(requirements: Path, target: Path) -> None:
        raise AssertionError(f"fetched {requirements} again")

    monkeypatch.setattr(toolchain, "_download", refuse)
    assert toolchain.prepare() == first


def test_other_file_than_the_pinned_one_is_refused(tmp_path: Path) -> None:
    requirements = tmp_path / "wheels.txt"
    requirements.write_text("psycopg2-binary==2.9.6 --hash=sha256:" + "0" * 64 + "\n")
    with pytest.raises(toolchain.ToolchainError, match=r"wheels\.txt"):
        toolchain._unpacked(tmp_path / "cache", requirements, lambda name: name)
    assert list((tmp_path / "cache").iterdir()) == []


def test_every_wheel_is_pinned_by_hash() -> None:
    for requirements in sorted(toolchain.HERE.glob("wheels*.txt")):
        lines = [line for line in requirements.read_text().splitlines() if line and not line.startswith("#")]
        assert lines
        assert all("==" in line and "--hash=sha256:" in line for line in lines), requirements


def test_environment_of_the_process() -> None:
    prepared = toolchain.prepare()
    environment = prepared.environment()
    assert environment["CLR_ICU_VERSION_OVERRIDE"] == prepared.icu_version
    folders = environment["LD_LIBRARY_PATH"].split(":")
    for library in ("libssl.so.1.1", "libcrypto.so.1.1"):
        assert any((Path(folder) / library).is_file() for folder in folders)


def test_other_platform_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(toolchain.ToolchainError, match="riscv64"):
        toolchain.prepare()
