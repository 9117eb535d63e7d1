"""Which sensors a score comes from, and what they should have shown."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from acm.analytics.arrays import Matrix
from acm.analytics.filtering import Filtered
from acm.analytics.model import Model
from acm.analytics.persistent_shift import Shift
from acm.analytics.quality import QualityFinding
from acm.analytics.sensor_faults import alone
from acm.analytics.standstill import Standstill

CONTRIBUTION_COLUMNS = ("Timestamp", "SensorName", "SensorRank", "ContributionPct", "SensorZ")
_WORTH_TELLING = 1.0  # a sensor that moved by fewer deviations is not named
EXPECTED_COLUMNS = ("Timestamp", "SensorName", "ActualValue", "ExpectedValue", "ResidualZ")


@dataclass(frozen=True)
class Explanation:
    """By row and sensor: share of the score, level and residual in deviations, expected value.

    `alone` marks the sensor that explains its row by itself, `calm` the rows that need no explanation.
    """

    share: Matrix
    level_z: Matrix
    expected: Matrix
    residual_z: Matrix
    alone: Matrix
    calm: NDArray[np.bool_]


def explain_rows(model: Model, filtered: Filtered, stands: Standstill, rows: NDArray[np.intp]) -> Explanation:
    """Explanations of some of the filtered rows; `stands` is the standstill, of all rows, where it leads."""
    ensemble = model.pipeline.ensemble
    views = filtered.views.rows(rows)
    expected = ensemble.residual.expected(views.level) + filtered.baseline[rows]
    residual_z = ensemble.residual.residuals(views.level)
    by_itself, calm = alone(residual_z, ensemble.residual, model.watch.rest)
    share = ensemble.shares(views, filtered.z[rows], model.settings.fused_members)
    led, scores = stands.alarming[rows], stands.scores[rows]
    share[led] = scores[led] / scores[led].sum(axis=1, keepdims=True)
    return Explanation(
        share=share,
        level_z=views.level / ensemble.level_deviation,
        expected=model.scaler.in_units(expected),
        residual_z=residual_z,
        alone=by_itself,
        calm=calm,
    )


def sparse_rows(
    times: pd.DatetimeIndex, every: int, cadence: pd.Timedelta, before: pd.Timestamp | None
) -> NDArray[np.bool_]:
    """The first row of each bucket of `every` cadences on a fixed grid of time, wherever the rows are cut."""
    width = max(every * int(cadence.value), 1)
    bucket = times.to_numpy().astype("datetime64[ns]").astype(np.int64) // width
    earlier = np.empty_like(bucket)
    earlier[1:] = bucket[:-1]
    earlier[:1] = -1 if before is None else before.value // width
    return np.asarray(bucket != earlier, bool)


def sensor_frames(
    model: Model,
    times: pd.DatetimeIndex,
    actual: Matrix,
    positions: NDArray[np.intp],
    explanation: Explanation,
    stored: NDArray[np.bool_],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Contributions and expected values of the top sensors, for explained rows (`positions`) to be stored."""
    wanted = stored[positions]
    rows = positions[wanted]
    times, actual = times[rows], actual[rows]
    share, level_z = explanation.share[wanted], explanation.level_z[wanted]
    expected_value, residual_z = explanation.expected[wanted], explanation.residual_z[wanted]
    count = min(model.settings.top_sensors, len(model.sensors))
    order = np.argsort(-np.round(share, 9), axis=1, kind="stable")[:, :count]
    names = np.array(model.sensors, dtype=object)[order].ravel()
    stamps = np.repeat(times.to_numpy(), count)

    def top(values: Matrix) -> NDArray[np.float64]:
        return np.take_along_axis(values, order, axis=1).ravel()

    contributions = pd.DataFrame(
        {
            "Timestamp": stamps,
            "SensorName": names,
            "SensorRank": np.tile(np.arange(1, count + 1), len(times)),
            "ContributionPct": 100.0 * top(share),
            "SensorZ": top(level_z),
        }
    )
    expected = pd.DataFrame(
        {
            "Timestamp": stamps,
            "SensorName": names,
            "ActualValue": top(actual),
            "ExpectedValue": top(expected_value),
            "ResidualZ": top(residual_z),
        }
    )
    return contributions, expected


def shift_findings(model: Model, shift: Shift, at: pd.Timestamp) -> list[QualityFinding]:
    """PERSISTENT_SHIFT for the sensors that moved most, in deviations of the training."""
    order = np.argsort(-np.round(np.abs(shift.moved), 9), kind="stable")[: model.settings.top_sensors]
    moved = [int(i) for i in order if abs(shift.moved[i]) >= _WORTH_TELLING] or [int(order[0])]
    level, size = model.scaler.in_units(shift.level), shift.moved * model.scaler.scale
    return [
        QualityFinding(
            "PERSISTENT_SHIFT",
            model.sensors[i],
            model.shift.rows,
            None,
            at,
            (f"{level[i]:.6g}",),
            f"{model.sensors[i]} has moved by {size[i]:+.4g} to {level[i]:.6g} and stays there, level and "
            "calm: taken as its new normal until the model is trained anew",
        )
        for i in moved
    ]
