"""What the scorer carries from tick to tick, as safe bytes."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import numpy as np
import pandas as pd

from acm.analytics.arrays import AnyArray, Vector, pack, unpack
from acm.analytics.drift import DriftMemory
from acm.analytics.episodes import EpisodeMemory, episode_from_arrays, episode_to_arrays
from acm.analytics.errors import StateFormatError
from acm.analytics.filtering import FilterMemory
from acm.analytics.operating_state import StateMemory
from acm.analytics.persistent_shift import ShiftMemory
from acm.analytics.sensor_faults import WatchMemory
from acm.analytics.trend import TrendMemory

_FORMAT = 6


@dataclass(frozen=True)
class ScorerState:
    """Memory after the row at `last_at`; `recent_times` (ns) and `recent` serve the change point."""

    last_at: pd.Timestamp
    model_hash: str
    sensors: tuple[str, ...]
    filters: FilterMemory
    operating: StateMemory
    drift: DriftMemory
    trend: TrendMemory
    watch: WatchMemory
    shift: ShiftMemory
    running: bool
    known: Vector  # last known value of each sensor
    recent_times: np.ndarray
    recent: Vector
    episode: EpisodeMemory | None = None

    @property
    def open_episode_id(self) -> uuid.UUID | None:
        return None if self.episode is None else self.episode.episode_id

    def to_bytes(self) -> bytes:
        """An npz file without pickle; equal states give equal bytes."""
        arrays: dict[str, AnyArray] = {
            "format": np.array([_FORMAT]),
            "last_at": np.array([self.last_at.value], np.int64),
            "model_hash": np.array([self.model_hash]),
            "sensors": np.array(self.sensors),
            "operating": np.array(
                [
                    self.operating.rows_since_idle,
                    self.operating.rows_absent,
                    self.operating.rows_low,
                    int(self.running),
                ],
                np.int64,
            ),
            "recent_times": self.recent_times,
            "recent": self.recent,
            "known": self.known,
        }
        arrays |= {f"filter_{name}": value for name, value in self.filters.to_arrays().items()}
        arrays |= {f"drift_{name}": value for name, value in self.drift.to_arrays().items()}
        arrays |= {f"trend_{name}": value for name, value in self.trend.to_arrays().items()}
        arrays |= {f"watch_{name}": value for name, value in self.watch.to_arrays().items()}
        arrays |= {f"shift_{name}": value for name, value in self.shift.to_arrays().items()}
        if self.episode is not None:
            arrays |= {f"episode_{k}": v for k, v in episode_to_arrays(self.episode).items()}
        return pack(arrays)

    @classmethod
    def from_bytes(cls, data: bytes) -> ScorerState:
        """The state of `to_bytes`; StateFormatError when the bytes are not one."""
        try:
            arrays = unpack(data)
            if int(arrays["format"][0]) != _FORMAT:
                raise StateFormatError(f"scorer state of format {arrays['format'][0]}, expected {_FORMAT}")
            since_idle, absent, low, running = (int(v) for v in arrays["operating"])
            return cls(
                last_at=pd.Timestamp(int(arrays["last_at"][0])),
                model_hash=str(arrays["model_hash"][0]),
                sensors=tuple(str(name) for name in arrays["sensors"]),
                filters=FilterMemory.from_arrays(_part(arrays, "filter_")),
                operating=StateMemory(since_idle, absent, low),
                drift=DriftMemory.from_arrays(_part(arrays, "drift_")),
                trend=TrendMemory.from_arrays(_part(arrays, "trend_")),
                watch=WatchMemory.from_arrays(_part(arrays, "watch_")),
                shift=ShiftMemory.from_arrays(_part(arrays, "shift_")),
                running=bool(running),
                known=np.asarray(arrays["known"], float),
                recent_times=np.asarray(arrays["recent_times"], np.int64),
                recent=np.asarray(arrays["recent"], float),
                episode=episode_from_arrays(_part(arrays, "episode_")) if "episode_id" in arrays else None,
            )
        except (KeyError, ValueError, IndexError, TypeError) as error:
            raise StateFormatError(f"the scorer state cannot be read: {error!r}") from error


def _part(arrays: dict[str, AnyArray], prefix: str) -> dict[str, AnyArray]:
    return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}
