"""Staff files for tests, and the running of them."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from people.models import Agency, JobRole
from tests import factories as make

TODAY = date(2026, 11, 21)
HEADINGS = ("staff_number", "email", "first_name", "last_name", "agency", "job_role", "kind", "start_date", "end_date",
            "manager")  # fmt: skip


def row(**said: Any) -> dict[str, str]:
    """Return a row of a staff file about somebody at MERE, unless it is said otherwise."""
    usual = {"first_name": "Abena", "last_name": "Osei", "agency": "MERE", "job_role": "teacher", "kind": "paid",
             "start_date": "2024-09-02"}  # fmt: skip
    return {name: str({**usual, **said}.get(name, "")) for name in HEADINGS}


def table(*rows: dict[str, str], headings: tuple[str, ...] = HEADINGS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


class Runner:
    """Runs an import command on a file, and keeps what it said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out, self.err = folder, "", ""

    def __call__(
        self, content: bytes, *options: str, command: str = "import_staff", on: date = TODAY, name: str = "staff.csv"
    ) -> str:
        path = self.folder / name
        path.write_bytes(content)
        out, err = io.StringIO(), io.StringIO()
        try:
            with time_machine.travel(f"{on}T10:00:00Z", tick=False):
                call_command(command, str(path), *options, stdout=out, stderr=err)
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()
        return self.out.strip().splitlines()[-1]

    def refused(self, content: bytes, *options: str, **more: Any) -> str:
        try:
            self(content, *options, **more)
        except CommandError as error:
            return str(error)
        raise AssertionError(f"it was taken: {self.out}")


def make_mere() -> Agency:
    """Return an agency with the roles of a school."""
    for code, title in (("teacher", "Teacher"), ("head", "Head teacher"), ("cook", "Cook"), ("governor", "Governor")):
        JobRole.objects.get_or_create(code=code, defaults={"title": title})
    return make.make_agency(code="MERE", name="Mere School")
