"""Bad readings: nothing is dropped in silence, nothing absurd reaches a detector."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from acm.analytics import (
    BadTimeIndexError,
    MissingSensorError,
    NoReadingsError,
    NoUsableSensorError,
    Settings,
    SettingsError,
    TooFewRowsError,
    findings_frame,
    inspect,
    score,
    train,
)

SETTINGS = Settings()


def readings(rows: int = 300, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        rng.normal([10, 20, 30], [1, 2, 3], (rows, 3)),
        columns=["a", "b", "c"],
        index=pd.date_range("2026-01-01", periods=rows, freq="1min"),
    )


def events(frame: pd.DataFrame, **arguments: object) -> dict[str, int]:
    found = inspect(frame, SETTINGS, **arguments).findings  # type: ignore[arg-type]
    return {f.event_type: f.affected_rows for f in found}


def test_clean_readings_have_no_findings() -> None:
    assert events(readings()) == {}


def test_text_becomes_missing_and_is_reported() -> None:
    frame = readings().astype(object)
    frame.iloc[5, 1] = "error"
    frame.iloc[6, 1] = "12.5"
    result = inspect(frame, SETTINGS)
    assert np.isnan(result.readings.iloc[5, 1])
    assert result.readings.iloc[6, 1] == 12.5
    text = next(f for f in result.findings if f.event_type == "NOT_A_NUMBER")
    assert (text.column_name, text.affected_rows, text.sample_values) == ("b", 1, ("error",))


def test_infinite_and_absurd_values() -> None:
    frame = readings()
    frame.iloc[3, 0], frame.iloc[4, 0], frame.iloc[5, 0] = np.inf, -np.inf, 1e300
    found = events(frame)
    assert found["NON_FINITE"] == 2
    assert found["ABSURD_VALUE"] == 1
    assert np.isfinite(inspect(frame, SETTINGS).readings.drop(frame.index[3:6])).all().all()


def test_order_and_duplicates() -> None:
    frame = readings()
    mixed = pd.concat([frame.iloc[100:], frame.iloc[:100], frame.iloc[[7]] + 1.0])
    result = inspect(mixed, SETTINGS)
    kinds = {f.event_type: f.affected_rows for f in result.findings}
    assert kinds == {"OUT_OF_ORDER": 101, "DUPLICATE_TIME": 1}
    assert result.readings.index.is_monotonic_increasing
    assert result.readings.index.is_unique
    assert result.readings.iloc[7, 0] == frame.iloc[7, 0] + 1.0
    assert len(result.readings) == len(frame)


def test_gap_stuck_constant_and_missing() -> None:
    frame = readings()
    frame.iloc[100:180, 1] = 20.0
    frame["c"] = 5.0
    frame.iloc[50:60, 0] = np.nan
    frame = frame.drop(frame.index[200:230])
    found = events(frame)
    assert found["GAP"] == 1
    assert found["MISSING_VALUES"] == 10
    assert found["CONSTANT_SENSOR"] == len(frame)
    assert found["STUCK_SENSOR"] == 80 - SETTINGS.stuck_rows + 1


def test_cadence_change_is_told() -> None:
    assert "CADENCE_CHANGED" in events(readings(), cadence=pd.Timedelta(seconds=10))


def test_zones_are_turned_to_utc_and_unreadable_times_are_counted() -> None:
    frame = readings(20).tz_localize("Europe/Berlin")
    assert inspect(frame, SETTINGS).readings.index[0] == pd.Timestamp("2025-12-31 23:00")
    broken = readings(20)
    broken.index = pd.DatetimeIndex([*broken.index[:-1], pd.NaT])
    assert events(broken) == {"UNREADABLE_TIME": 1}


def test_only_the_window_is_reported() -> None:
    frame = readings()
    frame.iloc[3, 0] = np.inf
    assert events(frame, start=frame.index[10]) == {}


def test_what_cannot_be_used_is_refused() -> None:
    with pytest.raises(BadTimeIndexError):
        inspect(readings().reset_index(drop=True), SETTINGS)
    with pytest.raises(NoReadingsError):
        inspect(readings().iloc[:0], SETTINGS)
    with pytest.raises(TooFewRowsError):
        train(readings(50))
    with pytest.raises(NoUsableSensorError):
        train(readings() * 0 + 1)
    with pytest.raises(MissingSensorError):
        train(readings(), Settings(critical_sensors=("d",)))


def test_missing_and_unknown_columns_when_scoring() -> None:
    model = train(readings())
    later = readings(50, seed=1).set_axis(pd.date_range("2026-01-02", periods=50, freq="1min"))
    scored = score(model, later.drop(columns="c").assign(d=1.0), later.index[0])
    kinds = {(f.event_type, f.column_name) for f in scored.findings}
    assert ("MISSING_COLUMN", "c") in kinds
    assert ("UNKNOWN_COLUMN", "d") in kinds
    assert len(scored.scores) == 50
    with pytest.raises(MissingSensorError):
        score(model, later[["a"]], later.index[0])


def test_a_constant_sensor_is_left_out_and_reported() -> None:
    frame = readings().assign(flat=3.0)
    model = train(frame)
    assert model.sensors == ("a", "b", "c")
    assert "UNTRAINABLE_SENSOR" in {f.event_type for f in model.findings}


def test_zeros_are_values_not_gaps() -> None:
    """A sensor that rests at zero keeps its zeros: they are not filled with another level."""
    frame = readings()
    frame["a"] = np.where(np.arange(len(frame)) % 2, 0.0, frame["a"])
    model = train(frame)
    centre = model.scaler.centre[model.sensors.index("a")]
    assert centre == pytest.approx(frame["a"].mean())


def test_findings_as_rows() -> None:
    frame = readings()
    frame.iloc[3, 0] = np.inf
    table = findings_frame(inspect(frame, SETTINGS).findings)
    assert table["EventType"].tolist() == ["NON_FINITE", "MISSING_VALUES"]
    assert json.loads(table["SampleValues"].iloc[0]) == ["inf"]


def test_settings_are_checked_and_named_by_a_hash() -> None:
    assert Settings().config_hash() == Settings().config_hash()
    assert Settings(alarm_limit=4.0).config_hash() != Settings().config_hash()
    assert Settings.from_dict(json.loads(json.dumps(Settings().to_dict()))) == Settings()
    for bad in ({"no_such": 1}, {"level_span": 1.5}, {"alarm_limit": "3"}, {"release_limit": 9.0}):
        with pytest.raises(SettingsError):
            Settings.from_dict(bad)
