"""The demo's data and its judgement; the run through the database is among the system tests."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from acm.demo import dataset, machines
from acm.demo.outcome import Alarm, judge
from acm.demo.process import SCENARIOS, VARIABLES
from acm.equipment import Equipment
from acm.errors import FileError


def made_wheel(path: Path, **files: np.ndarray) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, values in files.items():
            text = "\n".join("  ".join(f"{value:.6e}" for value in row) for row in values)
            archive.writestr(f"{dataset.FOLDER}/{name}.dat", text)
    return path


def machine(version: int | None, watermark: datetime | None) -> Equipment:
    return Equipment(1, "TEP_NORMAL", "n", "UTC", "TEP_NORMAL_Data", False, 52, 240, 500, watermark, version)


def test_variables_are_the_52_of_the_process() -> None:
    assert len(VARIABLES) == 52
    assert len({variable.name.casefold() for variable in VARIABLES}) == 52
    by_symbol = {variable.symbol: variable for variable in VARIABLES}
    assert (by_symbol["XMEAS(7)"].name, by_symbol["XMEAS(7)"].unit) == ("Reactor pressure", "kPa")
    assert by_symbol["XMEAS(41)"].name == "Component H in product"
    assert by_symbol["XMV(10)"].name == "Reactor cooling water valve"
    assert all(len(variable.unit) <= 32 and variable.unit for variable in VARIABLES)


def test_training_and_test_rows_lie_on_one_axis_and_d00_is_turned(tmp_path: Path) -> None:
    training = np.arange(500 * 52, dtype=float).reshape(500, 52)
    test = np.arange(960 * 52, dtype=float).reshape(960, 52) + 1e6
    frame = dataset.readings(made_wheel(tmp_path / "w.zip", d00=training.T, d04_te=test), 4)
    assert frame.shape == (1460, 52)
    assert frame.iloc[0, 0] == 0.0
    assert frame.iloc[0, 1] == 1.0
    assert frame.iloc[1, 0] == 52.0
    assert frame.loc[dataset.TEST_START].iloc[0] == 1e6
    assert (np.diff(frame.index) == dataset.CADENCE).all()
    assert frame.index[500 + 160] == dataset.ONSET
    assert frame.index[-1] + dataset.CADENCE == dataset.END


def test_a_file_of_another_shape_or_no_file_is_an_error(tmp_path: Path) -> None:
    wheel = made_wheel(tmp_path / "w.zip", d00=np.zeros((52, 500)), d04_te=np.zeros((12, 52)))
    with pytest.raises(FileError, match=r"d04_te\.dat .* shape \(12, 52\)"):
        dataset.readings(wheel, 4)
    with pytest.raises(FileError, match=r"d05_te\.dat cannot be read"):
        dataset.readings(wheel, 5)


def test_a_wheel_of_another_hash_is_refused(tmp_path: Path) -> None:
    (tmp_path / dataset.WHEEL).write_bytes(b"not the wheel")
    with pytest.raises(FileError, match="SHA-256"):
        dataset.fetch(tmp_path)


def test_offline_the_error_says_what_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(FileError, match=r"bibmon==1\.2\.0.*pip could not fetch it.*put bibmon-1\.2\.0"):
        dataset.fetch(tmp_path)
    assert not list(tmp_path.iterdir())


def test_windows_left_are_counted_from_the_watermark() -> None:
    assert machines.windows_left(None) == 13
    assert machines.windows_left(machine(None, None)) == 13
    trained = (dataset.TEST_START - dataset.CADENCE + pd.Timedelta(milliseconds=1)).to_pydatetime()
    assert machines.windows_left(machine(1, trained)) == 12
    assert machines.windows_left(machine(1, trained + 11 * machines.TICK)) == 1
    assert machines.windows_left(machine(1, trained + 12 * machines.TICK)) == 0


def at(sample: int) -> datetime:
    return (dataset.ONSET + sample * dataset.CADENCE).to_pydatetime()


def test_the_first_alarm_after_the_onset_counts_and_those_before_are_false() -> None:
    alarms = [Alarm("a", at(-20), 4.0), Alarm("b", at(5), 9.0), Alarm("c", at(90), 40.0)]
    assert judge(4, alarms) == (5, 1, alarms[1])


def test_without_a_fault_every_alarm_is_false() -> None:
    alarms = [Alarm("a", at(-20), 4.0), Alarm("b", at(5), 9.0)]
    assert judge(0, alarms) == (None, 2, alarms[1])
    assert judge(0, []) == (None, 0, None)


def test_a_fault_that_was_missed_has_no_delay() -> None:
    alarm = Alarm("a", at(-1), 4.0)
    assert judge(5, [alarm]) == (None, 1, alarm)


def test_every_machine_has_a_code_of_its_own() -> None:
    assert [scenario.fault for scenario in SCENARIOS] == [0, 1, 4, 5, 8, 13]
    assert len({scenario.code for scenario in SCENARIOS}) == 6


def test_a_hung_index_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset, "_TIMEOUT_SECONDS", 0)
    with pytest.raises(FileError, match="took more than 0 s"):
        dataset.fetch(tmp_path)
