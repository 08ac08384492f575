"""XLSX files of figures and words: numbers and days as such, and every text a text, whatever it begins with."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from core.csv_export import attachment, harmless

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # characters: a spreadsheet takes no more
LONGEST_TITLE = 31
NUMBERS = (int, float, Decimal)


def xlsx_response(name: str, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> HttpResponse:
    """Return an XLSX file to download under `name`, with a sheet for each (title, header, rows). Not to be cached."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title[:LONGEST_TITLE])
        sheet.freeze_panes = "A2"
        heading = [_cell(sheet, words) for words in header]
        for cell in heading:
            cell.font = Font(bold=True)
        sheet.append(heading)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    response = HttpResponse(out.getvalue(), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = attachment(name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, Fraction):
        value = float(value)
    make: Any = WriteOnlyCell
    if value is None or isinstance(value, (*NUMBERS, date)):
        return make(sheet, value)
    cell = make(sheet, ILLEGAL_CHARACTERS_RE.sub("", harmless(value))[:LONGEST_CELL])
    cell.data_type = "s"  # or a text that begins like a formula would be one
    return cell
