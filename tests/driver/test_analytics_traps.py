"""Faults that condition monitoring is known for, each shown to be absent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm import Monitor
from acm.analytics import Model, ModelFormatError, Settings, lookback_rows, score, train
from acm.analytics.calibration import Calibration, health_index
from acm.analytics.episodes import change_point

TRAINED = 600


def machine(rows: int, seed: int = 0, start: str = "2026-03-01") -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    load = np.sin(np.arange(rows) / 40) + rng.normal(0, 0.2, rows)
    columns = {
        "flow": 20 + 2 * load + rng.normal(0, 0.2, rows),
        "current": 5 + 0.5 * load + rng.normal(0, 0.1, rows),
        "pressure": 3 + 0.2 * load + rng.normal(0, 0.05, rows),
        "bearing": 60 + 1 * load + rng.normal(0, 0.5, rows),
        "vibration": 2 + rng.normal(0, 0.1, rows),
    }
    return pd.DataFrame(columns, index=pd.date_range(start, periods=rows, freq="1min"))


@pytest.fixture(scope="module")
def healthy() -> pd.DataFrame:
    return machine(1400)


@pytest.fixture(scope="module")
def model(healthy: pd.DataFrame) -> Model:
    return train(healthy.iloc[:TRAINED])


def scored(model: Model, frame: pd.DataFrame, first: int = TRAINED):  # type: ignore[no-untyped-def]
    return score(model, frame.iloc[first - lookback_rows(model) :], frame.index[first])


def test_a_healthy_machine_stays_healthy(model: Model, healthy: pd.DataFrame) -> None:
    result = scored(model, healthy)
    assert result.health["IsAlarm"].mean() <= 0.03
    assert result.health["HealthIndex"].median() > 50
    assert len(result.episodes) <= 2


def test_the_same_rows_score_the_same_whatever_the_length_of_the_batch(
    model: Model, healthy: pd.DataFrame
) -> None:
    long = scored(model, healthy).health["HealthIndex"].iloc[:50]
    short = scored(model, healthy.iloc[: TRAINED + 50]).health["HealthIndex"]
    assert long.tolist() == short.tolist()


def test_a_sensor_that_hardly_moves_at_training_is_no_hair_trigger(healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame["valve"] = 1.0
    frame.iloc[300, -1] = 1.0000001
    model = train(frame.iloc[:TRAINED])
    frame.iloc[900, -1] = 1.0000002
    assert scored(model, frame).scores["FusedZ"].max() < 30


def test_calibration_floors_its_scale() -> None:
    constant = Calibration.fit(np.full((100, 1), 2.0), 0.99, blocks=5)
    assert abs(constant.z(np.array([[2.1]]))[0, 0]) < 10


def test_one_odd_stretch_of_the_training_widens_no_limit() -> None:
    scores = np.abs(np.random.default_rng(3).normal(size=(500, 1)))
    usual = Calibration.fit(scores, 0.975, blocks=5)
    odd = scores.copy()
    odd[100:200] *= 50
    assert Calibration.fit(odd, 0.975, blocks=5).spread[0] < 1.5 * usual.spread[0]
    assert Calibration.fit(odd, 0.975, blocks=1).spread[0] > 10 * usual.spread[0]
    wider = Calibration.fit(scores, 0.975, blocks=5, margin=1.4)
    assert wider.spread[0] == pytest.approx(1.4 * usual.spread[0])


def test_one_glitch_is_not_a_catastrophe(model: Model, healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.iloc[900, 0] = 1e30
    result = scored(model, frame)
    assert np.isfinite(result.scores.iloc[:, 1:].to_numpy()).all()
    assert result.scores["FusedZ"].max() < 300
    undisturbed = scored(model, healthy).health["IsAlarm"]
    assert result.health["IsAlarm"].iloc[-200:].tolist() == undisturbed.iloc[-200:].tolist()


def test_better_than_normal_does_not_lower_health(model: Model, healthy: pd.DataFrame) -> None:
    quiet = healthy.copy()
    quiet.iloc[700:1000] = quiet.iloc[:TRAINED].mean().to_numpy()
    result = scored(model, quiet)
    assert health_index(np.array([-3.0, 0.0])).tolist() == [100.0, 100.0]
    assert result.health["HealthIndex"].iloc[150:390].min() > 90


def test_a_long_stop_is_idle_and_no_alarm(model: Model, healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.iloc[800:1200, [0, 1, 2, 4]] = 0.0
    result = scored(model, frame)
    state = result.health["OperatingState"]
    assert (state.iloc[200:204] == "STOPPING").all()
    assert (state.iloc[204:600] == "IDLE").all()
    assert (state.iloc[600:630] == "STARTING").all()
    assert (state.iloc[:200] == "RUNNING").all()
    assert not result.health["IsAlarm"].iloc[200:630].any()


def test_a_stop_is_not_trained_on(healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.iloc[100:500] = 0.0
    stopped = train(frame.iloc[:1200])
    running = healthy.drop(healthy.index[100:530]).iloc[: 1200 - 430]
    assert "IDLE_ROWS" in {f.event_type for f in stopped.findings}
    assert stopped.scaler.centre == pytest.approx(running.mean()[list(stopped.sensors)].to_numpy(), rel=1e-3)


@pytest.mark.parametrize(
    ("sensor", "size", "direction"), [("bearing", 6.0, "UP"), ("vibration", -1.0, "DOWN")]
)
def test_a_step_is_an_episode_with_its_culprit_direction_and_start(
    model: Model, healthy: pd.DataFrame, sensor: str, size: float, direction: str
) -> None:
    frame = healthy.copy()
    frame.loc[frame.index[1000] :, sensor] += size
    result = scored(model, frame)
    episode = result.episodes.iloc[-1]
    assert episode["IsOpen"]
    assert pd.isna(episode["EndedAt"])
    assert frame.index[1000] <= episode["StartedAt"] <= frame.index[1030]
    assert abs(episode["SinceWhen"] - frame.index[1000]) <= pd.Timedelta(minutes=15)
    assert episode["SinceWhen"] <= episode["StartedAt"]
    culprit = result.culprits[result.culprits["EpisodeID"] == episode["EpisodeID"]].iloc[0]
    assert (culprit["SensorName"], culprit["Direction"]) == (sensor, direction)
    assert culprit["DeltaValue"] == pytest.approx(size, rel=0.3)
    assert sensor in episode["Summary"]
    assert result.episodes["SampleCount"].sum() == int(result.health["IsAlarm"].sum())


def test_what_changed_is_said_in_the_units_of_the_sensor(model: Model, healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.loc[frame.index[1000] :, "bearing"] += 6.0
    seen = frame.iloc[TRAINED - lookback_rows(model) :]
    told = score(model, seen, frame.index[TRAINED], units={"bearing": "degC", "flow": "m3/h"})
    episode = told.episodes.iloc[-1]
    since = f"{episode['SinceWhen']:%Y-%m-%d %H:%M:%S} UTC"
    culprit = told.culprits[told.culprits["EpisodeID"] == episode["EpisodeID"]].iloc[0]
    size, expected = f"{culprit['DeltaValue']:.4g}", f"{culprit['ExpectedMean']:.6g}"
    assert episode["Summary"].startswith(
        f"bearing has been {size} above the expected {expected} degC since {since}"
    )
    untold = scored(model, frame).episodes.iloc[-1]["Summary"]
    assert episode["Summary"].replace(" degC", "") == untold


def test_nothing_out_of_health_lacks_a_sensor(model: Model, healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.loc[frame.index[1000] :, "flow"] += 3.0
    health = scored(model, frame).health
    out = (health["HealthStatus"] != "HEALTHY") | health["IsAlarm"]
    assert health.loc[out, "TopSensor"].notna().all()
    assert (health.loc[out & health["IsAlarm"], "TopSensor"] == "flow").mean() > 0.5
    assert all(top is None for top in health.loc[~out, "TopSensor"])
    assert set(health["HealthStatus"]) <= {"HEALTHY", "CAUTION", "ALERT"}


def test_per_sensor_tables_are_bounded(model: Model, healthy: pd.DataFrame) -> None:
    frame = pd.concat(
        [
            healthy,
            machine(6000, seed=5).set_axis(
                pd.date_range(healthy.index[-1] + pd.Timedelta("1min"), periods=6000, freq="1min")
            ),
        ]
    )
    frame.loc[frame.index[1500] :, "bearing"] += 8.0
    result = scored(model, frame)
    rows = result.contributions["Timestamp"].nunique()
    assert rows < 0.3 * len(result.scores)
    assert len(result.expected) == len(result.contributions)
    ranks = result.contributions.groupby("Timestamp")["SensorRank"].max()
    assert (ranks <= Settings().top_sensors).all()


def test_change_point_of_a_step() -> None:
    values = np.concatenate([np.zeros(60), np.full(12, 4.0)]) + np.random.default_rng(0).normal(0, 0.5, 72)
    assert change_point(values) == 60
    assert change_point(np.zeros(1)) == 0
    assert change_point(np.linspace(5, 0, 10)) == 9


def test_a_model_survives_its_artifacts(model: Model, healthy: pd.DataFrame) -> None:
    artifacts = model.to_artifacts()
    again = Model.from_artifacts(artifacts)
    assert again.model_hash == model.model_hash
    assert scored(again, healthy).scores.equals(scored(model, healthy).scores)
    for name in artifacts:
        with pytest.raises(ModelFormatError, match=name):
            Model.from_artifacts({k: v for k, v in artifacts.items() if k != name})


def test_the_monitor_continues_saves_and_loads(healthy: pd.DataFrame, tmp_path) -> None:  # type: ignore[no-untyped-def]
    frame = healthy.copy()
    frame.loc[frame.index[1000] :, "bearing"] += 6.0
    whole = Monitor().fit(frame.iloc[:TRAINED]).score(frame.iloc[TRAINED:])
    monitor = Monitor().fit(frame.iloc[:TRAINED])
    first = monitor.score(frame.iloc[TRAINED:1010])
    monitor.save(tmp_path / "monitor.zip")
    second = Monitor.load(tmp_path / "monitor.zip").score(frame.iloc[1010:])
    joined = pd.concat([first, second])
    assert np.abs(joined["FusedZ"] - whole["FusedZ"]).max() <= 1e-9
    assert joined["Alarm"].tolist() == whole["Alarm"].tolist()
    explanation = monitor.explain(frame.iloc[1010:])
    assert explanation.culprits["SensorName"].iloc[0] == "bearing"
    (tmp_path / "broken.zip").write_bytes(b"no zip")
    with pytest.raises(ModelFormatError):
        Monitor.load(tmp_path / "broken.zip")


def test_a_sensor_that_goes_silent_is_reported_and_no_shift(model: Model, healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.loc[frame.index[1000:1020], "bearing"] = np.nan
    result = scored(model, frame)
    assert ("MISSING_VALUES", "bearing", 20) in {
        (f.event_type, f.column_name, f.affected_rows) for f in result.findings
    }
    undisturbed = scored(model, healthy).health["IsAlarm"]
    assert (result.health["IsAlarm"] & ~undisturbed).sum() == 0


def test_a_sensor_that_drifts_by_itself_is_followed(healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame["ambient"] = 20 + np.cumsum(np.random.default_rng(3).normal(0, 0.05, len(frame)))
    model = train(frame.iloc[:TRAINED])
    assert "ambient" in model.metadata["drifting"]
    assert "vibration" not in model.metadata["drifting"]
    result = scored(model, frame)
    assert result.health["IsAlarm"].mean() <= 0.03
    assert "ambient" not in result.culprits["SensorName"][result.culprits["CulpritRank"] == 1].tolist()


def test_a_value_that_stays_counts_in_full(model: Model, healthy: pd.DataFrame) -> None:
    frame = healthy.copy()
    frame.iloc[900:930, 0] += 1000 * frame.iloc[:TRAINED, 0].std()
    result = scored(model, frame)
    assert result.scores["FusedZ"].max() > 300
