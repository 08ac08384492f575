"""The demonstration partnership's learning done elsewhere, and a session of a team. Nobody in it is real."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from core.demo import DemoRun, read
from learning.catalogue.models import Course
from learning.records.actions import (
    keep_evidence,
    record_group_session,
    reject_report,
    report_course,
    verify_report,
)
from learning.records.models import ExternalReport, GroupDraft
from learning.records.queries import who_may_have_been_there
from people.models import Person

FILES = Path(__file__).parent / "demo_content"


def build(run: DemoRun) -> None:
    """Make a few reports in every state. They are made once: a later run leaves them as they are."""
    if ExternalReport.objects.exists():
        run.say("Learning elsewhere: there already.")
        return
    lead, content = run.get("person", "lead"), read(__file__, "external.toml")
    with transaction.atomic():
        session(run, content["session"], by=lead)
        for row in content["reports"]:
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


def session(run: DemoRun, row: dict[str, Any], *, by: Person) -> None:
    """Record a session: most of those who were in post that day were there, up to so many.

    Not the manager's own team, whose statuses are told one by one, nor those who sign in.
    """
    agency, day = run.get("agency", row["agency"]), run.ago(row["done"])
    register = FILES / row["file"]
    there = who_may_have_been_there(agency, held_on=day, by=by, today=run.today)
    others = there.exclude(posts__line_manager=run.get("person", "manager")).exclude(email__endswith="@demo.example")
    keys = list(others.values_list("pk", flat=True)[: row["most"]])
    if len(keys) < 2:
        return
    course = Course.objects.get(code=row["course"])
    draft = GroupDraft.objects.create(
        agency=agency,
        course=course,
        held_on=day,
        hours=course.hours,
        led_by=row["led_by"],
        file=keep_evidence(name=register.name, content=register.read_bytes(), by=by),
        by=by,
    )
    record_group_session(draft=draft, people=[key for n, key in enumerate(keys) if n % 5], by=by, today=run.today)
