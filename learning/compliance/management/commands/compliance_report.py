"""manage.py compliance_report: where posts stand as at a day, by agency, role, requirement or post, as a file."""

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from core.table_files import FORMATS, write_table
from learning.compliance.queries.report import WAYS, report_of
from people.models import Agency


class Command(BaseCommand):
    help = "Counts by status and percentages, as at any day that isn't in the future, with all that is recorded now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-at", "--on", metavar="DATE", default="", help="YYYY-MM-DD (today)")
        parser.add_argument("--agency", metavar="CODE", default="", help="this agency and those below it (all)")
        parser.add_argument("--by", choices=WAYS, default="agency", help="a row for each of these (agency)")
        parser.add_argument("--format", choices=list(FORMATS), default="csv")
        parser.add_argument("--output", type=Path, metavar="FILE", help="where to write (standard output)")

    def handle(self, *args: Any, **options: Any) -> None:
        on = self.day(options["as_at"])
        report = report_of(self.agency(options["agency"]), by=options["by"], on=on)
        title = f"Training by {options['by']} {on.isoformat()}"
        content = write_table(options["format"], report.header, report.rows, title=title)
        if options["output"]:
            try:
                options["output"].write_bytes(content)
            except OSError as error:
                raise CommandError(str(error)) from error
        elif options["format"] == "xlsx" and sys.stdout.isatty():
            raise CommandError("An XLSX file is nothing to read here: say --output FILE.")
        else:
            self.print(content)

    def print(self, content: bytes) -> None:
        buffer: Any = getattr(self.stdout, "buffer", None)
        if buffer is None:
            self.stdout.write(content.decode(), ending="")
        else:
            buffer.write(content)

    def day(self, text: str) -> date:
        """Return the day that was asked for, or today. Raises CommandError."""
        today = clock.today()
        if not text:
            return today
        try:
            on = date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"“{text}” is no day: write it as 2026-09-30.") from error
        if on > today:
            raise CommandError(f"{text} is in the future: a report tells what is so.")
        return on

    def agency(self, code: str) -> Agency | None:
        if not code:
            return None
        found = Agency.objects.filter(code=code).first()
        if found is None:
            raise CommandError(f"There is no agency with the code “{code}”.")
        return found
