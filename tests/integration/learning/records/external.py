"""Reports of learning done elsewhere for the tests. Each call makes one thing."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from learning.records.actions import keep_evidence, report_course
from learning.records.models import EvidenceFile, ExternalReport
from tests import factories
from tests.integration.learning.making import TODAY, make_course

PDF = b"%PDF-1.7\nA certificate."
DAY = date(2026, 10, 5)


def make_evidence(by: Any, content: bytes = PDF) -> EvidenceFile:
    return keep_evidence(name="certificate.pdf", content=content, by=by)


def make_report(person: Any = None, **fields: Any) -> ExternalReport:
    """Return a report that waits, with a reference for evidence, by a new person with a post unless told."""
    person = person or factories.make_post().person
    given: dict[str, Any] = {
        "course": None, "on": DAY, "provider": "Open University", "hours": Decimal(3), "reference": "OU 4711",
        "file": None, "by": person, "today": TODAY,
    } | fields  # fmt: skip
    given["course"] = given["course"] or make_course()
    return report_course(person=person, **given)


def upload(content: bytes = PDF, name: str = "certificate.pdf", kind: str = "application/pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


def form_of(course: Any, **fields: Any) -> dict[str, Any]:
    """Return what the form of a report is sent with."""
    given = {
        "course": course.pk, "completed_on_day": "5", "completed_on_month": "10", "completed_on_year": "2026",
        "provider": "Open University", "hours": "", "reference": "OU 4711",
    }  # fmt: skip
    return given | fields
