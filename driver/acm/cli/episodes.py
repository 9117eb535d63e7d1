"""acm episodes list|ack|clear|label|shelve"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

import typer

from acm.cli.options import DsnOption, EquipOption, JsonOption, fitting, one_of, utc_time
from acm.cli.output import answered, print_json, say, show_table, shown
from acm.database import Database, connect
from acm.episodes import LABELS, act, listing, server_time, shortened
from acm.episodes import find as find_episode
from acm.equipment import find as find_machine
from acm.errors import WrongUseError
from acm.report.wording import plural

_group = typer.Typer(
    help="Alarms from their begin to their end, and what people did about them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
EpisodesArgument = Annotated[
    list[str],
    typer.Argument(metavar="EPISODES", help="EpisodeIDs, or beginnings that name one episode each."),
]
ByOption = Annotated[
    str | None, typer.Option("--by", metavar="NAME", help="Who did it; else the login of the database.")
]
CommentOption = Annotated[str | None, typer.Option("--comment", metavar="TEXT", help="A note, kept with it.")]
_MAXIMUM_HOURS = 24 * 366


def register(app: typer.Typer) -> None:
    app.add_typer(_group, name="episodes")


@_group.command("list")
def show(
    equip: EquipOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also those that have ended or were cleared.")
    ] = False,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the open episodes, latest first: since when, how severe, which sensor, who has seen it."""
    with connect(dsn) as db:
        machines = [find_machine(db, code).equip_id for code in equip or ()]
        records = listing(db, machines, ended=everything)
    if as_json:
        print_json(records)
        return
    short = shortened(record["EpisodeID"] for record in records)
    counted = plural(len(records), "episode" if everything else "open episode")
    show_table(
        f"{counted}{'' if everything else ', those cleared left out'}, times in UTC",
        ["Episode", "Machine", "Severity", "Since", "Ended", "Top sensor", "State", "By", "Label", "What"],
        (
            (
                short[r["EpisodeID"]],
                r["EquipCode"],
                r["SeverityLabel"],
                r["SinceWhen"],
                "open" if r["IsOpen"] else r["EndedAt"],
                r["TopSensor"],
                _state(r),
                r["ActionBy"],
                r["LabelCode"],
                r["Summary"],
            )
            for r in records
        ),
    )


@_group.command("ack")
def acknowledge(
    episodes: EpisodesArgument,
    by: ByOption = None,
    comment: CommentOption = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that somebody has seen an episode and looks after it; it stays open."""
    with connect(dsn) as db:
        _act(db, "dbo.usp_AcknowledgeEpisode", episodes, by, comment, as_json)


@_group.command("clear")
def clear(
    episodes: EpisodesArgument,
    by: ByOption = None,
    comment: CommentOption = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that an episode is dealt with: it leaves the list of alerts, whatever the machine does."""
    with connect(dsn) as db:
        _act(db, "dbo.usp_ClearEpisode", episodes, by, comment, as_json)


@_group.command("label")
def label(
    episodes: EpisodesArgument,
    label_code: Annotated[str, typer.Option("--as", metavar="LABEL", help=f"{', '.join(LABELS)}.")],
    fault: Annotated[
        str | None, typer.Option("--fault", metavar="NAME", help="What was broken, in your own words.")
    ] = None,
    by: ByOption = None,
    comment: CommentOption = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what an episode was; the last label counts."""
    code = one_of(label_code, "--as", "label", LABELS)
    details = {"LabelCode": code, "FaultName": fitting(fault, "--fault", 200)}
    with connect(dsn) as db:
        _act(db, "dbo.usp_LabelEpisode", episodes, by, comment, as_json, **details)


@_group.command("shelve")
def shelve(
    episodes: EpisodesArgument,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="Quiet until then, UTC.")
    ] = None,
    hours: Annotated[
        float | None,
        typer.Option("--for", metavar="HOURS", min=0, max=_MAXIMUM_HOURS, help="Quiet for so long."),
    ] = None,
    by: ByOption = None,
    comment: CommentOption = None,
    dsn: DsnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep an episode quiet until a time by the server's clock; shelving it again replaces the time."""
    if (until is None) == (hours is None):
        raise WrongUseError("say how long: --until TIME or --for HOURS, one of them")
    end = None if until is None else utc_time(until, "--until")
    with connect(dsn) as db:
        now = server_time(db)
        if end is None:
            end = now + timedelta(hours=hours or 0)
        if end <= now:
            asked = f"--until {until}" if hours is None else f"--for {hours:g}"
            raise WrongUseError(f"{asked}: no time to come, the server's clock says {shown(now)} (UTC)")
        _act(db, "dbo.usp_ShelveEpisode", episodes, by, comment, as_json, ShelvedUntil=end)


def _act(
    db: Database,
    procedure: str,
    episodes: Sequence[str],
    by: str | None,
    comment: str | None,
    as_json: bool,
    **details: Any,
) -> None:
    """The same action on each episode; none is done before all are found."""
    details |= {"ActionBy": fitting(by, "--by", 128), "Comment": fitting(comment, "--comment", 1000)}
    done = []
    for episode in dict.fromkeys([find_episode(db, text) for text in episodes]):
        row = act(db, procedure, episode, **details)
        done.append(answered(row))
        if not as_json:
            until = details.get("ShelvedUntil")
            what = details.get("LabelCode") or row["ActionType"] + (f" until {shown(until)}" if until else "")
            say(f"{episode}: {what}, by {row['ActionBy']}")
    if as_json:
        print_json(done)


def _state(record: dict[str, Any]) -> str:
    if record["ActionState"] == "SHELVED":
        return f"SHELVED until {shown(record['ShelvedUntil'])}"
    return str(record["ActionState"])
