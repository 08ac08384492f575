"""A table as a file: CSV and XLSX that do nothing in a spreadsheet but show what they hold, and JSON."""

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from core.csv_export import BYTE_ORDER_MARK, harmless

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def write_table(kind: str, header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "Table") -> bytes:
    """Return a table as one of FORMATS: JSON as a list of objects by heading. Raises KeyError for another format.

    Numbers stay numbers, days are ISO in text formats, and a text that might be taken for a formula is defused.
    """
    return {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind](header, rows, title)


def table_response(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a table to download as `name` with the ending of its format, not to be cached."""
    response = HttpResponse(write_table(kind, header, rows, title=name[:31]), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.append(list(header))
    for row in rows:
        sheet.append([value if isinstance(value, date) else _plain(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _json(header: Sequence[str], rows: Iterable[Sequence[Any]], title: str) -> bytes:
    def value_of(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    table = [dict(zip(header, map(value_of, row), strict=True)) for row in rows]
    return json.dumps(table, ensure_ascii=False, indent=1).encode()


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else harmless(value)
