"""Historian exports into the database: read, cleaned, counted, loaded as whole frames."""

from acm.ingest.files import RawTable, read_table
from acm.ingest.ingest import Ingested, Options, ingest_file
from acm.ingest.load import Loaded, load_frame
from acm.ingest.readings import Readings, clean, numeric_columns

__all__ = [
    "Ingested",
    "Loaded",
    "Options",
    "RawTable",
    "Readings",
    "clean",
    "ingest_file",
    "load_frame",
    "numeric_columns",
    "read_table",
]
