"""Historian exports into the database: read, cleaned, counted, loaded as whole frames, and audited."""

from acm.ingest.audit import FIGURES, Verdict, check_load, check_unchecked, latest_verdicts
from acm.ingest.figures import Source
from acm.ingest.files import RawTable, read_table
from acm.ingest.ingest import Ingested, Options, ingest_file
from acm.ingest.load import Loaded, load_frame
from acm.ingest.readings import Readings, clean, numeric_columns

__all__ = [
    "FIGURES",
    "Ingested",
    "Loaded",
    "Options",
    "RawTable",
    "Readings",
    "Source",
    "Verdict",
    "check_load",
    "check_unchecked",
    "clean",
    "ingest_file",
    "latest_verdicts",
    "load_frame",
    "numeric_columns",
    "read_table",
]
