"""Files as they come from a historian: what is read, what is refused, and what is said about it."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Settings
from acm.errors import FileError, NoSensorError, TimeColumnError
from acm.ingest import Readings, clean, numeric_columns, read_table
from acm.quality_events import events_frame

UTC = ZoneInfo("UTC")


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "in.csv"
    file.write_text(text, encoding="utf-8")
    return file


def cleaned(tmp_path: Path, text: str) -> Readings:
    table = read_table(written(tmp_path, text))
    return clean(table, numeric_columns(table.columns), UTC)


def events(readings: Readings) -> dict[str, int]:
    return {f"{f.event_type} {f.column_name or '*'}": f.affected_rows for f in readings.findings}


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_usual_separators(tmp_path: Path, separator: str) -> None:
    rows = [["time", "flow", "temp"], ["2026-03-01 00:00", "1.5", "2"], ["2026-03-01 00:01", "2.5", ""]]
    readings = cleaned(tmp_path, "\n".join(separator.join(row) for row in rows))
    assert readings.frame.columns.tolist() == ["flow", "temp"]
    assert readings.frame["flow"].tolist() == [1.5, 2.5]
    assert np.isnan(readings.frame["temp"].iloc[1])


def test_decimal_commas(tmp_path: Path) -> None:
    file = written(tmp_path, "Zeit;Druck\n2026-03-01 00:00;1,5\n")
    table = read_table(file, decimal=",")
    assert clean(table, ["Druck"], UTC).frame["Druck"].tolist() == [1.5]


def test_a_byte_order_mark_quotes_and_blanks_in_names(tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_bytes('\ufeff"time","Flow, total", temp \n2026-03-01 00:00,1,2\n'.encode())
    table = read_table(file)
    assert table.time_name == "time"
    assert list(table.columns.columns) == ["Flow, total", "temp"]


def test_parquet_with_a_time_index_or_a_time_column(tmp_path: Path) -> None:
    times = pd.date_range("2026-03-01", periods=3, freq="1min", tz="Europe/Berlin", name="t")
    frame = pd.DataFrame({"flow": [1.0, 2.0, 3.0]}, index=times)
    frame.to_parquet(tmp_path / "index.parquet")
    frame.reset_index().to_parquet(tmp_path / "column.pq")
    for name in ("index.parquet", "column.pq"):
        readings = clean(read_table(tmp_path / name), ["flow"], UTC)
        assert readings.frame.index[0] == pd.Timestamp("2026-02-28 23:00")
        assert not readings.was_naive


def test_the_time_column_may_be_named(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "flow,when\n1,2026-03-01\n"), "when")
    assert table.time_name == "when"
    with pytest.raises(TimeColumnError, match="no column 'other'; it has flow, when"):
        read_table(table.path, "other")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("time,a\n", "no rows"),
        ("time,a,a\n2026-03-01,1,2\n", "'a' more than once"),
        ('time,a\n2026-03-01,"1\n', "cannot be read as CSV"),
    ],
)
def test_unreadable_files_are_named(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(FileError, match=match) as raised:
        read_table(written(tmp_path, text))
    assert "in.csv" in str(raised.value)


def test_files_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        read_table(tmp_path / "absent.csv")
    (tmp_path / "x.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="not UTF-8"):
        read_table(tmp_path / "x.csv")
    (tmp_path / "x.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(FileError, match="Parquet"):
        read_table(tmp_path / "x.parquet")


def test_no_readable_time_is_an_error_that_shows_one(tmp_path: Path) -> None:
    with pytest.raises(TimeColumnError, match="column 'time', for example 'monday'"):
        cleaned(tmp_path, "time,a\nmonday,1\ntuesday,2\n")
    with pytest.raises(TimeColumnError, match="no row"):
        cleaned(tmp_path, "row,a\n1,1\n2,2\n")


def test_no_sensor_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NoSensorError, match="no column with numbers"):
        cleaned(tmp_path, "time,state\n2026-03-01,on\n")


def test_everything_wrong_at_once_is_counted(tmp_path: Path) -> None:
    text = """time,flow,temp,state
2026-03-01 00:02,1,5,on
2026-03-01 00:00,bad,5,on
2026-03-01 00:01,inf,1e300,off
no time,9,9,on
2026-03-01 00:02,,7,on
2026-03-01 00:03,4,,on
"""
    readings = cleaned(tmp_path, text)
    assert readings.frame.index.strftime("%M").tolist() == ["00", "01", "02", "03"]
    assert readings.frame["temp"].tolist()[2] == 7  # the last given value
    assert readings.frame["flow"].tolist()[2] == 1  # and not the NULL behind it
    assert (readings.rows_read, readings.rows_rejected, readings.rows_merged) == (6, 1, 1)
    found = events(readings)
    assert found["UNREADABLE_TIME *"] == 1
    assert found["OUT_OF_ORDER *"] >= 1
    assert found["DUPLICATE_TIME *"] == 1
    assert found["NOT_A_NUMBER flow"] == 1
    assert found["NON_FINITE flow"] == 1
    assert found["ABSURD_VALUE temp"] == 1
    assert found["UNKNOWN_COLUMN state"] == 6
    unreadable = next(f for f in readings.findings if f.event_type == "UNREADABLE_TIME")
    assert unreadable.sample_values == ("no time",)


def test_findings_become_numbered_rows(tmp_path: Path) -> None:
    readings = cleaned(tmp_path, "time,flow\n2026-03-01 00:00,1\n2026-03-01 00:01,x\n2026-03-01 00:01,3\n")
    rows = events_frame(readings.findings, "P1_Data")
    assert rows["EventOrdinal"].tolist() == list(range(1, len(rows) + 1))
    assert set(rows["ColumnName"]) == {"*", "flow"}
    assert rows["SampleValues"].str.len().max() <= 500
    assert (rows["TableName"] == "P1_Data").all()


def test_long_samples_fit_their_column() -> None:
    from acm.analytics import QualityFinding

    finding = QualityFinding("NOT_A_NUMBER", "c", 9, None, None, ('"' * 80,) * 5, "x" * 2000)
    row = events_frame([finding], "T").iloc[0]
    assert len(row["SampleValues"]) <= 500
    assert len(row["Detail"]) == 1000


def test_a_column_of_numbers_with_some_text_is_a_sensor() -> None:
    frame = pd.DataFrame(
        {
            "mostly": ["1", "2", "No Data", "4"],
            "words": ["a", "b", "3", "c"],
            "empty": [None] * 4,
            "flag": [True, False, True, True],
            "date": pd.date_range("2026-03-01", periods=4),
        }
    )
    assert numeric_columns(frame) == ["mostly", "flag"]
    assert Settings().absurd_limit == 1e100
