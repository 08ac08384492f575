"""CSV files that open well in a spreadsheet and do nothing there but show text."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from django.http import HttpResponse

# A cell that begins with one of these may be taken for a formula, or hide one from a look at the first character.
FORMULA_PREFIXES = ("=", "+", "-", "@", "|", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as if it were Windows' own code


def harmless(value: Any) -> str:
    """Return a cell's text: days as ISO, nothing as empty, numbers as they are, and an apostrophe before a text that
    might be a formula."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value)
    text = str(value)
    begins = text.lstrip(" \u00a0\u200b\ufeff\x00")[:1]
    return f"'{text}" if begins and begins in FORMULA_PREFIXES else text


def disarmed(text: str) -> str:
    """Return a cell's text as it was before `harmless`: without the apostrophe before what might be a formula."""
    if text.startswith("'"):
        bare = text[1:]
        if harmless(bare.lstrip("'")) != bare.lstrip("'"):
            return bare
    return text


def attachment(name: str) -> str:
    """Return the header that has a file downloaded under `name`, which may hold a code that somebody typed."""
    return f'attachment; filename="{re.sub(r"[^A-Za-z0-9._-]+", "-", name)}"'


def csv_response(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Return a CSV file to download under `name`: UTF-8 with a byte-order mark, no live formula, not to be cached."""
    out = StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([harmless(value) for value in row] for row in rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = attachment(name)
    response["Cache-Control"] = "private, no-store"
    return response
