"""Tables that people bring: CSV, whatever program wrote it, and XLSX. Read a row at a time."""

from core.tables.cells import CantRead, is_nothing, read_day, read_hours
from core.tables.decoding import UnreadableFile, usable
from core.tables.reading import LARGEST_FILE, MOST_ROWS, Row, Table, open_table

__all__ = [
    "LARGEST_FILE",
    "MOST_ROWS",
    "CantRead",
    "Row",
    "Table",
    "UnreadableFile",
    "is_nothing",
    "open_table",
    "read_day",
    "read_hours",
    "usable",
]
