"""What a query or procedure answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Rows:
    """One result set; datetimes are naive UTC, NULL is None."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def first(self) -> dict[str, Any] | None:
        return dict(zip(self.columns, self.rows[0], strict=True)) if self.rows else None

    def frame(self) -> pd.DataFrame:
        """The rows as a DataFrame, with pandas' own choice of column types."""
        data = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.columns)
        return pd.DataFrame({i: list(column) for i, column in enumerate(data)}).set_axis(
            list(self.columns), axis=1
        )
