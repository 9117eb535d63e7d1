"""Readings of a machine out of the database."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from acm.database import Database


def read(db: Database, equip_id: int, start: datetime, end: datetime, lookback: int) -> pd.DataFrame:
    """The readings in [start, end) and `lookback` rows before: UTC DatetimeIndex, a float column per tag."""
    answer = db.call(
        "dbo.usp_GetEquipmentData",
        EquipID=equip_id,
        WindowStart=start,
        WindowEnd=end,
        LookbackRows=lookback,
    )
    rows = answer[-1]
    tags = list(rows.columns[1:])
    values = np.array([row[1:] for row in rows.rows], dtype=float).reshape(len(rows.rows), len(tags))
    times = pd.DatetimeIndex([row[0] for row in rows.rows], dtype="datetime64[ns]")
    return pd.DataFrame(values, index=times, columns=tags)
