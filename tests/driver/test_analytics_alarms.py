"""When an alarm begins and ends, and what the two time scales hear of a fault."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from acm.analytics import Settings, SettingsError, train
from acm.analytics.alarms import AlarmMemory, next_flip
from acm.analytics.detectors.mahalanobis import Mahalanobis
from acm.analytics.detectors.pca import Pca
from acm.analytics.detectors.residual_model import ResidualModel
from acm.analytics.ensemble import MEMBERS
from acm.analytics.timescales import columns, smooth_on_scales

SETTINGS = Settings()
Array = np.ndarray


def alarms(fused: Array, held: Array | None = None, cut: int = 10_000) -> Array:
    """The alarm flag of each row, the rows given in pieces of `cut`."""
    held = np.zeros(len(fused), bool) if held is None else held
    out, memory, at = np.zeros(len(fused), bool), AlarmMemory(), 0
    while at < len(fused):
        stop = min(at + cut, len(fused))
        flip, after = next_flip(fused[at:stop], held[at:stop], memory, SETTINGS)
        stop = stop if flip is None else at + flip + 1
        out[at:stop] = memory.active
        out[stop - 1] = after.active
        memory, at = after, stop
    return out


def test_an_alarm_ends_with_the_first_row_below_the_release_level() -> None:
    fused = np.concatenate([np.zeros(10), np.full(20, 4.0), np.zeros(40)])
    assert np.flatnonzero(alarms(fused)).tolist() == list(range(10, 30))


def test_what_is_known_to_go_on_does_not_end() -> None:
    fused = np.concatenate([np.full(5, 60.0), np.full(60, 6.0), np.zeros(40)])
    held = np.arange(len(fused)) < 65
    assert np.flatnonzero(alarms(fused, held)).tolist() == list(range(65))
    assert alarms(fused).sum() == 5, "otherwise far below the peak is the end"


@pytest.mark.parametrize("cut", [1, 3, 7])
def test_cut_into_ticks_the_alarm_is_the_same(cut: int) -> None:
    fused = np.abs(np.random.default_rng(0).normal(1.0, 2.0, 3000))
    held = np.random.default_rng(1).random(3000) < 0.02
    assert (alarms(fused, held, cut) == alarms(fused, held)).all()


def test_on_the_slow_scale_a_violent_row_counts_up_to_the_clip() -> None:
    z = np.zeros((300, len(MEMBERS)))
    z[50:60] = 1000.0
    scales = smooth_on_scales(z, SETTINGS, np.zeros(columns(SETTINGS)))
    fast, slow = scales[:, 0], scales[:, len(MEMBERS)]
    assert fast.max() > 900
    assert slow.max() < SETTINGS.slow_clip
    assert slow[-1] < 0.1


def test_on_the_slow_scale_a_row_counts_by_itself() -> None:
    z = np.zeros((300, len(MEMBERS)))
    z[50::3] = 50.0
    slow = smooth_on_scales(z, SETTINGS, np.zeros(columns(SETTINGS)))[:, len(MEMBERS)]
    assert slow[-30:].mean() == pytest.approx(SETTINGS.slow_clip / 3, rel=0.01)


def healthy(rows: int) -> pd.DataFrame:
    values = np.random.default_rng(5).normal(size=(rows, 4))
    return pd.DataFrame(
        values, columns=list("abcd"), index=pd.date_range("2026-01-01", periods=rows, freq="1min")
    )


def test_the_longer_the_training_the_smaller_the_margin() -> None:
    def spread(rows: int, margin_rows: int) -> float:
        model = train(healthy(rows), Settings(margin_rows=margin_rows))
        return float(model.pipeline.fusion.spread[0])

    assert spread(400, 400) == pytest.approx(2.0 * spread(400, 0))
    assert spread(1600, 400) == pytest.approx(1.5 * spread(1600, 0))


def test_doubt_about_a_sensor_makes_it_count_less() -> None:
    values = np.random.default_rng(2).normal(size=(500, 3))
    doubt = np.array([8.0, 0.0, 0.0])
    row = np.array([[6.0, 0.0, 0.0]])
    other = np.array([[0.0, 6.0, 0.0]])
    for sure, unsure in (
        (Mahalanobis.fit(values), Mahalanobis.fit(values, doubt)),
        (ResidualModel.fit(values, 0.05), ResidualModel.fit(values, 0.05, doubt)),
    ):
        assert unsure.score(row)[0] < 0.5 * sure.score(row)[0]
        assert unsure.score(other)[0] == pytest.approx(sure.score(other)[0], rel=0.05)
    pca = Pca.fit(values, 0.9, doubt)
    assert pca.t2(row)[0] < 0.5 * Pca.fit(values, 0.9).t2(row)[0]


def test_a_sensor_that_wanders_is_doubted() -> None:
    frame = healthy(600)
    frame["weather"] = np.cumsum(np.random.default_rng(3).normal(size=600)) / 5.0
    ensembles = [train(frame, Settings(drift_doubt=d)).pipeline.ensemble for d in (0.0, 1.0)]
    sure, unsure = (np.diag(e.mahalanobis.precision) for e in ensembles)
    assert unsure[-1] < 0.6 * sure[-1]  # the last by name
    np.testing.assert_allclose(unsure[:-1], sure[:-1], rtol=0.05)


@pytest.mark.parametrize(
    "wrong", [{"slow_clip": 2.0}, {"margin_rows": -1}, {"drift_doubt": -0.5}, {"episode_gap_rows": 0}]
)
def test_settings_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        Settings.from_dict(wrong)
