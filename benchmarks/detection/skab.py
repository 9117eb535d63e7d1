"""SKAB 0.9: the official protocol, and the shifted one together with blocks that hold no anomaly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from acm import Monitor
from acm.analytics import Settings

from benchmarks.detection.report import Figure

_OFFICIAL = 400
_SHIFTED = (220, 280, 340, 400)
_BLOCK = 1300  # 400 rows of training, 900 scored


def run(data: Path, settings: Settings) -> list[Figure]:
    """Figures of the files at hand."""
    import score_skab as scorer  # found on the path of the scorers

    root = data / "skab"
    files = {
        name: scorer.load_file(str(root), name)
        for name in scorer.file_ids()
        if (root / f"{name}.csv").exists()
    }
    free = pd.read_csv(
        root / "anomaly-free" / "anomaly-free.csv", sep=";", index_col="datetime", parse_dates=True
    )
    confusion = np.zeros(4)
    official: dict[str, object] = {}
    hours = episodes = 0.0
    for rows in _SHIFTED:
        chosen = {
            n: f for n, f in files.items() if rows == _OFFICIAL or not f["anomaly"].to_numpy()[:rows].any()
        }
        alarms = {n: _alarms(f[scorer.FEATURES], rows, settings) for n, f in chosen.items()}
        result = scorer.score(chosen, alarms, n_train=rows, vus=False)
        confusion += [result["TP"], result["TN"], result["FP"], result["FN"]]
        normal = (result["TN"] + result["FP"]) / 3600  # about one row a second
        hours += normal
        episodes += result["false_alarm_episodes_per_h"] * normal
        if rows == _OFFICIAL:
            official = result
    quiet = [
        _alarms(free.iloc[first : first + _BLOCK][scorer.FEATURES], _OFFICIAL, settings)
        for first in range(0, len(free) - _BLOCK + 1, _BLOCK)
    ]
    for block in quiet:
        confusion += [0, int((block == 0).sum()), int(block.sum()), 0]
        hours += len(block) / 3600
        episodes += int((np.diff(np.concatenate([[0], block])) == 1).sum())
    f1, far, mar = scorer.rates(confusion)
    free_far = 100 * float(np.mean(np.concatenate(quiet)))
    nab = official["NAB"]["Standard"]  # type: ignore[index]
    best = "Conv-AE .781 at FAR 14.2 %"
    shifted_best = "T2+Q .735"
    return [
        Figure("skab", "SKAB official, F1", f"{official['f1_exact']:.3f}", best, "≥ .86"),
        Figure("skab", "SKAB official, false alarm rate", f"{official['FAR']:.1f} %", "14.2 %", "≤ 12 %"),
        Figure("skab", "SKAB official, missed", f"{official['MAR']:.1f} %", "28.0 %", ""),
        Figure("skab", "SKAB official, change points (NAB)", f"{nab:.1f}", "MSCRED 32.4", "≥ 36"),
        Figure("skab", "SKAB shifted and anomaly-free, F1", f"{f1:.3f}", shifted_best, "≥ .83"),
        Figure("skab", "SKAB shifted and anomaly-free, false alarm rate", f"{far:.1f} %", "", ""),
        Figure("skab", "SKAB shifted and anomaly-free, missed", f"{mar:.1f} %", "", ""),
        Figure(
            "skab", "SKAB anomaly-free blocks, false alarm rate", f"{free_far:.1f} %", "T2+Q 51 %", "≤ 8 %"
        ),
        Figure("skab", "SKAB, alarm episodes an hour in normal rows", f"{episodes / hours:.1f}", "", "≤ 4"),
    ]


def _alarms(frame: pd.DataFrame, rows: int, settings: Settings) -> np.ndarray:
    scored = Monitor(settings).fit(frame.iloc[:rows]).score(frame.iloc[rows:])
    return scored["Alarm"].to_numpy(dtype=int)
