"""One file into one machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from acm.analytics import QualityFinding
from acm.database import Database, ServerError
from acm.equipment import Equipment, Tag, find, register, tags, time_zone
from acm.errors import CriticalSensorError, NoSensorError
from acm.ingest.audit import Verdict, check_load
from acm.ingest.figures import Source
from acm.ingest.files import RawTable, read_table
from acm.ingest.load import Loaded, load_frame
from acm.ingest.readings import clean, numeric_columns

_UNKNOWN_EQUIPMENT = 51008


@dataclass(frozen=True)
class Options:
    """How to read files: zone of wall-clock times (None: the machine's), time column, decimal sign."""

    zone: str | None = None
    time_column: str | None = None
    decimal: str = "."
    create: bool = False


@dataclass(frozen=True)
class Ingested:
    """What became of a file: rows read = loaded + rejected + merged with another row of the same time."""

    path: Path
    code: str
    created: bool
    zone: str | None
    rows_read: int
    rows_rejected: int
    rows_merged: int
    loaded: Loaded
    verdicts: tuple[Verdict, ...]
    findings: tuple[QualityFinding, ...]


def ingest_file(
    db: Database,
    code: str,
    path: Path,
    options: Options,
    *,
    on_rows: Callable[[int], None] | None = None,
) -> Ingested:
    """Read, clean and load a file, and check what is stored of each load against the file.

    Everything that can be is checked before the first row is written.
    """
    if options.zone is not None:
        time_zone(options.zone)
    registered = _registered(db, code, may_be_new=options.create)
    table = read_table(path, options.time_column, options.decimal)
    equipment = _with_columns_of(db, code, table, registered, options) if options.create else find(db, code)
    zone_name = options.zone or equipment.zone
    known = tags(db, equipment.equip_id)
    matched = _matched(table, known)
    if not matched:
        raise NoSensorError(f"no column of {path} is a tag of {equipment.code}")
    missing = [tag for tag in known if tag.name not in matched.values()]
    critical = [tag.name for tag in missing if tag.is_critical]
    if critical:
        raise CriticalSensorError(
            f"{path} has no column for the critical tag {critical[0]!r} of {equipment.code}"
        )
    readings = clean(table, list(matched), time_zone(zone_name))
    findings = (*readings.findings, *(_missing(tag.name) for tag in missing))
    loaded = load_frame(
        db,
        equipment,
        readings.frame.rename(columns=matched),
        f"{table.digest}:{zone_name}:{table.time_name}:{options.decimal}",
        source=Source(path.name, readings.times),
        findings=findings,
        on_rows=on_rows,
    )
    verdicts = tuple(check_load(db, load, equipment.equip_id) for load in loaded.loads)
    return Ingested(
        path,
        equipment.code,
        registered is None,
        zone_name if readings.was_naive else None,
        readings.rows_read,
        readings.rows_rejected,
        readings.rows_merged,
        loaded,
        verdicts,
        findings,
    )


def _registered(db: Database, code: str, *, may_be_new: bool) -> Equipment | None:
    try:
        return find(db, code)
    except ServerError as error:
        if error.number == _UNKNOWN_EQUIPMENT and may_be_new:
            return None
        raise


def _with_columns_of(
    db: Database, code: str, table: RawTable, registered: Equipment | None, options: Options
) -> Equipment:
    """The machine with a tag for each numeric column; a file that cannot be read registers nothing."""
    names = numeric_columns(table.columns)
    zone = options.zone or (registered.zone if registered else "UTC")
    clean(table, names, time_zone(zone))
    have = {_key(tag.name) for tag in tags(db, registered.equip_id)} if registered else set()
    new = [Tag(name) for name in names if _key(name) not in have]
    if registered is None:
        register(db, code, new, zone=options.zone)
    elif new:
        register(db, code, new)
    return find(db, code)


def _matched(table: RawTable, known: Sequence[Tag]) -> dict[str, str]:
    """File column -> tag, as the database compares names: without regard to case and trailing blanks."""
    by_key = {_key(tag.name): tag.name for tag in known}
    return {str(name): by_key[_key(name)] for name in table.columns.columns if _key(name) in by_key}


def _key(name: str) -> str:
    return name.rstrip().casefold()


def _missing(name: str) -> QualityFinding:
    detail = f"{name}: the file has no column for this tag; what is stored stays"
    return QualityFinding("MISSING_COLUMN", name, 0, None, None, (), detail)
