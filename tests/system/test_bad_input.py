"""Bad input: refused with a message that names what and where, or loaded with a record of the changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from acm.database import Database, Dsn, connect
from acm.equipment import Tag, find, register
from acm.ingest import load_frame

from .conftest import Acm, Command, copied, readings
from .forks import Ended
from .machines import machine

HEADER = "time,flow,temp\n"
GOOD = "2026-03-01 00:00,1,5\n2026-03-01 00:01,2,6\n2026-03-01 00:02,3,7\n"


def refused(ended: Ended, code: int, *named: str) -> None:
    assert ended.code == code, (ended.code, ended.err)
    assert ended.out == ""
    for text in named:
        assert text in ended.err, ended.err


def machines(db: Database) -> int:
    return int(db.query("SELECT COUNT(*) AS N FROM dbo.Equipment")[-1].rows[0][0])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "readings.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8")
    return path


def test_an_unknown_machine(acm: Acm, file: Path, code: str) -> None:
    refused(acm("ingest", file, "--equip", code), 1, "51008", code)
    refused(acm("run", "--equip", code), 1, "51008", code)
    refused(acm("status", "--equip", code), 1, "51008", code)
    refused(acm("runs", "--equip", code), 1, "51008", code)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("time,flow\nmonday,1\n", ("51511", "'time'", "'monday'")),
        ("flow,temp\n1,2\n3,4\n", ("51511", "'flow'")),
        ("time,state\n2026-03-01,on\n", ("51513", "'time'")),
        ("", ("51510", "empty")),
        (HEADER, ("51510", "no rows")),
        ("time,a,a\n2026-03-01,1,2\n", ("51510", "'a'")),
    ],
)
def test_files_that_cannot_be_used(
    acm: Acm, db: Database, file: Path, code: str, text: str, named: tuple[str, ...]
) -> None:
    file.write_text(text, encoding="utf-8")
    before = machines(db)
    refused(acm("ingest", file, "--equip", code, "--create"), 1, file.name, *named)
    assert machines(db) == before


def test_a_time_column_that_is_not_there(acm: Acm, file: Path, code: str) -> None:
    refused(
        acm("ingest", file, "--equip", code, "--create", "--time-column", "when"),
        1,
        "51511",
        "'when'",
        "flow",
    )


def test_a_missing_file_and_an_unknown_zone(acm: Acm, file: Path, code: str) -> None:
    refused(
        acm("ingest", file.with_name("absent.csv"), "--equip", code, "--create"), 1, "51510", "absent.csv"
    )
    refused(acm("ingest", file, "--equip", code, "--create", "--tz", "Mars/Base"), 2, "51512", "Mars/Base")


def test_a_file_of_another_machine(acm: Acm, db: Database, file: Path, code: str) -> None:
    register(db, code, [Tag("speed")])
    refused(acm("ingest", file, "--equip", code), 1, "51513", code, file.name)


def test_a_critical_tag_without_a_column(acm: Acm, db: Database, file: Path, code: str) -> None:
    register(db, code, [Tag("flow"), Tag("speed", is_critical=True)])
    refused(acm("ingest", file, "--equip", code), 1, "51514", "'speed'", code)
    assert db.query(f"SELECT COUNT(*) AS N FROM dbo.[{code}_Data]")[-1].rows == [(0,)]


@pytest.mark.parametrize("wanted", ["a'b", 'a"b', "a]; DROP TABLE dbo.Equipment; --", "a[b", "a/b", " a", ""])
def test_codes_that_are_no_names(acm: Acm, db: Database, file: Path, wanted: str) -> None:
    before = machines(db)
    refused(acm("ingest", file, "--equip", wanted, "--create"), 1, "51026")
    refused(acm("equipment", "add", wanted, "--tag", "flow"), 1, "51026")
    assert machines(db) == before


def test_a_window_without_data_and_a_machine_without_a_model(acm: Acm, file: Path, code: str) -> None:
    assert acm("ingest", file, "--equip", code, "--create").code == 0
    window = ("--from", "2027-01-01", "--to", "2027-01-02")
    refused(acm("run", "--equip", code, *window), 1, "51017", "no model")


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("run", "--from", "2026-03-01"), "--to"),
        (("run", "--from", "2026-03-02", "--to", "2026-03-01"), "empty"),
        (("run", "--from", "never", "--to", "2026-03-01"), "never"),
        (("run", "--once", "--max-batches", "3"), "--once"),
        (("run", "--workers", "0"), "workers"),
        (("ingest", "x.csv"), "equip"),
        (("equipment", "add", "P1"), "tags"),
        (("nonsense",), "nonsense"),
        (("--dsn",), "dsn"),
        (("status", "--dsn", "nonsense"), "nonsense"),
        (("status", "--dsn", "embedded:"), "directory"),
    ],
)
def test_wrong_use_is_exit_code_2(acm: Acm, arguments: tuple[str, ...], named: str) -> None:
    refused(acm(*arguments), 2, named)


def test_a_dead_connection_string_hides_its_password(command: Command) -> None:
    text = "DRIVER={ODBC Driver 18 for SQL Server};SERVER=127.0.0.1,9;DATABASE=ACM;UID=a;PWD=geheim"
    ended = command(Dsn(text), "status")
    refused(ended, 1, "error")
    assert "geheim" not in ended.err


def test_no_database_yet(tmp_path: Path, command: Command) -> None:
    refused(command(Dsn(f"embedded:{tmp_path / 'none'}"), "status"), 1, "51504", "acm deploy")
    assert not (tmp_path / "none").exists()
    refused(command(None, "run", directory=tmp_path), 1, "51504", ".acm")


def test_a_database_without_the_schema(tmp_path: Path, command: Command) -> None:
    dsn = Dsn(f"embedded:{tmp_path / 'db'}")
    assert command(dsn, "sql", "SELECT 1 AS One", "--json").records() == [{"One": 1}]
    refused(command(dsn, "run"), 1, "51504", "acm deploy")


def test_a_directory_of_another_version_or_of_something_else(
    template: Path, tmp_path: Path, command: Command
) -> None:
    dsn = copied(template, tmp_path / "old")
    stamp = tmp_path / "old" / "engine.json"
    stamp.write_text(
        stamp.read_text(encoding="utf-8").replace('"layout": 1', '"layout": 99'), encoding="utf-8"
    )
    refused(command(dsn, "status"), 1, "51503", "99", "old")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("dear", encoding="utf-8")
    refused(command(Dsn(f"embedded:{tmp_path / 'other'}"), "status"), 1, "other")


def test_a_schema_of_another_version(fresh: Dsn, command: Command) -> None:
    with connect(fresh) as database:
        database.query(
            "INSERT INTO dbo.ACM_SchemaVersion (SchemaVersion, ObjectsHash) "
            "VALUES ('9.9.9', CAST(0x00 AS binary(32)))"
        )
    refused(command(fresh, "run"), 1, "51505", "9.9.9")
    refused(command(fresh, "deploy"), 1, "51032", "refuse_downgrade.sql")


def test_scripts_that_are_not_there(tmp_path: Path, acm: Acm) -> None:
    refused(acm("deploy", "--root", tmp_path), 1, "51518", str(tmp_path))


LOADED = """time,flow,temp,state
2026-03-01 00:02,1,5,on
2026-03-01 00:00,bad,5,on
2026-03-01 00:01,inf,1e300,off
no time,9,9,on
2026-03-01 00:02,,7,on
2026-03-01 00:03,NaN,,on
"""


def test_what_is_loaded_is_changed_only_with_a_record(acm: Acm, db: Database, file: Path, code: str) -> None:
    file.write_text(LOADED, encoding="utf-8")
    ended = acm("ingest", file, "--equip", code, "--create", "--json")
    assert ended.code == 0, ended.err
    (record,) = ended.records()
    counts = {name: record[name] for name in ("RowsRead", "RowsRejected", "RowsMerged", "RowsInserted")}
    assert counts == {"RowsRead": 6, "RowsRejected": 1, "RowsMerged": 1, "RowsInserted": 4}
    assert record["TimeZone"] == "UTC"
    stored = db.query(f"SELECT d.flow, d.temp FROM dbo.[{code}_Data] AS d ORDER BY d.EntryDateTime")[-1].rows
    assert stored == [(None, 5.0), (None, None), (1.0, 7.0), (None, None)]
    events = db.query(
        """SELECT q.EventType, q.ColumnName, q.AffectedRows FROM dbo.ACM_DataQualityEvents AS q
           INNER JOIN dbo.Equipment AS e ON e.EquipID = q.EquipID WHERE e.EquipCode = ?""",
        (code,),
    )[-1].rows
    assert {
        ("UNREADABLE_TIME", "*", 1),
        ("DUPLICATE_TIME", "*", 1),
        ("NOT_A_NUMBER", "flow", 1),
        ("NON_FINITE", "flow", 1),
        ("ABSURD_VALUE", "temp", 1),
        ("UNKNOWN_COLUMN", "state", 6),
    } <= set(events)
    assert {"OUT_OF_ORDER", "MISSING_VALUES"} <= {event[0] for event in events}


def test_a_repeated_ingest_is_the_same_load(acm: Acm, db: Database, file: Path, code: str) -> None:
    query = """SELECT d.*, (SELECT COUNT(*) FROM dbo.ACM_DataQualityEvents AS q INNER JOIN dbo.Equipment AS e
               ON e.EquipID = q.EquipID WHERE e.EquipCode = ?) AS Events FROM dbo.[{}_Data] AS d"""
    file.write_text(LOADED, encoding="utf-8")
    acm("ingest", file, "--equip", code, "--create")
    first = db.query(query.format(code), (code,))[-1].rows
    (again,) = acm("ingest", file, "--equip", code, "--json").records()
    assert (again["RowsInserted"], again["RowsUpdated"], again["RowsReceived"]) == (0, 0, 4)
    assert db.query(query.format(code), (code,))[-1].rows == first


def test_the_zone_of_times_is_said(acm: Acm, db: Database, file: Path, code: str) -> None:
    register(db, code, [Tag("flow"), Tag("temp")], zone="Europe/Berlin")
    ended = acm("ingest", file, "--equip", code)
    assert "times taken as Europe/Berlin" in ended.out
    assert (
        acm("ingest", file, "--equip", code, "--tz", "America/New_York", "--json").records()[0][
            "RowsInserted"
        ]
        == 3
    )
    first = db.query(
        f"SELECT MIN(d.EntryDateTime) AS F, MAX(d.EntryDateTime) AS L FROM dbo.[{code}_Data] AS d"
    )
    assert [moment.isoformat() for moment in first[-1].rows[0]] == [
        "2026-02-28T23:00:00",
        "2026-03-01T05:02:00",
    ]


def test_a_parquet_file_of_many_chunks(acm: Acm, db: Database, tmp_path: Path, code: str) -> None:
    frame = readings(45_000).tz_localize("UTC")
    frame.to_parquet(tmp_path / "much.parquet")
    (record,) = acm("ingest", tmp_path / "much.parquet", "--equip", code, "--create", "--json").records()
    assert record["RowsInserted"] == 45_000
    loads = db.query(f"SELECT COUNT(DISTINCT d.BatchLoadID) AS N, COUNT(*) AS R FROM dbo.[{code}_Data] AS d")
    assert loads[-1].rows == [(3, 45_000)]


def test_a_tag_added_between_two_loads_over_one_connection(db: Database, code: str) -> None:
    frame = readings(20)
    equipment = machine(db, code, frame.iloc[:10])
    register(db, code, [Tag("torque")])
    later = frame.iloc[10:].assign(torque=4.5)
    assert load_frame(db, find(db, code), later, "second").inserted == 10
    stored = db.query(f"SELECT COUNT(t.torque) AS N, COUNT(*) AS M FROM dbo.[{equipment.data_table}] AS t")
    assert stored[-1].rows == [(10, 20)]
