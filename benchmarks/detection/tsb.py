"""TSB-AD-M: VUS-PR of the fused score against 23 published methods."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from acm import Monitor
from acm.analytics import Settings

from benchmarks.detection.report import Figure

_METHODS = 23
_GOALS = {"SMD": "≥ .45, first of 24", "SMAP": "≥ .45, first of 24"}


def run(data: Path, settings: Settings) -> list[Figure]:
    """Mean VUS-PR by source, and the rank among the published means."""
    import score_vus as scorer  # found on the path of the scorers

    root = data / "tsb_ad_m"
    published = pd.read_csv(root / "published_vus_pr.csv").set_index("file")
    methods = list(published.columns[:_METHODS])
    rows = []
    for name in pd.read_csv(root / "index.csv")["file"]:
        with np.load(root / f"{name[:-4]}.npz") as archive:
            values, labels, trained = archive["X"], archive["y"], int(archive["n_train"])
        score = _score(values, trained, settings)
        value = scorer.vus_pr(labels, score, scorer.acf_period(values[:, 0]))
        rows.append(
            {"source": name.split("_")[1], "file": name, "ours": value, **published.loc[name, methods]}
        )
    frame = pd.DataFrame(rows)
    figures = []
    for source, group in frame.groupby("source", sort=False):
        means = group[methods].astype(float).mean()
        ours = float(group["ours"].mean())
        rank = int((means > ours).sum()) + 1
        best = f"{means.idxmax()} {means.max():.3f}"
        label = f"TSB-AD-M {source}, {len(group)} files, mean VUS-PR"
        figures.append(Figure("tsb", label, f"{ours:.3f} (rank {rank} of 24)", best, _GOALS[str(source)]))
    return figures


def _score(values: np.ndarray, trained: int, settings: Settings) -> np.ndarray:
    """FusedZ of the rows after training; the training rows themselves count as 0."""
    names = [f"c{i:02d}" for i in range(values.shape[1])]
    frame = pd.DataFrame(
        values, columns=names, index=pd.date_range("2026-01-01", periods=len(values), freq="1min")
    )
    scored = Monitor(settings).fit(frame.iloc[:trained]).score(frame.iloc[trained:])
    return np.concatenate([np.zeros(trained), scored["FusedZ"].to_numpy()])
