"""The demonstration partnership's learning done elsewhere, and a session of a team. Nobody in it is real."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from core.demo import DemoRun, read
from learning.catalogue.models import Course
from learning.records.actions import keep_evidence, reject_report, report_course, verify_report
from learning.records.models import ExternalReport
from people.models import Person

FILES = Path(__file__).parent / "demo_content"


def build(run: DemoRun) -> None:
    """Make a few reports in every state. They are made once: a later run leaves them as they are."""
    if ExternalReport.objects.exists():
        run.say("Learning elsewhere: there already.")
        return
    lead = run.get("person", "lead")
    with transaction.atomic():
        for row in read(__file__, "external.toml")["reports"]:
            report(run, row, checked_by=lead)


def report(run: DemoRun, row: dict[str, Any], *, checked_by: Person) -> None:
    first, last = row["person"].split()
    person = Person.objects.get(first_name=first, last_name=last, posts__line_manager=run.get("person", "manager"))
    file = FILES / row["file"] if "file" in row else None
    made = report_course(
        person=person,
        course=Course.objects.get(code=row["course"]),
        on=run.ago(row["done"]),
        provider=row["provider"],
        hours=Decimal(row["hours"]) if "hours" in row else None,
        reference=row.get("reference", ""),
        file=keep_evidence(name=file.name, content=file.read_bytes(), by=person) if file else None,
        by=person,
        today=run.today,
    )
    if row.get("answer") == "verified":
        verify_report(report=made, by=checked_by, today=run.today)
    elif row.get("answer") == "rejected":
        reject_report(report=made, reason=row["reason"], by=checked_by)
