"""Rows of a table, one at a time: from CSV in any of the usual encodings, or from the first sheet of an XLSX file."""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from core.tables.decoding import BLOCK, OTHER_KINDS, UnreadableFile, encoding_of, usable

MOST_ROWS = 100_000
LARGEST_FILE = 25 * 1024 * 1024  # bytes
MOST_COLUMNS = 200
DELIMITERS = ",;\t|"
LONGEST_CELL = 2000  # characters; the rest of a longer one is left out
LONGEST_FIELD = 1_000_000  # characters: past this a quotation mark was never closed
HEADINGS_WITHIN = 20  # rows: titles and notes may stand above the headings
MOST_BLANK = 5000  # rows in a run, after which a sheet is taken to have ended
FORMULA = "\ufdd2"  # stands for a formula: whatever it worked out to isn't what its author wrote
MERGED = "\ufdd3"  # stands for a cell that is merged with others


class Row(NamedTuple):
    """One row as it stands in the file. `number` is the one that a spreadsheet shows beside it."""

    number: int
    cells: list[str]


@dataclass
class Table:
    """`headings` name the columns, each once: one that stands twice says which column it is. `rows` come once."""

    headings: list[str]
    rows: Iterator[Row]


def open_table(file: BinaryIO, name: str, *, is_heading: Callable[[Sequence[str]], bool] | None = None) -> Table:
    """Return the table in a file. `is_heading` knows the row of headings among the first; without it the first row is.

    Raises UnreadableFile, here or while rows are read, for what is no table, is empty, or has more than MOST_ROWS rows.
    """
    file.seek(0)
    head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        from core.tables.spreadsheet import sheet_rows  # openpyxl takes a while to load

        rows: Iterable[Row] = sheet_rows(file)
    else:
        for start, kind in OTHER_KINDS.items():
            if head.startswith(start):
                raise UnreadableFile(f"This is {kind}, not a table. Save it as CSV or XLSX.")
        rows = csv_rows(file)
    return _table(iter(rows), is_heading or (lambda cells: True))


def csv_rows(file: BinaryIO) -> Iterator[Row]:
    """Give the rows of a CSV file, its cells parted by commas, semicolons, tabs or bars."""
    lines = text_lines(file, encoding_of(file))
    first = list(islice(lines, HEADINGS_WITHIN))
    widest = max(first, key=lambda line: max(line.count(mark) for mark in DELIMITERS), default="")
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(chain(first, lines), delimiter=max(DELIMITERS, key=widest.count))
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            yield Row(number, [usable(cell).strip()[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]])
    except csv.Error as error:
        raise UnreadableFile(
            f"The file can't be read past row {number}: perhaps a quotation mark there is never closed. Save it as CSV "
            "again, or as XLSX."
        ) from error


def text_lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Give a text file's lines, each ended by a newline whatever ended it. What can't be decoded becomes �."""
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors="replace"), translate=True)
    file.seek(0)
    rest = ""
    while block := file.read(BLOCK):
        *whole, rest = (rest + decoder.decode(block)).split("\n")
        yield from (f"{line}\n" for line in whole)
    rest += decoder.decode(b"", final=True)
    if rest:
        yield rest


def _table(rows: Iterator[Row], is_heading: Callable[[Sequence[str]], bool]) -> Table:
    seen = []
    for row in rows:
        seen.append(row)
        if any(row.cells) and is_heading(row.cells):
            return Table(_labels(row.cells), _counted(rows, len(row.cells)))
        if len(seen) == HEADINGS_WITHIN:
            break
    # No row is known for headings: the first with more than a title in it must be.
    written = [row for row in seen if any(row.cells)]
    if not written:
        raise UnreadableFile("The file is empty. It needs a row of headings, and below it a row for each person.")
    chosen = next((row for row in written if sum(map(bool, row.cells)) > 1), written[0])
    return Table(_labels(chosen.cells), _counted(_after(chosen, seen, rows), len(chosen.cells)))


def _after(heading: Row, seen: Sequence[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from (row for row in seen if row.number > heading.number)
    yield from rows


def _labels(cells: Sequence[str]) -> list[str]:
    """Return each heading, and for one that is empty or stands twice which column it is: "Email (column D)"."""
    bare = [" ".join(cell.replace(FORMULA, "").replace(MERGED, "").split())[:80] for cell in cells]
    low = [cell.casefold() for cell in bare]
    return [
        cell if cell and low.count(cell.casefold()) == 1 else f"{cell} (column {letters(place)})".strip()
        for place, cell in enumerate(bare)
    ]


def letters(place: int) -> str:
    """Return what a spreadsheet calls the column at `place`, counted from 0: A, B, … Z, AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _counted(rows: Iterator[Row], width: int) -> Iterator[Row]:
    """Give the rows that have anything in them, as wide as the headings and wider if they are. Stops at MOST_ROWS."""
    count = blank = 0
    for row in rows:
        if not any(row.cells):
            blank += 1
            if blank > MOST_BLANK:
                return
            continue
        blank, count = 0, count + 1
        if count > MOST_ROWS:
            raise UnreadableFile(
                f"The file has more than {MOST_ROWS:,} rows. Split it, and bring the parts one by one."
            )
        yield Row(row.number, row.cells + [""] * (width - len(row.cells)))
