"""The first sheet of an XLSX file, a row at a time."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from core.tables.decoding import UnreadableFile, usable
from core.tables.reading import FORMULA, LONGEST_CELL, MERGED, MOST_COLUMNS, Row

MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_TEXTS = 40 * 1024 * 1024  # bytes of the part that is held in memory: the texts that cells share
# What openpyxl raises for a file that is no spreadsheet, or a damaged one.
UNREADABLE = (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError, TypeError, SyntaxError,
              AttributeError, EOFError, NotImplementedError)  # fmt: skip
MERGE = re.compile(rb'<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
MOST_MERGES = 20_000
MOST_MERGED = 1_000_000  # cells


def sheet_rows(file: BinaryIO) -> Iterator[Row]:
    """Give the rows of the first sheet. A formula gives FORMULA, a merged cell MERGED. Raises UnreadableFile."""
    file.seek(0)
    try:
        check_unpacked(file)
        book = load_workbook(file, read_only=True)
        if not book.worksheets:
            raise UnreadableFile("The spreadsheet has no sheet with cells.")
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong
        merged = merged_cells(file, sheet._worksheet_path)  # type: ignore[attr-defined]
        for number, row in enumerate(sheet.iter_rows(max_col=None), start=1):
            cells = [text_of(cell) for cell in row[:MOST_COLUMNS]]
            for column in merged.get(number, ()):
                if column < MOST_COLUMNS:
                    cells += [""] * (column + 1 - len(cells))
                    cells[column] = MERGED + cells[column]
            yield Row(number, cells)
    except UnreadableFile:
        raise
    except UNREADABLE as error:
        raise UnreadableFile("The file is no XLSX spreadsheet that can be read. Save it as XLSX again.") from error


def check_unpacked(file: BinaryIO) -> None:
    """Raise UnreadableFile for a package that would unpack to more than is taken."""
    with ZipFile(file) as package:
        parts = package.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UnreadableFile("The spreadsheet unpacks to more than 200 MB. Keep only the sheet with the table.")
        if any(part.filename.endswith("sharedStrings.xml") and part.file_size > MOST_TEXTS for part in parts):
            raise UnreadableFile("The spreadsheet holds more text than can be taken. Save the table alone, as CSV.")


def merged_cells(file: BinaryIO, path: str) -> dict[int, set[int]]:
    """Return the columns (from 0) that are merged with others, by row. Openpyxl doesn't say while it streams."""
    found: dict[int, set[int]] = {}
    count = cells = 0
    with ZipFile(file) as package, package.open(path.lstrip("/")) as part:
        rest = b""
        while block := part.read(1 << 16):
            text = rest + block
            for match in MERGE.finditer(text):
                count += 1
                cells += note_merge(found, *match.groups())
                if count > MOST_MERGES or cells > MOST_MERGED:
                    raise UnreadableFile(
                        "Most cells of the sheet are merged. Take the merging away, and save it again."
                    )
            rest = text[-200:] if not MERGE.search(text[-200:]) else b""
    return found


def note_merge(found: dict[int, set[int]], left: bytes, top: bytes, right: bytes, bottom: bytes) -> int:
    """Note the cells of one merge, and return how many they are."""
    first, last = column_of(left), min(column_of(right), MOST_COLUMNS - 1)
    rows = range(int(top), min(int(bottom), int(top) + 5000) + 1)
    for row in rows:
        found.setdefault(row, set()).update(range(first, last + 1))
    return len(rows) * max(1, last + 1 - first)


def column_of(name: bytes) -> int:
    """Return the place of a column counted from 0: A is 0, AA is 26."""
    place = 0
    for letter in name:
        place = place * 26 + letter - 64
    return place - 1


def text_of(cell: Any) -> str:
    """Return what a cell says as text: days as ISO, whole numbers without a point, numbers with their leading zeros."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "f":
            return FORMULA
        return usable(value).strip()[:LONGEST_CELL]
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    shown = cell.number_format
    if shown and isinstance(value, int) and not isinstance(value, bool) and set(shown) == {"0"}:
        text = text.zfill(len(shown))
    return text[:LONGEST_CELL]
