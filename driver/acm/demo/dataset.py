"""The benchmark data: fetched as a wheel from the package index, checked, and read as a zip."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.demo.process import VARIABLES
from acm.errors import FileError

REQUIREMENT = "bibmon==1.2.0"
WHEEL = "bibmon-1.2.0-py3-none-any.whl"
SHA256 = "a74717f9157c6e414f5d225c850bf68df2b3edc1ee7833cc0e99f2164066f397"
FOLDER = "bibmon/tennessee_eastman"

CADENCE = pd.Timedelta(minutes=3)
TRAINING_ROWS = 500
TEST_ROWS = 960
ONSET_ROW = 160
"""The first row of a test set, counted from 0, that its fault touches: after eight hours."""

START = pd.Timestamp("2025-03-03 00:00")
"""Made up: the benchmark counts hours from zero. UTC."""
TEST_START = START + TRAINING_ROWS * CADENCE
ONSET = TEST_START + ONSET_ROW * CADENCE
END = TEST_START + TEST_ROWS * CADENCE

_TIMEOUT_SECONDS = 300


def fetch(directory: Path) -> Path:
    """The wheel, downloaded once into `directory`; FileError when it cannot be had or is another one."""
    wheel = directory / WHEEL
    if not wheel.is_file():
        _download(directory)
    try:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    except OSError as error:
        raise FileError(f"the benchmark data {wheel} cannot be read: {error}") from error
    if digest != SHA256:
        raise FileError(
            f"{wheel} is not the wheel that the demo was made for: its SHA-256 is {digest}, not {SHA256}. "
            "Delete it, and the demo fetches it again"
        )
    return wheel


def readings(wheel: Path, fault: int) -> pd.DataFrame:
    """Training rows without a fault, then the test rows of a fault (0: none), on one time axis.

    Shape (1460, 52), naive UTC DatetimeIndex, a column per variable of the process. FileError when a file in
    the wheel is missing or has another shape.
    """
    training = _matrix(wheel, "d00.dat", TRAINING_ROWS)
    test = _matrix(wheel, f"d{fault:02d}_te.dat", TEST_ROWS)
    return pd.DataFrame(
        np.vstack([training, test]),
        index=pd.date_range(START, periods=TRAINING_ROWS + TEST_ROWS, freq=CADENCE),
        columns=[variable.name for variable in VARIABLES],
    )


def _matrix(wheel: Path, name: str, rows: int) -> NDArray[np.float64]:
    """One file as rows x variables; d00.dat is stored the other way round."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            values = np.loadtxt(io.BytesIO(archive.read(f"{FOLDER}/{name}")), dtype=np.float64)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise FileError(f"{FOLDER}/{name} cannot be read from {wheel}: {error}") from error
    if values.shape == (len(VARIABLES), rows):
        values = values.T
    if values.shape != (rows, len(VARIABLES)):
        raise FileError(
            f"{FOLDER}/{name} in {wheel} has the shape {values.shape}, not {(rows, len(VARIABLES))}"
        )
    return values


def _download(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--retries", "2", "--only-binary=:all:", "--dest", str(directory), REQUIREMENT]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise FileError(f"fetching {REQUIREMENT} took more than {_TIMEOUT_SECONDS} s") from error
    if done.returncode != 0:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        why = next((line for line in said if line.startswith("ERROR")), said[-1] if said else "no message")
        raise FileError(
            f"the demo needs the benchmark data in the package {REQUIREMENT}, and pip could not fetch it "
            f"({why}). With a network, run it again; without one, put {WHEEL} into {directory}"
        )
    if not (directory / WHEEL).is_file():
        raise FileError(f"pip fetched {REQUIREMENT}, but not as {WHEEL} into {directory}")
