"""The command line: one module per group of commands, each of which registers its own."""

from __future__ import annotations

import importlib
import logging
import os
from typing import Annotated

import typer

from acm import __version__
from acm.cli.output import console
from acm.logs import configure

_COMMANDS = (
    "demo",
    "deploy",
    "doctor",
    "equipment",
    "ingest",
    "audit",
    "run",
    "score",
    "status",
    "models",
    "coldstart",
    "config",
    "retention",
    "episodes",
    "backtest",
    "report",
    "sql",
)

app = typer.Typer(
    name="acm",
    help="Autonomous Condition Monitoring: which machine is going bad, since when, and which sensor says so.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        console.print(f"acm {__version__}")
        raise typer.Exit


@app.callback()
def common(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on stderr.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    configure(logging.INFO if verbose else logging.WARNING, debug=bool(os.environ.get("ACM_DEBUG")))


for _name in _COMMANDS:
    importlib.import_module(f"acm.cli.{_name}").register(app)
