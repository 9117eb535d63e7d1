"""Detection benchmark: every data set through `acm.Monitor` under one frozen configuration.

    python -m benchmarks.detection [--data DIR] [--scorers DIR] [--out FILE.md] [--only skab,tep,tsb,cmapss]

The data stay outside the project: `--data`, or ACM_BENCH_DATA, or ../shared/data. The scorers (score_skab.py
and score_vus.py, checked against published figures) stand in `--scorers`, or in `bench` beside the data.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from acm.analytics import Settings

from benchmarks.detection import checks, cmapss, report, skab, tep, tsb

_PARTS = {"skab": skab, "tep": tep, "tsb": tsb, "cmapss": cmapss}


def main() -> int:
    arguments = _arguments()
    data, scorers = arguments.data.resolve(), (arguments.scorers or arguments.data.parent / "bench").resolve()
    for folder, what in ((data, "benchmark data"), (scorers, "scorers")):
        if not folder.is_dir():
            print(f"{what}: no folder {folder}; set ACM_BENCH_DATA or --data and --scorers", file=sys.stderr)
            return 2
    sys.path.insert(0, str(scorers))
    settings = Settings()
    print(f"configuration {settings.config_hash()}", flush=True)
    figures: list[report.Figure] = []
    for name in arguments.only.split(","):
        figures += _PARTS[name].run(data, settings)
        print(report.table([f for f in figures if f.part == name]), flush=True)
    passed = checks.run(data, settings)
    print("\n".join(passed))
    if arguments.out is not None:
        arguments.out.write_text(report.page(figures, passed, settings))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Path(os.environ.get("ACM_BENCH_DATA", "../shared/data"))
    parser.add_argument("--data", type=Path, default=default)
    parser.add_argument("--scorers", type=Path)
    parser.add_argument("--out", type=Path, help="write the page here, such as docs/benchmarks.md")
    parser.add_argument("--only", default="skab,tep,tsb,cmapss")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
