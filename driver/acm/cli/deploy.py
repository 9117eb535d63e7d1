"""acm deploy"""

from __future__ import annotations

from typing import Annotated

import typer

from acm.cli.options import DsnOption, JsonOption, RootOption
from acm.cli.output import print_json, progress, say, show_table
from acm.database import resolve
from acm.deploy import batches, deploy, files, scripts_root


def register(app: typer.Typer) -> None:
    app.command("deploy")(_deploy)


def _deploy(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List the scripts in their order; touch nothing.")
    ] = False,
    root: RootOption = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Deploy or upgrade the schema: database/deploy.sql, as sqlcmd would run it. Safe to repeat."""
    target = resolve(dsn)
    found = batches(scripts_root(root))
    if dry_run:
        listed = files(found)
        if as_json:
            print_json({"File": name} for name in listed)
        else:
            show_table(f"{len(listed)} scripts for {target}", ["File"], ([name] for name in listed))
        return
    with progress() as bar:
        task = bar.add_task("deploy", total=len(found))
        result = deploy(target, root, on_batch=lambda file: bar.update(task, advance=1, description=file))
    if as_json:
        print_json([{"Before": result.before, "After": result.after, "Files": result.files}])
    else:
        was = f"was {result.before}" if result.before else "was empty"
        say(f"{target}: schema {result.after} ({was}), {result.files} scripts")
