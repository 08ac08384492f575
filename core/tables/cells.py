"""What a cell says: a day, a number of hours, or nothing. Refusals are sentences for whoever brought the file."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

NOTHING = {"", "null", "#n/a", "n/a", "#value!", "#ref!", "#name?", "nil", "-", "–"}
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1)
    for name in names.split()
}  # fmt: skip
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}.*)?")
BRITISH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{2,4})(?: \d{1,2}:\d{2}.*)?")
WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ -](\d{2,4})")
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_HOURS = Decimal("999.99")


class CantRead(ValueError):
    """Raised for a cell that doesn't say what it should. Its words name what is there and what to write."""


def is_nothing(text: str) -> bool:
    """Return whether a cell is empty, or says in a spreadsheet's or a database's own way that it has nothing."""
    return text.casefold() in NOTHING


def read_day(text: str) -> date:
    """Return the day that a cell says: 2026-09-01, 1/9/2026, 01.09.2026 or 1 September 2026, the day before the month.

    Raises CantRead for two figures of a year, for a month before the day, and for what is no day at all.
    """
    if found := ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := BRITISH.fullmatch(text):
        day, month, year = found.groups()
    elif (found := WRITTEN.fullmatch(text)) and found[2].casefold() in MONTHS:
        day, month, year = found[1], str(MONTHS[found[2].casefold()]), found[3]
    elif re.fullmatch(r"\d{5}(\.\d+)?", text):
        raise CantRead(
            f"“{text}” is a spreadsheet's number for a day. Give the column a date format, and save it again."
        )
    else:
        raise CantRead(f"“{text[:40]}” isn't a date. Write it as 2026-09-01 or 01/09/2026.")
    if len(year) != 4:
        raise CantRead(f"“{text}” has too few figures for its year. Write all four: 01/09/2026.")
    if int(month) > 12 and int(day) <= 12:
        raise CantRead(f"“{text}” has the month before the day. Write the day first: 01/09/2026, or 2026-09-01.")
    try:
        found_day = date(int(year), int(month), int(day))
    except ValueError:
        raise CantRead(f"“{text}” isn't a day that there is. Write it as 2026-09-01 or 01/09/2026.") from None
    if not FIRST_YEAR <= found_day.year <= LAST_YEAR:
        raise CantRead(f"“{text}” can't be right: the year is {found_day.year}.")
    return found_day


def read_hours(text: str) -> Decimal:
    """Return a number of hours: 1.5, 1,5 or 2. Raises CantRead."""
    try:
        hours = Decimal(text.replace(",", "."))
    except InvalidOperation:
        hours = Decimal(-1)
    if not hours.is_finite() or not 0 <= hours <= MOST_HOURS:
        raise CantRead(f"“{text[:40]}” isn't a number of hours. Write 1.5, or 2.")
    return hours.quantize(Decimal("0.01"))
